//! The `payload` of a payment on Solana (`scheme_exact_svm.md`, `PaymentPayload` `payload` field).

#[cfg(feature = "schemars")]
mod schema;

use alloc::vec::Vec;

use x402_types::{
    DecodeError, ErrorKind, JsonRef, RawJson,
    read::{Reader, ResultExt, required},
};

use super::is_solana;
use crate::{
    SchemePayload,
    json::object,
    mechanism::{from_json, mechanism},
};

mechanism! { SOLANA "solana" "`exact` on Solana.", EXACT, is_solana =>
    |payload, reader| Payload::read(payload, reader).map(SchemePayload::Solana)
}

/// The `payload` of a payment by `exact` on Solana: a transaction that the fee payer has yet to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload {
    /// The bytes behind the base64 text; [`Transaction::parse`](super::Transaction::parse) reads them.
    pub transaction: Vec<u8>,
}

from_json!(Payload, Self::read);

impl Payload {
    /// From the bytes of a transaction.
    #[must_use]
    pub const fn new(transaction: Vec<u8>) -> Self {
        Self { transaction }
    }

    /// As it is written: the value of `payload`.
    #[must_use]
    pub fn to_json(&self) -> RawJson {
        object([("transaction", RawJson::base64(&self.transaction))])
    }

    /// Reads `payload`. Members that are not known are ignored.
    ///
    /// # Errors
    /// `transaction` is missing or not base64 (C-1); members of an EVM transfer method are there too (B-4).
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut transaction = None;
        for (name, member) in value.members()? {
            match &*name {
                "transaction" => transaction = Some(reader.base64(member).in_member("transaction")?),
                "authorization" | "permit2Authorization" | "permissionContext" | "delegationManager" => {
                    return Err(member.error(ErrorKind::AmbiguousPayload));
                }
                _ => {}
            }
        }
        Ok(Self { transaction: required(transaction, "transaction", value)? })
    }
}
