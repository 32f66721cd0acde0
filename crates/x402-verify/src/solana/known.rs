//! Looks up the facts about Solana.

use x402_schemes::solana::Address;

use super::{Fact, Multisig, Simulation};
use crate::Facts;

impl Facts {
    /// The facts about Solana.
    pub(crate) const fn solana(&self) -> Known<'_> {
        Known(self)
    }
}

/// A view of the facts about Solana.
#[derive(Clone, Copy)]
pub(crate) struct Known<'f>(&'f Facts);

impl<'f> Known<'f> {
    fn last<T>(self, mut read: impl FnMut(&'f Fact) -> Option<T>) -> Option<T> {
        self.0.last(|fact| if let crate::Fact::Solana(fact) = fact { read(fact) } else { None })
    }

    /// The addresses in the table. `None` if there is no fact about it, and `Some(None)` if there is no such table.
    pub(crate) fn lookup_table(self, asked: &Address) -> Option<Option<&'f [Address]>> {
        self.last(|fact| {
            let Fact::LookupTable { table, addresses } = fact else { return None };
            (table == asked).then_some(addresses.as_deref())
        })
    }

    /// The effects. `None` if there is no fact about the message, and `Some(None)` if the transaction fails.
    pub(crate) fn simulation(self, asked: &[u8; 32]) -> Option<Option<&'f Simulation>> {
        self.last(|fact| {
            let Fact::Simulation { message, effects } = fact else { return None };
            (message == asked).then_some(effects.as_ref())
        })
    }

    /// `None` if there is no fact about the account, and `Some(None)` if it is not a multisig account.
    pub(crate) fn multisig(self, asked: &Address) -> Option<Option<&'f Multisig>> {
        self.last(|fact| {
            let Fact::Multisig { authority, multisig } = fact else { return None };
            (authority == asked).then_some(multisig.as_ref().filter(|multisig| multisig.required > 0))
        })
    }
}
