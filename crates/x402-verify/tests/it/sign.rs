//! Signing, so that each case has exactly the defect it is about. The digest is alloy's.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolStruct, eip712_domain};

pub(crate) use crate::keys::{ORDER, PAYER, Rsv, STRANGER, sign_digest, sign_digest_as_stranger};
use crate::{
    messages::TransferWithAuthorization,
    support::{Terms, Token},
};

pub(crate) fn message(terms: &Terms) -> TransferWithAuthorization {
    TransferWithAuthorization {
        from: terms.from.parse().unwrap(),
        to: terms.to.parse().unwrap(),
        value: terms.value.parse().unwrap(),
        validAfter: terms.valid_after.parse().unwrap(),
        validBefore: terms.valid_before.parse().unwrap(),
        nonce: terms.nonce.parse().unwrap(),
    }
}

pub(crate) fn digest(terms: &Terms, token: &Token) -> B256 {
    let domain = eip712_domain! {
        name: token.name.clone(),
        version: token.version.clone(),
        chain_id: token.chain_id,
        verifying_contract: token.asset.parse::<Address>().unwrap(),
    };
    message(terms).eip712_signing_hash(&domain)
}

pub(crate) fn sign(terms: &Terms, token: &Token) -> Rsv {
    sign_digest(digest(terms, token))
}

pub(crate) fn sign_as_stranger(terms: &Terms, token: &Token) -> Rsv {
    sign_digest_as_stranger(digest(terms, token))
}
