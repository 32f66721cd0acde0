//! The kinds of chains that have rules of their own. No other file names them all.

use x402_schemes::Terms;
use x402_types::{JsonRef, Network, v2::ResourceInfo};
use x402_verify::client::OfferIssue;

pub(crate) use crate::evm::{keep_extra, other_domain};
use crate::{Lint, Rule, reviewed::Reviewed};

macro_rules! chains {
    ($($Chain:ident $chain:ident;)+) => {
        /// The rules that only one kind of chain has.
        pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static [Rule])> {
            core::iter::empty()$(.chain(crate::$chain::rules()))+
        }

        /// Judges a demand of version 2 as a whole, and its resource.
        pub(crate) fn lint_demand(demand: JsonRef<'_>, resource: Option<&ResourceInfo>, lint: &mut Lint) {
            $(crate::$chain::lint_demand(demand, resource, lint);)+
        }

        /// Whether the network is of one of these kinds.
        pub(crate) fn is_of_known_kind(network: &Network) -> bool {
            false $(|| x402_schemes::$chain::is_on(network))+
        }

        /// Judges the terms before what a buyer's review finds.
        pub(crate) fn lint_terms(reviewed: &Reviewed<'_>, lint: &mut Lint) {
            $(if x402_schemes::$chain::is_on(&reviewed.terms.network) {
                crate::$chain::lint_terms(reviewed, lint);
            })+
        }

        /// Judges what the review of a chain finds. Budgets and payers belong to buyers.
        pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
            match issue {
                $(OfferIssue::$Chain(issue) => crate::$chain::lint_issue(reviewed, issue, lint),)+
                _ => {}
            }
        }

        /// Judges the members of `extra`, whose names also mean something on a network that is wrong.
        pub(crate) fn lint_extra(reviewed: &Reviewed<'_>, lint: &mut Lint) {
            $(crate::$chain::lint_extra(reviewed, lint);)+
        }

        /// Whether some published table has the network.
        pub(crate) fn is_known_network(terms: &Terms<'_>) -> bool {
            terms.network.v1_name().is_some() $(|| crate::$chain::is_known_network(terms))+
        }

        /// Whether people offer payments of version 1 on networks of this name, although the chain has none.
        pub(crate) fn is_without_v1(name: &str) -> bool {
            false $(|| crate::$chain::is_without_v1(name))+
        }

        /// The least timeout in seconds, and the rule that asks for it, if a chain has a rule of its own.
        pub(crate) fn own_timeout(terms: &Terms<'_>) -> Option<(u64, Rule)> {
            None$(.or_else(|| crate::$chain::own_timeout(terms)))+
        }
    };
}

chains! {
    Evm evm;
    Solana solana;
    Stellar stellar;
}
