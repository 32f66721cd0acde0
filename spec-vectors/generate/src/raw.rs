//! JSON of a vector, kept as text.

use serde_json::Value;
use x402_types::RawJson;

/// The raw JSON of a value.
pub(crate) fn raw(value: &Value) -> RawJson {
    raw_text(&value.to_string())
}

/// Input may hold JSON that no implementation should have to take, so it is kept as text.
pub(crate) fn raw_text(text: &str) -> RawJson {
    serde_json::from_str(text).expect("JSON of ours")
}
