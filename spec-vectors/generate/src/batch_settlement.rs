//! Payments by `batch-settlement` on EVM chains (N-1 to N-40).
//!
//! The rows are in `tables/batch-settlement.txt`, in the form of `rows.rs`. An answer has words: for a payment to be refused the deciding check and the
//! code behind `invalid_batch_settlement_evm_`, for one that stays open the check and the need, and otherwise the kinds of
//! outstanding questions. JSON behind ` :: ` is a part of the result. A signature `@N` is made here with the key of the
//! well-known account N over what the place has to sign, and words behind it spoil the bytes. `@` is the id of the config's channel.

mod signing;

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    draft::{Draft, expect, raw},
    rows::{self, Row},
};

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts: Vec<Draft> = rows::read(include_str!("tables/batch-settlement.txt")).0.iter().map(draft).collect();
    drafts.extend(rows::drafts("batch-settlement", include_str!("tables/channel-answers.txt")));
    drafts
}

/// The question of a row, signed.
pub(crate) fn question(number: &str) -> Value {
    let (rows, _) = rows::read(include_str!("tables/batch-settlement.txt"));
    let row = rows.iter().find(|row| row.number == number).expect("a row of the table");
    let mut input: Value = serde_json::from_str(&row.input).expect("JSON of ours");
    signing::complete(&mut input);
    input
}

const NO_WITNESS: &str = "a ruling decides it; no library judges payments by batch-settlement";

fn draft(row: &Row<'_>) -> Draft {
    let mut input: Value = serde_json::from_str(&row.input).expect("JSON of ours");
    let op = match &row.number[..2] {
        "08" => "digest",
        "09" => "replay-key",
        "40" => "channel-response",
        "41" => "channel-correction",
        "42" => "choose",
        "43" => "lint",
        _ => "verify",
    };
    match op {
        "channel-correction" => signing::complete_correction(&mut input),
        "choose" | "lint" => {}
        _ => signing::complete(&mut input),
    }
    let (answer, stated) = row.answer.split_once(":: ").unwrap_or((row.answer, "{}"));
    let mut result: Value = serde_json::from_str(stated).unwrap_or_else(|error| panic!("{}: {error}", row.number));
    let words: Vec<&str> = answer.split_whitespace().collect();
    let flags = &row.flags;
    if op == "digest" {
        input = json!({"payment": input["payment"], "offer": input["offers"][0]});
    }
    let mut state = |name: &str, value: Value| {
        if result.get(name).is_none() {
            result[name] = value;
        }
    };
    match row.class {
        _ if op == "digest" => state("family", "batch-settlement".into()),
        _ if matches!(op, "replay-key" | "choose") => {}
        class if op.starts_with("channel-") || op == "lint" => state("verdict", class.as_str().into()),
        Class::Valid | Class::Acceptable => {
            state("verdict", "valid".into());
            state("flags", json!(flags));
            state("outstanding", json!(words));
            let payload = &input["payment"]["json"]["payload"];
            if let (Some(payer), true) = (payload["channelConfig"]["payer"].as_str(), payload["refundNonce"].is_null())
            {
                state("payer", payer.into());
            }
        }
        Class::Invalid => state("verdict", "invalid".into()),
        Class::Undecided => {
            state("verdict", "undecided".into());
            state("needs", json!(words.get(1..).unwrap_or_default()));
        }
    }
    let draft =
        Draft::new(format!("batch-settlement-{}", row.number), op, row.title, raw(&input), expect(row.class, &result))
            .rulings(&row.rulings)
            .no_witness(NO_WITNESS)
            .flags(flags);
    let draft = match (row.class, &words[..]) {
        (Class::Invalid, [rule]) if op == "lint" => draft.reason(rule),
        (Class::Invalid, [check, code]) => draft.decided_by(check).reason(&code_of(code)),
        (Class::Undecided, [check, ..]) => draft.decided_by(check),
        _ => draft,
    };
    let draft = row.leveled(draft);
    if row.comment.is_empty() { draft } else { draft.comment(row.comment) }
}

/// A code of the scheme, or another one behind `=`.
fn code_of(code: &str) -> String {
    code.strip_prefix('=').map_or_else(|| format!("invalid_batch_settlement_evm_{code}"), str::to_owned)
}
