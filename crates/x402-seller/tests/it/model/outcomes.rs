//! What a step can come to: all that a store, a facilitator and a buyer can do.

use x402_seller::{Answer, FacilitatorAnswer, OnChain, Settle, Step, Swap, Verify};
use x402_types::{ReasonCode, VerifyResponse, Wire};

use super::{Does, Model, Outcome};
use crate::{
    faults::Fault,
    world::{END, Says, TRANSACTION, served_by},
};

/// What a step comes to, while it is found out.
pub(super) struct Outcomes<'a> {
    model: &'a mut Model,
    class: usize,
    now: u64,
    all: Vec<Outcome>,
}

type Write = Option<(usize, u16, u16)>;

fn replied(verify: &Verify, response: &VerifyResponse, now: u64) -> Step {
    let body = response.to_json();
    let answer = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
    verify.clone().answered(answer, now)
}

impl<'a> Outcomes<'a> {
    /// All that this step of a request of the class can come to.
    pub(super) fn of(model: &'a mut Model, class: usize, step: Step, now: u64, stored: (u16, u16)) -> Vec<Outcome> {
        let mut all = Self { model, class, now, all: Vec::new() };
        all.crash(None, None, None);
        match step {
            Step::Load(load) => {
                let known = all.model.stored(stored);
                all.bad(load.clone().failed());
                all.good(load.loaded(known, now));
            }
            Step::Wait(wait) => {
                all.bad(wait.clone().look_again());
                all.good(wait.come_again());
            }
            Step::Swap(swap) => all.swap(swap, stored),
            Step::Serve(serve) => {
                let work = Some(all.model.slot(serve.key()));
                let goods = served_by(all.model.classes[class].goods);
                all.crash(None, work, None);
                let refused = serve.clone().refused(Answer::new(404, "text/plain", "nothing here"));
                all.push(refused, None, work, None, false);
                all.push(serve.served(goods, now), None, work, None, true);
            }
            Step::Settle(settle) => all.settle(&settle),
            Step::Verify(verify) => all.verify(&verify),
            Step::Answer(_) => panic!("an answer has ended"),
        }
        all.all
    }

    /// A facilitator finds a payment from a channel good, and any other one that is undecided forged.
    fn verify(&mut self, verify: &Verify) {
        let refused = VerifyResponse::invalid(ReasonCode::SIGNATURE);
        self.bad(verify.clone().lost());
        if self.model.fault == Some(Fault::ReservesBeforeTheVerdict) {
            self.reserve(verify.clone());
        }
        match self.model.classes[self.class].channel.clone() {
            None => self.good(replied(verify, &refused, self.now)),
            Some((state, _)) => {
                let mut valid = VerifyResponse::valid();
                valid.extra = Some(state);
                self.bad(replied(verify, &refused, self.now));
                self.good(replied(verify, &valid, self.now));
            }
        }
    }

    fn push(&mut self, next: Step, write: Write, work: Option<usize>, money: Option<(usize, Does)>, is_good: bool) {
        let next = self.model.step(self.class, next);
        self.all.push(Outcome { next, write, work, money, is_crash: false, is_good });
    }

    fn bad(&mut self, next: Step) {
        self.push(next, None, None, None, false);
    }

    fn good(&mut self, next: Step) {
        self.push(next, None, None, None, true);
    }

    /// The seller crashes, or the buyer hangs up.
    fn crash(&mut self, write: Write, work: Option<usize>, money: Option<(usize, Does)>) {
        self.all.push(Outcome { next: Err(0), write, work, money, is_crash: true, is_good: false });
    }

    fn swap(&mut self, swap: Swap, stored: (u16, u16)) {
        let fault = self.model.fault;
        // Whoever writes late writes over the record before the one that is missing.
        let is_late = fault == Some(Fault::CrashBetweenSettleAndRecord) && swap.expected() == u64::from(stored.0) + 1;
        let is_expected = is_late || swap.expected() == u64::from(stored.0);
        let is_left_out = fault.is_some_and(|fault| fault.leaves_out(&swap.record().state));
        let record = fault.map_or_else(|| swap.record().clone(), |fault| fault.spoil(swap.record().clone()));
        let write = (is_expected && !is_left_out).then(|| {
            let slot = self.model.slot(swap.key());
            (slot, u16::try_from(swap.expected() + 1).unwrap(), self.model.record(&record))
        });
        if let Some((_, revision, record)) = write
            && (swap.may_be_lost() || fault == Some(Fault::WaitsForNoWrite))
        {
            self.model.unsynced.insert((revision, record));
        }
        // A store may fail before it writes, and after it. The seller may crash after the store wrote.
        self.bad(swap.clone().failed());
        self.push(swap.clone().failed(), write, None, None, false);
        self.crash(write, None, None);
        let is_stored = is_expected || is_left_out || fault == Some(Fault::WaitingTwinIsServed);
        let then = if is_stored { swap.stored(self.now) } else { swap.conflict() };
        self.push(then, write, None, None, true);
    }

    /// All that a facilitator can do, and say of it.
    fn settle(&mut self, settle: &Settle) {
        let slot = self.model.slot(settle.key());
        let fault = self.model.fault;
        let mut idempotency_key = settle.idempotency_key();
        if fault == Some(Fault::SettlesTwiceAfterATimeout) {
            idempotency_key += &settle.times().to_string();
        }
        let known = self
            .model
            .idempotency_keys
            .entry((settle.key(), settle.is_capture()))
            .or_insert_with(|| idempotency_key.clone());
        // A facilitator that is asked under another key settles a second time.
        assert_eq!(*known, idempotency_key, "a payment is settled twice");
        let is_first = settle.times() == 1;
        let is_once = self.model.resumer.is_some();
        let sayings = [
            (Does::Settles, Says::Nothing),
            (Does::Settles, Says::Pending),
            (Does::Sends, Says::Pending),
            (Does::Sends, Says::Nothing),
            (Does::Nothing, Says::Nothing),
            (Does::Nothing, Says::NotSent),
            (Does::Refuses { is_first }, Says::Failed),
            (Does::Refuses { is_first }, Says::Busy),
            if is_once { (Does::SettlesOnce, Says::Settled) } else { (Does::Settles, Says::Settled) },
            // By this payment, or by whoever was ahead of it.
            (if is_once { Does::HasReported } else { Does::Nothing }, Says::NonceUsed),
        ];
        let capturings = [
            (Does::Captures, Says::Nothing),
            (Does::Captures, Says::Pending),
            (Does::Nothing, Says::Nothing),
            (Does::Nothing, Says::NotSent),
            (Does::Nothing, Says::Busy),
            (Does::RefusesCapture { is_first }, Says::Failed),
            (Does::Captures, Says::Settled),
        ];
        let sayings = if settle.is_capture() { &capturings[..] } else { &sayings[..] };
        for (does, says) in sayings.iter().copied() {
            let next = says.answer(settle.clone(), self.now);
            let is_good = says == Says::Settled || does == Does::HasReported;
            if let (Does::SettlesOnce, Step::Swap(swap)) = (does, &next) {
                let write = (slot, u16::try_from(swap.expected() + 1).unwrap(), self.model.record(swap.record()));
                self.push(swap.clone().stored(self.now), Some(write), None, Some((slot, does)), is_good);
                continue;
            }
            self.crash(None, None, Some((slot, does)));
            self.push(next, None, None, Some((slot, does)), is_good);
        }
        self.look_up(settle, slot);
    }

    /// All that a node can show, which is asked instead of the facilitator.
    fn look_up(&mut self, settle: &Settle, slot: usize) {
        let is_escrow = self.model.classes[self.class].is_escrow;
        if settle.unanswered().is_some() && !is_escrow {
            let shown = OnChain::Settled { transaction: TRANSACTION.into() };
            let next = settle.clone().on_chain(shown, self.now);
            self.push(next, None, None, Some((slot, Does::ShowsSettled)), false);
        }
        if self.now >= END && !settle.is_capture() {
            let next = settle.clone().on_chain(OnChain::Never, self.now);
            // What a facilitator does comes first, if it still can.
            self.push(next, None, None, Some((slot, Does::ShowsNever)), true);
        }
    }

    /// Reserves the key of a payment that nobody has called valid.
    fn reserve(&mut self, verify: Verify) {
        let Step::Load(load) = replied(&verify, &VerifyResponse::valid(), self.now) else { panic!() };
        let Step::Swap(swap) = load.loaded(None, self.now) else { panic!() };
        let slot = self.model.slot(swap.key());
        let record = self.model.record(swap.record());
        self.push(verify.lost(), Some((slot, 1, record)), None, None, false);
    }
}
