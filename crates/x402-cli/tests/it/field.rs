//! What users of the public SDKs met: payments by the official clients, with what a wallet, a table or a seller makes of them.
//!
//! A row of `tests/cases/field.jsonl` has the letter of its kind: `B` what a published table knows, `H` what a wallet did, `I` what is valid
//! and an official seller refuses, `J` what a hosted facilitator takes. `from` says which package made the payment, or has the
//! table. `right` is the nearest payment that is right. The servers of npm `@x402/core` 2.27.0 found no offer for each payment of `I`,
//! and one for its `right`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Printed, x402};

fn verified(row: &Value, asked: &Value) -> Printed {
    let command: Vec<&str> = row["command"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let [payment, offer] = ["payment", "offer"].map(|member| asked[member].to_string());
    x402(&[&command[..], &["--payment", &payment, "--offer", &offer, "--now", "1790000000"]].concat())
}

#[test]
fn what_users_met_is_named() {
    let mut rows = BTreeMap::new();
    for line in include_str!("../cases/field.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let printed = verified(&row, &row);
        for part in row["says"].as_array().unwrap() {
            assert!(printed.out.contains(part.as_str().unwrap()), "{}: {part}: {printed:?}", row["id"]);
        }
        // Of the nearest right payment the command has nothing like it to say.
        if let Some(right) = row.get("right") {
            let printed = verified(&row, right);
            let named = row["says"][0].as_str().unwrap();
            assert!(printed.code == 0 && !printed.out.contains(named), "{}: {printed:?}", row["id"]);
        }
        *rows.entry(row["rule"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    assert!(["B", "H", "I", "J"].iter().all(|rule| rows[*rule] >= 5), "{rows:?}");
}
