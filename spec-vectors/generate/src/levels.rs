//! The level of a vector: what binds an implementation to its verdict. It follows from what decided the rulings that the vector tests.
//!
//! Only the rulings that part a vector from the one that it was made from count. What the parent tests, too, is cited in passing. A
//! vector that cites no ruling is of statements of a document, and one that cites neither is an error. Of several rulings the weakest
//! counts, so that nobody is told that they must what only one reading of the vector says.

use std::collections::{BTreeMap, BTreeSet};

use wildmatch::WildMatch;
use x402_conformance::vector::{Level, Vector};

use crate::rulings::{About, Basis, Ruling, Rulings};

pub(crate) struct Levels<'a> {
    rulings: &'a Rulings,
    /// The patterns, with their rulings, that have matched no vector yet.
    unmatched: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Levels<'a> {
    pub(crate) fn new(rulings: &'a Rulings) -> Self {
        let parts = rulings.all().flat_map(|ruling| ruling.parts.iter().map(|part| (ruling.id(), &part.about)));
        let unmatched = parts.flat_map(|(id, about)| match about {
            About::Words { vectors, .. } => vectors.iter().map(|pattern| (id, pattern.as_str())).collect(),
            About::Checks { .. } => vec![],
        });
        Self { rulings, unmatched: unmatched.collect() }
    }

    /// Decides the levels of the vectors of a group, whose parents are known.
    pub(crate) fn decide(&mut self, vectors: &mut [Vector]) -> Result<(), String> {
        let cited: BTreeMap<String, Vec<String>> =
            vectors.iter().map(|vector| (vector.id.clone(), vector.rulings.clone())).collect();
        for vector in vectors {
            let parent = vector.parent.as_ref().and_then(|parent| cited.get(parent));
            vector.level = self.level(vector, parent.map_or(&[], Vec::as_slice))?;
        }
        Ok(())
    }

    /// Fails if a pattern has matched no vector that cites its ruling.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self.unmatched.first() {
            Some((id, pattern)) => Err(format!("docs/reference/rulings, {id}: no vector that cites it fits {pattern}")),
            None => Ok(()),
        }
    }

    fn level(&mut self, vector: &Vector, of_parent: &[String]) -> Result<Level, String> {
        for id in &vector.rulings {
            self.unmatched.retain(|(ruling, pattern)| ruling != id || !is_of(pattern, vector));
        }
        let own: Vec<&String> = vector.rulings.iter().filter(|id| !of_parent.contains(id)).collect();
        let deciding = if own.is_empty() { vector.rulings.iter().collect() } else { own };
        let mut level = None;
        for id in deciding {
            let ruling = self.rulings.get(id).ok_or_else(|| format!("{}: there is no ruling {id}", vector.id))?;
            level = level.max(Some(of_basis(ruling, vector)));
        }
        // What is only stated is stated by a document.
        let stated = (!vector.requirements.is_empty()).then_some(Level::Must);
        level
            .or(stated)
            .ok_or_else(|| format!("{}: it cites no ruling and no statement, and so has no basis", vector.id))
    }
}

/// The weakest of what may have decided this vector's part of the ruling.
fn of_basis(ruling: &Ruling, vector: &Vector) -> Level {
    let mut weakest = level(ruling.basis);
    for part in &ruling.parts {
        let (is_part, may_be) = match &part.about {
            About::Checks { checks } => {
                (vector.expect.check.as_ref().is_some_and(|check| checks.contains(check)), false)
            }
            About::Words { vectors, .. } => (vectors.iter().any(|pattern| is_of(pattern, vector)), vectors.is_empty()),
        };
        if is_part {
            return level(part.basis);
        }
        if may_be {
            weakest = weakest.max(level(part.basis));
        }
    }
    weakest
}

/// Whether the pattern fits the id, a flag or the title.
fn is_of(pattern: &str, vector: &Vector) -> bool {
    let pattern = WildMatch::new(pattern);
    let mut texts = vector.flags.iter().chain([&vector.id, &vector.title]);
    texts.any(|text| pattern.matches(text))
}

const fn level(basis: Basis) -> Level {
    match basis {
        Basis::Contract | Basis::Text => Level::Must,
        Basis::Sdks => Level::Should,
        Basis::Stricter => Level::Policy,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The levels of vectors, each an id, rulings, and members that it has besides, by a page with these rulings.
    fn decided(vectors: &[(&str, &[&str], serde_json::Value)]) -> Result<Vec<Level>, String> {
        let rulings = Rulings::of(&[
            ("C-4", "text; stricter: the depth (`*deep*`)"),
            ("E-2", "contract; sdks: `expiry-margin`; stricter: `horizon`"),
            ("P-2", "contract; sdks: `expiry-margin`"),
            ("C-15", "sdks; stricter: codes"),
            ("C-3", "stricter"),
        ]);
        let mut made: Vec<Vector> = vectors
            .iter()
            .map(|(id, rulings, others)| {
                let mut vector = json!({
                    "id": id, "title": "a title", "flags": [], "level": "policy", "rulings": rulings, "requirements": [], "op": "verify",
                    "input": {}, "expect": {"class": "invalid", "result": {}}, "noWitness": "made up",
                });
                vector.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
                serde_json::from_value(vector).unwrap()
            })
            .collect();
        Levels::new(&rulings).decide(&mut made)?;
        Ok(made.into_iter().map(|vector| vector.level).collect())
    }

    fn levels(vectors: &[(&str, &[&str], serde_json::Value)]) -> Vec<Level> {
        decided(vectors).unwrap()
    }

    fn decided_by(check: &str) -> serde_json::Value {
        json!({"expect": {"class": "invalid", "result": {}, "check": check}})
    }

    #[test]
    fn the_weakest_ruling_counts() {
        let none = json!({});
        let found = levels(&[
            ("x-1", &["C-4"], none.clone()),
            ("x-2", &["C-3"], none.clone()),
            ("x-3", &["C-4", "E-2"], none.clone()),
            ("x-4", &["C-4", "C-3"], none),
        ]);
        assert_eq!(found, [Level::Must, Level::Policy, Level::Must, Level::Policy]);
    }

    #[test]
    fn a_part_has_a_basis_of_its_own() {
        let found = levels(&[
            ("x-1", &["E-2"], decided_by("valid-before")),
            ("x-2", &["E-2"], decided_by("expiry-margin")),
            ("x-3", &["E-2"], decided_by("horizon")),
            ("x-4", &["C-4"], json!({"title": "129 levels deep"})),
            ("x-5", &["C-4"], json!({"title": "a comma behind"})),
            // Nothing says which vectors the part in words is about.
            ("x-6", &["C-15"], json!({})),
        ]);
        assert_eq!(found, [Level::Must, Level::Should, Level::Policy, Level::Policy, Level::Must, Level::Policy]);
    }

    #[test]
    fn what_the_parent_cites_too_is_cited_in_passing() {
        let child = json!({"parent": "x-1", "change": {"path": "p", "from": "a", "to": "b"}});
        let found = levels(&[
            ("x-1", &["C-3"], json!({})),
            ("x-2", &["C-3", "E-2"], child.clone()),
            // Nothing parts them but what both cite.
            ("x-3", &["C-3"], child),
        ]);
        assert_eq!(found, [Level::Policy, Level::Must, Level::Policy]);
    }

    #[test]
    fn without_rulings_the_statements_count() {
        assert_eq!(levels(&[("x-1", &[], json!({"requirements": ["V2-5.1-01"]}))]), [Level::Must]);
    }

    #[test]
    fn what_cites_neither_a_ruling_nor_a_statement_has_no_basis() {
        for others in [json!({}), decided_by("expiry-margin"), json!({"flags": ["boundary-after"]})] {
            let error = decided(&[("x-1", &[], others)]).unwrap_err();
            assert_eq!(error, "x-1: it cites no ruling and no statement, and so has no basis");
        }
    }

    #[test]
    fn a_pattern_fits_a_vector_that_cites_its_ruling() {
        let rulings = Rulings::of(&[("C-4", "text; stricter: the depth (`*deep*`)"), ("C-3", "stricter")]);
        let made = |rulings: &[&str]| {
            let vector = json!({
                "id": "x-1", "title": "129 levels deep", "flags": [], "level": "policy", "rulings": rulings, "requirements": [],
                "op": "verify", "input": {}, "expect": {"class": "invalid", "result": {}}, "noWitness": "made up",
            });
            [serde_json::from_value(vector).unwrap()]
        };
        for (cited, complaint) in [
            (["C-4"], None),
            (["C-3"], Some("docs/reference/rulings, C-4: no vector that cites it fits *deep*".to_owned())),
        ] {
            let mut levels = Levels::new(&rulings);
            levels.decide(&mut made(&cited)).unwrap();
            assert_eq!(levels.check().err(), complaint);
        }
    }
}
