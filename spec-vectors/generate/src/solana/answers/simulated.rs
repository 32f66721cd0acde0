//! S-9: what is known of the simulation of a transaction without a smart wallet.

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{
    super::case::{
        Case, DESTINATION, LOSES_FUNDS, NONCE, PAYER, SPONSOR, TABLE, limit, memo, message, parts, price, transfer,
    },
    wallet::{digest, with_simulation},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    let succeeds = || json!({"feePayerLost": "10001", "transfers": []});
    let losing = |lamports: &str| with_simulation(Case::good(), &json!({"feePayerLost": lamports, "transfers": []}));
    let receiving = |received: Value| {
        with_simulation(Case::good(), &json!({"feePayerLost": "10001", "transfers": [], "received": received}))
    };
    let other_message = digest(&Case::of(&[limit(60_001), price(1), transfer(10_000), memo(NONCE)]));
    // Whose table is not known.
    let looked_up = |simulation: &Value| {
        with_simulation(Case::new(&message(&parts()).look_up(DESTINATION, TABLE, true).signed()), simulation)
    };
    let paid = |outstanding: Value| json!({"verdict": "valid", "payer": PAYER, "offer": 0, "outstanding": outstanding});
    let known = || paid(json!(["blockhash", "mint", "source", "destination"]));
    let refused =
        |case: Case, number: &str, title: &str, check: &str| case.invalid(number, title, check).rulings(&["S-9"]);
    vec![
        refused(with_simulation(Case::good(), &Value::Null), "0780", "the simulation of a transfer in the message fails", "simulation"),
        with_simulation(Case::good(), &succeeds())
            .valid("0781", "the simulation of a transfer in the message succeeds, and is not asked for again")
            .result(&known())
            .rulings(&["S-9"]),
        Case::good()
            .more("facts", json!({"simulations": {other_message: Value::Null}}))
            .valid("0782", "the simulation of another message fails")
            .result(&paid(json!(["blockhash", "mint", "source", "destination", "simulation"])))
            .rulings(&["S-9"]),
        refused(with_simulation(Case::good().in_version_1(), &Value::Null), "0783", "the simulation of a V1 payment fails", "simulation"),
        with_simulation(Case::good().in_version_1(), &succeeds())
            .valid("0784", "the simulation of a V1 payment succeeds")
            .rulings(&["S-9"]),
        refused(
            with_simulation(Case::with(2, transfer(9_999)), &Value::Null),
            "0785",
            "one less is transferred, and the simulation fails",
            "transfer-amount",
        ),
        refused(looked_up(&Value::Null), "0786", "a lookup table is not known, and the simulation fails", "simulation"),
        looked_up(&succeeds())
            .undecided("0787", "a lookup table is not known, and the simulation succeeds", "lookup-tables")
            .rulings(&["S-8", "S-9"]),
        losing("10002")
            .invalid("0788", "a transfer in the message costs the fee payer a lamport more than the fee", "sponsor-cost")
            .reason(LOSES_FUNDS)
            .rulings(&["S-5", "S-9"]),
        losing("10001")
            .draft(
                "0789",
                "a transfer in the message costs the fee payer the fee",
                Class::Valid,
                &json!({
                    "verdict": "valid", "payer": PAYER, "offer": 0,
                    "sponsor": {"feePayer": SPONSOR, "mostLamports": "10001", "sponsoring": "valid", "payment": "valid"},
                }),
            )
            .rulings(&["S-5", "S-9"]),
        receiving(json!({DESTINATION: "9999"}))
            .invalid("0790", "of a transfer in the message one less arrives than is asked", "transfer-amount")
            .rulings(&["B-7", "S-9"]),
        receiving(json!({DESTINATION: "10000"}))
            .valid("0791", "of a transfer in the message as much arrives as is asked")
            .rulings(&["B-7", "S-9"]),
        refused(
            receiving(json!({})),
            "0792",
            "of a transfer in the message nothing arrives",
            "transfer-amount",
        ),
    ]
}
