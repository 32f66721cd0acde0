//! The report that sign-ins, signed offers and receipts have in common.

mod detail;
#[cfg(feature = "serde")]
mod json;
mod question;
mod recorder;

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_types::Flags;
use x402_verify::{
    Verdict,
    ordered_outcomes::{deciding_of, needs_of, verdict_of, write_deciding},
};

use crate::CheckId;

pub use detail::Detail;
pub use question::Question;
pub(crate) use recorder::{ListedCheck, Recorder};

/// One check of a report, with its outcome.
pub type Check = x402_verify::Check<CheckId, Detail, Question>;

/// The result of a check.
pub type Outcome = x402_verify::Outcome<CheckId, Detail, Question>;

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
