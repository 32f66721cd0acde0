//! The result of a run.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    columns::{Column, ColumnCount},
    digest::digest_of,
    field_cause::{FieldCause, MemberCount},
};
use crate::{
    adapter::Introduction,
    diff::DiffLine,
    vector::{Change, Level, group_of},
};

/// The result of a run.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RunReport {
    /// Who the program says that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub testee: Option<Introduction>,
    /// The number of vectors that are as expected.
    pub passed: usize,
    /// The number of vectors that the implementation does not support.
    pub skipped: usize,
    /// The number of vectors with a known difference.
    pub known: usize,
    /// The number of vectors that were not asked, because the run gave up.
    pub not_asked: usize,
    /// The number of passed vectors whose question an offline implementation leaves undecided. The implementation asks the chain, and
    /// has decided it.
    #[serde(skip_serializing_if = "is_zero")]
    pub decided: usize,
    /// The reason why the run gave up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gave_up: Option<String>,
    /// How a process of the program ended after its last answer, if not with the exit code 0, or what it wrote besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bad_end: Option<String>,
    /// Why required operations were not tested, or not by all of their vectors, for whoever requires some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<String>,
    /// The differences that are not known, those of the strongest level first.
    pub differences: Vec<Difference>,
    /// The known differences, each with the reason for which it is known.
    pub known_differences: Vec<Known>,
    /// What is wrong with fields next to right verdicts: a cause for each field, verdict and fault.
    pub fields: Vec<FieldCause>,
    /// Known differences that no longer occur or have changed, so that the list of known differences must be corrected.
    pub stale: Vec<String>,
    /// The reasons for which vectors were skipped, with the number of vectors.
    pub skip_reasons: BTreeMap<String, usize>,
    /// The number of vectors of each operation that were skipped.
    pub skipped_by_op: BTreeMap<String, usize>,
    /// The numbers by level: passed, skipped, known, different; and how many of those that passed have a
    /// fault in a field next to the verdict.
    pub by_level: BTreeMap<Level, [usize; 5]>,
    /// The numbers by operation and class: passed, skipped, known, different; and how many of those that passed have a
    /// fault in a field next to the verdict.
    pub by_class: BTreeMap<String, [usize; 5]>,
    /// The numbers by group: passed, skipped, known, different; and how many of those that passed have a
    /// fault in a field next to the verdict.
    pub by_group: BTreeMap<String, [usize; 5]>,
    /// The members that vectors name next to the verdict or the object, by operation and verdict.
    pub members: BTreeMap<String, MemberCount>,
    /// The members that were compared on request.
    pub columns: BTreeMap<Column, ColumnCount>,
    /// `true` if faults of fields next to right verdicts fail the run at the level `should`.
    #[serde(skip)]
    pub asks_fields: bool,
    /// Every selected vector with its result.
    #[serde(skip)]
    pub cases: Vec<CaseResult>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A selected vector with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseResult {
    /// The permanent name of the vector.
    pub id: String,
    /// What came of it.
    pub came: Came,
    /// The reason why it was skipped, in the words of the implementation.
    pub skipped: Option<Arc<str>>,
}

/// The result of one vector. There are no others, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// The answer is as expected.
    Passed,
    /// The implementation does not support this.
    Skipped,
    /// The difference is known.
    Known,
    /// The difference is not known.
    Differs,
    /// The run gave up before the vector was asked.
    NotAsked,
}

/// A vector and how the answer differs.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The id of the vector.
    pub id: String,
    /// The title of the vector.
    pub title: String,
    /// The operation of the vector.
    pub op: String,
    /// What binds an implementation to the verdict.
    pub level: Level,
    /// The class of the vector: `valid`, `invalid`, `acceptable` or `undecided`.
    pub class: &'static str,
    /// The expected answer, in a few words like `actual`.
    pub expected: String,
    /// The answer, in a few words that stay the same from run to run.
    pub actual: String,
    /// The rule that a malformed answer breaks, how the program ended, or what came of an answer in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where the answer differs.
    pub diff: Vec<DiffLine>,
    /// The check that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// The rulings that the vector tests.
    pub rulings: Vec<String>,
    /// The classes of bugs that the vector is about, which are names of notes of its file.
    pub flags: Vec<String>,
    /// Whether the answer accepts what it was asked. If not, the flags that begin with `accepts-` say nothing about the
    /// implementation, and after an error, a malformed answer, a crash or a timeout no flag does.
    pub accepted: bool,
    /// The vector from which this vector was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The one change from the parent's input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// A known and explained difference. A file beside the adapter lists such differences as a JSON array. The struct gets no
/// further members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The id of the vector.
    pub id: String,
    /// The expectation of the vector.
    pub expected: String,
    /// The implementation's answer.
    pub actual: String,
    /// The reason: the ruling that decides, and the finding (D-n) of `docs/reference/sources.md`.
    pub why: String,
}

impl RunReport {
    /// Whether every vector was asked, some vector passed, no difference is unknown, no cause of a field fails the run, every known
    /// difference occurred, the program ended well, and nothing that is required was missed.
    pub fn is_clean(&self) -> bool {
        self.passed > 0
            && self.differences.is_empty()
            && !self.fields.iter().any(FieldCause::is_failure)
            && self.stale.is_empty()
            && self.gave_up.is_none()
            && self.bad_end.is_none()
            && self.missed.is_empty()
    }

    /// Makes the differences of these vectors known, for one reason.
    pub fn know(&mut self, ids: &BTreeSet<String>, why: &str) {
        let known;
        (known, self.differences) =
            std::mem::take(&mut self.differences).into_iter().partition(|it| ids.contains(&it.id));
        for difference in &known {
            let class = format!("{} {}", difference.op, difference.class);
            let rows = [
                self.by_level.get_mut(&difference.level),
                self.by_class.get_mut(&class),
                self.by_group.get_mut(group_of(&difference.id)),
            ];
            for [_, _, known, different, _] in rows.into_iter().flatten() {
                *known += 1;
                *different -= 1;
            }
        }
        self.known += known.len();
        self.known_differences.extend(known.into_iter().map(|it| Known {
            id: it.id,
            expected: it.expected,
            actual: it.actual,
            why: why.to_owned(),
        }));
        for case in self.cases.iter_mut().filter(|case| case.came == Came::Differs && ids.contains(&case.id)) {
            case.came = Came::Known;
        }
    }

    /// The number of vectors that were asked.
    pub const fn asked(&self) -> usize {
        self.passed + self.skipped + self.known + self.differences.len()
    }
}

/// The SHA-256 of the sorted lines of these differences, each of which is the id, a tab, the answer and a line feed. `LC_ALL=C sort` and
/// `sha256sum` make the same of a report.
#[must_use]
pub fn digest(differences: &[&Difference]) -> String {
    digest_of(differences.iter().map(|it| format!("{}\t{}\n", it.id, it.actual)).collect())
}
