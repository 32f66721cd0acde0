//! The presets of hosted facilitators, and the members of `policy` that they need (U-50 to U-53).

use serde_json::{Map, Value, json};
use x402_operations::{hosted_presets, preset_names, testee::answer_line};
use x402_schemes::evm::gateway::{LEAST_VALIDITY, NAME, VERSION};
use x402_verify::Policy;

use crate::support::base_question;

fn by(policy: Value) -> Value {
    let mut question = base_question("verify");
    question["input"]["policy"] = policy;
    serde_json::from_str(&answer_line(&question.to_string())).unwrap()
}

#[test]
fn each_preset_is_read() {
    let names: Vec<&str> = hosted_presets().iter().map(|preset| preset.name).collect();
    let expected = ["circle-gateway", "circle-facilitator", "cdp", "t54", "payai", "okx", "x402.org"];
    assert_eq!(names.iter().map(|name| name.split('@').next().unwrap()).collect::<Vec<_>>(), expected);
    for preset in hosted_presets() {
        // The specification's payment, on Base Sepolia.
        let expected = if ["cdp@2026-10", "x402.org@2026-10"].contains(&preset.name) { "valid" } else { "undecided" };
        assert_eq!(by(json!({"preset": preset.name}))["result"]["verdict"], expected, "{}", preset.name);
        // The name has the month of the evidence.
        assert_eq!(preset.name.split('@').nth(1), Some(&preset.confirmed[..7]), "{}", preset.name);
        assert!(!preset.sources.is_empty() && !preset.service.is_empty(), "{}", preset.name);
        assert!(preset.to_string().ends_with(&format!(", as last confirmed on {}", preset.confirmed)));
    }
    let published = Policy::PRESETS.iter().map(|(name, _)| *name);
    assert!(preset_names().map(|(name, _)| name).eq(published.chain(names)));
}

#[test]
fn the_preset_of_the_gateway_has_its_numbers() {
    let policy: Map<String, Value> = serde_json::from_str(hosted_presets()[0].policy).unwrap();
    assert_eq!(policy["gatewayMargin"], LEAST_VALIDITY);
    assert_eq!(policy["kinds"][0]["extra"], json!({"name": NAME, "version": VERSION}));
}

#[test]
fn kinds_that_are_not_known_are_no_answer() {
    let known = json!({"scheme": "exact", "network": "eip155:84532", "x402Version": 2, "extra": {}});
    assert_eq!(by(json!({"kinds": [known]}))["result"]["verdict"], "valid");
    for (member, value, reason) in [
        ("signers", json!([]), "skipped"),
        ("network", json!("base"), "error"),
        ("network", json!(8453), "error"),
        ("scheme", json!(""), "error"),
        ("x402Version", json!("2"), "error"),
        ("extra", json!([]), "error"),
    ] {
        let mut kind = known.clone();
        kind[member] = value;
        let answer = by(json!({"kinds": [kind]}));
        assert!(answer.get(reason).is_some(), "{member}: {answer}");
    }
    assert!(by(json!({"kinds": [{"network": "eip155:84532"}]})).get("error").is_some());
}
