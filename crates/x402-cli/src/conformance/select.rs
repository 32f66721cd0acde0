//! Selects vectors.

use std::{collections::BTreeSet, slice};

use wildmatch::WildMatch;
use x402_conformance::{reference::Reference, vector::Vector};

use super::profile::Profile;
use crate::args::conformance::SelectArgs;

/// Selects vectors by their properties. Each property has a list of words, of which one has to match unless the list is
/// empty, and a list of words that must not match.
pub(super) struct Selection<'a> {
    words: Vec<Words>,
    quick: Option<&'a BTreeSet<String>>,
    reference: &'a Reference,
}

/// The words for one property.
struct Words {
    /// The option for the words that are wanted. The other one begins with `not-`.
    option: &'static str,
    of: fn(&Vector, &Reference) -> Vec<String>,
    wanted: Vec<WildMatch>,
    unwanted: Vec<WildMatch>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(profile: &'a Profile, reference: &'a Reference) -> Self {
        // The arguments choose among what the profile has.
        let words = profile.select.iter().flat_map(|select| words(slice::from_ref(select))).collect();
        Self { words, quick: profile.quick.as_ref(), reference }
    }

    pub(super) fn takes(&self, vector: &Vector) -> bool {
        self.quick.is_none_or(|quick| quick.contains(&vector.id))
            && self.words.iter().all(|words| words.take(vector, self.reference))
    }
}

/// Whether vectors of this group may be selected, as far as groups and ids say: an id begins with its group.
pub(super) fn may_take(select: &[SelectArgs], group: &str) -> bool {
    let begins = format!("{group}-");
    let may_be_of_group = |id: &String| {
        let literal = id.split(['*', '?']).next().unwrap_or_default();
        literal.starts_with(&begins) || begins.starts_with(literal)
    };
    select.iter().all(|select| {
        (select.group.is_empty() || select.group.iter().any(|word| WildMatch::new(word).matches(group)))
            && (select.id.is_empty() || select.id.iter().any(may_be_of_group))
    })
}

/// The option with a word that matches nothing in any of the vectors, if there is one: such a word is misspelt.
pub(super) fn unmatched_option(
    select: &[SelectArgs],
    vectors: impl Iterator<Item = Vector>,
    reference: &Reference,
) -> Option<String> {
    let mut left = words(select);
    for vector in vectors {
        // No word is left that could be misspelt. A vector is expanded only to look for one.
        if left.iter().all(Words::are_none) {
            break;
        }
        left.iter_mut().for_each(|words| words.leave_out(&vector, reference));
    }
    left.iter().find_map(Words::first)
}

fn words(select: &[SelectArgs]) -> Vec<Words> {
    let globs =
        |list: fn(&SelectArgs) -> &Vec<String>| select.iter().flat_map(list).map(|word| WildMatch::new(word)).collect();
    let words = |option, of, wanted, unwanted| Words { option, of, wanted: globs(wanted), unwanted: globs(unwanted) };
    vec![
        words("op", |vector, _| vec![vector.op.clone()], |select| &select.op, |select| &select.not_op),
        words("group", |vector, _| vec![vector.group().into()], |select| &select.group, |select| &select.not_group),
        words("id", |vector, _| vec![vector.id.clone()], |select| &select.id, |select| &select.not_id),
        words("title", |vector, _| vec![vector.title.clone()], |select| &select.title, |select| &select.not_title),
        words("flag", |vector, _| vector.flags.clone(), |select| &select.flag, |select| &select.not_flag),
        words("ruling", |vector, _| vector.rulings.clone(), |select| &select.ruling, |select| &select.not_ruling),
        words("severity", severities, |select| &select.severity, |select| &select.not_severity),
        words("level", |vector, _| vec![vector.level.to_string()], |select| &select.level, |select| &select.not_level),
    ]
}

impl Words {
    fn are_none(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }

    fn take(&self, vector: &Vector, reference: &Reference) -> bool {
        if self.are_none() {
            return true;
        }
        let properties = (self.of)(vector, reference);
        let any = |globs: &[WildMatch]| globs.iter().any(|glob| properties.iter().any(|word| glob.matches(word)));
        (self.wanted.is_empty() || any(&self.wanted)) && !any(&self.unwanted)
    }

    /// Leaves out the words that match this vector.
    fn leave_out(&mut self, vector: &Vector, reference: &Reference) {
        if self.are_none() {
            return;
        }
        let properties = (self.of)(vector, reference);
        for globs in [&mut self.wanted, &mut self.unwanted] {
            globs.retain(|glob| !properties.iter().any(|word| glob.matches(word)));
        }
    }

    /// The first word, after its option.
    fn first(&self) -> Option<String> {
        let wanted = self.wanted.first().map(|word| format!("--{} {word}", self.option));
        wanted.or_else(|| self.unwanted.first().map(|word| format!("--not-{} {word}", self.option)))
    }
}

/// The severities of the flags.
fn severities(vector: &Vector, reference: &Reference) -> Vec<String> {
    let notes = vector.flags.iter().filter_map(|flag| reference.note(flag));
    notes.map(|note| note.severity.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};
    use x402_conformance::{
        features::PROFILES,
        vector::{Level, Severity, VectorFile},
    };

    use super::*;
    use crate::conformance::{Library, library};

    const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec-vectors");

    /// The ids that members of a profile select.
    fn selected(files: &[VectorFile], reference: &Reference, members: Value) -> BTreeSet<String> {
        let select = vec![serde_json::from_value(members).unwrap()];
        let profile = Profile { select, ..Profile::default() };
        let selection = Selection::new(&profile, reference);
        let vectors = files.iter().flat_map(|file| &file.vectors);
        vectors.filter(|vector| selection.takes(vector)).map(|vector| vector.id).collect()
    }

    type Is = dyn Fn(&VectorFile, &Vector) -> bool;

    fn costs_money(file: &VectorFile, flag: &String) -> bool {
        file.notes[flag].severity == Severity::Money
    }

    #[test]
    fn each_property_selects_and_leaves_out() {
        let Library { files, reference } =
            Library::read(Some(VECTORS.as_ref()), &mut crate::Native::new(), |_| true).ok().unwrap();
        let all = selected(&files, &reference, json!({}));
        let properties: [(&str, &str, &str, &Is); 8] = [
            ("op", "notOp", "match", &|_, vector| vector.op == "match"),
            ("group", "notGroup", "permit2", &|file, _| file.group == "permit2"),
            ("id", "notId", "networks-01*", &|_, vector| vector.id.starts_with("networks-01")),
            ("title", "notTitle", "upto: *", &|_, vector| vector.title.starts_with("upto: ")),
            ("flag", "notFlag", "high-s", &|_, vector| vector.flags.iter().any(|flag| flag == "high-s")),
            ("ruling", "notRuling", "E-*", &|_, vector| vector.rulings.iter().any(|ruling| ruling.starts_with("E-"))),
            ("level", "notLevel", "policy", &|_, vector| vector.level == Level::Policy),
            ("severity", "notSeverity", "money", &|file, vector| {
                vector.flags.iter().any(|flag| costs_money(file, flag))
            }),
        ];
        for (name, opposite, word, is) in properties {
            let of = |file| move |vector: &Vector| is(file, vector);
            let found = files.iter().flat_map(|file| file.vectors.iter().filter(of(file)));
            let found: BTreeSet<String> = found.map(|vector| vector.id).collect();
            assert!(!found.is_empty() && found.len() < all.len(), "{name}");
            assert!(selected(&files, &reference, json!({ name: [word] })) == found, "{name}");
            let others = all.difference(&found).cloned().collect();
            assert!(selected(&files, &reference, json!({ opposite: [word] })) == others, "{opposite}");
        }
        // Lists of one property are alternatives, and properties are requirements.
        let either = selected(&files, &reference, json!({"id": ["networks-0101", "networks-0112"]}));
        assert_eq!(either.len(), 2);
        let both =
            selected(&files, &reference, json!({"id": ["networks-0101", "networks-0112"], "flag": ["accepts-*"]}));
        assert_eq!(both, BTreeSet::from(["networks-0112".to_owned()]));
    }

    #[test]
    fn quick_lists_vectors_and_whole_groups() {
        let host = &mut crate::Native::new();
        let Library { files, reference } = Library::read(Some(VECTORS.as_ref()), host, |_| true).ok().unwrap();
        let quick = library::quick(Some(VECTORS.as_ref()), host).ok().unwrap();
        let profile = Profile { quick: Some(quick.clone()), ..Profile::default() };
        let selection = Selection::new(&profile, &reference);
        let vectors: Vec<Vector> = files.iter().flat_map(|file| &file.vectors).collect();
        let taken: BTreeSet<String> =
            vectors.iter().filter(|vector| selection.takes(vector)).map(|vector| vector.id.clone()).collect();
        // Each id of the list is that of a vector, and no other vector is taken.
        assert_eq!(taken, quick);
        assert!(vectors.len() > 3 * quick.len());
        let is_whole = |vector: &&Vector| {
            vector.group().starts_with("chain-")
                || ["emissions", "examples", "published-tests"].contains(&vector.group())
        };
        let left_out: Vec<&str> = vectors
            .iter()
            .filter(is_whole)
            .map(|vector| vector.id.as_str())
            .filter(|id| !quick.contains(*id))
            .collect();
        assert_eq!(left_out, Vec::<&str>::new());
    }

    /// The groups that are about none of the features alone. A run without a profile asks them.
    const NONE: [&str; 7] = ["flows", "gateway", "icon-host", "identity", "lint", "presets", "settlement-states"];

    #[test]
    fn each_group_is_about_a_feature_or_named() {
        let Library { files, reference } =
            Library::read(Some(VECTORS.as_ref()), &mut crate::Native::new(), |_| true).ok().unwrap();
        let vectors: Vec<Vector> = files.iter().flat_map(|file| &file.vectors).collect();
        let mut groups = BTreeSet::from(NONE.map(str::to_owned));
        let mut features: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let profiles: BTreeMap<String, Value> = serde_json::from_str(PROFILES).unwrap();
        assert_eq!(profiles.len(), 10);
        for (feature, select) in &profiles {
            // Each pattern finds a vector.
            for (member, pattern) in select.as_object().unwrap().iter().flat_map(|(member, patterns)| {
                patterns.as_array().unwrap().iter().map(move |pattern| (member.clone(), pattern.clone()))
            }) {
                let mut only = select.clone();
                only[&member] = Value::from(vec![pattern.clone()]);
                let only = Profile { select: vec![serde_json::from_value(only).unwrap()], ..Profile::default() };
                let selection = Selection::new(&only, &reference);
                assert!(vectors.iter().any(|vector| selection.takes(vector)), "{feature}: {member} {pattern}");
            }
            let profile =
                Profile { select: vec![serde_json::from_value(select.clone()).unwrap()], ..Profile::default() };
            let selection = Selection::new(&profile, &reference);
            for vector in vectors.iter().filter(|vector| selection.takes(vector)) {
                assert!(!NONE.contains(&vector.group()) || feature == "wire", "{} is about {feature}", vector.id);
                groups.insert(vector.group().to_owned());
                features.entry(&vector.id).or_default().push(feature);
            }
        }
        let all: BTreeSet<String> = vectors.iter().map(|vector| vector.group().to_owned()).collect();
        assert_eq!(groups, all);
        // No vector is about two.
        assert_eq!(features.iter().find(|(_, features)| features.len() > 1), None);
        // A payment by each mechanism is about its feature alone, wherever it is. The title of a cell begins with the mechanism.
        let is_of_payment = |vector: &&Vector| vector.op == "verify";
        for vector in vectors.iter().filter(|vector| vector.group() == "cells").filter(is_of_payment) {
            let feature = match vector.title.split(": ").next().unwrap() {
                "EIP-3009, V1" | "EIP-3009, V2" | "EIP-3009 with members of others" => Some("eip3009"),
                "Permit2" | "Permit2, V1" | "Permit2 with a permit" | "Permit2 with an approval" => Some("permit2"),
                "a permit for Permit2" | "an approval for Permit2" => Some("permit2"),
                "upto" | "a permit for upto" => Some("upto"),
                "Solana" | "Solana, V1" => Some("solana"),
                "Stellar" => Some("stellar"),
                "a voucher" | "a deposit" | "a deposit by Permit2" | "a claim" => Some("batch"),
                "a refund" | "a completed refund" => Some("batch"),
                "the Gateway" => None,
                other => panic!("{other} is of no feature"),
            };
            let found = features.get(vector.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            assert_eq!(found, feature.as_slice(), "{}: {}", vector.id, vector.title);
        }
    }
}
