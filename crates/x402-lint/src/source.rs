//! The input of the linter.

use x402_types::{DecodeError, ErrorKind, HeaderName, RawJson};

use crate::{
    Lint,
    read::{read_bytes, read_header, read_text},
    response::read_response,
};

/// The input of the linter.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Source<'a> {
    /// JSON text.
    Text(&'a str),
    /// Bytes that should be JSON text.
    Bytes(&'a [u8]),
    /// A header, as name and value.
    Header(&'a str, &'a [u8]),
    /// A whole response with status 402.
    Answer {
        /// All headers, as pairs of name and value.
        headers: &'a [(&'a str, &'a [u8])],
        /// The body, if it is known. It carries a `PaymentRequired` of version 1.
        body: &'a [u8],
    },
    /// A whole response of any status.
    Response {
        /// The status, such as 402.
        status: u16,
        /// All headers, as pairs of name and value.
        headers: &'a [(&'a str, &'a [u8])],
        /// The body, if it is known. It carries a `PaymentRequired` of version 1.
        body: &'a [u8],
    },
}

/// Reads the `PaymentRequired` as JSON. Returns `Err(None)` if there is none, which a finding then reports.
pub(crate) fn read_source(source: &Source<'_>, lint: &mut Lint) -> Result<RawJson, Option<DecodeError>> {
    match *source {
        Source::Text(text) => read_text(text, lint),
        Source::Bytes(bytes) => read_bytes(bytes, lint),
        Source::Header(name, value) => match HeaderName::from_name(name) {
            Some(HeaderName::PaymentRequired) => read_header(value, lint),
            _ => Err(Some(ErrorKind::HeaderName.into())),
        },
        Source::Answer { headers, body } => read_response(None, headers, body, lint),
        Source::Response { status, headers, body } => read_response(Some(status), headers, body, lint),
    }
}
