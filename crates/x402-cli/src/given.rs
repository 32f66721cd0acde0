//! What the user gives as an argument, in the form that it has: a header, a header's value, or JSON text.

use std::{io::Read, path::Path};

use x402_extensions::{bazaar::ExtensionResponses, sign_in_with_x};
use x402_operations::{Kind, Source, decode_object};
use x402_types::{DecodeOptions, Flag, HeaderName, JsonRef, RawJson, Version};

use crate::{
    answer::{Answer, is_token, of_verbose},
    host::Host,
    said::Failure,
};

/// The maximum number of bytes of a header or a document. It is the maximum that can be decoded, with room for a
/// header's name and the line end.
pub(crate) const MOST_OF_OBJECT: usize = DecodeOptions::STRICT.limits.body + 1024;

/// Refuses a second `-`: standard input can be read only once.
pub(crate) fn check_input<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    match arguments.into_iter().filter(|argument| *argument == "-").count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::Usage("only one argument can be -: standard input is read once".into())),
    }
}

/// Reads the argument itself, the file after `@`, or standard input for `-`. Reads one byte more than `most`, to detect
/// longer input. A pipe or a device may have no end.
pub(crate) fn read_argument(argument: &str, most: usize, host: &mut dyn Host) -> Result<Vec<u8>, Failure> {
    let read = |input: &mut dyn Read| {
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        input.take(most).read_to_end(&mut bytes).map(|_| bytes)
    };
    if argument == "-" {
        return Ok(read(&mut host.input())?);
    }
    match argument.strip_prefix('@') {
        Some(path) => host
            .open(Path::new(path))
            .and_then(|mut file| read(&mut file))
            .map_err(|error| Failure::Usage(format!("{path}: {error}"))),
        None if is_path(argument, host) => {
            Err(Failure::Usage(format!("{argument} is the name of a file; write @{argument} to read the file")))
        }
        None => Ok(argument.into()),
    }
}

/// Whether the user has probably forgotten the `@`. Neither JSON, nor a header line, nor base64 ends in `.json` or
/// begins with `./`.
fn is_path(argument: &str, host: &mut dyn Host) -> bool {
    let path = Path::new(argument);
    let looks = path.extension().is_some_and(|extension| extension == "json" || extension == "txt")
        || path.starts_with(".")
        || path.starts_with("..");
    (looks && !argument.contains(['{', ':'])) || host.is_file(argument)
}

/// An object in the form in which the user gave it.
#[derive(Clone)]
pub(crate) enum Given {
    /// A header with its name.
    Header(String, String),
    /// The value of a header without its name.
    Value(String),
    /// Bytes that may be JSON text.
    Json(Vec<u8>),
}

/// Reads a header's value, a header line, a whole request or response with a wanted header, or JSON text.
pub(crate) fn given(argument: &str, is_wanted: fn(&str) -> bool, host: &mut dyn Host) -> Result<Given, Failure> {
    given_in(document(argument, host)?, is_wanted)
}

/// The same of the bytes of a document. Two wanted headers of one kind are refused, as a server refuses them (C-11).
pub(crate) fn given_in(bytes: Vec<u8>, is_wanted: fn(&str) -> bool) -> Result<Given, Failure> {
    let Some(message) = Answer::last(&bytes, is_wanted) else { return form(bytes) };
    let message = message.map_err(Failure::Usage)?;
    let wanted: Vec<_> = message.headers.iter().map(|(name, _)| &**name).filter(|name| is_wanted(name)).collect();
    let of_the_kind_of = |name: &&str| {
        let is_same = |other: &&str| Kind::of_header_named(other) == Kind::of_header_named(name);
        wanted.iter().copied().filter(is_same).collect::<Vec<_>>()
    };
    if let Some(names) = wanted.iter().map(of_the_kind_of).find(|names| names.len() > 1) {
        return Err(Failure::Usage(format!("there are several headers of this kind ({}); give one", names.join(", "))));
    }
    carried_by(&message, is_wanted)
}

/// The object in a request or a response: of a wanted header, of the body if its members say what it is, or of another
/// header of x402.
fn carried_by(message: &Answer<'_>, is_wanted: fn(&str) -> bool) -> Result<Given, Failure> {
    let of_header = |is: fn(&str) -> bool| {
        let (name, value) = message.headers.iter().find(|(name, _)| is(name))?;
        Some(Given::Header(name.clone(), String::from_utf8_lossy(value).into_owned()))
    };
    let body = form(message.body.to_vec()).ok();
    let of_body = |is_telling: fn(&[u8]) -> bool| {
        body.clone().filter(|body| matches!(body, Given::Json(bytes) if is_telling(bytes)))
    };
    of_header(is_wanted)
        .or_else(|| of_body(|bytes| kind_of_json(bytes).is_some()))
        .or_else(|| of_header(|name| Kind::of_header_named(name).is_some() || is_of_sign_in(name)))
        .or_else(|| of_body(|_| true))
        .ok_or_else(|| Failure::Usage("there is no header of x402, and the body is not JSON".into()))
}

/// Whether the header with this name carries an object of x402 that comes before the body.
pub(crate) fn is_carrier(name: &str) -> bool {
    HeaderName::from_name(name).is_some() || is_of_sign_in(name)
}

/// Whether the header with this name carries what a facilitator says for extensions, beside a body.
pub(crate) fn is_of_extensions(name: &str) -> bool {
    name.eq_ignore_ascii_case(ExtensionResponses::HEADER)
}

/// Whether the header with this name carries a payment.
pub(crate) fn is_of_payment(name: &str) -> bool {
    HeaderName::from_name(name).is_some_and(HeaderName::carries_payment)
}

/// Whether the header with this name carries a demand.
pub(crate) fn is_of_demand(name: &str) -> bool {
    HeaderName::from_name(name) == Some(HeaderName::PaymentRequired)
}

/// Whether the header with this name carries a settlement.
pub(crate) fn is_of_settlement(name: &str) -> bool {
    HeaderName::from_name(name).is_some_and(HeaderName::carries_settlement)
}

/// Whether the header with this name carries a sign-in.
pub(crate) fn is_of_sign_in(name: &str) -> bool {
    name.eq_ignore_ascii_case(sign_in_with_x::HEADER)
}

/// Reads the bytes of an argument, a file or standard input. Headers come without a byte order mark, and without the
/// marks of `curl -v`. JSON text keeps its byte order mark, because the decoder decides whether it is tolerated.
pub(crate) fn document(argument: &str, host: &mut dyn Host) -> Result<Vec<u8>, Failure> {
    let bytes = read_argument(argument, MOST_OF_OBJECT, host)?;
    // An argument is UTF-8, and the value of a header may be empty.
    if let Some(name) = argument.strip_prefix('@').or_else(|| (argument == "-").then_some("standard input")) {
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(Failure::Usage(format!("{name}: this is UTF-16; save it as UTF-8")));
        }
        if bytes.trim_ascii().is_empty() {
            return Err(Failure::Usage(format!("{name}: nothing was given")));
        }
    }
    if is_json(&bytes) {
        return Ok(bytes);
    }
    let text = without_bom(&bytes);
    Ok(of_verbose(text).unwrap_or_else(|| text.to_owned()))
}

fn is_json(bytes: &[u8]) -> bool {
    matches!(without_bom(bytes).trim_ascii_start().first(), Some(b'{' | b'['))
}

/// Determines the form of the input. A line feed at the end of a file is not part of it.
pub(crate) fn form(mut bytes: Vec<u8>) -> Result<Given, Failure> {
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    if is_json(&bytes) {
        return Ok(Given::Json(bytes));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::Usage("neither a header's value nor JSON text: it is not UTF-8".into()))?;
    // A colon does not occur in base64, so it ends a header's name.
    let Some((name, value)) = text.split_once(':') else { return Ok(Given::Value(text)) };
    if !is_token(name.trim().as_bytes()) {
        let why = "this is no header line; paste only the line PAYMENT-SIGNATURE: … (or of the header that you mean), or its value";
        return Err(Failure::Usage(why.into()));
    }
    // White space around a value is no part of it (RFC 9110 §5.5).
    Ok(Given::Header(name.trim().into(), value.trim_ascii().into()))
}

impl Given {
    /// Determines the kind of the object and how to read it. The kind follows from the name of the header, from a
    /// member that no other object has, or from trying to read the value as a header of each kind. If nothing fits, the
    /// object is read as a payment, so that there is an error.
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
        let header = HeaderName::ALL.iter().copied().find(fits).unwrap_or(HeaderName::PaymentSignature);
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
        let first = headers
            .clone()
            .next()
            .ok_or_else(|| Failure::Usage(format!("--kind {}: no header has it; give its JSON text", kind.name())))?;
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
                Err(Failure::Usage("--kind offer: no header carries a single offer; give its JSON text".into()))
            }
        }
    }

    /// The reason for the recognised kind, for messages.
    pub(crate) fn telling(&self) -> &'static str {
        match self {
            Self::Header(name, _) if Kind::of_header_named(name).is_some() => "its header's name says so",
            Self::Header(..) => "its header's name says nothing",
            Self::Value(_) => "a header's value that cannot be read as any other kind",
            Self::Json(bytes) if kind_of_json(bytes).is_some() || self.offer().is_some() => {
                "it has a member that only this kind has"
            }
            Self::Json(_) => "nothing in it shows its kind",
        }
    }

    /// Whether it is JSON text of an object with this member.
    pub(crate) fn has_member(&self, name: &str) -> bool {
        matches!(self, Self::Json(bytes) if json_of(bytes).is_some_and(|json| json.as_json().get(name).is_some()))
    }

    /// An offer by itself. It is normally inside other objects.
    pub(crate) fn offer(&self) -> Option<&[u8]> {
        let Self::Json(bytes) = self else { return None };
        let json = json_of(bytes)?;
        (kind_of(json.as_json()).is_none() && is_offer(json.as_json())).then_some(bytes)
    }
}

fn kind_of_json(bytes: &[u8]) -> Option<Kind> {
    kind_of(json_of(bytes)?.as_json())
}

/// Finds the kind by a member that no other object has. A request to settle is read as a request to verify.
fn kind_of(json: JsonRef<'_>) -> Option<Kind> {
    const TELLING: [(&str, Kind); 6] = [
        ("payload", Kind::Payment),
        ("accepts", Kind::PaymentRequired),
        ("success", Kind::Settlement),
        ("isValid", Kind::VerifyResponse),
        ("paymentPayload", Kind::VerifyRequest),
        ("kinds", Kind::Supported),
    ];
    TELLING.into_iter().find(|(member, _)| json.get(member).is_some()).map(|(_, kind)| kind)
}

/// The JSON text in the bytes, for recognising the object. `None` if the bytes are not JSON text.
pub(crate) fn json_of(bytes: &[u8]) -> Option<RawJson> {
    RawJson::parse(str::from_utf8(without_bom(bytes)).ok()?).ok()
}

/// The bytes without a byte order mark. The decoder decides whether the mark is tolerated.
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Whether this JSON is an offer itself, not an object that contains offers.
fn is_offer(json: JsonRef<'_>) -> bool {
    ["payTo", "maxAmountRequired", "maxTimeoutSeconds"].iter().any(|member| json.get(member).is_some())
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
        "1" if has("accepted") => Some("it looks like version 2: accepted is there"),
        "2" if has("scheme") && !has("accepted") => {
            Some("it looks like version 1: scheme is there, and accepted is not")
        }
        _ => None,
    }
}

/// What is said of an offer whose members are not those of this version. `None` if nothing is. A price that is null counts as absent
/// (C-7).
pub(crate) fn offer_of_other_version(version: Version, offer: JsonRef<'_>) -> Option<&'static str> {
    let has = |member| offer.given(member).is_some();
    match (version, has("amount"), has("maxAmountRequired")) {
        (Version::V2, false, true) => Some("it looks like version 1: maxAmountRequired is there"),
        (Version::V1, true, false) => Some("it looks like version 2: amount is there"),
        _ => None,
    }
}
