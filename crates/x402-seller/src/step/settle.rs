//! The step that settles a payment.

use alloc::{
    boxed::Box,
    string::{String, ToString},
};

use x402_types::{Amount, FacilitatorRequest, HttpOutcome, ReasonCode, Scheme, SettleResponse};
use x402_verify::{Authorized, Expires, client::SettlementState};

use super::Step;
use crate::{
    Answer, FacilitatorAnswer, Finality, Key, Lookup, State,
    order::{Work, settled_without_the_buyer},
    sale::{Progress, Sale},
    settlement::{Known, Told, known},
};

/// The reason of a payment that no facilitator has received, because none could be reached.
const NOT_SENT: &str = "facilitator_unreachable";
/// The reason of a payment that a facilitator has not processed.
const NOT_PROCESSED: &str = "facilitator_busy";
/// The longest time after which a buyer is told to come again, in seconds.
const MOST_TO_WAIT: u64 = 3600;

/// The final outcome of a payment that a chain shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnChain {
    /// This transaction settled the payment.
    Settled {
        /// The hash or signature of the transaction.
        transaction: String,
    },
    /// The payment is not settled and never will be: its window has ended, or its nonce was used up for something else.
    Never,
    /// The nonce of the payment is used, and the chain does not show for what: perhaps for this payment itself, if a
    /// third party settled it first. Then a refusal by the facilitator does not mean that no money moved.
    Used,
}

/// Have the payment settled. The store already records that money is asked for.
#[derive(Clone, Debug)]
pub struct Settle {
    pub(crate) sale: Box<Sale>,
    pub(crate) times: u32,
    /// `true` if the facilitator has refused this attempt, and a node is asked before the refusal is believed.
    pub(crate) is_doubted: bool,
    pub(crate) of: Settling,
}

/// The money that is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Settling {
    /// A payment. It may be settled without an answer since the second `since`, if the answer to this attempt is lost.
    Payment { progress: Progress, since: Option<u64>, work: Work },
    /// The deposit of a payment from a channel. `pending` is the facilitator's last answer to this request, if it was
    /// that the settlement is pending.
    Deposit { pending: Option<Box<SettleResponse>> },
}

impl Settle {
    /// The request to the facilitator's `/settle`.
    #[must_use]
    pub fn request(&self) -> &FacilitatorRequest {
        &self.sale.request
    }

    /// The key of the payment's record.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.sale.key
    }

    /// The value of `Idempotency-Key`. It is the same for each attempt to settle this payment, except that the second
    /// settlement of the flow `escrow` has its own. It is different for a payment on Solana whose record was forgotten,
    /// and for a different payment with the same nonce.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        let sale = &self.sale;
        let (payload, begun) = match &self.of {
            Settling::Payment { progress, .. } => (Some(&sale.digest), progress.begun),
            // Each deposit of a channel is a separate payment, which can come with a different voucher the next time.
            Settling::Deposit { .. } => (None, None),
        };
        sale.seller.idempotency_key(&sale.authorized.replay_key(), payload, self.is_capture(), begun)
    }

    /// `true` if this is the second settlement of the flow `escrow`, which takes the reserved money.
    #[must_use]
    pub const fn is_capture(&self) -> bool {
        matches!(self.of, Settling::Payment { work: Work { reserved: Some(_), .. }, .. })
    }

    /// The time limit in seconds for the facilitator and a node together, from when the record was
    /// [stored](super::Swap::stored). After that, a different request with the payment asks again.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        self.sale.seller.settle_timeout()
    }

    /// The number of times that the facilitator may have been asked, including this one.
    #[must_use]
    pub const fn times(&self) -> u32 {
        self.times
    }

    /// The end of the authorization. After it no facilitator can settle the payment, and only the chain shows its
    /// outcome.
    #[must_use]
    pub fn ends(&self) -> Expires {
        self.sale.authorized.expires
    }

    /// The second of the first attempt to settle whose answer was lost. Since then the payment may have been settled
    /// for this record. `None` if each attempt so far was answered: then any settlement of the payment was not made for
    /// this record.
    #[must_use]
    pub const fn unanswered(&self) -> Option<u64> {
        match &self.of {
            Settling::Payment { progress, .. } => progress.unanswered,
            Settling::Deposit { .. } => None,
        }
    }

    /// Returns the calls to a node that find out the outcome of the payment, for [`on_chain`](Self::on_chain). `None`
    /// where a node cannot show it: for payments through the Gateway and from a channel, and on Solana and Stellar
    /// while [no answer was lost](Self::unanswered).
    ///
    /// The payment is settled if the chain shows
    /// - with EIP-3009: the log of the token that this nonce of the payer is used, and directly after it the log of the
    ///   transfer of the requested amount to the recipient;
    /// - with Permit2, in `exact` and `upto`: a transaction that calls the proxy directly with this permit and this
    ///   amount, and the log of the transfer in it. A call through a different contract shows nothing, because Permit2
    ///   does not log the nonce;
    /// - on Solana: a transaction without an error whose message is the one that the payer signed;
    /// - on Stellar: a successful transaction that makes the call for which the payer signed, with the payer's
    ///   authorization and no other.
    ///
    /// The transaction counts only in a final block, and only after [the lost request](Self::unanswered). The payment
    /// was never settled and never will be if its nonce is unused in a final block after its [end](Self::ends). With
    /// EIP-3009 and after a lost request, this is also shown by a nonce that is cancelled, or used for a transfer to a
    /// different recipient by a transaction without a transfer from the payer to this one. On Solana it is shown by a
    /// final block in which the blockhash is too old, ten minutes after the payment began, if there is no such
    /// transaction; on Stellar by a closed ledger in which the authorization has ended, if there is none. For `escrow`
    /// only the unused nonce is shown. A nonce that is used in any other way shows nothing.
    ///
    /// For a [doubted](Self::doubted) refusal, the lookup only shows whether the nonce is [used](OnChain::Used) in the
    /// latest block. There is one only on EVM chains.
    #[must_use]
    pub fn lookup(&self, finality: Finality) -> Option<Lookup> {
        match &self.of {
            Settling::Deposit { .. } => None,
            Settling::Payment { .. } if self.is_doubted => Lookup::of_use(&self.sale),
            Settling::Payment { progress, .. } => Lookup::of(&self.sale, progress, self.is_capture(), finality),
        }
    }

    /// Returns `true` if this answer refuses the payment at the first attempt, although a third party may have settled
    /// it: anyone who has seen the payment can. A driver with a node looks up the [doubted](Self::doubted) settlement
    /// before it [passes on](Self::answered) the refusal.
    #[must_use]
    pub fn is_doubtful(&self, answer: &FacilitatorAnswer<'_>) -> bool {
        let is_refusal = || match answer.settlement() {
            Told::Settlement(settlement) => matches!(self.known(&settlement), Known::Failed),
            Told::NonceUsed | Told::UnderWay | Told::Nothing => false,
        };
        let is_payment = matches!(self.of, Settling::Payment { .. });
        is_payment && self.is_first() && !self.is_unprocessed(answer) && is_refusal()
    }

    /// Returns the same settlement, whose [`lookup`](Self::lookup) finds out whether the nonce is used.
    #[must_use]
    pub const fn doubted(mut self) -> Self {
        self.is_doubted = true;
        self
    }

    /// Completes the step with the facilitator's answer.
    #[must_use]
    pub fn answered(self, answer: FacilitatorAnswer<'_>, now: u64) -> Step {
        if self.is_unprocessed(&answer) {
            return self.not_processed(None, now);
        }
        let is_given_up = answer.is_final() && self.is_given_up(now);
        let settlement = match answer.settlement() {
            Told::Settlement(settlement) => settlement,
            Told::NonceUsed if self.is_over(now) => return self.close_as_unknown(),
            Told::NonceUsed | Told::UnderWay | Told::Nothing if is_given_up => return self.close_as_unknown(),
            // A third party used the nonce before this attempt.
            Told::NonceUsed | Told::UnderWay => return self.open(None, now),
            Told::Nothing => return self.lost(now),
        };
        match self.known(&settlement) {
            Known::Settled => self.settled(*settlement, now),
            // An earlier facilitator request may have settled the payment, and this refusal may come from that. And
            // reserved money has moved.
            Known::Failed if self.is_first() => self.refused(&settlement),
            Known::Failed if is_given_up => self.close_as_unknown(),
            Known::Failed => self.open(Some(settlement), now),
            Known::Open => self.noting_unanswered().open(Some(settlement), now),
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
        is_payment && self.times > 1 && !stays_open && self.sale.has_ended(now)
    }

    /// Returns `true` if the facilitator answers the first request with 408, 425 or 429, which mean that it did not
    /// process the request, and nothing in the body contradicts it. A driver may send the request once more, or call
    /// [`not_processed`](Self::not_processed).
    #[must_use]
    pub fn is_unprocessed(&self, answer: &FacilitatorAnswer<'_>) -> bool {
        self.is_first() && answer.is_unprocessed()
    }

    /// `true` if this is the first request for this money.
    const fn is_first(&self) -> bool {
        self.times == 1 && !self.is_capture()
    }

    /// `true` if a refusal closes a payment with an unknown outcome, because it ended long ago. The refusal is not
    /// believed: a facilitator that has settled a payment may report later that it has expired.
    fn is_given_up(&self, now: u64) -> bool {
        let since = match &self.of {
            Settling::Payment { progress, .. } => progress.since,
            Settling::Deposit { .. } => self.sale.turn.as_ref().and_then(|turn| turn.asked_since()),
        };
        self.times > 1 && !self.is_capture() && self.sale.is_over_for_long(since, now)
    }

    /// `true` if the work is still to be done, and there is no request to do it for.
    fn waits_for_the_buyer(&self) -> bool {
        !self.sale.has_request() && matches!(self.of, Settling::Payment { work: Work { served: None, .. }, .. })
    }

    /// Closes the payment: the seller will not learn its outcome.
    fn close_as_unknown(self) -> Step {
        match self.of {
            Settling::Payment { progress, .. } => self.sale.finish_unknown(&progress),
            Settling::Deposit { .. } => self.sale.give_deposit_up(),
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
        let Self { sale, of, .. } = self;
        let seconds = retry_after.unwrap_or(1).clamp(1, MOST_TO_WAIT).to_string();
        let answer = Answer::again("the facilitator is busy: nothing is charged, and a new payment may be sent later")
            .with_header("Retry-After", seconds)
            .with_settlement(&sale.payment, &sale.failure(NOT_PROCESSED));
        match of {
            Settling::Payment { progress, .. } => {
                sale.close(&progress, State::Refused { reason: ReasonCode::new(NOT_PROCESSED) }, answer)
            }
            Settling::Deposit { .. } => sale.release(answer),
        }
    }

    /// No facilitator was asked for the money, or none can take it any more.
    fn not_settled(self, reason: &str) -> Step {
        let settlement = self.sale.failure(reason);
        self.refused(&settlement)
    }

    /// The money has not moved, and will not.
    fn refused(self, settlement: &SettleResponse) -> Step {
        match self.of {
            Settling::Payment { progress, .. } => self.sale.finish_refused(&progress, settlement),
            Settling::Deposit { .. } => self.sale.refuse_deposit(settlement),
        }
    }

    /// Completes the step with the outcome on the chain, if the driver has asked a node instead of the facilitator.
    #[must_use]
    pub fn on_chain(self, shown: OnChain, now: u64) -> Step {
        match shown {
            OnChain::Settled { transaction } => {
                let network = self.sale.authorized.network.clone();
                self.settled(SettleResponse::success(transaction, network), now)
            }
            OnChain::Never => self.not_settled("never_settled"),
            // A third party used the nonce before this attempt.
            OnChain::Used => self.open(None, now),
        }
    }

    /// The outcome that a settlement shows for the payment, or for its deposit. A settlement of a different amount
    /// shows nothing.
    fn known(&self, settlement: &SettleResponse) -> Known {
        let sale = &self.sale;
        let deposit = sale.deposit().filter(|_| sale.is_of_channel()).map(Amount::from);
        let mut paid = Authorized::clone(&sale.authorized);
        paid.amount = deposit.unwrap_or_else(|| sale.asked());
        // If nothing is charged, the scheme may allow a settlement without a transaction.
        let scheme = if paid.amount.get().is_zero() { &sale.scheme } else { &Scheme::EXACT };
        known(settlement, scheme, &paid)
    }

    fn settled(mut self, settlement: SettleResponse, now: u64) -> Step {
        if self.waits_for_the_buyer() {
            // The facilitator may report it only once.
            if let Settling::Payment { work, .. } = &mut self.of {
                work.reserved = Some(Box::new(settlement));
            }
            return self.leave(settled_without_the_buyer(), now);
        }
        let sale = self.sale;
        match self.of {
            Settling::Deposit { .. } if !sale.has_request() => sale.deposited_without_the_buyer(settlement),
            Settling::Deposit { .. } => sale.deposited(settlement, now),
            Settling::Payment { progress, work: Work { served: Some(served), .. }, .. } => {
                let answer = sale.sold(served, settlement, now);
                sale.finish_paid(progress, answer)
            }
            Settling::Payment { progress, work: Work { served: None, .. }, .. } => {
                sale.serve_settled(progress, Box::new(settlement), now)
            }
        }
    }

    /// The outcome is unknown. The facilitator is asked once more, and a transaction that it names is passed on (F-7).
    fn open(self, settlement: Option<Box<SettleResponse>>, now: u64) -> Step {
        // A success for a different payment would tell the buyer that this one is settled.
        let pending = settlement.filter(|told| SettlementState::of(told) == SettlementState::Pending);
        if self.times == 1 {
            return match self.of {
                Settling::Payment { progress, work, .. } => {
                    self.sale.ask(Progress { pending, ..progress }, work, 2, now)
                }
                Settling::Deposit { .. } => self.sale.ask_for_deposit(2, pending, now),
            };
        }
        let before = match &self.of {
            Settling::Payment { progress, .. } => &progress.pending,
            Settling::Deposit { pending } => pending,
        };
        let answer = match pending.as_ref().or(before.as_ref()) {
            Some(pending) => {
                Answer::outcome(HttpOutcome::PaymentFailed, "the settlement is pending: send the same payment again")
                    .with_settlement(&self.sale.payment, pending)
            }
            None => Answer::again("nobody knows yet whether the payment is settled: send the same payment again"),
        };
        self.leave(answer, now)
    }

    /// The record stays open, without a lease, and the next request with this payment continues.
    fn leave(self, answer: Answer, now: u64) -> Step {
        match self.of {
            Settling::Payment { progress, work: Work { served, reserved }, .. } => {
                let state = State::Asked { lease: now, times: self.times, served, reserved };
                self.sale.leave_open(&progress, state, answer)
            }
            Settling::Deposit { .. } => self.sale.leave_deposit_open(answer, now),
        }
    }
}
