//! Selects vectors.

use wildmatch::WildMatch;
use x402_conformance::vector::Vector;

/// Selects vectors whose operation, group and id are each in the list. An empty list selects all.
pub(super) struct Selection<'a> {
    ops: &'a [String],
    groups: &'a [String],
    ids: Vec<WildMatch>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(ops: &'a [String], groups: &'a [String], ids: &[String]) -> Self {
        Self { ops, groups, ids: ids.iter().map(|glob| WildMatch::new(glob)).collect() }
    }

    pub(super) fn takes(&self, vector: &Vector) -> bool {
        (self.ops.is_empty() || self.ops.contains(&vector.op))
            && (self.groups.is_empty() || self.groups.iter().any(|group| group == vector.group()))
            && (self.ids.is_empty() || self.ids.iter().any(|glob| glob.matches(&vector.id)))
    }
}
