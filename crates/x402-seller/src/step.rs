//! The steps of a sale. Each step is a value that its completion consumes, so no step is left out or done twice.

mod serve;
mod settle;
mod swap;
mod verify;

use alloc::boxed::Box;

use x402_schemes::AccountId;
use x402_types::{Network, ReasonCode, Scheme};
use x402_verify::Verdict;

use crate::{
    Answer, Key, Stored,
    sale::{Origin, Progress, RequestHashes, Sale},
    sign_in::Visit,
};

pub(crate) use self::{
    serve::Serving,
    settle::Settling,
    swap::{Then, Writing},
};
pub use self::{
    serve::{Overcharge, Serve},
    settle::{OnChain, Settle},
    swap::Swap,
    verify::Verify,
};

/// The next thing that a driver must do. A further step would be a breaking change, because every driver must handle
/// all of them.
#[derive(Clone, Debug)]
pub enum Step {
    /// Read the record of a key from the store.
    Load(Load),
    /// Find out whether the payment is valid, if its bytes do not show it.
    Verify(Verify),
    /// A different request is working on this payment. Wait, or let the buyer come again.
    Wait(Wait),
    /// Write the record of a key to the store, unless a different request has written it since.
    Swap(Swap),
    /// Do the paid work.
    Serve(Serve),
    /// Have the payment settled.
    Settle(Settle),
    /// Answer the request.
    Answer(Box<Answer>),
}

impl From<Answer> for Step {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

impl Step {
    /// Reads the record of the sale's payment.
    pub(crate) fn load(sale: Box<Sale>) -> Self {
        Self::Load(Load { key: sale.key, of: Loading::Sale(sale, What::Payment { is_named: false }) })
    }
}

/// A read of the record of a key from the store.
#[derive(Clone, Debug)]
pub struct Load {
    pub(crate) key: Key,
    pub(crate) of: Loading,
}

/// The owner of the record.
#[derive(Clone, Debug)]
pub(crate) enum Loading {
    Sale(Box<Sale>, What),
    /// The record of an account that signs in.
    Visit(Box<Visit>),
}

/// The record that is read.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The record of the payment.
    Payment {
        /// `true` if the payment has its identifier, or has none.
        is_named: bool,
    },
    /// The record of the payment's identifier.
    Name { hashes: RequestHashes },
    /// The record of the other payment that has the identifier. The revision and the lease are those of the
    /// identifier's record.
    Other { name: Key, revision: u64, lease: u64, hashes: RequestHashes },
    /// The record of the account that is about to pay.
    Room { hashes: RequestHashes },
    /// The record of the account that has paid. The payment's record gets this answer next.
    Member { progress: Progress, answer: Box<Answer> },
}

impl Load {
    /// The key to read.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.key
    }

    /// The key of the payment's record, whatever record is read. `None` for a sign-in.
    #[must_use]
    pub fn payment(&self) -> Option<Key> {
        match &self.of {
            Loading::Sale(sale, _) => Some(sale.key),
            Loading::Visit(_) => None,
        }
    }

    /// The account that the payment claims as its payer, or that has signed in.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        match &self.of {
            Loading::Sale(sale, _) => sale.authorized.payer,
            Loading::Visit(visit) => visit.account,
        }
    }

    /// The scheme and the network of the offer that the payment answers. `None` for a sign-in.
    #[must_use]
    pub fn offer(&self) -> Option<(&Scheme, &Network)> {
        match &self.of {
            Loading::Sale(sale, _) => Some((&sale.scheme, &sale.authorized.network)),
            Loading::Visit(_) => None,
        }
    }

    /// The verdict on the payment so far. The code is the reason why it is not valid, for a log. A sign-in is valid.
    #[must_use]
    pub fn verdict(&self) -> (Verdict, Option<&ReasonCode>) {
        match &self.of {
            Loading::Sale(sale, _) => match &sale.origin {
                Origin::Request(request) => {
                    let verdict = request.validity.verdict();
                    (verdict, (verdict != Verdict::Valid).then_some(&request.rejection.code))
                }
                // A payment does not begin twice.
                Origin::Record { .. } => (Verdict::Invalid, Some(&ReasonCode::PAYLOAD)),
            },
            Loading::Visit(_) => (Verdict::Valid, None),
        }
    }

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
        let (sale, what) = match of {
            Loading::Sale(sale, what) => (sale, what),
            Loading::Visit(visit) => return visit.look(stored, now),
        };
        match what {
            What::Payment { is_named } => sale.look(stored, is_named, now),
            What::Name { hashes } => sale.look_at_name(key, hashes, stored, now),
            What::Other { name, revision, lease, hashes } => {
                sale.look_at_other(key, (name, revision, lease), hashes, stored, now)
            }
            What::Room { hashes } => sale.make_room(hashes, stored, now),
            What::Member { progress, answer } => sale.look_at_member(stored, progress, answer, now),
        }
    }
}

pub(crate) fn unread() -> Answer {
    Answer::again("the store cannot be read: send the same payment again")
}

/// A payment on which a different request is working.
#[derive(Clone, Debug)]
pub struct Wait {
    pub(crate) sale: Box<Sale>,
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
        Answer::again("another request with this payment is in work: send the same payment again").into()
    }
}
