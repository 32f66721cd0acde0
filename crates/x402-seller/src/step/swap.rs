//! The step that writes a record.

use alloc::boxed::Box;

use x402_types::SettleResponse;
use x402_verify::Expires;

use super::{Serve, Settle, Settling, Step, Verify};
use crate::{
    Answer, Key, Record, Seller, State,
    order::Work,
    sale::{Method, Progress, RequestHashes, Sale},
    sign_in::Visit,
};

/// The continuation after a record is written.
#[derive(Clone, Debug)]
pub(crate) enum Then {
    /// The payment takes the identifier, whose record has this revision.
    TakeName { name: Key, revision: u64, hashes: RequestHashes },
    /// The payment begins, now that it has its identifier.
    Begin,
    /// The payment begins, now that there is a record for its payer.
    BeginWork { hashes: RequestHashes },
    /// The written state decides: the work, the settlement or the answer follows.
    Continue(Progress),
    /// The record stays open, and this is sent.
    Leave(Box<Answer>),
    /// The record is closed, and this is sent.
    Close(Box<Answer>),
    /// The request has the turn of the channel, and the facilitator is asked about the state of the channel.
    Look,
    /// The deposit is asked for, this many times so far. `pending` is the facilitator's last answer to this request, if
    /// it was that the settlement is pending.
    Deposit { times: u32, pending: Option<Box<SettleResponse>> },
    /// The account has paid. The payment's record gets this answer next.
    Finish(Progress, Box<Answer>),
}

impl Then {
    /// The seconds that the continuation may take, for which the lease of this state was written.
    fn seconds(&self, state: &State, seller: &Seller) -> Option<u64> {
        let (work, settle) = (seller.work_timeout(), seller.settle_timeout());
        match self {
            Self::Continue(_) => match state {
                State::Working { .. } | State::Serving { .. } => Some(work),
                State::Asked { .. } => Some(settle),
                State::Named { .. }
                | State::Member { .. }
                | State::Used
                | State::Channel(_)
                | State::Done { .. }
                | State::Refused { .. }
                | State::Unknown => None,
            },
            Self::Deposit { .. } => Some(work.saturating_add(settle)),
            Self::TakeName { .. }
            | Self::Begin
            | Self::BeginWork { .. }
            | Self::Leave(_)
            | Self::Close(_)
            | Self::Look
            | Self::Finish(..) => None,
        }
    }
}

/// The owner of the record.
#[derive(Clone, Debug)]
pub(crate) enum Writing {
    Sale(Box<Sale>, Then),
    /// The nonce of a sign-in.
    Visit(Box<Visit>),
}

/// Write the record of a key to the store, unless a different request has written it since.
#[derive(Clone, Debug)]
pub struct Swap {
    pub(crate) key: Key,
    pub(crate) expected: u64,
    pub(crate) record: Box<Record>,
    pub(crate) ends: Expires,
    pub(crate) of: Writing,
}

impl Swap {
    /// The key to write.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.key
    }

    /// The revision that the store must have, or 0 if it must have no record. The write increases it by one.
    #[must_use]
    pub const fn expected(&self) -> u64 {
        self.expected
    }

    /// The record to write.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The end of the authorization, or of a sign-in's challenge; but not before the time of the request, because the
    /// outcome of a payment may be known only long after its end. After that, and after the time that a facilitator may
    /// take, the record is worth keeping only for a buyer who comes again. An open payment is kept until it is closed.
    /// A channel that was charged, or that got a deposit, is kept forever.
    #[must_use]
    pub const fn ends(&self) -> Expires {
        self.ends
    }

    /// `true` if it does no harm to lose the record together with all sellers that share the store, for example when
    /// their one machine loses power. Then the store need not wait for its disk. Such a record only states that the
    /// work begins. No money was asked for, and the next write to a store that keeps the order of its writes makes the
    /// record durable. If the record is lost, the same payment begins again and pays once, so the work can begin twice:
    /// this is allowed only for a safe method (`GET`; RFC 9110, 9.2.1). It is not allowed for a payment with an
    /// identifier, because a different payment could take the identifier meanwhile.
    ///
    /// If sellers can outlive the store, such as a database that is killed, the store must wait.
    #[must_use]
    pub fn may_be_lost(&self) -> bool {
        match (&self.of, &self.record.state) {
            (Writing::Sale(sale, _), State::Working { .. }) => {
                sale.requested().is_some_and(|request| request.method == Method::Get && request.identifier.is_none())
            }
            (Writing::Sale(..) | Writing::Visit(_), _) => false,
        }
    }

    /// `true` if this is the first record of a payment whose outcome may soon be unknown. Nothing has begun, so a
    /// driver that has too many [open](Record::request) payments need not write it.
    #[must_use]
    pub fn is_first(&self) -> bool {
        match (&self.of, &self.record.state) {
            (Writing::Sale(sale, Then::Look), State::Channel(channel)) => channel.is_new() && sale.deposit().is_some(),
            (Writing::Sale(..), _) => self.expected == 0 && self.record.request.is_some(),
            (Writing::Visit(_), _) => false,
        }
    }

    /// Completes the step if the record was written, and survives what the store promises to survive. If the write took
    /// so long that the lease leaves too little time, the next step writes the record again.
    #[must_use]
    pub fn stored(self, now: u64) -> Step {
        let Self { key, expected, mut record, ends, of } = self;
        let revision = expected.saturating_add(1);
        let (sale, then) = match of {
            Writing::Sale(sale, then) => (sale, then),
            Writing::Visit(visit) => return visit.enter(),
        };
        if let Some(seconds) = then.seconds(&record.state, &sale.seller)
            && let Some(lease) = record.state.lease_mut()
            && let Some(longer) = Seller::longer(*lease, now, seconds)
        {
            *lease = longer;
            return Step::Swap(Self { key, expected: revision, record, ends, of: Writing::Sale(sale, then) });
        }
        match then {
            Then::Continue(progress) => sale.written(Progress { revision, ..progress }, *record),
            Then::Leave(answer) => Step::Answer(answer),
            Then::Close(answer) => sale.answer(*answer),
            Then::TakeName { name, revision, hashes } => sale.take_name(name, revision, hashes, now),
            Then::Begin => sale.load_named(),
            Then::BeginWork { hashes } => sale.begin_work(hashes, now),
            Then::Look => Step::Verify(Verify { sale: sale.in_turn(revision) }),
            Then::Deposit { times, pending } => sale.in_turn(revision).settle_deposit(times, pending),
            Then::Finish(progress, answer) => sale.finish(progress, *answer),
        }
    }

    /// Completes the step if a different request has written the record since.
    #[must_use]
    pub fn conflict(self) -> Step {
        match self.of {
            Writing::Sale(sale, Then::Finish(progress, answer)) => sale.admit(progress, answer),
            Writing::Sale(sale, _) => Step::load(sale),
            Writing::Visit(visit) => visit.turn_away(),
        }
    }

    /// Completes the step if the write may have failed. No step follows that relies on the record.
    #[must_use]
    pub fn failed(self) -> Step {
        match self.of {
            Writing::Sale(..) => Answer::again("the store cannot be written: send the same payment again").into(),
            Writing::Visit(_) => Answer::again("the store cannot be written: sign in with a new challenge").into(),
        }
    }
}

impl Sale {
    /// Continues as the written state of the payment says.
    fn written(self: Box<Self>, progress: Progress, record: Record) -> Step {
        match record.state {
            State::Working { .. } => Serve::of_payment(self, progress, None),
            State::Serving { settlement, .. } => Serve::of_payment(self, progress, Some(settlement)),
            State::Asked { times, served, reserved, .. } => {
                let (since, work) = (record.unanswered, Work { served, reserved });
                let of = Settling::Payment { progress, since, work };
                Step::Settle(Settle { sale: self, times, is_doubted: false, of })
            }
            State::Done { answer } => self.answer(answer),
            State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Channel(_)
            | State::Refused { .. }
            | State::Unknown => Answer::error(500, "a record of another step").into(),
        }
    }
}
