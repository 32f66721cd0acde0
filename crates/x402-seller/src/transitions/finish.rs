//! The outcome of a payment is recorded, and then its answer is sent.

use alloc::boxed::Box;

use x402_types::SettleResponse;

use crate::{
    answer::{Answer, has_moved_money},
    progress::Progress,
    reasons::{NOT_CAPTURED, PENDING},
    record::State,
    sale::{Sale, reason_of},
    step::{AfterWrite, Step},
};

impl Sale {
    /// Records the answer to a settled payment. If it paid anything, its payer may return from now on without paying.
    /// If only that were written before a crash, the payment would be settled once more, with the same idempotency key.
    pub(crate) fn finish_paid(self: Box<Self>, progress: Progress, answer: Answer) -> Step {
        if self.lets_payer_return() {
            self.load_payer(progress, Box::new(answer))
        } else {
            self.finish(progress, answer)
        }
    }

    /// Records the answer to a payment that was settled for the first time in the flow `escrow`, and never will be for
    /// the second time. The money is reserved, so the answer does not tell the buyer that it may sign again.
    pub(crate) fn finish_reserved(
        self: Box<Self>,
        progress: Progress,
        answer: Answer,
        reserved: &SettleResponse,
    ) -> Step {
        let mut failure = self.failure(NOT_CAPTURED);
        failure.transaction.clone_from(&reserved.transaction);
        let answer = answer.with_settlement(&self.payment, &failure);
        self.finish(progress, answer)
    }

    /// Records the answer before it is sent.
    pub(crate) fn finish(self: Box<Self>, progress: Progress, answer: Answer) -> Step {
        self.write_and_continue(progress, State::Done { answer })
    }

    /// Records that the payment is not settled, with the reason only. The 402 response is made anew each time that the
    /// payment comes, so that a stranger without money leaves little behind.
    pub(crate) fn finish_refused(self: Box<Self>, progress: &Progress, settlement: &SettleResponse) -> Step {
        let answer = self.refuse_settled(settlement);
        self.close(progress, State::Refused { reason: reason_of(settlement) }, answer)
    }

    /// Records that the seller will not learn whether the payment is settled. The result of the work is dropped.
    pub(crate) fn close_unknown(self: Box<Self>, progress: &Progress) -> Step {
        let answer = self.unknown();
        self.close(progress, State::Unknown, answer)
    }

    /// Records the outcome of the payment, and sends an answer that is not kept.
    pub(crate) fn close(self: Box<Self>, progress: &Progress, state: State, answer: Answer) -> Step {
        let record = self.record(progress, state);
        self.write_payment(progress.revision, record, AfterWrite::Close(Box::new(answer)))
    }

    /// Records that the outcome is not known, and sends an answer. The next request with this payment continues.
    pub(crate) fn leave_open(self: Box<Self>, progress: &Progress, state: State, answer: Answer) -> Step {
        let record = self.record(progress, state);
        self.write_payment(progress.revision, record, AfterWrite::Leave(Box::new(answer)))
    }

    /// The answer to a payment with an unknown outcome. It may be settled, so its buyer may not sign again.
    pub(crate) fn unknown(&self) -> Answer {
        let answer =
            Answer::error(500, "the seller does not know whether the payment is settled: only the chain shows it");
        answer.with_settlement(&self.payment, &self.failure(PENDING))
    }

    /// The stored answer. If it is an answer for the other payment, and nothing comes of that one, this payment
    /// continues.
    pub(crate) fn answer(self: Box<Self>, answer: Answer) -> Step {
        let has_moved = has_moved_money(&answer);
        match self.waiting {
            Some(waiting) if !has_moved => Step::load(waiting),
            Some(_) | None => answer.into(),
        }
    }
}
