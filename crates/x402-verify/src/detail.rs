//! Why a check failed, as data.

mod difference;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use x402_schemes::MethodError;
use x402_types::{Amount, DecodeError, Flags};

pub use difference::Difference;

use crate::{evm, solana};

/// Why a check failed. Prints as a sentence; nothing is formatted before it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// There is no offer to match.
    NoOffers,
    /// The offers are of another version than the payment.
    OtherVersion {
        /// `x402Version` of the payment.
        payment: u64,
        /// `x402Version` of the offers.
        offers: u64,
    },
    /// No V1 offer has the payment's scheme and network.
    NoOfferForNetwork,
    /// No offer matches; this one comes nearest.
    OfferDiffers {
        /// Its index.
        nearest: usize,
        /// The members that differ.
        members: Vec<Difference>,
    },
    /// The transfer method is not readable.
    Method(MethodError),
    /// The payload is not readable. The path begins below `payload`.
    Payload(DecodeError),
    /// The authorization is of another amount.
    Amount {
        /// What the authorization names.
        signed: Amount,
        /// What the offer asks.
        offered: Amount,
    },
    /// Something else is to be taken than is authorized.
    Charge {
        /// What is authorized.
        signed: Amount,
        /// What is to be taken.
        charged: Amount,
    },
    /// The policy refuses what these flags name.
    Refused(Flags),
    /// Members of extensions that the server declared were changed, or that the extension does not allow in a payment.
    ExtensionsDiffer(Vec<String>),
    /// Extensions that the server declared were left out, and the policy wants them.
    ExtensionsMissing(Vec<String>),
    /// What the payment adds for an extension is not readable. The path begins below `extensions`.
    Extension(DecodeError),
    /// Of a payment on an EVM chain.
    Evm(evm::Detail),
    /// Of a payment on Solana.
    Solana(Box<solana::Detail>),
}

impl From<evm::Detail> for Detail {
    fn from(detail: evm::Detail) -> Self {
        Self::Evm(detail)
    }
}

impl From<solana::Detail> for Detail {
    fn from(detail: solana::Detail) -> Self {
        Self::Solana(Box::new(detail))
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOffers => f.write_str("the server made no offer"),
            Self::OtherVersion { payment, offers } => {
                write!(f, "the payment is of version {payment}, the offers are of version {offers}")
            }
            Self::NoOfferForNetwork => f.write_str("no offer has the payment's scheme and network"),
            Self::OfferDiffers { nearest, members } => {
                write!(f, "no offer matches what the client accepted; offer {nearest} comes nearest and differs in ")?;
                list(f, members)
            }
            Self::Method(error) => error.fmt(f),
            Self::Payload(error) => write!(f, "payload: {error}"),
            Self::Amount { signed, offered } => {
                write!(f, "authorizes {signed} atomic units, but the offer asks {offered}")
            }
            Self::Charge { signed, charged } => {
                write!(
                    f,
                    "{charged} atomic units are to be taken, but {signed} are authorized, and no other amount can be taken"
                )
            }
            Self::Refused(flags) => {
                f.write_str("refused by the policy: ")?;
                flags.iter().enumerate().try_for_each(|(index, flag)| {
                    write!(f, "{}{flag} ({})", if index == 0 { "" } else { ", " }, flag.sentence())
                })
            }
            Self::ExtensionsDiffer(members) => {
                f.write_str("changed or made up in the payment, or not what the extension allows there: ")?;
                list(f, members)
            }
            Self::ExtensionsMissing(keys) => {
                f.write_str("declared by the server and left out of the payment: ")?;
                list(f, keys)
            }
            Self::Extension(error) => write!(f, "extensions.{error}"),
            Self::Evm(detail) => detail.fmt(f),
            Self::Solana(detail) => detail.fmt(f),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}
