//! A payment reserves its identifier, so that one payment at most is settled for a purchase.

use alloc::boxed::Box;

use x402_extensions::payment_identifier::Reservation;
use x402_types::{HttpOutcome, ReasonCode};
use x402_verify::Expires;

use crate::{
    answer::{Answer, has_moved_money},
    key::Key,
    reasons::INTERRUPTED,
    record::{Record, State, Stored},
    sale::{Continued, RequestHashes, Sale},
    seller::Seller,
    step::{AfterWrite, Identifier, IdentifierRecord, Load, Loading, RecordOf, Step, Swap, Wait, Writing},
};

impl Sale {
    /// Continues with the stored record of the payment's identifier.
    pub(crate) fn identifier_loaded(
        self: Box<Self>,
        key: Key,
        hashes: RequestHashes,
        stored: Option<Stored>,
        now: u64,
    ) -> Step {
        let Some(Stored { revision, record }) = stored else {
            return self.reserve_identifier(IdentifierRecord { key, revision: 0, hashes }, now);
        };
        let identifier = IdentifierRecord { key, revision, hashes };
        match record.state {
            _ if record.fingerprint != hashes.priced => {
                Answer::outcome(HttpOutcome::Conflict, Reservation::<()>::CONFLICT).into()
            }
            State::Named { by, .. } if by == self.key => self.identifier_reserved(),
            State::Named { lease, by } => {
                Step::Load(Load { key: by, of: Loading::Sale(self, RecordOf::Competitor { identifier, lease }) })
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
    pub(crate) fn competitor_loaded(
        self: Box<Self>,
        competitor: Key,
        (identifier, lease): (IdentifierRecord, u64),
        stored: Option<Stored>,
        now: u64,
    ) -> Step {
        let Some(stored) = stored else {
            // It has the identifier, and has not begun.
            return self.wait_or_refuse_competitor(competitor, None, (identifier, lease), now);
        };
        match stored {
            Stored { record: Record { state: State::Working { lease }, .. }, .. } => {
                self.wait_or_refuse_competitor(competitor, Some(stored), (identifier, lease), now)
            }
            Stored { record: Record { state: State::Done { answer }, .. }, .. } if has_moved_money(&answer) => {
                answer.into()
            }
            Stored { record: Record { state: State::Done { .. } | State::Refused { .. }, .. }, .. } => {
                self.reserve_identifier(identifier, now)
            }
            // Its money may have moved.
            Stored { record: Record { state: State::Unknown, .. }, .. } => self.unknown().into(),
            open => self.continue_competitor(open, now),
        }
    }

    /// A competitor whose money was not asked for: this payment waits until its lease ends, and then takes its place.
    fn wait_or_refuse_competitor(
        self: Box<Self>,
        competitor: Key,
        stored: Option<Stored>,
        (identifier, lease): (IdentifierRecord, u64),
        now: u64,
    ) -> Step {
        if now < lease {
            return Step::Wait(Wait { sale: self });
        }
        self.refuse_competitor(competitor, stored, identifier)
    }

    /// A competitor with an open outcome is settled or given up first, because the two payments must not both be
    /// settled. If nothing comes of it, this payment continues.
    fn continue_competitor(self: Box<Self>, stored: Stored, now: u64) -> Step {
        match Self::of_record(&self.seller, &stored.record, Continued::ByRequest, now) {
            None => Answer::again("a different payment for this request is not decided yet").into(),
            Some(other) => {
                let other = Box::new(Self { waiting: Some(self.clone()), ..*other });
                other.continue_record(stored, now).unwrap_or(Step::Wait(Wait { sale: self }))
            }
        }
    }

    /// Records that the other payment is given up before its money was asked for. Only then its identifier is free.
    fn refuse_competitor(self: Box<Self>, key: Key, stored: Option<Stored>, identifier: IdentifierRecord) -> Step {
        // The bytes of a payment that never began are not known. One that has begun is kept until it ends, which may be
        // later.
        let (expected, payment, ends) = stored.map_or((0, [0; 32], self.authorized.expires), |stored| {
            let begun = Self::of_record(&self.seller, &stored.record, Continued::ByRequest, self.now);
            let ends = begun.map_or(Expires::Never, |begun| begun.authorized.expires);
            (stored.revision, stored.record.payment, ends)
        });
        let state = State::Refused { reason: ReasonCode::new(INTERRUPTED) };
        let record = Record { fingerprint: identifier.hashes.request, payment, ..Record::of_state(state) };
        let of = Writing::Sale(self, AfterWrite::ReserveIdentifier(identifier));
        Step::Swap(Swap { key, expected, record: Box::new(record), ends, of })
    }

    /// Records that the identifier belongs to this payment.
    pub(crate) fn reserve_identifier(self: Box<Self>, identifier: IdentifierRecord, now: u64) -> Step {
        let IdentifierRecord { key, revision, hashes } = identifier;
        let lease = Seller::lease(now, self.seller.work_timeout());
        let state = State::Named { lease, by: self.key };
        let record = Record { fingerprint: hashes.priced, payment: self.digest, ..Record::of_state(state) };
        self.write(key, revision, record, AfterWrite::IdentifierReserved)
    }

    /// Reads the payment's record again, now that the payment has its identifier.
    pub(crate) fn identifier_reserved(self: Box<Self>) -> Step {
        Step::Load(Load { key: self.key, of: Loading::Sale(self, RecordOf::Payment(Identifier::Reserved)) })
    }
}
