//! The issues that a buyer can have with an offer on Solana.

use core::fmt;

/// An issue with an offer on Solana.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferIssue {
    /// This field is not an address.
    NotAddress(&'static str),
}

impl OfferIssue {
    /// Returns `true` if the offer should not be paid at all.
    pub const fn is_serious(&self) -> bool {
        match self {
            Self::NotAddress(_) => true,
        }
    }
}

impl fmt::Display for OfferIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAddress(member) => write!(f, "{member} is not base58 of 32 bytes"),
        }
    }
}
