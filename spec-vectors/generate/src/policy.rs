//! Whether the policy of a question decides, which only an implementation knows.

use serde_json::Value;
use x402_vectors::vector::Vector;

use crate::{ours, rows};

/// Whether this project answers otherwise if the question has no policy.
pub(crate) fn turns_on_policy(vector: &Vector) -> bool {
    let input = vector.input.as_str();
    rows::value(input, "/policy").is_some()
        && verdict(&vector.op, input) != verdict(&vector.op, &rows::apply(input, "/policy"))
}

/// What decides in the answer of this project: the verdict, or the whole answer of an operation without one.
fn verdict(op: &str, input: &str) -> Value {
    let mut result = ours::answer(op, input).unwrap_or_default();
    result.get_mut("verdict").map(Value::take).unwrap_or(result)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_only_a_policy_refuses_turns_on_it() {
        let payment = include_str!("../../../docs/examples/payment.txt").trim_end();
        let (name, value) = payment.split_once(": ").unwrap();
        let offer: Value = serde_json::from_str(include_str!("../../../docs/examples/offer.json")).unwrap();
        let turns = |policy: Value| {
            let vector = json!({
                "id": "x-1", "title": "a title", "flags": [], "level": "must", "rulings": ["C-4"], "requirements": [], "op": "verify",
                "input": {
                    "payment": {"header": {"name": name, "value": value}}, "offers": [offer], "now": 1_740_672_100,
                    "facts": {"accounts": {"*": {"code": "none"}}}, "policy": policy,
                },
                "expect": {"class": "invalid", "result": {}}, "noWitness": "made up",
            });
            turns_on_policy(&serde_json::from_value(vector).unwrap())
        };
        assert!(turns(json!({"expiryMargin": 600})));
        assert!(turns(json!({"horizon": 1})));
        // These do not change the verdict.
        for policy in [json!({}), json!({"expiryMargin": 6}), json!({"refuse": ["self-payment"]})] {
            assert!(!turns(policy));
        }
    }
}
