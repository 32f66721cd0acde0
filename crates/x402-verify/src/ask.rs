//! The parts of a question. The directory `questions/` of a chain has one file for each question, which defines it with
//! `question!`. `questions!` lists the files and makes the chain's enum `Question`.

use alloc::string::String;
use core::fmt;

use x402_types::ReasonCode;

use crate::{Answer, AnswerError, Facts, Returned, Rpc};

pub(crate) trait Ask {
    /// The permanent name of the kind of question.
    fn kind(&self) -> &'static str;

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

/// The meaning of an answer. A program that only prints reports does not need it. Because each `dyn` trait has its own
/// table of methods, this separate trait keeps the code that reads answers out of such a program.
pub(crate) trait Hear {
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

/// Defines one question. Each part can use the names of the fields, which are references in it:
///
/// - `says(…)`: the sentence, as the arguments of `write!`, or a closure that gets the formatter.
/// - `expects(…)`: the answer that allows the settlement, as the arguments of `format!`.
/// - `refuses(…)`: the error code for an answer that prevents the settlement, if it is not `invalid_transaction_state`.
/// - `changes_verdict(true)`: an answer can change the verdict.
/// - `calls(…)`: the chain's `Rpc`.
/// - `reads(|returned| …)`: the answer in what a node returned to the call. `?` takes an `AnswerError`.
/// - `learns(|facts, pattern| …)`: the facts with an answer that fits the pattern.
/// - `with { … }`: other methods of [`Hear`].
macro_rules! question {
    (
        $(#[$doc:meta])*
        $Name:ident $kind:literal $members:tt
        says $says:tt
        $(expects($($expects:tt)+))?
        $(refuses($refuses:expr))?
        $(changes_verdict($changes_verdict:literal))?
        $(calls($calls:expr))?
        $(reads(|$returned:ident| $reads:expr))?
        $(learns(|$facts:ident, $answer:pat_param| $learns:expr))?
        $(with { $($more:item)* })?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $Name $members

        #[allow(unused_variables, reason = "hardly a part needs every member")]
        impl $crate::ask::Ask for $Name {
            fn kind(&self) -> &'static str {
                $kind
            }
            fn sentence(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::ask::members!(self $members);
                $crate::ask::says!(f $says)
            }
            $(fn expected(&self) -> Option<alloc::string::String> {
                $crate::ask::members!(self $members);
                Some(alloc::format!($($expects)+))
            })?
            $(fn changes_verdict(&self) -> bool {
                $changes_verdict
            })?
            $(fn rpc(&self) -> Option<$crate::Rpc> {
                $crate::ask::members!(self $members);
                Some($calls.into())
            })?
        }

        #[allow(unused_variables, reason = "hardly a part needs every member")]
        impl $crate::ask::Hear for $Name {
            $(fn refusal(&self) -> x402_types::ReasonCode {
                $refuses
            })?
            $(fn answer(&self, $returned: $crate::Returned<'_>) -> Result<$crate::Answer, $crate::AnswerError> {
                $crate::ask::members!(self $members);
                Ok($reads)
            })?
            $(fn learn(&self, $facts: $crate::Facts, answer: $crate::Answer) -> $crate::Facts {
                $crate::ask::members!(self $members);
                if let $answer = answer { $learns } else { $facts }
            })?
            $($($more)*)?
        }
    };
}
pub(crate) use question;

macro_rules! members {
    ($question:tt { $($(#[$about:meta])* pub $member:ident: $Type:ty,)* }) => {
        let Self { $($member),* } = $question;
    };
}
pub(crate) use members;

macro_rules! says {
    ($f:ident (|$formatter:ident| $says:expr)) => {{
        let $formatter = $f;
        $says
    }};
    ($f:ident ($($says:tt)+)) => {
        write!($f, $($says)+)
    };
}
pub(crate) use says;

/// Declares the questions of a chain, one per line: the file and the name.
macro_rules! questions {
    ($(#[$doc:meta])* $($file:ident $Name:ident,)+) => {
        $(
            mod $file;
            pub use $file::$Name;

            impl From<$Name> for $crate::Question {
                fn from(question: $Name) -> Self {
                    Question::$Name(question).into()
                }
            }
        )+

        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Question {
            $(
                #[doc = concat!("[`", stringify!($Name), "`](struct@", stringify!($Name), ").")]
                $Name($Name),
            )+
        }

        impl Question {
            pub(crate) fn asked(&self) -> &dyn $crate::ask::Ask {
                match self {
                    $(Self::$Name(question) => question,)+
                }
            }

            pub(crate) fn heard(&self) -> &dyn $crate::ask::Hear {
                match self {
                    $(Self::$Name(question) => question,)+
                }
            }
        }
    };
}
pub(crate) use questions;
