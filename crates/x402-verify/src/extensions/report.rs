//! The common report on a sign-in, a signed offer or a receipt.

#![cfg_attr(
    not(all(feature = "sign-in-with-x", feature = "offer-receipt")),
    allow(dead_code, reason = "each room that judges beside payments uses a part")
)]

use alloc::vec::Vec;
use core::fmt;

use x402_types::{Flag, Flags, Version};

use crate::{
    Check, CheckId, Detail, NotValid, Outcome, Question, Verdict,
    outcome::{deciding_of, needs_of, verdict_of, write_deciding},
    outcomes::Outcomes,
    place::{Listed, Place},
};

/// The outcomes of all checks of a sign-in, a signed offer or a receipt, and the verdict. The extension's own report adds what
/// is proved, such as the account that signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionReport {
    checks: Vec<Check>,
    flags: Flags,
    outstanding: Vec<Question>,
}

impl ExtensionReport {
    /// The checks that were made or skipped, in the normative order of the extension.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The verdict. It is invalid if any check failed, undecided if none failed and some need an answer, and valid
    /// otherwise.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        verdict_of(self.deciding())
    }

    /// The check that decides the verdict: the first check that failed, or else the first check that needs an answer.
    /// `None` if the verdict is valid.
    #[must_use]
    pub fn deciding(&self) -> Option<&Check> {
        deciding_of(&self.checks)
    }

    /// The error code for the deciding check. `None` if the verdict is valid.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        self.deciding().map(|check| check.id.reason(Version::V2))
    }

    /// Deviations that were tolerated, and facts worth knowing. Flags change the verdict only if the policy refuses them.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// The same report with further flags, such as those of decoding.
    #[must_use]
    pub fn with_flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags.union(flags);
        self
    }

    /// The questions that decide the verdict, in the order of their checks.
    pub fn needs(&self) -> impl Iterator<Item = &Question> {
        needs_of(&self.checks)
    }

    /// The questions that do not decide the verdict and are left for the caller. Empty if the verdict is invalid.
    #[must_use]
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }
}

/// A sign-in, signed offer or receipt that is invalid or undecided.
pub type ExtensionNotValid = NotValid<ExtensionReport>;

impl fmt::Display for ExtensionNotValid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_deciding(f, self.report().deciding())
    }
}

/// A report under construction. Outcomes may be added in any order; the report sorts them by the extension's order.
pub(crate) struct ExtensionFindings {
    outcomes: Outcomes,
    flags: Flags,
    outstanding: Vec<Question>,
}

impl ExtensionFindings {
    /// No outcome yet. The order may have no place that depends on the context of a payment.
    pub(crate) fn new(order: &'static [Place]) -> Self {
        Self { outcomes: Outcomes::new(order, Vec::new()), flags: Flags::NONE, outstanding: Vec::new() }
    }

    pub(crate) fn pass(&mut self, id: CheckId) {
        self.outcomes.pass(id);
    }

    pub(crate) fn fail(&mut self, id: CheckId, detail: impl Into<Detail>) {
        self.outcomes.record(id, Outcome::fail(detail));
    }

    pub(crate) fn needs_answer(&mut self, id: CheckId, question: impl Into<Question>) {
        self.outcomes.record(id, Outcome::needs(question));
    }

    /// Skips a check for a reason that the order does not contain, for example because another check failed first.
    pub(crate) fn skip(&mut self, id: CheckId, because: CheckId) {
        self.outcomes.record(id, Outcome::Skipped(because));
    }

    /// Passes, or fails with the detail; returns the value that passed.
    pub(crate) fn check<T>(&mut self, id: CheckId, result: Result<T, impl Into<Detail>>) -> Option<T> {
        self.outcomes.check(id, result)
    }

    /// Removes checks that others replace.
    pub(crate) fn leave_out(&mut self, checks: &[CheckId]) {
        self.outcomes.leave_out(checks);
    }

    pub(crate) fn flag(&mut self, flag: Flag) {
        self.flags.insert(flag);
    }

    pub(crate) fn flag_if(&mut self, raised: bool, flag: Flag) {
        if raised {
            self.flag(flag);
        }
    }

    pub(crate) const fn add_flags(&mut self, flags: Flags) {
        self.flags = self.flags.union(flags);
    }

    /// The flags raised so far.
    pub(crate) const fn flags(&self) -> Flags {
        self.flags
    }

    /// Fails if a flag raised so far is refused by the caller.
    pub(crate) fn check_policy(&mut self, id: CheckId, refused: Flags) {
        let refused = self.flags.intersection(refused);
        self.check(id, if refused.is_empty() { Ok(()) } else { Err(Detail::Refused(refused)) });
    }

    /// Adds a question for the caller that does not decide the verdict.
    pub(crate) fn leave_outstanding(&mut self, question: impl Into<Question>) {
        self.outstanding.push(question.into());
    }

    /// The first failed check in the order.
    pub(crate) fn first_failure(&self) -> Option<CheckId> {
        self.outcomes.first_failure()
    }

    /// The finished report: every check in its place. Checks that were due but not made are skipped.
    pub(crate) fn into_report(self) -> ExtensionReport {
        let is_invalid = self.first_failure().is_some();
        let outstanding = if is_invalid { Vec::new() } else { self.outstanding };
        let checks = self.outcomes.into_checks(|place| match place.listed {
            Listed::Always => true,
            Listed::Expected => false,
            Listed::If(_) | Listed::ExpectedIf(_) => {
                debug_assert!(false, "{} depends on a payment's context", place.check);
                false
            }
        });
        ExtensionReport { checks, flags: self.flags, outstanding }
    }
}
