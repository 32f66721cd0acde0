//! The record of the payer, who may return without paying once it has paid.

use alloc::boxed::Box;

use x402_verify::Expires;

use crate::{
    answer::Answer,
    progress::Progress,
    record::{Record, State, Stored},
    sale::{RequestHashes, Sale},
    seller::Seller,
    step::{AfterWrite, Load, Loading, RecordOf, Step, Swap, Writing},
};

impl Sale {
    /// `true` if the payer may return once it has paid. A charge of zero does not count.
    pub(super) fn lets_payer_return(&self) -> bool {
        self.seller.choices().sign_ins.is_some() && !self.asked_units().get().is_zero()
    }

    /// Creates the payer's record before money moves, or extends the existing one until the payer has paid. A store
    /// that is full takes no new record, and then nothing is sold; but existing records can grow.
    pub(crate) fn reserve_payer(self: Box<Self>, hashes: RequestHashes, stored: Option<Stored>, now: u64) -> Step {
        let (work, settle) = (self.seller.work_timeout(), self.seller.settle_timeout());
        // In the flow `escrow` a payment is settled twice.
        let done = Seller::lease(now, work.saturating_add(settle).saturating_add(settle));
        let (expected, until) = match stored {
            Some(Stored { revision, record: Record { state: State::Member { until }, .. } }) => (revision, until),
            stored => (stored.map_or(0, |stored| stored.revision), 0),
        };
        if until >= done {
            return self.begin_work(hashes, now);
        }
        let ends = self.ends_from(done);
        let (key, record) = (self.payer_key, Box::new(Record::of_state(State::Member { until })));
        Step::Swap(Swap { key, expected, record, ends, of: Writing::Sale(self, AfterWrite::BeginWork { hashes }) })
    }

    /// Reads until when the payer may return.
    pub(crate) fn load_payer(self: Box<Self>, progress: Progress, answer: Box<Answer>) -> Step {
        let key = self.payer_key;
        Step::Load(Load { key, of: Loading::Sale(self, RecordOf::PaidPayer { progress, answer }) })
    }

    /// Continues with the stored record of the payer.
    pub(crate) fn record_payer(
        self: Box<Self>,
        stored: Option<Stored>,
        progress: Progress,
        answer: Box<Answer>,
        now: u64,
    ) -> Step {
        let stay = self.seller.choices().sign_ins.as_ref().map_or(0, |sign_ins| sign_ins.stay);
        let until = now.saturating_add(stay);
        let expected = match stored {
            Some(Stored { record: Record { state: State::Member { until: known }, .. }, .. }) if until <= known => {
                return self.finish(progress, *answer);
            }
            stored => stored.map_or(0, |stored| stored.revision),
        };
        let key = self.payer_key;
        let record = Box::new(Record::of_state(State::Member { until }));
        let of = Writing::Sale(self, AfterWrite::Finish(progress, answer));
        Step::Swap(Swap { key, expected, record, ends: Expires::At(until.into()), of })
    }
}
