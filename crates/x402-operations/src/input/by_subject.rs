//! Facts that are fields of an object, each named by its subject.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};
use core::{fmt::Display, str::FromStr};

use serde_json::value::RawValue;

use super::super::{
    Fields,
    fields::parse_hex,
    stop::{Outcome, Stop},
    value::Value,
};

/// Reads the facts of one kind. Returns the subject, the value and the path of each.
pub(super) fn about<'a>(fields: &mut Fields<'a>, kind: &str) -> Outcome<Vec<(Cow<'a, str>, &'a RawValue, String)>> {
    let Some(found) = fields.object(kind)? else { return Ok(Vec::new()) };
    let at = |name: &str| format!("{}.{kind}.{name}", fields.path());
    Ok(found
        .into_members()
        .map(|(name, raw)| {
            let path = at(&name);
            (name, raw, path)
        })
        .collect())
}

pub(super) fn unless_null<'a, T: Value<'a>>(raw: &'a RawValue, path: &str) -> Outcome<Option<T>> {
    if raw.get() == "null" { Ok(None) } else { T::read(raw, path).map(Some) }
}

pub(super) fn object_unless_null<'a>(raw: &'a RawValue, path: &str) -> Outcome<Option<Fields<'a>>> {
    if raw.get() == "null" { Ok(None) } else { Fields::read(raw, path.to_owned()).map(Some) }
}

/// Reads an address in its only format.
pub(super) fn address<A: FromStr<Err: Display>>(text: &str, path: &str) -> Outcome<A> {
    text.parse().map_err(|error| malformed(path, &format!("{text}: {error}")))
}

/// Reads a digest, which is the name of a fact about the signed message.
pub(super) fn digest(name: &str, path: &str) -> Outcome<[u8; 32]> {
    parse_hex(name)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| malformed(path, "the name must be 0x and 64 hexadecimal digits"))
}

/// Reads a number that consists of digits only. `parse` would also accept a sign.
pub(super) fn digits(text: &str, path: &str) -> Outcome<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| malformed(path, "must be digits, with a value of at most 64 bits"))
}

pub(super) fn malformed(path: &str, why: &str) -> Stop {
    Stop::Error(format!("{path}: {why}"))
}
