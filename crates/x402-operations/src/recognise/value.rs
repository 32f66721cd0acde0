//! The value of a header alone, and its header.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_extensions::offer_receipt::Jws;
use x402_types::{HeaderName, JsonRef, RawJson};

use super::{
    mended::{Mended, mended},
    note::Note,
    object_kind::kind_of,
    other,
    part::{Form, Header, Part},
    recognised::Recognised,
    what::What,
};

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
    let what = kind_of(json.as_json());
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
