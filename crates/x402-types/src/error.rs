//! Why a document was refused: stage, kind and the member it happened in.

mod kind;
mod path;

use core::fmt;

pub use kind::ErrorKind;
pub(crate) use path::MAX_SEGMENTS;
pub use path::{Path, Segment};

/// A refusal by a decoder. `Copy`, and without a byte of the input in it, so that it can be logged as it is.
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
    /// An error of this kind, at no particular place.
    #[must_use]
    pub const fn new(kind: ErrorKind) -> Self {
        Self { kind, path: Path::EMPTY, at: None }
    }

    /// The same error with the byte offset in the decoded text (or, in the stages `header` and `base64`, in the
    /// header's value) where it was noticed.
    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.at = u32::try_from(offset).ok();
        self
    }

    /// The same error, one step further out: `amount` under `accepted` becomes `accepted.amount`.
    #[must_use]
    pub fn under(mut self, segment: Segment) -> Self {
        self.move_under(segment);
        self
    }

    /// [`under`](Self::under), in place.
    #[cold]
    pub(crate) fn move_under(&mut self, segment: Segment) {
        self.path.push_outer(segment);
    }

    /// What was wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// At which step of decoding it was noticed.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.kind.stage()
    }

    /// The member it was noticed in. Empty for the whole document.
    #[must_use]
    pub const fn path(&self) -> Path {
        self.path
    }

    /// Byte offset where it was noticed, if that is known.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.at.and_then(|at| usize::try_from(at).ok())
    }
}

impl From<ErrorKind> for DecodeError {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.kind)?;
        match self.at {
            Some(at) => write!(f, " (byte {at})"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for DecodeError {}

/// The step of decoding at which an error was noticed; the words of the operations page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The headers themselves: which there are, and values that are no header's (C-11).
    Header,
    /// The base64 text (C-1).
    Base64,
    /// The bytes behind it (C-2).
    Utf8,
    /// JSON grammar, duplicates, surrogates (C-3, C-4, C-16).
    Json,
    /// Members: missing, of the wrong type, with a value that their type does not have (C-5 … C-9).
    Shape,
    /// A limit of [`Limits`](crate::Limits) (C-12).
    Limit,
}

impl Stage {
    /// `header`, `base64`, `utf8`, `json`, `shape` or `limit`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Base64 => "base64",
            Self::Utf8 => "utf8",
            Self::Json => "json",
            Self::Shape => "shape",
            Self::Limit => "limit",
        }
    }
}

/// A type of JSON value, for [`ErrorKind::WrongType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonType {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number without fraction and exponent, from 0 to 2^64−1 (C-5).
    Integer,
    /// `true` or `false`
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

/// What a [`Limits`](crate::Limits) value bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Bytes of an encoded header.
    Header,
    /// Bytes of a JSON text.
    Body,
    /// Containers open at once.
    Depth,
    /// Members of one object.
    Members,
    /// Values in the whole document.
    Values,
    /// Characters of one number.
    Number,
    /// Bytes of a member that parses into a value type.
    Text,
    /// Entries of `accepts`.
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

/// What headers carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carried {
    /// A payment, in a request.
    Payment,
    /// A demand for payment, in an answer; in V1 it is the answer's body.
    Demand,
    /// What became of a settlement, in an answer.
    Settlement,
    /// The proof that the client controls a wallet, in a request.
    SignIn,
}

impl Carried {
    /// What a person is told who sent none: a server that answers its first request with 402 says this.
    const fn absence(self) -> &'static str {
        match self {
            Self::Payment => "no payment: send PAYMENT-SIGNATURE or X-PAYMENT",
            Self::Demand => "no demand for payment: neither PAYMENT-REQUIRED nor a body",
            Self::SignIn => "no sign-in: send SIGN-IN-WITH-X",
            Self::Settlement => "no settlement: neither PAYMENT-RESPONSE nor X-PAYMENT-RESPONSE",
        }
    }
}
