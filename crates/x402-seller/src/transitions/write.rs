//! A record is written, and what was written decides what follows.

use alloc::boxed::Box;

use x402_types::Wire;
use x402_verify::Expires;

use crate::{
    answer::Answer,
    key::Key,
    progress::{Progress, Work},
    record::{Record, State},
    sale::Sale,
    seller::Seller,
    step::{AfterWrite, Settle, Settling, Step, Swap, Writing},
};

impl Swap {
    /// Completes the step if the record was written, and survives what the store promises to survive. If the write took
    /// so long that the lease leaves too little time, the next step writes the record again.
    #[must_use]
    pub fn stored(self, now: u64) -> Step {
        let Self { key, expected, mut record, ends, of } = self;
        let revision = expected.saturating_add(1);
        if let Some(seconds) = of.seconds(&record.state)
            && let Some(lease) = record.state.lease_mut()
            && let Some(longer) = Seller::longer(*lease, now, seconds)
        {
            // The record is in the store with the revision of this write, so the next write expects that.
            *lease = longer;
            return Step::Swap(Self { key, expected: revision, record, ends, of });
        }
        let (sale, then) = match of {
            Writing::Sale(sale, then) => (sale, then),
            Writing::Channel(sale, then) => return sale.written(revision, then),
            Writing::Visit(visit) => return visit.enter(),
        };
        match then {
            AfterWrite::Continue(progress) => sale.continue_written(Progress { revision, ..progress }, *record),
            AfterWrite::Leave(answer) => Step::Answer(answer),
            AfterWrite::Close(answer) => sale.answer(*answer),
            AfterWrite::ReserveIdentifier(identifier) => sale.reserve_identifier(identifier, now),
            AfterWrite::IdentifierReserved => sale.identifier_reserved(),
            AfterWrite::BeginWork { hashes } => sale.begin_work(hashes, now),
            AfterWrite::Finish(progress, answer) => sale.finish(progress, *answer),
        }
    }

    /// Completes the step if a different request has written the record since.
    #[must_use]
    pub fn conflict(self) -> Step {
        match self.of {
            // A different sale to this payer wrote the payer's record. This payment is settled, so only that record
            // is read again.
            Writing::Sale(sale, AfterWrite::Finish(progress, answer)) => sale.load_payer(progress, answer),
            // The payment's record decides anew, because the other request may have begun or finished this payment.
            Writing::Sale(sale, _) => Step::load(sale),
            Writing::Channel(sale, _) => Step::load(sale.sale),
            // The write expects no record, so the nonce is used up already.
            Writing::Visit(visit) => visit.turn_away(),
        }
    }

    /// Completes the step if the write may have failed. No step follows that relies on the record.
    #[must_use]
    pub fn failed(self) -> Step {
        match self.of {
            Writing::Sale(..) | Writing::Channel(..) => {
                Answer::again("the store cannot be written: send the same payment again").into()
            }
            Writing::Visit(_) => Answer::again("the store cannot be written: sign in with a new challenge").into(),
        }
    }
}

impl Sale {
    /// Continues with the state that was written.
    fn continue_written(self: Box<Self>, progress: Progress, record: Record) -> Step {
        match record.state {
            State::Working { .. } => self.serve_payment(progress, None),
            State::Serving { settlement, .. } => self.serve_payment(progress, Some(settlement)),
            State::Asked { times, served, reserved, .. } => {
                let (since, work) = (record.unanswered, Work { served, reserved });
                let of = Settling::Payment { sale: self, progress, since, work };
                Step::Settle(Settle { times, is_doubted: false, of })
            }
            State::Done { answer } => self.answer(answer),
            State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Channel(_)
            | State::Refused { .. }
            | State::Unknown => Answer::error(500, "a record of a different step").into(),
        }
    }

    /// Writes a state of the payment that decides what follows.
    pub(super) fn write_and_continue(self: Box<Self>, progress: Progress, state: State) -> Step {
        let record = self.record(&progress, state);
        self.write_payment(progress.revision, record, AfterWrite::Continue(progress))
    }

    /// The record of the payment in this state.
    pub(super) fn record(&self, progress: &Progress, state: State) -> Record {
        let Progress { fingerprint, begun, since, unanswered, .. } = *progress;
        let payment = self.digest;
        // Once the answer is stored, the payment itself is not needed any more.
        if state.is_closed() {
            return Record { fingerprint, payment, ..Record::of_state(state) };
        }
        let request = Some(self.request.to_json());
        // With the query, which a receipt names.
        let resource = Some(self.url.clone());
        Record { fingerprint, payment, request, resource, begun, since, unanswered, state }
    }

    pub(super) fn write_payment(self: Box<Self>, expected: u64, record: Record, then: AfterWrite) -> Step {
        let key = self.key;
        self.write(key, expected, record, then)
    }

    pub(crate) fn write(self: Box<Self>, key: Key, expected: u64, record: Record, then: AfterWrite) -> Step {
        // The outcome of a payment may be known only long after its end.
        let ends = self.ends_from(self.now);
        Step::Swap(Swap { key, expected, record: Box::new(record), ends, of: Writing::Sale(self, then) })
    }

    /// The end of the payment, or this second if that is later.
    pub(super) fn ends_from(&self, second: u64) -> Expires {
        let ends = self.authorized.expires;
        ends.time().map_or(ends, |end| Expires::At(end.max(second.into())))
    }
}
