//! The review of an offer: the rules for every offer, and those of each chain family.

use alloc::{string::ToString, vec::Vec};

use x402_schemes::{AccountId, Contradiction, KnownToken, SpendingLimits, Terms};
use x402_types::{Network, PaymentFlow};

use super::{
    offer_issue::OfferIssue,
    rule::{Reviewed, Rule},
};
use crate::{chain::Chain, evm::Evm, family::Family, solana::Solana, stellar::Stellar, xrpl::Xrpl};

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
    if offer.units().get().is_zero() {
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
        issues.push(OfferIssue::HighPrice { tokens: token.tokens(&offer.amount) });
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
        Some(Family::Xrpl) => Xrpl::RULES,
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
        Family::Xrpl => Xrpl::expected_transaction_format(text),
    }
}
