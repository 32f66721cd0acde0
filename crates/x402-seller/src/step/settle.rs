//! Have a payment settled.

use alloc::{
    boxed::Box,
    string::{String, ToString},
};

use x402_types::{Amount, FacilitatorRequest, HttpOutcome, ReasonCode, Scheme, SettleResponse};
use x402_verify::{Authorized, Expires, client::SettlementState};

use super::{Step, Then};
use crate::{
    Answer, FacilitatorAnswer, Finality, Key, Lookup, State,
    order::{Work, settled_without_the_buyer},
    sale::Sale,
    settlement::{Known, Told, known},
};

/// The reason of a payment about which no facilitator was asked, because none was reached.
const NOT_SENT: &str = "facilitator_unreachable";
/// The reason of a payment that a facilitator has not processed.
const NOT_PROCESSED: &str = "facilitator_busy";
/// The most seconds after which a buyer is told to come again.
const MOST_TO_WAIT: u64 = 3600;

/// What a chain shows of a payment for good.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnChain {
    /// This transaction settled the payment.
    Settled {
        /// The hash or signature of the transaction.
        transaction: String,
    },
    /// The payment is not settled, and never will be: its window has ended, or its nonce is used up elsewhere.
    Never,
    /// The nonce of the payment is used, and it is not shown by what: by this very payment perhaps, of which somebody else was ahead. A
    /// refusal by the facilitator then does not say that no money moved.
    Used,
}

/// Have the payment settled. The store says that money is asked for.
#[derive(Clone, Debug)]
pub struct Settle {
    pub(crate) sale: Box<Sale>,
    pub(crate) revision: u64,
    pub(crate) times: u32,
    /// Since when the payment may be settled without an answer, if the answer to this attempt is lost.
    pub(crate) since: Option<u64>,
    /// Whether the facilitator has refused this attempt, and a node is asked before that is believed.
    pub(crate) is_doubted: bool,
    pub(crate) work: Work,
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

    /// The value of `Idempotency-Key`. It is the same for each attempt to settle this payment, and another one for what the flow `escrow`
    /// settles second. A payment on Solana whose record was forgotten has another one, and so has another payment with the same nonce.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        let sale = &self.sale;
        // Each deposit of a channel is a payment of its own, with which another voucher can come the next time.
        let payload = Some(&sale.digest).filter(|_| !sale.is_of_channel());
        sale.seller.idempotency_key(&sale.authorized.replay_key(), payload, self.is_capture(), sale.begun)
    }

    /// Whether this is the second settlement of the flow `escrow`, which takes what the first one has reserved.
    #[must_use]
    pub const fn is_capture(&self) -> bool {
        self.work.reserved.is_some()
    }

    /// How many seconds the facilitator and whoever else is asked may take together, from when the record was
    /// [stored](super::Swap::stored). After that, another request with the payment asks.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        self.sale.seller.settle_timeout()
    }

    /// How often the facilitator may have been asked, this time included.
    #[must_use]
    pub const fn times(&self) -> u32 {
        self.times
    }

    /// When the authorization ends. After that no facilitator settles the payment any more. What became of it only the chain tells.
    #[must_use]
    pub fn ends(&self) -> Expires {
        self.sale.authorized.expires
    }

    /// When the first attempt to settle was made whose answer was lost. Since then the payment may be settled for this record. `None` if each
    /// attempt so far was answered: whoever settled the payment then did not do it for this record.
    #[must_use]
    pub const fn unanswered(&self) -> Option<u64> {
        self.sale.unanswered
    }

    /// The calls to a node that find out what became of the payment, which [`on_chain`](Self::on_chain) takes. `None` where no node tells: of
    /// payments by the Gateway and from a channel, and on Solana and Stellar while [nothing was lost](Self::unanswered).
    ///
    /// That the payment is settled shows
    /// - by EIP-3009: the log of the token that this nonce of the payer is used, and right behind it that of the transfer to the
    ///   recipient of the amount that was asked for;
    /// - by Permit2, in `exact` and `upto`: a transaction that calls the proxy itself with this permit and this amount, and the log of the
    ///   transfer in it. One through another contract shows nothing, because Permit2 logs no nonce;
    /// - on Solana: a transaction without error whose message is the one that the payer signed;
    /// - on Stellar: a successful transaction that makes the call for which the payer signed, with the payer's authorization and no other one.
    ///
    /// It counts only in a final block, and only after [the lost request](Self::unanswered). That the payment never was and never will be
    /// settled shows the nonce: unused in a final block after the [end](Self::ends). By EIP-3009 and after a lost request, so does a nonce
    /// that is cancelled, or used for a transfer to another recipient by a transaction with no transfer of the payer to this one. On
    /// Solana so does a final block in which the blockhash is too old, ten minutes after the payment began, if there is no such transaction;
    /// on Stellar a closed ledger in which the authorization has ended, if there is none. Of
    /// an `escrow` only the unused nonce is shown. A nonce that is used in any other way shows nothing.
    ///
    /// Of a [doubted](Self::doubted) refusal, the lookup shows whether the nonce is [used](OnChain::Used) in the latest block, and nothing
    /// else.
    #[must_use]
    pub fn lookup(&self, finality: Finality) -> Option<Lookup> {
        match self.sale.is_of_channel() {
            true => None,
            false if self.is_doubted => Lookup::of_use(&self.sale),
            false => Lookup::of(&self.sale, self.is_capture(), finality),
        }
    }

    /// Whether this answer refuses the payment at the first attempt, and the payer's nonce could tell more: somebody else may have settled
    /// the payment, which anybody can who has seen it. A driver that has a node asks it about the [doubted](Self::doubted) settlement before
    /// the refusal is [believed](Self::answered).
    #[must_use]
    pub fn is_doubtful(&self, answer: &FacilitatorAnswer<'_>) -> bool {
        let is_refusal = || match answer.settlement() {
            Told::Settlement(settlement) => matches!(self.known(&settlement), Known::Failed),
            Told::NonceUsed | Told::UnderWay | Told::Nothing => false,
        };
        self.is_first() && !self.sale.is_of_channel() && !self.is_unprocessed(answer) && is_refusal()
    }

    /// The same settlement, whose [`lookup`](Self::lookup) finds out whether the nonce is used.
    #[must_use]
    pub const fn doubted(mut self) -> Self {
        self.is_doubted = true;
        self
    }

    /// What the facilitator answered.
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
            // Whoever used it was ahead of this attempt.
            Told::NonceUsed | Told::UnderWay => return self.open(None, now),
            Told::Nothing => return self.lost(now),
        };
        match self.known(&settlement) {
            Known::Settled => self.settled(*settlement, now),
            // Whoever was asked before may have settled the payment, and this refusal may come from that. And what is reserved has moved.
            Known::Failed if self.times == 1 && self.sale.is_of_channel() => self.sale.refuse_deposit(&settlement),
            Known::Failed if self.is_first() => self.sale.finish_refused(self.revision, &settlement),
            Known::Failed if is_given_up => self.close_as_unknown(),
            Known::Failed => self.open(Some(settlement), now),
            Known::Open => self.noting_unanswered().open(Some(settlement), now),
        }
    }

    /// Notes that this attempt may have settled the payment.
    fn noting_unanswered(mut self) -> Self {
        self.sale.unanswered = self.since;
        self
    }

    /// Whether no later answer tells by what the nonce was used, because the payment has ended. Before that, its own transfer may be what
    /// used it. A stranger can use up nonces as many as it likes, and no work is kept for ever only for that. Before the work the record
    /// stays until the buyer comes: an earlier answer may have been that the payment is settled, and was lost before it was written.
    fn is_over(&self, now: u64) -> bool {
        let stays_open = self.is_capture() || self.sale.is_of_channel() || self.waits_for_the_buyer();
        self.times > 1 && !stays_open && self.sale.has_ended(now)
    }

    /// Whether the facilitator, who is asked for the first time, answers that it did not process the request: with 408, 425 or 429, and with
    /// nothing in the body that contradicts it. A driver may send the request once more, or go on with
    /// [`not_processed`](Self::not_processed).
    #[must_use]
    pub fn is_unprocessed(&self, answer: &FacilitatorAnswer<'_>) -> bool {
        self.is_first() && answer.is_unprocessed()
    }

    /// Whether nobody was asked for this money before.
    const fn is_first(&self) -> bool {
        self.times == 1 && !self.is_capture()
    }

    /// Whether a refusal is the last word on a payment of which nobody knows whether it is settled, because it ended long ago. It is not
    /// believed: somebody who has settled a payment may say later that it has expired.
    fn is_given_up(&self, now: u64) -> bool {
        self.times > 1 && !self.is_capture() && self.sale.is_over_for_long(now)
    }

    /// Whether the work has to be done yet, and there is no request to do it for.
    const fn waits_for_the_buyer(&self) -> bool {
        self.sale.is_resumed && self.work.served.is_none()
    }

    /// Whether the payment is settled nobody here will know.
    fn close_as_unknown(self) -> Step {
        if self.sale.is_of_channel() { self.sale.give_deposit_up() } else { self.sale.finish_unknown(self.revision) }
    }

    /// There was no answer, and the facilitator may have got the request.
    #[must_use]
    pub fn lost(self, now: u64) -> Step {
        self.noting_unanswered().open(None, now)
    }

    /// The request was not sent, because there was no connection to the facilitator. If none was sent before, the payment is not settled: the
    /// record is done, and the buyer may sign again. Otherwise it is unknown what happened, as if the answer [was lost](Self::lost).
    #[must_use]
    pub fn not_sent(self, now: u64) -> Step {
        if !self.is_first() {
            return self.open(None, now);
        }
        self.not_settled(NOT_SENT)
    }

    /// The facilitator answered that it did not process the request, and may be asked again after so many seconds, if it says so. The
    /// statuses are 408, 425 and 429. If nobody was asked before, the payment is not settled: the record is done, and the buyer is told
    /// when it may pay again. It signs anew then, so that the work begins at most once for a payment. Otherwise the answer says nothing
    /// of the request before, and it is as if it [was lost](Self::lost).
    #[must_use]
    pub fn not_processed(self, retry_after: Option<u64>, now: u64) -> Step {
        if !self.is_first() {
            return self.open(None, now);
        }
        let Self { sale, revision, .. } = self;
        let seconds = retry_after.unwrap_or(1).clamp(1, MOST_TO_WAIT).to_string();
        let answer = Answer::again("the facilitator is busy: nothing is charged, and a new payment may be sent later")
            .with_header("Retry-After", seconds)
            .with_settlement(&sale.payment, &sale.failure(NOT_PROCESSED));
        if sale.is_of_channel() {
            return sale.release(answer);
        }
        sale.close(revision, State::Refused { reason: ReasonCode::new(NOT_PROCESSED) }, answer)
    }

    /// No facilitator was asked for the money, or none can take it any more.
    fn not_settled(self, reason: &str) -> Step {
        let settlement = self.sale.failure(reason);
        if self.sale.is_of_channel() {
            return self.sale.refuse_deposit(&settlement);
        }
        self.sale.finish_refused(self.revision, &settlement)
    }

    /// What the chain shows, if the driver has asked a node instead of the facilitator.
    #[must_use]
    pub fn on_chain(self, shown: OnChain, now: u64) -> Step {
        match shown {
            OnChain::Settled { transaction } => {
                let network = self.sale.authorized.network.clone();
                self.settled(SettleResponse::success(transaction, network), now)
            }
            OnChain::Never => self.not_settled("never_settled"),
            // Whoever used it was ahead of this attempt.
            OnChain::Used => self.open(None, now),
        }
    }

    /// What a settlement says of the payment, or of its deposit. One of another amount than was asked for says nothing.
    fn known(&self, settlement: &SettleResponse) -> Known {
        let sale = &self.sale;
        let deposit = sale.deposit().filter(|_| sale.is_of_channel()).map(Amount::from);
        let mut paid = Authorized::clone(&sale.authorized);
        paid.amount = deposit.unwrap_or_else(|| sale.asked());
        // Where nothing is taken, the scheme may let it be settled without a transaction.
        let scheme = if paid.amount.get().is_zero() { &sale.scheme } else { &Scheme::EXACT };
        known(settlement, scheme, &paid)
    }

    fn settled(mut self, settlement: SettleResponse, now: u64) -> Step {
        if self.sale.is_of_channel() && self.sale.is_resumed {
            return self.sale.in_turn(self.revision).deposited_without_the_buyer(settlement);
        }
        if self.waits_for_the_buyer() {
            // The facilitator may say it only once.
            self.work.reserved = Some(Box::new(settlement));
            return self.leave(settled_without_the_buyer(), now);
        }
        let Self { sale, revision, work, .. } = self;
        if sale.is_of_channel() {
            return sale.in_turn(revision).deposited(settlement, now);
        }
        match work.served {
            Some(served) => {
                let answer = sale.sold(served, settlement, now);
                sale.finish_paid(revision, answer)
            }
            None => sale.serve_settled(revision, Box::new(settlement), now),
        }
    }

    /// Nobody knows yet. The facilitator is asked once more, and what it says of a transaction is passed on (F-7).
    fn open(mut self, settlement: Option<Box<SettleResponse>>, now: u64) -> Step {
        // A success that is not of this payment would tell the buyer that it is settled.
        let pending = settlement.filter(|told| SettlementState::of(told) == SettlementState::Pending);
        if self.times == 1 {
            let Self { mut sale, revision, work, .. } = self;
            sale.pending = pending;
            let is_of_channel = sale.is_of_channel();
            return if is_of_channel { sale.ask_for_deposit(2, now) } else { sale.ask(revision, work, 2, now) };
        }
        let answer = match pending.or_else(|| self.sale.pending.take()) {
            Some(pending) => {
                Answer::outcome(HttpOutcome::PaymentFailed, "the settlement is pending: send the same payment again")
                    .with_settlement(&self.sale.payment, &pending)
            }
            None => Answer::again("nobody knows yet whether the payment is settled: send the same payment again"),
        };
        self.leave(answer, now)
    }

    /// The record stays open, without a lease, and the next request with this payment goes on.
    fn leave(self, answer: Answer, now: u64) -> Step {
        let Self { sale, revision, times, work: Work { served, reserved }, .. } = self;
        if sale.is_of_channel() {
            return sale.leave_deposit_open(answer, now);
        }
        let state = State::Asked { lease: now, times, served, reserved };
        sale.swap(revision, state, Then::Leave(Box::new(answer)))
    }
}
