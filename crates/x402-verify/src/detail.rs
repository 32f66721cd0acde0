//! The reasons for which checks fail, as data.

mod difference;

use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::MethodError;
use x402_types::{Amount, DecodeError, Flags, PaymentFlow, Version};

pub use difference::Difference;

with_chains! { large "A detail of a payment on"
/// The reason why a check failed. A detail is data and prints as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// The server made no offer.
    NoOffers,
    /// The payment and the offers have different protocol versions.
    OtherVersion {
        /// The `x402Version` of the payment.
        payment: Version,
        /// The `x402Version` of the offers.
        offers: Version,
    },
    /// No V1 offer has the scheme and the network of the payment.
    NoOfferForNetwork,
    /// No V2 offer matches what the client accepted.
    OfferDiffers {
        /// The index of the offer with the fewest differences.
        nearest: usize,
        /// The members in which that offer differs from `accepted`.
        members: Vec<Difference>,
    },
    /// The transfer method cannot be read, or the scheme does not have it.
    Method(MethodError),
    /// `extra.paymentFlow` of the offer is not one of the known flows.
    UnknownFlow,
    /// The offer's payment flow is not one that the caller implements.
    UnlistedFlow(PaymentFlow),
    /// The payload cannot be read. The path of the error begins below `payload`.
    Payload(DecodeError),
    /// The authorization and the offer have different amounts.
    Amount {
        /// The amount of the authorization, in atomic units.
        signed: Amount,
        /// The amount of the offer, in atomic units.
        offered: Amount,
    },
    /// The server wants to take another amount than the payer authorized, and the scheme has one amount only.
    Charge {
        /// The authorized amount, in atomic units.
        signed: Amount,
        /// The amount to be taken, in atomic units.
        charged: Amount,
    },
    /// The payment raised these flags, and the policy refuses them.
    Refused(Flags),
    /// The payment changed these members of declared extensions, or added members that the extension does not allow in
    /// a payment. Each is the path of a member.
    ExtensionsDiffer(Vec<String>),
    /// The payment leaves out these declared extensions, and the policy requires them. Each is the key of an extension.
    ExtensionsMissing(Vec<String>),
    /// What the payment adds to an extension cannot be read. The path of the error begins below `extensions`.
    Extension(DecodeError),
}
}

/// What the details of a chain provide beside their sentence.
pub(crate) trait ChainDetail {
    /// The error code, if it is another one than that of the failed check.
    fn code(&self) -> Option<&'static str> {
        None
    }
}

impl Detail {
    /// The error code, if it is another one than that of the failed check.
    pub(crate) fn code(&self) -> Option<&'static str> {
        match_chains! {
            match self {}
            Chain(detail) => detail.code(), else None
        }
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match_chains! {
            match self {
                Self::NoOffers => f.write_str("the server made no offer"),
                Self::OtherVersion { payment, offers } => {
                    write!(f, "the payment has version {payment}, and the offers have version {offers}")
                }
                Self::NoOfferForNetwork => f.write_str("no offer has the payment's scheme and network"),
                Self::OfferDiffers { nearest, members } => {
                    write!(f, "no offer matches what the client accepted; offer {nearest} is nearest and differs in ")?;
                    list(f, members)
                }
                Self::Method(error) => error.fmt(f),
                Self::UnknownFlow => {
                    f.write_str("the offer's extra.paymentFlow is not authorization, upfront or escrow: correct the offer")
                }
                Self::UnlistedFlow(flow) => {
                    write!(f, "the payment flow of the offer is {flow}, which the caller did not list")
                }
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
                    f.write_str("changed or invented by the payment, or not allowed there by the extension: ")?;
                    list(f, members)
                }
                Self::ExtensionsMissing(keys) => {
                    f.write_str("declared by the server and left out of the payment: ")?;
                    list(f, keys)
                }
                Self::Extension(error) => write!(f, "extensions.{error}"),
            }
            Chain(detail) => detail.fmt(f)
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}
