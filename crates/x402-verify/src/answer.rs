//! Reads what a node returned to a question.

use alloc::string::String;
use core::fmt;

use x402_types::JsonRef;

use crate::{Facts, Question, Rpc};

/// What a node returned to the call of a question.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Returned<'a> {
    /// The bytes of `result` from a node of an EVM chain. A number, as `eth_getBalance` returns it, is given as at most
    /// 32 bytes, the most significant byte first; leading zeros are accepted. For simulated calls that all succeeded,
    /// an empty slice is accepted.
    Bytes(&'a [u8]),
    /// The member `result` from a node of Solana: an object of `context` and `value`.
    Json(JsonRef<'a>),
    /// The call reverted, or one of several simulated calls did. Any other error of a node is not an answer: ask again, or
    /// ask another node.
    Reverted,
}

with_chains! { small "An answer that says more than yes or no, of"
/// The content of the answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The answer to any other question is yes: the contract accepts the signature, the domain is the one that was
    /// used, the balance is enough, the authorization is unused, the token accepts the permit, or the transfer
    /// succeeds.
    Yes,
    /// The answer to such a question is no. Answers that are neither yes nor no can stand in the way of a settlement, too:
    /// [`Question::settles`] knows them.
    No,
}
}

with_chains! { small "The value of a node cannot be read as an answer of"
/// The reason why the value that a node returned does not answer the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// No call answers this question.
    NoCall,
    /// The value has the form of another kind of node: bytes for a question to Solana, or JSON for a question to an EVM
    /// chain.
    OtherNode,
}
}

/// The reason why an answer does not let a valid payment settle.
///
/// There are only these two, so a `match` needs no wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unsettled {
    /// The settlement would fail, or would move nothing. Do not serve the request.
    Prevented,
    /// The answer can change the verdict. Add it to the facts ([`Facts::with_answer`]), and judge the payment again. Until
    /// then the payment is not known to be valid.
    JudgeAgain,
}

impl fmt::Display for Unsettled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prevented => "the answer prevents the settlement",
            Self::JudgeAgain => "the answer is a fact with which the payment has to be judged again",
        })
    }
}

impl core::error::Error for Unsettled {}

/// What the questions of a chain provide beside their name, their call and their sentence.
pub(crate) trait ChainQuestion {
    /// Reads what a node returned.
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError>;

    /// Adds an answer to the facts, if it is one.
    fn learn(&self, facts: Facts, answer: Answer) -> Facts;

    /// The answer with which a payment can be settled, for people.
    fn expected(&self) -> Option<String>;

    /// Whether this answer to an outstanding question, which is no plain yes, leaves the verdict as it is and lets the
    /// payment settle.
    fn is_settled_by(&self, _answer: &Answer) -> bool {
        false
    }

    /// The calls to make if the first is not answered.
    fn rpc_instead(&self) -> Option<[Rpc; 2]> {
        None
    }

    /// Reads what a node returned to those calls.
    fn answer_instead(&self, _returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        Err(AnswerError::NoCall)
    }
}

impl Answer {
    /// Whether it is yes or no. `None` if it says more.
    const fn plain(&self) -> Option<bool> {
        match_chains! {
            match self {
                Self::Yes => Some(true),
                Self::No => Some(false),
            }
            Chain(_says_more) => None
        }
    }
}

impl Question {
    /// Whether a valid payment settles, as far as this answer to one of its
    /// [outstanding](crate::Report::outstanding) questions goes. Ask about each question, and settle if all are `Ok`.
    ///
    /// Compare an answer with [`Answer::No`] and you overlook the answers that are no plain no: a payer with code is
    /// [`Code`](crate::evm::Answer::Code), and the contract may never have signed.
    ///
    /// ```
    /// use x402_verify::{Answer, Context, Facts, Offers, Payment, Question, Unsettled, Verdict, verify};
    ///
    /// /// Whether to settle. `ask` asks a node.
    /// fn settles(payment: Payment<'_>, offers: Offers<'_>, now: u64, ask: impl Fn(&Question) -> Answer) -> bool {
    ///     let mut facts = Facts::new();
    ///     loop {
    ///         let report = verify(payment, offers, &Context::at(now).with_facts(&facts));
    ///         let mut known = facts.clone();
    ///         let mut settles = report.verdict() == Verdict::Valid;
    ///         for question in report.needs() {
    ///             known = known.with_answer(question, ask(question));
    ///         }
    ///         for question in report.outstanding().iter().filter(|_| report.verdict() == Verdict::Valid) {
    ///             let answer = ask(question);
    ///             match question.settles(&answer) {
    ///                 Ok(()) => {}
    ///                 Err(Unsettled::Prevented) => return false,
    ///                 Err(Unsettled::JudgeAgain) => {
    ///                     settles = false;
    ///                     known = known.with_answer(question, answer);
    ///                 }
    ///             }
    ///         }
    ///         // Invalid, or nothing new was learnt.
    ///         if report.verdict() == Verdict::Invalid || known == facts {
    ///             return settles;
    ///         }
    ///         facts = known;
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Prevented`](Unsettled::Prevented) for a no. [`JudgeAgain`](Unsettled::JudgeAgain) for an answer that can change the
    /// verdict, and for one that is no answer to this question.
    pub fn settles(&self, answer: &Answer) -> Result<(), Unsettled> {
        let is_settled = match_chains! {
            match self {
                Self::Verifier { .. } => false,
            }
            Chain(question) => question.is_settled_by(answer)
        };
        match answer.plain() {
            _ if is_settled => Ok(()),
            _ if self.changes_verdict() => Err(Unsettled::JudgeAgain),
            Some(true) => Ok(()),
            Some(false) => Err(Unsettled::Prevented),
            None => Err(Unsettled::JudgeAgain),
        }
    }

    /// Reads what a node returned to the call [`rpc`](Self::rpc). A return value may be longer than its type, as
    /// Solidity allows.
    ///
    /// # Errors
    /// The value does not answer this question.
    pub fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        match_chains! {
            match self {
                Self::Verifier { .. } => Err(AnswerError::NoCall),
            }
            Chain(question) => question.answer(returned)
        }
    }

    /// The calls for a token that does not answer [`rpc`](Self::rpc) with its domain: `name()` and `version()`. USDC is
    /// such a token. A token may use another name in its domain; the question `token-domain` then shows the difference.
    #[must_use]
    pub fn rpc_instead(&self) -> Option<[Rpc; 2]> {
        match_chains! {
            match self {
                Self::Verifier { .. } => None,
            }
            Chain(question) => question.rpc_instead()
        }
    }

    /// Reads what a node returned to the two calls of [`rpc_instead`](Self::rpc_instead), in their order.
    ///
    /// # Errors
    /// The values do not answer this question.
    pub fn answer_instead(&self, returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        match_chains! {
            match self {
                Self::Verifier { .. } => Err(AnswerError::NoCall),
            }
            Chain(question) => question.answer_instead(returned)
        }
    }
}

impl Facts {
    /// Adds the answer to a need. Of the answers to outstanding questions, those that [change the
    /// verdict](Question::changes_verdict) are facts (`account-code`, `allowance` and `data-fee`), and so are the yes to
    /// `token-domain` and the no to `simulation`. The others are no facts and change nothing.
    #[must_use]
    pub fn with_answer(self, question: &Question, answer: Answer) -> Self {
        question.learn(self, answer)
    }
}

impl Question {
    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        match_chains! {
            match self {
                Self::Verifier { .. } => facts,
            }
            Chain(question) => question.learn(facts, answer)
        }
    }
}

pub(crate) const fn yes(holds: bool) -> Answer {
    if holds { Answer::Yes } else { Answer::No }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match_chains! {
            match self {
                Self::NoCall => f.write_str("no call answers this question"),
                Self::OtherNode => f.write_str("this is an answer of another kind of node"),
            }
            Chain(error) => error.fmt(f)
        }
    }
}

impl core::error::Error for AnswerError {}
