//! The answers with which a payment can be settled.

use alloc::string::String;

use crate::{Question, answer::ChainQuestion};

impl Question {
    /// The answer with which the payment can be settled, for people: a value to compare with, or a condition. `None` if
    /// no answer of a node decides.
    #[must_use]
    pub fn expected(&self) -> Option<String> {
        match_chains! {
            match self {
                Self::Verifier { .. } => None,
            }
            Chain(question) => question.expected()
        }
    }
}
