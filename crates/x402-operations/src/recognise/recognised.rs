//! The result of recognising a text.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;

use super::{
    limits::MOST_NOTES,
    mended::text_in,
    note::Note,
    other::Other,
    time::{Clock, Time},
    what::What,
};

/// The format of a text as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// White space.
    Nothing,
    /// One JSON text.
    Json,
    /// A JSON text on each line.
    Lines,
    /// Requests and responses, as `curl -i`, `curl -v` and others print them.
    Transcript,
    /// A command line of curl.
    Command,
    /// Header lines without a request line or a status line.
    Headers,
    /// The value of a header alone, a JWS, a transaction, or calldata.
    Value,
    /// Any other text, such as a log, that contains something of x402.
    Log,
    /// None of these.
    Unknown,
}

impl Form {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Json => "json",
            Self::Lines => "lines",
            Self::Transcript => "transcript",
            Self::Command => "command",
            Self::Headers => "headers",
            Self::Value => "value",
            Self::Log => "log",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A header in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// The name as written in the text. For a value without a name, the name of the header that carries such an object.
    pub name: String,
    /// The value, trimmed of white space.
    pub value: String,
    /// The byte of the text at which the value begins. `None` if the text has the value in a different encoding.
    pub at: Option<usize>,
}

/// An object in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The kind of object.
    pub what: What,
    /// The header that carries it.
    pub header: Option<Header>,
    /// The JSON text, the JWS, the calldata or the code. For a header, the text in its base64; `None` if the value is
    /// not the base64 of a text.
    pub text: Option<String>,
    /// The byte of the text at which `text` begins. `None` if `text` is encoded there.
    pub at: Option<usize>,
    /// `true` if nothing shows the kind, and a payment is assumed.
    pub is_guess: bool,
    /// The index in [`Recognised::messages`] of the message that contains it.
    pub message: Option<usize>,
    /// The time that is written next to it.
    pub time: Option<Time>,
}

impl Part {
    pub(super) fn of_text(what: What, text: &str, at: Option<usize>) -> Self {
        let text = Some(text.to_owned());
        Self { what, header: None, text, at, is_guess: false, message: None, time: None }
    }

    pub(super) fn of_header(header: Header, what: What) -> Self {
        let text = text_in(&header.value);
        Self { what, header: Some(header), text, at: None, is_guess: false, message: None, time: None }
    }

    pub(super) fn guessed(mut self) -> Self {
        self.is_guess = true;
        self
    }

    /// The same part of a text that begins at this byte of a longer text, or that is encoded in it.
    pub(super) fn moved(mut self, by: Option<usize>) -> Self {
        let moved = |at: Option<usize>| Some(at?.saturating_add(by?));
        self.at = moved(self.at);
        if let Some(header) = &mut self.header {
            header.at = moved(header.at);
        }
        self
    }
}

/// A request or a response in the text, or header lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The status of a response.
    pub status: Option<u16>,
    /// All headers, in their order.
    pub headers: Vec<Header>,
    /// The body. Empty if there is none.
    pub body: String,
    /// The byte of the text at which the body begins. `None` if lines in it were left out.
    pub body_at: Option<usize>,
    /// A line between the headers that is not a header.
    pub broken: Option<String>,
    /// The time in the header `Date`, in seconds since 1970-01-01 UTC.
    pub date: Option<u64>,
}

/// The result of recognising a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recognised {
    /// The form of the text.
    pub form: Form,
    /// A description of the text, as the rest of a sentence.
    pub what: String,
    /// The objects in the text, in their order. For a transcript, the last of each kind.
    pub parts: Vec<Part>,
    /// The messages of a transcript, of a command or of header lines.
    pub messages: Vec<Message>,
    /// Facts about the text that a reader should know.
    pub notes: Vec<Note>,
}

impl Recognised {
    pub(super) fn new(form: Form, what: impl Into<String>, parts: Vec<Part>) -> Self {
        Self { form, what: what.into(), parts, messages: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn with(mut self, note: Note) -> Self {
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self
    }

    pub(super) fn moved(mut self, by: Option<usize>) -> Self {
        let moved = |at: Option<usize>| Some(at?.saturating_add(by?));
        self.parts = self.parts.into_iter().map(|part| part.moved(by)).collect();
        for message in &mut self.messages {
            message.body_at = moved(message.body_at);
            for header in &mut message.headers {
                header.at = moved(header.at);
            }
        }
        self
    }

    /// Returns the last part of this kind.
    #[must_use]
    pub fn last(&self, what: What) -> Option<&Part> {
        self.parts.iter().rev().find(|part| part.what == what)
    }

    /// Returns the time at which a payment in the text was used: the `Date` of its response, or else of the last
    /// message with one, or the time of a log line.
    #[must_use]
    pub fn time(&self) -> Option<Time> {
        let payment =
            self.last(What::Payment).or_else(|| self.last(What::Request)).or_else(|| self.last(What::Message));
        let message = payment.and_then(|part| part.message);
        let answer = message.and_then(|at| self.messages[at..].iter().find_map(|message| message.date));
        let dated = answer.or_else(|| self.messages.iter().rev().find_map(|message| message.date));
        let dated = dated.map(|seconds| Time { seconds, clock: Clock::Date });
        dated
            .or_else(|| payment.and_then(|part| part.time))
            .or_else(|| self.parts.iter().rev().find_map(|part| part.time))
    }

    /// Returns the kind of value that the text is, if it does not belong to x402.
    #[must_use]
    pub fn other(&self) -> Option<Other> {
        self.notes.iter().find_map(|note| if let Note::Other(other) = note { Some(*other) } else { None })
    }
}
