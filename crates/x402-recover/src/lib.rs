#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::expect_used, clippy::panic, clippy::string_slice, clippy::unreachable, clippy::unwrap_used)]
// Plain operators stand where nothing can overflow, so that a build with checks proves it. Where a carry is meant, the
// operation says so.
#![cfg_attr(test, allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests"))]

extern crate alloc;
#[cfg(test)]
extern crate std;

// Its tests compare both.
#[cfg(any(test, not(target_pointer_width = "64")))]
#[cfg_attr(target_pointer_width = "64", allow(dead_code, unreachable_pub, reason = "the other is used"))]
mod narrow;
mod signature;
#[cfg(target_pointer_width = "64")]
mod wide;

use alloc::vec::Vec;

#[cfg(not(target_pointer_width = "64"))]
use narrow as curve;
#[cfg(target_pointer_width = "64")]
use wide as curve;

pub use curve::KnownKey;
pub use signature::{PublicKey, RecoveryId, Signature, Signed};

/// How many signatures share their inversions. More would save another hundredth, and take more of the stack.
const CHUNK: usize = 32;

/// The key that made the signature over these 32 bytes, which are the hash of a message.
///
/// Returns `None` if r or s is zero or not below the order of the curve, if no point has the x that r and the recovery id
/// name, and if the key would be the point at infinity. An s in the upper half of its range is taken; who wants
/// each signature to have one form alone refuses it.
#[must_use]
pub fn recover(prehash: &[u8; 32], signature: &Signature) -> Option<PublicKey> {
    let [key] = recover_batch(&[Signed { prehash: *prehash, signature: *signature }]);
    key
}

/// The key of each signature, as [`recover`] returns it. The signatures share their two inversions, which saves some seven
/// percent of the time from eight signatures on.
///
/// Nothing is allocated. The results and some 300 bytes for each signature are on the stack: use [`recover_all`] for more
/// than a few dozen.
#[must_use]
pub fn recover_batch<const N: usize>(signed: &[Signed; N]) -> [Option<PublicKey>; N] {
    let mut keys = [None; N];
    curve::recover_chunk::<N>(signed, &mut keys);
    keys
}

/// [`recover_batch`] for any number of signatures, 32 at a time.
#[must_use]
pub fn recover_all(signed: &[Signed]) -> Vec<Option<PublicKey>> {
    let mut keys = alloc::vec![None; signed.len()];
    for (signed, keys) in signed.chunks(CHUNK).zip(keys.chunks_mut(CHUNK)) {
        curve::recover_chunk::<CHUNK>(signed, keys);
    }
    keys
}
