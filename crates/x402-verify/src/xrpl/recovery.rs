//! Verifies the signature of a transaction once.

#![cfg(feature = "xrpl")]

use core::cell::OnceCell;

use super::Detail;

/// The outcome of the signature of a transaction. It depends on the transaction alone, which all offers that are tried
/// have in common.
#[derive(Default)]
pub(crate) struct Recovery {
    verified: OnceCell<Result<(), Detail>>,
}

impl Recovery {
    /// Verifies the signature, or remembers the outcome.
    pub(crate) fn verified(&self, verify: impl FnOnce() -> Result<(), Detail>) -> Result<(), Detail> {
        self.verified.get_or_init(verify).clone()
    }
}
