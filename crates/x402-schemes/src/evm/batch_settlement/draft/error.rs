use core::fmt;

use crate::evm::eip712::DomainError;

/// The reasons why no payment on a channel can be drafted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DraftError {
    /// The offer is not of the scheme `batch-settlement` on an EVM chain.
    NotBatchSettlement,
    /// This field of the offer is not an address.
    NotAddress(&'static str),
    /// This address, a field of the offer or `payer`, is the zero address.
    ZeroAddress(&'static str),
    /// `extra.withdrawDelay` is not an integer from 900 to 2,592,000.
    WithdrawDelay,
    /// The offer does not name the token's domain, in which a deposit with EIP-3009 is signed.
    Domain(DomainError),
    /// The deposit is zero, which the contract rejects.
    ZeroAmount,
    /// The authorization would never be valid.
    EmptyWindow,
}

impl fmt::Display for DraftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBatchSettlement => {
                f.write_str("the payment requirements are not of scheme batch-settlement on an EVM chain")
            }
            Self::NotAddress(member) => {
                write!(f, "{member} in the payment requirements is not an address (0x and 40 hexadecimal digits)")
            }
            Self::ZeroAddress(member) => write!(f, "{member} is the zero address"),
            Self::WithdrawDelay => {
                f.write_str("extra.withdrawDelay in the payment requirements is not an integer from 900 to 2592000")
            }
            Self::Domain(error) => write!(f, "in the payment requirements, {error}"),
            Self::ZeroAmount => f.write_str("the deposit is zero, which the contract rejects"),
            Self::EmptyWindow => f.write_str("validBefore must be at least two seconds after validAfter"),
        }
    }
}

impl core::error::Error for DraftError {}
