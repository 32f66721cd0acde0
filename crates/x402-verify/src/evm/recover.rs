//! Public key recovery: the one place that does curve arithmetic.

use x402_schemes::evm::{Address, keccak256};

/// The address whose signature this is over the digest. `None` if no key can have made it, or if r or s is out of range.
pub(crate) fn recover(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<Address> {
    let [_, coordinates @ ..] = recover_point(digest, r, s, y_is_odd)?;
    keccak256(&coordinates).last_chunk().copied().map(Address::new)
}

/// The key, as SEC 1 has it uncompressed.
#[cfg(not(feature = "c-secp"))]
fn recover_point(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<[u8; 65]> {
    use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

    let signature = Signature::from_scalars(r, s).ok()?;
    let key = VerifyingKey::recover_from_prehash(digest, &signature, RecoveryId::new(y_is_odd, false)).ok()?;
    key.to_sec1_point(false).as_bytes().try_into().ok()
}

/// The same by libsecp256k1.
#[cfg(feature = "c-secp")]
fn recover_point(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<[u8; 65]> {
    use secp256k1::{
        Message,
        ecdsa::{RecoverableSignature, RecoveryId},
    };

    let parity = if y_is_odd { RecoveryId::One } else { RecoveryId::Zero };
    let signature = RecoverableSignature::from_compact([r, s].as_flattened(), parity).ok()?;
    let key = signature.recover_ecdsa(Message::from_digest(*digest)).ok()?;
    Some(key.serialize_uncompressed())
}
