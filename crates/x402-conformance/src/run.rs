//! All vectors against one implementation, and its known differences.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use serde::{Deserialize, Serialize};

use crate::{
    adapter::Adapter,
    judge::{Judgement, Outcome, judge},
    runner,
    vector::{Vector, VectorFile},
};

/// A difference that is known and explained. It stands in a file beside the adapter, a JSON array of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The vector.
    pub id: String,
    /// What the vector expects.
    pub expected: String,
    /// What the implementation says.
    pub actual: String,
    /// Why: the ruling that decides, the entry of the survey.
    pub why: String,
}

/// What came of a run.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunReport {
    /// How many vectors are as expected.
    pub passed: usize,
    /// How many the implementation does not do.
    pub skipped: usize,
    /// How many differ as it is known.
    pub known: usize,
    /// Those that differ otherwise.
    pub differences: Vec<Difference>,
    /// Known differences that are none any more, or not these: mend the file.
    pub stale: Vec<String>,
    /// By operation and class: passed, skipped, known, different.
    pub by_class: BTreeMap<String, [usize; 4]>,
}

/// A vector and how the answer differs.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The vector.
    pub id: String,
    /// What the case is.
    pub title: String,
    /// What it expects.
    pub expected: String,
    /// What came.
    pub actual: String,
}

impl RunReport {
    /// Nothing differs that is not known, and nothing is known that does not differ.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty() && self.stale.is_empty()
    }

    /// How many vectors were asked.
    #[must_use]
    pub const fn asked(&self) -> usize {
        self.passed + self.skipped + self.known + self.differences.len()
    }
}

/// This workspace itself, in process: both profiles, checks and reasons too.
#[must_use]
pub fn run_ourselves(files: &[VectorFile], wanted: impl Fn(&Vector) -> bool) -> RunReport {
    let mut report = RunReport::default();
    for vector in files.iter().flat_map(|file| &file.vectors).filter(|vector| wanted(vector)) {
        let (outcome, actual) = match runner::run(vector) {
            Ok(()) => (Outcome::Pass, String::new()),
            Err(why) => (Outcome::Differs, why),
        };
        let expected = vector.expect.class.as_str().to_owned();
        report.add(vector, Judgement { outcome, expected, actual }, None);
    }
    report
}

/// Asks an implementation every vector that `wanted` takes. `progress` hears of each, with the number done and of all.
///
/// # Errors
/// The program cannot be started.
pub fn run_adapter(
    files: &[VectorFile],
    wanted: impl Fn(&Vector) -> bool,
    adapter: &mut Adapter,
    known: &[Known],
    mut progress: impl FnMut(usize, usize),
) -> io::Result<RunReport> {
    let vectors: Vec<&Vector> = files.iter().flat_map(|file| &file.vectors).filter(|vector| wanted(vector)).collect();
    let known: BTreeMap<&str, &Known> = known.iter().map(|known| (known.id.as_str(), known)).collect();
    let mut seen = BTreeSet::new();
    let mut report = RunReport::default();
    for (index, vector) in vectors.iter().enumerate() {
        let judgement = judge(vector, &adapter.ask(&vector.op, &vector.input)?);
        let known = known.get(vector.id.as_str());
        if known.is_some() {
            seen.insert(vector.id.as_str());
        }
        report.add(vector, judgement, known.copied());
        progress(index + 1, vectors.len());
    }
    let all: BTreeSet<&str> = files.iter().flat_map(|file| &file.vectors).map(|vector| vector.id.as_str()).collect();
    let strangers = known.keys().filter(|id| !all.contains(*id));
    report.stale.extend(strangers.map(|id| format!("{id}: there is no such vector")));
    Ok(report)
}

impl RunReport {
    fn add(&mut self, vector: &Vector, judgement: Judgement, known: Option<&Known>) {
        let Judgement { outcome, expected, actual } = judgement;
        let column = match (outcome, known) {
            (Outcome::Differs, Some(known)) if known.actual == actual && known.expected == expected => {
                self.known += 1;
                2
            }
            (Outcome::Differs, _) => {
                if let Some(known) = known {
                    self.stale.push(format!("{}: known as {:?}, and it is {actual:?}", vector.id, known.actual));
                }
                self.differences.push(Difference {
                    id: vector.id.clone(),
                    title: vector.title.clone(),
                    expected,
                    actual,
                });
                3
            }
            (Outcome::Pass | Outcome::Skipped, _) => {
                if known.is_some() {
                    self.stale.push(format!("{}: does not differ any more", vector.id));
                }
                let skipped = outcome == Outcome::Skipped;
                *if skipped { &mut self.skipped } else { &mut self.passed } += 1;
                usize::from(skipped)
            }
        };
        let row = self.by_class.entry(format!("{} {}", vector.op, vector.expect.class.as_str())).or_default();
        if let Some(count) = row.get_mut(column) {
            *count += 1;
        }
    }
}
