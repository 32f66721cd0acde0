//! The chain families that have their own rules. No other file names them all.

use x402_schemes::Terms;
use x402_types::{JsonRef, v2::ResourceInfo};
use x402_verify::client::OfferIssue;

pub(crate) use crate::evm::{keep_extra, other_domain};
use crate::{
    Lint, Rule,
    chain_rules::ChainRules,
    evm::{self, Evm},
    reviewed::Reviewed,
    solana::{self, Solana},
    stellar::{self, Stellar},
    xrpl::{self, Xrpl},
};

const FAMILIES: [&dyn ChainRules; 4] = [&Evm, &Solana, &Stellar, &Xrpl];

/// The rules of one chain family only.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static [Rule])> {
    FAMILIES.into_iter().flat_map(|family| family.rules().iter().copied())
}

/// Lints a `PaymentRequired` of version 2 as a whole, and its resource.
pub(crate) fn lint_payment_required(payment_required: JsonRef<'_>, resource: Option<&ResourceInfo>, lint: &mut Lint) {
    for family in FAMILIES {
        family.lint_payment_required(payment_required, resource, lint);
    }
}

/// Lints the terms before the buyer's review.
pub(crate) fn lint_terms(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    for family in FAMILIES.into_iter().filter(|family| family.is_on(reviewed.terms)) {
        family.lint_terms(reviewed, lint);
    }
}

/// Lints the results of the review on a chain. Budgets and payers belong to buyers.
#[allow(clippy::wildcard_enum_match_arm, reason = "the issues of every offer have rules in offer.rs")]
pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    match issue {
        OfferIssue::Evm(issue) => evm::lint_issue(reviewed, issue, lint),
        OfferIssue::Solana(issue) => solana::lint_issue(reviewed, issue, lint),
        OfferIssue::Stellar(issue) => stellar::lint_issue(reviewed, issue, lint),
        OfferIssue::Xrpl(issue) => xrpl::lint_issue(reviewed, issue, lint),
        _ => {}
    }
}

/// Lints the fields of `extra`, whose names also have a meaning on a network that is wrong.
pub(crate) fn lint_extra(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    for family in FAMILIES {
        family.lint_extra(reviewed, lint);
    }
}

/// Returns `true` if a published table lists the network.
pub(crate) fn is_known_network(terms: &Terms<'_>) -> bool {
    terms.network.v1_name().is_some() || FAMILIES.iter().any(|family| family.is_known_network(terms))
}

/// Returns `true` if people offer payments of version 1 on networks of this name, although the chain has none.
pub(crate) fn is_without_v1(name: &str) -> bool {
    FAMILIES.iter().any(|family| family.is_without_v1(name))
}

/// The least timeout in seconds, and its rule, if a chain has its own rule.
pub(crate) fn least_timeout(terms: &Terms<'_>) -> Option<(u64, Rule)> {
    FAMILIES.iter().find_map(|family| family.least_timeout(terms))
}
