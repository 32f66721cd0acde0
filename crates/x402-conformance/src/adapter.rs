//! Asks another implementation, in the JSON lines of `docs/operations.md`.

mod complaints;
mod guard;
mod introduction;
mod process;

use std::{io, time::Duration};

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_types::{Limits, RawJson};

pub use self::introduction::Introduction;
use self::process::{Process, Silence};
use crate::{diff::clipped, objects::Object};

/// The longest answer that is read, in bytes. It has room for a body of the largest size that is decoded twice, once escaped
/// and once as it is.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// The reply of an implementation to one question. A crash is a reply too, so the run goes on after it. There are no other
/// replies, so the enum is exhaustive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The implementation answered with this result.
    Result(RawJson),
    /// The implementation does not support the question, for this reason.
    Skipped(String),
    /// The implementation calls the question malformed, for this reason.
    Error(String),
    /// The line is not an answer to this question, for this reason.
    Malformed(String),
    /// The program ended, in this way.
    Crashed(String),
    /// No answer came in time.
    TimedOut,
}

/// How the fault of a line begins that is an answer with a result, and the result itself cannot be read.
pub(crate) const UNREADABLE_RESULT: &str = "result: ";

/// How long to wait for the end of a program that gets no more questions.
const PATIENCE: Duration = Duration::from_secs(2);

/// A question to an implementation. The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The operation.
    pub op: &'a str,
    /// Its input, as JSON text.
    pub input: &'a str,
}

/// A process that answers questions. It is restarted after a crash or a timeout. All processes that it starts are ended
/// with it.
#[derive(Debug)]
pub struct Adapter {
    command: Vec<String>,
    timeout: Duration,
    running: Option<Process>,
    asked: u64,
    introduction: Option<Introduction>,
}

impl Adapter {
    /// Takes a program with its arguments, and the time to wait for each answer. Nothing is started yet.
    #[must_use]
    pub const fn new(command: Vec<String>, timeout: Duration) -> Self {
        Self { command, timeout, running: None, asked: 0, introduction: None }
    }

    /// Asks one question.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn ask(&mut self, question: Question<'_>) -> io::Result<Reply> {
        self.asked += 1;
        let id = format!("q{}", self.asked);
        let (mut running, is_first) = match self.running.take() {
            Some(running) => (running, false),
            None => (Process::start(&self.command)?, true),
        };
        let question = format!(
            "{{\"id\":\"{id}\",\"op\":{},\"input\":{}}}\n",
            RawJson::string(question.op).as_str(),
            x402_operations::one_line(question.input.to_owned())
        );
        let mut answer = running.ask(question, self.timeout);
        let mut unintroduced = None;
        if let Ok(line) = &answer
            && is_first
        {
            match Introduction::read(line) {
                Ok(None) => {}
                Ok(Some(introduction)) => {
                    self.introduction = Some(introduction);
                    answer = running.next_line(self.timeout);
                }
                Err(why) => unintroduced = Some(why),
            }
        }
        let reply = match answer {
            Ok(line) => unintroduced
                .map_or_else(|| read_answer(&line, &id), Err)
                .unwrap_or_else(|why| Reply::Malformed(format!("{why}; the line is {}", clipped(&line, 200)))),
            Err(Silence::NoLine(why)) => Reply::Malformed(why),
            Err(Silence::Ended(how)) => Reply::Crashed(how),
            Err(Silence::TimedOut) => Reply::TimedOut,
        };
        if matches!(reply, Reply::Result(_) | Reply::Skipped(_) | Reply::Error(_)) {
            self.running = Some(running);
        }
        Ok(reply)
    }

    /// Who the program says that it is, once it has answered.
    pub const fn introduction(&self) -> Option<&Introduction> {
        self.introduction.as_ref()
    }

    /// Tells the program that there are no more questions, and waits a little for its end. Returns what is wrong with
    /// the end: another exit code than 0, a signal, or a line that nobody asked for.
    #[must_use]
    pub fn finish(self) -> Option<String> {
        self.running?.finish(self.timeout.min(PATIENCE))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer<'a> {
    id: Option<String>,
    // Borrowed, because an answer exists in enough copies already.
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    skipped: Option<String>,
    error: Option<String>,
}

/// Reads the answer. The error is the rule that the line breaks.
fn read_answer(line: &str, id: &str) -> Result<Reply, String> {
    let Object::<Answer<'_>>(answer) =
        serde_json::from_str(line).map_err(|error| format!("not one answer on one line: {error}"))?;
    if answer.id.as_deref() != Some(id) {
        return Err(format!("the answer to {id} has the id {:?}", answer.id));
    }
    match (answer.result, answer.skipped, answer.error) {
        (Some(result), None, None) => RawJson::parse_within(result.get(), &answer_limits())
            .map(Reply::Result)
            .map_err(|error| format!("{UNREADABLE_RESULT}{error}")),
        (None, Some(why), None) => Ok(Reply::Skipped(why)),
        (None, None, Some(why)) => Ok(Reply::Error(why)),
        _ => Err("an answer has exactly one of result, skipped, error".into()),
    }
}

/// The limits for answers, which may be larger than the documents that they report on.
pub(crate) fn answer_limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = MAX_ANSWER;
    limits.depth = 160;
    limits.values = 1 << 19;
    limits
}
