//! Recovery of one key, of several keys with shared inversions, and of any number of keys.

use alloc::vec::Vec;

use crate::{
    curve,
    signature::{PublicKey, Signature, Signed},
};

/// The number of signatures that share their inversions. A larger chunk saves at most one further percent, and needs
/// more stack.
const CHUNK: usize = 32;

/// Recovers the key that made the signature over `prehash`, the 32-byte hash of a message (SEC 1 version 2.0, §4.1.6).
///
/// Returns `None` if r or s is zero or not below the order of the curve, if no point of the curve has the x that r and
/// the recovery id select, or if the key would be the point at infinity. An s in the upper half of its range is
/// accepted. A caller that wants only one encoding of each signature must refuse it.
#[must_use]
pub fn recover(prehash: &[u8; 32], signature: &Signature) -> Option<PublicKey> {
    let [key] = recover_batch(&[Signed { prehash: *prehash, signature: *signature }]);
    key
}

/// Recovers the key of each signature, as [`recover`] does. The signatures share their two inversions. From eight
/// signatures on, this saves about seven percent of the time.
///
/// This function does not allocate. The results and about 300 bytes for each signature are on the stack, so use
/// [`recover_all`] for more than a few dozen.
#[must_use]
pub fn recover_batch<const N: usize>(signed: &[Signed; N]) -> [Option<PublicKey>; N] {
    let mut keys = [None; N];
    curve::recover_chunk::<N>(signed, &mut keys);
    keys
}

/// Recovers the key of each of any number of signatures, in chunks of 32, as [`recover_batch`] does. The result has the
/// order of `signed`.
#[must_use]
pub fn recover_all(signed: &[Signed]) -> Vec<Option<PublicKey>> {
    let mut keys = alloc::vec![None; signed.len()];
    for (signed, keys) in signed.chunks(CHUNK).zip(keys.chunks_mut(CHUNK)) {
        curve::recover_chunk::<CHUNK>(signed, keys);
    }
    keys
}
