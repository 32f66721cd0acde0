//! `x402 reason`: the meanings and names of a reason code, what usually causes it, who acts, and what to run next.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use x402_types::{Dialect, Meaning};

use crate::{
    args::ReasonArgs,
    said::{Said, exit},
    style::printable,
};

pub(crate) fn run(args: &ReasonArgs) -> Said {
    let mut found: Vec<Meaning> = Meaning::of(&args.code).collect();
    // The meaning that the specification gives the code comes first.
    found.sort_by_key(|meaning| !meaning.dialects(&args.code).any(|dialect| dialect == Dialect::Spec));
    let code = if found.is_empty() { exit::UNDECODABLE } else { exit::VALID };
    let text = if args.json { answer(&args.code, &found).to_string() + "\n" } else { show(&args.code, &found) };
    Said { text, code }
}

/// What a code means, for people.
pub(crate) fn explained(code: &str) -> String {
    run(&ReasonArgs { code: code.to_owned(), json: false }).text
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
    text
}

/// What usually causes it, who acts and what to run next, in lines that are indented by two spaces.
fn explained_in_lines(meaning: Meaning) -> String {
    let explanation = meaning.explanation();
    let mut text = String::new();
    for (index, cause) in explanation.causes().iter().enumerate() {
        let _ = writeln!(text, "  {:<8} {cause}", if index == 0 { "usually" } else { "or" });
    }
    let _ = writeln!(text, "  {:<8} {}", "to act", explanation.actor().sentence());
    let _ = writeln!(text, "  {:<8} {}", "next", explanation.next());
    text
}

/// The lines that explain the code of an answer: the first meaning, and how many more there are. Empty if no table has the code.
pub(crate) fn explain(code: &str) -> String {
    let mut found = Meaning::of(code);
    let Some(first) = found.next() else { return String::new() };
    let more = match found.count() {
        0 => String::new(),
        more => format!(" (or {more} more: x402 reason {code})"),
    };
    format!("{code}: {first}{more}\n{}", explained_in_lines(first))
}

/// The known code with the fewest edits. `None` if too little is alike.
fn nearest(code: &str) -> Option<&'static str> {
    // No code is as long as this. A distance takes the product of both lengths.
    if code.len() > 100 {
        return None;
    }
    let known = Meaning::all().flat_map(|meaning| Dialect::ALL.iter().copied().flat_map(move |it| meaning.codes(it)));
    // Many write a code in capitals, as a constant.
    let code = code.to_lowercase();
    let near = known.map(|known| (strsim::levenshtein(&code, &known.to_lowercase()), known)).min();
    near.filter(|(edits, known)| edits * 3 <= known.len()).map(|(_, known)| known)
}

fn answer(code: &str, found: &[Meaning]) -> Value {
    let meanings = found.iter().map(|&meaning| {
        let codes = Dialect::ALL.iter().copied().map(|dialect| (dialect.as_str(), meaning.codes(dialect).collect()));
        let codes = codes.filter(|(_, codes): &(_, Vec<_>)| !codes.is_empty());
        let codes: Map<_, _> = codes.map(|(dialect, codes)| (dialect.to_owned(), codes.into())).collect();
        let dialects: Vec<_> = meaning.dialects(code).map(Dialect::as_str).collect();
        let explanation = meaning.explanation();
        json!({
            "meaning": meaning.sentence(),
            "in": dialects,
            "codes": codes,
            "causes": explanation.causes(),
            "actor": explanation.actor().as_str(),
            "next": explanation.next(),
        })
    });
    let mut answer = json!({"code": code, "meanings": meanings.collect::<Vec<_>>(), "asOf": Meaning::AS_OF});
    if found.is_empty()
        && let Some(members) = answer.as_object_mut()
    {
        let sources = Dialect::ALL.iter().map(|dialect| (dialect.as_str().to_owned(), dialect.source().into()));
        members.insert("tables".to_owned(), sources.collect::<Map<_, _>>().into());
        if let Some(nearest) = nearest(code) {
            members.insert("nearest".to_owned(), nearest.into());
        }
    }
    answer
}
