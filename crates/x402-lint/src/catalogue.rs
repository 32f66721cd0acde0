//! The list of all rules.

use crate::{Rule, chains, rule::GROUPS};

impl Rule {
    /// Returns every rule, in the order of `docs/reference/lint-rules.md`.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::groups().flat_map(|(_, rules)| rules.iter().copied())
    }

    /// Returns the rules, grouped by subject: those for all 402 responses, then those of each chain family.
    pub fn groups() -> impl Iterator<Item = (&'static str, &'static [Self])> {
        GROUPS.iter().copied().chain(chains::rules())
    }
}
