//! Looks up the facts about Stellar.

use core::num::NonZeroU32;

use x402_schemes::stellar::{AccountSigners, Address};
use x402_types::Network;

use super::{Fact, Simulation};
use crate::Facts;

impl Facts {
    /// The facts about Stellar.
    pub(crate) const fn stellar(&self) -> Known<'_> {
        Known(self)
    }
}

/// A view of the facts about Stellar.
#[derive(Clone, Copy)]
pub(crate) struct Known<'f>(&'f Facts);

/// The clock of a network.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) sequence: u32,
    pub(crate) seconds_per_ledger: Option<NonZeroU32>,
}

impl<'f> Known<'f> {
    fn last<T>(self, mut read: impl FnMut(&'f Fact) -> Option<T>) -> Option<T> {
        self.0.last(|fact| if let crate::Fact::Stellar(fact) = fact { read(fact) } else { None })
    }

    /// The clock of this network.
    pub(crate) fn ledger(self, asked: &Network) -> Option<Clock> {
        self.last(|fact| {
            let Fact::Ledger { network, sequence, seconds_per_ledger } = fact else { return None };
            (network == asked).then_some(Clock { sequence: *sequence, seconds_per_ledger: *seconds_per_ledger })
        })
    }

    /// The signers of the account. `None` if there is no fact, and `Some(None)` if the account does not exist.
    pub(crate) fn account(self, asked: &Address) -> Option<Option<&'f AccountSigners>> {
        self.last(|fact| {
            let Fact::Account { account, signers } = fact else { return None };
            (account == asked).then_some(signers.as_ref())
        })
    }

    /// The effects. `None` if there is no fact about the entry, and `Some(None)` if the settlement fails.
    pub(crate) fn simulation(self, asked: &[u8; 32]) -> Option<Option<&'f Simulation>> {
        self.last(|fact| {
            let Fact::Simulation { digest, effects } = fact else { return None };
            (digest == asked).then_some(effects.as_ref())
        })
    }
}
