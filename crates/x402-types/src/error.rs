//! The error of a decoder: its stage, its kind and the path of the field.

mod kind;
mod path;

use core::{fmt, str::Utf8Error};

use crate::names::names;

pub use kind::ErrorKind;
pub(crate) use path::{KNOWN_MEMBERS, MAX_SEGMENTS};
pub use path::{Path, Segment};

/// The error of a decoder. It is `Copy` and contains no byte of the input, so it can be logged.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentRequirements};
///
/// let error = PaymentRequirements::decode(r#"{"scheme":"exact","amount":"1e4"}"#, &DecodeOptions::STRICT).unwrap_err();
/// assert_eq!(error.path().to_string(), "amount");
/// println!("{error}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    kind: ErrorKind,
    path: Path,
    at: Option<u32>,
}

impl DecodeError {
    /// Creates an error of this kind, without path and offset.
    #[must_use]
    pub const fn new(kind: ErrorKind) -> Self {
        Self { kind, path: Path::EMPTY, at: None }
    }

    /// Sets the byte offset of the error: in the header's value for a fault of the header or of its base64, otherwise
    /// in the decoded text. An offset above 2^32−1 counts as unknown.
    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.at = u32::try_from(offset).ok();
        self
    }

    /// Prepends a step to the path: `amount` under `accepted` becomes `accepted.amount`.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn under(mut self, segment: Segment) -> Self {
        self.path.push_outer(segment);
        self
    }

    /// The kind of fault.
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The decoding step that found the fault.
    pub const fn stage(&self) -> Stage {
        self.kind.stage()
    }

    /// The path of the field with the fault. It is empty for the whole document. It ends before a name that the decoder
    /// does not know.
    pub const fn path(&self) -> Path {
        self.path
    }

    /// The byte offset of the fault, if it is known, as described for [`at`](Self::at).
    pub fn offset(&self) -> Option<usize> {
        self.at.and_then(|at| usize::try_from(at).ok())
    }
}

impl From<ErrorKind> for DecodeError {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

/// [`ErrorKind::Utf8`] at the first byte that is not part of a character (C-2).
impl From<Utf8Error> for DecodeError {
    fn from(error: Utf8Error) -> Self {
        Self::new(ErrorKind::Utf8).at(error.valid_up_to())
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.kind)?;
        match self.at {
            // A missing field has no offset, so the offset is that of the object. For the outermost object, the path is
            // more useful.
            Some(0) if self.kind == ErrorKind::MissingMember => Ok(()),
            Some(at) => write!(f, " (byte {at})"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for DecodeError {}

names! {
    /// The decoding step that found a fault. `docs/reference/operations` uses the same names.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Stage {
        /// The headers: their names, their number, and values that no header can have (C-11).
        Header = "header",
        /// The base64 text (C-1).
        Base64 = "base64",
        /// The decoded bytes (C-2).
        Utf8 = "utf8",
        /// The JSON grammar, duplicate fields and surrogates (C-3, C-4, C-16).
        Json = "json",
        /// The fields: missing ones, wrong types and wrong values (C-5 to C-9).
        Shape = "shape",
        /// A limit of [`Limits`](crate::Limits) (C-12).
        Limit = "limit",
    }
    as_str "The permanent name: `header`, `base64`, `utf8`, `json`, `shape` or `limit`.";
    Display;
}

/// A type of JSON value, used in [`ErrorKind::WrongType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonType {
    /// An object, `{…}`.
    Object,
    /// An array, `[…]`.
    Array,
    /// A string, `"…"`.
    String,
    /// A number without fraction and exponent, from 0 to 2^64−1 (C-5).
    Integer,
    /// A boolean, `true` or `false`.
    Boolean,
}

impl JsonType {
    const fn phrase(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Integer => "an integer from 0 to 2^64-1, without fraction or exponent",
            Self::Boolean => "true or false",
        }
    }
}

/// The quantities that [`Limits`](crate::Limits) bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// The bytes of an encoded header.
    Header,
    /// The bytes of a JSON text.
    Body,
    /// The nesting depth of containers.
    Depth,
    /// The fields of one object.
    Members,
    /// The values in the whole document.
    Values,
    /// The characters of one number.
    Number,
    /// The bytes of a field that is parsed as a value type.
    Text,
    /// The entries of `accepts`.
    Offers,
}

impl Limit {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Header => ("header-size", "bytes in the header"),
            Self::Body => ("body-size", "bytes of JSON text"),
            Self::Depth => ("depth", "levels of nesting"),
            Self::Members => ("members", "members in one object"),
            Self::Values => ("values", "values in the document"),
            Self::Number => ("number-length", "characters in one number"),
            Self::Text => ("text-length", "bytes in this member"),
            Self::Offers => ("offers", "offers"),
        }
    }
}

/// The kind of object that a header carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carried {
    /// A payment, in a request.
    Payment,
    /// A 402 response. In V1 it is the response's body.
    Demand,
    /// The result of a settlement, in a response.
    Settlement,
    /// The proof that a client controls a wallet, in a request.
    SignIn,
}

impl Carried {
    /// The message for people if the object is absent. A server that answers the first request with 402 shows it.
    const fn absence(self) -> &'static str {
        match self {
            Self::Payment => "no payment: send PAYMENT-SIGNATURE or X-PAYMENT",
            Self::Demand => "no demand for payment: neither PAYMENT-REQUIRED nor a body",
            Self::SignIn => "no sign-in: send SIGN-IN-WITH-X",
            Self::Settlement => "no settlement: neither PAYMENT-RESPONSE nor X-PAYMENT-RESPONSE",
        }
    }
}
