//! The data of a transaction on the XRP Ledger that the payer signs.

use alloc::{
    boxed::Box,
    string::{String, ToString},
};

use serde::Serialize;
use serde_json::value::RawValue;
use x402_schemes::{
    Hex, SchemePayload,
    xrpl::{Address, KeyType, Transaction, upper_hex},
};

use crate::{
    render::{ShownError, to_raw},
    stop::Outcome,
};

#[derive(Serialize)]
#[serde(untagged)]
enum Shown {
    Transaction {
        family: &'static str,
        algorithm: &'static str,
        preimage: String,
        /// A key of Ed25519 signs the preimage itself.
        #[serde(skip_serializing_if = "Option::is_none")]
        digest: Option<String>,
        hash: String,
        signer: String,
    },
    Err {
        err: ShownError,
    },
}

/// Returns `None` for payloads of other chains.
pub(super) fn digest(payload: &SchemePayload) -> Option<Outcome<Box<RawValue>>> {
    let SchemePayload::Xrpl(payload) = payload else { return None };
    let shown = Transaction::decode(&payload.transaction).ok().and_then(|transaction| shown(&transaction));
    Some(to_raw(&shown.unwrap_or_else(|| Shown::Err { err: ShownError::not_transaction() })))
}

/// Returns `None` without a public key of the ledger.
fn shown(transaction: &Transaction<'_>) -> Option<Shown> {
    let key: &[u8; 33] = transaction.signing_pub_key?.try_into().ok()?;
    let key_type = KeyType::of(key)?;
    let digest = match key_type {
        KeyType::Secp256k1 => Some(Hex(&transaction.signing_hash()).to_string()),
        KeyType::Ed25519 => None,
    };
    Some(Shown::Transaction {
        family: "xrpl",
        algorithm: key_type.as_str(),
        preimage: Hex(&transaction.preimage()).to_string(),
        digest,
        hash: upper_hex(&transaction.hash()),
        signer: Address::of_public_key(key).to_string(),
    })
}
