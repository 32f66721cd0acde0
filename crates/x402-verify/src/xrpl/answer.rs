//! The answers of a node of the XRP Ledger.

use alloc::string::String;

use x402_types::declare::sentences;

use super::AccountState;

/// The answer to a [`Question`](super::Question) that is more than yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The answer to `ledger`: the latest validated ledger.
    Ledger(u32),
    /// The answer to `account`: the state, or `None` if the account does not exist.
    Account(Option<AccountState>),
    /// The answer to `simulation`: the result code.
    Simulated(String),
}

sentences! {
    /// The reason why a value that a node of the XRP Ledger returned is not an answer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum AnswerError {
        /// This field of the value is missing, or differs from the node's documentation.
        Member(member: &'static str) = "the answer's {member} is missing, or does not have the format that nodes of the XRP Ledger document",
        /// The answer is not of a validated ledger.
        NotValidated = "the answer is not of a validated ledger: ask again, or ask a different node",
        /// The node returned an error that answers nothing, such as `noNetwork` or `lgrNotFound`.
        Error = "the node returned an error that does not answer the question: ask again, or ask a different node",
        /// The result code of the simulation begins with `tel` or `ter`: another node or a later ledger may have a
        /// different one.
        Local = "a different node or a later ledger may simulate a different result: ask again, or ask a different node",
    }
}

impl core::error::Error for AnswerError {}
