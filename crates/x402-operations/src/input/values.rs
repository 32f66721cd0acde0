//! Values of a question.

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    format,
    vec::Vec,
};
use core::{fmt::Display, str::FromStr};

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

/// The values for each subject, by kind and by the bytes of the subject. A subject has several encodings, and may not
/// have two different values.
pub(super) struct DistinctValues<T>(BTreeMap<(&'static str, Vec<u8>), T>);

impl<T: PartialEq> DistinctValues<T> {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds the value at `path`.
    pub(super) fn add(&mut self, kind: &'static str, subject: Vec<u8>, value: T, path: &str) -> Outcome<()> {
        match self.0.entry((kind, subject)) {
            Entry::Occupied(before) if *before.get() != value => {
                Err(Stop::Error(format!("{path} occurs twice, with different values")))
            }
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(free) => {
                free.insert(value);
                Ok(())
            }
        }
    }

    pub(super) fn into_values(self) -> impl Iterator<Item = T> {
        self.0.into_values()
    }
}

/// Parses an address of one chain family, or of any.
pub(crate) fn parse_address<A: FromStr<Err: Display>>(text: &str, path: &str) -> Outcome<A> {
    // Accepts any letter case, including 0X. No address of a different family begins with 0X.
    let parsed = match text.strip_prefix("0X") {
        None => text.parse(),
        Some(digits) => ["0x", digits].concat().parse(),
    };
    parsed.map_err(|error| Stop::Error(format!("{path}: {text}: {error}")))
}
