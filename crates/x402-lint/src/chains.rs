//! The chain families that have their own rules. No other file names them all.

use x402_schemes::Terms;
use x402_types::{JsonRef, v2::ResourceInfo};
use x402_verify::client::OfferIssue;

pub(crate) use crate::evm::{keep_extra, other_domain};
use crate::{Lint, Rule, evm, reviewed::Reviewed, solana, stellar};

/// The rules of one chain family only.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static [Rule])> {
    evm::rules().chain(solana::rules()).chain(stellar::rules())
}

/// Lints a `PaymentRequired` of version 2 as a whole, and its resource.
pub(crate) fn lint_demand(demand: JsonRef<'_>, resource: Option<&ResourceInfo>, lint: &mut Lint) {
    evm::lint_demand(demand, resource, lint);
    solana::lint_demand(demand, resource, lint);
    stellar::lint_demand(demand, resource, lint);
}

/// Lints the terms before the buyer's review.
pub(crate) fn lint_terms(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    let network = &reviewed.terms.network;
    if x402_schemes::evm::is_on(network) {
        evm::lint_terms(reviewed, lint);
    }
    if x402_schemes::solana::is_on(network) {
        solana::lint_terms(reviewed, lint);
    }
    if x402_schemes::stellar::is_on(network) {
        stellar::lint_terms(reviewed, lint);
    }
}

/// Lints the results of the review on a chain. Budgets and payers belong to buyers.
#[allow(clippy::wildcard_enum_match_arm, reason = "the issues of every offer have rules in offer.rs")]
pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    match issue {
        OfferIssue::Evm(issue) => evm::lint_issue(reviewed, issue, lint),
        OfferIssue::Solana(issue) => solana::lint_issue(reviewed, issue, lint),
        OfferIssue::Stellar(issue) => stellar::lint_issue(reviewed, issue, lint),
        _ => {}
    }
}

/// Lints the fields of `extra`, whose names also have a meaning on a network that is wrong.
pub(crate) fn lint_extra(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    evm::lint_extra(reviewed, lint);
    solana::lint_extra(reviewed, lint);
    stellar::lint_extra(reviewed, lint);
}

/// Returns `true` if a published table lists the network.
pub(crate) fn is_known_network(terms: &Terms<'_>) -> bool {
    terms.network.v1_name().is_some()
        || evm::is_known_network(terms)
        || solana::is_known_network(terms)
        || stellar::is_known_network(terms)
}

/// Returns `true` if people offer payments of version 1 on networks of this name, although the chain has none.
pub(crate) fn is_without_v1(name: &str) -> bool {
    evm::is_without_v1(name) || solana::is_without_v1(name) || stellar::is_without_v1(name)
}

/// The least timeout in seconds, and its rule, if a chain has its own rule.
pub(crate) fn own_timeout(terms: &Terms<'_>) -> Option<(u64, Rule)> {
    evm::own_timeout(terms).or_else(|| solana::own_timeout(terms)).or_else(|| stellar::own_timeout(terms))
}
