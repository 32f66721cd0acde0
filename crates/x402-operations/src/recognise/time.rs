//! Times in a text.

use alloc::format;
use core::fmt;

use x402_extensions::sign_in_with_x::seconds;
use x402_types::JsonRef;

/// The time of an object in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Time {
    /// Seconds since 1970-01-01 UTC.
    pub seconds: u64,
    /// The origin of the time.
    pub clock: Clock,
}

/// The origin of the time of an object in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// The header `Date` of a response.
    Date,
    /// The line of a log.
    Log,
}

impl Clock {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Log => "log",
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The time of a header `Date` (RFC 9110 §5.6.7, the preferred format).
pub(super) fn of_date(value: &str) -> Option<u64> {
    let (_, rest) = value.split_once(", ")?;
    let mut words = rest.split(' ');
    let (day, month, year, time) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    if words.next() != Some("GMT") || words.next().is_some() {
        return None;
    }
    u64::try_from(seconds(&format!("{year}-{month:02}-{day:0>2}T{time}Z"))?).ok()
}

/// The first time at the beginning of a log line: a date and a time, with or without an offset. Without one, UTC is
/// assumed.
pub(super) fn in_line(line: &str) -> Option<Time> {
    // The time is at the start of a line, after a few marks.
    let end = line.char_indices().nth(64).map_or(line.len(), |(end, _)| end);
    let head = &line[..end];
    let starts = head.char_indices().filter(|(_, character)| character.is_ascii_digit()).map(|(at, _)| at);
    starts.into_iter().find_map(|at| of_text(head.get(at..)?))
}

/// A date and a time at the start of the text.
fn of_text(text: &str) -> Option<Time> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let time = rest.strip_prefix(['T', ' ', 't'])?;
    let (clock, mut rest) = (time.get(..8)?, time.get(8..)?);
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        rest = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    }
    let offset = |parts: [u8; 5]| {
        let [sign, h0, h1, m0, m1] = parts.map(char::from);
        format!("{sign}{h0}{h1}:{m0}{m1}")
    };
    let offset = match *rest.trim_start().as_bytes() {
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1, ..] => offset([sign, h0, h1, m0, m1]),
        [sign @ (b'+' | b'-'), h0, h1, m0, m1, ..] if m1.is_ascii_digit() => offset([sign, h0, h1, m0, m1]),
        _ => "Z".into(),
    };
    let seconds = u64::try_from(seconds(&format!("{}T{clock}{offset}", date.replace('/', "-")))?).ok()?;
    Some(Time { seconds, clock: Clock::Log })
}

/// The time in a field of a log line in JSON.
pub(super) fn of_members(object: JsonRef<'_>) -> Option<Time> {
    const NAMES: [&str; 8] = ["ts", "time", "timestamp", "@timestamp", "date", "datetime", "t", "Timestamp"];
    NAMES.iter().find_map(|name| of_value(object.get(name)?))
}

fn of_value(value: JsonRef<'_>) -> Option<Time> {
    /// From the year 2001 on, in seconds and in milliseconds.
    const SECONDS: core::ops::Range<u64> = 1_000_000_000..100_000_000_000;
    const MILLISECONDS: core::ops::Range<u64> = 1_000_000_000_000..100_000_000_000_000;
    let text = value.string().unwrap_or_else(|_| value.text().into());
    let whole = text.split('.').next().unwrap_or_default();
    match whole.parse::<u64>() {
        Ok(seconds) if SECONDS.contains(&seconds) => Some(Time { seconds, clock: Clock::Log }),
        Ok(time) if MILLISECONDS.contains(&time) => Some(Time { seconds: time / 1_000, clock: Clock::Log }),
        Ok(_) => None,
        Err(_) => of_text(&text),
    }
}
