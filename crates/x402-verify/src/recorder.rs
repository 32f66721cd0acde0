//! Records the outcomes of a mechanism's checks in any order. At the end they are put into the order of the payload
//! kind.
//!
//! `verify` makes one [`Recorder`] for each offer that it tries, records the first checks, and passes it to the
//! mechanism. The mechanism records the outcome of each check as soon as the inputs of the check are available.
//! [`check`](Recorder::check) turns a `Result` into an outcome and returns the value, so code that depends on a failed
//! check is not reached. Nothing is recorded for a check that was not reached: [`finish`](Recorder::finish) skips each
//! check that is due, and its [`ListedCheck`] names the cause. [`expect`](Recorder::expect) announces a part that only some
//! payments have. [`leave_out`](Recorder::leave_out) removes checks that others replace. A mechanism also sets flags,
//! the authorization, and the questions that remain. It never sets the verdict, which follows from the outcomes.

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::Contradiction;
use x402_types::{Flag, Flags, read::Reader};

use crate::{
    Authorized, CheckId, Detail, Outcome, Particulars, PayloadKind, Purpose, Question, Report, Verdict,
    case::Case,
    check_order::{Listed, ListedCheck},
    contradicted::contradict,
    ordered_outcomes::OrderedOutcomes,
    report::was_read,
};

/// A report under construction.
pub(crate) struct Recorder<'a> {
    case: &'a Case<'a>,
    outcomes: OrderedOutcomes,
    /// Everything except the checks, which are added at the end.
    report: &'a mut Report,
}

impl<'a> Recorder<'a> {
    /// Continues a report that may already have outcomes.
    pub(crate) fn new(case: &'a Case<'a>, order: &'static [ListedCheck], report: &'a mut Report) -> Self {
        let made = core::mem::take(&mut report.checks);
        Self { case, outcomes: OrderedOutcomes::new(order, made), report }
    }

    /// Completes the report with the checks in the order of the list. Checks that were due but not made are skipped.
    pub(crate) fn finish(self) {
        self.report.checks = self.outcomes.into_checks(|entry| match entry.listed {
            Listed::Always => true,
            Listed::If(applies) => applies(self.case.context),
            Listed::Expected | Listed::ExpectedIf(_) => false,
        });
    }

    pub(crate) fn record(&mut self, id: CheckId, outcome: Outcome) {
        self.outcomes.record(id, outcome);
    }

    pub(crate) fn pass(&mut self, id: CheckId) {
        self.outcomes.pass(id);
    }

    pub(crate) fn fail(&mut self, id: CheckId, detail: impl Into<Detail>) {
        self.record(id, Outcome::fail(detail));
    }

    pub(crate) fn ask(&mut self, id: CheckId, question: impl Into<Question>) {
        self.record(id, Outcome::needs(question));
    }

    /// Skips a check for a reason that the order does not contain, for example because a different check failed first.
    pub(crate) fn skip(&mut self, id: CheckId, because: CheckId) {
        self.record(id, Outcome::Skipped(because));
    }

    /// Records a pass for `Ok`, or a failure with the detail for `Err`. Returns the value of `Ok`.
    pub(crate) fn check<T>(&mut self, id: CheckId, result: Result<T, impl Into<Detail>>) -> Option<T> {
        self.outcomes.check(id, result)
    }

    /// Reads the payload.
    pub(crate) fn payload<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, x402_types::DecodeError>,
    ) -> Option<T> {
        let mut reader = Reader::new(self.case.context.decode);
        let payload = read(&mut reader).map_err(Detail::Payload);
        self.add_flags(reader.flags());
        self.check(CheckId::PAYLOAD, payload)
    }

    /// Fails for flags that the policy refuses although the payment could be settled (E-3). Only flags raised so far count.
    pub(crate) fn check_policy(&mut self) {
        self.check_policy_and(Ok::<(), Detail>(()));
    }

    /// Fails for such flags, for anything else that the policy refuses and that has no flag, or for a payment with a
    /// purpose other than the caller's (B-9).
    pub(crate) fn check_policy_and(&mut self, other: Result<(), impl Into<Detail>>) {
        let purpose = self.purpose();
        if let Some(purpose) = purpose.filter(|purpose| !self.case.context.purposes().include(*purpose)) {
            return self.fail(CheckId::POLICY, Detail::Purpose(purpose));
        }
        let wanted_not = self.case.context.policy.refused;
        if wanted_not.is_empty() && other.is_ok() {
            return;
        }
        let refused = self.report.flags().intersection(wanted_not);
        let flags = if refused.is_empty() { Ok(()) } else { Err(Detail::Refused(refused)) };
        self.check(CheckId::POLICY, flags.and_then(|()| other.map_err(Into::into)));
    }

    /// The purpose of the payment, once its payload was read.
    fn purpose(&self) -> Option<Purpose> {
        self.report.kind.filter(|_| was_read(self.outcomes.all())).map(PayloadKind::purpose)
    }

    /// Lists the checks of a part that not every payment has. Those that are not made are skipped.
    pub(crate) fn expect(&mut self, part: &'static [ListedCheck]) {
        let context = self.case.context;
        let applies = |entry: &ListedCheck| match entry.listed {
            Listed::If(applies) | Listed::ExpectedIf(applies) => applies(context),
            Listed::Always | Listed::Expected => true,
        };
        for entry in part.iter().filter(|entry| applies(entry)) {
            self.outcomes.expect(entry.check);
        }
    }

    /// Removes checks that others replace.
    pub(crate) fn leave_out(&mut self, checks: &[CheckId]) {
        self.outcomes.leave_out(checks);
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

    /// Raises the flag of a contradiction between the offer and a published table, unless a fact refutes the table (B-10).
    pub(crate) fn contradict(&mut self, contradiction: Contradiction) {
        contradict(contradiction, self.case, self.report);
    }

    /// Until an offer matches, the network and the asset may not be the server's (B-1).
    pub(crate) fn authorizes(&mut self, authorized: Authorized) {
        if self.report.offer().is_some() {
            self.report.authorized = Some(Box::new(authorized));
        }
    }

    /// The unanswered questions that the verdict does not wait for. An invalid payment has none.
    pub(crate) fn outstanding(&mut self) -> &mut Vec<Question> {
        &mut self.report.outstanding
    }

    pub(crate) fn adds(&mut self, particulars: impl Into<Particulars>) {
        let before = self.report.particulars.take().map(|before| *before);
        self.report.particulars = Some(Box::new(particulars.into().and(before)));
    }

    /// The first failed check in the order.
    pub(crate) fn first_failure(&self) -> Option<CheckId> {
        self.outcomes.first_failure()
    }

    /// The unanswered questions of the checks so far.
    pub(crate) fn needs(&self) -> impl Iterator<Item = (CheckId, &Question)> {
        self.outcomes.all().flat_map(|check| check.outcome.questions().map(|question| (check.id, question)))
    }

    /// The verdict if no further check were made.
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
