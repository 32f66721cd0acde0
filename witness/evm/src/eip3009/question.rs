//! Reads from a vector what would be called, and where.

use serde::Deserialize;
use x402_conformance::vector::Vector;

use crate::{
    question::{Input, Knowledge, Terms, address, bytes, number, word},
    token::Authorization,
};

/// A call that is being built.
pub(super) struct Question {
    pub(super) terms: Terms,
    pub(super) now: u64,
    pub(super) signed: Authorization,
    pub(super) signature: Vec<u8>,
    pub(super) payer: Knowledge,
}

#[derive(Deserialize)]
struct Payload {
    authorization: Message,
    signature: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    from: String,
    to: String,
    value: String,
    valid_after: String,
    valid_before: String,
    nonce: String,
}

impl Question {
    /// An error says why nothing can be called.
    pub(super) fn of(vector: &Vector) -> Result<Self, String> {
        let input = Input::<Payload>::of(vector)?;
        let Payload { authorization, signature } = input.payload();
        let signed = Authorization {
            from: address(&authorization.from)?,
            to: address(&authorization.to)?,
            value: number(&authorization.value)?,
            valid_after: number(&authorization.valid_after)?,
            valid_before: number(&authorization.valid_before)?,
            nonce: word(&authorization.nonce)?,
        };
        let signature = bytes(signature)?;
        let terms = input.terms(&input.offer(vector)?)?;
        let (payer, signature) = input.known_payer(signed.from, terms.asset, signature)?;
        Ok(Self { now: input.now, payer, terms, signed, signature })
    }
}
