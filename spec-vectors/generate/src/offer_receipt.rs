//! Signed offers and receipts.

mod artifact;
mod eip712;
mod jws;
mod keys;
mod payloads;
mod terms;

use serde_json::{Value, value::RawValue};
use x402_conformance::{
    ops::{self, Answer},
    vector::Intermediate,
};

use crate::draft::Draft;

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [eip712::drafts(), jws::drafts(), keys::drafts(), payloads::drafts(), terms::drafts()];
    let mut drafts: Vec<Draft> = groups.into_iter().flatten().collect();
    drafts.sort_by(|one, other| one.id().cmp(other.id()));
    drafts
}

/// What is hashed by EIP-712, and whose signature it is. The witnesses compute the same for themselves.
pub(crate) fn intermediate(input: &str) -> Intermediate {
    let raw: Box<RawValue> = serde_json::from_str(input).expect("JSON of ours");
    let Answer::Result(answer) = ops::run("offer-receipt", &raw) else { return Intermediate::default() };
    let answer: Value = serde_json::from_str(answer.get()).expect("JSON of ours");
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    Intermediate { digest: text("digest"), signer: text("signer"), ..Intermediate::default() }
}
