//! The values of fields, with the words for them in errors.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::num::NonZeroU32;

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_types::{RawJson, Version};

use super::stop::{Outcome, Stop};

/// A value that a field may have. An error names the expected value and the value that was found, not the fault that a
/// parser found.
pub(crate) trait Value<'a>: Deserialize<'a> {
    /// The expected value, after the words "must be".
    const WANTED: &'static str;

    /// The error for a value at `path` of a different type.
    fn unread(raw: &'a RawValue, path: &str) -> Stop {
        must_be(path, Self::WANTED, raw.get())
    }

    /// Reads the value at `path`.
    fn read(raw: &'a RawValue, path: &str) -> Outcome<Self> {
        serde_json::from_str(raw.get()).map_err(|_| Self::unread(raw, path))
    }
}

impl Value<'_> for bool {
    const WANTED: &'static str = "true or false";
}

impl Value<'_> for u8 {
    const WANTED: &'static str = "an integer from 0 to 255";
}

impl Value<'_> for u16 {
    const WANTED: &'static str = "an integer from 0 to 65535";
}

impl Value<'_> for u32 {
    const WANTED: &'static str = "an integer from 0 to 4294967295";
}

impl Value<'_> for u64 {
    const WANTED: &'static str = "an integer from 0, of at most 64 bits";
}

impl Value<'_> for usize {
    const WANTED: &'static str = "an integer from 0";
}

impl Value<'_> for NonZeroU32 {
    const WANTED: &'static str = "an integer from 1 to 4294967295";
}

impl Value<'_> for Version {
    const WANTED: &'static str = "1 or 2";
}

impl<'a> Value<'a> for String {
    const WANTED: &'static str = "a string";

    fn unread(raw: &'a RawValue, path: &str) -> Stop {
        match RawJson::parse(raw.get()) {
            // Half of a surrogate pair.
            Err(fault) if raw.get().starts_with('"') => Stop::Error(format!("{path}: {fault}")),
            _ => must_be(path, Self::WANTED, raw.get()),
        }
    }
}

/// A header.
impl Value<'_> for (String, String) {
    const WANTED: &'static str = "a pair [name, value] of strings";
}

/// Any JSON.
impl<'a> Value<'a> for &'a RawValue {
    const WANTED: &'static str = "JSON";
}

impl<'a, T: Value<'a>> Value<'a> for Vec<T> {
    const WANTED: &'static str = "an array";

    fn unread(raw: &'a RawValue, path: &str) -> Stop {
        let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
        let wrong = items.into_iter().enumerate().find(|(_, item)| serde_json::from_str::<T>(item.get()).is_err());
        match wrong {
            Some((index, item)) => T::unread(item, &format!("{path}[{index}]")),
            None => must_be(path, Self::WANTED, raw.get()),
        }
    }
}

/// The error about a value of the wrong type.
pub(super) fn must_be(path: &str, wanted: &str, found: &str) -> Stop {
    Stop::Error(format!("{path} must be {wanted}, and is {}", shown(found)))
}

/// A value in an error. It is short, because its sender is untrusted.
fn shown(json: &str) -> String {
    const MOST: usize = 40;
    match json.trim_start().chars().next() {
        Some('{') => "an object".into(),
        Some('[') => "an array".into(),
        _ if json.chars().count() <= MOST => json.to_string(),
        _ => json.chars().take(MOST).chain(['…']).collect(),
    }
}

/// The value of a time, in seconds since 1970-01-01 UTC. A fraction of a second is cut off.
///
/// # Errors
/// The value is not such a number, or counts milliseconds, microseconds or nanoseconds.
pub(super) fn seconds(raw: &RawValue, path: impl Fn() -> String) -> Outcome<u64> {
    let (whole, fraction) = raw.get().split_once('.').unwrap_or((raw.get(), ""));
    let seconds = whole.parse().ok().filter(|_| fraction.bytes().all(|byte| byte.is_ascii_digit()));
    let seconds = seconds.ok_or_else(|| must_be(&path(), "seconds since 1970-01-01 UTC, as a number", raw.get()))?;
    in_seconds(seconds).map_err(|why| Stop::Error(format!("{} is {seconds}, which {why}", path())))
}

/// Returns the time unchanged, if it can be in seconds since 1970-01-01 UTC.
///
/// # Errors
/// In seconds the time would be after the year 5138. In milliseconds it is a time after 1973. The sentence names the
/// likely unit and the time in seconds.
pub fn in_seconds(time: u64) -> Result<u64, Stop> {
    let (unit, seconds) = match time {
        0..100_000_000_000 => return Ok(time),
        100_000_000_000..100_000_000_000_000 => ("milliseconds", time / 1_000),
        100_000_000_000_000..100_000_000_000_000_000 => ("microseconds", time / 1_000_000),
        100_000_000_000_000_000.. => ("nanoseconds", time / 1_000_000_000),
    };
    Err(Stop::Error(format!("looks like {unit}; in seconds it is {seconds}")))
}
