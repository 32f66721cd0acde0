//! The issues that a buyer can have with an offer.

use alloc::string::String;

use x402_schemes::{Contradiction, MethodError, PassedOver};
use x402_types::{PaymentFlow, declare::sentences};

use crate::{evm, family::family_values, solana, stellar, xrpl};

sentences! {
    /// A reason not to pay an offer, or a fact that the buyer should know before paying.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum OfferIssue {
        /// No budget covers the offer, or the buyer makes no such deposit.
        OutOfBudget(why: PassedOver) = "the offer is not within the buyer's limits: it {why}",
        /// The buyer did not list this payment flow. In every flow except `authorization`, the money may be gone before
        /// the service (F-2). `None` if the flow is not known.
        Flow(flow: Option<PaymentFlow>) = |f| match flow {
            Some(flow) => write!(
                f,
                "the payment flow is {flow}: once the payment is sent, the money may be gone, whatever the answer is"
            ),
            None => f.write_str("the payment flow is unknown: the payment may be settled at any time"),
        },
        /// The transfer method cannot be read, or the scheme does not have it.
        Method(error: MethodError) = |f| error.fmt(f),
        /// The recipient is the payer.
        SelfPayment = "payTo is the payer, so nothing would move",
        /// The recipient is the token contract itself.
        PayToAsset = "payTo is the token's contract or mint: USDC's contract refuses that, and elsewhere the money is lost",
        /// A published table contradicts the offer (B-10).
        Contradicted(what: Contradiction) = |f| write!(f, "{}: {what}", what.flag()),
        /// No published table lists this token.
        UnknownAsset = "the asset is not in any published table: check the token before you pay",
        /// The price is zero.
        Free = "the price is zero: there is nothing to pay",
        /// The authorization may expire before it is settled.
        ShortTimeout {
            /// The `maxTimeoutSeconds` of the offer.
            seconds: u64,
        } = "maxTimeoutSeconds is {seconds}: facilitators require 6 s to be left when they verify",
        /// An authorization for the offer could be used for longer than the buyer's horizon.
        LongTimeout {
            /// The `maxTimeoutSeconds` of the offer.
            seconds: u64,
            /// The maximum that the buyer signs for, in seconds.
            at_most: u64,
        } = "maxTimeoutSeconds is {seconds}: the payment could be settled until then, but the buyer signs for at most {at_most} s",
        /// The price is above 10,000 tokens, so it may be in the wrong unit.
        HighPrice {
            /// The price, such as `1000000.000000 USDC`.
            tokens: String,
        } = "the price is {tokens}: check its unit",
        /// The addresses were not reviewed, because the network is unknown.
        NotReviewed {
            /// The network of the offer.
            network: String,
        } = "addresses on {network} are not reviewed",
        /// An issue with an offer on an EVM chain.
        Evm(issue: evm::OfferIssue) = |f| issue.fmt(f),
        /// An issue with an offer on Solana.
        Solana(issue: solana::OfferIssue) = |f| issue.fmt(f),
        /// An issue with an offer on Stellar.
        Stellar(issue: stellar::OfferIssue) = |f| issue.fmt(f),
        /// An issue with an offer on the XRP Ledger.
        Xrpl(issue: xrpl::OfferIssue) = |f| issue.fmt(f),
    }
}

family_values!(OfferIssue);

impl OfferIssue {
    /// Returns `true` if the offer should not be paid at all. A person or a policy decides about the other issues.
    pub const fn is_serious(&self) -> bool {
        match self {
            Self::OutOfBudget(_)
            | Self::Flow(_)
            | Self::LongTimeout { .. }
            | Self::Method(_)
            | Self::SelfPayment
            | Self::PayToAsset => true,
            Self::Contradicted(what) => what.is_serious(),
            Self::UnknownAsset
            | Self::Free
            | Self::ShortTimeout { .. }
            | Self::HighPrice { .. }
            | Self::NotReviewed { .. } => false,
            Self::Evm(issue) => issue.is_serious(),
            Self::Solana(issue) => issue.is_serious(),
            Self::Stellar(issue) => issue.is_serious(),
            Self::Xrpl(issue) => issue.is_serious(),
        }
    }
}
