//! `x402 reason`: the meanings and names of a reason code, what usually causes it, who acts, and what to run next.

use std::fmt::Write as _;

use x402_operations::reason::{ReasonResult, meanings, nearest, without_result};
use x402_types::{Dialect, Meaning, Topic};

use crate::{
    args::ReasonArgs,
    output::{Failure, Output, exit, text_or_json},
    style::printable,
};

pub(crate) fn run(args: &ReasonArgs) -> Result<Output, Failure> {
    let found = meanings(&args.code);
    let code = if found.is_empty() { exit::UNDECODABLE } else { exit::VALID };
    text_or_json(show(&args.code, &found), code, serde_json::to_string(&ReasonResult::of(&args.code)), args.json)
}

/// What a code means, where a payment or an object was expected.
pub(crate) fn explained(code: &str, exit: u8, json: bool) -> Result<Output, Failure> {
    let known = without_result(code);
    text_or_json(show(known, &meanings(known)), exit, serde_json::to_string(&ReasonResult::of(known)), json)
}

fn show(code: &str, found: &[Meaning]) -> String {
    let mut text = String::new();
    if found.is_empty() {
        let nearest = nearest(code).map(|code| format!("; the nearest is {code}")).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\"{}\" is not in these tables (as of {}){nearest}", printable(code), Meaning::AS_OF);
        for &dialect in Dialect::ALL {
            let _ = writeln!(text, "  {:<8} {}", dialect.as_str(), dialect.source());
        }
        return text;
    }
    for (index, &meaning) in found.iter().enumerate() {
        let dialects: Vec<_> = meaning.dialects(code).map(Dialect::as_str).collect();
        let blank = if index == 0 { "" } else { "\n" };
        let _ = writeln!(text, "{blank}{}: {meaning}", dialects.join(", "));
        let explained =
            found.get(..index).unwrap_or_default().iter().any(|earlier| earlier.explanation() == meaning.explanation());
        if !explained {
            text.push_str(&explained_in_lines(meaning));
        }
        for &dialect in Dialect::ALL {
            let codes: Vec<_> = meaning.codes(dialect).collect();
            if !codes.is_empty() {
                let _ = writeln!(text, "  {:<8} {}", dialect.as_str(), codes.join(", "));
            }
        }
    }
    text + &address(code)
}

/// The lines under an invalid verdict that name where to read more about its code and its check.
pub(crate) fn more(code: &str, check: &str) -> String {
    let links = [Topic::Reason(code), Topic::Check(check)].into_iter().filter_map(Topic::more);
    links.map(|link| format!("  more: {link}\n")).collect()
}

/// The line with the address of the code's entry on the site. Empty until the site is published.
fn address(code: &str) -> String {
    Topic::Reason(code).address().map(|address| format!("  {:<8} {address}\n", "more")).unwrap_or_default()
}

/// What usually causes it, who acts and what to run next, in lines that are indented by two spaces.
fn explained_in_lines(meaning: Meaning) -> String {
    let explanation = meaning.explanation();
    let mut text = String::new();
    let mut causes = explanation.causes().iter().enumerate().peekable();
    while let Some((index, cause)) = causes.next() {
        let _ = writeln!(text, "  {:<8} {}", if index == 0 { "usually" } else { "or" }, cause.text());
        // One line for all causes if they have the same actor.
        if causes.peek().is_none() || !explanation.has_one_actor() {
            let _ = writeln!(text, "  {:<8} {}", "to act", cause.actor().sentence());
        }
    }
    let _ = writeln!(text, "  {:<8} {}", "next", explanation.next());
    text
}

/// What a code means, which causes it has, and which names it has elsewhere.
pub(crate) fn text(code: &str) -> String {
    show(code, &meanings(code))
}

/// What usually causes a code, who acts, and what to run next. Empty if no table has the code.
pub(crate) fn causes(code: &str) -> String {
    meanings(without_result(code)).first().map(|meaning| explained_in_lines(*meaning)).unwrap_or_default()
}

/// The lines that explain the code of an answer: the first meaning, and how many more there are. Empty if no table has the code.
pub(crate) fn explain(code: &str) -> String {
    let known = without_result(code);
    let mut found = Meaning::of(known);
    let Some(first) = found.next() else { return String::new() };
    let more = match found.count() {
        0 => String::new(),
        more => format!(" (or {more} more: x402 reason {known})"),
    };
    format!("{code}: {first}{more}\n{}{}", explained_in_lines(first), address(known))
}
