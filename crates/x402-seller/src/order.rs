//! The order of the steps: what follows from the stored record of a payment, and what is written before it follows.

use alloc::boxed::Box;

use x402_extensions::payment_identifier::Reservation;
use x402_types::{ErrorKind, HeaderName, HttpOutcome, PaymentFlow, ReasonCode, SettleResponse, Wire};
use x402_verify::{Expires, client::SettlementState};

use crate::{
    Answer, Key, Record, Seller, Served, State, Stored,
    sale::{Continued, Method, Origin, Progress, RequestHashes, Requested, Sale, Validity, reason_of},
    step::{Load, Loading, Step, Swap, Then, Verify, Wait, What, Writing},
};

/// The results of the steps before a settlement.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// The result of the work.
    pub(crate) served: Option<Served>,
    /// The first settlement, in the flow `escrow`; in `upfront` too, as long as a settled payment waits for its buyer.
    pub(crate) reserved: Option<Box<SettleResponse>>,
}

impl Work {
    pub(crate) const NONE: Self = Self { served: None, reserved: None };

    pub(crate) const fn of(served: Served) -> Self {
        Self { served: Some(served), reserved: None }
    }
}

/// What the store knows of a payment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Nothing,
    /// A record of different bytes with the same nonce.
    OtherPayload,
    /// A record of these bytes.
    SamePayload,
}

/// What a payment may do, before its record is considered.
enum Admission {
    /// Begin, or continue with the record.
    Go,
    Refuse,
    /// Ask a facilitator or a node.
    AskFirst,
    /// A request for headers alone begins nothing, and is not asked about.
    NotForHead,
}

impl Sale {
    /// Continues with the stored record of the payment.
    pub(crate) fn look(self: Box<Self>, stored: Option<Stored>, is_named: bool, now: u64) -> Step {
        if self.is_of_channel() {
            return self.look_at_channel(stored, now);
        }
        match stored {
            None => self.look_at_nothing(is_named, now),
            Some(stored) => self.look_at_record(stored, now),
        }
    }

    /// Continues without a record of the payment: it begins, if it may.
    fn look_at_nothing(self: Box<Self>, is_named: bool, now: u64) -> Step {
        let Origin::Request(request) = &self.origin else { return self.refuse().into() };
        let Some(hashes) = request.hashes else { return unhashed().into() };
        match (self.admission(request, Known::Nothing), request.identifier) {
            (Admission::Refuse, _) => self.refuse().into(),
            (Admission::AskFirst, _) => Step::Verify(Verify { sale: self }),
            (Admission::NotForHead, _) => self.not_for_headers().into(),
            (Admission::Go, Some(key)) if !is_named => {
                Step::Load(Load { key, of: Loading::Sale(self, What::Name { hashes }) })
            }
            (Admission::Go, _) if self.admits() => {
                Step::Load(Load { key: self.member, of: Loading::Sale(self, What::Room { hashes }) })
            }
            (Admission::Go, _) => self.begin_work(hashes, now),
        }
    }

    /// Continues with a record of the payment, or of different bytes with the same nonce.
    fn look_at_record(self: Box<Self>, stored: Stored, now: u64) -> Step {
        let known = if stored.record.payment == self.digest { Known::SamePayload } else { Known::OtherPayload };
        let method = match &self.origin {
            Origin::Request(request) => match self.admission(request, known) {
                Admission::Refuse => return self.refuse().into(),
                Admission::AskFirst => return Step::Verify(Verify { sale: self }),
                Admission::NotForHead => return in_work_for_headers().into(),
                Admission::Go => Some(request.method),
            },
            Origin::Record { .. } if known == Known::OtherPayload => return self.refuse().into(),
            Origin::Record { .. } => None,
        };
        if self.fingerprint() != Some(stored.record.fingerprint) {
            return self.elsewhere(stored.record.state).into();
        }
        match stored {
            Stored { record: Record { state: State::Done { answer }, .. }, .. } => self.answer(answer),
            Stored { record: Record { state: State::Refused { reason }, .. }, .. } => {
                let answer = self.refuse_settled(&self.failure(reason.as_str()));
                self.answer(answer)
            }
            Stored { record: Record { state: State::Unknown, .. }, .. } => {
                let answer = self.unknown();
                self.answer(answer)
            }
            _ if method == Some(Method::Head) => in_work_for_headers().into(),
            stored => {
                let begun = Self::of_record(&self.seller, &stored.record, self.continued(), now);
                let begun = begun.map(|begun| Box::new(Self { waiting: self.waiting.clone(), ..*begun }));
                begun.and_then(|begun| begun.go_on(stored, now)).unwrap_or(Step::Wait(Wait { sale: self }))
            }
        }
    }

    /// What a payment may do with this request.
    fn admission(&self, request: &Requested, known: Known) -> Admission {
        match (&request.validity, known, request.method) {
            // A buyer who sends the same bytes again needs no further proof, even after the payment's window has ended.
            (_, Known::SamePayload, _) => Admission::Go,
            (Validity::Invalid, Known::Nothing | Known::OtherPayload, _) => Admission::Refuse,
            (Validity::Undecided(_), Known::Nothing | Known::OtherPayload, _) if self.is_refused() => Admission::Refuse,
            (Validity::Undecided(_), Known::Nothing | Known::OtherPayload, Method::Head)
            | (Validity::Valid(_) | Validity::Confirmed, Known::Nothing, Method::Head) => Admission::NotForHead,
            (Validity::Undecided(_), Known::Nothing | Known::OtherPayload, Method::Get | Method::Other) => {
                Admission::AskFirst
            }
            (Validity::Valid(_), Known::Nothing, Method::Get | Method::Other) if self.is_verified_first() => {
                Admission::AskFirst
            }
            (Validity::Valid(_) | Validity::Confirmed, Known::Nothing | Known::OtherPayload, _) => Admission::Go,
        }
    }

    /// `true` if the facilitator or a node is asked before the work about payments that are valid by their bytes.
    fn is_verified_first(&self) -> bool {
        self.flow == PaymentFlow::Authorization && self.seller.choices().verify_all
    }

    /// The facilitator or the node reports the payment as valid.
    pub(crate) fn verified(mut self: Box<Self>) -> Step {
        self.with_request(|request| request.validity = Validity::Confirmed);
        Step::load(self)
    }

    /// A request for headers alone is not sold. Nothing was begun for this payment.
    pub(crate) fn not_for_headers(&self) -> Answer {
        self.seller.refuse(HttpOutcome::PaymentRequired, "HEAD is not sold: send the payment with GET", self.now)
    }

    /// Reads the payment's record again, now that the payment has its identifier.
    pub(crate) fn load_named(self: Box<Self>) -> Step {
        Step::Load(Load { key: self.key, of: Loading::Sale(self, What::Payment { is_named: true }) })
    }

    /// Continues with the stored record of the payment's identifier.
    pub(crate) fn look_at_name(
        self: Box<Self>,
        name: Key,
        hashes: RequestHashes,
        stored: Option<Stored>,
        now: u64,
    ) -> Step {
        let Some(Stored { revision, record }) = stored else { return self.take_name(name, 0, hashes, now) };
        match record.state {
            _ if record.fingerprint != hashes.priced => {
                Answer::outcome(HttpOutcome::Conflict, Reservation::<()>::CONFLICT).into()
            }
            State::Named { by, .. } if by == self.key => self.load_named(),
            State::Named { lease, by } => {
                Step::Load(Load { key: by, of: Loading::Sale(self, What::Other { name, revision, lease, hashes }) })
            }
            State::Working { .. }
            | State::Asked { .. }
            | State::Serving { .. }
            | State::Member { .. }
            | State::Used
            | State::Channel(_)
            | State::Done { .. }
            | State::Refused { .. }
            | State::Unknown => Answer::error(500, "a record of something else").into(),
        }
    }

    /// Continues with the stored record of a different payment, which has the same identifier for the same request.
    pub(crate) fn look_at_other(
        self: Box<Self>,
        by: Key,
        (name, revision, lease): (Key, u64, u64),
        hashes: RequestHashes,
        stored: Option<Stored>,
        now: u64,
    ) -> Step {
        let lease = match stored.as_ref().map(|stored| &stored.record.state) {
            None => Some(lease),
            Some(State::Working { lease }) => Some(*lease),
            Some(_) => None,
        };
        match (lease, stored) {
            (Some(lease), _) if now < lease => Step::Wait(Wait { sale: self }),
            // Its money was not asked for, and will not be.
            (Some(_), stored) => self.shut_out(by, stored, (name, revision), hashes),
            (None, Some(Stored { record: Record { state: State::Done { answer }, .. }, .. })) => {
                if has_moved_money(&answer) { answer.into() } else { self.take_name(name, revision, hashes, now) }
            }
            (None, Some(Stored { record: Record { state: State::Refused { .. }, .. }, .. })) => {
                self.take_name(name, revision, hashes, now)
            }
            // Its money may have moved.
            (None, Some(Stored { record: Record { state: State::Unknown, .. }, .. })) => self.unknown().into(),
            // It is settled or given up first, because the two payments must not both be settled.
            (None, Some(stored)) => match Self::of_record(&self.seller, &stored.record, Continued::ByRequest, now) {
                None => Answer::again("another payment for this request is not decided yet").into(),
                // If nothing comes of the other payment, this one continues.
                Some(other) => {
                    let other = Box::new(Self { waiting: Some(self.clone()), ..*other });
                    other.go_on(stored, now).unwrap_or(Step::Wait(Wait { sale: self }))
                }
            },
            (None, None) => Step::Wait(Wait { sale: self }),
        }
    }

    /// Records that the other payment is given up before its money was asked for. Only then its identifier is free.
    fn shut_out(
        self: Box<Self>,
        other: Key,
        stored: Option<Stored>,
        (name, revision): (Key, u64),
        hashes: RequestHashes,
    ) -> Step {
        // The bytes of a payment that never began are not known. One that has begun is kept until it ends, which may be
        // later.
        let (expected, payment, ends) = stored.map_or((0, [0; 32], self.authorized.expires), |stored| {
            let begun = Self::of_record(&self.seller, &stored.record, Continued::ByRequest, self.now);
            let ends = begun.map_or(Expires::Never, |begun| begun.authorized.expires);
            (stored.revision, stored.record.payment, ends)
        });
        let state = State::Refused { reason: ReasonCode::new(INTERRUPTED) };
        let record = Record { fingerprint: hashes.request, payment, ..Record::of_state(state) };
        let of = Writing::Sale(self, Then::TakeName { name, revision, hashes });
        Step::Swap(Swap { key: other, expected, record: Box::new(record), ends, of })
    }

    /// The stored answer. If it is an answer for the other payment, and nothing comes of that one, this payment
    /// continues.
    pub(crate) fn answer(self: Box<Self>, answer: Answer) -> Step {
        let has_moved = has_moved_money(&answer);
        match self.waiting {
            Some(own) if !has_moved => Step::load(own),
            Some(_) | None => answer.into(),
        }
    }

    /// Records that the identifier belongs to this payment.
    pub(crate) fn take_name(self: Box<Self>, name: Key, revision: u64, hashes: RequestHashes, now: u64) -> Step {
        let lease = Seller::lease(now, self.seller.work_timeout());
        let state = State::Named { lease, by: self.key };
        let record = Record { fingerprint: hashes.priced, payment: self.digest, ..Record::of_state(state) };
        self.write(name, revision, record, Then::Begin)
    }

    /// `true` if the payer may return once it has paid. A charge of zero does not count.
    fn admits(&self) -> bool {
        self.seller.choices().sign_ins.is_some() && !self.asked().get().is_zero()
    }

    /// Creates the payer's record before money moves, or extends the existing one until the payer has paid. A store
    /// that is full takes no new record, and then nothing is sold; but existing records can grow.
    pub(crate) fn make_room(self: Box<Self>, hashes: RequestHashes, stored: Option<Stored>, now: u64) -> Step {
        let (work, settle) = (self.seller.work_timeout(), self.seller.settle_timeout());
        // In the flow `escrow` a payment is settled twice.
        let done = Seller::lease(now, work.saturating_add(settle).saturating_add(settle));
        let (expected, until) = match stored {
            Some(Stored { revision, record: Record { state: State::Member { until }, .. } }) => (revision, until),
            stored => (stored.map_or(0, |stored| stored.revision), 0),
        };
        if until >= done {
            return self.begin_work(hashes, now);
        }
        let ends = self.ends_from(done);
        let (key, record) = (self.member, Box::new(Record::of_state(State::Member { until })));
        Step::Swap(Swap { key, expected, record, ends, of: Writing::Sale(self, Then::BeginWork { hashes }) })
    }

    /// Writes the first record of a payment, before anything is begun.
    pub(crate) fn begin_work(self: Box<Self>, hashes: RequestHashes, now: u64) -> Step {
        let expires = self.authorized.expires;
        let progress = Progress {
            revision: 0,
            fingerprint: hashes.request,
            begun: matches!(expires, Expires::WithBlockhash(_)).then_some(now),
            since: expires.time().is_none().then_some(now),
            unanswered: None,
            pending: None,
        };
        if self.flow != PaymentFlow::Authorization {
            return self.ask(progress, Work::NONE, 1, now);
        }
        let lease = Seller::lease(now, self.seller.work_timeout());
        self.write_and_continue(progress, State::Working { lease })
    }

    /// Continues [the sale of a record](Self::of_record) where an earlier request stopped. `None` if that request is
    /// still in work.
    pub(crate) fn go_on(self: Box<Self>, stored: Stored, now: u64) -> Option<Step> {
        let Stored { revision, record } = stored;
        let mut progress = Progress::of_record(revision, &record);
        if self.authorized.expires.time().is_none() {
            // A record of an earlier version counts from now on.
            progress.since.get_or_insert(now);
        }
        Some(match record.state {
            State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Done { .. }
            | State::Refused { .. }
            | State::Unknown => return None,
            State::Channel(_) => return self.ask_again_for_deposit(Stored { revision, record }, now),
            State::Working { lease } | State::Asked { lease, .. } | State::Serving { lease, .. } if now < lease => {
                return None;
            }
            // The work may have begun, and is not begun again. No money was asked for, and none will be.
            State::Working { .. } => {
                let settlement = self.failure(INTERRUPTED);
                self.finish_refused(&progress, &settlement)
            }
            State::Asked { served: None, reserved: Some(_), .. } if !self.has_request() => {
                settled_without_the_buyer().into()
            }
            State::Asked { served: None, reserved: Some(settlement), .. } => {
                self.serve_settled(progress, settlement, now)
            }
            State::Asked { times, served, reserved, .. } => {
                self.ask(progress, Work { served, reserved }, times.saturating_add(1), now)
            }
            // The payment is settled, and the work may have begun.
            State::Serving { settlement, .. } if self.flow == PaymentFlow::Escrow => {
                let answer = Answer::error(500, "the money is reserved, and the work was interrupted");
                self.finish_reserved(progress, answer, &settlement)
            }
            State::Serving { settlement, .. } => {
                let answer = Answer::error(500, "the payment is settled, and the work was interrupted");
                let answer = answer.with_settlement(&self.payment, &settlement);
                self.finish_paid(progress, answer)
            }
        })
    }

    /// Records that the payment is settled, before the work begins.
    pub(crate) fn serve_settled(
        self: Box<Self>,
        progress: Progress,
        settlement: Box<SettleResponse>,
        now: u64,
    ) -> Step {
        let lease = Seller::lease(now, self.seller.work_timeout());
        self.write_and_continue(progress, State::Serving { lease, settlement })
    }

    /// The answer to a payment that was sent for a different request. It reports the outcome there, because a plain
    /// conflict would mean that no money moves, and that the buyer may sign again (F-5).
    pub(crate) fn elsewhere(&self, state: State) -> Answer {
        let conflict = Answer::outcome(HttpOutcome::Conflict, "the payment was sent for another request");
        let answer = match state {
            State::Done { answer } => answer,
            State::Refused { reason } => {
                return conflict.with_settlement(&self.payment, &self.failure(reason.as_str()));
            }
            State::Unknown => return conflict.with_settlement(&self.payment, &self.failure(PENDING)),
            State::Working { .. }
            | State::Asked { .. }
            | State::Serving { .. }
            | State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Channel(_) => {
                return Answer::again("the payment is in work for another request: send it with that request again");
            }
        };
        // The other request may have been of the other version, whose header has a different name.
        let names = [HeaderName::PaymentResponse, HeaderName::XPaymentResponse];
        match names.into_iter().find_map(|name| answer.header(name.as_str())) {
            None => conflict,
            Some(settlement) => conflict.with_header(self.payment.settlement_header_name().as_str(), settlement),
        }
    }

    /// Records that money is asked for, before the request. If the record is not written again, the answer was lost.
    pub(crate) fn ask(self: Box<Self>, progress: Progress, work: Work, times: u32, now: u64) -> Step {
        let lease = Seller::lease(now, self.seller.settle_timeout());
        let Work { served, reserved } = work;
        let mut record = self.record(&progress, State::Asked { lease, times, served, reserved });
        record.unanswered = progress.unanswered.or(Some(now));
        self.write_payment(progress.revision, record, Then::Continue(progress))
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
    pub(crate) fn finish_unknown(self: Box<Self>, progress: &Progress) -> Step {
        let answer = self.unknown();
        self.close(progress, State::Unknown, answer)
    }

    /// Records the outcome of the payment, and sends an answer that is not kept.
    pub(crate) fn close(self: Box<Self>, progress: &Progress, state: State, answer: Answer) -> Step {
        let record = self.record(progress, state);
        self.write_payment(progress.revision, record, Then::Close(Box::new(answer)))
    }

    /// Records that the outcome is not known, and sends an answer. The next request with this payment continues.
    pub(crate) fn leave_open(self: Box<Self>, progress: &Progress, state: State, answer: Answer) -> Step {
        let record = self.record(progress, state);
        self.write_payment(progress.revision, record, Then::Leave(Box::new(answer)))
    }

    /// The answer to a payment with an unknown outcome. It may be settled, so its buyer may not sign again.
    pub(crate) fn unknown(&self) -> Answer {
        let answer = Answer::error(500, "nobody here knows whether the payment is settled: only the chain shows it");
        answer.with_settlement(&self.payment, &self.failure(PENDING))
    }

    /// Records the answer to a settled payment. If it paid anything, its payer may return from now on without paying.
    /// If only that were written before a crash, the payment would be settled once more, with the same idempotency key.
    pub(crate) fn finish_paid(self: Box<Self>, progress: Progress, answer: Answer) -> Step {
        if self.admits() { self.admit(progress, Box::new(answer)) } else { self.finish(progress, answer) }
    }

    /// Reads until when the payer may return.
    pub(crate) fn admit(self: Box<Self>, progress: Progress, answer: Box<Answer>) -> Step {
        let key = self.member;
        Step::Load(Load { key, of: Loading::Sale(self, What::Member { progress, answer }) })
    }

    /// Continues with the stored record of the payer.
    pub(crate) fn look_at_member(
        self: Box<Self>,
        stored: Option<Stored>,
        progress: Progress,
        answer: Box<Answer>,
        now: u64,
    ) -> Step {
        let stay = self.seller.choices().sign_ins.as_ref().map_or(0, |sign_ins| sign_ins.stay);
        let until = now.saturating_add(stay);
        let expected = match stored {
            Some(Stored { record: Record { state: State::Member { until: known }, .. }, .. }) if until <= known => {
                return self.finish(progress, *answer);
            }
            stored => stored.map_or(0, |stored| stored.revision),
        };
        let key = self.member;
        let record = Box::new(Record::of_state(State::Member { until }));
        let of = Writing::Sale(self, Then::Finish(progress, answer));
        Step::Swap(Swap { key, expected, record, ends: Expires::At(until.into()), of })
    }

    /// Writes a state of the payment that decides what follows.
    fn write_and_continue(self: Box<Self>, progress: Progress, state: State) -> Step {
        let record = self.record(&progress, state);
        self.write_payment(progress.revision, record, Then::Continue(progress))
    }

    /// The record of the payment in this state.
    fn record(&self, progress: &Progress, state: State) -> Record {
        let Progress { fingerprint, begun, since, unanswered, .. } = *progress;
        let payment = self.digest;
        // Once the answer is stored, the payment itself is not needed any more.
        if state.is_closed() {
            return Record { fingerprint, payment, ..Record::of_state(state) };
        }
        let request = Some(self.request.to_json());
        // With the query, which a receipt names.
        let resource = Some(self.url.clone());
        Record { fingerprint, payment, request, resource, begun, since, unanswered, state }
    }

    fn write_payment(self: Box<Self>, expected: u64, record: Record, then: Then) -> Step {
        let key = self.key;
        self.write(key, expected, record, then)
    }

    pub(crate) fn write(self: Box<Self>, key: Key, expected: u64, record: Record, then: Then) -> Step {
        let ends = if let State::Channel(channel) = &record.state {
            channel.ends(self.now)
        } else {
            // The outcome of a payment may be known only long after its end.
            self.ends_from(self.now)
        };
        Step::Swap(Swap { key, expected, record: Box::new(record), ends, of: Writing::Sale(self, then) })
    }

    /// The end of the payment, or this second if that is later.
    fn ends_from(&self, second: u64) -> Expires {
        let ends = self.authorized.expires;
        ends.time().map_or(ends, |end| Expires::At(end.max(second.into())))
    }
}

/// The reason why reserved money is not taken.
pub(crate) const NOT_CAPTURED: &str = "not_captured";
/// The reason of a payment whose request was lost before the money was asked for.
const INTERRUPTED: &str = "interrupted";
/// The reason of a payment that may be settled.
const PENDING: &str = "settlement_pending";

/// The answer for a payment that is settled before the work, without its buyer.
pub(crate) fn settled_without_the_buyer() -> Answer {
    Answer::again("the payment is settled: send it again with its request")
}

/// The answer to a request for headers alone, for whose payment a different request is in work.
fn in_work_for_headers() -> Answer {
    Answer::again("the payment is in work: send the same payment again, and not for headers alone")
}

/// The answer to a request without a hash, if nothing has begun for its payment.
pub(crate) fn unhashed() -> Answer {
    Answer::error(400, "the request has a number that no two programs read alike")
}

/// `true` if an answer reports that a payment was settled for it, or that its money is reserved. A settlement that
/// cannot be decoded may report that.
pub(crate) fn has_moved_money(answer: &Answer) -> bool {
    match answer.read_settlement() {
        Ok(settlement) => SettlementState::of(&settlement) != SettlementState::Failed,
        Err(error) => !matches!(error.kind(), ErrorKind::NoHeader(_)),
    }
}
