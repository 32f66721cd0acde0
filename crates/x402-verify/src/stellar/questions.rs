//! The questions that no offline check of a payment on Stellar can answer (T-22, T-30, T-31).
//!
//! [`Report::needs`](crate::Report::needs) returns the deciding questions, and
//! [`Report::outstanding`](crate::Report::outstanding) the follow-up questions.

mod account;
mod ledger;
mod nonce_unused;
mod simulation;

use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::stellar::{Address, account_key, nonce_key};
use x402_types::Network;

use super::{
    Answer as Value, AnswerError as Error, Rpc,
    returned::{account, entry, result, result_since, simulation},
};
use crate::{
    Answer, AnswerError, Facts, Returned,
    answer::yes,
    question_parts::{AnswerRules, QuestionText},
    stellar,
};

pub use account::Account;
pub use ledger::Ledger;
pub use nonce_unused::NonceUnused;
pub use simulation::Simulation;

/// A question about a payment on Stellar that no offline check can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// [`Ledger`](struct@Ledger).
    Ledger(Ledger),
    /// [`Account`](struct@Account).
    Account(Account),
    /// [`Simulation`](struct@Simulation).
    Simulation(Simulation),
    /// [`NonceUnused`](struct@NonceUnused).
    NonceUnused(NonceUnused),
}
