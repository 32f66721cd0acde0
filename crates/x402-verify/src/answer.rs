//! What a node answered to a question, read.

use core::fmt;

use x402_types::JsonRef;

use crate::{Facts, Question, Rpc, evm, solana};

/// What a node returned.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Returned<'a> {
    /// Of a node of an EVM chain: the bytes of `result`; of a number, as `eth_getBalance` gives it, the most significant
    /// first, behind as many zeros as one likes, up to 32 in all. Where several calls were simulated, none at all will do.
    Bytes(&'a [u8]),
    /// Of a node of Solana: `result`, an object of `context` and `value`.
    Json(JsonRef<'a>),
    /// The call was made and reverted, or one of several was. Any other error of a node is no answer: ask again, or another
    /// node.
    Reverted,
}

/// What the answer to a [`Question`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Of an EVM chain: more than yes or no.
    Evm(evm::Answer),
    /// Of Solana: more than yes or no.
    Solana(solana::Answer),
    /// Any other question: it is as the question has it. The contract accepts; this is the domain; the balance is
    /// enough; the authorization is unused; the token takes the permit; the transfer goes through.
    Yes,
    /// It is not.
    No,
}

impl From<evm::Answer> for Answer {
    fn from(answer: evm::Answer) -> Self {
        Self::Evm(answer)
    }
}

impl From<solana::Answer> for Answer {
    fn from(answer: solana::Answer) -> Self {
        Self::Solana(answer)
    }
}

/// Why what a node returned is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// No call answers this question.
    NoCall,
    /// Bytes for a question to a node of Solana, or JSON for another.
    OtherNode,
    /// Of a node of an EVM chain.
    Evm(evm::AnswerError),
    /// Of a node of Solana.
    Solana(solana::AnswerError),
}

impl Question {
    /// Reads what a node returned to [`rpc`](Self::rpc). Return values may be longer than their type, as for Solidity.
    ///
    /// # Errors
    /// It is no answer to this question.
    pub fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        match self {
            Self::Verifier { .. } => Err(AnswerError::NoCall),
            Self::Evm(question) => question.answer(returned),
            Self::Solana(question) => question.answer(returned),
        }
    }

    /// What to ask a token that does not answer [`rpc`](Self::rpc) with its domain, as USDC does not: `name()` and
    /// `version()`. Some tokens have another name in their domain; what `token-domain` asks then shows it.
    #[must_use]
    pub fn rpc_instead(&self) -> Option<[Rpc; 2]> {
        let Self::Evm(question) = self else { return None };
        question.rpc_instead().map(|calls| calls.map(Rpc::Evm))
    }

    /// Reads what a node returned to both calls of [`rpc_instead`](Self::rpc_instead).
    ///
    /// # Errors
    /// It is no answer to this question.
    pub fn answer_instead(&self, returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        let Self::Evm(question) = self else { return Err(AnswerError::NoCall) };
        question.answer_instead(returned)
    }
}

impl Facts {
    /// Puts in the answer to a need. One to a question that is merely outstanding is no fact and changes nothing, but
    /// for those to `account-code`, `allowance` and `data-fee`.
    #[must_use]
    pub fn with_answer(self, question: &Question, answer: Answer) -> Self {
        match question {
            Question::Verifier { .. } => self,
            Question::Evm(question) => self.with_evm_answer(question, answer),
            Question::Solana(question) => self.with_solana_answer(question, answer),
        }
    }
}

pub(crate) const fn yes(holds: bool) -> Answer {
    if holds { Answer::Yes } else { Answer::No }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCall => f.write_str("no call answers this question"),
            Self::OtherNode => f.write_str("this is an answer of another kind of node"),
            Self::Evm(error) => error.fmt(f),
            Self::Solana(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for AnswerError {}
