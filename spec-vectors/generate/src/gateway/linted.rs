//! U-13: what the linter says of a demand with an offer of the Gateway.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::{Row, Rows, TESTNET_WALLET, Verdict::Answer, WALLET, base};
use crate::payment::Payment;

/// A rule at a place, with its level.
type Found<'a> = (&'a str, &'a str, &'a str);

const FACT: Found<'_> = ("/accepts/0/extra", "gateway", "info");

fn row(title: &str, offer: &Payment, resource: &Value, findings: &[Found<'_>]) -> Row {
    let demand = json!({"x402Version": 2, "resource": resource, "accepts": [offer.offer()]});
    let is_refused = findings.iter().any(|(.., level)| *level == "error");
    let shown: Vec<Value> = findings
        .iter()
        .map(|(pointer, rule, level)| json!({"pointer": pointer, "rule": rule, "level": level}))
        .collect();
    let (class, verdict) = if is_refused { (Class::Invalid, "invalid") } else { (Class::Valid, "valid") };
    Row {
        title: title.into(),
        question: json!({"json": demand}),
        verdict: Answer("lint", class, json!({"verdict": verdict, "findings": shown})),
    }
}

pub(super) fn rows() -> Rows {
    let described = || json!({"url": "https://api.example.com/weather", "description": "The weather", "mimeType": "application/json"});
    let found = |title: &str, offer: Payment, findings: &[Found<'_>]| row(title, &offer, &described(), findings);
    let wallet = |value: Value| base().offers("extra.verifyingContract", value);
    let contract = |level| ("/accepts/0/extra/verifyingContract", "gateway-contract", level);
    let short = ("/accepts/0/maxTimeoutSeconds", "gateway-timeout", "warning");
    let lacks = |member: &str| {
        let mut resource = described();
        resource.as_object_mut().expect("an object").remove(member);
        row(
            &format!("a resource without {member}"),
            &base(),
            &resource,
            &[(&format!("/resource/{member}"), "gateway-resource", "warning"), FACT],
        )
    };
    vec![
        found("an offer of the Gateway", base(), &[FACT]),
        found("it names no wallet", wallet(Value::Null), &[FACT, contract("error")]),
        found("the wallet is no address", wallet("wallet".into()), &[FACT, contract("error")]),
        found("the wallet of the mainnets on a testnet", wallet(WALLET.into()), &[FACT, contract("warning")]),
        found("the wallet in lower case", wallet(TESTNET_WALLET.to_lowercase().into()), &[FACT]),
        found("a second less than the window", base().offers("maxTimeoutSeconds", 604_899), &[FACT, short]),
        found("a time-out of five seconds", base().offers("maxTimeoutSeconds", 5), &[FACT, short]),
        lacks("description"),
        lacks("mimeType"),
    ]
}
