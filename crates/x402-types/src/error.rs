//! The error of a decoder: its stage, its kind and the path of the field.

mod kind;
mod path;

use core::{fmt, str::Utf8Error};

pub use kind::{Carried, ErrorKind, JsonType, Limit, Stage};
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
