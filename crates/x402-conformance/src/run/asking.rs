//! Asks an implementation, with several of its processes side by side.

use std::{
    convert::Infallible,
    io,
    num::NonZeroUsize,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::{
    Chosen,
    columns::{Column, Word},
};
use crate::{
    adapter::{Adapter, Introduction, NO_ANSWER, Reply},
    diff::clipped,
    judge::{Judgement, LONGEST_SAID, judge},
    vector::Vector,
};

/// How to ask an implementation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Asking {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The time to wait for each answer.
    pub timeout: Duration,
    /// The number of processes of the program that run side by side.
    pub jobs: NonZeroUsize,
    /// The number of consecutive crashes, timeouts and malformed answers after which the run gives up.
    pub give_up_after: usize,
    /// The members that are compared besides the verdict. They do not decide whether the run is clean.
    pub columns: Vec<Column>,
}

impl Asking {
    /// One process, ten seconds for each answer, and an end after twenty consecutive crashes, timeouts or malformed answers.
    #[must_use]
    pub const fn new(command: Vec<String>) -> Self {
        Self { command, timeout: Duration::from_secs(10), jobs: NonZeroUsize::MIN, give_up_after: 20, columns: vec![] }
    }
}

/// The answers to the vectors that were asked.
pub(super) struct Asked {
    pub(super) said: Vec<Option<Said>>,
    /// The reason why the rest was not asked.
    pub(super) gave_up: Option<String>,
    /// How a process of the program ended after its last answer, if it should have ended otherwise.
    pub(super) bad_end: Option<String>,
    /// Who the program says that it is.
    pub(super) testee: Option<Introduction>,
}

impl Asked {
    /// What came of a run, the vectors that were not asked as `None`.
    pub(super) fn new(
        said: Vec<Option<Said>>,
        patience: &Patience,
        bad_end: Option<String>,
        testee: Option<Introduction>,
    ) -> Self {
        if let Some(how) = never_answered(&said) {
            return Self { said: said.iter().map(|_| None).collect(), gave_up: Some(how), bad_end: None, testee };
        }
        let is_whole = said.iter().all(Option::is_some);
        // The count has begun again if another process has answered since.
        let count = patience.give_up_after;
        let gave_up =
            (!is_whole).then(|| format!("gave up after {count} crashes, timeouts and malformed answers in a row"));
        Self { said, gave_up, bad_end, testee }
    }
}

/// Counts crashes, timeouts and malformed answers in a row.
#[derive(Debug)]
pub(super) struct Patience {
    in_a_row: AtomicUsize,
    give_up_after: usize,
}

impl Patience {
    pub(super) fn new(give_up_after: usize) -> Self {
        Self { in_a_row: AtomicUsize::new(0), give_up_after: give_up_after.max(1) }
    }

    /// Whether the run goes on after this.
    pub(super) fn goes_on(&self, said: &Said) -> bool {
        if said.breakdown.is_none() {
            self.in_a_row.store(0, Ordering::Relaxed);
            return true;
        }
        self.in_a_row.fetch_add(1, Ordering::Relaxed) + 1 < self.give_up_after
    }
}

/// Answers questions, one after the other.
trait Asker {
    type Error: Send;

    fn ask(&mut self, vector: &Vector) -> Result<Said, Self::Error>;

    /// Ends it after the last question. Returns what is wrong with its end.
    fn end(self) -> Option<String>;
}

/// What an asker tells.
enum Heard<E> {
    Answer(usize, Box<Result<Said, E>>),
    BadEnd(String),
}

/// The answers to the vectors, and the first bad end of an asker.
type Answers = (Vec<Option<Said>>, Option<String>);

/// Puts the chosen vectors to `count` askers at once. For each answer, `heard` gets the number done.
fn side_by_side<A: Asker>(
    chosen: &[Chosen<'_>],
    count: usize,
    asker: impl Fn() -> A + Sync,
    goes_on: impl Fn(&Said) -> bool + Sync,
    mut heard: impl FnMut(usize),
) -> Result<Answers, A::Error> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let mut said: Vec<Option<Said>> = chosen.iter().map(|_| None).collect();
    thread::scope(|scope| {
        let (sender, answers) = mpsc::sync_channel(count);
        for _ in 0..count.clamp(1, chosen.len().max(1)) {
            let (sender, asker, goes_on, next, stop) = (sender.clone(), &asker, &goes_on, &next, &stop);
            scope.spawn(move || {
                let mut asker = asker();
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(chosen) = chosen.get(index) else { break };
                    let answer = asker.ask(&chosen.vector());
                    // This is decided before the next question is taken, so that a single process stops at once.
                    if !answer.as_ref().is_ok_and(goes_on) {
                        stop.store(true, Ordering::Relaxed);
                    }
                    // If the run ended early, nobody receives the answers.
                    if sender.send(Heard::Answer(index, Box::new(answer))).is_err() {
                        break;
                    }
                }
                if let Some(how) = asker.end() {
                    let _ = sender.send(Heard::BadEnd(how));
                }
            });
        }
        drop(sender);
        let mut done = 0;
        let (mut failure, mut bad_end) = (None, None);
        for told in answers {
            match told {
                Heard::Answer(index, answer) => match *answer {
                    Ok(answer) => {
                        done += 1;
                        heard(done);
                        if let Some(slot) = said.get_mut(index) {
                            *slot = Some(answer);
                        }
                    }
                    Err(error) => {
                        failure.get_or_insert(error);
                    }
                },
                Heard::BadEnd(how) => {
                    bad_end.get_or_insert(how);
                }
            }
        }
        failure.map_or(Ok((said, bad_end)), Err)
    })
}

/// A process of the program.
struct Program<'a> {
    adapter: Adapter,
    columns: &'a [Column],
    /// Shared by all processes, of which each says the same.
    testee: &'a OnceLock<Introduction>,
}

impl Asker for Program<'_> {
    type Error = io::Error;

    fn ask(&mut self, vector: &Vector) -> io::Result<Said> {
        let reply = self.adapter.ask(vector.question())?;
        Ok(Said::new(vector, &reply, self.columns))
    }

    fn end(self) -> Option<String> {
        if let Some(introduction) = self.adapter.introduction() {
            // The first process has said it.
            let _ = self.testee.set(introduction.clone());
        }
        self.adapter.finish()
    }
}

/// Asks a program.
pub(super) fn ask_program(
    chosen: &[Chosen<'_>],
    asking: &Asking,
    mut progress: impl FnMut(usize, usize),
) -> io::Result<Asked> {
    let testee = OnceLock::new();
    let asker = || Program {
        adapter: Adapter::new(asking.command.clone(), asking.timeout),
        columns: &asking.columns,
        testee: &testee,
    };
    let patience = Patience::new(asking.give_up_after);
    let goes_on = |said: &Said| patience.goes_on(said);
    let (said, bad_end) = side_by_side(chosen, asking.jobs.get(), asker, goes_on, |done| progress(done, chosen.len()))?;
    Ok(Asked::new(said, &patience, bad_end, testee.into_inner()))
}

/// What is wrong with a program that broke down in one way at every question. It has shown nothing about any vector.
fn never_answered(said: &[Option<Said>]) -> Option<String> {
    let mut asked = said.iter().flatten().peekable();
    let first = asked.peek()?;
    let (breakdown, how) = (first.breakdown?, first.judgement.detail.as_deref());
    asked.all(|said| said.breakdown == Some(breakdown)).then(|| breakdown.of_all(how.unwrap_or_default()))
}

/// Why there is no answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breakdown {
    Crashed,
    TimedOut,
    /// The program wrote something else, such as a line for its log.
    Malformed,
}

impl Breakdown {
    fn of(reply: &Reply) -> Option<Self> {
        match reply {
            Reply::Crashed(_) => Some(Self::Crashed),
            Reply::TimedOut(_) => Some(Self::TimedOut),
            Reply::Malformed(_) if !reply.is_answer() => Some(Self::Malformed),
            Reply::Result(_) | Reply::Skipped(_) | Reply::Error(_) | Reply::Malformed(_) => None,
        }
    }

    /// What is wrong with a program that does nothing else, the first time in this way.
    fn of_all(self, how: &str) -> String {
        match self {
            Self::Crashed => format!("the program ended before it answered: {how}"),
            Self::TimedOut if how.is_empty() => "the program answered no question in time".to_owned(),
            Self::TimedOut => format!("the program answered no question in time: {how}"),
            Self::Malformed => {
                let advice = if how.starts_with(NO_ANSWER) { "; write logs to standard error" } else { "" };
                format!("the program's standard output has lines that are no answers, such as this: {how}{advice}")
            }
        }
    }
}

/// Asks an implementation that answers in process.
pub(super) fn ask_in_process(
    chosen: &[Chosen<'_>],
    jobs: usize,
    answer: impl Fn(&Vector) -> Said + Sync,
    mut progress: impl FnMut(usize, usize),
) -> Vec<Option<Said>> {
    let asker = || InProcess(&answer);
    let Ok((said, _)) = side_by_side(chosen, jobs, asker, |_| true, |done| progress(done, chosen.len()));
    said
}

/// This implementation, which has no end.
struct InProcess<'a, F>(&'a F);

impl<F: Fn(&Vector) -> Said> Asker for InProcess<'_, F> {
    type Error = Infallible;

    fn ask(&mut self, vector: &Vector) -> Result<Said, Infallible> {
        Ok((self.0)(vector))
    }

    fn end(self) -> Option<String> {
        None
    }
}

/// The answer to one vector.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) judgement: Judgement,
    pub(super) words: Vec<Word>,
    /// The reason why the vector was skipped.
    pub(super) skipped: Option<String>,
    /// Why it is none.
    pub(super) breakdown: Option<Breakdown>,
}

impl Said {
    pub(super) fn new(vector: &Vector, reply: &Reply, columns: &[Column]) -> Self {
        let words = match reply {
            Reply::Result(result) => columns.iter().filter_map(|column| column.compare(vector, result)).collect(),
            Reply::Skipped(_) | Reply::Error(_) | Reply::Malformed(_) | Reply::Crashed(_) | Reply::TimedOut(_) => {
                vec![]
            }
        };
        Self {
            judgement: judge(vector, reply),
            words,
            skipped: match reply {
                Reply::Skipped(why) => Some(clipped(why, LONGEST_SAID)),
                Reply::Result(_) | Reply::Error(_) | Reply::Malformed(_) | Reply::Crashed(_) | Reply::TimedOut(_) => {
                    None
                }
            },
            breakdown: Breakdown::of(reply),
        }
    }
}
