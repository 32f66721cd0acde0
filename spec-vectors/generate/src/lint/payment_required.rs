//! A demand without a fault, changed.

use serde_json::{Value, json};
use x402_lint::{Level, Rule};

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

/// The demand with another value at a JSON pointer. Null removes a member.
pub(super) fn edited(mut payment_required: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = payment_required.pointer_mut(parent).expect("a place in the demand");
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
    payment_required
}

/// The level of a rule. A flag of a reader is a warning.
pub(super) fn level(rule: &str) -> Level {
    Rule::all().find(|known| known.as_str() == rule).map_or(Level::Warning, Rule::level)
}
