//! A request that is paid from a channel of `batch-settlement` (N-20 to N-26). A channel serves one request at a time.
//! The record contains the charged sum, and a request reserves nothing else.

mod answers;
mod charge;
mod deposit;

use alloc::boxed::Box;

use x402_schemes::evm::batch_settlement::ChannelId;
use x402_types::{FacilitatorRequest, PaymentPayload, VerifyOutcome, VerifyResponse};
use x402_verify::{
    Context, Records, Report, Verdict,
    evm::batch_settlement::{ChannelState, Fact, is_corrective},
    verify,
};

use super::{load::unhashed, verify::not_verified};
use crate::{
    answer::Answer,
    channel_sale::{Answered, ChannelQuestion, ChannelSale, Open},
    record::{Record, State, Stored},
    sale::{OfferAge, Requested, Sale},
    seller::Seller,
    step::{AfterChannelWrite, Step, Swap, Verify, Verifying, Wait, Writing},
};

impl Sale {
    /// Continues with the stored record of the channel.
    pub(crate) fn channel_loaded(self: Box<Self>, stored: Option<Stored>, now: u64) -> Step {
        match ChannelSale::new(self, stored) {
            Some(sale) => Box::new(sale).loaded(now),
            None => Answer::error(500, "a record of something else").into(),
        }
    }

    /// The channel of the payment.
    pub(crate) fn channel_id(&self) -> Option<ChannelId> {
        let chain_id = self.authorized.network.eip155_chain_id()?;
        Some(self.commitment()?.config.on_chain(chain_id).id())
    }
}

impl ChannelSale {
    fn loaded(self: Box<Self>, now: u64) -> Step {
        let (sale, channel) = (&self.sale, &self.channel);
        if let Some(answer) = channel.last.as_ref().filter(|_| self.last.payment == sale.digest) {
            let is_same = sale.fingerprint() == Some(self.last.request);
            let answer = answer.clone();
            return if is_same { answer } else { sale.sent_for_another_request(State::Done { answer }) }.into();
        }
        if sale.is_for_head() {
            return sale.not_for_head().into();
        }
        match &channel.turn {
            Some(turn) if now < turn.lease => return Step::Wait(Wait { sale: self.sale }),
            Some(turn) if turn.payment == sale.digest && turn.asked > 0 => {
                let asked = turn.asked;
                return self.open_deposit_loaded(asked, now);
            }
            Some(_) | None => {}
        }
        // A payment does not begin twice.
        let Some(request) = sale.requested() else { return sale.refuse().into() };
        if request.hashes.is_none() {
            return unhashed().into();
        }
        // For a different offer nothing begins, whatever offer the payment names as accepted.
        if request.offer == OfferAge::Former || sale.is_refused() {
            return sale.refuse().into();
        }
        let is_signed = request.validity.verdict() == Verdict::Valid || sale.is_voucher_signed();
        let report = self.report(now);
        match report.verdict() {
            Verdict::Invalid if report.reason().is_some_and(is_corrective) => {
                self.ask_facilitator(ChannelQuestion::Correction)
            }
            Verdict::Invalid => self.refuse_by(&report).into(),
            Verdict::Valid | Verdict::Undecided if is_signed => self.take_turn(now),
            Verdict::Valid | Verdict::Undecided => self.ask_facilitator(ChannelQuestion::Signature),
        }
    }

    fn ask_facilitator(mut self: Box<Self>, question: ChannelQuestion) -> Step {
        self.question = question;
        Step::Verify(Verify { of: Verifying::Channel(self) })
    }

    /// Takes the turn of the channel. Then no other request changes its state.
    fn take_turn(mut self: Box<Self>, now: u64) -> Step {
        let seller = &self.sale.seller;
        let times = seller.settle_timeout().saturating_mul(2);
        let lease = Seller::lease(now, seller.work_timeout().saturating_add(times));
        self.question = ChannelQuestion::State;
        self.channel.hold(self.sale.digest, lease);
        self.write(AfterChannelWrite::Verify)
    }

    /// Writes the state of the channel.
    fn write(self: Box<Self>, then: AfterChannelWrite) -> Step {
        let Answered { request: fingerprint, payment } = self.last;
        // A channel that was charged is kept in any case.
        let (request, resource, since) = match self.open.clone().filter(|_| self.channel.is_open_alone()) {
            None => (None, None, None),
            Some(Open { request, resource, since }) => (Some(request), Some(resource), Some(since)),
        };
        let state = State::Channel(Box::new(self.channel.clone()));
        let record = Record { fingerprint, payment, request, resource, since, ..Record::of_state(state) };
        let (key, expected, ends) = (self.sale.key, self.revision, self.channel.ends(self.sale.now));
        let of = Writing::Channel(self, then);
        Step::Swap(Swap { key, expected, record: Box::new(record), ends, of })
    }

    /// Continues after the write, with the revision of the record.
    pub(super) fn written(mut self: Box<Self>, revision: u64, then: AfterChannelWrite) -> Step {
        self.revision = revision;
        match then {
            AfterChannelWrite::Verify => Step::Verify(Verify { of: Verifying::Channel(self) }),
            AfterChannelWrite::Deposit { times, pending } => self.settle_deposit(times, pending),
            AfterChannelWrite::Answer(answer) => Step::Answer(answer),
        }
    }

    /// Ends the turn. Nothing is charged.
    pub(super) fn release(mut self: Box<Self>, answer: Answer) -> Step {
        self.channel.release(self.sale.digest);
        self.write(AfterChannelWrite::Answer(Box::new(answer)))
    }

    /// Continues with the facilitator's answer about a payment from a channel. `None` if there is no answer.
    pub(super) fn verified(mut self: Box<Self>, response: Option<VerifyResponse>, now: u64) -> Step {
        let (sale, question) = (&self.sale, self.question);
        let refusal = match &response {
            None => Some(not_verified()),
            Some(VerifyResponse { outcome: VerifyOutcome::Invalid(reason), .. }) => {
                Some(sale.refuse_for(&reason.clone().unwrap_or_else(|| sale.reason())))
            }
            Some(_) => None,
        };
        match (refusal, question) {
            (Some(answer), ChannelQuestion::State) => return self.release(answer),
            (Some(answer), ChannelQuestion::Signature | ChannelQuestion::Correction) => return answer.into(),
            (None, ChannelQuestion::Signature) => {
                self.sale.change_request(Requested::accept_signature);
                return Step::load(self.sale);
            }
            (None, ChannelQuestion::State | ChannelQuestion::Correction) => {}
        }
        let id = sale.channel_id();
        let state = response.and_then(|response| ChannelState::of_answer(response.extra.as_ref()?.as_json(), id?));
        if state.is_some() {
            self.state = state;
            return self.state_known(now);
        }
        let answer =
            Answer::again("the facilitator does not report the state of the channel: send the same payment again");
        if question == ChannelQuestion::State { self.release(answer) } else { answer.into() }
    }

    /// Serves if the payment is valid for the current state of the channel.
    fn state_known(self: Box<Self>, now: u64) -> Step {
        let report = self.report(now);
        match (report.verdict(), self.question) {
            (Verdict::Invalid, ChannelQuestion::Correction) => self.refuse_by(&report).into(),
            // The record had fallen behind the chain, and the sum is right.
            (Verdict::Valid | Verdict::Undecided, ChannelQuestion::Correction) => self.take_turn(now),
            (Verdict::Invalid, ChannelQuestion::Signature | ChannelQuestion::State) => {
                let answer = self.refuse_by(&report);
                self.release(answer)
            }
            // The facilitator has accepted the signature.
            (Verdict::Valid | Verdict::Undecided, ChannelQuestion::Signature | ChannelQuestion::State) => {
                match self.sale.deposit() {
                    Some(_) => self.ask_for_deposit(1, None, now),
                    None => self.serve(None),
                }
            }
        }
    }

    /// The verdict with the seller's record, and with the state of the channel if it is known. Once the deposit is
    /// made, its voucher is verified.
    fn report(&self, now: u64) -> Report {
        let sale = &self.sale;
        let mut facts = sale.seller.choices().facts.clone();
        let mut records = Records::new();
        if let Some(id) = sale.channel_id() {
            records = records.with_charged(id, self.charged());
            if let Some(state) = self.contract_state() {
                facts = facts.with(Fact::Channel { channel: id, state });
            }
        }
        let context = Context::at(now).with_policy(sale.seller.policy()).with_facts(&facts).with_records(&records);
        match (&sale.payment, &sale.request) {
            (PaymentPayload::V2(payment), FacilitatorRequest::V2(asked)) => {
                let mut payment = payment.clone();
                if self.state_after.is_some()
                    && let Some(voucher) = sale.voucher()
                {
                    payment.payload = voucher;
                }
                verify(&payment, core::slice::from_ref(&asked.payment_requirements), &context)
            }
            (PaymentPayload::V1(payment), _) => verify(payment, sale.seller.offers_v1(), &context),
            (PaymentPayload::V2(payment), _) => verify(payment, sale.seller.offers(), &context),
        }
    }
}
