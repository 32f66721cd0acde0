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
// The name of this crate in the files that unit tests and integration tests share.
#[cfg(test)]
extern crate self as x402_recover;

mod batch;
// The tests compare the implementations.
#[cfg(any(test, not(any(target_pointer_width = "64", feature = "short-words"))))]
#[cfg_attr(
    any(target_pointer_width = "64", feature = "short-words"),
    allow(dead_code, unreachable_pub, unused_imports, reason = "only the tests use this module here")
)]
mod narrow;
#[cfg(any(all(test, target_pointer_width = "64"), all(feature = "short-words", not(target_pointer_width = "64"))))]
#[cfg_attr(
    target_pointer_width = "64",
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        clippy::duplicate_mod,
        reason = "only the tests use this module here"
    )
)]
mod short;
mod signature;
#[cfg(any(target_pointer_width = "64", feature = "short-words"))]
mod wide;

#[cfg(not(any(target_pointer_width = "64", feature = "short-words")))]
use narrow as curve;
#[cfg(all(feature = "short-words", not(target_pointer_width = "64")))]
use short as curve;
#[cfg(target_pointer_width = "64")]
use wide as curve;

pub use batch::{recover, recover_all, recover_batch};
pub use curve::KnownKey;
pub use signature::{PublicKey, RecoveryId, Signature, Signed};
