//! Rows 411–413 of the catalogue: the state of a payment that was sent (F-4 to F-8).

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::draft::{Draft, expect, raw};

const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";
const TWO_STATES: &str = "the official client tells settled from everything else, and no more";

fn header(text: &str) -> Value {
    json!([["PAYMENT-RESPONSE", STANDARD.encode(text)]])
}

fn settlement(success: bool, reason: &str, transaction: &str, more: &str) -> String {
    let reason = if reason.is_empty() { String::new() } else { format!(r#""errorReason":"{reason}","#) };
    format!(r#"{{"success":{success},{reason}"transaction":"{transaction}","network":"eip155:84532"{more}}}"#)
}

fn draft(number: &str, title: &str, input: &Value, class: Class, state: &str) -> Draft {
    let sign_again = match class {
        Class::Valid => "no",
        Class::Invalid => "both-count",
        Class::Undecided | Class::Acceptable => "not-yet",
    };
    let result = expect(class, &json!({"state": state, "signAgain": sign_again}));
    let draft = Draft::new(format!("settlement-states-{number}"), "settlement-state", title, raw(input), result)
        .rulings(&["F-4", "F-5", "F-6"]);
    if class == Class::Valid { draft } else { draft.no_witness(TWO_STATES) }
}

pub(crate) fn drafts() -> Vec<Draft> {
    let answered = |status: u16, text: &str| json!({"status": status, "headers": header(text)});
    let settled = |number: &str, title: &str, input: &Value| draft(number, title, input, Class::Valid, "settled");
    let pending = |number: &str, title: &str, input: &Value| draft(number, title, input, Class::Undecided, "pending");
    let failed = |number: &str, title: &str, input: &Value| draft(number, title, input, Class::Invalid, "failed");
    let unknown = |number: &str, title: &str, input: &Value| draft(number, title, input, Class::Undecided, "unknown");
    let success = settlement(true, "", TRANSACTION, "");
    let sent = settlement(false, "settlement_pending", TRANSACTION, "");
    let unnamed = settlement(false, "settlement_pending", "", "");
    let refused = settlement(false, "insufficient_funds", "", "");
    let status = r#","status":"settled","statusAnchor":"0x01""#;
    [
        pending("0411", "pending, with its transaction", &answered(402, &sent)),
        pending(
            "0411a",
            "a failure for another reason that names a transaction",
            &answered(402, &settlement(false, "insufficient_funds", TRANSACTION, "")),
        ),
        unknown("0411b", "pending, and no transaction is named", &answered(402, &unnamed)),
        failed("0411c", "failed", &answered(402, &refused)),
        failed("0411d", "failed, and nobody says why", &answered(402, &settlement(false, "", "", ""))),
        settled("0411e", "settled", &answered(200, &success)),
        unknown(
            "0411f",
            "served without a settlement",
            &json!({"status": 200, "headers": [["Content-Type", "text/plain"]]}),
        ),
        unknown(
            "0411g",
            "the settlement is no base64",
            &json!({"status": 200, "headers": [["PAYMENT-RESPONSE", "%"]]}),
        ),
        unknown(
            "0411h",
            "the settlement does not say whether it succeeded",
            &answered(200, r#"{"transaction":"","network":"eip155:84532"}"#),
        ),
        unknown(
            "0411i",
            "two settlements",
            &json!({"status": 200, "headers": [
                ["PAYMENT-RESPONSE", STANDARD.encode(&success)],
                ["PAYMENT-RESPONSE", STANDARD.encode(&refused)],
            ]}),
        ),
        unknown("0411j", "no answer came", &json!({})),
        failed("0411k", "a new demand without a settlement", &json!({"status": 402, "headers": []})),
        failed("0411l", "the payment could not be read", &json!({"status": 400, "headers": []})),
        failed("0411m", "the payment identifier belongs to another request", &json!({"status": 409, "headers": []})),
        failed("0411n", "the payer has to approve Permit2 first", &json!({"status": 412, "headers": []})),
        unknown("0411o", "a gateway gave up", &json!({"status": 504, "headers": []})),
        settled("0412", "500 with a successful settlement", &answered(500, &success)),
        settled("0412a", "402 with a successful settlement, and perhaps a new demand", &answered(402, &success)),
        failed("0412b", "500 with a failed settlement", &answered(500, &refused)),
        unknown("0412c", "500 without a settlement", &json!({"status": 500, "headers": []})),
        failed(
            "0413",
            "a member status that says settled, in a failure",
            &answered(402, &settlement(false, "insufficient_funds", "", status)),
        )
        .rulings(&["F-8"]),
        pending(
            "0413a",
            "a member status that says settled, in a failure with a transaction",
            &answered(402, &settlement(false, "settlement_pending", TRANSACTION, status)),
        )
        .rulings(&["F-8"]),
        settled(
            "0413b",
            "a member status that says failed, in a success",
            &answered(200, &settlement(true, "", TRANSACTION, r#","status":"failed""#)),
        )
        .rulings(&["F-8"]),
    ]
    .into_iter()
    .chain(undecodable())
    .collect()
}

/// Row 846: servers answer a payment that they cannot read with 400, with 402 and a new demand, or with 500 (U-47).
fn undecodable() -> Vec<Draft> {
    let demand = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/weather"},"accepts":[]}"#;
    let answered = |status: u16| json!({"status": status, "headers": [["PAYMENT-REQUIRED", STANDARD.encode(demand)]]});
    let bare = |status: u16| json!({"status": status, "headers": [["Content-Type", "application/json"]]});
    let failed = |number: &str, title: &str, input: &Value| draft(number, title, input, Class::Invalid, "failed");
    let unknown = |number: &str, title: &str, input: &Value| draft(number, title, input, Class::Undecided, "unknown");
    let drafts = vec![
        failed("0846", "400 with a new demand, without a settlement", &answered(400)),
        failed("0846a", "402 with a new demand, without a settlement", &answered(402)),
        failed("0846b", "400 with an error in the body, without a settlement", &bare(400)),
        failed("0846c", "402 with an error in the body, without a settlement", &bare(402)),
        unknown("0846d", "500 with a new demand, without a settlement", &answered(500)),
        unknown("0846e", "500 with an error in the body, without a settlement", &bare(500)),
        unknown("0846f", "401 without a settlement", &bare(401)),
        unknown("0846g", "422 without a settlement", &bare(422)),
    ];
    drafts.into_iter().map(|draft| draft.rulings(&["U-47"])).collect()
}
