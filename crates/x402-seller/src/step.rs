//! The steps of a sale. Each step is a value that its completion consumes, so nothing is left out and nothing is done twice.

mod serve;
mod settle;
mod swap;
mod verify;

use alloc::boxed::Box;

use x402_schemes::AccountId;
use x402_types::{Network, ReasonCode, Scheme};
use x402_verify::Verdict;

use crate::{Answer, Key, Stored, sale::Sale, sign_in::Visit};

pub(crate) use self::{
    serve::Serving,
    swap::{Then, Writing},
};
pub use self::{
    serve::{Overcharge, Serve},
    settle::{OnChain, Settle},
    swap::Swap,
    verify::Verify,
};

/// What has to be done next. A further step would be a breaking change, because everybody who carries the steps out has to know it.
#[derive(Clone, Debug)]
pub enum Step {
    /// Read what the store keeps for a key.
    Load(Load),
    /// Find out whether the payment is valid, which its bytes alone do not say.
    Verify(Verify),
    /// Another request is in work with this payment. Wait, or let the buyer come again.
    Wait(Wait),
    /// Write what the store keeps for a key, unless another request wrote it since.
    Swap(Swap),
    /// Do the work that is paid for.
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

/// Read what the store keeps for a key.
#[derive(Clone, Debug)]
pub struct Load {
    pub(crate) key: Key,
    pub(crate) of: Loading,
}

/// For whom something is read.
#[derive(Clone, Debug)]
pub(crate) enum Loading {
    Sale(Box<Sale>, What),
    /// The record of an account that signs in.
    Visit(Box<Visit>),
}

/// What is read.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The record of the payment.
    Payment {
        /// Whether the payment has its identifier, or has none.
        is_named: bool,
    },
    /// The record of the payment's identifier.
    Name,
    /// The record of another payment, which has the identifier. The revision and the lease are those of the identifier's record.
    Other { name: Key, revision: u64, lease: u64 },
    /// The record of the account that is about to pay.
    Room,
    /// The record of the account that has paid. The payment's record, which has this revision, gets this answer next.
    Member { revision: u64, answer: Box<Answer> },
}

impl Load {
    /// The key.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.key
    }

    /// The key of the record of the payment, whatever is read for it. `None` of a sign-in.
    #[must_use]
    pub fn payment(&self) -> Option<Key> {
        match &self.of {
            Loading::Sale(sale, _) => Some(sale.key),
            Loading::Visit(_) => None,
        }
    }

    /// The account that would pay, as the payment claims, or that has signed in.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        match &self.of {
            Loading::Sale(sale, _) => sale.authorized.payer,
            Loading::Visit(visit) => visit.account,
        }
    }

    /// The scheme and the network of the offer that the payment answers. `None` of a sign-in.
    #[must_use]
    pub fn offer(&self) -> Option<(&Scheme, &Network)> {
        match &self.of {
            Loading::Sale(sale, _) => Some((&sale.scheme, &sale.authorized.network)),
            Loading::Visit(_) => None,
        }
    }

    /// What is known of the payment so far. The code says why it is not valid, for a log. A sign-in is valid.
    #[must_use]
    pub fn verdict(&self) -> (Verdict, Option<&ReasonCode>) {
        match &self.of {
            Loading::Sale(sale, _) if sale.verdict != Verdict::Valid => (sale.verdict, Some(&sale.why.code)),
            Loading::Sale(..) | Loading::Visit(_) => (Verdict::Valid, None),
        }
    }

    /// The store could not be read. The answer asks for the same payment again. Where the load follows the settlement, the payment may be
    /// settled already.
    #[must_use]
    pub fn failed(self) -> Step {
        unread().into()
    }

    /// What the store keeps, if anything, at this time.
    #[must_use]
    pub fn loaded(self, stored: Option<Stored>, now: u64) -> Step {
        let Self { key, of } = self;
        let (sale, what) = match of {
            Loading::Sale(sale, what) => (sale, what),
            Loading::Visit(visit) => return visit.look(stored, now),
        };
        match what {
            What::Payment { is_named } => sale.look(stored, is_named, now),
            What::Name => sale.look_at_name(key, stored, now),
            What::Other { name, revision, lease } => sale.look_at_other(key, (name, revision, lease), stored, now),
            What::Room => sale.make_room(stored, now),
            What::Member { revision, answer } => sale.look_at_member(stored, revision, answer, now),
        }
    }
}

pub(crate) fn unread() -> Answer {
    Answer::again("the store cannot be read: send the same payment again")
}

/// Another request is in work with this payment.
#[derive(Clone, Debug)]
pub struct Wait {
    pub(crate) sale: Box<Sale>,
}

impl Wait {
    /// Looks again.
    #[must_use]
    pub fn look_again(self) -> Step {
        Step::load(self.sale)
    }

    /// Lets the buyer come again.
    #[must_use]
    pub fn come_again(self) -> Step {
        Answer::again("another request with this payment is in work: send the same payment again").into()
    }
}
