//! The answers of a Stellar node.

use x402_schemes::stellar::AccountSigners;
use x402_types::declare::sentences;

use super::Simulation;

/// The answer to a [`Question`](super::Question) that is more than yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The answer to `ledger`: the latest closed ledger.
    Ledger(u32),
    /// The answer to `account`: the keys and the threshold, or `None` if the account does not exist.
    Account(Option<AccountSigners>),
    /// The answer to `simulation`: the effects, or `None` if the settlement fails.
    Simulated(Option<Simulation>),
}

sentences! {
    /// The reason why a value that a Stellar node returned is not an answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum AnswerError {
        /// This field of the value is missing, or differs from the node's documentation.
        Member(member: &'static str) = "the answer's {member} is missing, or does not have the format that Stellar nodes document",
        /// The answer is for an earlier ledger than one that is known to be closed. Ask again, or ask a different node.
        OldLedger = "the answer is of an earlier ledger than the latest known one: ask again",
        /// The settlement needs archived ledger entries. Restore them, and ask again.
        Restore = "entries of the ledger must be restored before the settlement: restore them, and ask again",
    }
}

impl core::error::Error for AnswerError {}
