//! Addresses of any family.

use core::fmt;

use crate::{evm, solana};

/// An address of one of the families. Prints as that family writes it: EIP-55 on EVM chains, base58 on
/// Solana.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountId {
    /// On an EVM chain.
    Evm(evm::Address),
    /// On Solana.
    Solana(solana::Address),
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evm(address) => address.fmt(f),
            Self::Solana(address) => address.fmt(f),
        }
    }
}
