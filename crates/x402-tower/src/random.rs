//! Random bits for purposes that need no secret.

use std::hash::{BuildHasher, RandomState};

/// A different number at each call. The standard library creates the keys of its hash maps this way.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(())
}
