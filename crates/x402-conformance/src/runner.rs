//! Runs vectors against this workspace, in process.

use serde_json::value::RawValue;
use x402_operations::Answer;
use x402_types::RawJson;

use crate::{
    adapter::{Question, Reply, answer_limits},
    equality::{difference, has_verdict, is_refusal},
    vector::{Class, Input, Vector},
};

/// Runs one vector.
///
/// # Errors
/// A sentence that says what differs.
pub fn run(vector: &Vector) -> Result<(), String> {
    run_by(vector, ask_ourselves)
}

/// Runs one vector with a function that answers questions. The answers must have both profiles, and this project's
/// checks and reasons.
///
/// # Errors
/// A sentence that says what differs.
pub fn run_by(vector: &Vector, ask: impl Fn(Question<'_>) -> Reply) -> Result<(), String> {
    let ask = |op: &str, input: &str| match ask(Question { op, input }) {
        Reply::Result(result) => Ok(result),
        Reply::Skipped(why) => Err(format!("skipped: {why}")),
        Reply::Error(why) => Err(format!("error: {why}")),
        Reply::Malformed(why) => Err(format!("the answer: {why}")),
        Reply::Crashed(how) => Err(format!("crashed: {how}")),
        Reply::TimedOut(_) => Err("timed out".into()),
    };
    if vector.op == "decode" {
        return run_decode(vector, ask);
    }
    let answer = ask(&vector.op, vector.input.as_str())?;
    compare_any(&vector.expect.result, &answer)?;
    for (name, expected) in
        [("reason", &vector.expect.reason), ("stage", &vector.expect.stage), ("check", &vector.expect.check)]
    {
        let found = answer.as_json().get(name).and_then(|value| value.string().ok().map(String::from));
        if expected.is_some() && *expected != found {
            return Err(format!("{name}: expected {expected:?}, got {found:?}"));
        }
    }
    if vector.expect.class == Class::Invalid && is_refusal(&vector.op, answer.as_json()) == Some(false) {
        return Err(format!("no refusal: {}", answer.as_str()));
    }
    if has_verdict(&vector.op) {
        check_verdict(vector.expect.class, &answer)?;
    }
    Ok(())
}

fn check_verdict(class: Class, answer: &RawJson) -> Result<(), String> {
    let verdict = answer.as_json().get("verdict").and_then(|verdict| verdict.string().ok().map(String::from));
    let verdict = verdict.unwrap_or_default();
    let fits = match class {
        Class::Valid | Class::Invalid | Class::Undecided => verdict == class.as_str(),
        Class::Acceptable => !verdict.is_empty(),
    };
    if fits { Ok(()) } else { Err(format!("class {} but verdict {verdict}", class.as_str())) }
}

/// Runs both profiles, and checks that the class follows from them. A vector is valid if Strict accepts without a flag.
/// It is acceptable if Strict accepts with a flag, or if only Lenient accepts. It is invalid if Lenient refuses.
fn run_decode(vector: &Vector, ask: impl Fn(&str, &str) -> Result<RawJson, String>) -> Result<(), String> {
    let ours = vector.expect.ours.as_ref().ok_or("a decode vector needs expect.ours")?;
    let mut answers = Vec::new();
    for (profile, expected) in [("strict", &ours.strict), ("lenient", &ours.lenient)] {
        let input = with_profile(&vector.input, profile)?;
        let answer = ask(&vector.op, &input)?;
        compare(profile, expected, &answer)?;
        answers.push(answer);
    }
    let [strict, lenient] = &answers[..] else { return Err("two profiles, two answers".into()) };
    let taken = |answer: &RawJson| answer.as_json().get("ok").is_some();
    let flagged = |answer: &RawJson| answer.as_json().get("flags").is_some_and(|flags| flags.text() != "[]");
    if taken(strict) && !taken(lenient) {
        return Err("strict accepts an object that lenient refuses".into());
    }
    let class = match (taken(strict), taken(lenient)) {
        (true, _) if !flagged(strict) => Class::Valid,
        (false, false) => Class::Invalid,
        _ => Class::Acceptable,
    };
    if class != vector.expect.class {
        return Err(format!("class {} but both answers make it {}", vector.expect.class.as_str(), class.as_str()));
    }
    let expected_of_all = if taken(strict) { strict } else { lenient };
    compare("result", &vector.expect.result, expected_of_all)
}

fn with_profile(input: &Input, profile: &str) -> Result<String, String> {
    let object = RawJson::parse_within(input.as_str(), &answer_limits()).map_err(|error| error.to_string())?;
    if object.as_json().get("profile").is_some() {
        return Err("a decode vector leaves the profile to the runner".into());
    }
    let inner = input.as_str().strip_suffix('}').ok_or("input must be an object")?;
    Ok(format!(r#"{inner},"profile":"{profile}"}}"#))
}

/// The answer of this implementation's testee, in the form in which an asker gets it.
#[must_use]
pub fn ask_ourselves(Question { op, input }: Question<'_>) -> Reply {
    let raw: &RawValue = match serde_json::from_str(input) {
        Ok(raw) => raw,
        Err(error) => return Reply::Error(error.to_string()),
    };
    match x402_operations::run(op, raw) {
        Answer::Result(result) => match RawJson::parse_within(&result, &answer_limits()) {
            Ok(result) => Reply::Result(result),
            Err(error) => Reply::Malformed(error.to_string()),
        },
        Answer::Skipped(why) => Reply::Skipped(why),
        Answer::Error(why) => Reply::Error(why),
    }
}

/// Compares an answer with a result, or with a list of acceptable results of which one has to fit.
fn compare_any(expected: &RawJson, answer: &RawJson) -> Result<(), String> {
    let Ok(mut choices) = expected.as_json().elements() else {
        return compare("result", expected, answer);
    };
    if choices.any(|choice| difference(choice, answer.as_json()).is_none()) {
        Ok(())
    } else {
        Err(format!("result: none of {} fits {}", expected.as_str(), answer.as_str()))
    }
}

fn compare(what: &str, expected: &RawJson, answer: &RawJson) -> Result<(), String> {
    match difference(expected.as_json(), answer.as_json()) {
        None => Ok(()),
        Some(difference) => Err(format!("{what}: {difference}")),
    }
}
