//! Addresses on any chain family.

#[cfg(feature = "schemars")]
use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use x402_types::Network;
#[cfg(feature = "schemars")]
use x402_types::schema::schemars::{Schema, SchemaGenerator};

use crate::{evm, solana, stellar, xrpl};

/// An address on any known chain family. It prints in the format of that family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountId {
    /// An address on an EVM chain.
    Evm(evm::Address),
    /// An address on Solana.
    Solana(solana::Address),
    /// An address on Stellar.
    Stellar(stellar::Address),
    /// An address on the XRP Ledger.
    Xrpl(xrpl::Address),
}

impl From<evm::Address> for AccountId {
    fn from(address: evm::Address) -> Self {
        Self::Evm(address)
    }
}

impl From<solana::Address> for AccountId {
    fn from(address: solana::Address) -> Self {
        Self::Solana(address)
    }
}

impl From<stellar::Address> for AccountId {
    fn from(address: stellar::Address) -> Self {
        Self::Stellar(address)
    }
}

impl From<xrpl::Address> for AccountId {
    fn from(address: xrpl::Address) -> Self {
        Self::Xrpl(address)
    }
}

impl AccountId {
    /// Parses an address on this network. Returns `None` if the network's chain family is unknown, or if the text is
    /// not an address of that family.
    #[must_use]
    pub fn on(network: &Network, text: &str) -> Option<Self> {
        if evm::is_on(network) {
            text.parse().map(Self::Evm).ok()
        } else if solana::is_on(network) {
            text.parse().map(Self::Solana).ok()
        } else if stellar::is_on(network) {
            text.parse().map(Self::Stellar).ok()
        } else if xrpl::is_on(network) {
            text.parse().map(Self::Xrpl).ok()
        } else {
            None
        }
    }

    /// The schema of each address type.
    #[cfg(feature = "schemars")]
    pub(crate) fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
        Vec::from([
            generator.subschema_for::<evm::Address>(),
            generator.subschema_for::<solana::Address>(),
            generator.subschema_for::<stellar::Address>(),
            generator.subschema_for::<xrpl::Address>(),
        ])
    }

    /// Returns `true` if the text is an encoding of this address.
    pub fn is_encoded_as(&self, text: &str) -> bool {
        match self {
            Self::Evm(address) => text.parse() == Ok(*address),
            Self::Solana(address) => text.parse() == Ok(*address),
            Self::Stellar(address) => text.parse() == Ok(*address),
            Self::Xrpl(address) => text.parse() == Ok(*address),
        }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evm(address) => address.fmt(f),
            Self::Solana(address) => address.fmt(f),
            Self::Stellar(address) => address.fmt(f),
            Self::Xrpl(address) => address.fmt(f),
        }
    }
}

impl FromStr for AccountId {
    type Err = ParseAccountError;

    /// Parses an address of any known chain family. No text is an address of two families.
    fn from_str(text: &str) -> Result<Self, ParseAccountError> {
        let evm = text.parse().map(Self::Evm).ok();
        let solana = || text.parse().map(Self::Solana).ok();
        let stellar = || text.parse().map(Self::Stellar).ok();
        let xrpl = || text.parse().map(Self::Xrpl).ok();
        evm.or_else(solana).or_else(stellar).or_else(xrpl).ok_or(ParseAccountError)
    }
}

const FORMATS: [&str; 4] =
    [evm::Address::FORMAT, solana::Address::FORMAT, stellar::Address::FORMAT, xrpl::Address::FORMAT];

/// The error for a text that is not an address of any known chain family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseAccountError;

impl fmt::Display for ParseAccountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be ")?;
        FORMATS
            .iter()
            .enumerate()
            .try_for_each(|(index, format)| write!(f, "{}{format}", if index == 0 { "" } else { ", or " }))
    }
}

impl core::error::Error for ParseAccountError {}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn addresses_of_each_family_are_read() {
        let texts = [
            "0x857b06519E91e3A54538791bDbb0E22373e36b66",
            "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
            "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt",
        ];
        let accounts = texts.map(|text| text.parse().ok());
        for (account, text) in accounts.iter().flatten().zip(texts) {
            // A new family needs a text above.
            let network = match account {
                AccountId::Evm(_) => "eip155:8453",
                AccountId::Solana(_) => "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
                AccountId::Stellar(_) => "stellar:pubnet",
                AccountId::Xrpl(_) => "xrpl:0",
            };
            assert_eq!(network.parse().map(|network| AccountId::on(&network, text)), Ok(Some(*account)));
            assert!(account.is_encoded_as(text) && account.to_string() == text);
        }
        assert_eq!(accounts.iter().flatten().count(), FORMATS.len());
    }
}
