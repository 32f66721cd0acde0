//! The record of a payment is read: the payment begins, continues, or gets the answer of its record.

use alloc::boxed::Box;

use x402_types::{HeaderName, HttpOutcome, PaymentFlow};

use crate::{
    answer::Answer,
    key::Key,
    reasons::PENDING,
    record::{Record, State, Stored},
    sale::{Method, Origin, RequestHashes, Sale, Validity},
    step::{Identifier, Load, Loading, RecordOf, Step, Verify, Verifying, Wait},
};

impl Load {
    /// Completes the step if the store cannot be read. The answer asks for the same payment again. If the load follows
    /// the settlement, the payment may be settled already.
    #[must_use]
    pub fn failed(self) -> Step {
        unread().into()
    }

    /// Completes the step with the record in the store at this time, if any.
    #[must_use]
    pub fn loaded(self, stored: Option<Stored>, now: u64) -> Step {
        let Self { key, of } = self;
        let (sale, record_of) = match of {
            Loading::Sale(sale, record_of) => (sale, record_of),
            Loading::Visit(visit) => return visit.payer_loaded(stored, now),
        };
        match record_of {
            RecordOf::Payment(identifier) => sale.record_loaded(stored, identifier, now),
            RecordOf::Identifier { hashes } => sale.identifier_loaded(key, hashes, stored, now),
            RecordOf::Competitor { identifier, lease } => sale.competitor_loaded(key, (identifier, lease), stored, now),
            RecordOf::Payer { hashes } => sale.reserve_payer(hashes, stored, now),
            RecordOf::PaidPayer { progress, answer } => sale.record_payer(stored, progress, answer, now),
        }
    }
}

impl Wait {
    /// Reads the record again.
    #[must_use]
    pub fn look_again(self) -> Step {
        Step::load(self.sale)
    }

    /// Answers 503, so that the buyer comes again.
    #[must_use]
    pub fn come_again(self) -> Step {
        Answer::again("a different request with this payment is being processed: send the same payment again").into()
    }
}

/// What the store knows of a payment.
#[derive(Clone, Copy)]
enum Known {
    Nothing,
    /// A record of different bytes with the same nonce.
    OtherPayload,
    /// A record of these bytes.
    SamePayload,
}

/// What a payment may do, whatever the state of its record.
enum Admission {
    /// Begin, or continue with the record.
    Go,
    Refuse,
    /// Ask a facilitator or a node.
    AskFirst,
    /// Nothing, because the request is for headers alone.
    NotForHead,
}

impl Sale {
    /// Continues with the stored record of the payment, or of its channel.
    pub(crate) fn record_loaded(self: Box<Self>, stored: Option<Stored>, identifier: Identifier, now: u64) -> Step {
        // All vouchers of a channel share the channel's record, so the stored one need not be of this payment.
        if self.is_of_channel() {
            return self.channel_loaded(stored, now);
        }
        match stored {
            None => self.no_record(identifier, now),
            Some(stored) => self.record_found(stored, now),
        }
    }

    /// Continues without a record: the payment begins, if it may.
    fn no_record(self: Box<Self>, identifier: Identifier, now: u64) -> Step {
        // A payment does not begin twice.
        let Origin::Request(request) = &self.origin else { return self.refuse().into() };
        // Later requests are compared with this one by its hash.
        let Some(hashes) = request.hashes else { return unhashed().into() };
        match self.admission(Known::Nothing) {
            Admission::Refuse => self.refuse().into(),
            Admission::AskFirst => Step::Verify(Verify { of: Verifying::Payment(self) }),
            Admission::NotForHead => self.not_for_head().into(),
            Admission::Go => {
                let unreserved = match identifier {
                    Identifier::NotReserved => request.identifier,
                    Identifier::Reserved => None,
                };
                self.reserve_and_begin(unreserved, hashes, now)
            }
        }
    }

    /// Reserves the identifier and the record of the payer, if there are any, and begins.
    fn reserve_and_begin(self: Box<Self>, unreserved: Option<Key>, hashes: RequestHashes, now: u64) -> Step {
        if let Some(key) = unreserved {
            return Step::Load(Load { key, of: Loading::Sale(self, RecordOf::Identifier { hashes }) });
        }
        if self.lets_payer_return() {
            return Step::Load(Load { key: self.payer_key, of: Loading::Sale(self, RecordOf::Payer { hashes }) });
        }
        self.begin_work(hashes, now)
    }

    /// Continues with a record of the payment, or of different bytes with the same nonce.
    fn record_found(self: Box<Self>, stored: Stored, now: u64) -> Step {
        let is_same = stored.record.payment == self.digest;
        // This comes before the outcome, because a forged payment with the same nonce must not learn it.
        match self.admission(if is_same { Known::SamePayload } else { Known::OtherPayload }) {
            Admission::Refuse => return self.refuse().into(),
            Admission::AskFirst => return Step::Verify(Verify { of: Verifying::Payment(self) }),
            Admission::NotForHead => return in_work_for_head().into(),
            Admission::Go => {}
        }
        // A payment pays for one request. A different request gets at most its settlement.
        if self.fingerprint() != Some(stored.record.fingerprint) {
            return self.sent_for_another_request(stored.record.state).into();
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
            open => self.open_record_found(open, now),
        }
    }

    /// Continues with a record whose outcome is open: where an earlier request stopped, or after it.
    fn open_record_found(self: Box<Self>, stored: Stored, now: u64) -> Step {
        if self.is_for_head() {
            return in_work_for_head().into();
        }
        // The sale is that of the record, because this request may have different bytes for the same nonce.
        let begun = Self::of_record(&self.seller, &stored.record, self.continued(), now);
        let begun = begun.map(|begun| Box::new(Self { waiting: self.waiting.clone(), ..*begun }));
        begun.and_then(|begun| begun.continue_record(stored, now)).unwrap_or(Step::Wait(Wait { sale: self }))
    }

    /// What the payment may do. The test `admission` has the whole table.
    fn admission(&self, known: Known) -> Admission {
        let is_new = match known {
            // A buyer who sends the same bytes again needs no further proof, even after the payment's window has ended.
            Known::SamePayload => return Admission::Go,
            // Nothing begins for these bytes. The payment of the record was verified when it began.
            Known::OtherPayload => false,
            Known::Nothing => true,
        };
        // The sale of a record is that of the same bytes, as long as the record is stored.
        let Origin::Request(request) = &self.origin else { return Admission::Refuse };
        let is_head = request.method == Method::Head;
        match &request.validity {
            Validity::Invalid => Admission::Refuse,
            Validity::Undecided(_) if self.is_refused() => Admission::Refuse,
            Validity::Undecided(_) if is_head => Admission::NotForHead,
            Validity::Undecided(_) => Admission::AskFirst,
            Validity::Valid(_) | Validity::Confirmed if is_new && is_head => Admission::NotForHead,
            Validity::Valid(_) if is_new && self.is_verified_first() => Admission::AskFirst,
            Validity::Valid(_) | Validity::Confirmed => Admission::Go,
        }
    }

    /// `true` if a facilitator or a node is asked before the work about payments that are valid by their bytes.
    fn is_verified_first(&self) -> bool {
        self.flow == PaymentFlow::Authorization && self.seller.choices().verify_all
    }

    /// A request for headers alone is not sold. Nothing was begun for this payment.
    pub(crate) fn not_for_head(&self) -> Answer {
        self.seller.refuse(HttpOutcome::PaymentRequired, "HEAD is not sold: send the payment with GET", self.now)
    }

    /// The answer to a payment that was sent for a different request. It reports the outcome there, because a plain
    /// conflict would mean that no money moves, and that the buyer may sign again (F-5).
    pub(crate) fn sent_for_another_request(&self, state: State) -> Answer {
        let conflict = Answer::outcome(HttpOutcome::Conflict, "the payment was sent for a different request");
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
                return Answer::again(
                    "the payment is being processed for a different request: send it again with that request",
                );
            }
        };
        // The other request may have been of the other version, whose header has a different name.
        let names = [HeaderName::PaymentResponse, HeaderName::XPaymentResponse];
        match names.into_iter().find_map(|name| answer.header(name.as_str())) {
            None => conflict,
            Some(settlement) => conflict.with_header(self.payment.settlement_header_name().as_str(), settlement),
        }
    }
}

pub(crate) fn unread() -> Answer {
    Answer::again("the store cannot be read: send the same payment again")
}

/// The answer to a request for headers alone, for whose payment a different request is in work.
fn in_work_for_head() -> Answer {
    Answer::again("the payment is being processed for a different request: send it again with that request")
}

/// The answer to a request without a hash, if nothing has begun for its payment.
pub(crate) fn unhashed() -> Answer {
    Answer::error(400, "the request has a number that no two programs read alike")
}
