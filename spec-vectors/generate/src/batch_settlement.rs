//! Payments by `batch-settlement` on EVM chains (N-1 to N-40).
//!
//! The rows are in `tables/batch-settlement.txt`, in the form of `rows.rs`. An answer has words: for a payment to be refused the deciding check and the
//! code behind `invalid_batch_settlement_evm_`, for one that stays open the check and the need, and otherwise the kinds of
//! outstanding questions. JSON behind ` :: ` is a part of the result. A signature `@N` is made here with the key of the
//! well-known account N over what the place has to sign, and words behind it spoil the bytes. `@` is the id of the config's channel.

mod signing;

use serde_json::{Value, json};
use x402_vectors::vector::Class;

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

/// The question of this name at the head of the table, with other values and signed.
pub(crate) fn changed(name: &str, changes: &[(String, Value)]) -> Value {
    let (_, known) = rows::read(include_str!("tables/batch-settlement.txt"));
    let mut text = known.get(name).expect("a question of the table").clone();
    for (pointer, value) in changes {
        text = rows::apply(&text, &format!("{pointer}={value}"));
    }
    let mut input: Value = serde_json::from_str(&text).expect("JSON of ours");
    signing::complete(&mut input);
    input
}

/// The question with the signatures, and the ids of channels, of what is in it now.
pub(crate) fn signed_again(question: &str) -> String {
    let mut input: Value = serde_json::from_str(question).expect("JSON of ours");
    for (pointer, to) in MADE {
        if let Some(value) = input.pointer_mut(&format!("/payment/json/payload/{pointer}")) {
            *value = json!(to);
        }
    }
    for pointer in ["/facts/channels", "/records/charged"] {
        let members = input.pointer_mut(pointer).and_then(Value::as_object_mut);
        if let Some(members) = members.filter(|members| members.len() == 1) {
            let value = members.values().next().expect("one channel").clone();
            members.clear();
            members.insert("@".into(), value);
        }
    }
    signing::complete(&mut input);
    input.to_string()
}

/// What [`signing::complete`] makes, by its place in the payload, and the account that signs it.
const MADE: [(&str, &str); 8] = [
    ("voucher/channelId", "@"),
    ("voucher/signature", "@1"),
    ("deposit/authorization/erc3009Authorization/signature", "@0"),
    ("deposit/authorization/permit2Authorization/witness/channelId", "@"),
    ("deposit/authorization/permit2Authorization/signature", "@0"),
    ("claims/0/signature", "@1"),
    ("claimAuthorizerSignature", "@2"),
    ("refundAuthorizerSignature", "@2"),
];

/// What the record and the state of the only channel have to be for a payment with this value: nothing was charged before a price or a sum,
/// nothing was claimed before a row, and a refund has the next nonce.
pub(crate) fn sums_before(question: &str, pointer: &str, value: &str) -> Vec<(String, String)> {
    let input: Value = serde_json::from_str(question).expect("JSON of ours");
    let of_channel = |of: &str, member: &str| {
        let members = input.pointer(of).and_then(Value::as_object)?;
        let (id, _) = members.iter().next()?;
        let at = format!("{of}/{id}{member}");
        input.pointer(&at).is_some().then_some(at)
    };
    let zero = || r#""0""#.to_owned();
    let end = pointer.rsplit('/').next().unwrap_or_default();
    match end {
        "refundNonce" => {
            of_channel("/facts/channels", "/refundNonce").map(|at| (at, value.to_owned())).into_iter().collect()
        }
        "maxClaimableAmount" | "totalClaimed" | "amount" if pointer != "/payment/json/payload/amount" => {
            let charged = of_channel("/records/charged", "").map(|at| (at, zero()));
            let claimed = of_channel("/facts/channels", "/totalClaimed").map(|at| (at, zero()));
            charged.into_iter().chain(claimed).collect()
        }
        _ => Vec::new(),
    }
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
