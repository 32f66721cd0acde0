//! A question to a program, the output that follows, and the reply.

use x402_types::{Limits, RawJson};

/// A question to an implementation. The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The operation.
    pub op: &'a str,
    /// Its input, as JSON text.
    pub input: &'a str,
}

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

/// How the fault of a line begins that has not the form of an answer, such as a line of a log.
pub(crate) const NO_ANSWER: &str = "not one answer on one line: ";

/// How the fault of a line begins that is an answer with a result, and the result itself cannot be read.
pub(crate) const UNREADABLE_RESULT: &str = "result: ";

/// The longest answer that is read, in bytes. It has room for a body of the largest size that is decoded twice, once escaped
/// and once as it is.
pub(crate) const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// The limits for answers, which may be larger than the documents that they report on.
pub(crate) fn answer_limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.body = MAX_ANSWER;
    limits.depth = 160;
    limits.values = 1 << 19;
    limits
}
