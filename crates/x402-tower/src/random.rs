//! Random bits where nothing secret depends on them.

use std::hash::{BuildHasher, RandomState};

/// Another number at each call. The standard library makes the keys of its hash maps so.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(())
}
