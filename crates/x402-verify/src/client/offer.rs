//! The review of an offer: the rules for every offer, and those of each chain family.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use x402_schemes::{AccountId, Contradiction, KnownToken, MethodError, PassedOver, SpendingLimits, Terms};
use x402_types::{__declare::sentences, Network, PaymentFlow};

use crate::{
    evm::{self, Evm},
    family::{Chain, Family, family_values},
    solana::{self, Solana},
    stellar::{self, Stellar},
};

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
        PayToAsset = "payTo is the token's own contract or mint: USDC's contract refuses that, and elsewhere the money is lost",
        /// A published table contradicts the offer (B-10).
        Contradicted(what: Contradiction) = |f| write!(f, "{}: {what}", what.flag()),
        /// No published table lists this token.
        UnknownAsset = "the asset is not in any published table: find out what it is before paying",
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
        } = "maxTimeoutSeconds is {seconds}: the payment could be settled until then, and at most {at_most} s are signed for",
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
        }
    }
}

/// The number of seconds until `validBefore` that the published facilitators require (E-2).
const MARGIN: u64 = 6;

/// The price in tokens above which the buyer should check the unit.
const HIGH_PRICE: &str = "10000";

/// Reviews an offer before it is paid. The issues are in a fixed order. An offer without issues is no promise that the
/// server delivers.
///
/// Budgets are both limits and a list of allowed assets: a payment in an asset that no budget names is not within
/// budget. If a deposit must be made before the payment, the deposit must be within budget.
#[must_use]
pub fn review_offer<'a>(
    offer: impl Into<Terms<'a>>,
    payer: Option<AccountId>,
    limits: &SpendingLimits<'_>,
) -> Vec<OfferIssue> {
    let offer = offer.into();
    let mut issues = Vec::new();
    for rule in RULES {
        rule(&Reviewed { offer: &offer, payer, limits }, &mut issues);
    }
    // The remaining issue already states that the token is known on a different network.
    if issues.iter().any(|issue| matches!(issue, OfferIssue::Contradicted(Contradiction::AssetNetwork { .. }))) {
        issues.retain(|issue| *issue != OfferIssue::UnknownAsset);
    }
    issues
}

/// An offer under review, with the buyer's limits.
pub(crate) struct Reviewed<'a> {
    pub(crate) offer: &'a Terms<'a>,
    pub(crate) payer: Option<AccountId>,
    pub(crate) limits: &'a SpendingLimits<'a>,
}

/// A rule appends the issues that it finds.
pub(crate) type Rule = fn(&Reviewed<'_>, &mut Vec<OfferIssue>);

/// The rules for every offer, in the order of their issues.
const RULES: &[Rule] = &[budget, flow, free, high_price, timeout, of_chain, contradictions];

fn budget(Reviewed { offer, limits, .. }: &Reviewed<'_>, issues: &mut Vec<OfferIssue>) {
    if let Err(why) = limits.covering(offer) {
        issues.push(OfferIssue::OutOfBudget(why));
    }
}

fn flow(Reviewed { offer, limits, .. }: &Reviewed<'_>, issues: &mut Vec<OfferIssue>) {
    match PaymentFlow::of(offer.extra) {
        Some(flow) if limits.flows.contains(&flow) => {}
        flow => issues.push(OfferIssue::Flow(flow)),
    }
}

fn free(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<OfferIssue>) {
    if offer.amount.get().is_zero() {
        issues.push(OfferIssue::Free);
    }
}

fn timeout(Reviewed { offer, limits, .. }: &Reviewed<'_>, issues: &mut Vec<OfferIssue>) {
    let (seconds, at_most) = (offer.max_timeout_seconds, offer.longest_timeout(limits.horizon));
    if seconds <= MARGIN {
        issues.push(OfferIssue::ShortTimeout { seconds });
    }
    if seconds > at_most {
        issues.push(OfferIssue::LongTimeout { seconds, at_most });
    }
}

/// The price in tokens, if the published tables have the token and the price is high.
fn high_price(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<OfferIssue>) {
    let is_high = |token: &KnownToken| token.price(HIGH_PRICE).is_ok_and(|limit| offer.amount > limit);
    if let Some(token) = KnownToken::of_offer(offer).filter(is_high) {
        issues.push(OfferIssue::HighPrice { tokens: token.tokens(offer.amount) });
    }
}

fn contradictions(Reviewed { offer, limits, .. }: &Reviewed<'_>, issues: &mut Vec<OfferIssue>) {
    issues.extend(limits.contradictions(offer).into_iter().map(OfferIssue::Contradicted));
}

/// Applies the rules for offers on the offer's chain.
fn of_chain(reviewed: &Reviewed<'_>, issues: &mut Vec<OfferIssue>) {
    let network = &reviewed.offer.network;
    let rules = match Family::of(network) {
        Some(Family::Evm) => Evm::RULES,
        Some(Family::Solana) => Solana::RULES,
        Some(Family::Stellar) => Stellar::RULES,
        None => return issues.push(OfferIssue::NotReviewed { network: network.to_string() }),
    };
    for rule in rules {
        rule(reviewed, issues);
    }
}

/// The format of the chain's transaction identifiers, if the text does not have it. `None` if it does.
pub(super) fn expected_transaction_format(network: &Network, text: &str) -> Option<&'static str> {
    match Family::of(network)? {
        Family::Evm => Evm::expected_transaction_format(text),
        Family::Solana => Solana::expected_transaction_format(text),
        Family::Stellar => Stellar::expected_transaction_format(text),
    }
}
