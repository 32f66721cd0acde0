//! Write a record.

use alloc::boxed::Box;

use x402_verify::Expires;

use super::{Serve, Settle, Step, Verify};
use crate::{Answer, Key, Record, Seller, State, order::Work, sale::Sale, sign_in::Visit};

/// What follows once a record is written.
#[derive(Clone, Debug)]
pub(crate) enum Then {
    /// The payment takes the identifier, whose record has this revision.
    TakeName(Key, u64),
    /// The payment begins, now that it has its identifier.
    Begin,
    /// The payment begins, now that there is a record for its payer.
    BeginWork,
    Serve,
    Settle,
    Answer,
    /// The record stays open, and this is sent.
    Leave(Box<Answer>),
    /// The record is closed, and this is sent.
    Close(Box<Answer>),
    /// The channel is the request's, and the facilitator is asked how it stands.
    Look,
    /// The deposit is asked for, for so many times now.
    Deposit(u32),
    /// The account has paid. The payment's record, which has this revision, gets this answer next.
    Finish(u64, Box<Answer>),
}

impl Then {
    /// How many seconds what follows may take, for which the lease was written.
    fn seconds(&self, seller: &Seller) -> Option<u64> {
        let (work, settle) = (seller.work_timeout(), seller.settle_timeout());
        match self {
            Self::Serve => Some(work),
            Self::Settle => Some(settle),
            Self::Deposit(_) => Some(work.saturating_add(settle)),
            Self::TakeName(..)
            | Self::Begin
            | Self::BeginWork
            | Self::Answer
            | Self::Leave(_)
            | Self::Close(_)
            | Self::Look
            | Self::Finish(..) => None,
        }
    }
}

/// For whom something is written.
#[derive(Clone, Debug)]
pub(crate) enum Writing {
    Sale(Box<Sale>, Then),
    /// The nonce of a sign-in.
    Visit(Box<Visit>),
}

/// Write what the store keeps for a key, unless another request wrote it since.
#[derive(Clone, Debug)]
pub struct Swap {
    pub(crate) key: Key,
    pub(crate) expected: u64,
    pub(crate) record: Box<Record>,
    pub(crate) ends: Expires,
    pub(crate) of: Writing,
}

impl Swap {
    /// The key.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.key
    }

    /// The revision that the store has to have. 0: there is no record. The write makes it one more.
    #[must_use]
    pub const fn expected(&self) -> u64 {
        self.expected
    }

    /// What is written.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// When the authorization ends, or the challenge of a sign-in; the time of the request if that is later, because what became of a
    /// payment may be known long after its end. From then on, and as long after it as a facilitator may take, the record is worth keeping
    /// only for a buyer who comes again. A payment that is open is kept until it is closed, and a channel from which something
    /// was charged, or into which a deposit was made, for ever.
    #[must_use]
    pub const fn ends(&self) -> Expires {
        self.ends
    }

    /// Whether no harm is done if the record is lost together with every seller that shares the store, as where a machine with all of them
    /// loses its power. Then the store need not wait for its disk. The record only states that the work begins. No money was asked for, and
    /// the next write to a store that keeps the order of its writes takes the record along. If it is lost, the same payment begins anew and
    /// pays once, so the work can begin twice: only that of a safe method (`GET`; RFC 9110, 9.2.1) may. A payment with an identifier may
    /// not, because another payment could take the identifier meanwhile.
    ///
    /// If a store can be lost while sellers live on, such as a database that is killed, it has to wait.
    #[must_use]
    pub fn may_be_lost(&self) -> bool {
        match (&self.of, &self.record.state) {
            (Writing::Sale(sale, Then::Serve), State::Working { .. }) => sale.is_safe && sale.name.is_none(),
            (Writing::Sale(..) | Writing::Visit(_), _) => false,
        }
    }

    /// Whether this is the first record of a payment of which it may soon not be known whether it is settled. Nothing has begun, so a driver
    /// that has too much [open](Record::request) need not write it.
    #[must_use]
    pub fn is_first(&self) -> bool {
        match (&self.of, &self.record.state) {
            (Writing::Sale(sale, Then::Look), State::Channel(channel)) => channel.is_new() && sale.deposit().is_some(),
            (Writing::Sale(..), _) => self.expected == 0 && self.record.request.is_some(),
            (Writing::Visit(_), _) => false,
        }
    }

    /// The record was written, and survives what the store promises. If that took so long that its lease leaves too little time, the next
    /// step writes another one.
    #[must_use]
    pub fn stored(self, now: u64) -> Step {
        let Self { key, expected, mut record, ends, of } = self;
        let revision = expected.saturating_add(1);
        let (sale, then) = match of {
            Writing::Sale(sale, then) => (sale, then),
            Writing::Visit(visit) => return visit.enter(),
        };
        if let Some(seconds) = then.seconds(&sale.seller)
            && let Some(lease) = record.state.lease_mut()
            && let Some(longer) = Seller::longer(*lease, now, seconds)
        {
            *lease = longer;
            return Step::Swap(Self { key, expected: revision, record, ends, of: Writing::Sale(sale, then) });
        }
        match (then, record.state) {
            (Then::Leave(answer), _) => Step::Answer(answer),
            (Then::Close(answer), _) => sale.answer(*answer),
            (Then::TakeName(name, revision), _) => sale.take_name(name, revision, now),
            (Then::Begin, _) => sale.load_named(),
            (Then::BeginWork, _) => sale.begin_work(now),
            (Then::Look, _) => Step::Verify(Verify { sale: sale.in_turn(revision) }),
            (Then::Deposit(times), _) => sale.settle_deposit(revision, times),
            (Then::Answer, State::Done { answer }) => sale.answer(answer),
            (Then::Finish(revision, answer), _) => sale.finish(revision, *answer),
            (Then::Settle, State::Asked { times, served, reserved, .. }) => {
                let since = record.unanswered;
                let work = Work { served, reserved };
                Step::Settle(Settle { sale, revision, times, since, is_doubted: false, work })
            }
            (Then::Serve, State::Serving { settlement, .. }) => Serve::of(sale, revision, Some(settlement)),
            (Then::Serve, State::Working { .. }) => Serve::of(sale, revision, None),
            (Then::Settle | Then::Serve | Then::Answer, _) => Answer::error(500, "a record of another step").into(),
        }
    }

    /// Another request wrote the record since.
    #[must_use]
    pub fn conflict(self) -> Step {
        match self.of {
            Writing::Sale(sale, Then::Finish(revision, answer)) => sale.admit(revision, answer),
            Writing::Sale(sale, _) => Step::load(sale),
            Writing::Visit(visit) => visit.turn_away(),
        }
    }

    /// Nobody knows whether the record was written. Nothing follows that the record would have to say.
    #[must_use]
    pub fn failed(self) -> Step {
        match self.of {
            Writing::Sale(..) => Answer::again("the store cannot be written: send the same payment again").into(),
            Writing::Visit(_) => Answer::again("the store cannot be written: sign in with a new challenge").into(),
        }
    }
}
