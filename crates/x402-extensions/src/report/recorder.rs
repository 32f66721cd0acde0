//! A report under construction.

use alloc::{boxed::Box, vec::Vec};

use x402_types::{Flag, Flags};
use x402_verify::ordered_outcomes::{self, Id, OrderedOutcomes};

use super::{Detail, ExtensionReport, Outcome, Question};
use crate::CheckId;

/// A line in the normative order of an extension's report.
pub(crate) type ListedCheck = ordered_outcomes::ListedCheck<CheckId>;

impl Id for CheckId {}

/// A report under construction: outcomes in any order, which are put into the order of the extension.
pub(crate) struct Recorder {
    outcomes: OrderedOutcomes<CheckId, Detail, Question>,
    flags: Flags,
    outstanding: Vec<Question>,
}

impl Recorder {
    /// No outcome yet.
    pub(crate) fn new(order: &'static [ListedCheck]) -> Self {
        Self { outcomes: OrderedOutcomes::new(order, Vec::new()), flags: Flags::NONE, outstanding: Vec::new() }
    }

    pub(crate) fn pass(&mut self, id: CheckId) {
        self.outcomes.pass(id);
    }

    pub(crate) fn fail(&mut self, id: CheckId, detail: impl Into<Detail>) {
        self.check(id, Err::<(), _>(detail));
    }

    pub(crate) fn leave_undecided(&mut self, id: CheckId, question: impl Into<Question>) {
        self.outcomes.record(id, Outcome::Needs(Box::new(question.into().into())));
    }

    /// Skips a check for a reason that the order does not contain, for example because a different check failed first.
    pub(crate) fn skip(&mut self, id: CheckId, because: CheckId) {
        self.outcomes.record(id, Outcome::Skipped(because));
    }

    /// Passes, or fails with the detail; returns the value that passed.
    pub(crate) fn check<T>(&mut self, id: CheckId, result: Result<T, impl Into<Detail>>) -> Option<T> {
        self.outcomes.check(id, result)
    }

    /// Removes checks that others replace, unless they were made.
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

    /// Fails if the caller's policy refuses a flag that was raised so far.
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

    /// Returns the finished report with every check in its position. Checks that were due but not made are skipped. An
    /// invalid report leaves the caller no question.
    pub(crate) fn into_report(self) -> ExtensionReport {
        let outstanding = if self.first_failure().is_some() { Vec::new() } else { self.outstanding };
        ExtensionReport { checks: self.outcomes.finish(), flags: self.flags, outstanding }
    }
}
