//! Addresses on any kind of chain.

use core::{fmt, str::FromStr};

use crate::{evm, solana};

/// An address on one of the kinds of chain. It prints with its EIP-55 checksum on EVM chains, and in base58 on Solana.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountId {
    /// An address on an EVM chain.
    Evm(evm::Address),
    /// An address on Solana.
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

impl FromStr for AccountId {
    type Err = ParseAccountError;

    /// Only an EVM address begins with `0x`, because base58 has no zero.
    fn from_str(text: &str) -> Result<Self, ParseAccountError> {
        if text.starts_with("0x") {
            text.parse().map(Self::Evm).map_err(|_| ParseAccountError)
        } else {
            text.parse().map(Self::Solana).map_err(|_| ParseAccountError)
        }
    }
}

/// The error for a text that is not an address on any kind of chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseAccountError;

impl fmt::Display for ParseAccountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be 0x and 40 hexadecimal digits, or 32 bytes in base58")
    }
}

impl core::error::Error for ParseAccountError {}
