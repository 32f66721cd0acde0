//! Ed25519: the only module for Stellar that verifies signatures (T-29).

#![cfg(feature = "stellar")]

use ed25519_dalek::{Signature, VerifyingKey};
use x402_schemes::stellar::{AccountSignature, Address};

use super::Detail;

/// Returns `true` if a key signed a message under the rules of the host: s is below the order of the group, neither the
/// key nor R is of small order, and the equation holds without the cofactor.
#[must_use]
pub fn verify_strict(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = Signature::from_bytes(signature);
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

/// Checks that each signature is over the digest, whatever its key is.
pub(super) fn check(signatures: &[AccountSignature<'_>], digest: &[u8; 32]) -> Result<(), Detail> {
    let mut wrong = signatures.iter().filter(|signed| !verify_strict(signed.public_key, digest, signed.signature));
    match wrong.next() {
        Some(signed) => Err(Detail::Signature(Address::Account(*signed.public_key))),
        None => Ok(()),
    }
}
