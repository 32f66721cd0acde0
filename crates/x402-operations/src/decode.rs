use alloc::{
    borrow::ToOwned,
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::Serialize;
use serde_json::value::RawValue;
#[cfg(feature = "all")]
use x402_extensions::{
    bazaar::ExtensionResponses,
    discovery::{DiscoveredResource, ResourceList, SearchResults},
};
use x402_types::{
    DecodeError, DecodeOptions, Decoded, ErrorKind, FacilitatorRequest, Flag, Flags, HeaderName, PaymentRequired,
    SettleResponse, SupportedResponse, VerifyResponse, Version, Wire,
};
#[cfg(feature = "all")]
use x402_types::{Entry, RawJson};

#[cfg(feature = "all")]
use super::recognise::LIMITS;
use super::{
    Fields, Source,
    input::take_profile,
    kind::Kind,
    render::{ShownError, flag_names, one_line},
    stop::{Outcome, Stop},
};

/// A decoded object of any kind.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecodedObject {
    /// The protocol version, if the object names one or the format of its network implies one.
    pub version: Option<Version>,
    /// The canonical encoding (C-13).
    pub canonical: String,
    /// The tolerated deviations.
    pub flags: Flags,
}

impl DecodedObject {
    /// Returns the object that was decoded, with its canonical encoding.
    #[must_use]
    pub fn new<T: Wire>(decoded: &Decoded<T>, version: Option<Version>) -> Self {
        Self { version, canonical: decoded.value.to_json(), flags: decoded.flags }
    }
}

/// The answer of `decode`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum DecodeResult {
    Ok {
        ok: Box<RawValue>,
        #[serde(skip_serializing_if = "Option::is_none")]
        version: Option<Version>,
        canonical: String,
        flags: Vec<&'static str>,
    },
    Err {
        err: ShownError,
    },
}

impl DecodeResult {
    fn new(decoded: Result<DecodedObject, DecodeError>) -> serde_json::Result<Self> {
        Ok(match decoded {
            Ok(DecodedObject { version, canonical, flags }) => {
                Self::Ok { ok: RawValue::from_string(canonical.clone())?, version, canonical, flags: flag_names(flags) }
            }
            Err(error) => Self::Err { err: ShownError::new(&error) },
        })
    }
}

pub(super) fn run(fields: Fields<'_>) -> Outcome<DecodeResult> {
    DecodeResult::new(decode_question(fields)?).map_err(|error| Stop::Error(error.to_string()))
}

/// The answer of `decode` with the decoded object once, for a program that reads JSON faster than it receives text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecodedParts {
    /// One line of JSON: the answer without the fields `ok` and `canonical`. If nothing was decoded, this is the whole
    /// answer.
    pub fields: String,
    /// The canonical encoding of the decoded object (C-13). It is the text of the field `ok` and the value of the field
    /// `canonical`. `None` if nothing was decoded.
    pub canonical: Option<String>,
}

impl DecodedParts {
    fn new(decoded: Result<DecodedObject, DecodeError>) -> Outcome<Self> {
        #[derive(Serialize)]
        struct Rest {
            #[serde(skip_serializing_if = "Option::is_none")]
            version: Option<Version>,
            flags: Vec<&'static str>,
        }
        let (fields, canonical) = match decoded {
            Ok(DecodedObject { version, canonical, flags }) => {
                (serde_json::to_string(&Rest { version, flags: flag_names(flags) }), Some(canonical))
            }
            Err(error) => (serde_json::to_string(&DecodeResult::Err { err: ShownError::new(&error) }), None),
        };
        let fields = fields.map_err(|error| Stop::Error(error.to_string()))?;
        Ok(Self { fields, canonical })
    }
}

/// Returns the answer of `decode` to this input, in parts.
///
/// # Errors
/// The errors of [`run`](crate::run) for the same input.
pub fn decode_parts(input: &RawValue) -> Result<DecodedParts, Stop> {
    DecodedParts::new(decode_question(Fields::read(input, "input")?)?)
}

/// Returns the answer of `decode` to an input that has only a header with this name and value, in parts.
///
/// # Errors
/// No known object is carried in a header with this name.
pub fn decode_header_parts(name: &str, value: &str) -> Result<DecodedParts, Stop> {
    let kind = kind_of_header(name)?;
    DecodedParts::new(decode_object(kind, Source::Header(name.to_owned(), value.to_owned()), &DecodeOptions::STRICT))
}

fn kind_of_header(name: &str) -> Outcome<Kind> {
    Kind::of_header_named(name).ok_or_else(|| Stop::Skipped(format!("header {name} carries no known object")))
}

fn decode_question(mut fields: Fields<'_>) -> Outcome<Result<DecodedObject, DecodeError>> {
    let kind: Option<String> = fields.parse("kind")?;
    let options = take_profile(&mut fields)?;
    let source = Source::take(&mut fields, false)?;
    fields.finish()?;
    let kind = match (kind, &source) {
        (Some(name), _) => {
            Kind::from_name(&name).ok_or_else(|| Stop::Skipped(format!("input.kind {name} is unknown")))?
        }
        (None, Source::Headers(_)) => Kind::Payment,
        (None, Source::Header(name, _)) => kind_of_header(name)?,
        (None, Source::Text(_) | Source::Bytes(_)) => {
            return Err(Stop::Error("input.kind is required without a header".into()));
        }
    };
    if kind != Kind::Payment && matches!(source, Source::Headers(_)) {
        return Err(Stop::Skipped("input.headers is read for payments only".into()));
    }
    Ok(decode_object(kind, source, &options))
}

/// Returns the answer of `decode` as one line of JSON text.
///
/// # Errors
/// The answer could not be written.
pub fn decode_answer(decoded: Result<DecodedObject, DecodeError>) -> serde_json::Result<String> {
    serde_json::to_string(&DecodeResult::new(decoded)?).map(one_line)
}

/// Decodes an object of this kind.
///
/// # Errors
/// The object cannot be decoded.
pub fn decode_object(kind: Kind, source: Source, options: &DecodeOptions) -> Result<DecodedObject, DecodeError> {
    match kind {
        Kind::Payment => source.decode_payment(options).map(|decoded| {
            let version = decoded.value.version();
            DecodedObject::new(&decoded, Some(version))
        }),
        Kind::PaymentRequired => decode_as(source, kind, options, |object: &PaymentRequired| Some(object.version())),
        Kind::Settlement => decode_as(source, kind, options, SettleResponse::version),
        Kind::VerifyResponse => decode_as(source, kind, options, |_: &VerifyResponse| None),
        Kind::VerifyRequest | Kind::SettleRequest => {
            decode_as(source, kind, options, |object: &FacilitatorRequest| Some(object.version()))
        }
        Kind::Supported => decode_as(source, kind, options, |_: &SupportedResponse| None),
        #[cfg(feature = "all")]
        Kind::ResourceList => {
            decode_page(source, options, |list: &mut ResourceList| (Some(list.x402_version), &mut list.items))
        }
        #[cfg(feature = "all")]
        Kind::SearchResults => decode_page(source, options, |results: &mut SearchResults| {
            (Some(results.x402_version), &mut results.resources)
        }),
        #[cfg(feature = "all")]
        Kind::ExtensionResponses => decode_as(source, kind, options, |_: &ExtensionResponses| None),
    }
}

/// Decodes the page of a directory. The limits apply to each entry: an entry that exceeds them is unreadable, and the
/// others are read.
#[cfg(feature = "all")]
fn decode_page<T: Wire>(
    source: Source,
    options: &DecodeOptions,
    parts: impl Fn(&mut T) -> (Option<Version>, &mut Vec<Entry<DiscoveredResource>>),
) -> Result<DecodedObject, DecodeError> {
    let wide = options.with_limits(LIMITS);
    let mut decoded = match source {
        Source::Header(..) | Source::Headers(_) => return Err(ErrorKind::HeaderName.into()),
        Source::Text(text) => T::decode(text, &wide)?,
        Source::Bytes(bytes) => T::decode_bytes(bytes, &wide)?,
    };
    let (version, entries) = parts(&mut decoded.value);
    for entry in entries {
        let Entry::Read(item) = entry else { continue };
        let text = item.to_json();
        let Err(error) = RawJson::parse_within(&text, &options.limits) else { continue };
        let raw = RawJson::parse_within(&text, &LIMITS)?;
        *entry = Entry::Unreadable { raw, error };
        decoded.flags.insert(Flag::UnreadableItem);
    }
    Ok(DecodedObject::new(&decoded, version))
}

fn decode_as<T: Wire>(
    source: Source,
    kind: Kind,
    options: &DecodeOptions,
    version_of: impl Fn(&T) -> Option<Version>,
) -> Result<DecodedObject, DecodeError> {
    let mut header_version = None;
    let mut decoded = match source {
        Source::Header(name, value) => {
            if Kind::of_header_named(&name) != Some(kind) {
                return Err(ErrorKind::HeaderName.into());
            }
            // The facilitator's header belongs to no version.
            header_version = HeaderName::from_name(&name).map(HeaderName::version);
            T::decode_header(value, options)?
        }
        Source::Headers(_) => return Err(ErrorKind::HeaderName.into()),
        Source::Text(text) => T::decode(text, options)?,
        Source::Bytes(bytes) => T::decode_bytes(bytes, options)?,
    };
    let version = version_of(&decoded.value);
    if version.is_some() && header_version.is_some() && version != header_version {
        decoded.flags.insert(Flag::LegacyHeader);
    }
    Ok(DecodedObject::new(&decoded, version))
}
