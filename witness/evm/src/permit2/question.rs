//! Reads from a vector what would be called, and where.

use revm::primitives::{Address, U256, address};
use serde::Deserialize;
use x402_conformance::vector::Vector;

use super::approval::{self, Approval};
use crate::{
    proxies::{PERMIT2, Permit, Sponsored},
    question::{self, Input, Knowledge, Phase, Terms, bytes, number, word},
    token::SETTLER,
};

/// The settler if nobody names one. The payer has not signed for it.
const SOMEBODY: Address = address!("00000000000000000000000000000000000005e7");

/// A call that is being built.
pub(super) struct Question {
    pub(super) terms: Terms,
    pub(super) now: u64,
    pub(super) permit: Permit,
    pub(super) signature: Vec<u8>,
    /// The signature in its canonical form, as some settlers bring it. `None` if it has that form.
    pub(super) canonical: Option<Vec<u8>>,
    pub(super) payer: Knowledge,
    /// The amount to be taken.
    pub(super) charge: U256,
    /// The settlers. There are several if the vector leaves it open, or has several addresses.
    pub(super) callers: Vec<Address>,
    /// Whether the policy refuses 64 bytes.
    pub(super) refuses_compact: bool,
    /// Whether nobody says who settles, not even the offer.
    pub(super) is_open_who: bool,
    /// The permit for a sponsor.
    pub(super) sponsored: Option<Extension>,
    /// The approval for a sponsor to send. Beside a permit it is not looked at (P-6).
    pub(super) approval: Option<Approval>,
    /// The `info` that the payer wrote for it.
    pub(super) info: serde_json::Value,
    /// The allowance of Permit2, by the facts.
    pub(super) allowance: Option<U256>,
    /// Whether the token accepts the permit for a sponsor, by the facts.
    pub(super) is_taken: Option<bool>,
    /// The cost of the approval's data on L1, by the facts.
    pub(super) data_fee: U256,
}

/// The permit in the extension, and what the payer's code says of its signature.
pub(crate) struct Extension {
    pub(crate) permit: Sponsored,
    pub(super) nonce: U256,
    pub(super) knowledge: Knowledge,
}

/// The parts that a settler needs. Owner, spender and token are not in the call.
#[derive(Deserialize)]
struct Info {
    amount: Number,
    nonce: Option<String>,
    deadline: Number,
    signature: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Text(String),
    Integer(u64),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    permit2_authorization: Message,
    signature: String,
}

#[derive(Deserialize)]
struct Message {
    from: String,
    permitted: Permitted,
    nonce: String,
    deadline: String,
    witness: Witness,
}

#[derive(Deserialize)]
struct Permitted {
    token: String,
    amount: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Witness {
    to: String,
    facilitator: Option<String>,
    valid_after: String,
}

impl Question {
    /// An error says why nothing can be called.
    pub(super) fn of(vector: &Vector) -> Result<Self, String> {
        let input = Input::<Payload>::of(vector)?;
        let Payload { permit2_authorization: Message { from, permitted, nonce, deadline, witness }, signature } =
            input.payload();
        let offer = input.offer(vector)?;
        let scheme = offer.scheme.to_ascii_lowercase();
        let facilitator = match (scheme.as_str(), &witness.facilitator) {
            ("upto", Some(facilitator)) => Some(question::address(facilitator)?),
            ("upto", None) => return Err("the proxy takes the witness's facilitator, and there is none".into()),
            _ => None,
        };
        let permit = Permit {
            from: question::address(from)?,
            token: question::address(&permitted.token)?,
            amount: number(&permitted.amount)?,
            nonce: read_nonce(nonce)?,
            deadline: number(deadline)?,
            to: question::address(&witness.to)?,
            valid_after: number(&witness.valid_after)?,
            facilitator,
        };
        let signature = bytes(signature)?;
        let charge = match (&input.phase, facilitator) {
            (Some(Phase::Settle { amount }), Some(_)) => number(amount)?,
            _ => permit.amount,
        };
        let terms = input.terms(&offer)?;
        let (payer, signature) = input.known_payer(permit.from, PERMIT2, signature)?;
        let named = offer.facilitator().and_then(|text| question::address(text).ok());
        let sponsored = match input.sponsored() {
            Some(info) => {
                Some(Extension::read(info, |signature| input.knowledge(permit.from, terms.asset, signature))?)
            }
            None => None,
        };
        let approval = match input.approval() {
            Some(info) if sponsored.is_none() => Some(Approval::read(info)?),
            _ => None,
        };
        let digest = vector.intermediate.permit.as_ref().map(|permit| permit.digest.as_str());
        let is_taken = sponsored.as_ref().zip(digest);
        Ok(Self {
            refuses_compact: input.refuses_compact(),
            is_taken: is_taken
                .and_then(|(sponsored, digest)| input.takes(terms.asset, digest, &sponsored.permit.signature)),
            data_fee: match input.approval().map(approval::raw) {
                Some(Ok(signed)) => input.data_fee(&signed)?,
                _ => U256::ZERO,
            },
            canonical: if input.makes_canonical() { question::canonical(&signature) } else { None },
            sponsored,
            approval,
            info: input.approval().cloned().unwrap_or_default(),
            allowance: input.allowance(permit.token, permit.from),
            terms,
            now: input.now,
            is_open_who: input.facilitators.is_none() && facilitator.is_some_and(|one| named != Some(one)),
            payer,
            callers: callers(facilitator, input.facilitators.as_deref()),
            charge,
            permit,
            signature,
        })
    }
}

impl Extension {
    pub(crate) fn read(
        info: &serde_json::Value,
        knowledge: impl Fn(&[u8]) -> Result<Knowledge, String>,
    ) -> Result<Self, String> {
        let Info { amount, nonce, deadline, signature } = Info::deserialize(info).map_err(|error| error.to_string())?;
        let signature = bytes(&signature)?;
        let parts = signature.as_slice().try_into();
        Ok(Self {
            permit: Sponsored {
                value: amount.read()?,
                deadline: deadline.read()?,
                signature: parts
                    .map_err(|_| format!("in three parts a signature has 65 bytes, not {}", signature.len()))?,
            },
            nonce: nonce.map_or(Ok(U256::ZERO), |nonce| number(&nonce))?,
            knowledge: knowledge(&signature)?,
        })
    }
}

impl Number {
    fn read(&self) -> Result<U256, String> {
        match self {
            Self::Text(text) => number(text),
            Self::Integer(number) => Ok(U256::from(*number)),
        }
    }
}

/// The callers. Anybody may settle by `exact`. By `upto` it is the caller's own address for which the payer has signed,
/// if there is one, or else each of the caller's addresses. If the vector does not say which those are, it is the
/// address for which the payer has signed, and another one. The zero address calls nothing.
fn callers(signed_for: Option<Address>, facilitators: Option<&[String]>) -> Vec<Address> {
    match (signed_for, facilitators) {
        (None, _) => vec![SETTLER],
        (Some(Address::ZERO), None) => vec![SOMEBODY],
        (Some(signed_for), None) => vec![signed_for, SOMEBODY],
        (Some(signed_for), Some(facilitators)) => {
            let facilitators: Vec<Address> =
                facilitators.iter().filter_map(|text| question::address(text).ok()).collect();
            match facilitators.as_slice() {
                _ if facilitators.contains(&signed_for) => vec![signed_for],
                [] => vec![SOMEBODY],
                _ => facilitators,
            }
        }
    }
}

/// Reads a nonce, also in 32 bytes of hexadecimal. A settler that accepts that makes the same call.
fn read_nonce(text: &str) -> Result<U256, String> {
    number(text).or_else(|_| Ok(word(text)?.into()))
}
