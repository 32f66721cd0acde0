//! The outcomes of checks, and the verdict that follows from them.

use alloc::boxed::Box;
use core::{fmt, str::FromStr};

use x402_types::__declare::{errors, names};

use crate::{CheckId, Detail, Question};

names! {
    /// The verdict on a payment that is possible without asking a network.
    ///
    /// There are only these three values, so a `match` needs no wildcard.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Verdict {
        /// Every check passed. The [outstanding](crate::Report::outstanding) questions name what can still prevent the settlement.
        Valid = "valid",
        /// A check failed. No state of a chain and no answer to a question can make the payment valid.
        Invalid = "invalid",
        /// No check failed, but some checks need an answer from the chain. Do not serve the request yet.
        Undecided = "undecided",
    }
    as_str "The name of the verdict: `valid`, `invalid` or `undecided`.";
    Display;
}

impl FromStr for Verdict {
    type Err = UnknownVerdict;

    fn from_str(name: &str) -> Result<Self, UnknownVerdict> {
        [Self::Valid, Self::Invalid, Self::Undecided]
            .into_iter()
            .find(|verdict| verdict.as_str() == name)
            .ok_or(UnknownVerdict)
    }
}

errors! {
    /// The error for a text other than `valid`, `invalid` and `undecided`.
    #[non_exhaustive]
    UnknownVerdict = "a verdict must be valid, invalid or undecided";
}

/// One check of a report, with its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The check that was made or skipped.
    pub id: CheckId,
    /// The result of the check.
    pub outcome: Outcome,
}

/// The result of a check. It is small, because most checks pass and say nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The [sentence](CheckId::sentence) of the check holds.
    Pass,
    /// The sentence does not hold, and no state of the chain can change that. The detail says why.
    Fail(Box<Detail>),
    /// The answer to this question decides whether the sentence holds.
    Needs(Box<Question>),
    /// The check was not made, because the named check did not pass: either its inputs are missing, or its result could
    /// not change the verdict.
    Skipped(CheckId),
}

impl Outcome {
    pub(crate) fn fail(detail: impl Into<Detail>) -> Self {
        Self::Fail(Box::new(detail.into()))
    }

    pub(crate) fn needs(question: impl Into<Question>) -> Self {
        Self::Needs(Box::new(question.into()))
    }

    /// The name of the outcome: `pass`, `fail`, `needs` or `skipped`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail(_) => "fail",
            Self::Needs(_) => "needs",
            Self::Skipped(_) => "skipped",
        }
    }

    /// The reason, if the check failed.
    #[must_use]
    pub fn detail(&self) -> Option<&Detail> {
        if let Self::Fail(detail) = self { Some(detail) } else { None }
    }

    /// The question, if the check needs an answer.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        if let Self::Needs(question) = self { Some(question) } else { None }
    }
}

/// The first check that failed, or else the first that needs an answer.
pub(crate) fn deciding_of(checks: &[Check]) -> Option<&Check> {
    let first = |test: fn(&Outcome) -> bool| checks.iter().find(|check| test(&check.outcome));
    first(|outcome| matches!(outcome, Outcome::Fail(_)))
        .or_else(|| first(|outcome| matches!(outcome, Outcome::Needs(_))))
}

/// The verdict that follows from the deciding check.
pub(crate) fn verdict_of(deciding: Option<&Check>) -> Verdict {
    match deciding.map(|check| &check.outcome) {
        None => Verdict::Valid,
        Some(Outcome::Fail(_)) => Verdict::Invalid,
        Some(_) => Verdict::Undecided,
    }
}

/// The verdict, the deciding check and why it did not pass.
pub(crate) fn write_deciding(f: &mut fmt::Formatter<'_>, deciding: Option<&Check>) -> fmt::Result {
    write!(f, "{}", verdict_of(deciding))?;
    match deciding.map(|check| (check.id, &check.outcome)) {
        Some((id, Outcome::Fail(detail))) => write!(f, ": {id}: {detail}"),
        Some((id, Outcome::Needs(question))) => write!(f, ": {id}: {question}"),
        Some((id, Outcome::Pass | Outcome::Skipped(_))) => write!(f, ": {id}"),
        None => Ok(()),
    }
}

/// The questions that decide the verdict.
pub(crate) fn needs_of(checks: &[Check]) -> impl Iterator<Item = &Question> {
    checks.iter().filter_map(|check| check.outcome.question())
}
