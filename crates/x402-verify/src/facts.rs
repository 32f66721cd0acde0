//! What the caller asked the chain.

use crate::{evm, solana};

/// Answers to the [`Question`](crate::Question)s of an earlier report. Nothing here is checked: a wrong fact makes a
/// wrong verdict. All are about one chain, the payment's: the same address has other code, or none, on another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub(crate) evm: evm::Facts,
    pub(crate) solana: solana::Facts,
}

impl Facts {
    /// No fact.
    #[must_use]
    pub const fn new() -> Self {
        Self { evm: evm::Facts::new(), solana: solana::Facts::new() }
    }
}
