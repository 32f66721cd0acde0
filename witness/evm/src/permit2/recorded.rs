//! The calls that were recorded before: `spec-vectors/generate/data/permit2.json`.

use std::{fs, path::Path};

use revm::{
    bytecode::Bytecode,
    primitives::{Address, Bytes, U256},
};
use serde::Deserialize;

use crate::{
    payer::PayerCode,
    proxies::{PERMIT2, Permit, Proxies, Settlement},
    token::Outcome,
};

/// What is needed of the file; the generator reads the rest.
#[derive(Deserialize)]
pub(crate) struct Recorded {
    /// What the payer has.
    pub(super) balance: U256,
    /// Of a wallet.
    pub(super) owner: Address,
    calls: Vec<Call>,
}

/// One call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    number: u16,
    pub(super) caller: Option<Address>,
    pub(super) before: Option<Before>,
    pub(super) payer_code: Option<PayerCode>,
    /// `OK` and what happened, or the error.
    answer: String,
}

/// What happened on the chain before.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Before {
    /// The same was settled, or a part of it, or another nonce.
    Settle { amount: Option<U256>, nonce: Option<U256>, signature: Option<Bytes> },
    /// The payer took the nonce back.
    Cancel,
    /// Permit2 may take so much.
    Allow(U256),
    /// The token blocked somebody.
    Block(Party),
    /// The token was paused.
    Pause,
    /// There is no token at that address.
    NoToken,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Party {
    Payer,
    Recipient,
    Proxy,
    Permit2,
}

impl Recorded {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| say(&error))?;
        serde_json::from_str(&text).map_err(|error| say(&error))
    }

    /// The call that a vector of the group `chain-permit2` is made of; vectors of other groups have none.
    pub(super) fn call(&self, id: &str) -> Result<Option<&Call>, String> {
        let Some(number) = id.strip_prefix("chain-permit2-") else { return Ok(None) };
        let number: u16 = number.parse().map_err(|_| format!("{number} is no number of a call"))?;
        self.calls.iter().find(|call| call.number == number).map(Some).ok_or_else(|| "it was not recorded".into())
    }
}

impl Before {
    /// Makes it happen.
    pub(super) fn happen(
        &self,
        proxies: &mut Proxies,
        permit: &Permit,
        signature: &[u8],
        caller: Address,
    ) -> Result<(), String> {
        match self {
            Self::Settle { amount, nonce, signature: other } => {
                let permit = Permit { nonce: nonce.unwrap_or(permit.nonce), ..*permit };
                let settlement = Settlement {
                    permit: &permit,
                    signature: other.as_ref().map_or(signature, |other| other),
                    amount: amount.unwrap_or(permit.amount),
                    caller,
                    sponsored: None,
                };
                match proxies.settle(&settlement)? {
                    Outcome::Moved(_) => Ok(()),
                    Outcome::Reverted(message) => Err(format!("the payment before reverts: {message}")),
                }
            }
            Self::Cancel => proxies.cancel(permit.from, permit.nonce),
            Self::Allow(amount) => proxies.approve(permit.from, *amount),
            Self::Block(Party::Payer) => proxies.token.block(permit.from),
            Self::Block(Party::Recipient) => proxies.token.block(permit.to),
            Self::Block(Party::Proxy) => proxies.token.block(permit.proxy()),
            Self::Block(Party::Permit2) => proxies.token.block(PERMIT2),
            Self::Pause => proxies.token.pause(),
            Self::NoToken => proxies.token.chain.set_code(proxies.token.address, Bytecode::default()),
        }
    }

    pub(super) fn describe(&self) -> String {
        match self {
            Self::Settle { nonce: Some(nonce), .. } => format!("nonce {nonce} was settled before"),
            Self::Settle { amount: Some(amount), .. } => format!("{amount} was settled before"),
            Self::Settle { .. } => "it was settled before".into(),
            Self::Cancel => "the nonce was taken back before".into(),
            Self::Allow(amount) => format!("Permit2 may take {amount}"),
            Self::Block(Party::Payer) => "the payer is blocked".into(),
            Self::Block(Party::Recipient) => "the recipient is blocked".into(),
            Self::Block(Party::Proxy) => "the proxy is blocked".into(),
            Self::Block(Party::Permit2) => "Permit2 is blocked".into(),
            Self::Pause => "the token is paused".into(),
            Self::NoToken => "there is no token".into(),
        }
    }
}

impl Call {
    /// Whether the outcome is the recorded one. Which events there were, settling compares.
    pub(super) fn compare(&self, outcome: &Outcome) -> Result<(), String> {
        let same = match outcome {
            Outcome::Moved(amount) => {
                self.answer.starts_with("OK") && self.answer.ends_with("(payee +0)") == amount.is_zero()
            }
            Outcome::Reverted(message) => self.answer == *message,
        };
        if same { Ok(()) } else { Err(format!("recorded is {:?}, now it answers {outcome:?}", self.answer)) }
    }
}
