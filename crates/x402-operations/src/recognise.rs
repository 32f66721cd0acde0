//! Recognises a pasted text, and extracts the protocol objects in it.
//!
//! The command, the packages and the web page use this module, so that they all classify a text in the same way. It
//! verifies nothing and decodes nothing strictly: a part that looks like a payment is classified as a payment, and the
//! verifier decides whether it is one.
//!
//! ```
//! use x402_operations::recognise::{What, recognise};
//!
//! let text = "> GET /weather HTTP/1.1\n> X-PAYMENT: e30=\n>\n< HTTP/1.1 402 Payment Required\n< Date: Sat, 28 Nov 2026 19:55:25 GMT\n<\n{\"x402Version\":1,\"accepts\":[]}";
//! let found = recognise(text);
//! assert_eq!(found.parts.iter().map(|part| part.what).collect::<Vec<_>>(), [What::Payment, What::Demand]);
//! assert_eq!(found.time().unwrap().seconds, 1_795_895_725);
//! ```

pub(crate) mod answer;
mod command;
mod json;
mod other;
mod text;
mod time;
mod transcript;
mod value;

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use core::fmt;

use x402_extensions::{bazaar::ExtensionResponses, sign_in_with_x};
use x402_types::{HeaderName, JsonRef, Limits, RawJson};

pub use self::{
    other::Other,
    time::{Clock, Time},
    value::{Accident, Mended, mended},
};

/// The limits of a text that is only searched: the page of a directory is larger than one object may be. Each object is
/// decoded within its own limits.
pub const LIMITS: Limits = {
    let mut limits = Limits::DEFAULT;
    limits.body = MOST;
    limits.values = 1 << 20;
    limits.members = 1 << 16;
    limits
};

/// The maximum length of a text that is searched, in bytes. A longer one has no parts.
pub const MOST: usize = 16 * 1024 * 1024;

/// The maximum number of parts of a log, or of messages on lines.
const MOST_PARTS: usize = 65_536;

/// The maximum number of notes.
const MOST_NOTES: usize = 16;

/// The maximum number of times that a text is extracted from a text: quotes around quotes, a body in a body. Real texts
/// have fewer layers.
const MOST_LAYERS: usize = 10;

/// The kind of an object in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum What {
    /// A payment.
    Payment,
    /// A `PaymentRequired`.
    Demand,
    /// A `PaymentRequirements`, or an array of them.
    Offers,
    /// A settlement.
    Settlement,
    /// The body of a request to a facilitator.
    Request,
    /// A sign-in.
    SignIn,
    /// The challenge of a sign-in.
    Challenge,
    /// A signed offer or a receipt: an envelope, or a JWS.
    Signed,
    /// A message of MCP or A2A.
    Message,
    /// A Solana transaction.
    Transaction,
    /// A facilitator's response to `/verify`.
    VerifyResponse,
    /// A facilitator's response to `/supported`.
    Supported,
    /// A directory's page of resources.
    ResourceList,
    /// The results of a search in a directory.
    SearchResults,
    /// A manifest that a seller publishes at `/.well-known/x402`.
    Manifest,
    /// A facilitator's responses to extensions.
    ExtensionResponses,
    /// Calldata of a contract.
    Calldata,
    /// A question for an operation: `op` and `input`.
    Question,
    /// A reason code.
    Reason,
}

impl What {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Demand => "demand",
            Self::Offers => "offers",
            Self::Settlement => "settlement",
            Self::Request => "request",
            Self::SignIn => "sign-in",
            Self::Challenge => "sign-in-challenge",
            Self::Signed => "signed",
            Self::Message => "message",
            Self::Transaction => "transaction",
            Self::VerifyResponse => "verify-response",
            Self::Supported => "supported",
            Self::ResourceList => "resource-list",
            Self::SearchResults => "search-results",
            Self::Manifest => "manifest",
            Self::ExtensionResponses => "extension-responses",
            Self::Calldata => "calldata",
            Self::Question => "question",
            Self::Reason => "reason",
        }
    }

    /// The name in a sentence, with its article.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Payment => "a payment",
            Self::Demand => "a 402 response",
            Self::Offers => "an offer",
            Self::Settlement => "a settlement",
            Self::Request => "the body of a request to a facilitator",
            Self::SignIn => "a sign-in",
            Self::Challenge => "the challenge of a sign-in",
            Self::Signed => "a signed offer or receipt",
            Self::Message => "a message of MCP or A2A",
            Self::Transaction => "a Solana transaction",
            Self::VerifyResponse => "a facilitator's answer to /verify",
            Self::Supported => "a facilitator's answer to /supported",
            Self::ResourceList => "a directory's list of resources",
            Self::SearchResults => "what a directory found",
            Self::Manifest => "a manifest, as sellers publish it at /.well-known/x402",
            Self::ExtensionResponses => "a facilitator's responses to extensions",
            Self::Calldata => "calldata",
            Self::Question => "a saved case",
            Self::Reason => "a reason code",
        }
    }

    /// Returns the kind of object in the header with this name. The name is case-insensitive.
    #[must_use]
    pub fn of_header(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case(sign_in_with_x::HEADER) {
            return Some(Self::SignIn);
        }
        if name.eq_ignore_ascii_case(ExtensionResponses::HEADER) {
            return Some(Self::ExtensionResponses);
        }
        Some(match HeaderName::from_name(name)? {
            HeaderName::PaymentRequired => Self::Demand,
            HeaderName::PaymentSignature | HeaderName::XPayment => Self::Payment,
            HeaderName::PaymentResponse | HeaderName::XPaymentResponse => Self::Settlement,
        })
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The names of the headers of the protocol.
const NAMES: [&str; 7] = [
    HeaderName::PaymentRequired.as_str(),
    HeaderName::PaymentSignature.as_str(),
    HeaderName::XPayment.as_str(),
    HeaderName::PaymentResponse.as_str(),
    HeaderName::XPaymentResponse.as_str(),
    sign_in_with_x::HEADER,
    ExtensionResponses::HEADER,
];

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
    fn of_text(what: What, text: &str, at: Option<usize>) -> Self {
        let text = Some(text.to_owned());
        Self { what, header: None, text, at, is_guess: false, message: None, time: None }
    }

    fn of_header(header: Header, what: What) -> Self {
        let text = value::text_in(&header.value);
        Self { what, header: Some(header), text, at: None, is_guess: false, message: None, time: None }
    }

    fn guessed(mut self) -> Self {
        self.is_guess = true;
        self
    }

    /// The same part of a text that begins at this byte of a longer text, or that is encoded in it.
    fn moved(mut self, by: Option<usize>) -> Self {
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

/// A fact about the text that a reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Quotes around the text were removed.
    Quotes,
    /// The text is in a JSON string.
    JsonString,
    /// White space in a value was removed.
    LineBreaks,
    /// A request to a facilitator has no `x402Version` next to its payment. The version of the payment is used.
    NoVersion,
    /// A request to a facilitator contains the payment as the value of its header.
    PaymentHeader,
    /// The payment and the request have different versions.
    OtherVersion {
        /// The version of the payment.
        payment: String,
        /// The version of the request.
        request: String,
    },
    /// A message of MCP has the payment, or the settlement, as text in base64.
    TextInMeta,
    /// The text is the result of a call with MCP, without the response around it.
    BareResult,
    /// The text is the parameters of a call with MCP, without the request around them.
    BareParams,
    /// The object is in a longer text or a larger JSON value.
    Inside,
    /// The body of a response has other offers than its header.
    BodyDiffers,
    /// The damage to a header's value on its way.
    Accident(Accident),
    /// A value that does not belong to x402, alone or in a header.
    Other(Other),
}

impl Note {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::JsonString => "json-string",
            Self::LineBreaks => "line-breaks",
            Self::NoVersion => "no-version",
            Self::PaymentHeader => "payment-header",
            Self::OtherVersion { .. } => "other-version",
            Self::TextInMeta => "text-in-meta",
            Self::BareResult => "bare-result",
            Self::BareParams => "bare-params",
            Self::Inside => "inside",
            Self::BodyDiffers => "body-differs",
            Self::Accident(accident) => accident.as_str(),
            Self::Other(other) => other.as_str(),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quotes => "the quotes around it are left out",
            Self::JsonString => "it is taken out of a JSON string",
            Self::LineBreaks => "white space in the value is left out",
            Self::NoVersion => {
                "the request has no x402Version next to paymentPayload, as npm @circle-fin/x402-batching sends it; the \
                 payment's version is taken, and other facilitators may refuse the request"
            }
            Self::PaymentHeader => "the request has the payment as the value of its header, in paymentHeader",
            Self::OtherVersion { payment, request } => {
                return write!(
                    f,
                    "a payment of version {payment} is in a request of version {request}; send both in one version"
                );
            }
            Self::TextInMeta => {
                "it is a text in base64, as npm agents (Cloudflare) sends and expects it; the specification has the \
                 object itself in _meta, and other servers refuse the text"
            }
            Self::BareResult => "it is the result of a call by MCP, without the answer around it",
            Self::BareParams => "it is the parameters of a call by MCP, without the request around them",
            Self::Inside => "it is taken out of a longer text",
            Self::BodyDiffers => {
                "the body of the response has other offers than its header PAYMENT-REQUIRED; clients of version 2 read the \
                 header, and those of version 1 the body"
            }
            Self::Accident(accident) => return write!(f, "{accident}"),
            Self::Other(other) => return write!(f, "{other}"),
        })
    }
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
    fn new(form: Form, what: impl Into<String>, parts: Vec<Part>) -> Self {
        Self { form, what: what.into(), parts, messages: Vec::new(), notes: Vec::new() }
    }

    fn with(mut self, note: Note) -> Self {
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self
    }

    fn moved(mut self, by: Option<usize>) -> Self {
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

/// Recognises a text. The running time is linear in the length of the text. A text of more than [`MOST`] bytes is not
/// searched.
#[must_use]
pub fn recognise(text: &str) -> Recognised {
    if text.len() > MOST {
        return Recognised::new(Form::Unknown, format!("a text of more than {MOST} bytes"), Vec::new());
    }
    inside(text, 0)
}

fn inside(text: &str, layers: usize) -> Recognised {
    let marked = text.strip_prefix('\u{feff}').unwrap_or(text);
    let trimmed = marked.trim();
    if trimmed.is_empty() {
        return Recognised::new(Form::Nothing, "nothing yet", Vec::new());
    }
    let at = place(text, trimmed);
    if trimmed.starts_with(['{', '[']) {
        return json::of(trimmed, at)
            .or_else(|| text::of(trimmed).map(|found| found.moved(at)))
            .unwrap_or_else(|| json::broken(trimmed, at));
    }
    if layers > MOST_LAYERS {
        return unknown(trimmed, at);
    }
    let start = place(text, marked);
    if let Some(found) = transcript::of(marked, layers).or_else(|| command::of(marked, layers)) {
        return found.moved(start);
    }
    quoted(trimmed, at, layers)
        .or_else(|| value::of(trimmed, at))
        .or_else(|| text::of(marked).map(|found| found.moved(start)))
        .unwrap_or_else(|| unknown(trimmed, at))
}

/// Returns the objects in a message of MCP or A2A, as written there, including those that no reader accepts.
#[must_use]
pub fn in_message(message: &str) -> Vec<Part> {
    RawJson::parse_within(message, &LIMITS).map(|json| json::below(json.as_json())).unwrap_or_default()
}

/// Returns the kind of a JSON value, by its fields. `None` if nothing shows it.
#[must_use]
pub fn what(json: JsonRef<'_>) -> Option<What> {
    json::kind_of(json)
}

/// Notes about the damage to a header's value, if undoing it leads to an object, or about the kind of value that it is.
fn notes_of(value: &str) -> Vec<Note> {
    let is_ours = |text: &str| RawJson::parse(text).is_ok_and(|json| what(json.as_json()).is_some());
    match mended(value) {
        Some(mended) if is_ours(&mended.text) => mended.accidents.into_iter().map(Note::Accident).collect(),
        Some(_) => Vec::new(),
        None => other(value).map(Note::Other).into_iter().collect(),
    }
}

/// Returns the kind of a word that does not belong to x402: a hash, a key, a token, a challenge of a different
/// protocol.
#[must_use]
pub fn other(value: &str) -> Option<Other> {
    other::of_phrase(value).or_else(|| other::of_token(value.trim()))
}

/// The byte of the text at which this part of it begins.
fn place(text: &str, part: &str) -> Option<usize> {
    part.as_ptr().addr().checked_sub(text.as_ptr().addr())
}

/// An unrecognised value is read as a payment, so that there is an error.
fn unknown(trimmed: &str, at: Option<usize>) -> Recognised {
    let header = Header { name: HeaderName::PaymentSignature.as_str().into(), value: trimmed.into(), at };
    let part = Part::of_header(header, What::Payment).guessed();
    Recognised::new(Form::Unknown, "the value of a header, though nothing shows of which", alloc::vec![part])
}

fn quoted(text: &str, at: Option<usize>, layers: usize) -> Option<Recognised> {
    let mark = text.chars().next().filter(|mark| ['"', '\'', '`'].contains(mark))?;
    let body = text.trim_end_matches([',', ';']);
    let inner = body.strip_prefix(mark)?.strip_suffix(mark)?;
    if mark == '"'
        && let Ok(json) = RawJson::parse_within(body, &LIMITS)
        && let Ok(inner) = json.as_json().string()
    {
        if inner == body[1..body.len() - 1] {
            let found = inside(&inner, layers + 1);
            return Some(described(found, ", in quotes").moved(at.map(|at| at + 1)).with(Note::Quotes));
        }
        let found = inside(&inner, layers + 1);
        return Some(described(found, ", in a JSON string").moved(None).with(Note::JsonString));
    }
    let found = inside(inner, layers + 1);
    Some(described(found, ", in quotes").moved(at.map(|at| at + 1)).with(Note::Quotes))
}

fn described(mut found: Recognised, more: &str) -> Recognised {
    found.what += more;
    found
}
