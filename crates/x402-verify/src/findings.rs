//! What a judge gives: outcomes in whatever order is natural, put into the mechanism's order at the end.

use alloc::vec::Vec;

use x402_types::{Flag, Flags, read::Reader};

use crate::{
    Authorized, Check, CheckId, Detail, GasSponsoring, Outcome, Question, Report, Sponsor, Verdict,
    case::Case,
    place::{Listed, Place},
};

/// A report that is being made.
pub(crate) struct Findings<'a> {
    case: &'a Case<'a>,
    order: &'static [Place],
    /// One slot for each place of the order.
    slots: Vec<Slot>,
    /// The place behind the last that was looked for: most checks are made in their order.
    next: usize,
    /// Outcomes of checks that the order does not have. There should be none; none is lost.
    beside: Vec<Check>,
    report: Report,
}

enum Slot {
    /// Of no concern to this payment.
    Unlisted,
    /// Skipped, unless it is made.
    Due,
    Made(Outcome),
}

impl Slot {
    const fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Made(outcome) => Some(outcome),
            Self::Unlisted | Self::Due => None,
        }
    }
}

impl<'a> Findings<'a> {
    /// Goes on with a report that may have outcomes already.
    pub(crate) fn new(case: &'a Case<'a>, order: &'static [Place], mut report: Report) -> Self {
        let is_due = |place: &Place| match place.listed {
            Listed::Always => true,
            Listed::If(applies) => applies(case.context),
            Listed::Expected | Listed::ExpectedIf(_) => false,
        };
        let slots = order.iter().map(|place| if is_due(place) { Slot::Due } else { Slot::Unlisted });
        let made = core::mem::take(&mut report.checks);
        let mut findings = Self { case, order, slots: slots.collect(), next: 0, beside: Vec::new(), report };
        for Check { id, outcome } in made {
            findings.record(id, outcome);
        }
        findings
    }

    /// The report: every check in its place, and those that were due and not made as skipped.
    pub(crate) fn into_report(mut self) -> Report {
        let mut checks = Vec::with_capacity(self.slots.len());
        for (index, place) in self.order.iter().enumerate() {
            if matches!(self.slots.get(index), Some(Slot::Due)) {
                let because = self.cause(place);
                self.put(index, Outcome::Skipped(because));
            }
        }
        for (place, slot) in self.order.iter().zip(self.slots) {
            if let Slot::Made(outcome) = slot {
                checks.push(Check { id: place.check, outcome });
            }
        }
        checks.append(&mut self.beside);
        self.report.checks = checks;
        self.report
    }

    /// Where a check stands in the order.
    fn position(&self, id: CheckId) -> Option<usize> {
        let is_of = |place: &Place| place.check == id;
        let (before, after) = self.order.split_at_checked(self.next).unwrap_or((self.order, &[]));
        let behind = after.iter().position(is_of).and_then(|index| index.checked_add(before.len()));
        behind.or_else(|| before.iter().position(is_of))
    }

    /// Why a check was not made: the first of those it comes after that did not pass, or what that was skipped for.
    fn cause(&self, place: &Place) -> CheckId {
        let cause = |id: &CheckId| match self.outcome(*id)? {
            Outcome::Pass => None,
            Outcome::Skipped(because) => Some(*because),
            Outcome::Fail(_) | Outcome::Needs(_) => Some(*id),
        };
        let cause = place.after.iter().find_map(cause);
        debug_assert!(cause.is_some(), "{} was not made, and nothing says why", place.check);
        cause.unwrap_or(place.check)
    }

    /// How a check went, if it was made or skipped.
    pub(crate) fn outcome(&self, id: CheckId) -> Option<&Outcome> {
        let index = self.position(id)?;
        self.slots.get(index)?.outcome()
    }

    pub(crate) fn record(&mut self, id: CheckId, outcome: Outcome) {
        #[cfg(x402_force)]
        let outcome = crate::force::forced(id, outcome);
        match self.position(id) {
            Some(index) => {
                self.next = index.saturating_add(1);
                self.put(index, outcome);
            }
            None => {
                debug_assert!(false, "{id} has no place");
                self.beside.push(Check { id, outcome });
            }
        }
    }

    fn put(&mut self, index: usize, outcome: Outcome) {
        if let Some(slot) = self.slots.get_mut(index) {
            debug_assert!(!matches!(slot, Slot::Made(_)), "made twice");
            *slot = Slot::Made(outcome);
        }
    }

    pub(crate) fn pass(&mut self, id: CheckId) {
        self.record(id, Outcome::Pass);
    }

    pub(crate) fn fail(&mut self, id: CheckId, detail: impl Into<Detail>) {
        self.record(id, Outcome::Fail(detail.into()));
    }

    pub(crate) fn needs_answer(&mut self, id: CheckId, question: impl Into<Question>) {
        self.record(id, Outcome::Needs(question.into()));
    }

    /// For a reason that the order does not know: another check failed first, say.
    pub(crate) fn skip(&mut self, id: CheckId, because: CheckId) {
        self.record(id, Outcome::Skipped(because));
    }

    /// Passes, or fails with the detail; gives back what passed.
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

    /// Reads the payload.
    pub(crate) fn payload<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, x402_types::DecodeError>,
    ) -> Option<T> {
        let mut reader = Reader::new(self.case.context.decode).with_judged(self.case.terms.pay_to);
        let payload = read(&mut reader).map_err(Detail::Payload);
        self.add_flags(reader.flags());
        self.check(CheckId::PAYLOAD, payload)
    }

    /// What could be settled and this server does not want (E-3): of the flags that there are when it is asked.
    pub(crate) fn check_policy(&mut self) {
        let wanted_not = self.case.context.policy.refused;
        if wanted_not.is_empty() {
            return;
        }
        let refused = self.report.flags().intersection(wanted_not);
        self.check(CheckId::POLICY, if refused.is_empty() { Ok(()) } else { Err(Detail::Refused(refused)) });
    }

    /// Lists the checks of a part that not every payment has: those that are not made are skipped.
    pub(crate) fn expect(&mut self, part: &'static [Place]) {
        let context = self.case.context;
        let applies = |place: &Place| match place.listed {
            Listed::If(applies) | Listed::ExpectedIf(applies) => applies(context),
            Listed::Always | Listed::Expected => true,
        };
        for place in part.iter().filter(|place| applies(place)) {
            let index = self.position(place.check);
            if let Some(slot @ Slot::Unlisted) = index.and_then(|index| self.slots.get_mut(index)) {
                *slot = Slot::Due;
            }
        }
    }

    /// Takes checks off the list that others stand for.
    pub(crate) fn leave_out(&mut self, checks: &[CheckId]) {
        for id in checks {
            let index = self.position(*id);
            if let Some(slot @ Slot::Due) = index.and_then(|index| self.slots.get_mut(index)) {
                *slot = Slot::Unlisted;
            }
        }
    }

    pub(crate) fn flag(&mut self, flag: Flag) {
        self.report.add_flags(Flags::NONE.with(flag));
    }

    pub(crate) fn flag_if(&mut self, raised: bool, flag: Flag) {
        if raised {
            self.flag(flag);
        }
    }

    pub(crate) fn add_flags(&mut self, flags: Flags) {
        self.report.add_flags(flags);
    }

    /// Until an offer matched, nothing says that network and asset are the server's own (B-1).
    pub(crate) fn authorizes(&mut self, authorized: Authorized) {
        if self.report.offer().is_some() {
            self.report.authorized = Some(authorized);
        }
    }

    /// Questions that do not decide the verdict; an invalid payment has none.
    pub(crate) fn leave_outstanding(&mut self, questions: impl IntoIterator<Item: Into<Question>>) {
        self.report.outstanding = questions.into_iter().map(Into::into).collect();
    }

    pub(crate) fn sponsors(&mut self, gas_sponsoring: GasSponsoring) {
        self.report.gas_sponsoring = Some(gas_sponsoring);
    }

    pub(crate) const fn stakes(&mut self, sponsor: Sponsor) {
        self.report.sponsor = Some(sponsor);
    }

    fn made(&self) -> impl Iterator<Item = (CheckId, &Outcome)> {
        let placed =
            self.order.iter().zip(&self.slots).filter_map(|(place, slot)| Some((place.check, slot.outcome()?)));
        placed.chain(self.beside.iter().map(|check| (check.id, &check.outcome)))
    }

    /// The first in the order that failed.
    pub(crate) fn first_failure(&self) -> Option<CheckId> {
        self.made().find(|(_, outcome)| matches!(outcome, Outcome::Fail(_))).map(|(id, _)| id)
    }

    /// What needs an answer so far.
    pub(crate) fn needs(&self) -> impl Iterator<Item = (CheckId, &Question)> {
        self.made().filter_map(|(id, outcome)| match outcome {
            Outcome::Needs(question) => Some((id, question)),
            Outcome::Pass | Outcome::Fail(_) | Outcome::Skipped(_) => None,
        })
    }

    /// What the verdict would be, if nothing else were checked.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.first_failure().is_some() {
            Verdict::Invalid
        } else if self.needs().next().is_some() {
            Verdict::Undecided
        } else {
            Verdict::Valid
        }
    }
}
