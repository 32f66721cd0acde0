//! Asks an implementation, with several of its processes side by side.

use std::{
    collections::BTreeSet,
    convert::Infallible,
    io,
    num::NonZeroUsize,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::{
    chosen::Chosen,
    columns::{Column, Word},
    fields::Fields,
};
use crate::{
    adapter::{Adapter, Introduction, NO_ANSWER, Reply},
    compare::{Comparison, Field, Outcome, compare},
    diff::{DiffLine, clipped},
    vector::{Level, Vector},
};

/// The maximum number of bytes that are kept of a reason for skipping.
const LONGEST_SKIP_REASON: usize = 160;

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
    /// The levels at which a fault of a field next to a right verdict fails the run.
    pub field_levels: BTreeSet<Level>,
}

impl Asking {
    /// One process, ten seconds for each answer, and an end after twenty consecutive crashes, timeouts or malformed answers.
    #[must_use]
    pub fn new(command: Vec<String>) -> Self {
        Self {
            command,
            timeout: Duration::from_secs(10),
            jobs: NonZeroUsize::MIN,
            give_up_after: 20,
            columns: vec![],
            field_levels: [Level::Must, Level::Should, Level::Policy].into(),
        }
    }
}

/// The answers to the vectors that were asked.
pub(super) struct Asked {
    pub(super) kept: Vec<Option<Kept>>,
    pub(super) fields: Fields,
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
        heard: AllHeard,
        patience: &Patience,
        bad_end: Option<String>,
        testee: Option<Introduction>,
    ) -> Self {
        let AllHeard { kept, fields, .. } = heard;
        if let Some(how) = never_answered(&kept) {
            let kept = kept.iter().map(|_| None).collect();
            return Self { kept, fields: Fields::default(), gave_up: Some(how), bad_end: None, testee };
        }
        let is_whole = kept.iter().all(Option::is_some);
        // The count has begun again if another process has answered since.
        let count = patience.give_up_after;
        let gave_up =
            (!is_whole).then(|| format!("gave up after {count} crashes, timeouts and malformed answers in a row"));
        Self { kept, fields, gave_up, bad_end, testee }
    }
}

/// What is kept of the answers. Of a right one that is a byte or two.
#[derive(Debug)]
pub(super) struct AllHeard {
    kept: Vec<Option<Kept>>,
    fields: Fields,
    skip_reasons: BTreeSet<Arc<str>>,
}

impl AllHeard {
    /// Of so many vectors, of which none has been asked.
    pub(super) fn new(count: usize) -> Self {
        let kept = std::iter::repeat_with(|| None).take(count).collect();
        Self { kept, fields: Fields::default(), skip_reasons: BTreeSet::new() }
    }

    /// Takes the answer to the vector with this index.
    pub(super) fn take(&mut self, index: usize, answered: Answered) {
        let Answered { mut kept, fields } = answered;
        if let Some(FieldsOf { op, verdict, fields }) = fields {
            self.fields.add(index, &op, &verdict, fields, kept.outcome == Outcome::Pass);
        }
        if let Some(reason) = kept.words.as_mut().and_then(|words| words.skipped.as_mut()) {
            match self.skip_reasons.get(reason) {
                Some(same) => *reason = Arc::clone(same),
                None => {
                    self.skip_reasons.insert(Arc::clone(reason));
                }
            }
        }
        if let Some(slot) = self.kept.get_mut(index) {
            *slot = Some(kept);
        }
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
    pub(super) fn goes_on(&self, answered: &Answered) -> bool {
        if answered.kept.breakdown.is_none() {
            self.in_a_row.store(0, Ordering::Relaxed);
            return true;
        }
        self.in_a_row.fetch_add(1, Ordering::Relaxed) + 1 < self.give_up_after
    }
}

/// Answers questions, one after the other.
trait Asker {
    type Error: Send;

    fn ask(&mut self, vector: &Vector) -> Result<Answered, Self::Error>;

    /// Ends it after the last question. Returns what is wrong with its end.
    fn end(self) -> Option<String>;
}

/// What an asker tells.
enum Heard<E> {
    Answer(usize, Box<Result<Answered, E>>),
    BadEnd(String),
}

/// The answers to the vectors, and the first bad end of an asker.
type Answers = (AllHeard, Option<String>);

/// Puts the chosen vectors to `count` askers at once. For each answer, `heard` gets the number done.
fn side_by_side<A: Asker>(
    chosen: &[Chosen<'_>],
    count: usize,
    asker: impl Fn() -> A + Sync,
    goes_on: impl Fn(&Answered) -> bool + Sync,
    mut heard: impl FnMut(usize),
) -> Result<Answers, A::Error> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let mut all = AllHeard::new(chosen.len());
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
        for message in answers {
            match message {
                Heard::Answer(index, answer) => match *answer {
                    Ok(answer) => {
                        done += 1;
                        heard(done);
                        all.take(index, answer);
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
        failure.map_or(Ok((all, bad_end)), Err)
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

    fn ask(&mut self, vector: &Vector) -> io::Result<Answered> {
        let reply = self.adapter.ask(vector.question())?;
        Ok(Answered::new(vector, &reply, self.columns, asks_the_chain(self.adapter.introduction())))
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
    let goes_on = |answered: &Answered| patience.goes_on(answered);
    let (heard, bad_end) =
        side_by_side(chosen, asking.jobs.get(), asker, goes_on, |done| progress(done, chosen.len()))?;
    Ok(Asked::new(heard, &patience, bad_end, testee.into_inner()))
}

/// What is wrong with a program that broke down in one way at every question. It has shown nothing about any vector.
fn never_answered(kept: &[Option<Kept>]) -> Option<String> {
    let mut asked = kept.iter().flatten().peekable();
    let first = asked.peek()?;
    let (breakdown, how) = (first.breakdown?, first.words.as_ref().and_then(|words| words.detail.as_deref()));
    asked.all(|kept| kept.breakdown == Some(breakdown)).then(|| breakdown.of_all(how.unwrap_or_default()))
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
    answer: impl Fn(&Vector) -> Answered + Sync,
    mut progress: impl FnMut(usize, usize),
) -> Vec<Option<Kept>> {
    let asker = || InProcess(&answer);
    let Ok((heard, _)) = side_by_side(chosen, jobs, asker, |_| true, |done| progress(done, chosen.len()));
    heard.kept
}

/// This implementation, which has no end.
struct InProcess<'a, F>(&'a F);

impl<F: Fn(&Vector) -> Answered> Asker for InProcess<'_, F> {
    type Error = Infallible;

    fn ask(&mut self, vector: &Vector) -> Result<Answered, Infallible> {
        Ok((self.0)(vector))
    }

    fn end(self) -> Option<String> {
        None
    }
}

/// The answer to one vector.
#[derive(Debug)]
pub(super) struct Answered {
    kept: Kept,
    fields: Option<FieldsOf>,
}

/// Whether the program says that it asks the chain. It says so before its first answer.
pub(super) fn asks_the_chain(introduction: Option<&Introduction>) -> bool {
    introduction.is_some_and(|introduction| introduction.asks_the_chain)
}

/// The fields of an answer with a right verdict.
#[derive(Debug)]
struct FieldsOf {
    op: String,
    verdict: String,
    fields: Vec<Field>,
}

/// What is kept of an answer until the end of the run.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) outcome: Outcome,
    /// Why it is no answer.
    breakdown: Option<Breakdown>,
    /// The implementation has decided on the chain what an offline one leaves undecided.
    pub(super) decided: bool,
    /// Nothing is left to say about a right answer.
    pub(super) words: Option<Box<Words>>,
}

/// What a report says about one answer.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) expected: String,
    pub(super) actual: String,
    pub(super) detail: Option<String>,
    pub(super) accepted: bool,
    pub(super) diff: Vec<DiffLine>,
    pub(super) columns: Vec<Word>,
    /// The reason why the vector was skipped.
    pub(super) skipped: Option<Arc<str>>,
}

impl Answered {
    pub(super) fn new(vector: &Vector, reply: &Reply, columns: &[Column], asks_the_chain: bool) -> Self {
        let (columns, skipped) = match reply {
            Reply::Result(result) => {
                (columns.iter().filter_map(|column| column.compare(vector, result)).collect(), None)
            }
            Reply::Skipped(why) => (vec![], Some(clipped(why, LONGEST_SKIP_REASON).into())),
            Reply::Error(_) | Reply::Malformed(_) | Reply::Crashed(_) | Reply::TimedOut(_) => (vec![], None),
        };
        let mut comparison = compare(vector, reply);
        if asks_the_chain {
            comparison = comparison.asking_the_chain();
        }
        let decided = asks_the_chain && comparison.decides();
        let (verdict, fields) = (std::mem::take(&mut comparison.verdict), std::mem::take(&mut comparison.fields));
        let fields = (!fields.is_empty()).then(|| FieldsOf { op: vector.op.clone(), verdict, fields });
        Self { fields, kept: Kept { decided, ..Kept::new(comparison, Breakdown::of(reply), columns, skipped) } }
    }

    /// The answer of this implementation, which has no fields to count.
    pub(super) fn of_ourselves(comparison: Comparison) -> Self {
        Self { kept: Kept::new(comparison, None, vec![], None), fields: None }
    }
}

impl Kept {
    fn new(
        comparison: Comparison,
        breakdown: Option<Breakdown>,
        columns: Vec<Word>,
        skipped: Option<Arc<str>>,
    ) -> Self {
        let Comparison { outcome, expected, actual, detail, accepted, diff, .. } = comparison;
        let words = match outcome {
            Outcome::Pass if columns.is_empty() => None,
            Outcome::Pass => Some(Words { columns, ..Words::default() }),
            Outcome::Skipped => Some(Words { skipped, ..Words::default() }),
            Outcome::Differs => Some(Words { expected, actual, detail, accepted, diff, columns, skipped }),
        };
        Self { outcome, breakdown, decided: false, words: words.map(Box::new) }
    }
}
