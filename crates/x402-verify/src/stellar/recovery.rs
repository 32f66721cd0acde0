//! Verifies the signatures of an entry once.

#![cfg(feature = "stellar")]

use core::cell::OnceCell;

use super::Detail;

/// The outcome of the signatures over a digest. The offers that are tried for a payment are of one network, and so have
/// one digest.
#[derive(Default)]
pub(crate) struct Recovery {
    verified: OnceCell<([u8; 32], Result<(), Detail>)>,
}

impl Recovery {
    /// Verifies the signatures over the digest, or remembers the outcome.
    pub(crate) fn verified(&self, digest: &[u8; 32], verify: impl Fn() -> Result<(), Detail>) -> Result<(), Detail> {
        let (known, outcome) = self.verified.get_or_init(|| (*digest, verify()));
        if known == digest { *outcome } else { verify() }
    }
}
