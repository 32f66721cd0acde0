//! How an answer of any implementation compares with what a vector expects.

use x402_types::{JsonRef, RawJson};

use crate::{
    adapter::Reply,
    compare::difference,
    vector::{Class, Vector},
};

/// The outcome of one vector for one implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it is what the vector expects.
    pub outcome: Outcome,
    /// What the vector expects, in a few words.
    pub expected: String,
    /// What came, in a few words that stay the same from run to run.
    pub actual: String,
}

/// Whether an answer is what a vector expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is.
    Pass,
    /// It is not.
    Differs,
    /// The implementation does not do this.
    Skipped,
}

/// The members of an answer of `verify` that implementations are compared by; those that one does not give are not.
const COMPARED: [&str; 3] = ["payer", "replayKey", "offer"];

/// Judges a reply by the vector's class. An implementation has one profile of its own, so that `decode` is asked once.
#[must_use]
pub fn judge(vector: &Vector, reply: &Reply) -> Judgement {
    let expected = match vector.op.as_str() {
        "decode" => match vector.expect.class {
            Class::Valid => "ok",
            Class::Invalid => "err",
            Class::Acceptable | Class::Undecided => "ok or err",
        }
        .to_owned(),
        "verify" => match vector.expect.class {
            Class::Acceptable => "valid or invalid".to_owned(),
            Class::Valid | Class::Invalid | Class::Undecided => vector.expect.class.as_str().to_owned(),
        },
        _ => vector.expect.result.as_str().to_owned(),
    };
    let (outcome, actual) = match reply {
        Reply::Result(result) => judge_result(vector, result.as_json()),
        Reply::Skipped(_) => (Outcome::Skipped, "skipped".into()),
        Reply::Error(_) => (Outcome::Differs, "error".into()),
        Reply::Malformed(_) => (Outcome::Differs, "malformed answer".into()),
        Reply::Crashed(_) => (Outcome::Differs, "crashed".into()),
        Reply::TimedOut => (Outcome::Differs, "timed out".into()),
    };
    Judgement { outcome, expected, actual }
}

fn judge_result(vector: &Vector, result: JsonRef<'_>) -> (Outcome, String) {
    match vector.op.as_str() {
        "decode" => judge_decode(vector, result),
        "match" => judge_match(vector, result),
        "verify" => judge_verify(vector, result),
        _ => {
            let fits = choices(&vector.expect.result).any(|choice| difference(choice, result).is_none());
            (if fits { Outcome::Pass } else { Outcome::Differs }, one_line(result))
        }
    }
}

fn judge_decode(vector: &Vector, result: JsonRef<'_>) -> (Outcome, String) {
    let taken = result.get("ok").is_some();
    if !taken && result.get("err").is_none() {
        return (Outcome::Differs, "neither ok nor err".into());
    }
    let may = match vector.expect.class {
        Class::Valid => taken,
        Class::Invalid => !taken,
        Class::Acceptable | Class::Undecided => true,
    };
    if !may || !taken {
        return (if may { Outcome::Pass } else { Outcome::Differs }, if taken { "ok" } else { "err" }.into());
    }
    // Flags and version only where the implementation has such a thing.
    let expected = vector.expect.result.as_json();
    for member in ["canonical", "version", "flags"] {
        let (Some(wanted), Some(found)) = (expected.get(member), result.get(member)) else { continue };
        let pair = |value: JsonRef<'_>| RawJson::parse(&format!(r#"{{"{member}":{}}}"#, value.text()));
        let (Ok(wanted), Ok(found)) = (pair(wanted), pair(found)) else {
            return (Outcome::Differs, format!("ok, {member} unreadable"));
        };
        if difference(wanted.as_json(), found.as_json()).is_some() {
            return (Outcome::Differs, format!("ok, other {member}"));
        }
    }
    (Outcome::Pass, "ok".into())
}

/// Which offer, or none; in which members the others differ not every implementation says.
fn judge_match(vector: &Vector, result: JsonRef<'_>) -> (Outcome, String) {
    let Some(offer) = result.get("offer") else { return (Outcome::Differs, "no offer".into()) };
    let same = |choice: JsonRef<'_>, member: &str| match (choice.get(member), result.get(member)) {
        (Some(wanted), Some(found)) => wanted.same_value(&found),
        (None, _) => true,
        (_, None) => member != "offer",
    };
    let fits = |choice| ["offer", "differs"].iter().all(|member| same(choice, member));
    let may = vector.expect.class == Class::Acceptable || choices(&vector.expect.result).any(fits);
    (if may { Outcome::Pass } else { Outcome::Differs }, format!("offer {}", offer.text()))
}

fn judge_verify(vector: &Vector, result: JsonRef<'_>) -> (Outcome, String) {
    let text = |name: &str| result.get(name).and_then(|value| value.string().ok().map(String::from));
    let Some(verdict) = text("verdict") else { return (Outcome::Differs, "no verdict".into()) };
    let may = match vector.expect.class {
        Class::Acceptable => matches!(verdict.as_str(), "valid" | "invalid" | "undecided"),
        Class::Valid | Class::Invalid | Class::Undecided => verdict == vector.expect.class.as_str(),
    };
    if !may || verdict != "valid" {
        return (if may { Outcome::Pass } else { Outcome::Differs }, verdict);
    }
    let same = |choice: JsonRef<'_>, member: &str| match (choice.get(member), result.get(member)) {
        (Some(wanted), Some(found)) => wanted.same_value(&found),
        _ => true,
    };
    match COMPARED.iter().find(|member| !choices(&vector.expect.result).any(|choice| same(choice, member))) {
        Some(member) => (Outcome::Differs, format!("valid, other {member}")),
        None => (Outcome::Pass, verdict),
    }
}

/// A result, or the list of results of which one has to fit.
fn choices(expected: &RawJson) -> impl Iterator<Item = JsonRef<'_>> {
    let value = expected.as_json();
    let several = value.elements().ok();
    let single = several.is_none().then_some(value);
    several.into_iter().flatten().chain(single)
}

fn one_line(value: JsonRef<'_>) -> String {
    crate::ops::one_line(value.text().to_owned())
}
