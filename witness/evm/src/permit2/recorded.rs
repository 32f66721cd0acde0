//! The recorded calls: `permit2.json` and `eip2612.json` in `spec-vectors/generate/data`.

use std::{fs, path::Path};

use revm::{
    bytecode::Bytecode,
    primitives::{Address, Bytes, U256},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::question::Question;
use crate::{
    payer::PayerCode,
    proxies::{PERMIT2, Permit, Proxies, Settlement, Sponsored},
    token::{Outcome, Token},
};

/// The needed parts of the files. The generator reads the rest.
pub(crate) struct Recorded {
    /// The payer's balance.
    pub(super) balance: U256,
    /// The owner of a wallet.
    pub(super) owner: Address,
    groups: [(&'static str, Vec<Call>); 2],
}

#[derive(Deserialize)]
struct Permit2 {
    balance: U256,
    owner: Address,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Eip2612 {
    calls: Vec<Call>,
}

/// One call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    number: u16,
    call: Option<String>,
    pub(super) caller: Option<Address>,
    pub(super) before: Option<Before>,
    pub(super) payer_code: Option<PayerCode>,
    /// `OK` and what happened, or the error.
    pub(super) answer: String,
}

/// What had happened on the chain before.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Before {
    /// The same payment was settled, or a part of it, or another nonce.
    Settle { amount: Option<U256>, nonce: Option<U256>, signature: Option<Bytes> },
    /// The payer cancelled the nonce.
    Cancel,
    /// Somebody brought the permit for the sponsor, and this much of the allowance is left.
    Permit { left: Option<U256> },
    /// Permit2 may take this much.
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
    pub(crate) fn read(directory: &Path) -> Result<Self, String> {
        let Permit2 { balance, owner, calls } = read(&directory.join("permit2.json"))?;
        let Eip2612 { calls: sponsored } = read(&directory.join("eip2612.json"))?;
        Ok(Self { balance, owner, groups: [("chain-permit2-", calls), ("chain-eip2612-", sponsored)] })
    }

    /// The call from which a vector is made. Vectors of other groups have none.
    pub(super) fn call(&self, id: &str) -> Result<Option<&Call>, String> {
        let found = self.groups.iter().find_map(|(prefix, calls)| Some((id.strip_prefix(prefix)?, calls)));
        let Some((number, calls)) = found else { return Ok(None) };
        let number: u16 = number.parse().map_err(|_| format!("{number} is no number of a call"))?;
        calls.iter().find(|call| call.number == number).map(Some).ok_or_else(|| "it was not recorded".into())
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| say(&error))?;
    serde_json::from_str(&text).map_err(|error| say(&error))
}

impl Before {
    /// Puts the chain into this state.
    pub(super) fn happen(&self, proxies: &mut Proxies, question: &Question, caller: Address) -> Result<(), String> {
        let Question { permit, signature, sponsored, .. } = question;
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
            Self::Permit { left } => {
                let Sponsored { value, deadline, signature } =
                    sponsored.as_ref().ok_or("there is no permit for a sponsor")?.permit;
                if let Some(why) = proxies.token.permit([permit.from, PERMIT2], value, deadline, &signature)? {
                    return Err(format!("the permit before reverts: {why}"));
                }
                left.map_or(Ok(()), |left| proxies.approve(permit.from, left))
            }
            Self::Allow(amount) => proxies.approve(permit.from, *amount),
            Self::Block(Party::Recipient) => proxies.token.block(permit.to),
            Self::Block(Party::Proxy) => proxies.token.block(permit.proxy()),
            Self::Block(Party::Payer | Party::Permit2) | Self::Pause => {
                self.happen_to(&mut proxies.token, [permit.from, PERMIT2])
            }
            Self::NoToken => proxies.token.chain.set_code(proxies.token.address, Bytecode::default()),
        }
    }

    /// Puts the token alone into this state, with payer and Permit2.
    pub(super) fn happen_to(&self, token: &mut Token, [payer, permit2]: [Address; 2]) -> Result<(), String> {
        match self {
            Self::Block(Party::Payer) => token.block(payer),
            Self::Block(Party::Permit2) => token.block(permit2),
            Self::Pause => token.pause(),
            _ => Err(format!("that {} is more than the token's matter", self.describe())),
        }
    }

    pub(super) fn describe(&self) -> String {
        match self {
            Self::Settle { nonce: Some(nonce), .. } => format!("nonce {nonce} was settled before"),
            Self::Settle { amount: Some(amount), .. } => format!("{amount} was settled before"),
            Self::Settle { .. } => "it was settled before".into(),
            Self::Cancel => "the nonce was taken back before".into(),
            Self::Permit { left: None } => "the permit was brought before".into(),
            Self::Permit { left: Some(left) } => format!("the permit was brought before, and {left} of it is left"),
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
    /// Whether it was a call of the token's own `permit`.
    pub(super) fn is_of_token(&self) -> bool {
        self.call.as_deref() == Some("permit")
    }

    /// Whether the outcome is the recorded one. Settling compares the events.
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
