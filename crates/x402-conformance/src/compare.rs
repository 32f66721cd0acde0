//! Comparing an answer with what is expected of it.

use x402_types::{JsonRef, RawJson};

/// Why an answer is not as expected; `None` if it is. Every member of `expected` has to be there with an equal value;
/// others do not count. `canonical` holds JSON text and compares as the value it means; `needs` and `outstanding` list
/// kinds, each of which has to be among those of the answer.
pub(crate) fn difference(expected: JsonRef<'_>, actual: JsonRef<'_>) -> Option<String> {
    let Ok(members) = expected.members() else {
        return (!expected.same_value(&actual)).then(|| show(expected, actual));
    };
    for (name, wanted) in members {
        let Some(found) = actual.get(&name) else {
            return Some(format!("{name} is missing; expected {}", wanted.text()));
        };
        let same = match (&*name, wanted.string(), found.string()) {
            ("canonical", Ok(wanted), Ok(found)) => same_text_value(&wanted, &found),
            ("needs" | "outstanding", ..) => kinds_are_among(wanted, found),
            _ => wanted.same_value(&found),
        };
        if !same {
            return Some(format!("{name}: {}", show(wanted, found)));
        }
    }
    None
}

fn same_text_value(left: &str, right: &str) -> bool {
    match (RawJson::parse(left), RawJson::parse(right)) {
        (Ok(left), Ok(right)) => left.as_json().same_value(&right.as_json()),
        _ => false,
    }
}

fn kinds_are_among(wanted: JsonRef<'_>, found: JsonRef<'_>) -> bool {
    let (Ok(mut wanted), Ok(found)) = (wanted.elements(), found.elements()) else { return false };
    let found: Vec<_> = found.filter_map(|question| question.get("kind")).collect();
    wanted.all(|kind| found.iter().any(|other| kind.same_value(other)))
}

fn show(expected: JsonRef<'_>, actual: JsonRef<'_>) -> String {
    format!("expected {}, got {}", expected.text(), actual.text())
}
