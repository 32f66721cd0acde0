//! What a text consists of: its format, its messages, and the objects in it.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;

use x402_types::RawJson;

use super::{limits::LIMITS, mended::text_in, provenance::Provenance, time::Time, what::What};

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
    /// Requests and responses, as a browser records them in an HTTP Archive.
    Har,
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
            Self::Har => "har",
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
    /// The index in [`Recognised::messages`](super::Recognised::messages) of the message that contains it.
    pub message: Option<usize>,
    /// Where the text has it, which shows who wrote it.
    pub provenance: Provenance,
    /// The time that the recorder wrote at the root or at the start of the line around it.
    pub time: Option<Time>,
    /// The number of the line, or of the element of a log, that contains it.
    pub(super) record: usize,
    /// What a message of MCP or A2A carries that a verdict can rest on: the payment of a client, or the 402 response of
    /// a server.
    pub(super) carries: Option<What>,
}

impl Part {
    pub(super) fn of_text(what: What, text: &str, at: Option<usize>) -> Self {
        let text = Some(text.to_owned());
        Self { text, at, ..Self::empty(what) }
    }

    pub(super) fn of_header(header: Header, what: What) -> Self {
        let text = text_in(&header.value);
        Self { header: Some(header), text, ..Self::empty(what) }
    }

    const fn empty(what: What) -> Self {
        Self {
            what,
            header: None,
            text: None,
            at: None,
            is_guess: false,
            message: None,
            provenance: Provenance::Pasted,
            time: None,
            record: 0,
            carries: None,
        }
    }

    /// The JSON of its text. `None` if the text is not JSON.
    pub(super) fn json(&self) -> Option<RawJson> {
        RawJson::parse_within(self.text.as_deref()?, &LIMITS).ok()
    }

    pub(super) const fn written(mut self, provenance: Provenance) -> Self {
        self.provenance = provenance;
        self
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
    /// The status of a response. `None` for a request, and for header lines alone.
    pub status: Option<u16>,
    /// The target of a request: a path or a URL.
    pub target: Option<String>,
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
    /// When the recorder of a HAR file saw the request begin, in seconds since 1970-01-01 UTC.
    pub started: Option<u64>,
    /// `true` for lines that curl marks as received, without the status line above them.
    pub(super) is_received: bool,
}

impl Message {
    /// Returns `true` for a response that no other one follows: its status is not an interim one (RFC 9110 §15.2).
    pub(super) fn is_final(&self) -> bool {
        self.status.is_some_and(|status| status >= 200)
    }
}
