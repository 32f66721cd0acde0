//! The answers of a Solana node.

use alloc::vec::Vec;

use x402_schemes::solana::Address;

use super::{Multisig, Simulation};

/// The answer to a [`Question`](super::Question) that is more than yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The answer to `lookup-tables`: the content of each table. A table is left out, and its question remains
    /// unanswered, if a different slot or node may give a different answer. There are two cases: the node has no
    /// account there, or shows fewer entries than the message uses, and may be behind; or the deactivation of the table
    /// began more than 512 slots ago, and the number of slots without a block since then decides whether addresses can
    /// be loaded from it.
    Tables(Vec<KnownTable>),
    /// The answer to `multisig`: the multisig account, or `None` if the authority is not one. The answer to `source`:
    /// the multisig account, if the verdict took the authority for a plain signer.
    Multisig(Option<Multisig>),
    /// The answer to `smart-wallet` and `multisig-program`: the effects of the transaction, or `None` if it fails.
    Simulated(Option<Simulation>),
}

/// The content of an account that a message uses as a lookup table. The fields are those of
/// [`Fact::LookupTable`](super::Fact::LookupTable). The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTable {
    /// The account.
    pub table: Address,
    /// The addresses in the table, or `None` for an account that can never be a lookup table.
    pub addresses: Option<Vec<Address>>,
}
