//! What answers look like.

use serde::Serialize;
use x402_types::{DecodeError, Flags};

/// A JSON text without line breaks. Members of a payment are handed back byte for byte, and so with the breaks that
/// stand between their tokens; a string holds them escaped only, so that a space can take the place of each.
pub(crate) fn one_line(mut text: String) -> String {
    if text.contains(['\n', '\r']) {
        text = text.replace(['\n', '\r'], " ");
    }
    text
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
    /// A payload's transaction that is none.
    pub(super) fn not_transaction() -> Self {
        Self { stage: "shape", kind: "not-transaction", field: Some("payload.transaction".into()) }
    }

    pub(super) fn new(error: &DecodeError) -> Self {
        let field = (!error.path().is_empty()).then(|| error.path().to_string());
        Self { stage: error.stage().as_str(), kind: error.kind().as_str(), field }
    }
}
