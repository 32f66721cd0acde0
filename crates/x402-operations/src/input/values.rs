//! Values of a question.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Display,
    str::FromStr,
};

use x402_types::matching::MatchRule;

use super::super::stop::{Outcome, Stop};

pub(crate) fn read_match_rule(name: &str, path: &str) -> Outcome<MatchRule> {
    match name {
        "sdk" => Ok(MatchRule::Sdk),
        "exact" => Ok(MatchRule::Exact),
        "core" => Ok(MatchRule::Core),
        _ => Err(Stop::Error(format!("{path} must be \"sdk\", \"exact\" or \"core\""))),
    }
}

/// The facts about each subject. A subject has several spellings, and must not get two different facts.
pub(super) struct Said<K, V>(pub(super) BTreeMap<K, V>);

impl<K: Ord, V: PartialEq> Said<K, V> {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn add(&mut self, subject: K, answer: V, path: &str) -> Outcome<()> {
        match self.0.entry(subject) {
            Entry::Occupied(said) if *said.get() != answer => {
                Err(Stop::Error(format!("{path} occurs twice, with different values")))
            }
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(free) => {
                free.insert(answer);
                Ok(())
            }
        }
    }
}

/// Parses an address of one kind of chain, or of any.
pub(crate) fn parse_address<A: FromStr<Err: Display>>(text: &str, path: &str) -> Outcome<A> {
    // Accepts any letter case, including 0X.
    text.replacen("0X", "0x", 1).parse().map_err(|error| Stop::Error(format!("{path}: {text}: {error}")))
}
