//! Do the work.

use alloc::boxed::Box;

use x402_schemes::{AccountId, Mechanism};
use x402_types::{Amount, SettleResponse};

use super::Step;
use crate::{Answer, Key, Served, sale::Sale};

/// Do the work that is paid for. It begins at most once for a payment.
#[derive(Clone, Debug)]
pub struct Serve {
    pub(super) sale: Box<Sale>,
    pub(super) revision: u64,
    /// The settlement, in the flow `upfront`.
    pub(super) settlement: Option<Box<SettleResponse>>,
}

impl Serve {
    /// The key of the payment's record.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.sale.key
    }

    /// The account that pays.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        self.sale.authorized.payer
    }

    /// The most that may be charged, in atomic units.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.sale.authorized.amount
    }

    /// How many seconds the work may take. After that, another request with the payment takes the work for interrupted.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        self.sale.seller.work_timeout()
    }

    /// The work is done, and is charged in full.
    #[must_use]
    pub fn served(self, served: Served, now: u64) -> Step {
        let Self { sale, revision, settlement } = self;
        match settlement {
            None => sale.ask(revision, Some(served), 1, now),
            Some(settlement) => {
                let answer = served.into_answer().with_settlement(&sale.payment, &settlement);
                sale.finish(revision, answer)
            }
        }
    }

    /// The work is done, and this much is charged. Only the scheme `upto` lets a seller charge less than was signed.
    ///
    /// # Errors
    /// The scheme takes no such amount, or the payment is settled already.
    pub fn served_for(mut self, served: Served, amount: Amount, now: u64) -> Result<Step, Overcharge> {
        let is_up_to = Mechanism::all().any(|known| *known.scheme() == self.sale.scheme && known.is_up_to());
        let most = self.sale.authorized.amount;
        let fits = amount == most || (is_up_to && amount < most && self.settlement.is_none());
        if !fits {
            return Err(Overcharge { serve: Box::new(self) });
        }
        self.sale.charge(amount);
        Ok(self.served(served, now))
    }

    /// There is nothing to serve. This is the answer, each time. Nothing is charged, unless the payment was settled before. The
    /// answer gets a settlement that says so.
    #[must_use]
    pub fn refused(self, answer: Answer) -> Step {
        let Self { sale, revision, settlement } = self;
        let settlement = settlement.map_or_else(|| sale.failure("not_served"), |settlement| *settlement);
        let answer = answer.with_settlement(&sale.payment, &settlement);
        sale.finish(revision, answer)
    }
}

/// The error for a charge that the scheme does not take. The struct gets no further members.
#[derive(Clone, Debug)]
pub struct Overcharge {
    /// The step, which is still to be completed.
    pub serve: Box<Serve>,
}

impl core::fmt::Display for Overcharge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "the scheme does not take this amount; {} atomic units were signed", self.serve.amount())
    }
}

impl core::error::Error for Overcharge {}
