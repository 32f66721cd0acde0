//! Rows 310–334 and 414 of the catalogue: what a seller declares.

mod auth_hints;
mod bazaar;
mod extensions;
mod forms;
mod offers;
pub(crate) mod rules_page;
mod services;

use serde_json::{Value, json};
use x402_conformance::vector::Class;
use x402_lint::{Level, Rule};

use crate::draft::{Draft, expect, raw};

/// Why nobody outside says the same.
pub(crate) const NO_LINTER: &str = "no published package judges this part of a demand";
const LESS: &str = "the official validators hold info against its schema, and look at nothing else";

/// The parts of a demand that witnesses judge, and the rules of which a refusal is the word.
const PARTS: [(&str, &[&str]); 15] = [
    ("demand", &["unreadable", "unreadable-offer"]),
    ("declaration", &["bazaar-input", "bazaar-output", "extension-shape"]),
    (
        "schema",
        &["info-schema", "schema-shape", "schema-dialect", "schema-reference", "schema-limit", "extension-shape"],
    ),
    ("route", &["route-template"]),
    ("icon", &["icon-url"]),
    ("serviceName", &["service-name"]),
    ("tags", &["tag", "tag-count"]),
    ("address", &["not-address"]),
    ("url", &["relative-url"]),
    ("identifier", &["identifier-required"]),
    ("codes", &["builder-code"]),
    ("challenge", &["siwx-info"]),
    ("offer", &["offer-shape", "offer-signature"]),
    ("terms", &["offer-terms"]),
    ("hints", &["auth-hints", "auth-token-type", "auth-pointer"]),
];

/// The parts in which a result has an error.
pub(crate) fn refused_parts(result: &Value) -> Vec<&'static str> {
    let findings = result["findings"].as_array();
    let rules: Vec<_> = findings.into_iter().flatten().filter_map(|finding| finding["rule"].as_str()).collect();
    let refused = PARTS.iter().filter(|(_, of_part)| of_part.iter().any(|rule| rules.contains(rule)));
    refused.map(|(part, _)| *part).collect()
}

pub(crate) fn drafts() -> Vec<Draft> {
    [
        bazaar::drafts(),
        forms::drafts(),
        services::drafts(),
        offers::drafts(),
        extensions::drafts(),
        auth_hints::drafts(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A demand without a fault and without extensions.
fn plain() -> Value {
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
fn with(key: &str, extension: Value) -> Value {
    let mut demand = plain();
    demand["extensions"] = json!({key: extension});
    demand
}

/// The demand with another value at a JSON pointer; a member that is null is taken away.
fn edited(mut demand: Value, pointer: &str, value: Value) -> Value {
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

/// How much a rule matters. A flag of a reader is a warning.
fn level(rule: &str) -> Level {
    Rule::all().find(|known| known.as_str() == rule).map_or(Level::Warning, Rule::level)
}

/// A vector. The findings are pointers and rules, in the order of the document.
fn draft(number: &str, title: &str, input: &Value, class: Class, findings: &[(&str, &str)]) -> Draft {
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
fn of(number: &str, title: &str, demand: &Value, class: Class, findings: &[(&str, &str)]) -> Draft {
    draft(number, title, &json!({"json": demand}), class, findings)
}
