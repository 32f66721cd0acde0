//! Runs all vectors against an implementation, and compares its known differences.

mod asking;
mod chosen;
mod columns;
mod digest;
mod field_cause;
mod fields;
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
    field_cause::{FieldCause, MemberCount},
    known::UNEXPLAINED,
    report::{Came, CaseResult, Difference, Known, RunReport, digest},
    session::{Next, Session},
};
use self::{
    asking::{Answered, Asked, Kept, Words},
    chosen::{Chosen, chosen},
    columns::Word,
    fields::{Concluded, level_of_field},
};
use crate::{
    compare::{Comparison, Outcome},
    runner,
    vector::{Level, Vector, VectorFile},
};

/// The maximum number of different reasons for skipping that are counted separately.
const MOST_SKIP_REASONS: usize = 64;

/// The column of the tables that counts vectors with a fault in a field next to their verdict.
const FIELDS: usize = 4;

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
        Answered::of_ourselves(Comparison::new(outcome, expected, actual))
    };
    let mut report = RunReport::default();
    let kept = asking::ask_in_process(&chosen, jobs, answer, progress);
    for (chosen, kept) in chosen.iter().zip(kept) {
        let vector = chosen.vector();
        match kept {
            Some(kept) => report.add(&vector, kept, None, false),
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
    Ok(add_up(files, &chosen, asked, known, &asking.field_levels))
}

/// The report on the answers to these vectors.
fn add_up(
    files: &[VectorFile],
    chosen: &[Chosen<'_>],
    asked: Asked,
    known: &[Known],
    field_levels: &BTreeSet<Level>,
) -> RunReport {
    let known: BTreeMap<&str, &Known> = known.iter().map(|known| (known.id.as_str(), known)).collect();
    let Asked { kept, fields, gave_up, bad_end, testee } = asked;
    let Concluded { causes, members, faulty } = fields.conclude(chosen, field_levels);
    let asks_fields = field_levels.contains(&Level::Should);
    let mut report =
        RunReport { testee, gave_up, bad_end, fields: causes, asks_fields, members, ..RunReport::default() };
    for (at, (chosen, kept)) in (0..).zip(chosen.iter().zip(kept)) {
        let vector = chosen.vector();
        match kept {
            Some(kept) => report.add(&vector, kept, known.get(vector.id.as_str()).copied(), faulty.contains(&at)),
            None => report.add_not_asked(&vector),
        }
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

impl RunReport {
    fn add(&mut self, vector: &Vector, kept: Kept, known: Option<&Known>, has_faulty_field: bool) {
        let outcome = kept.outcome;
        self.decided += usize::from(kept.decided);
        let mut words = kept.words.map_or_else(Words::default, |words| *words);
        for word in std::mem::take(&mut words.columns) {
            self.add_word(vector, word);
        }
        let skipped = words.skipped.take();
        if let Some(why) = &skipped {
            self.add_skipped(vector, why);
        }
        let (column, came) = match (outcome, known) {
            (Outcome::Differs, Some(known)) if known.actual == words.actual && known.expected == words.expected => {
                self.known += 1;
                self.known_differences.push(known.clone());
                (2, Came::Known)
            }
            (Outcome::Differs, _) => {
                if let Some(known) = known {
                    self.stale.push(format!(
                        "{}: known as {:?}, but the answer is {:?}",
                        vector.id, known.actual, words.actual
                    ));
                }
                self.differences.push(Difference::new(vector, words));
                (3, Came::Differs)
            }
            (Outcome::Pass | Outcome::Skipped, _) => {
                if known.is_some() {
                    self.stale.push(format!("{}: no longer differs", vector.id));
                }
                let skipped = outcome == Outcome::Skipped;
                *if skipped { &mut self.skipped } else { &mut self.passed } += 1;
                if skipped { (1, Came::Skipped) } else { (0, Came::Passed) }
            }
        };
        self.cases.push(CaseResult { id: vector.id.clone(), came, skipped });
        self.count(vector, vector.level, column);
        if has_faulty_field {
            self.count(vector, level_of_field(vector.level), FIELDS);
        }
    }

    /// Counts a vector in a column of each table, at this level.
    fn count(&mut self, vector: &Vector, level: Level, column: usize) {
        let class = format!("{} {}", vector.op, vector.expect.class.as_str());
        let rows = [
            self.by_level.entry(level).or_default(),
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
    fn new(vector: &Vector, words: Words) -> Self {
        Self {
            id: vector.id.clone(),
            title: vector.title.clone(),
            op: vector.op.clone(),
            level: vector.level,
            class: vector.expect.class.as_str(),
            expected: words.expected,
            actual: words.actual,
            detail: words.detail,
            diff: words.diff,
            check: vector.expect.check.clone(),
            rulings: vector.rulings.clone(),
            flags: vector.flags.clone(),
            accepted: words.accepted,
            parent: vector.parent.clone(),
            change: vector.change.clone(),
        }
    }
}
