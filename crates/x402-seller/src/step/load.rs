//! The step that reads a record.

use alloc::boxed::Box;

use x402_schemes::AccountId;
use x402_types::{Network, ReasonCode, Scheme};
use x402_verify::Verdict;

use crate::{
    answer::Answer,
    key::Key,
    progress::Progress,
    sale::{Origin, RequestHashes, Sale},
    visit::Visit,
};

/// A read of the record of a key from the store.
#[derive(Clone, Debug)]
pub struct Load {
    pub(crate) key: Key,
    pub(crate) of: Loading,
}

/// The owner of the record.
#[derive(Clone, Debug)]
pub(crate) enum Loading {
    Sale(Box<Sale>, RecordOf),
    /// The record of an account that signs in.
    Visit(Box<Visit>),
}

/// The record that is read.
#[derive(Clone, Debug)]
pub(crate) enum RecordOf {
    /// The payment.
    Payment(Identifier),
    /// The identifier of the payment.
    Identifier { hashes: RequestHashes },
    /// The other payment that has the identifier, until the end of this lease.
    Competitor { identifier: IdentifierRecord, lease: u64 },
    /// The account that is about to pay.
    Payer { hashes: RequestHashes },
    /// The account that has paid. The payment's record gets this answer next.
    PaidPayer { progress: Progress, answer: Box<Answer> },
}

/// Whether a payment has reserved its identifier, if it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Identifier {
    NotReserved,
    Reserved,
}

/// The record of an identifier, as it was read, and the request that needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IdentifierRecord {
    pub(crate) key: Key,
    /// 0 if there is no record.
    pub(crate) revision: u64,
    pub(crate) hashes: RequestHashes,
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
}
