//! The asset of a payment on any chain.

use core::fmt;

use crate::{AccountId, xrpl};

/// An asset on any known chain family.
///
/// ```
/// use x402_schemes::AssetId;
/// let rlusd = AssetId::Issued {
///     currency: "524C555344000000000000000000000000000000".parse()?,
///     issuer: "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De".parse()?,
/// };
/// let text = "524C555344000000000000000000000000000000 of rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
/// assert_eq!(rlusd.to_string(), text);
/// assert_eq!(rlusd.token(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AssetId {
    /// A token with an address: a contract, or a mint on Solana.
    Token(AccountId),
    /// XRP, the currency of the XRP Ledger itself.
    Xrp,
    /// An issued currency on the XRP Ledger (R-7).
    Issued {
        /// The code of the currency.
        currency: xrpl::Currency,
        /// The account that issued it.
        issuer: xrpl::Address,
    },
}

impl AssetId {
    /// Returns the address of the token. `None` for XRP and issued currencies, which have none.
    #[must_use]
    pub const fn token(self) -> Option<AccountId> {
        match self {
            Self::Token(token) => Some(token),
            Self::Xrp | Self::Issued { .. } => None,
        }
    }
}

impl From<AccountId> for AssetId {
    fn from(token: AccountId) -> Self {
        Self::Token(token)
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(token) => token.fmt(f),
            Self::Xrp => f.write_str(xrpl::Asset::XRP),
            Self::Issued { currency, issuer } => write!(f, "{currency} of {issuer}"),
        }
    }
}
