//! The recorded calls: `spec-vectors/generate/data/fiat-token.json`.

use std::{fs, path::Path};

use revm::primitives::{Address, Bytes, U256};
use serde::Deserialize;

use crate::{
    payer::PayerCode,
    token::{Authorization, Outcome, Signature, Token},
};

/// The needed parts of the file. The generator reads the rest.
#[derive(Deserialize)]
pub(crate) struct Recorded {
    pub(super) balance: U256,
    pub(super) owner: Address,
    calls: Vec<Call>,
}

/// One call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    number: u16,
    pub(super) before: Option<Before>,
    pub(super) payer_code: Option<PayerCode>,
    pub(super) answer: Answer,
}

/// The answer of each overload: a message, `OK`, or `OK (payee +0)`.
#[derive(Deserialize)]
pub(super) struct Answer {
    /// The answer with v, r and s. `None` if the signature does not have 65 bytes.
    pub(super) vrs: Option<String>,
    pub(super) bytes: String,
}

/// What had happened on the chain before.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Before {
    /// The same payment was settled, or another value with the same nonce.
    Settle { value: Option<U256>, signature: Option<Bytes> },
    /// The payer cancelled it.
    Cancel { signature: Bytes },
    /// Somebody was blocked.
    Block(Party),
    /// The token was paused.
    Pause,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Party {
    Payer,
    Recipient,
    Settler,
}

impl Recorded {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| say(&error))?;
        serde_json::from_str(&text).map_err(|error| say(&error))
    }

    /// The call from which a vector of the group `chain-eip3009` is made. Vectors of other groups have none.
    pub(super) fn call(&self, id: &str) -> Result<Option<&Call>, String> {
        let Some(number) = id.strip_prefix("chain-eip3009-") else { return Ok(None) };
        let number: u16 = number.parse().map_err(|_| format!("{number} is no number of a call"))?;
        self.calls.iter().find(|call| call.number == number).map(Some).ok_or_else(|| "it was not recorded".into())
    }
}

impl Before {
    /// Puts the chain into this state.
    pub(super) fn happen(&self, token: &mut Token, terms: &Authorization, signature: &[u8]) -> Result<(), String> {
        match self {
            Self::Settle { value, signature: other } => {
                let terms = Authorization { value: value.unwrap_or(terms.value), ..*terms };
                let signature = Signature::Bytes(other.as_ref().map_or(signature, |other| other));
                match token.transfer(&terms, signature)? {
                    Outcome::Moved(_) => Ok(()),
                    Outcome::Reverted(message) => Err(format!("the payment before reverts: {message}")),
                }
            }
            Self::Cancel { signature } => token.cancel(terms.from, terms.nonce, signature),
            Self::Block(Party::Payer) => token.block(terms.from),
            Self::Block(Party::Recipient) => token.block(terms.to),
            Self::Block(Party::Settler) => token.block(crate::token::SETTLER),
            Self::Pause => token.pause(),
        }
    }

    pub(super) const fn describe(&self) -> &'static str {
        match self {
            Self::Settle { value: None, .. } => "it was settled before",
            Self::Settle { .. } => "another value was settled with the nonce",
            Self::Cancel { .. } => "it was cancelled before",
            Self::Block(Party::Payer) => "the payer is blocked",
            Self::Block(Party::Recipient) => "the recipient is blocked",
            Self::Block(Party::Settler) => "the settler is blocked",
            Self::Pause => "the token is paused",
        }
    }
}

impl Answer {
    /// Whether the two outcomes are the recorded ones.
    pub(super) fn compare(&self, vrs: Option<&Outcome>, bytes: &Outcome, value: U256) -> Result<(), String> {
        let text = |outcome: &Outcome| match outcome {
            Outcome::Moved(moved) if *moved == value => "OK".to_owned(),
            Outcome::Moved(moved) => format!("OK (payee +{moved})"),
            Outcome::Reverted(message) => message.clone(),
        };
        let (vrs, bytes) = (vrs.map(text), text(bytes));
        if (&vrs, &bytes) == (&self.vrs, &self.bytes) {
            return Ok(());
        }
        Err(format!("recorded are {:?} and {:?}, now it answers {vrs:?} and {bytes:?}", self.vrs, self.bytes))
    }
}
