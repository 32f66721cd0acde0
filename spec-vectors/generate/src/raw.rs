//! JSON of a vector, kept as text.

use serde_json::Value;
use x402_types::{Limits, RawJson};

/// The raw JSON of a value.
pub(crate) fn raw(value: &Value) -> RawJson {
    raw_text(&value.to_string())
}

/// Input may hold JSON that no implementation should have to take, so it is kept as text. It may be longer than a
/// document, because it may hold the longest document.
pub(crate) fn raw_text(text: &str) -> RawJson {
    let mut limits = Limits::DEFAULT;
    limits.body = 16 << 20;
    RawJson::parse_within(text, &limits).expect("JSON of ours")
}
