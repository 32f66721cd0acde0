//! The questions that no offline check of a payment on the XRP Ledger can answer.
//!
//! [`Report::needs`](crate::Report::needs) returns the deciding questions, and
//! [`Report::outstanding`](crate::Report::outstanding) the follow-up questions.

mod account;
mod ledger;
mod simulation;
mod ticket;
mod unused;

use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::xrpl::Address;
use x402_types::Network;

use super::{Answer as Value, Rpc, returned};
use crate::{
    Answer, AnswerError, Facts, Returned,
    answer::yes,
    question_parts::{AnswerRules, QuestionText},
    xrpl,
};

pub use account::Account;
pub use ledger::Ledger;
pub use simulation::Simulation;
pub use ticket::Ticket;
pub use unused::Unused;

/// A question about a payment on the XRP Ledger that no offline check can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// [`Ledger`](struct@Ledger).
    Ledger(Ledger),
    /// [`Account`](struct@Account).
    Account(Account),
    /// [`Ticket`](struct@Ticket).
    Ticket(Ticket),
    /// [`Simulation`](struct@Simulation).
    Simulation(Simulation),
    /// [`Unused`](struct@Unused).
    Unused(Unused),
}
