//! Asks another implementation, in the JSON lines of `docs/reference/operations`.

mod complaints;
mod conversation;
mod guard;
mod introduction;
mod process;

use std::{convert::Infallible, io, str::FromStr, time::Duration};

use x402_types::{Limits, RawJson};

pub(crate) use self::conversation::Conversation;
pub use self::conversation::{ended_last, spoke_last, text_of, with_complaint};
pub use self::introduction::Introduction;
use self::process::Process;

/// The longest answer that is read, in bytes. It has room for a body of the largest size that is decoded twice, once escaped
/// and once as it is.
pub const MAX_ANSWER: usize = 8 * 1024 * 1024;

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
    /// No answer came in time, but this many bytes without a line feed.
    TimedOut(usize),
}

impl Reply {
    /// Whether the program goes on after this reply. After any other a new process gets the next question.
    pub(crate) fn is_answer(&self) -> bool {
        match self {
            Self::Result(_) | Self::Skipped(_) | Self::Error(_) => true,
            // Whoever gives a result that cannot be read has answered.
            Self::Malformed(why) => why.starts_with(UNREADABLE_RESULT),
            Self::Crashed(_) | Self::TimedOut(_) => false,
        }
    }
}

impl FromStr for Reply {
    type Err = Infallible;

    /// Reads an answer, which may lack the id or have any. Anything else is [`Malformed`](Self::Malformed).
    fn from_str(answer: &str) -> Result<Self, Infallible> {
        Ok(conversation::read_answer(answer, None).unwrap_or_else(Self::Malformed))
    }
}

/// How the fault of a line begins that has not the form of an answer, such as a line of a log.
pub(crate) const NO_ANSWER: &str = "not one answer on one line: ";

/// How the fault of a line begins that is an answer with a result, and the result itself cannot be read.
pub(crate) const UNREADABLE_RESULT: &str = "result: ";

/// What came of a program after a question. There is nothing else, so the enum is exhaustive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A line of its output, without the line feed.
    Line(String),
    /// The output is not a line, for this reason.
    NoLine(String),
    /// The program ended, in this way.
    Ended(String),
    /// No line came in time, but this many bytes without a line feed.
    TimedOut(usize),
}

impl From<Result<String, String>> for Heard {
    fn from(line: Result<String, String>) -> Self {
        line.map_or_else(Self::NoLine, Self::Line)
    }
}

/// The longest time to wait for the end of a program that gets no more questions. It is not longer than for an answer.
pub const PATIENCE: Duration = Duration::from_secs(2);

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
    conversation: Conversation,
}

impl Adapter {
    /// Takes a program with its arguments, and the time to wait for each answer. Nothing is started yet.
    #[must_use]
    pub const fn new(command: Vec<String>, timeout: Duration) -> Self {
        Self { command, timeout, running: None, conversation: Conversation::new() }
    }

    /// Asks one question.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn ask(&mut self, question: Question<'_>) -> io::Result<Reply> {
        let question = self.conversation.question(question);
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Process::start(&self.command)?,
        };
        let mut heard = running.ask(question, self.timeout);
        let reply = loop {
            match self.conversation.hear(heard) {
                Some(reply) => break reply,
                None => heard = running.next_line(self.timeout),
            }
        };
        if reply.is_answer() {
            self.running = Some(running);
        }
        Ok(reply)
    }

    /// Who the program says that it is, once it has answered.
    pub const fn introduction(&self) -> Option<&Introduction> {
        self.conversation.introduction()
    }

    /// Tells the program that there are no more questions, and waits a little for its end. Returns what is wrong with
    /// the end: another exit code than 0, a signal, or a line that nobody asked for.
    #[must_use]
    pub fn finish(self) -> Option<String> {
        self.running?.finish(self.timeout.min(PATIENCE))
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
