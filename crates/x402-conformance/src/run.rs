//! Runs all vectors against an implementation, and compares its known differences.

mod asking;
mod columns;
mod known;
mod report;
mod session;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

pub use self::{
    asking::Asking,
    columns::{Column, ColumnCount, OtherWord, UnknownColumn},
    report::{Came, CaseResult, Difference, Known, MemberCount, RunReport, digest},
    session::{Next, Session},
};
use self::{
    asking::{Asked, Said},
    columns::Word,
};
use crate::{
    diff::clipped,
    judge::{Judgement, Member, Outcome},
    runner,
    vector::{Vector, VectorFile},
};

/// The maximum number of different reasons for skipping that are counted separately.
const MOST_SKIP_REASONS: usize = 64;

/// The maximum number of bytes that are kept of such a reason.
const LONGEST_SKIP_REASON: usize = 160;

/// Runs the vectors in process against this implementation, in `threads` threads. Both profiles are compared, and also
/// checks and reasons.
#[must_use]
pub fn run_ourselves(
    files: &[VectorFile],
    wanted: impl Fn(&Vector) -> bool,
    jobs: usize,
    progress: impl FnMut(usize, usize),
) -> RunReport {
    let chosen = chosen(files, wanted);
    let answer = |vector: &Vector| {
        let (outcome, actual) = match runner::run(vector) {
            Ok(()) => (Outcome::Pass, String::new()),
            Err(why) => (Outcome::Differs, why),
        };
        let expected = vector.expect.class.as_str().to_owned();
        let judgement = Judgement::new(outcome, expected, actual);
        Said { judgement, words: vec![], skipped: None, breakdown: None }
    };
    let mut report = RunReport::default();
    let said = asking::ask_in_process(&chosen, jobs, answer, progress);
    for (chosen, said) in chosen.iter().zip(said) {
        let vector = chosen.vector();
        match said {
            Some(said) => report.add(&vector, said, None),
            None => report.add_not_asked(&vector),
        }
    }
    report.sort();
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
    let chosen = chosen(files, wanted);
    let asked = asking::ask_program(&chosen, asking, progress)?;
    Ok(add_up(files, &chosen, asked, known))
}

/// The report on the answers to these vectors.
fn add_up(files: &[VectorFile], chosen: &[Chosen<'_>], asked: Asked, known: &[Known]) -> RunReport {
    let known: BTreeMap<&str, &Known> = known.iter().map(|known| (known.id.as_str(), known)).collect();
    let Asked { mut said, gave_up, bad_end, testee } = asked;
    let asks_the_chain = testee.as_ref().is_some_and(|testee| testee.asks_the_chain);
    if asks_the_chain {
        for said in said.iter_mut().flatten() {
            said.judgement = said.judgement.clone().asking_the_chain();
        }
    }
    // An implementation that gives a member anywhere has to give it wherever a vector names it.
    let given: BTreeSet<Member> = said.iter().flatten().flat_map(|said| &said.judgement.given).cloned().collect();
    let mut report = RunReport { testee, gave_up, bad_end, ..RunReport::default() };
    for (chosen, said) in chosen.iter().zip(said) {
        let vector = chosen.vector();
        let Some(mut said) = said else {
            report.add_not_asked(&vector);
            continue;
        };
        said.judgement = said.judgement.excusing(|member| !given.contains(member));
        report.decided += usize::from(asks_the_chain && said.judgement.decides());
        report.add(&vector, said, known.get(vector.id.as_str()).copied());
    }
    report.sort();
    let mut strangers: BTreeSet<&str> = known.keys().copied().collect();
    if !strangers.is_empty() {
        for vector in files.iter().flat_map(|file| &file.vectors) {
            strangers.remove(&*vector.id);
        }
    }
    report.stale.extend(strangers.into_iter().map(|id| format!("{id}: there is no such vector")));
    report
}

/// A vector that a run asks. It is expanded for the question, and again for the report.
#[derive(Clone, Copy)]
struct Chosen<'a> {
    file: &'a VectorFile,
    index: usize,
}

impl Chosen<'_> {
    fn vector(&self) -> Vector {
        self.file.vectors.get(self.index).expect("an index into this file")
    }
}

fn chosen(files: &[VectorFile], wanted: impl Fn(&Vector) -> bool) -> Vec<Chosen<'_>> {
    let all = files.iter().flat_map(|file| file.vectors.iter().enumerate().map(move |(at, vector)| (file, at, vector)));
    all.filter(|(_, _, vector)| wanted(vector)).map(|(file, index, _)| Chosen { file, index }).collect()
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
        let skipped = skipped.map(|why| clipped(&why, LONGEST_SKIP_REASON));
        if let Some(why) = &skipped {
            self.add_skipped(vector, why);
        }
        let (column, came) = match (judgement.outcome, known) {
            (Outcome::Differs, Some(known))
                if known.actual == judgement.actual && known.expected == judgement.expected =>
            {
                self.known += 1;
                self.known_differences.push(known.clone());
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
        self.cases.push(CaseResult { id: vector.id.clone(), came, skipped });
        let class = format!("{} {}", vector.op, vector.expect.class.as_str());
        let rows = [
            self.by_level.entry(vector.level).or_default(),
            self.by_class.entry(class).or_default(),
            self.by_group.entry(vector.group().to_owned()).or_default(),
        ];
        for row in rows {
            if let Some(count) = row.get_mut(column) {
                *count += 1;
            }
        }
    }

    fn sort(&mut self) {
        self.differences.sort_by_key(|difference| difference.level);
    }

    fn add_not_asked(&mut self, vector: &Vector) {
        self.not_asked += 1;
        self.cases.push(CaseResult { id: vector.id.clone(), came: Came::NotAsked, skipped: None });
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
        let is_counted = self.skip_reasons.contains_key(why) || self.skip_reasons.len() < MOST_SKIP_REASONS;
        *self.skip_reasons.entry(if is_counted { why } else { "other reasons" }.into()).or_default() += 1;
    }
}

impl Difference {
    fn new(vector: &Vector, judgement: Judgement) -> Self {
        Self {
            id: vector.id.clone(),
            title: vector.title.clone(),
            op: vector.op.clone(),
            level: vector.level,
            class: vector.expect.class.as_str(),
            expected: judgement.expected,
            actual: judgement.actual,
            detail: judgement.detail,
            diff: judgement.diff,
            check: vector.expect.check.clone(),
            rulings: vector.rulings.clone(),
            flags: vector.flags.clone(),
            accepted: judgement.accepted,
            parent: vector.parent.clone(),
            change: vector.change.clone(),
        }
    }
}
