//! The facilitator is asked for the money, and its answer or a node decides what follows.

use alloc::{boxed::Box, string::ToString};

use x402_types::{HttpOutcome, ReasonCode, SettleResponse};
use x402_verify::client::SettlementState;

use crate::{
    answer::Answer,
    lookup::OnChain,
    progress::{Progress, Work},
    record::State,
    sale::Sale,
    seller::Seller,
    settlement::{Believed, FacilitatorAnswer, SettleAnswer},
    step::{AfterWrite, Settle, Settling, Step},
};

/// The reason of a payment that no facilitator has received, because none could be reached.
const NOT_SENT: &str = "facilitator_unreachable";

/// The reason of a payment that a facilitator has not processed.
const NOT_PROCESSED: &str = "facilitator_busy";

/// The longest time after which a buyer is told to come again, in seconds.
const MOST_TO_WAIT: u64 = 3600;

impl Sale {
    /// Records that money is asked for, before the request. If the record is not written again, the answer was lost.
    pub(crate) fn ask_to_settle(self: Box<Self>, progress: Progress, work: Work, times: u32, now: u64) -> Step {
        let lease = Seller::lease(now, self.seller.settle_timeout());
        let Work { served, reserved } = work;
        let mut record = self.record(&progress, State::Asked { lease, times, served, reserved });
        record.unanswered = progress.unanswered.or(Some(now));
        self.write_payment(progress.revision, record, AfterWrite::Continue(progress))
    }
}

impl Settle {
    /// Completes the step with the facilitator's answer.
    #[must_use]
    pub fn answered(self, answer: FacilitatorAnswer<'_>, now: u64) -> Step {
        // This comes before the settlement in the body, because these statuses mean that nothing has happened.
        if self.is_unprocessed(&answer) {
            return self.not_processed(None, now);
        }
        let closes_as_unknown = answer.is_final() && self.closes_as_unknown(now);
        let settlement = match answer.settlement() {
            SettleAnswer::Settlement(settlement) => settlement,
            SettleAnswer::NonceUsed if self.is_over(now) => return self.close_as_unknown(),
            SettleAnswer::NonceUsed | SettleAnswer::UnderWay | SettleAnswer::Nothing if closes_as_unknown => {
                return self.close_as_unknown();
            }
            // A third party used the nonce before this attempt.
            SettleAnswer::NonceUsed | SettleAnswer::UnderWay => return self.open(None, now),
            SettleAnswer::Nothing => return self.lost(now),
        };
        match self.believed(&settlement) {
            Believed::Settled => self.settled(*settlement, now),
            // An earlier facilitator request may have settled the payment, and this refusal may come from that. And
            // reserved money has moved.
            Believed::Failed if self.is_first() => self.refused(&settlement),
            Believed::Failed if closes_as_unknown => self.close_as_unknown(),
            Believed::Failed => self.open(Some(settlement), now),
            Believed::Open => self.noting_unanswered().open(Some(settlement), now),
        }
    }

    /// Records that this attempt may have settled the payment.
    fn noting_unanswered(mut self) -> Self {
        if let Settling::Payment { progress, since, .. } = &mut self.of {
            progress.unanswered = *since;
        }
        self
    }

    /// `true` if no later answer can show for what the nonce was used, because the payment has ended. Before that, its
    /// own transfer may have used it. A stranger can use up any number of nonces, and the work is not kept forever
    /// because of that. Before the work the record stays until the buyer comes: an earlier answer may have reported the
    /// settlement, and was lost before it was written.
    fn is_over(&self, now: u64) -> bool {
        let is_payment = matches!(self.of, Settling::Payment { .. });
        let stays_open = self.is_capture() || self.waits_for_the_buyer();
        is_payment && self.times > 1 && !stays_open && self.sale().has_ended(now)
    }

    /// `true` if a refusal closes a payment with an unknown outcome, because it ended long ago. The refusal is not
    /// believed: a facilitator that has settled a payment may report later that it has expired.
    fn closes_as_unknown(&self, now: u64) -> bool {
        let since = match &self.of {
            Settling::Payment { progress, .. } => progress.since,
            Settling::Deposit { sale, .. } => sale.open.as_ref().map(|open| open.since),
        };
        self.times > 1 && !self.is_capture() && self.sale().is_over_for_long(since, now)
    }

    /// `true` if the work is still to be done, and there is no request to do it for.
    fn waits_for_the_buyer(&self) -> bool {
        let is_before_work = matches!(self.of, Settling::Payment { work: Work { served: None, .. }, .. });
        is_before_work && !self.sale().has_request()
    }

    /// Closes the payment: the seller will not learn its outcome.
    fn close_as_unknown(self) -> Step {
        match self.of {
            Settling::Payment { sale, progress, .. } => sale.close_unknown(&progress),
            Settling::Deposit { sale, .. } => sale.close_deposit_unknown(),
        }
    }

    /// Completes the step without an answer. The facilitator may have received the request.
    #[must_use]
    pub fn lost(self, now: u64) -> Step {
        self.noting_unanswered().open(None, now)
    }

    /// Completes the step if the request was not sent, because there was no connection to the facilitator. If none was
    /// sent before, the payment is not settled: the record is done, and the buyer may sign again. Otherwise the outcome
    /// is unknown, as if the answer [was lost](Self::lost).
    #[must_use]
    pub fn not_sent(self, now: u64) -> Step {
        if !self.is_first() {
            return self.open(None, now);
        }
        self.not_settled(NOT_SENT)
    }

    /// Completes the step if the facilitator answered 408, 425 or 429, which mean that it did not process the request.
    /// `retry_after` is its `Retry-After` in seconds, if the answer has one. If this was the first request, the payment
    /// is not settled: the record is done, and the answer tells the buyer when it may pay again. The buyer then signs a
    /// new payment, so that the work begins at most once for a payment. Otherwise the answer says nothing about the
    /// earlier request, whose outcome is unknown as if its answer [was lost](Self::lost).
    #[must_use]
    pub fn not_processed(self, retry_after: Option<u64>, now: u64) -> Step {
        if !self.is_first() {
            return self.open(None, now);
        }
        let sale = self.sale();
        let seconds = retry_after.unwrap_or(1).clamp(1, MOST_TO_WAIT).to_string();
        let answer = Answer::again("the facilitator is busy: nothing is charged, and a new payment may be sent later")
            .with_header("Retry-After", seconds)
            .with_settlement(&sale.payment, &sale.failure(NOT_PROCESSED));
        match self.of {
            Settling::Payment { sale, progress, .. } => {
                sale.close(&progress, State::Refused { reason: ReasonCode::new(NOT_PROCESSED) }, answer)
            }
            Settling::Deposit { sale, .. } => sale.release(answer),
        }
    }

    /// No facilitator was asked for the money, or none can take it any more.
    fn not_settled(self, reason: &str) -> Step {
        let settlement = self.sale().failure(reason);
        self.refused(&settlement)
    }

    /// The money has not moved, and will not.
    fn refused(self, settlement: &SettleResponse) -> Step {
        match self.of {
            Settling::Payment { sale, progress, .. } => sale.finish_refused(&progress, settlement),
            Settling::Deposit { sale, .. } => sale.refuse_deposit(settlement),
        }
    }

    /// Completes the step with the outcome on the chain, if the driver has asked a node instead of the facilitator.
    #[must_use]
    pub fn on_chain(self, shown: OnChain, now: u64) -> Step {
        match shown {
            OnChain::Settled { transaction } => {
                let network = self.sale().authorized.network.clone();
                self.settled(SettleResponse::success(transaction, network), now)
            }
            OnChain::Never => self.not_settled("never_settled"),
            // A third party used the nonce before this attempt.
            OnChain::Used => self.open(None, now),
        }
    }

    fn settled(mut self, settlement: SettleResponse, now: u64) -> Step {
        if self.waits_for_the_buyer() {
            // The facilitator may report it only once.
            if let Settling::Payment { work, .. } = &mut self.of {
                work.reserved = Some(Box::new(settlement));
            }
            return self.leave(settled_without_the_buyer(), now);
        }
        match self.of {
            Settling::Deposit { sale, .. } => sale.deposited(settlement, now),
            Settling::Payment { sale, progress, work: Work { served: Some(served), .. }, .. } => {
                let answer = sale.sold(served, settlement, now);
                sale.finish_paid(progress, answer)
            }
            Settling::Payment { sale, progress, work: Work { served: None, .. }, .. } => {
                sale.serve_settled(progress, Box::new(settlement), now)
            }
        }
    }

    /// The outcome is unknown. The facilitator is asked once more, and a transaction that it names is passed on (F-7).
    fn open(self, settlement: Option<Box<SettleResponse>>, now: u64) -> Step {
        // A success for a different payment would tell the buyer that this one is settled.
        let pending = settlement.filter(|settlement| SettlementState::of(settlement) == SettlementState::Pending);
        // The second request has the same idempotency key, by which a facilitator can recognise it.
        if self.times == 1 {
            return match self.of {
                Settling::Payment { sale, progress, work, .. } => {
                    sale.ask_to_settle(Progress { pending, ..progress }, work, 2, now)
                }
                Settling::Deposit { sale, .. } => sale.ask_for_deposit(2, pending, now),
            };
        }
        let before = match &self.of {
            Settling::Payment { progress, .. } => &progress.pending,
            Settling::Deposit { pending, .. } => pending,
        };
        // The earlier pending answer names the transaction with which the buyer can find the outcome.
        let answer = match pending.as_ref().or(before.as_ref()) {
            Some(pending) => {
                Answer::outcome(HttpOutcome::PaymentFailed, "the settlement is pending: send the same payment again")
                    .with_settlement(&self.sale().payment, pending)
            }
            None => Answer::again("it is not known yet whether the payment is settled: send the same payment again"),
        };
        self.leave(answer, now)
    }

    /// The record stays open, without a lease, and the next request with this payment continues.
    fn leave(self, answer: Answer, now: u64) -> Step {
        match self.of {
            Settling::Payment { sale, progress, work: Work { served, reserved }, .. } => {
                let state = State::Asked { lease: now, times: self.times, served, reserved };
                sale.leave_open(&progress, state, answer)
            }
            Settling::Deposit { sale, .. } => sale.leave_deposit_open(answer, now),
        }
    }
}

/// The answer for a payment that is settled before the work, without its buyer.
pub(super) fn settled_without_the_buyer() -> Answer {
    Answer::again("the payment is settled: send it again with its request")
}
