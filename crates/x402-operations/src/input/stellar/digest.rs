//! The data of a transaction on Stellar that the payer signs (T-27).

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::Serialize;
use serde_json::value::RawValue;
use x402_schemes::{
    Hex, SchemePayload, Terms,
    stellar::{
        Address, Authorization, Body, Entry, ScAddress, Transaction, Value, account_signatures, network_id, sha256,
    },
};
use x402_verify::stellar::verify_strict;

use crate::{
    render::{ShownError, to_raw},
    stop::{Outcome, Stop},
};

#[derive(Serialize)]
#[serde(untagged)]
enum Shown {
    #[serde(rename_all = "camelCase")]
    Entry {
        family: &'static str,
        credentials: &'static str,
        network_id: String,
        preimage: String,
        digest: String,
        form: &'static str,
        /// The keys whose signatures hold.
        signers: Vec<String>,
    },
    Err {
        err: ShownError,
    },
}

/// Returns `None` for payloads of other chains.
pub(super) fn digest(payload: &SchemePayload, terms: &Terms<'_>) -> Option<Outcome<Box<RawValue>>> {
    let SchemePayload::Stellar(payload) = payload else { return None };
    let unknown = || Stop::Skipped(format!("the passphrase of {} is unknown", terms.network));
    Some(network_id(&terms.network).ok_or_else(unknown).and_then(|network| {
        let shown = Transaction::decode(&payload.transaction)
            .map_err(|_| ShownError::not_transaction())
            .and_then(|transaction| of_payer(&transaction, &network).ok_or_else(ShownError::no_authorization));
        to_raw(&shown.unwrap_or_else(|err| Shown::Err { err }))
    }))
}

/// The first entry of the payer that an address signs.
fn of_payer(transaction: &Transaction<'_>, network: &[u8; 32]) -> Option<Shown> {
    let Body::Call { call, entries, .. } = &transaction.body else { return None };
    let Some(Value::Address(payer)) = call.arguments.first() else { return None };
    let mut of_payer = entries.iter().filter_map(|entry| {
        let authorization = entry.authorization?;
        (authorization.address == *payer).then_some((entry, authorization))
    });
    of_payer.find_map(|(entry, authorization)| shown(entry, &authorization, network))
}

fn shown(entry: &Entry<'_>, authorization: &Authorization<'_>, network: &[u8; 32]) -> Option<Shown> {
    let preimage = entry.preimage(network)?;
    let digest = sha256(&preimage);
    let read = account_signatures(&authorization.signature).unwrap_or_default();
    let is_account = matches!(authorization.address, ScAddress::Address(Address::Account(_)));
    let form = if authorization.signature == Value::Void {
        "none"
    } else if is_account && !read.is_empty() {
        "account"
    } else {
        "opaque"
    };
    let signers = read.iter().filter(|one| is_account && verify_strict(one.public_key, &digest, one.signature));
    Some(Shown::Entry {
        family: "stellar",
        credentials: entry.kind.as_str(),
        network_id: Hex(network).to_string(),
        preimage: Hex(&preimage).to_string(),
        digest: Hex(&digest).to_string(),
        form,
        signers: signers.map(|one| Address::Account(*one.public_key).to_string()).collect(),
    })
}
