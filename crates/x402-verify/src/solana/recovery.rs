//! Verifies the signatures of a transaction once.

#![cfg(feature = "solana")]

use core::cell::OnceCell;

use super::Detail;

/// The outcome of the signatures. A payment has one transaction for all offers that are tried.
#[derive(Default)]
pub(crate) struct Recovery {
    verified: OnceCell<Result<(), Detail>>,
}

impl Recovery {
    /// Verifies the signatures, or remembers the outcome.
    pub(crate) fn verified(&self, verify: impl FnOnce() -> Result<(), Detail>) -> Result<(), Detail> {
        *self.verified.get_or_init(verify)
    }
}
