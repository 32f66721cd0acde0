//! `x402 reason`: the meanings and names of a reason code.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use x402_types::{Dialect, Meaning};

use crate::{
    args::ReasonArgs,
    said::{Said, exit},
    style::printable,
};

/// A meaning of a code, and the dialects in which the code has this meaning.
type Found = (Meaning, Vec<Dialect>);

pub(crate) fn run(args: &ReasonArgs) -> Said {
    let found: Vec<Found> = Meaning::all().map(|meaning| (meaning, said_by(&args.code, meaning))).collect();
    let found: Vec<Found> = found.into_iter().filter(|(_, dialects)| !dialects.is_empty()).collect();
    let code = if found.is_empty() { exit::UNDECODABLE } else { exit::VALID };
    let text = if args.json { answer(&args.code, &found).to_string() + "\n" } else { show(&args.code, &found) };
    Said { text, code }
}

/// What a code means, for people.
pub(crate) fn explained(code: &str) -> String {
    run(&ReasonArgs { code: code.to_owned(), json: false }).text
}

fn said_by(code: &str, meaning: Meaning) -> Vec<Dialect> {
    Dialect::ALL.iter().copied().filter(|dialect| meaning.codes(*dialect).any(|known| known == code)).collect()
}

fn show(code: &str, found: &[Found]) -> String {
    if found.is_empty() {
        let nearest = nearest(code).map(|code| format!("; the nearest is {code}")).unwrap_or_default();
        return format!("no known implementation uses \"{}\" as a reason{nearest}\n", printable(code));
    }
    let mut text = String::new();
    for (index, (meaning, dialects)) in found.iter().enumerate() {
        let dialects: Vec<_> = dialects.iter().map(|dialect| dialect.as_str()).collect();
        let blank = if index == 0 { "" } else { "\n" };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{blank}{}: {meaning}", dialects.join(", "));
        for &dialect in Dialect::ALL {
            let codes: Vec<_> = meaning.codes(dialect).collect();
            if !codes.is_empty() {
                let _ = writeln!(text, "  {:<8} {}", dialect.as_str(), codes.join(", "));
            }
        }
    }
    text
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

fn answer(code: &str, found: &[Found]) -> Value {
    let meanings = found.iter().map(|(meaning, dialects)| {
        let codes = Dialect::ALL.iter().copied().map(|dialect| (dialect.as_str(), meaning.codes(dialect).collect()));
        let codes = codes.filter(|(_, codes): &(_, Vec<_>)| !codes.is_empty());
        let codes: Map<_, _> = codes.map(|(dialect, codes)| (dialect.to_owned(), codes.into())).collect();
        let dialects: Vec<_> = dialects.iter().map(|dialect| dialect.as_str()).collect();
        json!({"meaning": meaning.sentence(), "in": dialects, "codes": codes})
    });
    json!({"code": code, "meanings": meanings.collect::<Vec<_>>()})
}
