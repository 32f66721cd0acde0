//! Runs all vectors against an implementation, and compares its known differences.

mod asking;
mod columns;
mod known;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use serde::Serialize;

use self::{asking::Asked, columns::Word};
pub use self::{
    asking::Asking,
    columns::{Column, ColumnCount, OtherWord, UnknownColumn},
    known::Known,
};
use crate::{
    diff::{DiffLine, clipped},
    judge::{Judgement, Member, Outcome},
    runner,
    vector::{Change, Vector, VectorFile},
};

/// The maximum number of different reasons for skipping that are counted separately.
const MOST_SKIP_REASONS: usize = 64;

/// The maximum number of bytes that are kept of such a reason.
const LONGEST_SKIP_REASON: usize = 160;

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
    /// The number of vectors that were not asked, because the run gave up.
    pub not_asked: usize,
    /// The reason why the run gave up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gave_up: Option<String>,
    /// The differences that are not known.
    pub differences: Vec<Difference>,
    /// Known differences that no longer occur or have changed, so that the list of known differences must be corrected.
    pub stale: Vec<String>,
    /// The reasons for which vectors were skipped, with the number of vectors.
    pub skip_reasons: BTreeMap<String, usize>,
    /// The number of vectors of each operation that were skipped.
    pub skipped_by_op: BTreeMap<String, usize>,
    /// The numbers by operation and class: passed, skipped, known, different.
    pub by_class: BTreeMap<String, [usize; 4]>,
    /// The numbers by group: passed, skipped, known, different.
    pub by_group: BTreeMap<String, [usize; 4]>,
    /// The members that vectors name besides the verdict or the object, by operation and verdict.
    pub members: BTreeMap<String, MemberCount>,
    /// The members that were compared on request.
    pub columns: BTreeMap<Column, ColumnCount>,
    /// Every selected vector with its result.
    #[serde(skip)]
    pub cases: Vec<(String, Came)>,
}

/// The result of one vector.
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
    /// The id of the vector.
    pub id: String,
    /// The title of the vector.
    pub title: String,
    /// The operation of the vector.
    pub op: String,
    /// The class of the vector: `valid`, `invalid`, `acceptable` or `undecided`.
    pub class: &'static str,
    /// What the vector expects.
    pub expected: String,
    /// The answer, in a few words that stay the same from run to run.
    pub actual: String,
    /// The rule that a malformed answer breaks, or how the program ended.
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
    /// The vector from which this vector was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The one change from the parent's input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// The answer to one vector.
pub(crate) struct Said {
    judgement: Judgement,
    words: Vec<Word>,
    /// The reason why the vector was skipped.
    skipped: Option<String>,
    /// Whether the program crashed or did not answer in time.
    broke_down: bool,
}

impl RunReport {
    /// Whether every vector was asked, some vector passed, no difference is unknown, and every known difference
    /// occurred.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.passed > 0 && self.differences.is_empty() && self.stale.is_empty() && self.gave_up.is_none()
    }

    /// The number of vectors that were asked.
    #[must_use]
    pub const fn asked(&self) -> usize {
        self.passed + self.skipped + self.known + self.differences.len()
    }
}

/// Runs the vectors in process against this implementation, in `threads` threads. Both profiles are compared, and also
/// checks and reasons.
#[must_use]
pub fn run_ourselves(
    files: &[VectorFile],
    wanted: impl Fn(&Vector) -> bool,
    jobs: usize,
    progress: impl FnMut(usize, usize),
) -> RunReport {
    let vectors = chosen(files, wanted);
    let answer = |vector: &Vector| {
        let (outcome, actual) = match runner::run(vector) {
            Ok(()) => (Outcome::Pass, String::new()),
            Err(why) => (Outcome::Differs, why),
        };
        let expected = vector.expect.class.as_str().to_owned();
        let judgement = Judgement::new(outcome, expected, actual);
        Said { judgement, words: vec![], skipped: None, broke_down: false }
    };
    let mut report = RunReport::default();
    let said = asking::ask_in_process(&vectors, jobs, answer, progress);
    for (vector, said) in vectors.into_iter().zip(said) {
        match said {
            Some(said) => report.add(vector, said, None),
            None => report.add_not_asked(vector),
        }
    }
    report
}

/// Asks an implementation every vector that `wanted` accepts. For each, `progress` gets the number of vectors done and
/// the number of all.
///
/// # Errors
/// The program cannot be started.
pub fn run_adapter(
    files: &[VectorFile],
    wanted: impl Fn(&Vector) -> bool,
    asking: &Asking,
    known: &[Known],
    progress: impl FnMut(usize, usize),
) -> io::Result<RunReport> {
    let vectors = chosen(files, wanted);
    let known: BTreeMap<&str, &Known> = known.iter().map(|known| (known.id.as_str(), known)).collect();
    let Asked { said, gave_up } = asking::ask_program(&vectors, asking, progress)?;
    // An implementation that gives a member anywhere has to give it wherever a vector names it.
    let given: BTreeSet<Member> = said.iter().flatten().flat_map(|said| &said.judgement.given).cloned().collect();
    let mut report = RunReport { gave_up, ..RunReport::default() };
    for (vector, said) in vectors.into_iter().zip(said) {
        let Some(mut said) = said else {
            report.add_not_asked(vector);
            continue;
        };
        said.judgement = said.judgement.excusing(|member| !given.contains(member));
        report.add(vector, said, known.get(vector.id.as_str()).copied());
    }
    let all: BTreeSet<&str> = files.iter().flat_map(|file| &file.vectors).map(|vector| vector.id.as_str()).collect();
    let strangers = known.keys().filter(|id| !all.contains(*id));
    report.stale.extend(strangers.map(|id| format!("{id}: there is no such vector")));
    Ok(report)
}

fn chosen(files: &[VectorFile], wanted: impl Fn(&Vector) -> bool) -> Vec<&Vector> {
    files.iter().flat_map(|file| &file.vectors).filter(|vector| wanted(vector)).collect()
}

impl RunReport {
    fn add(&mut self, vector: &Vector, said: Said, known: Option<&Known>) {
        let Said { judgement, words, skipped, .. } = said;
        for word in words {
            self.add_word(vector, word);
        }
        for member in &judgement.compared {
            self.members.entry(member.to_string()).or_default().compared += 1;
        }
        for member in &judgement.left_out {
            self.members.entry(member.to_string()).or_default().not_compared += 1;
        }
        if let Some(why) = skipped {
            self.add_skipped(vector, &why);
        }
        let (column, came) = match (judgement.outcome, known) {
            (Outcome::Differs, Some(known))
                if known.actual == judgement.actual && known.expected == judgement.expected =>
            {
                self.known += 1;
                (2, Came::Known)
            }
            (Outcome::Differs, _) => {
                if let Some(known) = known {
                    self.stale.push(format!(
                        "{}: known as {:?}, but the answer is {:?}",
                        vector.id, known.actual, judgement.actual
                    ));
                }
                self.differences.push(Difference::new(vector, judgement));
                (3, Came::Differs)
            }
            (Outcome::Pass | Outcome::Skipped, _) => {
                if known.is_some() {
                    self.stale.push(format!("{}: no longer differs", vector.id));
                }
                let skipped = judgement.outcome == Outcome::Skipped;
                *if skipped { &mut self.skipped } else { &mut self.passed } += 1;
                if skipped { (1, Came::Skipped) } else { (0, Came::Passed) }
            }
        };
        self.cases.push((vector.id.clone(), came));
        let class = format!("{} {}", vector.op, vector.expect.class.as_str());
        for row in [self.by_class.entry(class), self.by_group.entry(vector.group().to_owned())] {
            if let Some(count) = row.or_default().get_mut(column) {
                *count += 1;
            }
        }
    }

    fn add_not_asked(&mut self, vector: &Vector) {
        self.not_asked += 1;
        self.cases.push((vector.id.clone(), Came::NotAsked));
    }

    fn add_word(&mut self, vector: &Vector, word: Word) {
        let Word { column, expected, given } = word;
        let count = self.columns.entry(column).or_default();
        match given {
            Some(given) if given == expected => count.same += 1,
            Some(given) => count.other.push(OtherWord { id: vector.id.clone(), expected, given }),
            None => count.not_said += 1,
        }
    }

    fn add_skipped(&mut self, vector: &Vector, why: &str) {
        *self.skipped_by_op.entry(vector.op.clone()).or_default() += 1;
        let mut why = clipped(why, LONGEST_SKIP_REASON);
        if !self.skip_reasons.contains_key(&why) && self.skip_reasons.len() >= MOST_SKIP_REASONS {
            why = "other reasons".into();
        }
        *self.skip_reasons.entry(why).or_default() += 1;
    }
}

impl Difference {
    fn new(vector: &Vector, judgement: Judgement) -> Self {
        Self {
            id: vector.id.clone(),
            title: vector.title.clone(),
            op: vector.op.clone(),
            class: vector.expect.class.as_str(),
            expected: judgement.expected,
            actual: judgement.actual,
            detail: judgement.detail,
            diff: judgement.diff,
            check: vector.expect.check.clone(),
            rulings: vector.rulings.clone(),
            flags: vector.flags.clone(),
            parent: vector.parent.clone(),
            change: vector.change.clone(),
        }
    }
}
