//! An object as the user encoded it: a header, a header's value, or JSON text.

use x402_extensions::bazaar::ExtensionResponses;
use x402_operations::{
    Kind, Source, decode_object,
    recognise::{self, Part, What},
};
use x402_types::{DecodeOptions, Flag, HeaderName, JsonRef, RawJson, Version, read::header_text};

use crate::output::Failure;

/// An object in the form in which the user gave it.
#[derive(Clone)]
pub(crate) enum Encoded {
    /// A header with its name.
    Header(String, String),
    /// The value of a header without its name.
    Value(String),
    /// Bytes that may be JSON text.
    Json(Vec<u8>),
}

pub(crate) fn of_part(part: &Part) -> Encoded {
    match &part.header {
        Some(header) => Encoded::Header(header.name.clone(), header.value.clone()),
        None => Encoded::Json(part.text.clone().unwrap_or_default().into()),
    }
}

pub(crate) fn is_json(bytes: &[u8]) -> bool {
    matches!(without_bom(bytes).trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Determines the encoding of the input. A line feed at the end of a file is not part of it.
pub(crate) fn read_encoded(bytes: Vec<u8>) -> Result<Encoded, Failure> {
    let mut bytes = if is_json(&bytes) { bytes } else { without_bom(&bytes).to_owned() };
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    if is_json(&bytes) {
        return Ok(Encoded::Json(bytes));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::Usage("this is neither a header's value nor JSON text, because it is not UTF-8".into())
    })?;
    // A colon does not occur in base64, so it ends a header's name.
    let Some((name, value)) = text.split_once(':') else { return Ok(Encoded::Value(text)) };
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.trim().is_empty() || !name.trim().bytes().all(is_of_name) {
        let why = "this text contains nothing of x402: expected a header line, a header's value or JSON text";
        return Err(Failure::Usage(why.into()));
    }
    // White space around a value is no part of it (RFC 9110 §5.5).
    Ok(Encoded::Header(name.trim().into(), value.trim_ascii().into()))
}

impl Encoded {
    /// Determines the kind of the object and how to read it. The kind follows from the name of the header, from a
    /// member that no other object has, or from trying to read the value as a header of each kind. If nothing fits and no
    /// member shows the kind, the object is read as a payment, so that there is an error.
    pub(crate) fn recognise(self, kinds: &[Kind]) -> (Kind, Source) {
        let value = match self {
            Self::Header(name, value) => {
                let kind = Kind::of_header_named(&name).unwrap_or(Kind::Payment);
                return (kind, Source::Header(name, value));
            }
            Self::Json(bytes) => {
                let kind = kind_of_json(&bytes).filter(|kind| kinds.contains(kind)).unwrap_or(Kind::Payment);
                return (kind, Source::Bytes(bytes));
            }
            Self::Value(value) => value,
        };
        let source = |header: HeaderName| Source::Header(header.as_str().into(), value.clone());
        let fits = |header: &HeaderName| {
            let kind = Kind::of_header(*header);
            kinds.contains(&kind)
                && decode_object(kind, source(*header), &DecodeOptions::LENIENT)
                    .is_ok_and(|object| !object.flags.contains(Flag::LegacyHeader))
        };
        // What cannot be read has fields that show what it was meant to be.
        let shown = || {
            let kind = kind_of_value(&value).filter(|kind| kinds.contains(kind))?;
            HeaderName::ALL.iter().copied().find(|header| Kind::of_header(*header) == kind)
        };
        let header = HeaderName::ALL.iter().copied().find(fits).or_else(shown).unwrap_or(HeaderName::PaymentSignature);
        (Kind::of_header(header), source(header))
    }

    /// The way to read the object if the user names its kind.
    pub(crate) fn of_kind(self, kind: Kind) -> Result<Source, Failure> {
        let value = match self {
            Self::Header(name, value) => return Ok(Source::Header(name, value)),
            Self::Json(bytes) => return Ok(Source::Bytes(bytes)),
            Self::Value(value) => value,
        };
        if kind == Kind::ExtensionResponses {
            return Ok(Source::Header(ExtensionResponses::HEADER.into(), value));
        }
        let mut headers = HeaderName::ALL.iter().copied().filter(|header| Kind::of_header(*header) == kind);
        let first = headers.clone().next().ok_or_else(|| {
            Failure::Usage(format!("--kind {}: no header carries this object, so pass its JSON text", kind.name()))
        })?;
        let source = |header: HeaderName| Source::Header(header.as_str().into(), value.clone());
        // If headers of both versions carry the kind, this is the one that can be read.
        let fits = |header: &HeaderName| {
            decode_object(kind, source(*header), &DecodeOptions::LENIENT)
                .is_ok_and(|object| !object.flags.contains(Flag::LegacyHeader))
        };
        Ok(source(headers.find(fits).unwrap_or(first)))
    }

    /// The text of an object that the user calls an offer.
    pub(crate) fn into_offer(self) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Json(bytes) => Ok(bytes),
            Self::Header(..) | Self::Value(_) => {
                Err(Failure::Usage("--kind offer: no header carries a single offer, so pass its JSON text".into()))
            }
        }
    }

    /// The reason for the recognised kind, for messages.
    pub(crate) fn telling(&self) -> &'static str {
        match self {
            Self::Header(name, _) if Kind::of_header_named(name).is_some() => "because of the header's name",
            Self::Header(..) => "the header's name is unknown",
            Self::Value(value) if kind_of_value(value).is_some() => "it has a field that only this kind has",
            Self::Value(_) => "a header's value that cannot be read as any other kind",
            Self::Json(bytes) if kind_of_json(bytes).is_some() || self.offer().is_some() => {
                "it has a field that only this kind has"
            }
            Self::Json(_) => "nothing in it shows its kind",
        }
    }

    /// Whether it is the body of a request to a facilitator that has a payment's header which is none.
    pub(crate) fn has_broken_header(&self) -> bool {
        let Self::Json(bytes) = self else { return false };
        json_of(bytes).is_some_and(|json| {
            let has = |name| json.as_json().get(name).is_some();
            has("paymentHeader") && !has("paymentPayload")
        })
    }

    /// An offer by itself. It is normally inside other objects.
    pub(crate) fn offer(&self) -> Option<&[u8]> {
        let Self::Json(bytes) = self else { return None };
        let json = json_of(bytes)?;
        (json.as_json().is_object() && recognise::what(json.as_json()) == Some(What::Offers)).then_some(bytes)
    }
}

/// The kind of the object in the value of a header.
fn kind_of_value(value: &str) -> Option<Kind> {
    kind_of_json(header_text(value.as_bytes(), &DecodeOptions::LENIENT).ok()?.as_bytes())
}

fn kind_of_json(bytes: &[u8]) -> Option<Kind> {
    kind_of(json_of(bytes)?.as_json())
}

/// The kind by the members. A request to settle is read as a request to verify.
fn kind_of(json: JsonRef<'_>) -> Option<Kind> {
    const KINDS: [(What, Kind); 8] = [
        (What::Payment, Kind::Payment),
        (What::Demand, Kind::PaymentRequired),
        (What::Settlement, Kind::Settlement),
        (What::VerifyResponse, Kind::VerifyResponse),
        (What::Request, Kind::VerifyRequest),
        (What::Supported, Kind::Supported),
        (What::ResourceList, Kind::ResourceList),
        (What::SearchResults, Kind::SearchResults),
    ];
    let what = recognise::what(json)?;
    KINDS.into_iter().find(|(known, _)| *known == what).map(|(_, kind)| kind)
}

/// The JSON text in the bytes, for recognising the object. `None` if the bytes are not JSON text.
pub(crate) fn json_of(bytes: &[u8]) -> Option<RawJson> {
    RawJson::parse_within(str::from_utf8(without_bom(bytes)).ok()?, &recognise::LIMITS).ok()
}

/// The bytes without a byte order mark. The decoder decides whether the mark is tolerated.
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// What is said of an object whose members are those of the other version. `None` if nothing is.
pub(crate) fn other_version(source: &Source) -> Option<&'static str> {
    let bytes = match source {
        Source::Text(text) => text.as_bytes(),
        Source::Bytes(bytes) => bytes,
        Source::Header(..) | Source::Headers(_) => return None,
    };
    let json = json_of(bytes)?;
    let has = |member: &str| json.as_json().get(member).is_some();
    match json.as_json().get("x402Version")?.text() {
        "1" if has("accepted") => Some("it looks like version 2, because it has the field accepted"),
        "2" if has("scheme") && !has("accepted") => {
            Some("it looks like version 1, because it has the field scheme but not accepted")
        }
        _ => None,
    }
}

/// What is said of an offer that is written for the other version (Z-10). `None` if nothing is.
pub(crate) fn offer_of_other_version(version: Version, offer: JsonRef<'_>) -> Option<String> {
    let written = Version::of_offers([offer], None);
    (written != version).then(|| format!("it looks like version {written}, by its network and price"))
}
