//! The reasons for which checks fail, as data.

mod difference;

use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::MethodError;
use x402_types::{Amount, DecodeError, Flags, PaymentFlow, Version};

pub use difference::Difference;

use crate::Purpose;

sentences_with_chains! { large "A detail of a payment on";
    /// The reason why a check failed. A detail is data and prints as a sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// The server made no offer.
        NoOffers = "the server made no offer",
        /// The payment and the offers have different protocol versions.
        OtherVersion {
            /// The `x402Version` of the payment.
            payment: Version,
            /// The `x402Version` of the offers.
            offers: Version,
        } = "the payment has version {payment}, and the offers have version {offers}",
        /// No V1 offer has the scheme and the network of the payment.
        NoOfferForNetwork = "no offer has the payment's scheme and network",
        /// No V2 offer matches what the client accepted.
        OfferDiffers {
            /// The index of the offer with the fewest differences.
            nearest: usize,
            /// The members in which that offer differs from `accepted`.
            members: Vec<Difference>,
        } = |f| {
                    write!(f, "no offer matches what the client accepted; offer {nearest} is nearest and differs in ")?;
                    list(f, members)
                },
        /// The transfer method cannot be read, or the scheme does not have it.
        Method(error: MethodError) = |f| error.fmt(f),
        /// `extra.paymentFlow` of the offer is not one of the known flows.
        UnknownFlow = "the offer's extra.paymentFlow is not authorization, upfront or escrow: correct the offer",
        /// The offer's payment flow is not one that the caller implements.
        UnlistedFlow(flow: PaymentFlow) = "the payment flow of the offer is {flow}, which the caller did not list",
        /// The payload cannot be read. The path of the error begins below `payload`.
        Payload(error: DecodeError) = "payload: {error}",
        /// The authorization and the offer have different amounts.
        Amount {
            /// The amount of the authorization, in atomic units.
            signed: Amount,
            /// The amount of the offer, in atomic units.
            offered: Amount,
        } = "authorizes {signed} atomic units, but the offer asks {offered}",
        /// The server wants to take another amount than the payer authorized, and the scheme has one amount only.
        Charge {
            /// The authorized amount, in atomic units.
            signed: Amount,
            /// The amount to be taken, in atomic units.
            charged: Amount,
        } = "{charged} atomic units are to be taken, but {signed} are authorized, and no other amount can be taken",
        /// The payment is good for this purpose, and the caller asked for another.
        Purpose(purpose: Purpose) = |f| f.write_str(match purpose {
                    Purpose::Operation => {
                        "this asks to move money and pays for no service, as a request for a refund does: serve nobody for it; \
                         to have it judged, ask for the purpose operation"
                    }
                    Purpose::Service => "this pays for a service, and operations alone were asked for",
                }),
        /// The payment raised these flags, and the policy refuses them.
        Refused(flags: Flags) = |f| {
                    f.write_str("refused by the policy: ")?;
                    flags.iter().enumerate().try_for_each(|(index, flag)| {
                        write!(f, "{}{flag} ({})", if index == 0 { "" } else { ", " }, flag.sentence())
                    })
                },
        /// The payment changed these members of declared extensions, or added members that the extension does not allow in
        /// a payment. Each is the path of a member.
        ExtensionsDiffer(members: Vec<String>) = |f| {
                    f.write_str("changed or invented by the payment, or not allowed there by the extension: ")?;
                    list(f, members)
                },
        /// The payment leaves out these declared extensions, and the policy requires them. Each is the key of an extension.
        ExtensionsMissing(keys: Vec<String>) = |f| {
                    f.write_str("declared by the server and left out of the payment: ")?;
                    list(f, keys)
                },
        /// What the payment adds to an extension cannot be read. The path of the error begins below `extensions`.
        Extension(error: DecodeError) = "extensions.{error}",
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
        // Only `batch-settlement` has operations. A type of another phase has this code, too (N-20).
        if let Self::Purpose(_) = self {
            return Some("invalid_batch_settlement_evm_payload_type");
        }
        match_chains! {
            match self {}
            Chain(detail) => detail.code(), else None
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}
