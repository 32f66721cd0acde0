//! Looks up the facts about the XRP Ledger.

use core::num::NonZeroU32;

use x402_schemes::xrpl::Address;
use x402_types::Network;

use super::{AccountState, Fact};
use crate::Facts;

impl Facts {
    /// The facts about the XRP Ledger.
    pub(crate) const fn xrpl(&self) -> Known<'_> {
        Known(self)
    }
}

/// A view of the facts about the XRP Ledger.
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
        self.0.last(|fact| if let crate::Fact::Xrpl(fact) = fact { read(fact) } else { None })
    }

    /// The clock of this network.
    pub(crate) fn ledger(self, asked: &Network) -> Option<Clock> {
        self.last(|fact| {
            let Fact::Ledger { network, sequence, seconds_per_ledger } = fact else { return None };
            (network == asked).then_some(Clock { sequence: *sequence, seconds_per_ledger: *seconds_per_ledger })
        })
    }

    /// The state of the account. `None` if there is no fact, and `Some(None)` if the account does not exist.
    pub(crate) fn account(self, asked: Address) -> Option<Option<&'f AccountState>> {
        self.last(|fact| {
            let Fact::Account { account, state } = fact else { return None };
            (*account == asked).then_some(state.as_ref())
        })
    }

    /// The result code of a simulation of the transaction with this hash.
    pub(crate) fn simulation(self, asked: &[u8; 32]) -> Option<&'f str> {
        self.last(|fact| {
            let Fact::Simulation { hash, result } = fact else { return None };
            (hash == asked).then_some(result.as_str())
        })
    }
}
