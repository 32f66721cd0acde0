//! Writes the objects in payloads. Nearly all of their fields are strings.

use alloc::string::ToString;
use core::fmt::Display;

use x402_types::{Members, RawJson};

/// Creates an object with these fields in this order.
pub(crate) fn object<const N: usize>(rows: [(&str, RawJson); N]) -> RawJson {
    let mut members = Members::new();
    for (name, value) in rows {
        members.insert(name, value);
    }
    members.into()
}

/// The printed value as a JSON string.
pub(crate) fn text(value: &dyn Display) -> RawJson {
    RawJson::string(&value.to_string())
}
