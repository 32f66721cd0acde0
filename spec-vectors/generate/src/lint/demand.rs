//! A demand without a fault, changed, and the vector of it.

use serde_json::{Value, json};
use x402_conformance::vector::Class;
use x402_lint::{Level, Rule};

use super::parts::NO_LINTER;
use crate::draft::{Draft, expect, raw};

pub(super) const LESS: &str = "the official validators hold info against its schema, and look at nothing else";

/// A demand without a fault and without extensions.
pub(super) fn plain() -> Value {
    json!({
        "x402Version": 2,
        "error": "PAYMENT-SIGNATURE header is required",
        "resource": {"url": "https://api.example.com/weather", "description": "The weather", "mimeType": "application/json"},
        "accepts": [{
            "scheme": "exact",
            "network": "eip155:84532",
            "amount": "10000",
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds": 60,
            "extra": {"name": "USDC", "version": "2"}
        }]
    })
}

/// The same with one extension.
#[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
pub(super) fn with(key: &str, extension: Value) -> Value {
    let mut demand = plain();
    demand["extensions"] = json!({key: extension});
    demand
}

/// The demand with another value at a JSON pointer. Null removes a member.
pub(super) fn edited(mut demand: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = demand.pointer_mut(parent).expect("a place in the demand");
    match (parent, value) {
        (Value::Object(members), Value::Null) => {
            members.remove(name);
        }
        (Value::Object(members), value) => {
            members.insert(name.into(), value);
        }
        (Value::Array(elements), value) => {
            let index: usize = name.parse().expect("an index");
            elements.truncate(index);
            elements.push(value);
        }
        _ => panic!("{pointer} is in no object"),
    }
    demand
}

/// The level of a rule. A flag of a reader is a warning.
pub(super) fn level(rule: &str) -> Level {
    Rule::all().find(|known| known.as_str() == rule).map_or(Level::Warning, Rule::level)
}

/// A vector. The findings are pointers and rules, in the order of the document.
pub(super) fn draft(number: &str, title: &str, input: &Value, class: Class, findings: &[(&str, &str)]) -> Draft {
    let is_error = |(_, rule): &(&str, &str)| level(rule) == Level::Error;
    let verdict = match class {
        Class::Undecided => "undecided",
        _ if findings.iter().any(is_error) => "invalid",
        Class::Valid | Class::Invalid | Class::Acceptable => "valid",
    };
    let shown: Vec<Value> = findings
        .iter()
        .map(|(pointer, rule)| json!({"pointer": pointer, "rule": rule, "level": level(rule).as_str()}))
        .collect();
    let result = expect(class, &json!({"verdict": verdict, "findings": shown}));
    let mut draft = Draft::new(format!("lint-{number}"), "lint", title, raw(input), result).no_witness(NO_LINTER);
    if let Some((_, rule)) = findings.iter().find(|finding| is_error(finding))
        && class == Class::Invalid
    {
        draft = draft.reason(rule);
    }
    draft
}

/// A vector of a demand, as a JSON value.
pub(super) fn of(number: &str, title: &str, demand: &Value, class: Class, findings: &[(&str, &str)]) -> Draft {
    draft(number, title, &json!({"json": demand}), class, findings)
}
