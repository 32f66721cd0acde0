//! All mutants against all vectors.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{answers::Answers, drawn::Space, mutant::Mutant, question::Question};
use x402_conformance::{
    compare::{Outcome, compare},
    runner::{ask_ourselves, run_by},
    vector::{self, Class, Vector},
};

/// The fate of a mutant.
pub(crate) enum Fate {
    /// The vector that finds it, and the difference.
    Dead(String),
    /// The reason why no vector finds it.
    Alive(String),
}

/// The vectors.
pub(crate) struct Suite {
    vectors: Vec<Vector>,
    answers: Answers,
}

impl Suite {
    pub(crate) fn read(spec_vectors: &Path) -> Result<Self, Box<dyn Error>> {
        let files = vector::read_all(spec_vectors)?;
        Ok(Self { vectors: files.iter().flat_map(|file| &file.vectors).collect(), answers: Answers::default() })
    }

    /// Every question to an operation, in the form for mutants.
    #[cfg(test)]
    pub(crate) fn each_question(&self, op: &str, mut look: impl FnMut(&Question<'_>)) {
        for vector in self.vectors.iter().filter(|vector| vector.op == op) {
            look(&Question::new(&vector.op, vector.input.as_str(), &self.answers).expect("a question of ours"));
        }
    }

    /// The places of all payments and objects that are accepted without a flag.
    pub(crate) fn space(&self) -> Space {
        let mut space = Space::new();
        let right = |vector: &&Vector| vector.expect.class == Class::Valid && vector.flags.is_empty();
        for vector in self.vectors.iter().filter(right) {
            if let Some(question) = Question::new(&vector.op, vector.input.as_str(), &self.answers) {
                space.add(&question);
            }
        }
        space
    }

    /// The fate of each mutant, in their order.
    ///
    /// # Errors
    /// A vector that our own testee does not pass: it would find every mutant.
    pub(crate) fn run(&self, mutants: &[Mutant]) -> Result<Vec<Fate>, String> {
        let asked = |vector: &&Vector| mutants.iter().any(|mutant| mutant.op() == vector.op);
        let vectors: Vec<&Vector> = self.vectors.iter().filter(asked).collect();
        let questions = in_parallel(&vectors, |vector| {
            let question = Question::new(&vector.op, vector.input.as_str(), &self.answers)?;
            let honest = compare(vector, &question.honest);
            let passes = honest.outcome == Outcome::Pass && honest.field_faults().next().is_none();
            passes.then_some((*vector, question))
        });
        if let Some((vector, _)) = vectors.iter().zip(&questions).find(|(_, question)| question.is_none()) {
            return Err(format!("our own testee does not pass {}", vector.id));
        }
        let questions: Vec<(&Vector, Question<'_>)> = questions.into_iter().flatten().collect();
        Ok(in_parallel(mutants, |mutant| self.fate(mutant, &questions)))
    }

    /// The ids of `quick.json`: of the vectors that find the same mutants the first, those of the level `must` before others; and all vectors
    /// of these groups.
    ///
    /// # Errors
    /// As of [`run`](Self::run).
    pub(crate) fn quick(&self, mutants: &[Mutant], groups: &[&str]) -> Result<Vec<&str>, String> {
        let asked: Vec<&Vector> = self.vectors.iter().collect();
        let found = in_parallel(&asked, |vector| {
            let question = Question::new(&vector.op, vector.input.as_str(), &self.answers)?;
            let finds = |mutant: &Mutant| {
                // A mutant that panics is an implementation that crashes.
                let Ok(reply) = catch_unwind(AssertUnwindSafe(|| mutant.answer(&question))) else { return true };
                let reply = reply.filter(|reply| *reply != *question.honest);
                reply.is_some_and(|reply| {
                    let comparison = compare(vector, &reply);
                    comparison.outcome == Outcome::Differs || comparison.field_faults().next().is_some()
                })
            };
            let of_op = mutants.iter().enumerate().filter(|(_, mutant)| mutant.op() == vector.op);
            Some(of_op.filter(|(_, mutant)| finds(mutant)).map(|(index, _)| index).collect::<Vec<usize>>())
        });
        let mut first: BTreeMap<(&str, &[usize]), &Vector> = BTreeMap::new();
        for (vector, found) in asked.iter().zip(&found) {
            let Some(found) = found.as_deref().filter(|found| !found.is_empty()) else { continue };
            let of_these = first.entry((&vector.op, found)).or_insert(vector);
            if vector.level < of_these.level {
                *of_these = vector;
            }
        }
        let chosen: BTreeSet<&str> = first.into_values().map(|vector| vector.id.as_str()).collect();
        let is_chosen = |vector: &&Vector| chosen.contains(&*vector.id) || groups.contains(&vector.group());
        Ok(self.vectors.iter().filter(is_chosen).map(|vector| vector.id.as_str()).collect())
    }

    fn fate(&self, mutant: &Mutant, questions: &[(&Vector, Question<'_>)]) -> Fate {
        let mut answered_otherwise = 0usize;
        for (vector, question) in questions.iter().filter(|(vector, _)| mutant.op() == vector.op) {
            let Some(reply) = mutant.answer(question).filter(|reply| *reply != *question.honest) else { continue };
            answered_otherwise += 1;
            let comparison = compare(vector, &reply);
            if comparison.outcome == Outcome::Differs {
                return Fate::Dead(format!("{} ({})", vector.id, comparison.actual));
            }
            if let Some((name, fault)) = comparison.field_faults().next() {
                return Fate::Dead(format!("{} ({}, {name} {fault})", vector.id, comparison.actual));
            }
        }
        // Of a thousand that a seed draws, nobody asks what our own runner would see: it asks every question of the operation again.
        let seen = if mutant.is_drawn() { None } else { self.seen_by_our_runner(mutant, questions) };
        Fate::Alive(match seen {
            Some(id) => format!("other implementations pass with it; our own runner sees it in {id}"),
            None if answered_otherwise == 0 => "it answers every vector as ours does".into(),
            None => format!("{answered_otherwise} answers differ, and all of them pass"),
        })
    }

    /// The runner in process compares checks, reasons and both profiles, too.
    fn seen_by_our_runner<'a>(&self, mutant: &Mutant, questions: &[(&'a Vector, Question<'_>)]) -> Option<&'a str> {
        let sees = |vector: &Vector, question: &Question<'_>| {
            // An answer equal to ours passes, but `decode` is asked in both profiles.
            if vector.op != "decode" {
                return mutant.answer(question).is_some_and(|reply| run_by(vector, |_| reply.clone()).is_err());
            }
            run_by(vector, |asked| {
                let question = Question::new(asked.op, asked.input, &self.answers);
                question.and_then(|question| mutant.answer(&question)).unwrap_or_else(|| ask_ourselves(asked))
            })
            .is_err()
        };
        let mut concerned = questions.iter().filter(|(vector, _)| mutant.op() == vector.op);
        concerned.find(|(vector, question)| sees(vector, question)).map(|(vector, _)| vector.id.as_str())
    }
}

/// Vectors nest up to a reader's limit of depth, and JSON is edited by recursion.
const STACK: usize = 256 << 20;

/// Each item's result, in order, computed by one thread for each core.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            let worker = thread::Builder::new().stack_size(STACK);
            let spawned = worker.spawn_scoped(scope, || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    let result = work(item);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            });
            spawned.expect("a thread");
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
