//! JSON of a vector, kept as text.

use serde_json::Value;
use x402_types::{Limits, RawJson};
pub(crate) use x402_vectors::json::has_a_member_twice;
use x402_vectors::vector::Raw;

/// The raw JSON of a value.
pub(crate) fn raw(value: &Value) -> Raw {
    raw_text(&value.to_string())
}

/// Input may hold JSON that no implementation should have to take, so it is kept as text.
pub(crate) fn raw_text(text: &str) -> Raw {
    Raw::new(parsed(text).as_str()).expect("JSON of ours")
}

/// The same, to look at its members.
pub(crate) fn parsed(text: &str) -> RawJson {
    RawJson::parse_within(&on_one_line(text), &limits()).expect("JSON of ours")
}

/// The JSON text without line breaks and the spaces around them. No string of JSON contains a line break.
pub(crate) fn on_one_line(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

/// A question may hold the largest document that is read, and a larger one.
fn limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    (limits.body, limits.depth, limits.values) = (16 << 20, 256, 1 << 20);
    limits
}
