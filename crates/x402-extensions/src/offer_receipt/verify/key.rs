//! Verifies signatures with public keys. No other file of this module does curve arithmetic.

use crate::keys::{Algorithm, PublicKey};

/// Returns `true` if this build verifies an algorithm: ES256K needs the feature `evm`, EdDSA the feature `solana`.
pub(crate) const fn is_verified(algorithm: Algorithm) -> bool {
    let by_evm = cfg!(feature = "evm") && matches!(algorithm, Algorithm::Es256k);
    let by_solana = cfg!(feature = "solana") && matches!(algorithm, Algorithm::EdDsa);
    by_evm || by_solana || matches!(algorithm, Algorithm::Es256)
}

/// Returns `true` if a key is a point on its curve. Returns `false` for an algorithm that this build does not verify.
pub(crate) fn is_on_curve(key: &PublicKey) -> bool {
    match key {
        PublicKey::P256(point) => p256::ecdsa::VerifyingKey::from_sec1_bytes(point.as_ref()).is_ok(),
        #[cfg(feature = "evm")]
        PublicKey::Secp256k1(point) => k256::ecdsa::VerifyingKey::from_sec1_bytes(point.as_ref()).is_ok(),
        #[cfg(feature = "solana")]
        PublicKey::Ed25519(bytes) => ed25519_dalek::VerifyingKey::from_bytes(bytes).is_ok(),
        #[cfg(not(all(feature = "evm", feature = "solana")))]
        _ => false,
    }
}

/// Returns `true` if r and s of an ECDSA signature are between 1 and the order minus 1. Ed25519 has no such numbers.
pub(super) fn is_in_range(algorithm: Algorithm, signature: &[u8; 64]) -> bool {
    match algorithm {
        Algorithm::Es256 => p256::ecdsa::Signature::from_slice(signature).is_ok(),
        #[cfg(feature = "evm")]
        Algorithm::Es256k => k256::ecdsa::Signature::from_slice(signature).is_ok(),
        _ => true,
    }
}

/// Returns `true` if the key signed the message. ECDSA accepts s in either half, Ed25519 is strict (S-4).
pub(crate) fn has_signed(key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> bool {
    match key {
        PublicKey::P256(point) => {
            use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
            let (key, signature) = (VerifyingKey::from_sec1_bytes(point.as_ref()), Signature::from_slice(signature));
            key.is_ok_and(|key| signature.is_ok_and(|signature| key.verify(message, &signature).is_ok()))
        }
        #[cfg(feature = "evm")]
        PublicKey::Secp256k1(point) => {
            use k256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
            let (key, signature) = (VerifyingKey::from_sec1_bytes(point.as_ref()), Signature::from_slice(signature));
            // k256 refuses the upper half. Both halves verify for the same key.
            let signature = signature.map(|signature| signature.normalize_s());
            key.is_ok_and(|key| signature.is_ok_and(|signature| key.verify(message, &signature).is_ok()))
        }
        #[cfg(feature = "solana")]
        PublicKey::Ed25519(bytes) => x402_verify::solana::verify_strict(&(*bytes).into(), message, signature),
        #[cfg(not(all(feature = "evm", feature = "solana")))]
        _ => false,
    }
}
