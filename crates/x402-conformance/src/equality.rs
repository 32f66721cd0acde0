//! Compares an answer with the expected one.

use std::borrow::Cow;

use x402_types::{JsonRef, RawJson};

/// Members that accompany another member only in some cases, such as the version of a decoded object or the name of a
/// network. Such a member is wrong unless it is expected.
const ONLY_WHERE_EXPECTED: [(&str, &str); 4] =
    [("canonical", "version"), ("caip2", "name"), ("codes", "metadata"), ("digest", "signer")];

/// Compares an answer with the expected one. Returns the first difference. Every member of `expected` has to be present
/// with an equal value. Other members do not count, except those of [`ONLY_WHERE_EXPECTED`]. A decoded object is
/// compared by its encoding.
pub(crate) fn difference(expected: JsonRef<'_>, actual: JsonRef<'_>) -> Option<String> {
    let Ok(members) = expected.members() else {
        return (!expected.same_value(&actual)).then(|| show(expected, actual));
    };
    for (name, wanted) in members {
        let Some(found) = actual.get(&name) else {
            return Some(format!("{name} is missing; expected {}", wanted.text()));
        };
        if !same_member(&name, wanted, found) {
            return Some(format!("{name}: {}", show(wanted, found)));
        }
    }
    if object_of(expected, actual).is_some_and(|object| object != Object::Same) {
        return Some("ok: a different object than canonical".into());
    }
    unexpected(expected, actual).map(|name| format!("{name} is present, but is not expected"))
}

/// Whether the answer to an operation has a verdict. If so, the vector's class decides how its answer is compared.
pub(crate) fn has_verdict(op: &str) -> bool {
    matches!(
        op,
        "carrier"
            | "channel-correction"
            | "channel-response"
            | "http-message-signature"
            | "lint"
            | "match-extensions"
            | "offer-receipt"
            | "payment-identifier"
            | "sign-in-with-x"
            | "verify"
    )
}

/// Whether an answer says that the input cannot be read. Returns `None` for an operation that has another member for
/// this. The text in `err` is for people.
pub(crate) fn is_refusal(op: &str, result: JsonRef<'_>) -> Option<bool> {
    match op {
        "builder-code" => Some(result.get("err").is_some_and(|err| err.is_object()) && result.get("codes").is_none()),
        "choose" => Some(result.get("index").is_none()),
        "digest" => Some(result.get("err").is_some_and(|err| err.is_object()) && result.get("digest").is_none()),
        "replay-key" => Some(result.get("replayKey").is_none()),
        _ => None,
    }
}

/// The name of a member of the answer that must not be present.
pub(crate) fn unexpected(expected: JsonRef<'_>, actual: JsonRef<'_>) -> Option<&'static str> {
    let found = ONLY_WHERE_EXPECTED.into_iter().find(|(present, name)| {
        expected.get(present).is_some() && expected.get(name).is_none() && actual.get(name).is_some()
    });
    found.map(|(_, name)| name)
}

/// How a decoded object compares with the expected one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    /// They are the same, in any order of members.
    Same,
    /// They are the same except for members that are null or empty, which models drop and add.
    ButForEmpty,
    /// They are different.
    Other,
}

/// How `ok` compares with the expected object. `None` if one of the two is absent.
pub(crate) fn object_of(expected: JsonRef<'_>, actual: JsonRef<'_>) -> Option<Object> {
    let (canonical, ok) = (expected.get("canonical")?, actual.get("ok")?);
    let Some(canonical) = meant(canonical) else { return Some(Object::Other) };
    let canonical = canonical.as_json();
    Some(if canonical.same_value(&ok) {
        Object::Same
    } else if same_but_for_empty(canonical, ok) {
        Object::ButForEmpty
    } else {
        Object::Other
    })
}

/// The depth limit with which both texts were read bounds the recursion.
fn same_but_for_empty(left: JsonRef<'_>, right: JsonRef<'_>) -> bool {
    if left.is_object() && right.is_object() {
        let (left, right) = (full_members(left), full_members(right));
        let same = |(left, right): (&(_, JsonRef<'_>), &(_, JsonRef<'_>))| {
            left.0 == right.0 && same_but_for_empty(left.1, right.1)
        };
        return left.len() == right.len() && left.iter().zip(&right).all(same);
    }
    if let (Ok(mut left), Ok(mut right)) = (left.elements(), right.elements()) {
        return loop {
            match (left.next(), right.next()) {
                (None, None) => break true,
                (Some(left), Some(right)) if same_but_for_empty(left, right) => {}
                _ => break false,
            }
        };
    }
    left.same_value(&right)
}

/// The members that are not empty, by name.
fn full_members(object: JsonRef<'_>) -> Vec<(Cow<'_, str>, JsonRef<'_>)> {
    let is_empty = |value: JsonRef<'_>| {
        value.is_null()
            || value.members().is_ok_and(|mut members| members.next().is_none())
            || value.elements().is_ok_and(|mut elements| elements.next().is_none())
    };
    let mut members: Vec<_> = object.members().into_iter().flatten().filter(|(_, value)| !is_empty(*value)).collect();
    members.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    members
}

/// Whether a member has the expected value. `canonical` contains JSON text and is compared by its value. `flags` is a
/// set. Of `findings`, only the places of errors are compared, in any order. `needs` and `outstanding` are lists of
/// kinds, each of which has to be among those of the answer.
pub(crate) fn same_member(name: &str, wanted: JsonRef<'_>, found: JsonRef<'_>) -> bool {
    match name {
        "canonical" => match (meant(wanted), meant(found)) {
            (Some(wanted), Some(found)) => wanted.as_json().same_value(&found.as_json()),
            _ => false,
        },
        "needs" | "outstanding" => kinds_are_among(wanted, found),
        "findings" => pointers_of_errors(wanted).is_some_and(|wanted| pointers_of_errors(found) == Some(wanted)),
        "flags" => texts(wanted).is_some_and(|wanted| texts(found) == Some(wanted)),
        _ => wanted.same_value(&found),
    }
}

/// The value of a JSON text in a string.
pub(crate) fn meant(text: JsonRef<'_>) -> Option<RawJson> {
    text.string().ok().and_then(|text| RawJson::parse(&text).ok())
}

/// The elements of a JSON list of texts, sorted. Returns `None` if the value is not such a list.
fn texts(list: JsonRef<'_>) -> Option<Vec<String>> {
    let text = |element: JsonRef<'_>| element.string().ok().map(|text| text.into_owned());
    let mut texts = list.elements().ok()?.map(text).collect::<Option<Vec<_>>>()?;
    texts.sort_unstable();
    texts.dedup();
    Some(texts)
}

/// The pointers of the findings whose level is `error`, sorted. Returns `None` if the value is not a list of findings.
fn pointers_of_errors(findings: JsonRef<'_>) -> Option<Vec<String>> {
    let mut pointers = Vec::new();
    for finding in findings.elements().ok()? {
        if finding.get("level")?.string().ok()? == "error" {
            pointers.push(finding.get("pointer")?.string().ok()?.into_owned());
        }
    }
    pointers.sort_unstable();
    pointers.dedup();
    Some(pointers)
}

fn kinds_are_among(wanted: JsonRef<'_>, found: JsonRef<'_>) -> bool {
    let (Ok(mut wanted), Ok(found)) = (wanted.elements(), found.elements()) else { return false };
    let found: Vec<_> = found.filter_map(|question| question.get("kind")).collect();
    wanted.all(|kind| found.iter().any(|other| kind.same_value(other)))
}

fn show(expected: JsonRef<'_>, actual: JsonRef<'_>) -> String {
    format!("expected {}, got {}", expected.text(), actual.text())
}
