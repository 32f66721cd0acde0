//! The examples in the schema. They come from the report on the vector eip3009-0160a.

use x402_types::schema::serde_json::{Value, json};

pub(super) const REPLAY_KEY: &str = "x402:1:357926b6dc62036c8d1dc053be9ec7a9a4dd4e3ef8ec86a5bd87b439194a3b6f";
const NAMES: &str = "ask 0x036CbD53842c5426634e7929541eC2318f3dCF7e on eip155:84532 for name and version of its EIP-712 \
    domain: eip712Domain(), or name() and version() where it has none; the offer does not name them";

pub(super) fn report() -> Value {
    json!({
        "verdict": "undecided",
        "purpose": "service",
        "stage": "verify",
        "reason": "invalid_payment_requirements",
        "check": "domain",
        "payer": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
        "replayKey": REPLAY_KEY,
        "offer": 0,
        "flags": [],
        "outstanding": [],
        "needs": [question()],
        "checks": [
            pass("offer"),
            pass("method"),
            pass("payload"),
            pass("asset-address"),
            {"id": "domain", "outcome": "needs", "detail": NAMES},
            pass("pay-to-address"),
            pass("payer-address"),
            pass("recipient"),
            pass("amount"),
            pass("valid-before"),
            pass("expiry-margin"),
            pass("valid-after"),
            pass("window"),
            skipped("signature-form"),
            skipped("signature-range"),
            skipped("signature-low-s"),
            skipped("signer")
        ]
    })
}

fn pass(check: &str) -> Value {
    json!({"id": check, "outcome": "pass"})
}

pub(super) fn skipped(check: &str) -> Value {
    json!({"id": check, "outcome": "skipped", "detail": "because of domain"})
}

pub(super) fn question() -> Value {
    json!({"kind": "domain-names", "sentence": NAMES, "rpc": rpc()})
}

pub(super) fn rpc() -> Value {
    let call = json!({"data": "0x84b0196e", "to": "0x036CbD53842c5426634e7929541eC2318f3dCF7e"});
    json!({"method": "eth_call", "params": [call, "latest"]})
}
