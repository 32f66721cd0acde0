//! A report under construction: outcomes in any order, put into the order of the extension.

use alloc::{boxed::Box, vec::Vec};

use x402_types::{Flag, Flags};

use super::{Check, Detail, ExtensionReport, Outcome, Question};
use crate::CheckId;

/// A line in the normative order of an extension's report.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) check: CheckId,
    /// If the check was not made, the first of these that did not pass is the reason.
    after: &'static [CheckId],
    /// Whether the report lists the check if it was not made.
    is_due: bool,
}

impl Place {
    /// A check that is always listed and does not depend on another.
    pub(crate) const fn of(check: CheckId) -> Self {
        Self { check, after: &[], is_due: true }
    }

    pub(crate) const fn after(self, after: &'static [CheckId]) -> Self {
        Self { after, ..self }
    }

    /// Listed only if the check was made.
    pub(crate) const fn if_made(self) -> Self {
        Self { is_due: false, ..self }
    }
}

/// A report under construction.
pub(crate) struct Findings {
    /// One for each place of the order. An outcome of a check that has no place follows, so that none is lost.
    slots: Vec<Slot>,
    flags: Flags,
    outstanding: Vec<Question>,
}

struct Slot {
    place: Place,
    outcome: Option<Outcome>,
}

impl Findings {
    /// No outcome yet. The order comes in parts.
    pub(crate) fn new(order: &[&[Place]]) -> Self {
        let places = order.iter().copied().flatten();
        let slots = places.map(|place| Slot { place: *place, outcome: None }).collect();
        Self { slots, flags: Flags::NONE, outstanding: Vec::new() }
    }

    fn slot(&mut self, id: CheckId) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.place.check == id)
    }

    fn record(&mut self, id: CheckId, outcome: Outcome) {
        #[cfg(x402_force)]
        let outcome = forced(id, outcome);
        match self.slot(id) {
            Some(slot) => {
                debug_assert!(slot.outcome.is_none(), "{id} is made twice");
                slot.outcome = Some(outcome);
            }
            None => {
                debug_assert!(false, "{id} has no place");
                self.slots.push(Slot { place: Place::of(id), outcome: Some(outcome) });
            }
        }
    }

    pub(crate) fn pass(&mut self, id: CheckId) {
        self.record(id, Outcome::Pass);
    }

    pub(crate) fn fail(&mut self, id: CheckId, detail: impl Into<Detail>) {
        self.record(id, Outcome::Fail(Box::new(detail.into())));
    }

    pub(crate) fn needs_answer(&mut self, id: CheckId, question: impl Into<Question>) {
        self.record(id, Outcome::Needs(Box::new(question.into())));
    }

    /// Skips a check for a reason that the order does not contain, for example because another check failed first.
    pub(crate) fn skip(&mut self, id: CheckId, because: CheckId) {
        self.record(id, Outcome::Skipped(because));
    }

    /// Passes, or fails with the detail; returns the value that passed.
    pub(crate) fn check<T>(&mut self, id: CheckId, result: Result<T, impl Into<Detail>>) -> Option<T> {
        match result {
            Ok(value) => {
                self.pass(id);
                Some(value)
            }
            Err(detail) => {
                self.fail(id, detail);
                None
            }
        }
    }

    /// Removes checks that others replace, unless they were made.
    pub(crate) fn leave_out(&mut self, checks: &[CheckId]) {
        for id in checks {
            if let Some(slot) = self.slot(*id) {
                slot.place.is_due = false;
            }
        }
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
        let failed = self.slots.iter().find(|slot| matches!(slot.outcome, Some(Outcome::Fail(_))))?;
        Some(failed.place.check)
    }

    /// The reason why a check was not made: the first check before it that did not pass, or the reason for which that one was
    /// skipped.
    fn cause(&self, place: &Place) -> CheckId {
        let outcome = |id: &CheckId| self.slots.iter().find(|slot| slot.place.check == *id)?.outcome.as_ref();
        let cause = |id: &CheckId| match outcome(id)? {
            Outcome::Pass => None,
            Outcome::Skipped(because) => Some(*because),
            Outcome::Fail(_) | Outcome::Needs(_) => Some(*id),
        };
        let cause = place.after.iter().find_map(cause);
        // A check that was forced to pass leaves no reason for the checks that it prevented.
        debug_assert!(cause.is_some() || cfg!(x402_force), "{} was not made, and nothing says why", place.check);
        cause.unwrap_or(place.check)
    }

    /// The finished report: every check in its place. Checks that were due but not made are skipped.
    pub(crate) fn into_report(mut self) -> ExtensionReport {
        let is_invalid = self.first_failure().is_some();
        for index in 0..self.slots.len() {
            let open = |slot: &&Slot| slot.place.is_due && slot.outcome.is_none();
            let Some(place) = self.slots.get(index).filter(open).map(|slot| slot.place) else { continue };
            let because = self.cause(&place);
            if let Some(slot) = self.slots.get_mut(index) {
                slot.outcome = Some(Outcome::Skipped(because));
            }
        }
        let made = self.slots.into_iter().filter_map(|Slot { place, outcome }| Some((place.check, outcome?)));
        ExtensionReport {
            checks: made.map(|(id, outcome)| Check { id, outcome }).collect(),
            flags: self.flags,
            outstanding: if is_invalid { Vec::new() } else { self.outstanding },
        }
    }
}

/// The outcome as it is, unless `X402_FORCE` names the check, which then passes. Compiled only with `--cfg x402_force`
/// (`.ci/deep forced`).
#[cfg(x402_force)]
fn forced(id: CheckId, outcome: Outcome) -> Outcome {
    extern crate std;
    let is_named = std::env::var("X402_FORCE").is_ok_and(|name| name == id.as_str());
    if is_named && !matches!(outcome, Outcome::Skipped(_)) { Outcome::Pass } else { outcome }
}
