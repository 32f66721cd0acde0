//! Write a record.

use alloc::boxed::Box;

use x402_verify::Expires;

use super::{Load, Serve, Settle, Step, What};
use crate::{Answer, Key, Record, State, sale::Sale};

/// What follows once a record is written.
#[derive(Clone, Debug)]
pub(crate) enum Then {
    /// The payment takes the identifier, whose record has this revision.
    TakeName(Key, u64),
    /// The payment begins, now that it has its identifier.
    Begin,
    Serve,
    Settle,
    Answer,
    /// The record stays open, and this is sent.
    Leave(Box<Answer>),
}

/// Write what the store keeps for a key, unless another request wrote it since.
#[derive(Clone, Debug)]
pub struct Swap {
    pub(crate) key: Key,
    pub(crate) sale: Box<Sale>,
    pub(crate) expected: u64,
    pub(crate) record: Record,
    pub(crate) then: Then,
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
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// When the authorization ends. From then on, and as long after it as a facilitator may take, the record is worth keeping only for
    /// a buyer who comes again. A record that is not [done](State::Done) is kept for ever.
    #[must_use]
    pub fn ends(&self) -> Expires {
        self.sale.authorized.expires
    }

    /// The record was written, and survives what the store promises.
    #[must_use]
    pub fn stored(self, now: u64) -> Step {
        let Self { sale, expected, record, then, .. } = self;
        let revision = expected.saturating_add(1);
        match (then, record.state) {
            (Then::Leave(answer), _) => Step::Answer(answer),
            (Then::TakeName(name, revision), _) => sale.take_name(name, revision, now),
            (Then::Begin, _) => Step::Load(Load { sale, what: What::Payment { is_named: true } }),
            (Then::Answer, State::Done { answer }) => sale.answer(answer),
            (Then::Settle, State::Asked { times, served, .. }) => {
                Step::Settle(Settle { sale, revision, times, served })
            }
            (Then::Serve, State::Serving { settlement, .. }) => {
                Step::Serve(Serve { sale, revision, settlement: Some(settlement) })
            }
            (Then::Serve, _) => Step::Serve(Serve { sale, revision, settlement: None }),
            (Then::Settle | Then::Answer, _) => Answer::error(500, "a record of another step").into(),
        }
    }

    /// Another request wrote the record since.
    #[must_use]
    pub fn conflict(self) -> Step {
        Step::load(self.sale)
    }

    /// Nobody knows whether the record was written. Nothing follows that the record would have to say.
    #[must_use]
    pub fn failed(self) -> Step {
        Answer::again("the store cannot be written: send the same payment again").into()
    }
}
