//! Public key recovery: the only module that chooses a library for curve arithmetic.
//!
//! The default is `k256`. With the feature `c-secp`, it is libsecp256k1, or else with `recover`, `x402-recover`.

#![cfg(feature = "evm")]

use x402_schemes::evm::Address;

#[cfg(not(any(feature = "c-secp", feature = "recover")))]
use by_k256 as backend;
#[cfg(feature = "c-secp")]
use by_libsecp256k1 as backend;
#[cfg(all(feature = "recover", not(feature = "c-secp")))]
use by_x402_recover as backend;

/// The address whose signature this is over the digest. `None` if no key can have made it, or if r or s is out of range.
pub(crate) fn recover(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<Address> {
    backend::recover(digest, r, s, y_is_odd).map(|coordinates| Address::from_public_key(&coordinates))
}

#[cfg(not(any(feature = "c-secp", feature = "recover")))]
mod by_k256 {
    use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

    pub(super) fn recover(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<[u8; 64]> {
        let signature = Signature::from_scalars(r, s).ok()?;
        let key = VerifyingKey::recover_from_prehash(digest, &signature, RecoveryId::new(y_is_odd, false)).ok()?;
        key.to_sec1_point(false).as_bytes().last_chunk().copied()
    }
}

#[cfg(feature = "c-secp")]
mod by_libsecp256k1 {
    use secp256k1::{
        Message,
        ecdsa::{RecoverableSignature, RecoveryId},
    };

    pub(super) fn recover(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<[u8; 64]> {
        let parity = if y_is_odd { RecoveryId::One } else { RecoveryId::Zero };
        let signature = RecoverableSignature::from_compact([r, s].as_flattened(), parity).ok()?;
        let key = signature.recover_ecdsa(Message::from_digest(*digest)).ok()?;
        key.serialize_uncompressed().last_chunk().copied()
    }
}

#[cfg(all(feature = "recover", not(feature = "c-secp")))]
mod by_x402_recover {
    use x402_recover::{RecoveryId, Signature};

    pub(super) fn recover(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<[u8; 64]> {
        let recovery_id = RecoveryId { y_is_odd, x_is_reduced: false };
        let key = x402_recover::recover(digest, &Signature { r, s, recovery_id })?;
        key.coordinates().as_flattened().first_chunk().copied()
    }
}
