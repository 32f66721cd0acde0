//! The deposit of a payment from a channel: asked for, made, refused, or left open.

use alloc::boxed::Box;

use x402_schemes::evm::batch_settlement::Amount128;
use x402_types::{HttpOutcome, SettleResponse, Wire};
use x402_verify::{Verdict, evm::batch_settlement::ChannelState};

use crate::{
    answer::Answer,
    channel::Turn,
    channel_sale::{ChannelSale, Open},
    record::Stored,
    sale::{OfferAge, Requested, Sale},
    seller::Seller,
    step::{AfterChannelWrite, Settle, Settling, Step},
};

impl Sale {
    /// Continues the deposit of a record whose buyer does not come. `None` if a request is in work with the channel.
    pub(crate) fn continue_deposit(self: Box<Self>, stored: Stored, now: u64) -> Option<Step> {
        let sale = ChannelSale::new(self, Some(stored))?;
        let is_of_payment = |turn: &&Turn| turn.payment == sale.sale.digest && now >= turn.lease;
        let asked = sale.channel.turn.as_ref().filter(is_of_payment)?.asked;
        Some(Box::new(sale).ask_for_deposit(asked.saturating_add(1), None, now))
    }
}

impl ChannelSale {
    /// Continues a deposit with an unknown outcome. It is asked for again before anything else is found; but not for a
    /// former offer, nor for a request without hashes, because a service would follow. It may still have moved (F-7).
    pub(super) fn open_deposit_loaded(self: Box<Self>, asked: u32, now: u64) -> Step {
        match self.sale.requested() {
            Some(Requested { offer: OfferAge::Current, hashes: Some(_), .. }) => {
                self.ask_for_deposit(asked.saturating_add(1), None, now)
            }
            Some(_) | None => {
                Answer::again("the result of the deposit is not known yet, and this request cannot ask for it again")
                    .into()
            }
        }
    }

    /// Records that a deposit is asked for, before the request. A channel remembers one.
    pub(in crate::transitions) fn ask_for_deposit(
        mut self: Box<Self>,
        times: u32,
        pending: Option<Box<SettleResponse>>,
        now: u64,
    ) -> Step {
        let Sale { seller, digest: payment, request, url, .. } = &*self.sale;
        let lease = Seller::lease(now, seller.work_timeout().saturating_add(seller.settle_timeout()));
        let asked = Open { request: request.to_json(), resource: url.clone(), since: now };
        let is_known = self.channel.turn.as_ref().is_some_and(|turn| turn.payment == *payment);
        self.channel.turn = Some(Turn { lease, payment: *payment, asked: times });
        self.open = Some(self.open.take().filter(|_| is_known).unwrap_or(asked));
        self.write(AfterChannelWrite::Deposit { times, pending })
    }

    pub(super) const fn settle_deposit(self: Box<Self>, times: u32, pending: Option<Box<SettleResponse>>) -> Step {
        Step::Settle(Settle { times, is_doubted: false, of: Settling::Deposit { sale: self, pending } })
    }

    /// The deposit is made.
    pub(in crate::transitions) fn deposited(self: Box<Self>, settlement: SettleResponse, now: u64) -> Step {
        if self.sale.has_request() {
            return self.deposited_for_the_buyer(settlement, now);
        }
        let answer = self.refuse_for_a_voucher("the deposit is made: pay with a voucher");
        self.serve_nothing(answer, Some(Box::new(settlement)))
    }

    /// Serves after the deposit. If a different request had asked for it first, that one verified the payment, and
    /// since then its payer may have become able to withdraw the money (N-25).
    fn deposited_for_the_buyer(mut self: Box<Self>, settlement: SettleResponse, now: u64) -> Step {
        let (deposit, id) = (self.sale.deposit().unwrap_or_default(), self.sale.channel_id());
        let reported = settlement
            .other
            .get("extra")
            .and_then(|extra| ChannelState::of_answer(extra.as_json().get("channelState")?, id?));
        let settlement = Some(Box::new(settlement));
        let is_verified = self.state.is_some();
        let with_balance = |mut state: ChannelState, balance| {
            state.balance = Amount128::new(balance);
            state
        };
        let more = |state: ChannelState| with_balance(state, state.balance.get().saturating_add(deposit.get()));
        self.state_after = reported.or(self.state.map(more));
        let less = |state: ChannelState| with_balance(state, state.balance.get().saturating_sub(deposit.get()));
        self.state = self.state.or(reported.map(less));
        if is_verified {
            return self.serve(settlement);
        }
        if reported.is_none() {
            let answer = self.refuse_for_a_voucher(
                "the deposit is made, but the facilitator does not report the state of the channel: pay with a voucher",
            );
            return self.serve_nothing(answer, settlement);
        }
        let report = self.report(now);
        match report.verdict() {
            Verdict::Invalid => {
                let answer = self.refuse_by(&report);
                self.serve_nothing(answer, settlement)
            }
            Verdict::Valid | Verdict::Undecided => self.serve(settlement),
        }
    }

    fn refuse_for_a_voucher(&self, error: &str) -> Answer {
        self.sale.seller.refuse(HttpOutcome::PaymentRequired, error, self.sale.now)
    }

    /// The deposit was refused at the first attempt.
    pub(in crate::transitions) fn refuse_deposit(self: Box<Self>, settlement: &SettleResponse) -> Step {
        let answer = self.sale.refuse_settled(settlement);
        self.release(answer)
    }

    /// The outcome of the deposit is unknown. The turn ends, and the same payment asks again.
    pub(in crate::transitions) fn leave_deposit_open(mut self: Box<Self>, answer: Answer, now: u64) -> Step {
        if let Some(turn) = &mut self.channel.turn {
            turn.lease = now;
        }
        self.write(AfterChannelWrite::Answer(Box::new(answer)))
    }

    /// The seller will not learn whether the deposit is made, and does not ask for it again. The money in the channel
    /// stays the payer's.
    pub(in crate::transitions) fn close_deposit_unknown(self: Box<Self>) -> Step {
        let answer = self.sale.unknown();
        self.release(answer)
    }
}
