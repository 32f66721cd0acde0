//! The origin of what a verdict rests on.

use core::fmt;

use serde::Serialize;

/// Where a value in a text came from, and so who wrote it. What a message contains is content: it never decides the
/// time, the offer or the payment of a verdict about a different message (`docs/explanation/provenance.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Provenance {
    /// The caller named it, in an option or in a field of a question.
    Given,
    /// The clock of this machine.
    Clock,
    /// The header `Date` of the answer to the payment, which the server wrote.
    AnswerDate,
    /// The field `startedDateTime` of a HAR entry, which the recorder wrote.
    HarEntry,
    /// The start of a log line, or a field at its root, which the recorder wrote.
    LogLine,
    /// A message with a status, which a server wrote.
    Response,
    /// A message of MCP or A2A that a server wrote.
    ServerMessage,
    /// A message of MCP or A2A that a client wrote.
    ClientMessage,
    /// The body of a request to `/verify` or `/settle` of a facilitator, which a server wrote.
    FacilitatorRequest,
    /// A header of the protocol in a request, which a client wrote.
    RequestHeader,
    /// The body of a request, which a client wrote.
    RequestBody,
    /// An object outside of HTTP and of other messages. The person who pasted the text vouches for it.
    Pasted,
    /// An object elsewhere in a log. The text does not show who wrote it.
    Record,
    /// A text inside a string. The text does not show who wrote it.
    Embedded,
}

impl Provenance {
    /// Every value.
    pub const ALL: &[Self] = &[
        Self::Given,
        Self::Clock,
        Self::AnswerDate,
        Self::HarEntry,
        Self::LogLine,
        Self::Response,
        Self::ServerMessage,
        Self::ClientMessage,
        Self::FacilitatorRequest,
        Self::RequestHeader,
        Self::RequestBody,
        Self::Pasted,
        Self::Record,
        Self::Embedded,
    ];

    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Clock => "clock",
            Self::AnswerDate => "answer-date",
            Self::HarEntry => "har-entry",
            Self::LogLine => "log-line",
            Self::Response => "response",
            Self::ServerMessage => "server-message",
            Self::ClientMessage => "client-message",
            Self::FacilitatorRequest => "facilitator-request",
            Self::RequestHeader => "request-header",
            Self::RequestBody => "request-body",
            Self::Pasted => "pasted",
            Self::Record => "record",
            Self::Embedded => "embedded",
        }
    }

    /// The origin in a sentence.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Given => "the arguments",
            Self::Clock => "this machine's clock",
            Self::AnswerDate => "the Date of the server's answer",
            Self::HarEntry => "the startedDateTime of the HAR entry",
            Self::LogLine => "the log line",
            Self::Response => "the server's response",
            Self::ServerMessage => "the server's message",
            Self::ClientMessage => "the client's message",
            Self::FacilitatorRequest => "the request to the facilitator",
            Self::RequestHeader => "the request's header",
            Self::RequestBody => "the request's body",
            Self::Pasted => "the pasted text",
            Self::Record => "a field of a log",
            Self::Embedded => "a text inside a string",
        }
    }

    /// Returns `true` if an offer with this origin may decide a verdict: a server wrote it, or the caller vouches for
    /// it.
    #[must_use]
    pub const fn is_of_offer(self) -> bool {
        matches!(self, Self::Given | Self::Response | Self::ServerMessage | Self::FacilitatorRequest | Self::Pasted)
    }

    /// The order in which payments are judged, the smallest first.
    pub(super) const fn rank(self) -> u8 {
        match self {
            Self::Given | Self::RequestHeader => 0,
            Self::FacilitatorRequest | Self::RequestBody | Self::ClientMessage | Self::Pasted => 1,
            Self::Record => 2,
            Self::Embedded => 3,
            // A server may repeat a payment, which the client then did not send there.
            Self::Response | Self::ServerMessage => 4,
            Self::Clock | Self::AnswerDate | Self::HarEntry | Self::LogLine => 5,
        }
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
