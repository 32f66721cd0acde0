// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[security.md]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/explanation/security.md#long-checks")]
#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::expect_used, clippy::panic, clippy::string_slice, clippy::unreachable, clippy::unwrap_used)]
// Arithmetic uses plain operators wherever nothing can overflow, so builds with overflow checks test that claim.
// Operations that are meant to carry or wrap say so.
#![cfg_attr(test, allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests"))]

extern crate alloc;
#[cfg(test)]
extern crate std;

// The tests of a 64-bit build compare the two implementations.
#[cfg(any(test, not(target_pointer_width = "64")))]
#[cfg_attr(
    target_pointer_width = "64",
    allow(dead_code, unreachable_pub, reason = "only the tests use this module here")
)]
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
