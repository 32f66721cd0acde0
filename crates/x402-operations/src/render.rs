//! The format of the answers.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::Serialize;
use serde_json::value::RawValue;
use x402_types::{DecodeError, Flags};

use super::stop::{Outcome, Stop};

/// Replaces the line breaks of a JSON text with spaces. Fields of a payment are returned byte for byte, with the line
/// breaks between their tokens. Line breaks in strings are escaped, so no string changes.
#[must_use]
pub fn one_line(mut text: String) -> String {
    // A search for a single character handles many bytes at a time.
    if text.contains('\n') || text.contains('\r') {
        text = text.replace(['\n', '\r'], " ");
    }
    text
}

pub(super) fn to_raw(value: &impl Serialize) -> Outcome<Box<RawValue>> {
    serde_json::value::to_raw_value(value).map_err(not_written)
}

pub(super) fn to_text(value: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(not_written)
}

/// The text of an answer that is raw already, without a copy.
#[cfg(feature = "all")]
pub(super) fn text_of(raw: Box<RawValue>) -> String {
    Box::<str>::from(raw).into()
}

#[allow(clippy::needless_pass_by_value, reason = "the argument of map_err")]
fn not_written(error: serde_json::Error) -> Stop {
    Stop::Error(format!("the answer could not be written: {error}"))
}

pub(super) fn flag_names(flags: Flags) -> Vec<&'static str> {
    flags.iter().map(|flag| flag.as_str()).collect()
}

/// A decoding error.
#[derive(Debug, Serialize)]
pub(super) struct ShownError {
    stage: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl ShownError {
    /// The error for a payload whose `transaction` is not a transaction.
    pub(super) fn not_transaction() -> Self {
        Self { stage: "shape", kind: "not-transaction", field: Some("payload.transaction".into()) }
    }

    /// The error for a transaction without an entry that the payer would sign.
    pub(super) fn no_authorization() -> Self {
        Self { stage: "shape", kind: "no-authorization", field: Some("payload.transaction".into()) }
    }

    pub(super) fn new(error: &DecodeError) -> Self {
        let field = (!error.path().is_empty()).then(|| error.path().to_string());
        Self { stage: error.stage().as_str(), kind: error.kind().as_str(), field }
    }
}
