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

use super::load::unhashed;
use crate::{
    answer::Answer,
    record::{Record, State, Stored},
    sale::{OfferAge, Requested, Sale},
    seller::Seller,
    step::{AfterWrite, Step, Verify, Wait},
    turn::{Answered, InTurn, Open, TurnQuestion},
};

impl Sale {
    /// Continues with the stored record of the channel.
    pub(crate) fn channel_loaded(mut self: Box<Self>, stored: Option<Stored>, now: u64) -> Step {
        let Some(turn) = InTurn::of(stored) else {
            return Answer::error(500, "a record of something else").into();
        };
        let channel = &turn.channel;
        if let Some(answer) = channel.last.as_ref().filter(|_| turn.last.payment == self.digest) {
            let is_same = self.fingerprint() == Some(turn.last.request);
            return if is_same {
                answer.clone()
            } else {
                self.sent_for_another_request(State::Done { answer: answer.clone() })
            }
            .into();
        }
        if self.is_for_head() {
            return self.not_for_head().into();
        }
        let asked = match &channel.turn {
            Some(turn) if now < turn.lease => return Step::Wait(Wait { sale: self }),
            Some(turn) if turn.payment == self.digest => turn.asked,
            Some(_) | None => 0,
        };
        self.turn = Some(Box::new(turn));
        if asked > 0 {
            return self.open_deposit_loaded(asked, now);
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
            Verdict::Invalid if report.reason().is_some_and(is_corrective) => {
                self.ask_facilitator(TurnQuestion::Correction)
            }
            Verdict::Invalid => self.refuse_by(&report).into(),
            Verdict::Valid | Verdict::Undecided if is_signed => self.take_turn(now),
            Verdict::Valid | Verdict::Undecided => self.ask_facilitator(TurnQuestion::Signature),
        }
    }

    fn ask_facilitator(mut self: Box<Self>, question: TurnQuestion) -> Step {
        if let Some(turn) = &mut self.turn {
            turn.question = question;
        }
        Step::Verify(Verify { sale: self })
    }

    fn take_turn(mut self: Box<Self>, now: u64) -> Step {
        let times = self.seller.settle_timeout().saturating_mul(2);
        let lease = Seller::lease(now, self.seller.work_timeout().saturating_add(times));
        let payment = self.digest;
        if let Some(turn) = &mut self.turn {
            turn.question = TurnQuestion::State;
            turn.channel.hold(payment, lease);
        }
        self.write_channel(AfterWrite::AskAboutChannel)
    }

    /// Writes the state of the channel.
    fn write_channel(self: Box<Self>, then: AfterWrite) -> Step {
        let Some(turn) = self.turn.clone() else { return Answer::error(500, "a payment without a channel").into() };
        let InTurn { channel, last: Answered { request: fingerprint, payment }, revision, open, .. } = *turn;
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

    /// The request has the turn of the channel.
    pub(crate) fn with_turn(mut self: Box<Self>, revision: u64) -> Box<Self> {
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
        self.write_channel(AfterWrite::Leave(Box::new(answer)))
    }

    /// Continues with the facilitator's answer about a payment from a channel. `None` if there is no answer.
    pub(crate) fn channel_verified(mut self: Box<Self>, response: Option<VerifyResponse>, now: u64) -> Step {
        let Some(turn) = &self.turn else { return self.refuse().into() };
        let (question, id) = (turn.question, self.channel_id());
        let refusal = match &response {
            None => Some(Answer::again("the payment could not be verified: send the same payment again")),
            Some(VerifyResponse { outcome: VerifyOutcome::Invalid(reason), .. }) => {
                Some(self.refuse_for(&reason.clone().unwrap_or_else(|| self.reason())))
            }
            Some(_) => None,
        };
        match (refusal, question) {
            (Some(answer), TurnQuestion::State) => return self.release(answer),
            (Some(answer), TurnQuestion::Signature | TurnQuestion::Correction) => return answer.into(),
            (None, TurnQuestion::Signature) => {
                self.with_request(Requested::accept_signature);
                return Step::load(self);
            }
            (None, TurnQuestion::State | TurnQuestion::Correction) => {}
        }
        let state = response.and_then(|response| ChannelState::of_answer(response.extra.as_ref()?.as_json(), id?));
        if let (Some(turn), Some(state)) = (&mut self.turn, state) {
            turn.state = Some(state);
            return self.verified_in_turn(question, now);
        }
        let answer = Answer::again("the facilitator does not say how the channel stands: send the same payment again");
        if question == TurnQuestion::State { self.release(answer) } else { answer.into() }
    }

    /// Serves if the payment is valid for the current state of the channel.
    fn verified_in_turn(self: Box<Self>, question: TurnQuestion, now: u64) -> Step {
        let report = self.report_in_turn(now);
        match (report.verdict(), question) {
            (Verdict::Invalid, TurnQuestion::Correction) => self.refuse_by(&report).into(),
            // The record had fallen behind the chain, and the sum is right.
            (Verdict::Valid | Verdict::Undecided, TurnQuestion::Correction) => self.take_turn(now),
            (Verdict::Invalid, TurnQuestion::Signature | TurnQuestion::State) => {
                let answer = self.refuse_by(&report);
                self.release(answer)
            }
            // The facilitator has accepted the signature.
            (Verdict::Valid | Verdict::Undecided, TurnQuestion::Signature | TurnQuestion::State) => {
                match self.deposit() {
                    Some(_) => self.ask_for_deposit(1, None, now),
                    None => self.serve_in_turn(None),
                }
            }
        }
    }

    /// The verdict with the seller's record, and with the state of the channel if it is known. Once the deposit is
    /// made, its voucher is verified.
    fn report_in_turn(&self, now: u64) -> Report {
        let mut facts = self.seller.choices().facts.clone();
        let mut records = Records::new();
        if let (Some(id), Some(turn)) = (self.channel_id(), &self.turn) {
            records = records.with_charged(id, turn.charged());
            if let Some(state) = turn.contract_state() {
                facts = facts.with(Fact::Channel { channel: id, state });
            }
        }
        let context = Context::at(now).with_policy(self.seller.policy()).with_facts(&facts).with_records(&records);
        match (&self.payment, &self.request) {
            (PaymentPayload::V2(payment), FacilitatorRequest::V2(asked)) => {
                let is_made = self.turn.as_ref().is_some_and(|turn| turn.state_after.is_some());
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
