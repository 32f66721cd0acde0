//! Fields next to right verdicts, counted for the whole run: no answer needs a place of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    chosen::Chosen,
    digest::digest_of,
    field_cause::{FieldCause, MemberCount},
};
use crate::{
    compare::{Compared, Field, FieldFault},
    diff::DiffLine,
    vector::Level,
};

/// The level of a fault next to a right verdict: never more than `should`.
pub(super) fn level_of_field(level: Level) -> Level {
    level.max(Level::Should)
}

/// A field next to a verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FieldKey {
    op: String,
    verdict: String,
    name: String,
}

/// What came of a field. The numbers are those of vectors, in the order of the run.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// An answer has the field.
    is_present: bool,
    compared: usize,
    missing: Vec<u32>,
    owed: Vec<u32>,
    different: Vec<u32>,
    /// The first answer with a different value.
    first: Option<(u32, DiffLine)>,
}

/// The fields of the answers so far, which come in any order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(BTreeMap<FieldKey, Tally>);

impl Fields {
    /// Takes the fields of one answer. Those next to a verdict that is right but for a field show only what the program gives.
    pub(super) fn add(&mut self, at: usize, op: &str, verdict: &str, fields: Vec<Field>, passes: bool) {
        // No set of vectors has as many.
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        for Field { name, compared } in fields {
            let key = FieldKey { op: op.to_owned(), verdict: verdict.to_owned(), name };
            let tally = self.0.entry(key).or_default();
            tally.is_present |= matches!(compared, Compared::Same | Compared::Different(_) | Compared::Unasked);
            if !passes {
                continue;
            }
            match compared {
                Compared::Same => tally.compared += 1,
                Compared::Different(line) => {
                    tally.compared += 1;
                    tally.different.push(at);
                    if tally.first.as_ref().is_none_or(|(first, _)| at < *first) {
                        tally.first = Some((at, line));
                    }
                }
                Compared::Missing => tally.missing.push(at),
                Compared::Owed(_) => tally.owed.push(at),
                Compared::Unasked => {}
            }
        }
    }

    /// The causes, and how often each field was compared. An implementation that never gives a field next to a verdict is excused,
    /// unless it owes the field.
    pub(super) fn conclude(self, chosen: &[Chosen<'_>], levels: &BTreeSet<Level>) -> Concluded {
        let mut concluded = Concluded::default();
        for (key, mut tally) in self.0 {
            let member = format!("{} {}: {}", key.op, key.verdict, key.name);
            let excused = if tally.is_present { vec![] } else { std::mem::take(&mut tally.missing) };
            let count = MemberCount { compared: tally.compared, not_compared: excused.len() };
            if count != MemberCount::default() {
                concluded.members.insert(member, count);
            }
            tally.missing.append(&mut tally.owed);
            for (fault, mut at, first) in [
                (FieldFault::Missing, tally.missing, None),
                (FieldFault::Different, tally.different, tally.first.map(|(_, line)| line)),
            ] {
                at.sort_unstable();
                if !at.is_empty() {
                    concluded.causes.push(cause(&key, fault, &at, first, chosen, levels));
                    concluded.faulty.extend(at);
                }
            }
        }
        concluded
    }
}

/// What came of the fields of a run.
#[derive(Default)]
pub(super) struct Concluded {
    pub(super) causes: Vec<FieldCause>,
    pub(super) members: BTreeMap<String, MemberCount>,
    /// The answers with a fault in a field.
    pub(super) faulty: BTreeSet<u32>,
}

fn cause(
    key: &FieldKey,
    cause: FieldFault,
    at: &[u32],
    first: Option<DiffLine>,
    chosen: &[Chosen<'_>],
    asked: &BTreeSet<Level>,
) -> FieldCause {
    let mut levels = BTreeMap::new();
    let mut ids = Vec::with_capacity(at.len());
    for vector in at.iter().filter_map(|at| Some(chosen.get(usize::try_from(*at).ok()?)?.vector())) {
        *levels.entry(level_of_field(vector.level)).or_default() += 1;
        ids.push(vector.id);
    }
    let mut pointer = String::new();
    x402_types::json_pointer::push(&mut pointer, &key.name);
    let (expected, given) = first.map_or((None, None), |line| (line.expected, line.given));
    FieldCause {
        op: key.op.clone(),
        verdict: key.verdict.clone(),
        pointer,
        cause,
        count: at.len(),
        fails: levels.keys().any(|level| asked.contains(level)),
        levels,
        first: ids.first().cloned().unwrap_or_default(),
        expected,
        given,
        sha256: digest_of(ids.iter().map(|id| format!("{id}\n")).collect()),
        known: None,
        ids,
    }
}
