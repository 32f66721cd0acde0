//! U-49: the versions of transactions that an offer on Solana lists.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{of, plain};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    let rows: [(&str, Value, &[&str]); 13] = [
        ("both versions are listed", json!([0, 1]), &[]),
        ("version 0 is listed", json!([0]), &[]),
        ("the list of versions is null", Value::Null, &[]),
        ("version 1 alone is listed", json!([1]), &["warning"]),
        ("legacy is listed besides", json!([0, "legacy"]), &["warning"]),
        ("an unknown version is listed besides", json!([0, 1, 2]), &["warning"]),
        ("version 1 and an unknown version are listed", json!([1, 2]), &["warning", "warning"]),
        ("no version is listed", json!([]), &["error"]),
        ("legacy alone is listed", json!(["legacy"]), &["error"]),
        ("the versions are texts", json!(["0", "1"]), &["error"]),
        ("the versions are a number", json!(0), &["error"]),
        ("the versions are a text", json!("0,1"), &["error"]),
        ("the versions are an object", json!({"0": true}), &["error"]),
    ];
    let mut drafts: Vec<Draft> = rows
        .into_iter()
        .zip('a'..='z')
        .map(|((title, versions, levels), letter)| draft(&format!("0870{letter}"), title, &solana(&versions), levels))
        .collect();
    let mut on_evm = plain();
    on_evm["accepts"][0]["extra"]["transactionVersions"] = json!([]);
    drafts.push(draft("0871", "an offer of another network lists no version", &on_evm, &[]));
    drafts
}

/// A demand with an offer on Solana that lists these versions.
fn solana(versions: &Value) -> Value {
    let mut demand = plain();
    demand["accepts"][0] = json!({
        "scheme": "exact",
        "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
        "amount": "10000",
        "asset": "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        "payTo": "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
        "maxTimeoutSeconds": 60,
        "extra": {"feePayer": "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu", "transactionVersions": versions},
    });
    demand
}

fn draft(number: &str, title: &str, demand: &Value, levels: &[&str]) -> Draft {
    let is_refused = levels.contains(&"error");
    let (class, verdict) = if is_refused { (Class::Invalid, "invalid") } else { (Class::Valid, "valid") };
    let pointer = "/accepts/0/extra/transactionVersions";
    let shown: Vec<Value> = levels
        .iter()
        .map(|level| json!({"pointer": pointer, "rule": "transaction-versions", "level": level}))
        .collect();
    of(number, title, demand, class, &[])
        .result(&json!({"verdict": verdict, "findings": shown}))
        .rulings(&["U-21", "U-49"])
}
