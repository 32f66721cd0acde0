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

mod batch;
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

#[cfg(not(target_pointer_width = "64"))]
use narrow as curve;
#[cfg(target_pointer_width = "64")]
use wide as curve;

pub use batch::{recover, recover_all, recover_batch};
pub use curve::KnownKey;
pub use signature::{PublicKey, RecoveryId, Signature, Signed};
