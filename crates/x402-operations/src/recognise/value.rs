//! The value of a header alone: its text, the damage to it on its way, and its header.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_extensions::offer_receipt::Jws;
use x402_types::{DecodeOptions, HeaderName, JsonRef, RawJson, read::header_text};

use super::{Form, Header, Note, Part, Recognised, What, json, other};

/// The damage to a header's value on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Accident {
    /// The value is in quotes.
    Quotes,
    /// The value is percent-encoded.
    Percent,
    /// The value is base64url.
    Url,
    /// The value is the base64 of base64.
    Twice,
    /// The value is the JSON itself.
    Json,
}

impl Accident {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::Percent => "percent-encoded",
            Self::Url => "base64url",
            Self::Twice => "encoded-twice",
            Self::Json => "json-itself",
        }
    }
}

impl fmt::Display for Accident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quotes => "the value is in quotes; leave them out",
            Self::Percent => "the value is percent-encoded; write = for %3D, + for %2B and / for %2F",
            Self::Url => "the value is base64url; write + for - and / for _",
            Self::Twice => "the value is encoded twice; decode it once",
            Self::Json => "the value is the JSON itself; encode it in base64",
        })
    }
}

/// A header's value after its damage was undone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mended {
    /// The JSON text in the value.
    pub text: String,
    /// The kinds of damage that were undone, in this order. Empty for a correct value.
    pub accidents: Vec<Accident>,
}

/// Undoes the damage to a header's value. Returns `None` if there is no JSON object in it.
#[must_use]
pub fn mended(value: &str) -> Option<Mended> {
    /// No value is encoded more often by accident.
    const MOST_STEPS: usize = 8;
    let (mut current, mut accidents, mut layers) = (value.trim().to_owned(), Vec::new(), 0);
    let mut note = |accident| {
        if !accidents.contains(&accident) {
            accidents.push(accident);
        }
    };
    for _ in 0..MOST_STEPS {
        if current.starts_with('{') && RawJson::parse(&current).is_ok() {
            if layers == 0 {
                note(Accident::Json);
            }
            return Some(Mended { text: current, accidents });
        }
        let unquoted = current.trim_matches(['"', '\'', '`']);
        if unquoted.len() < current.len() {
            note(Accident::Quotes);
            // A JSON string has escapes, which a header's value does not have.
            let string = RawJson::parse(&current).ok().and_then(|json| json.as_json().string().ok().map(Into::into));
            current = string.unwrap_or_else(|| unquoted.to_owned());
            continue;
        }
        if let Some(decoded) = percent_decoded(&current) {
            note(Accident::Percent);
            current = decoded;
            continue;
        }
        let standard = current.replace('-', "+").replace('_', "/");
        let text = header_text(standard.as_bytes(), &DecodeOptions::LENIENT).ok()?;
        layers += 1;
        if standard != current {
            note(Accident::Url);
        }
        if layers == 2 {
            note(Accident::Twice);
        }
        current = text.trim().to_owned();
    }
    None
}

/// The text without its percent escapes, if it has some.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let [first, more @ ..] = rest {
        match more {
            [high, low, after @ ..] if *first == b'%' && digit(*high).is_some() && digit(*low).is_some() => {
                bytes.push(digit(*high)? << 4 | digit(*low)?);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    let text = (bytes.len() < text.len()).then_some(bytes)?;
    String::from_utf8(text).ok()
}

/// The text in a header's value, read leniently. `None` if it is not the base64 of a text.
pub(super) fn text_in(value: &str) -> Option<String> {
    header_text(value.as_bytes(), &DecodeOptions::LENIENT).ok()
}

/// Recognises a value that is alone in the text.
pub(super) fn of(trimmed: &str, at: Option<usize>) -> Option<Recognised> {
    let joined: String = trimmed.split_whitespace().collect();
    let is_broken = joined.len() < trimmed.len();
    if let Some(other) = other::of_phrase(trimmed).or_else(|| other::of_token(trimmed)) {
        let what = format!("something else than x402: {}", other.phrase());
        return Some(Recognised::new(Form::Value, what, Vec::new()).with(Note::Other(other)));
    }
    // A value that a terminal broke contains only these characters. Words are not a value.
    if is_broken && !(trimmed.len() > 64 && joined.bytes().all(is_of_value)) {
        return None;
    }
    let at = at.filter(|_| !is_broken);
    let broken = if is_broken { ", with line breaks that are left out" } else { "" };
    let mut found = of_joined(&joined, at, broken)?;
    if is_broken {
        found = found.with(Note::LineBreaks);
    }
    Some(found)
}

const fn is_of_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=' | b'.' | b'%')
}

fn of_joined(value: &str, at: Option<usize>, broken: &str) -> Option<Recognised> {
    if other::is_reason(value) {
        let part = Part::of_text(What::Reason, value, at);
        return Some(Recognised::new(Form::Value, "a reason code", alloc::vec![part]));
    }
    if let Ok(jws) = value.parse::<Jws>() {
        if let Some(other) = other::of_jws(&jws) {
            let what = format!("something else than x402: {}", other.phrase());
            return Some(Recognised::new(Form::Value, what, Vec::new()).with(Note::Other(other)));
        }
        let part = Part::of_text(What::Signed, value, at);
        return Some(Recognised::new(
            Form::Value,
            format!("a signed offer or receipt, as a JWS{broken}"),
            alloc::vec![part],
        ));
    }
    if value.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        let part = Part::of_text(What::Calldata, value, at);
        return Some(Recognised::new(Form::Value, format!("calldata{broken}"), alloc::vec![part]));
    }
    // Words are not base64, even if their letters are.
    let Some(Mended { text, accidents }) = mended(value) else {
        return is_transaction(value).then(|| {
            let text = format!("{{\"transaction\":{}}}", RawJson::string(value).as_str());
            let part = Part::of_text(What::Transaction, &text, None);
            Recognised::new(Form::Value, format!("a Solana transaction in base64{broken}"), alloc::vec![part])
        });
    };
    let json = RawJson::parse(&text).ok()?;
    let what = json::kind_of(json.as_json());
    let name = what.and_then(|what| header_of(what, json.as_json()));
    let Some(name) = name else {
        if let Some(what @ (What::Offers | What::Request | What::Message)) = what {
            let part = Part::of_text(what, &text, None);
            let what = format!("{}, in base64{broken}", what.phrase());
            return Some(Recognised::new(Form::Value, what, alloc::vec![part]));
        }
        let header = Header { name: HeaderName::PaymentSignature.as_str().into(), value: value.into(), at };
        let part = Part::of_header(header, What::Payment).guessed();
        let what = format!("the value of a header, though nothing shows of which{broken}");
        return Some(Recognised::new(Form::Value, what, alloc::vec![part]));
    };
    let what = what.unwrap_or(What::Payment);
    let header = Header { name: name.into(), value: value.into(), at };
    let part = Part { text: Some(text), ..Part::of_header(header, what) };
    let sentence = format!("{}, as the value of the header {name}{broken}", what.phrase());
    let found = Recognised::new(Form::Value, sentence, alloc::vec![part]);
    Some(accidents.into_iter().fold(found, |found, accident| found.with(Note::Accident(accident))))
}

/// The name of the header that carries such an object.
pub(super) fn header_of(what: What, json: JsonRef<'_>) -> Option<&'static str> {
    let is_v1 = json.get("x402Version").is_some_and(|version| version.text() == "1");
    match what {
        What::Payment if is_v1 => Some(HeaderName::XPayment.as_str()),
        What::Payment => Some(HeaderName::PaymentSignature.as_str()),
        What::Demand => Some(HeaderName::PaymentRequired.as_str()),
        // A settlement has no version. The format of its network shows it.
        What::Settlement => {
            let network = json.get("network").map(|network| network.text().to_string()).unwrap_or_default();
            let header = if network.contains(':') { HeaderName::PaymentResponse } else { HeaderName::XPaymentResponse };
            Some(header.as_str())
        }
        What::SignIn => Some(x402_extensions::sign_in_with_x::HEADER),
        What::Offers
        | What::Request
        | What::Challenge
        | What::Signed
        | What::Message
        | What::Transaction
        | What::VerifyResponse
        | What::Supported
        | What::ResourceList
        | What::SearchResults
        | What::Manifest
        | What::ExtensionResponses
        | What::Calldata
        | What::Question
        | What::Reason => None,
    }
}

/// Returns `true` if these are the signatures of a transaction and bytes after them.
fn is_transaction(value: &str) -> bool {
    /// A transaction fits into a packet. This limit is large enough for later versions.
    const MOST_BYTES: usize = 4096;
    if value.len() > MOST_BYTES * 2 || !value.bytes().all(is_of_value) {
        return false;
    }
    let Some(bytes) = x402_types::read::base64url(&value.trim_end_matches('=').replace('+', "-").replace('/', "_"))
    else {
        return false;
    };
    let Some(signatures) = bytes.first().map(|first| usize::from(*first)) else { return false };
    (1..=12).contains(&signatures) && bytes.len() > 64 * signatures + 36 && bytes.len() <= MOST_BYTES
}
