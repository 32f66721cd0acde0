//! A request that is paid from a channel of `batch-settlement` (N-20 to N-26). A channel serves one request at a time.
//! The record contains the charged sum, and a request reserves nothing else.

mod answers;

use alloc::{boxed::Box, string::String};
use core::fmt;

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};
use x402_types::{
    Amount, FacilitatorRequest, HttpOutcome, PaymentPayload, SettleResponse, VerifyOutcome, VerifyResponse, Wire,
};
use x402_verify::{
    Context, Records, Report, Verdict,
    evm::batch_settlement::{ChannelState, Fact, is_corrective},
    verify,
};

use crate::{
    Answer, Channel, Key, Record, Seller, Served, State, Stored, Turn,
    order::unhashed,
    sale::{Method, OfferAge, Requested, Sale},
    step::{Serve, Serving, Settle, Settling, Step, Then, Verify, Wait},
};

/// A turn of a channel, as far as it has come.
#[derive(Clone)]
pub(crate) struct InTurn {
    /// The channel in the store.
    channel: Channel,
    /// The hashes of the request and the payload of the last answer.
    last: ([u8; 32], [u8; 32]),
    revision: u64,
    /// The question for the facilitator.
    asks: Asks,
    /// The contract's state of the channel before the deposit of the payment.
    state: Option<ChannelState>,
    /// The contract's state of the channel after the deposit.
    filled: Option<ChannelState>,
    /// The open deposit, as long as the record contains only it.
    open: Option<Open>,
}

/// A deposit with an unknown outcome.
#[derive(Clone)]
struct Open {
    /// The request to the facilitator, as JSON.
    request: String,
    /// The URL of the resource.
    resource: String,
    /// The time at which it was first asked for.
    since: u64,
}

impl InTurn {
    /// The turn of a request, from the stored record of the channel.
    fn of(stored: Option<Stored>) -> Option<Self> {
        let (revision, record) = match stored {
            None => (0, Record::of_state(State::Channel(Box::default()))),
            Some(Stored { revision, record }) => (revision, record),
        };
        let Record { fingerprint, payment, request, resource, since, state: State::Channel(channel), .. } = record
        else {
            return None;
        };
        let open = request.zip(resource).zip(since);
        let open = open.map(|((request, resource), since)| Open { request, resource, since });
        let last = (fingerprint, payment);
        Some(Self { channel: *channel, last, revision, asks: Asks::State, state: None, filled: None, open })
    }

    /// The charged sum: that of the record, or the sum claimed on the chain, if there is no record (N-22) or it fell
    /// behind.
    fn charged(&self) -> Option<Amount128> {
        self.channel.charged.max(self.state.map(|state| state.total_claimed))
    }

    /// When the open deposit was first asked for.
    pub(crate) fn asked_since(&self) -> Option<u64> {
        self.open.as_ref().map(|open| open.since)
    }

    /// The contract's state of the channel, after the deposit if it is made.
    fn stands(&self) -> Option<ChannelState> {
        self.filled.or(self.state)
    }
}

/// Hides the signature from logs.
impl fmt::Debug for InTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { channel, last: (request, payment), revision, asks, state, filled, open } = self;
        f.debug_struct("InTurn")
            .field("channel", channel)
            .field("last_request", &Key(*request))
            .field("last_payment", &Key(*payment))
            .field("revision", revision)
            .field("asks", asks)
            .field("state", state)
            .field("filled", filled)
            .field("open_since", &open.as_ref().map(|open| open.since))
            .finish_non_exhaustive()
    }
}

/// The question for the facilitator before the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    /// The signature of the account. A request gets no turn before it is verified.
    Signature,
    /// The state of the channel, now that no other request changes it.
    State,
    /// The state of the channel, to correct a buyer's sum.
    Correction,
}

impl Sale {
    /// Continues with the stored record of the channel.
    pub(crate) fn look_at_channel(mut self: Box<Self>, stored: Option<Stored>, now: u64) -> Step {
        let Some(turn) = InTurn::of(stored) else {
            return Answer::error(500, "a record of something else").into();
        };
        let channel = &turn.channel;
        if let Some(answer) = channel.last.as_ref().filter(|_| turn.last.1 == self.digest) {
            let is_same = self.fingerprint() == Some(turn.last.0);
            return if is_same { answer.clone() } else { self.elsewhere(State::Done { answer: answer.clone() }) }
                .into();
        }
        if self.requested().is_some_and(|request| request.method == Method::Head) {
            return self.not_for_headers().into();
        }
        let asked = match &channel.turn {
            Some(turn) if now < turn.lease => return Step::Wait(Wait { sale: self }),
            Some(turn) if turn.payment == self.digest => turn.asked,
            Some(_) | None => 0,
        };
        self.turn = Some(Box::new(turn));
        if asked > 0 {
            return self.look_at_open_deposit(asked, now);
        }
        // A payment does not begin twice.
        let Some(request) = self.requested() else { return self.refuse().into() };
        if request.hashes.is_none() {
            return unhashed().into();
        }
        // For a different offer nothing begins, whatever offer the payment names as accepted.
        if request.offer == OfferAge::Former || self.is_refused() {
            return self.refuse().into();
        }
        let is_signed = request.validity.verdict() == Verdict::Valid || self.is_voucher_signed();
        let report = self.report_in_turn(now);
        match report.verdict() {
            Verdict::Invalid if report.reason().is_some_and(is_corrective) => self.verify(Asks::Correction),
            Verdict::Invalid => self.refuse_by(&report).into(),
            Verdict::Valid | Verdict::Undecided if is_signed => self.take_turn(now),
            Verdict::Valid | Verdict::Undecided => self.verify(Asks::Signature),
        }
    }

    /// Continues a deposit with an unknown outcome. It is asked for again before anything else is found; but not for a
    /// former offer, nor for a request without hashes, because a service would follow. It may still have moved (F-7).
    fn look_at_open_deposit(self: Box<Self>, asked: u32, now: u64) -> Step {
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

    fn verify(mut self: Box<Self>, asks: Asks) -> Step {
        if let Some(turn) = &mut self.turn {
            turn.asks = asks;
        }
        Step::Verify(Verify { sale: self })
    }

    fn take_turn(mut self: Box<Self>, now: u64) -> Step {
        let times = self.seller.settle_timeout().saturating_mul(2);
        let lease = Seller::lease(now, self.seller.work_timeout().saturating_add(times));
        let payment = self.digest;
        if let Some(turn) = &mut self.turn {
            turn.asks = Asks::State;
            turn.channel.hold(payment, lease);
        }
        self.write_channel(Then::Look)
    }

    /// Writes the state of the channel.
    fn write_channel(self: Box<Self>, then: Then) -> Step {
        let Some(turn) = self.turn.clone() else { return Answer::error(500, "a payment without a channel").into() };
        let InTurn { channel, last: (fingerprint, payment), revision, open, .. } = *turn;
        // A channel that was charged is kept in any case.
        let (request, resource, since) = match open.filter(|_| channel.is_open_alone()) {
            None => (None, None, None),
            Some(Open { request, resource, since }) => (Some(request), Some(resource), Some(since)),
        };
        let state = State::Channel(Box::new(channel));
        let record = Record { fingerprint, payment, request, resource, since, ..Record::of_state(state) };
        let key = self.key;
        self.write(key, revision, record, then)
    }

    /// Continues the deposit of a record whose buyer does not come. `None` if a request is in work with the channel.
    pub(crate) fn ask_again_for_deposit(mut self: Box<Self>, stored: Stored, now: u64) -> Option<Step> {
        let turn = InTurn::of(Some(stored))?;
        let asked = turn.channel.turn.as_ref().filter(|turn| turn.payment == self.digest && now >= turn.lease)?.asked;
        self.turn = Some(Box::new(turn));
        Some(self.ask_for_deposit(asked.saturating_add(1), None, now))
    }

    /// The request has the turn of the channel.
    pub(crate) fn in_turn(mut self: Box<Self>, revision: u64) -> Box<Self> {
        if let Some(turn) = &mut self.turn {
            turn.revision = revision;
        }
        self
    }

    /// Ends the turn. Nothing is charged.
    pub(crate) fn release(mut self: Box<Self>, answer: Answer) -> Step {
        let payment = self.digest;
        if let Some(turn) = &mut self.turn {
            turn.channel.release(payment);
        }
        self.write_channel(Then::Leave(Box::new(answer)))
    }

    /// Continues with the facilitator's answer about a payment from a channel. `None` if there is no answer.
    pub(crate) fn told(mut self: Box<Self>, response: Option<VerifyResponse>, now: u64) -> Step {
        let Some(turn) = &self.turn else { return self.refuse().into() };
        let (asks, id) = (turn.asks, self.channel_id());
        let refusal = match &response {
            None => Some(Answer::again("the payment could not be verified: send the same payment again")),
            Some(VerifyResponse { outcome: VerifyOutcome::Invalid(reason), .. }) => {
                Some(self.refuse_for(&reason.clone().unwrap_or_else(|| self.reason())))
            }
            Some(_) => None,
        };
        match (refusal, asks) {
            (Some(answer), Asks::State) => return self.release(answer),
            (Some(answer), Asks::Signature | Asks::Correction) => return answer.into(),
            (None, Asks::Signature) => {
                self.with_request(Requested::accept_signature);
                return Step::load(self);
            }
            (None, Asks::State | Asks::Correction) => {}
        }
        let state = response.and_then(|response| ChannelState::of_answer(response.extra.as_ref()?.as_json(), id?));
        if let (Some(turn), Some(state)) = (&mut self.turn, state) {
            turn.state = Some(state);
            return self.decide(asks, now);
        }
        let answer = Answer::again("the facilitator does not say how the channel stands: send the same payment again");
        if asks == Asks::State { self.release(answer) } else { answer.into() }
    }

    /// Serves if the payment is valid for the current state of the channel.
    fn decide(self: Box<Self>, asks: Asks, now: u64) -> Step {
        let report = self.report_in_turn(now);
        match (report.verdict(), asks) {
            (Verdict::Invalid, Asks::Correction) => self.refuse_by(&report).into(),
            // The record had fallen behind the chain, and the sum is right.
            (Verdict::Valid | Verdict::Undecided, Asks::Correction) => self.take_turn(now),
            (Verdict::Invalid, Asks::Signature | Asks::State) => {
                let answer = self.refuse_by(&report);
                self.release(answer)
            }
            // The facilitator has accepted the signature.
            (Verdict::Valid | Verdict::Undecided, Asks::Signature | Asks::State) => match self.deposit() {
                Some(_) => self.ask_for_deposit(1, None, now),
                None => self.serve_in_turn(None),
            },
        }
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
        self.write_channel(Then::Deposit { times, pending })
    }

    pub(crate) const fn settle_deposit(self: Box<Self>, times: u32, pending: Option<Box<SettleResponse>>) -> Step {
        Step::Settle(Settle { sale: self, times, is_doubted: false, of: Settling::Deposit { pending } })
    }

    /// The seller will not learn whether the deposit is made, and does not ask for it again. The money in the channel
    /// stays the payer's.
    pub(crate) fn give_deposit_up(self: Box<Self>) -> Step {
        let answer = self.unknown();
        self.release(answer)
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
        let told = settlement
            .other
            .get("extra")
            .and_then(|extra| ChannelState::of_answer(extra.as_json().get("channelState")?, id?));
        let settlement = Some(Box::new(settlement));
        let is_judged = self.turn.as_ref().is_some_and(|turn| turn.state.is_some());
        if let Some(turn) = &mut self.turn {
            let with_balance = |mut state: ChannelState, balance| {
                state.balance = Amount128::new(balance);
                state
            };
            let more = |state: ChannelState| with_balance(state, state.balance.get().saturating_add(deposit.get()));
            turn.filled = told.or(turn.state.map(more));
            let less = |state: ChannelState| with_balance(state, state.balance.get().saturating_sub(deposit.get()));
            turn.state = turn.state.or(told.map(less));
        }
        if is_judged {
            return self.serve_in_turn(settlement);
        }
        if told.is_none() {
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

    /// The outcome of the deposit is unknown. The turn ends, and the same payment asks again.
    pub(crate) fn leave_deposit_open(mut self: Box<Self>, answer: Answer, now: u64) -> Step {
        if let Some(turn) = self.turn.as_mut().and_then(|turn| turn.channel.turn.as_mut()) {
            turn.lease = now;
        }
        self.write_channel(Then::Leave(Box::new(answer)))
    }

    /// The deposit was refused at the first attempt.
    pub(crate) fn refuse_deposit(self: Box<Self>, settlement: &SettleResponse) -> Step {
        let answer = self.refuse_settled(settlement);
        self.release(answer)
    }

    const fn serve_in_turn(self: Box<Self>, settlement: Option<Box<SettleResponse>>) -> Step {
        Step::Serve(Serve { of: Serving::Channel { sale: self, settlement } })
    }

    /// Charges for the work, and answers. If the voucher does not cover the amount, nothing is charged or served.
    pub(crate) fn charge_in_turn(
        mut self: Box<Self>,
        served: Served,
        amount: Amount,
        settlement: Option<Box<SettleResponse>>,
        now: u64,
    ) -> Step {
        let Some(charged) = self.sum_with(amount) else {
            let answer = Answer::error(500, "the voucher does not cover the charge");
            return self.serve_nothing_in_turn(answer, settlement);
        };
        let is_made = settlement.is_some();
        let answer = self.sold(served, self.settlement_in_turn(settlement, amount, charged), now);
        let voucher = self.voucher();
        let is_charged = !amount.get().is_zero();
        if let Some(turn) = &mut self.turn {
            turn.channel.turn = None;
            if is_charged {
                (turn.channel.charged, turn.channel.voucher) = (Some(charged), voucher);
            }
        }
        // A voucher for which nothing was charged is also the next one, and would get this answer instead of a new
        // service.
        if is_charged || is_made {
            self.remember(&answer);
        }
        self.write_channel(Then::Leave(Box::new(answer)))
    }

    /// Keeps the answer for a buyer who sends the payment again.
    fn remember(&mut self, answer: &Answer) {
        let last = self.fingerprint().zip(Some(self.digest));
        if let (Some(turn), Some(last)) = (&mut self.turn, last) {
            (turn.channel.last, turn.last) = (Some(answer.clone()), last);
        }
    }

    /// There is nothing to serve, and nothing is charged. A deposit that was made stays in the channel.
    pub(crate) fn serve_nothing_in_turn(
        mut self: Box<Self>,
        answer: Answer,
        settlement: Option<Box<SettleResponse>>,
    ) -> Step {
        let is_made = settlement.is_some();
        let settlement = match settlement {
            None => self.failure("not_served"),
            Some(made) => {
                let charged = self.turn.as_ref().and_then(|turn| turn.charged()).unwrap_or_default();
                self.settlement_in_turn(Some(made), Amount::default(), charged)
            }
        };
        let answer = answer.with_settlement(&self.payment, &settlement);
        // The facilitator would refuse it now, because its nonce is used up (F-6).
        if is_made {
            self.remember(&answer);
        }
        self.release(answer)
    }

    /// The charged sum after this charge (N-26). `None` if the charge is above the price, or if the voucher does not
    /// cover the sum.
    pub(crate) fn sum_with(&self, amount: Amount) -> Option<Amount128> {
        let turn = self.turn.as_ref()?;
        let sum = turn.charged()?.get().checked_add(amount.get().to_u128()?)?;
        let is_covered = amount <= self.authorized.amount && sum <= self.commitment()?.voucher.max_claimable.get();
        is_covered.then_some(Amount128::new(sum))
    }

    /// The verdict with the seller's record, and with the state of the channel if it is known. Once the deposit is
    /// made, its voucher is verified.
    fn report_in_turn(&self, now: u64) -> Report {
        let mut facts = self.seller.choices().facts.clone();
        let mut records = Records::new();
        if let (Some(id), Some(turn)) = (self.channel_id(), &self.turn) {
            records = records.with_charged(id, turn.charged());
            if let Some(state) = turn.stands() {
                facts = facts.with(Fact::Channel { channel: id, state });
            }
        }
        let context = Context::at(now).with_policy(self.seller.policy()).with_facts(&facts).with_records(&records);
        match (&self.payment, &self.request) {
            (PaymentPayload::V2(payment), FacilitatorRequest::V2(asked)) => {
                let is_made = self.turn.as_ref().is_some_and(|turn| turn.filled.is_some());
                let mut payment = payment.clone();
                if is_made && let Some(voucher) = self.voucher() {
                    payment.payload = voucher;
                }
                verify(&payment, core::slice::from_ref(&asked.payment_requirements), &context)
            }
            (PaymentPayload::V1(payment), _) => verify(payment, self.seller.offers_v1(), &context),
            (PaymentPayload::V2(payment), _) => verify(payment, self.seller.offers(), &context),
        }
    }

    /// The channel of the payment.
    pub(crate) fn channel_id(&self) -> Option<ChannelId> {
        let chain_id = self.authorized.network.eip155_chain_id()?;
        Some(self.commitment()?.config.on_chain(chain_id).id())
    }
}
