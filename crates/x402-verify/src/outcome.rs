//! The outcomes of checks, and the verdict that follows from them.

use alloc::{boxed::Box, vec::Vec};
use core::{fmt, iter, str::FromStr};

use x402_types::{
    declare::{errors, names},
    printable::write_sentence,
};

use crate::{CheckId, Detail, Question};

names! {
    /// The verdict on a payment that is reached without asking a network.
    ///
    /// There are only these three verdicts, so a `match` needs no wildcard.
    ///
    /// ```
    /// use x402_verify::Verdict;
    ///
    /// /// The status of a seller's answer, before it settles.
    /// fn status(verdict: Verdict) -> u16 {
    ///     match verdict {
    ///         Verdict::Valid => 200,
    ///         // A seller that cannot ask the chain does not serve.
    ///         Verdict::Invalid | Verdict::Undecided => 402,
    ///     }
    /// }
    /// assert_eq!("valid".parse().map(status), Ok(200));
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Verdict {
        /// Every check passed. The questions of [`Report::outstanding`](crate::Report::outstanding) are about what can
        /// still prevent the settlement or change the verdict.
        Valid = "valid",
        /// A check failed. Other facts can change this verdict only if that check depends on them, such as on a ledger
        /// or a simulation.
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
    pub struct UnknownVerdict = "a verdict must be valid, invalid or undecided";
}

/// One check of a report, with its outcome. Reports on payments use the default type parameters. `x402-extensions` has
/// reports with its own types of checks, details and questions.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{CheckId, Context, Outcome, verify};
///
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let report = verify(&payment, &offers, &Context::at(1_740_672_100));
/// let passed = report.checks().iter().filter(|check| check.outcome == Outcome::Pass);
/// assert_eq!(passed.map(|check| check.id).last(), Some(CheckId::SIGNER));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check<C = CheckId, D = Detail, Q = Question> {
    /// The check that was made or skipped.
    pub id: C,
    /// The result of the check.
    pub outcome: Outcome<C, D, Q>,
}

/// The outcome of a check. The type is small, because most checks pass and carry no further data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome<C = CheckId, D = Detail, Q = Question> {
    /// The [sentence](CheckId::sentence) of the check holds.
    Pass,
    /// The sentence does not hold, and no state of the chain can change that. The detail is the reason.
    Fail(Box<D>),
    /// The answers to these questions decide whether the sentence holds.
    Needs(Box<Questions<Q>>),
    /// The check was not made, because the named check did not pass. Either its inputs are missing, or its result could
    /// not change the verdict.
    Skipped(C),
}

impl<C, D, Q> Outcome<C, D, Q> {
    pub(crate) fn fail(detail: impl Into<D>) -> Self {
        Self::Fail(Box::new(detail.into()))
    }

    pub(crate) fn needs(question: impl Into<Q>) -> Self {
        Self::Needs(Box::new(Questions::from(question.into())))
    }

    /// `None` without a question. Only a claim has several for one check.
    #[cfg(feature = "batch-settlement")]
    pub(crate) fn needs_all(questions: impl IntoIterator<Item = Q>) -> Option<Self> {
        Questions::new(questions).map(|questions| Self::Needs(Box::new(questions)))
    }

    /// Returns the name of the outcome: `pass`, `fail`, `needs` or `skipped`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail(_) => "fail",
            Self::Needs(_) => "needs",
            Self::Skipped(_) => "skipped",
        }
    }

    /// Returns the reason of a failed check, or else `None`.
    pub fn detail(&self) -> Option<&D> {
        if let Self::Fail(detail) = self { Some(detail) } else { None }
    }

    /// Returns the first question of a check that needs an answer. Most such checks have one question.
    pub fn question(&self) -> Option<&Q> {
        self.questions().next()
    }

    /// Returns the questions of a check that needs answers. Empty for every other outcome.
    pub fn questions(&self) -> impl Iterator<Item = &Q> {
        let asked = if let Self::Needs(questions) = self { Some(questions) } else { None };
        asked.into_iter().flat_map(|questions| questions.iter())
    }
}

/// The questions of a check: at least one, and each once. They do not depend on each other, so you can ask all of them
/// at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questions<Q = Question> {
    first: Q,
    others: Vec<Q>,
}

impl<Q> Questions<Q> {
    /// Collects the questions. `None` if there are none.
    pub fn new(questions: impl IntoIterator<Item = Q>) -> Option<Self> {
        let mut questions = questions.into_iter();
        Some(Self { first: questions.next()?, others: questions.collect() })
    }

    /// The same number of questions, each made from the one at the same position.
    #[cfg(feature = "serde")]
    pub(crate) fn map<'a, T: 'a>(&'a self, of: impl Fn(&'a Q) -> T) -> Questions<T> {
        Questions { first: of(&self.first), others: self.others.iter().map(of).collect() }
    }

    /// Returns the questions in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Q> {
        iter::once(&self.first).chain(&self.others)
    }
}

impl<Q> From<Q> for Questions<Q> {
    fn from(question: Q) -> Self {
        Self { first: question, others: Vec::new() }
    }
}

impl<Q: fmt::Display> fmt::Display for Questions<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.others.iter().try_for_each(|question| write!(f, "; {question}"))
    }
}

/// Returns the check that decides the verdict: the first that failed, or else the first that needs an answer.
#[must_use]
pub fn deciding_of<C, D, Q>(checks: &[Check<C, D, Q>]) -> Option<&Check<C, D, Q>> {
    let first = |test: fn(&Outcome<C, D, Q>) -> bool| checks.iter().find(|check| test(&check.outcome));
    first(|outcome| matches!(outcome, Outcome::Fail(_)))
        .or_else(|| first(|outcome| matches!(outcome, Outcome::Needs(_))))
}

/// Returns the verdict that follows from the deciding check.
#[must_use]
pub fn verdict_of<C, D, Q>(deciding: Option<&Check<C, D, Q>>) -> Verdict {
    match deciding.map(|check| &check.outcome) {
        None => Verdict::Valid,
        Some(Outcome::Fail(_)) => Verdict::Invalid,
        Some(_) => Verdict::Undecided,
    }
}

/// Writes the verdict, the deciding check, and the reason why it did not pass.
///
/// # Errors
/// The formatter returned an error.
pub fn write_deciding<C: fmt::Display, D: fmt::Display, Q: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    deciding: Option<&Check<C, D, Q>>,
) -> fmt::Result {
    let verdict = verdict_of(deciding);
    match deciding.map(|check| (&check.id, &check.outcome)) {
        Some((id, Outcome::Fail(detail))) => write_sentence(f, format_args!("{verdict}: {id}: {detail}")),
        Some((id, Outcome::Needs(questions))) => write_sentence(f, format_args!("{verdict}: {id}: {questions}")),
        Some((id, Outcome::Pass | Outcome::Skipped(_))) => write!(f, "{verdict}: {id}"),
        None => write!(f, "{verdict}"),
    }
}

/// Returns the questions that decide the verdict, each once, because several checks may wait for the same answer.
pub fn needs_of<C, D, Q: PartialEq>(checks: &[Check<C, D, Q>]) -> impl Iterator<Item = &Q> {
    checks.iter().enumerate().flat_map(|(index, check)| {
        let before = checks.get(..index).unwrap_or_default();
        let was_asked = |asked: &Q| before.iter().flat_map(|check| check.outcome.questions()).any(|one| one == asked);
        check.outcome.questions().filter(move |asked| !was_asked(asked))
    })
}
