//! The contents of the page.

use std::collections::{BTreeMap, BTreeSet};

use x402_conformance::vector::Vector;

use super::super::printed::Printed;
use crate::conformance::html::Links;

/// The number of vectors that the page has in whole.
pub(super) const MOST_WHOLE: usize = 300;

/// The vectors and rulings on the page, to which its names link.
pub(super) struct Contents {
    /// The vectors that differ and those that they were made from, the first of them.
    pub(super) vectors: BTreeMap<String, Vector>,
    pub(super) rulings: BTreeSet<String>,
}

impl Contents {
    pub(super) fn of(printed: &Printed<'_>) -> Self {
        let mut wanted = BTreeSet::new();
        for difference in &printed.report.differences {
            for id in std::iter::once(&difference.id).chain(&difference.parent) {
                if wanted.len() < MOST_WHOLE {
                    wanted.insert(id);
                }
            }
        }
        let all = printed.files.iter().flat_map(|file| &file.vectors);
        let vectors: BTreeMap<String, Vector> =
            all.filter(|vector| wanted.contains(&vector.id)).map(|vector| (vector.id.clone(), vector)).collect();
        let differ = printed.report.differences.iter().flat_map(|difference| &difference.rulings);
        let rulings = vectors.values().flat_map(|vector| &vector.rulings).chain(differ).cloned().collect();
        Self { vectors, rulings }
    }
}

impl Links for Contents {
    fn vector(&self, id: &str) -> Option<String> {
        self.vectors.contains_key(id).then(|| format!("#vector-{id}"))
    }

    fn ruling(&self, id: &str) -> Option<String> {
        self.rulings.contains(id).then(|| format!("#{id}"))
    }

    /// The specification is on other pages.
    fn statement(&self, _: &str) -> Option<String> {
        None
    }

    /// Each difference prints the notes of its own flags.
    fn flag(&self, _: &str) -> Option<String> {
        None
    }
}
