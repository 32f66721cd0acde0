//! The rules that a chain family may have.

use x402_schemes::Terms;
use x402_types::{JsonRef, v2::ResourceInfo};

use crate::{Lint, Rule, reviewed::Reviewed};

/// The rules of one chain family, except those for the results of the buyer's review. Most families lack some.
pub(crate) trait ChainRules {
    /// The rules of this family only. The other rules are in the groups of their subjects.
    fn rules(&self) -> &'static [(&'static str, &'static [Rule])];

    /// Returns `true` if the network belongs to the family.
    fn is_on(&self, terms: &Terms<'_>) -> bool;

    /// Lints a `PaymentRequired` of version 2 as a whole, and its resource.
    fn lint_payment_required(&self, _: JsonRef<'_>, _: Option<&ResourceInfo>, _: &mut Lint) {}

    /// Lints the terms on a network of the family, before the buyer's review.
    fn lint_terms(&self, reviewed: &Reviewed<'_>, lint: &mut Lint);

    /// Lints the fields of `extra`, whose names also have a meaning on a network that is wrong.
    fn lint_extra(&self, reviewed: &Reviewed<'_>, lint: &mut Lint);

    /// Returns `true` if a table of the family lists the network. Networks with a V1 name are known without this.
    fn is_known_network(&self, _: &Terms<'_>) -> bool {
        false
    }

    /// Returns `true` if people offer payments of version 1 on networks of this name, although the chain has none.
    fn is_without_v1(&self, _: &str) -> bool {
        false
    }

    /// The least timeout in seconds, and its rule, if the family has a rule that replaces the one for all offers.
    fn least_timeout(&self, _: &Terms<'_>) -> Option<(u64, Rule)> {
        None
    }
}
