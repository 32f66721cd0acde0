//! The reasons for which checks fail, as data.

mod difference;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use x402_schemes::MethodError;
use x402_types::{Amount, AnyAmount, DecodeError, Flags, PaymentFlow, Version, declare::sentences};

pub use difference::Difference;

#[cfg(feature = "solana")]
use crate::solana;
#[cfg(feature = "stellar")]
use crate::stellar;
#[cfg(feature = "xrpl")]
use crate::xrpl;
use crate::{Purpose, evm, family::family_values};

sentences! {
    /// The reason why a check failed. A detail is data and prints as a sentence.
    ///
    /// The variants of Solana, Stellar and the XRP Ledger need the family's feature, as their verifiers do.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// The server made no offer.
        NoOffers = "the list of payment requirements is empty",
        /// The payment and the offers have different protocol versions.
        OtherVersion {
            /// The `x402Version` of the payment.
            payment: Version,
            /// The `x402Version` of the offers.
            offers: Version,
        } = "the payment is of x402 version {payment}, but the payment requirements are of version {offers}",
        /// No V1 offer has the scheme and the network of the payment.
        NoOfferForNetwork = "no payment requirements have the payment's scheme and network",
        /// No V2 offer matches the client's `accepted`.
        OfferDiffers {
            /// The index of the offer with the fewest differences.
            nearest: usize,
            /// The fields in which that offer differs from `accepted`.
            members: Vec<Difference>,
        } = |f| {
                    write!(f, "the client accepted terms that the server did not offer; the closest payment requirements (index {nearest}) differ in ")?;
                    list(f, members)
                },
        /// The transfer method cannot be read, or the scheme does not have it.
        Method(error: MethodError) = |f| error.fmt(f),
        /// `extra.paymentFlow` of the offer is not one of the known flows.
        UnknownFlow = "extra.paymentFlow in the payment requirements is not authorization, upfront or escrow: correct it there",
        /// The caller does not implement the offer's payment flow.
        UnlistedFlow(flow: PaymentFlow) = "the payment requirements ask for the payment flow {flow}, which the caller did not list as supported",
        /// The payload cannot be read. The path of the error begins below `payload`.
        Payload(error: DecodeError) = "payload: {error}",
        /// The authorization and the offer have different amounts.
        Amount {
            /// The amount of the authorization, in atomic units.
            signed: Amount,
            /// The amount of the offer, in atomic units.
            offered: Amount,
        } = "the payment authorizes {signed} atomic units, but the required amount is {offered}",
        /// The server wants to charge a different amount than the payer authorized, and the scheme allows only that
        /// amount.
        Charge {
            /// The authorized amount, in atomic units.
            signed: Amount,
            /// The amount to be taken.
            charged: AnyAmount,
        } = "the server wants to charge {charged} atomic units, but the payer authorized exactly {signed}",
        /// A row of a payload with several rows, such as a claim, is invalid.
        Row {
            /// The index of the row.
            index: usize,
            /// The reason.
            fault: Box<Self>,
        } = "row {index}: {fault}",
        /// The payment has this purpose, and the caller requested a different one.
        Purpose(purpose: Purpose) = |f| f.write_str(match purpose {
                    Purpose::Operation => {
                        "the payment is an operation, such as a refund request: it moves money and pays for no service, so do not \
                         serve its sender; to verify it, set the purpose to operation"
                    }
                    Purpose::Service => "the payment pays for a service, but only operations were requested",
                }),
        /// The payment raised these flags, and the policy refuses them.
        Refused(flags: Flags) = |f| {
                    f.write_str("the policy rejects ")?;
                    flags.iter().enumerate().try_for_each(|(index, flag)| {
                        write!(f, "{}{flag} ({})", if index == 0 { "" } else { ", " }, flag.sentence())
                    })
                },
        /// The payment changed these fields of declared extensions, or added fields that the extension does not allow
        /// in a payment. Each is the path of a field.
        ExtensionsDiffer(members: Vec<String>) = |f| {
                    f.write_str("the payment changed or added these fields, or the extension does not allow them in a payment: ")?;
                    list(f, members)
                },
        /// The payment leaves out these declared extensions, and the policy requires them. Each is the key of an extension.
        ExtensionsMissing(keys: Vec<String>) = |f| {
                    f.write_str("the payment leaves out extensions that the server declared: ")?;
                    list(f, keys)
                },
        /// The payment's addition to an extension cannot be read. The path of the error begins below `extensions`.
        Extension(error: DecodeError) = "extensions.{error}",
        /// A detail of a payment on an EVM chain.
        Evm(detail: evm::Detail) = |f| detail.fmt(f),
        /// A detail of a payment on Solana. It is boxed because it is large.
        #[cfg(feature = "solana")]
        Solana(detail: Box<solana::Detail>) = |f| detail.fmt(f),
        /// A detail of a payment on Stellar. It is boxed because it is large.
        #[cfg(feature = "stellar")]
        Stellar(detail: Box<stellar::Detail>) = |f| detail.fmt(f),
        /// A detail of a payment on the XRP Ledger. It is boxed because it is large.
        #[cfg(feature = "xrpl")]
        Xrpl(detail: Box<xrpl::Detail>) = |f| detail.fmt(f),
    }
}

family_values!(Detail by feature);

impl Detail {
    /// The error code, if it differs from that of the failed check.
    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            // Only `batch-settlement` has operations. A type of a different phase has this code, too (N-20).
            Self::Purpose(_) => Some("invalid_batch_settlement_evm_payload_type"),
            Self::Evm(detail) => detail.code(),
            #[cfg(feature = "solana")]
            Self::Solana(detail) => detail.code(),
            #[cfg(feature = "stellar")]
            Self::Stellar(detail) => detail.code(),
            #[cfg(feature = "xrpl")]
            Self::Xrpl(detail) => detail.code(),
            Self::NoOffers
            | Self::OtherVersion { .. }
            | Self::NoOfferForNetwork
            | Self::OfferDiffers { .. }
            | Self::Method(_)
            | Self::UnknownFlow
            | Self::UnlistedFlow(_)
            | Self::Payload(_)
            | Self::Amount { .. }
            | Self::Charge { .. }
            | Self::Row { .. }
            | Self::Refused(_)
            | Self::ExtensionsDiffer(_)
            | Self::ExtensionsMissing(_)
            | Self::Extension(_) => None,
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}
