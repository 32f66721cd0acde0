//! Public key recovery: the one place that does curve arithmetic.

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use x402_schemes::evm::{Address, keccak256};

/// Whose signature this is over the digest. `None` where no key has it, or r or s is out of range.
pub(super) fn recover(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<Address> {
    let signature = Signature::from_scalars(r, s).ok()?;
    let key = VerifyingKey::recover_from_prehash(digest, &signature, RecoveryId::new(y_is_odd, false)).ok()?;
    let point = key.to_sec1_point(false);
    let (_, coordinates) = point.as_bytes().split_first()?;
    keccak256(coordinates).last_chunk().copied().map(Address::new)
}
