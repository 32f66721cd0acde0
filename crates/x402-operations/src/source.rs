//! The sources of payments and other objects.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde_json::value::RawValue;
use x402_types::{
    DecodeError, DecodeOptions, Decoded, HeaderName, PaymentPayload, Version, Wire, decode_payment_header,
    decode_payment_headers,
};

use super::{
    Fields,
    fields::parse_hex,
    stop::{Outcome, Stop},
    value::Value,
};

/// The source of an object. There are no other sources, so the enum is exhaustive.
#[derive(Clone, Debug)]
pub enum Source {
    /// A header: name and value.
    Header(String, String),
    /// All headers of a message: pairs of name and value.
    Headers(Vec<(String, String)>),
    /// JSON text.
    Text(String),
    /// Bytes that should be JSON text.
    Bytes(Vec<u8>),
}

impl Source {
    /// Takes the only source of a question.
    pub(super) fn take(fields: &mut Fields<'_>, allow_json: bool) -> Outcome<Self> {
        let mut sources = Vec::new();
        if let Some(header) = fields.object("header")? {
            let mut header = header.only(&["name", "value"])?;
            sources.push(Self::Header(header.require_as("name")?, header.require_as("value")?));
        }
        if let Some(headers) = fields.parse("headers")? {
            sources.push(Self::Headers(headers));
        }
        if let Some(text) = fields.parse("text")? {
            sources.push(Self::Text(text));
        }
        if let Some(bytes) = fields.parse::<String>("bytes")? {
            let bytes = parse_hex(&bytes)
                .ok_or_else(|| Stop::Error(format!("{}.bytes must be 0x and hexadecimal digits", fields.path())))?;
            sources.push(Self::Bytes(bytes));
        }
        if allow_json && let Some(json) = fields.take("json") {
            sources.push(Self::Text(json.get().to_owned()));
        }
        let expected = if allow_json { "header, headers, text, bytes, json" } else { "header, headers, text, bytes" };
        match (sources.pop(), sources.is_empty()) {
            (Some(source), true) => Ok(source),
            // The question may have a source of an unknown type.
            (None, _) if !fields.is_empty() => Err(fields.not_known()),
            _ => Err(Stop::Error(format!("{} needs exactly one of {expected}", fields.path()))),
        }
    }

    /// Decodes the payment.
    ///
    /// # Errors
    /// The error of the decoder.
    pub fn decode_payment(self, options: &DecodeOptions) -> Result<Decoded<PaymentPayload>, DecodeError> {
        match self {
            Self::Header(name, value) => decode_payment_header(&name, value, options),
            Self::Headers(headers) => {
                decode_payment_headers(headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())), options)
            }
            Self::Text(text) => PaymentPayload::decode(text, options),
            Self::Bytes(bytes) => PaymentPayload::decode_bytes(bytes, options),
        }
    }
}

pub(super) fn take_payment(fields: &mut Fields<'_>) -> Outcome<Source> {
    read_payment(fields.require("payment")?)
}

/// Reads the field `payment` of a question.
pub(super) fn read_payment(raw: &RawValue) -> Outcome<Source> {
    if raw.get().starts_with('"') {
        return String::read(raw, "input.payment").map(of_text);
    }
    let mut source = Fields::read(raw, "input.payment")?;
    if source.has("x402Version") {
        let how = "write {\"json\": …} around the payment, or {\"header\": {\"name\": …, \"value\": …}} for its header";
        return Err(Stop::Error(format!("input.payment is the payment itself; {how}")));
    }
    let payment = Source::take(&mut source, true)?;
    source.finish()?;
    Ok(payment)
}

/// The source that a string is: JSON text, a line of a header, or else the value of a header. No string is an error,
/// because a buyer sent it.
fn of_text(text: String) -> Source {
    if text.trim_start().starts_with('{') {
        return Source::Text(text);
    }
    if let Some((name, value)) = text.split_once(':')
        && HeaderName::from_name(name.trim()).is_some()
    {
        return Source::Header(name.trim().to_owned(), value.trim().to_owned());
    }
    let in_header = |name: HeaderName| decode_payment_header(name.as_str(), text.clone(), &DecodeOptions::LENIENT);
    let is_v1 = in_header(HeaderName::PaymentSignature).is_ok_and(|read| read.value.version() == Version::V1);
    let name = if is_v1 { HeaderName::XPayment } else { HeaderName::PaymentSignature };
    Source::Header(name.as_str().to_owned(), text)
}
