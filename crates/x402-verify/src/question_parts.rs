//! The parts of a question. The directory `questions/` of a chain has one file for each question: a struct that
//! implements both traits, and a variant of the chain's enum `Question`.

use alloc::string::String;
use core::fmt;

use x402_types::ReasonCode;

use crate::{Answer, AnswerError, Facts, Returned, Rpc};

/// The parts of a question that a report prints.
pub(crate) trait QuestionText {
    /// The permanent name of the kind of question.
    fn kind(&self) -> &'static str;

    /// Writes the question, for people.
    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The answer with which a payment can be settled, for people.
    fn expected(&self) -> Option<String> {
        None
    }

    /// `true` if an answer can change the verdict, even if the verdict does not wait for it.
    fn changes_verdict(&self) -> bool {
        false
    }

    /// The call that answers this question.
    fn rpc(&self) -> Option<Rpc> {
        None
    }
}

/// The meaning of an answer to a question. A program that only prints reports does not need it. Because each `dyn`
/// trait has its own table of methods, this separate trait keeps the code that reads answers out of such a program.
pub(crate) trait AnswerRules {
    /// Reads what a node returned to the call.
    fn answer(&self, _returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Err(AnswerError::NoCall)
    }

    /// Adds an answer to the facts, if it is a fact.
    fn learn(&self, facts: Facts, _answer: Answer) -> Facts {
        facts
    }

    /// `true` if this answer, which is not a plain yes, leaves the verdict unchanged and lets the payment settle.
    fn is_settled_by(&self, _answer: &Answer) -> bool {
        false
    }

    /// `true` if a question of this kind, about the same payment, matters only with some answers to this one. A no to
    /// that question then prevents nothing before this one is answered.
    fn excuses(&self, _kind: &str) -> bool {
        false
    }

    /// The error code for an answer that prevents the settlement.
    fn refusal(&self) -> ReasonCode {
        ReasonCode::TRANSACTION_STATE
    }

    /// The calls to make if the first is not answered.
    fn rpc_instead(&self) -> Option<[Rpc; 2]> {
        None
    }

    /// `true` if this error of the first call leads to those calls.
    fn asks_instead(&self, _error: AnswerError) -> bool {
        false
    }

    /// Reads what a node returned to those calls.
    fn answer_instead(&self, _returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        Err(AnswerError::NoCall)
    }
}
