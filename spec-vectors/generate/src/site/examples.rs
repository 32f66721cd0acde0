//! For a check, a reason code or a lint rule: a vector that fails, and the nearest one that passes.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use x402_conformance::vector::Vector;
use x402_operations::Answer;

use super::markdown::{cell, code, escaped};
use crate::lineage::held_in;

/// The operations whose answers list checks or findings.
const OPERATIONS: [&str; 4] = ["lint", "offer-receipt", "sign-in-with-x", "verify"];
/// The groups from which examples are taken first: those with plain payments.
const FIRST: [&str; 9] =
    ["eip3009", "permit2", "upto", "solana", "stellar", "xrpl", "batch-settlement", "gateway", "every-check"];
/// The most failing vectors for which the nearest passing one is searched.
const SEARCHED: usize = 10;
/// The most differences that a page shows.
const SHOWN: usize = 12;
/// The most characters of a value that a page shows.
const LONGEST: usize = 70;
/// The length of a Solana signature in bytes.
const SIGNATURE: usize = 64;

/// The values that contain no others, by JSON pointer.
type Leaves = BTreeMap<String, Value>;

/// The parts of an answer that choose the examples.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answered {
    verdict: String,
    reason: Option<String>,
    checks: Vec<Made>,
    findings: Vec<Found>,
}

#[derive(Deserialize)]
struct Made {
    id: String,
    outcome: String,
}

#[derive(Deserialize)]
struct Found {
    rule: String,
}

/// A vector with the answer of this implementation.
struct Evaluated<'a> {
    vector: &'a Vector,
    verdict: String,
    reason: Option<String>,
    failed: BTreeSet<String>,
    passed: BTreeSet<String>,
    rules: BTreeSet<String>,
    leaves: OnceCell<Leaves>,
}

impl<'a> Evaluated<'a> {
    fn new(vector: &'a Vector) -> Result<Self, String> {
        let wrong = |error: String| format!("{}: {error}", vector.id);
        let input: &RawValue = serde_json::from_str(vector.input.as_str()).map_err(|error| wrong(error.to_string()))?;
        let Answer::Result(result) = x402_operations::run(&vector.op, input) else {
            return Err(wrong("there is no answer".into()));
        };
        let Answered { verdict, reason, checks, findings } =
            serde_json::from_str(&result).map_err(|error| wrong(error.to_string()))?;
        let with = |outcome: &str| {
            let checks = checks.iter().filter(|check| check.outcome == outcome);
            checks.map(|check| unlabelled(&check.id).to_owned()).collect()
        };
        Ok(Self {
            vector,
            failed: with("fail"),
            passed: with("pass"),
            rules: findings.into_iter().map(|finding| finding.rule).collect(),
            verdict,
            reason,
            leaves: OnceCell::new(),
        })
    }

    fn leaves(&self) -> &Leaves {
        self.leaves.get_or_init(|| {
            let mut leaves = Leaves::new();
            if let Ok(input) = serde_json::from_str(self.vector.input.as_str()) {
                collect(&input, "", "", &mut leaves);
            }
            leaves
        })
    }

    /// Whether a policy of a facilitator is part of the question, which makes a poor example of any other check.
    fn has_policy(&self) -> bool {
        self.leaves().keys().any(|pointer| pointer.starts_with("/policy/"))
    }

    /// Orders examples: plain payments first, those of version 2 before those of version 1, and generated cells last.
    fn rank(&self) -> (usize, bool) {
        let group = self.vector.group();
        let rank = FIRST.iter().position(|first| *first == group).unwrap_or(FIRST.len());
        let version = self.leaves().iter().find(|(pointer, _)| pointer.ends_with("/x402Version"));
        (rank + usize::from(group == "cells"), version.is_some_and(|(_, version)| *version == 1))
    }

    /// The number of pointers at which the inputs differ.
    fn distance(&self, other: &Self) -> usize {
        let (ours, others) = (self.leaves(), other.leaves());
        let changed = ours.iter().filter(|(pointer, value)| others.get(*pointer) != Some(value)).count();
        changed + others.keys().filter(|pointer| !ours.contains_key(*pointer)).count()
    }

    /// The pointers at which the inputs differ, with both values.
    fn differences<'s>(&'s self, other: &'s Self) -> Vec<(&'s str, Option<&'s Value>, Option<&'s Value>)> {
        let (ours, others) = (self.leaves(), other.leaves());
        let pointers: BTreeSet<&str> = ours.keys().chain(others.keys()).map(String::as_str).collect();
        let both = pointers.into_iter().map(|pointer| (pointer, ours.get(pointer), others.get(pointer)));
        both.filter(|(_, ours, other)| ours != other).collect()
    }
}

/// The name of a check without the label of a signature.
fn unlabelled(check: &str) -> &str {
    check.rsplit('/').next().unwrap_or(check)
}

/// Collects the leaves below a value. `path` has the same names as the pointer, with dots.
fn collect(value: &Value, pointer: &str, path: &str, leaves: &mut Leaves) {
    let mut below = |name: &str, value: &Value| {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        collect(value, &format!("{pointer}/{escaped}"), &path, leaves);
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, member)| below(name, member));
        }
        Value::Array(elements) if !elements.is_empty() => {
            elements.iter().enumerate().for_each(|(index, element)| below(&index.to_string(), element));
        }
        Value::String(text) => match held_in(text, path) {
            Some(held) => collect(&held, pointer, path, leaves),
            None => drop(leaves.insert(pointer.to_owned(), value.clone())),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            drop(leaves.insert(pointer.to_owned(), value.clone()));
        }
    }
}

/// The vectors from which examples are chosen.
pub(crate) struct Examples<'a> {
    evaluated: Vec<Evaluated<'a>>,
    /// The index of each vector in `evaluated`.
    positions: BTreeMap<&'a str, usize>,
    /// The first vector of any other operation that expects a reason code.
    elsewhere: BTreeMap<&'a str, &'a Vector>,
}

impl<'a> Examples<'a> {
    pub(crate) fn new(vectors: &'a [Vector]) -> Result<Self, String> {
        let is_evaluated = |vector: &&Vector| OPERATIONS.contains(&vector.op.as_str());
        let evaluated = vectors.iter().filter(is_evaluated).map(Evaluated::new).collect::<Result<Vec<_>, _>>()?;
        let positions = evaluated
            .iter()
            .enumerate()
            .map(|(position, evaluated)| (evaluated.vector.id.as_str(), position))
            .collect();
        let mut elsewhere = BTreeMap::new();
        for vector in vectors.iter().filter(|vector| !is_evaluated(vector)) {
            if let Some(reason) = &vector.expect.reason {
                elsewhere.entry(reason.as_str()).or_insert(vector);
            }
        }
        Ok(Self { evaluated, positions, elsewhere })
    }

    /// The example of a check, as Markdown. `None` if no vector fails this check alone.
    pub(crate) fn of_check(&self, check: &str) -> Option<String> {
        self.text(|evaluated| fails_alone(evaluated, check), |evaluated| passes(evaluated, check))
    }

    /// The example of a reason code. `None` if no vector has it.
    pub(crate) fn of_reason(&self, reason: &str) -> Option<String> {
        let has = |evaluated: &Evaluated<'_>| {
            evaluated.verdict == "invalid" && evaluated.failed.len() == 1 && evaluated.reason.as_deref() == Some(reason)
        };
        // The passing vector has to pass the check that fails in the other one, which is different for each failing vector.
        let checks: BTreeSet<&String> =
            self.evaluated.iter().filter(|evaluated| has(evaluated)).flat_map(|evaluated| &evaluated.failed).collect();
        let of_check = |check: &&String| {
            self.pair(
                |evaluated| has(evaluated) && evaluated.failed.contains(*check),
                |evaluated| passes(evaluated, check),
            )
        };
        let pairs: Vec<_> = checks.iter().filter_map(of_check).collect();
        let best = pairs.into_iter().min_by_key(|(fails, passes)| (passes.is_none(), fails.rank()));
        let elsewhere = || {
            let vector = self.elsewhere.get(reason)?;
            Some(format!("{}\n", named("This vector has the code", vector)))
        };
        best.map(|(fails, passes)| shown(fails, passes)).or_else(elsewhere)
    }

    /// The example of a lint rule. `None` if no vector breaks it.
    pub(crate) fn of_rule(&self, rule: &str) -> Option<String> {
        let alone = |evaluated: &Evaluated<'_>| evaluated.rules.len() == 1 && evaluated.rules.contains(rule);
        let passes = |evaluated: &Evaluated<'_>| evaluated.vector.op == "lint" && !evaluated.rules.contains(rule);
        self.text(alone, passes).or_else(|| self.text(|evaluated| evaluated.rules.contains(rule), passes))
    }

    fn text(&self, fails: impl Fn(&Evaluated<'_>) -> bool, passes: impl Fn(&Evaluated<'_>) -> bool) -> Option<String> {
        self.pair(fails, passes).map(|(fails, passes)| shown(fails, passes))
    }

    /// A vector that fails and the nearest one that passes: the vector from which it was made, or else the one of its file with
    /// the fewest differences.
    fn pair(
        &self,
        fails: impl Fn(&Evaluated<'_>) -> bool,
        passes: impl Fn(&Evaluated<'_>) -> bool,
    ) -> Option<(&Evaluated<'a>, Option<&Evaluated<'a>>)> {
        let mut failing: Vec<&Evaluated<'_>> = self.evaluated.iter().filter(|evaluated| fails(evaluated)).collect();
        let parent = |evaluated: &&Evaluated<'_>| {
            let parent = self.evaluated.get(*self.positions.get(evaluated.vector.parent.as_deref()?)?)?;
            passes(parent).then_some(parent)
        };
        let made = failing.iter().filter_map(|evaluated| Some((*evaluated, parent(evaluated)?)));
        if let Some((fails, passes)) =
            made.min_by_key(|(fails, passes)| (fails.has_policy(), fails.distance(passes), fails.rank()))
        {
            return Some((fails, Some(passes)));
        }
        failing.sort_by_cached_key(|evaluated| (evaluated.has_policy(), evaluated.rank()));
        let near = |fails: &&Evaluated<'a>, in_group: bool| {
            let fits = |passing: &&Evaluated<'_>| {
                let (one, other) = (fails.vector, passing.vector);
                one.op == other.op && passes(passing) && (!in_group || one.group() == other.group())
            };
            let passing = self.evaluated.iter().filter(fits).map(|passing| (fails.distance(passing), passing));
            passing.min_by_key(|(distance, _)| *distance)
        };
        let nearest = |in_group| {
            let pairs = failing.iter().take(SEARCHED).filter_map(|fails| Some((*fails, near(fails, in_group)?)));
            pairs.min_by_key(|(_, (distance, _))| *distance)
        };
        match nearest(true).or_else(|| nearest(false)) {
            Some((fails, (_, passes))) => Some((fails, Some(passes))),
            None => failing.first().map(|fails| (*fails, None)),
        }
    }
}

/// Whether the verdict is invalid, and no check except this one failed.
fn fails_alone(evaluated: &Evaluated<'_>, check: &str) -> bool {
    evaluated.verdict == "invalid" && evaluated.failed.len() == 1 && evaluated.failed.contains(check)
}

/// Whether the verdict is valid, and this check passed. No report of a decoded payment lists `decode`.
fn passes(evaluated: &Evaluated<'_>, check: &str) -> bool {
    evaluated.verdict == "valid"
        && (evaluated.passed.contains(check) || check == "decode" && evaluated.vector.op == "verify")
}

/// A vector with its title.
fn named(what: &str, vector: &Vector) -> String {
    format!("- {what}: `x402 conformance show {}` ({})", vector.id, escaped(&vector.title))
}

/// Both vectors, and the differences between their inputs.
fn shown(fails: &Evaluated<'_>, passes: Option<&Evaluated<'_>>) -> String {
    let mut text = format!("{}\n", named("Fails", fails.vector));
    let Some(passes) = passes else {
        return text;
    };
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{}", named("Passes", passes.vector));
    let differences = passes.differences(fails);
    if differences.len() > SHOWN {
        let _ = writeln!(text, "\nThe inputs differ in {} fields.", differences.len());
        return text;
    }
    text += "\n| field of the input | passes | fails |\n|---|---|---|\n";
    for (pointer, passing, failing) in differences {
        let (passing, failing) = values(passing, failing);
        let _ = writeln!(text, "| {} | {passing} | {failing} |", cell(&code(pointer)));
    }
    text
}

/// Both values for a table, shortened if they are long: of texts in base64 with the same length, the bytes that differ.
fn values(passing: Option<&Value>, failing: Option<&Value>) -> (String, String) {
    if let (Some(Value::String(passing)), Some(Value::String(failing))) = (passing, failing)
        && let Some((start, passing, failing)) = bytes(passing, failing)
    {
        let shown = |bytes: &[u8]| {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("bytes from {start}: `{}`", shortened(&hex))
        };
        return (shown(&passing), shown(&failing));
    }
    let shown = |value: Option<&Value>| match value {
        None => "absent".to_owned(),
        // A text looks like the number or the truth value that has the same characters.
        Some(Value::String(text)) if serde_json::from_str::<Value>(text).is_err() => cell(&code(&shortened(text))),
        Some(value) => cell(&code(&shortened(&value.to_string()))),
    };
    (shown(passing), shown(failing))
}

/// The first differing byte of two transactions in base64, and the bytes from there to the last differing one. The signatures of a
/// Solana transaction count only if nothing else differs.
fn bytes(passing: &str, failing: &str) -> Option<(usize, Vec<u8>, Vec<u8>)> {
    let read =
        |text: &str| if text.len() > LONGEST && !text.starts_with("0x") { STANDARD.decode(text).ok() } else { None };
    let (passing, failing) = (read(passing)?, read(failing)?);
    let message = |bytes: &[u8]| bytes.first().map(|count| 1 + usize::from(*count) * SIGNATURE);
    let start = message(&passing).filter(|start| {
        message(&failing) == Some(*start)
            && matches!((passing.get(*start..), failing.get(*start..)), (Some(one), Some(other)) if one != other)
    });
    let start = start.unwrap_or_default();
    let alike = |(one, other): &(&u8, &u8)| one == other;
    let start = start + passing[start..].iter().zip(&failing[start..]).take_while(alike).count();
    let (passing, failing) = (&passing[start..], &failing[start..]);
    let end = passing.iter().rev().zip(failing.iter().rev()).take_while(alike).count();
    Some((start, passing[..passing.len() - end].to_vec(), failing[..failing.len() - end].to_vec()))
}

/// Both ends of a long text.
fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let end = LONGEST / 2;
    let (first, last): (String, String) = (text.chars().take(end).collect(), text.chars().skip(count - end).collect());
    format!("{first}…{last}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_leaf_has_a_pointer_into_the_decoded_header() {
        let header = STANDARD.encode(json!({"payload": {"a/b": ["1"]}}).to_string());
        let mut leaves = Leaves::new();
        collect(&json!({"payment": {"header": {"value": header}}, "now": 1}), "", "", &mut leaves);
        let found: Vec<(&str, String)> =
            leaves.iter().map(|(pointer, value)| (pointer.as_str(), value.to_string())).collect();
        assert_eq!(found, [("/now", "1".into()), ("/payment/header/value/payload/a~1b/0", "\"1\"".into())]);
    }

    #[test]
    fn a_value_is_shortened_and_a_text_of_digits_keeps_its_quotes() {
        assert_eq!(values(Some(&json!("10")), Some(&json!(10))), ("`\"10\"`".into(), "`10`".into()));
        assert_eq!(values(None, Some(&json!("a|b"))), ("absent".into(), "`a\\|b`".into()));
        let (long, shown) = ("x".repeat(71), "x".repeat(35));
        assert_eq!(values(Some(&json!(long)), None), (format!("`{shown}…{shown}`"), "absent".into()));
        assert_eq!(values(Some(&json!("x".repeat(70))), None).0, format!("`{}`", "x".repeat(70)));
    }

    #[test]
    fn of_a_transaction_the_differing_bytes_are_shown() {
        let transaction =
            |signature: u8, message: [u8; 60]| STANDARD.encode([&[1][..], &[signature; 64], &message].concat());
        let mut changed = [7; 60];
        changed[10..12].copy_from_slice(&[8, 9]);
        // Another signature follows from the message.
        let found = bytes(&transaction(1, [7; 60]), &transaction(2, changed));
        assert_eq!(found, Some((75, vec![7, 7], vec![8, 9])));
        let found = bytes(&transaction(1, [7; 60]), &transaction(2, [7; 60]));
        assert_eq!(found, Some((1, vec![1; 64], vec![2; 64])));
        assert_eq!(bytes(&format!("0x{}", "a".repeat(126)), &format!("0x{}", "b".repeat(126))), None);
    }
}
