//! Fields next to right verdicts, counted for the whole run: no answer needs a place of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Chosen,
    report::{MemberCount, digest_of},
};
use crate::{
    diff::DiffLine,
    judge::{Compared, Field, FieldFault},
    vector::Level,
};

/// What is wrong with one field next to one verdict, in all answers to an operation.
///
/// The verdict of each of these answers is right, so that its vector passes. The level is `should`, or `policy` if that is the vector's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FieldCause {
    /// The operation.
    pub op: String,
    /// The verdict, the object or the offer that the field is next to.
    pub verdict: String,
    /// The field, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong with it.
    pub cause: FieldFault,
    /// The number of answers.
    pub count: usize,
    /// The number of answers of each level.
    pub levels: BTreeMap<Level, usize>,
    /// `true` if the run asked one of these levels, so that the cause fails the run unless it is known.
    pub fails: bool,
    /// The first of the vectors.
    pub first: String,
    /// The expected value in the first answer with a different one, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The value that the first of these answers has, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// SHA-256 of the sorted ids, each followed by a line feed.
    pub sha256: String,
    /// Why the cause is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// The ids of the vectors.
    pub ids: Vec<String>,
}

impl FieldCause {
    /// The strongest level of the answers: `should` or `policy`.
    #[must_use]
    pub fn level(&self) -> Level {
        self.levels.keys().next().copied().unwrap_or(Level::Policy)
    }

    /// `true` if this is a reason for the run to fail.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        self.fails && self.known.is_none()
    }

    /// One line, such as "`payer` is missing next to `invalid` in 541 answers to verify (first: eip3009-0082a)".
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { op, verdict, cause, count, first, .. } = self;
        let name = self.pointer.trim_start_matches('/');
        let answers = if *count == 1 { "answer" } else { "answers" };
        let values = match (&self.expected, &self.given) {
            (Some(expected), Some(given)) => format!(", expected {expected}, got {given}"),
            _ => String::new(),
        };
        format!("`{name}` is {cause} next to `{verdict}` in {count} {answers} to {op} (first: {first}{values})")
    }
}

/// The level of a fault next to a right verdict: never more than `should`.
pub(super) fn level_of_field(level: Level) -> Level {
    level.max(Level::Should)
}

/// A field next to a verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    op: String,
    verdict: String,
    name: String,
}

/// What came of a field. The numbers are those of vectors, in the order of the run.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// An answer has the field.
    is_given: bool,
    compared: usize,
    missing: Vec<u32>,
    owed: Vec<u32>,
    different: Vec<u32>,
    /// The first answer with a different value.
    first: Option<(u32, DiffLine)>,
}

/// The fields of the answers so far, which come in any order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(BTreeMap<Place, Tally>);

impl Fields {
    /// Takes the fields of one answer. Those next to a verdict that is right but for a field show only what the program gives.
    pub(super) fn add(&mut self, at: usize, op: &str, verdict: &str, fields: Vec<Field>, passes: bool) {
        // No set of vectors has as many.
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        for Field { name, compared } in fields {
            let place = Place { op: op.to_owned(), verdict: verdict.to_owned(), name };
            let tally = self.0.entry(place).or_default();
            tally.is_given |= matches!(compared, Compared::Same | Compared::Different(_) | Compared::Unasked);
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
        for (place, mut tally) in self.0 {
            let member = format!("{} {}: {}", place.op, place.verdict, place.name);
            let excused = if tally.is_given { vec![] } else { std::mem::take(&mut tally.missing) };
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
                    concluded.causes.push(cause(&place, fault, &at, first, chosen, levels));
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
    place: &Place,
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
    x402_types::json_pointer::push(&mut pointer, &place.name);
    let (expected, given) = first.map_or((None, None), |line| (line.expected, line.given));
    FieldCause {
        op: place.op.clone(),
        verdict: place.verdict.clone(),
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
