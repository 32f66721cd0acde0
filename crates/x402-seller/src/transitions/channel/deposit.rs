//! The deposit of a payment from a channel: asked for, made, refused, or left open.

use alloc::boxed::Box;

use x402_schemes::evm::batch_settlement::Amount128;
use x402_types::{HttpOutcome, SettleResponse, Wire};
use x402_verify::{Verdict, evm::batch_settlement::ChannelState};

use crate::{
    answer::Answer,
    channel::Turn,
    record::Stored,
    sale::{OfferAge, Requested, Sale},
    seller::Seller,
    step::{AfterWrite, Settle, Settling, Step},
    turn::{InTurn, Open},
};

impl Sale {
    /// Continues a deposit with an unknown outcome. It is asked for again before anything else is found; but not for a
    /// former offer, nor for a request without hashes, because a service would follow. It may still have moved (F-7).
    pub(super) fn open_deposit_loaded(self: Box<Self>, asked: u32, now: u64) -> Step {
        match self.requested() {
            Some(Requested { offer: OfferAge::Current, hashes: Some(_), .. }) => {
                self.ask_for_deposit(asked.saturating_add(1), None, now)
            }
            Some(_) | None => {
                Answer::again("nobody knows yet whether the deposit is made, and this request does not ask for it")
                    .into()
            }
        }
    }

    /// Continues the deposit of a record whose buyer does not come. `None` if a request is in work with the channel.
    pub(crate) fn continue_deposit(mut self: Box<Self>, stored: Stored, now: u64) -> Option<Step> {
        let turn = InTurn::of(Some(stored))?;
        let asked = turn.channel.turn.as_ref().filter(|turn| turn.payment == self.digest && now >= turn.lease)?.asked;
        self.turn = Some(Box::new(turn));
        Some(self.ask_for_deposit(asked.saturating_add(1), None, now))
    }

    /// Records that a deposit is asked for, before the request. A channel remembers one.
    pub(crate) fn ask_for_deposit(
        mut self: Box<Self>,
        times: u32,
        pending: Option<Box<SettleResponse>>,
        now: u64,
    ) -> Step {
        let lease = Seller::lease(now, self.seller.work_timeout().saturating_add(self.seller.settle_timeout()));
        let payment = self.digest;
        let (request, resource) = (self.request.to_json(), self.url.clone());
        if let Some(turn) = &mut self.turn {
            let is_known = turn.channel.turn.as_ref().is_some_and(|known| known.payment == payment);
            let open = turn.open.take().filter(|_| is_known).unwrap_or(Open { request, resource, since: now });
            turn.open = Some(open);
            turn.channel.turn = Some(Turn { lease, payment, asked: times });
        }
        self.write_channel(AfterWrite::Deposit { times, pending })
    }

    pub(crate) const fn settle_deposit(self: Box<Self>, times: u32, pending: Option<Box<SettleResponse>>) -> Step {
        Step::Settle(Settle { sale: self, times, is_doubted: false, of: Settling::Deposit { pending } })
    }

    /// The deposit is made, and there is no request to serve.
    pub(crate) fn deposited_without_the_buyer(self: Box<Self>, settlement: SettleResponse) -> Step {
        let why = "the deposit is made: pay by a voucher";
        let answer = self.seller.refuse(HttpOutcome::PaymentRequired, why, self.now);
        self.serve_nothing_in_turn(answer, Some(Box::new(settlement)))
    }

    /// The deposit is made. If a different request had asked for it first, that one verified the payment, and since
    /// then its payer may have become able to withdraw the money (N-25).
    pub(crate) fn deposited(mut self: Box<Self>, settlement: SettleResponse, now: u64) -> Step {
        let (deposit, id) = (self.deposit().unwrap_or_default(), self.channel_id());
        let reported = settlement
            .other
            .get("extra")
            .and_then(|extra| ChannelState::of_answer(extra.as_json().get("channelState")?, id?));
        let settlement = Some(Box::new(settlement));
        let is_verified = self.turn.as_ref().is_some_and(|turn| turn.state.is_some());
        if let Some(turn) = &mut self.turn {
            let with_balance = |mut state: ChannelState, balance| {
                state.balance = Amount128::new(balance);
                state
            };
            let more = |state: ChannelState| with_balance(state, state.balance.get().saturating_add(deposit.get()));
            turn.state_after = reported.or(turn.state.map(more));
            let less = |state: ChannelState| with_balance(state, state.balance.get().saturating_sub(deposit.get()));
            turn.state = turn.state.or(reported.map(less));
        }
        if is_verified {
            return self.serve_in_turn(settlement);
        }
        if reported.is_none() {
            let why = "the deposit is made, and nobody says how the channel stands: pay by a voucher";
            let answer = self.seller.refuse(HttpOutcome::PaymentRequired, why, self.now);
            return self.serve_nothing_in_turn(answer, settlement);
        }
        let report = self.report_in_turn(now);
        match report.verdict() {
            Verdict::Invalid => {
                let answer = self.refuse_by(&report);
                self.serve_nothing_in_turn(answer, settlement)
            }
            Verdict::Valid | Verdict::Undecided => self.serve_in_turn(settlement),
        }
    }

    /// The deposit was refused at the first attempt.
    pub(crate) fn refuse_deposit(self: Box<Self>, settlement: &SettleResponse) -> Step {
        let answer = self.refuse_settled(settlement);
        self.release(answer)
    }

    /// The outcome of the deposit is unknown. The turn ends, and the same payment question again.
    pub(crate) fn leave_deposit_open(mut self: Box<Self>, answer: Answer, now: u64) -> Step {
        if let Some(turn) = self.turn.as_mut().and_then(|turn| turn.channel.turn.as_mut()) {
            turn.lease = now;
        }
        self.write_channel(AfterWrite::Leave(Box::new(answer)))
    }

    /// The seller will not learn whether the deposit is made, and does not ask for it again. The money in the channel
    /// stays the payer's.
    pub(crate) fn close_deposit_unknown(self: Box<Self>) -> Step {
        let answer = self.unknown();
        self.release(answer)
    }
}
