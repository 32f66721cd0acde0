//! The report that sign-ins, signed offers and receipts have in common.

mod findings;
#[cfg(feature = "serde")]
mod json;

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_types::{__declare::sentences, Flags};
use x402_verify::{
    __beside::{deciding_of, needs_of, verdict_of, write_deciding},
    Verdict,
};

use crate::{CheckId, offer_receipt, sign_in_with_x};

pub(crate) use findings::{Findings, Place};

/// One check of a report, with its outcome.
pub type Check = x402_verify::Check<CheckId, Detail, Question>;

/// The result of a check.
pub type Outcome = x402_verify::Outcome<CheckId, Detail, Question>;

sentences! {
    /// The reason why a check failed. It is data, and prints as a sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// These flags were raised, and the caller's policy refuses them.
        Refused(flags: Flags) = |f| x402_verify::Detail::Refused(*flags).fmt(f),
        /// The detail of a signed offer or a receipt.
        OfferReceipt(detail: offer_receipt::Detail) = |f| detail.fmt(f),
        /// The detail of a sign-in.
        SignInWithX(detail: sign_in_with_x::Detail) = |f| detail.fmt(f),
    }
}

impl From<offer_receipt::Detail> for Detail {
    fn from(detail: offer_receipt::Detail) -> Self {
        Self::OfferReceipt(detail)
    }
}

impl From<sign_in_with_x::Detail> for Detail {
    fn from(detail: sign_in_with_x::Detail) -> Self {
        Self::SignInWithX(detail)
    }
}

sentences! {
    /// A question that no offline check can answer.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Question {
        /// A question about a signed offer or a receipt.
        OfferReceipt(question: offer_receipt::Question) [question.kind()] = |f| question.fmt(f),
        /// A question about a sign-in.
        SignInWithX(question: sign_in_with_x::Question) [question.kind()] = |f| question.fmt(f),
    }
    fn kind "The permanent name of the kind of question, such as `account-code`.";
}

impl From<offer_receipt::Question> for Question {
    fn from(question: offer_receipt::Question) -> Self {
        Self::OfferReceipt(question)
    }
}

impl From<sign_in_with_x::Question> for Question {
    fn from(question: sign_in_with_x::Question) -> Self {
        Self::SignInWithX(question)
    }
}

impl Question {
    /// Returns `true` if an answer can change the verdict even if the report lists the question under
    /// [`outstanding`](ExtensionReport::outstanding).
    pub const fn changes_verdict(&self) -> bool {
        match self {
            Self::OfferReceipt(question) => question.changes_verdict(),
            Self::SignInWithX(question) => question.changes_verdict(),
        }
    }

    /// Returns the question in the type of questions to a chain, which builds the RPC call and reads its answer. `None`
    /// if no chain can answer.
    pub fn of_chain(&self) -> Option<x402_verify::Question> {
        match self {
            Self::OfferReceipt(_) => None,
            Self::SignInWithX(question) => question.of_chain(),
        }
    }
}

/// The outcomes of all checks of a sign-in, a signed offer or a receipt, and the verdict. The extension's own report
/// adds what the checks prove, such as the account that signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionReport {
    checks: Vec<Check>,
    flags: Flags,
    outstanding: Vec<Question>,
}

impl ExtensionReport {
    /// The checks that were made or skipped, in the normative order of the extension.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The verdict: invalid if any check failed, undecided if no check failed and some need an answer, and valid
    /// otherwise.
    pub fn verdict(&self) -> Verdict {
        verdict_of(self.deciding())
    }

    /// The check that decides the verdict: the first check that failed, or else the first check that needs an answer.
    /// `None` if the verdict is valid.
    pub fn deciding(&self) -> Option<&Check> {
        deciding_of(&self.checks)
    }

    /// The error code for the deciding check. `None` if the verdict is valid.
    pub fn reason(&self) -> Option<&'static str> {
        self.deciding().map(|check| check.id.reason())
    }

    /// The tolerated deviations, and facts worth knowing. A flag changes the verdict only if the policy refuses it.
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// Returns the report with further flags, such as those of decoding.
    #[must_use]
    pub fn with_flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags.union(flags);
        self
    }

    /// The unanswered questions that decide the verdict, in the order of their checks.
    pub fn needs(&self) -> impl Iterator<Item = &Question> {
        needs_of(&self.checks)
    }

    /// The unanswered questions that do not decide the verdict and are left to the caller. The list is empty if the
    /// verdict is invalid.
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }
}

/// The error for a sign-in, a signed offer or a receipt that is invalid or undecided. It prints the verdict, the
/// deciding check and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionNotValid {
    report: Box<ExtensionReport>,
}

impl ExtensionNotValid {
    pub(crate) fn new(report: ExtensionReport) -> Self {
        Self { report: Box::new(report) }
    }

    /// The report, whose verdict is invalid or undecided.
    pub fn report(&self) -> &ExtensionReport {
        &self.report
    }
}

impl fmt::Display for ExtensionNotValid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_deciding(f, self.report.deciding())
    }
}

impl core::error::Error for ExtensionNotValid {}
