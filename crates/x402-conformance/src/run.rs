//! Runs all vectors against one implementation, and compares with its known differences.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use serde::{Deserialize, Serialize};

use crate::{
    adapter::Adapter,
    judge::{Judgement, Member, Outcome, judge},
    objects, runner,
    vector::{Vector, VectorFile},
};

/// A difference that is known and explained. A file beside the adapter lists them as a JSON array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The vector.
    pub id: String,
    /// What the vector expects.
    pub expected: String,
    /// The answer of the implementation.
    pub actual: String,
    /// The reason: the ruling that decides, and the finding (D-n) of `docs/sources.md`.
    pub why: String,
}

impl Known {
    /// Reads the text of such a file.
    ///
    /// # Errors
    /// The text is no array of such objects.
    pub fn read_list(text: &str) -> serde_json::Result<Vec<Self>> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let known = objects::list(&mut reader)?;
        reader.end().map(|()| known)
    }
}

/// The result of a run.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunReport {
    /// The number of vectors that are as expected.
    pub passed: usize,
    /// The number of vectors that the implementation does not support.
    pub skipped: usize,
    /// The number of vectors with a known difference.
    pub known: usize,
    /// The other differences.
    pub differences: Vec<Difference>,
    /// Known differences that no longer occur, or that have changed. The file has to be corrected.
    pub stale: Vec<String>,
    /// The numbers by operation and class: passed, skipped, known, different.
    pub by_class: BTreeMap<String, [usize; 4]>,
    /// The members that vectors name beside a verdict or an object, by operation and verdict.
    pub members: BTreeMap<String, MemberCount>,
}

/// The number of answers in which a member was compared with that of the vector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberCount {
    /// The number of answers in which it was compared.
    pub compared: usize,
    /// The number of answers in which it was not compared, because the vector names the member and the answer leaves it
    /// out.
    pub not_compared: usize,
}

/// A vector and how the answer differs.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The vector.
    pub id: String,
    /// The title of the vector.
    pub title: String,
    /// What the vector expects.
    pub expected: String,
    /// The answer.
    pub actual: String,
}

impl RunReport {
    /// Whether every difference is known, and every known difference occurs.
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

/// Runs the vectors against this workspace, in process: both profiles, and also checks and reasons.
#[must_use]
pub fn run_ourselves(files: &[VectorFile], wanted: impl Fn(&Vector) -> bool) -> RunReport {
    let mut report = RunReport::default();
    for vector in files.iter().flat_map(|file| &file.vectors).filter(|vector| wanted(vector)) {
        let (outcome, actual) = match runner::run(vector) {
            Ok(()) => (Outcome::Pass, String::new()),
            Err(why) => (Outcome::Differs, why),
        };
        let expected = vector.expect.class.as_str().to_owned();
        report.add(vector, Judgement::new(outcome, expected, actual), None);
    }
    report
}

/// Asks an implementation every vector that `wanted` accepts. `progress` is called for each, with the number of vectors
/// done and the number of all.
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
    let mut judgements = Vec::with_capacity(vectors.len());
    for (index, vector) in vectors.iter().enumerate() {
        judgements.push(judge(vector, &adapter.ask(&vector.op, vector.input.as_str())?));
        progress(index + 1, vectors.len());
    }
    // An implementation that gives a member anywhere supports it, and has to give it wherever a vector names it.
    let said: BTreeSet<Member> = judgements.iter().flat_map(|judgement| &judgement.given).cloned().collect();
    let mut report = RunReport::default();
    for (vector, judgement) in vectors.into_iter().zip(judgements) {
        let judgement = judgement.excusing(|member| !said.contains(member));
        report.add(vector, judgement, known.get(vector.id.as_str()).copied());
    }
    let all: BTreeSet<&str> = files.iter().flat_map(|file| &file.vectors).map(|vector| vector.id.as_str()).collect();
    let strangers = known.keys().filter(|id| !all.contains(*id));
    report.stale.extend(strangers.map(|id| format!("{id}: there is no such vector")));
    Ok(report)
}

impl RunReport {
    fn add(&mut self, vector: &Vector, judgement: Judgement, known: Option<&Known>) {
        let Judgement { outcome, expected, actual, compared, left_out, .. } = judgement;
        for member in compared {
            self.members.entry(member.to_string()).or_default().compared += 1;
        }
        for member in left_out {
            self.members.entry(member.to_string()).or_default().not_compared += 1;
        }
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
