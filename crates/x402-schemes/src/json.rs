//! Objects as payloads have them: nearly every member is a string.

use alloc::string::ToString;
use core::fmt::Display;

use x402_types::{Members, RawJson};

/// The members in this order.
pub(crate) fn object<const N: usize>(rows: [(&str, RawJson); N]) -> RawJson {
    let mut members = Members::new();
    for (name, value) in rows {
        members.insert(name, value);
    }
    members.into()
}

/// A value as the string that the wire has for it.
pub(crate) fn text(value: &dyn Display) -> RawJson {
    RawJson::string(&value.to_string())
}
