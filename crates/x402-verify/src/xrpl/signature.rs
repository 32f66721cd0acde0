//! The signature of a transaction.

#![cfg(feature = "xrpl")]

use ed25519_dalek::VerifyingKey as Ed25519Key;
use k256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
use x402_schemes::xrpl::{DerSignature, KeyType, Transaction};

use super::Detail;

/// Checks the signature of a transaction by its key, whose type is known.
pub(super) fn check(transaction: &Transaction<'_>, key: &[u8; 33], kind: KeyType) -> Result<(), Detail> {
    let signature = transaction.txn_signature.ok_or(Detail::NoSignature)?;
    let is_right = match kind {
        KeyType::Secp256k1 => {
            let signature = DerSignature::decode(signature).map_err(Detail::SignatureFormat)?;
            verify_secp256k1(key, &transaction.signing_hash(), &signature)
        }
        KeyType::Ed25519 => {
            let length = signature.len();
            let signature = signature.try_into().map_err(|_| Detail::SignatureLength(length))?;
            verify_ed25519(key, &transaction.preimage(), signature)
        }
    };
    if is_right { Ok(()) } else { Err(Detail::Signature) }
}

/// Returns `true` if this compressed key signed the hash.
pub(super) fn verify_secp256k1(key: &[u8; 33], hash: &[u8; 32], signature: &DerSignature) -> bool {
    let signature = Signature::from_scalars(signature.r, signature.s);
    let key = VerifyingKey::from_sec1_bytes(key);
    key.is_ok_and(|key| signature.is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok()))
}

/// Returns `true` if this key, which follows the byte `ED`, signed the message: s is below the order of the group, and
/// neither the key nor R is of small order.
pub(super) fn verify_ed25519(key: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
    let (_, key) = key.split_at(1);
    let key = key.try_into().ok().and_then(|key| Ed25519Key::from_bytes(key).ok());
    key.is_some_and(|key| key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok())
}
