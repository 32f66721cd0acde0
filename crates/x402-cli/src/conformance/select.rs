//! Selects vectors.

use wildmatch::WildMatch;
use x402_conformance::vector::Vector;

use super::profile::Profile;

/// Selects vectors whose operation, group and id are each in the list. An empty list selects all. Ids that are excluded
/// are excluded from all of these.
pub(super) struct Selection<'a> {
    ops: &'a [String],
    groups: &'a [String],
    ids: Vec<WildMatch>,
    not_ids: Vec<WildMatch>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(profile: &'a Profile) -> Self {
        let globs = |of: &[String]| of.iter().map(|glob| WildMatch::new(glob)).collect();
        let Profile { op, group, id, not_id, .. } = profile;
        Self { ops: op, groups: group, ids: globs(id), not_ids: globs(not_id) }
    }

    pub(super) fn takes(&self, vector: &Vector) -> bool {
        (self.ops.is_empty() || self.ops.contains(&vector.op))
            && (self.groups.is_empty() || self.groups.iter().any(|group| group == vector.group()))
            && (self.ids.is_empty() || self.ids.iter().any(|glob| glob.matches(&vector.id)))
            && !self.not_ids.iter().any(|glob| glob.matches(&vector.id))
    }
}
