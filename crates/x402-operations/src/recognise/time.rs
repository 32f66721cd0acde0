//! Times in a text.

use alloc::format;
use x402_extensions::sign_in_with_x::seconds;
use x402_types::JsonRef;

use super::provenance::Provenance;

/// The time of an object in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Time {
    /// Seconds since 1970-01-01 UTC.
    pub seconds: u64,
    /// Where the text has the time: [`Provenance::AnswerDate`], [`Provenance::HarEntry`] or [`Provenance::LogLine`].
    pub provenance: Provenance,
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

/// The time at the start of a log line: a date and a time, with or without an offset. Without one, UTC is assumed. Only
/// marks, the level, the name of the time and the name of a container may come before it: a client chooses other words,
/// such as its address, its user agent and its URL.
pub(super) fn in_line(line: &str) -> Option<Time> {
    const MOST_WORDS: usize = 4;
    /// The time is near the start, however long the line is.
    const LONGEST: usize = 160;
    let line = &line[..line.char_indices().nth(LONGEST).map_or(line.len(), |(end, _)| end)];
    let marks = [' ', '\t', '[', '(', '<', ']', ')', '|'];
    let mut rest = line.trim_start_matches(marks);
    for _ in 0..=MOST_WORDS {
        if let Some(time) = of_text(rest) {
            return Some(time);
        }
        let end = rest.find(|character: char| marks.contains(&character) || character == '=')?;
        let (word, after) = rest.split_at(end);
        rest = match after.strip_prefix('=') {
            Some(value) if FIELDS.iter().any(|name| word.eq_ignore_ascii_case(name)) => value.trim_start_matches('"'),
            Some(value) if ["level", "lvl"].contains(&word) => {
                let end = value.find(' ')?;
                is_level(&value[..end]).then(|| &value[end..])?
            }
            None if is_level(word) || after.trim_start().starts_with('|') => after,
            _ => return None,
        }
        .trim_start_matches(marks);
    }
    None
}

/// Returns `true` for the level of a log line, in quotes or with a colon or without.
fn is_level(word: &str) -> bool {
    const LEVELS: [&str; 9] = ["info", "warn", "warning", "error", "debug", "trace", "fatal", "notice", "err"];
    let word = word.trim_matches(['"', ':']);
    LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level))
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
    Some(Time { seconds, provenance: Provenance::LogLine })
}

/// The time in a field at the root of a log line in JSON.
pub(super) fn of_members(object: JsonRef<'_>) -> Option<Time> {
    FIELDS.iter().find_map(|name| of_value(object.get(name)?))
}

/// The fields of a log line that have its time.
const FIELDS: [&str; 9] = ["ts", "time", "timestamp", "@timestamp", "date", "datetime", "t", "Timestamp", "asctime"];

pub(super) fn of_value(value: JsonRef<'_>) -> Option<Time> {
    /// From the year 2001 on, in seconds and in milliseconds.
    const SECONDS: core::ops::Range<u64> = 1_000_000_000..100_000_000_000;
    const MILLISECONDS: core::ops::Range<u64> = 1_000_000_000_000..100_000_000_000_000;
    let text = value.string().unwrap_or_else(|_| value.text().into());
    let whole = text.split('.').next().unwrap_or_default();
    match whole.parse::<u64>() {
        Ok(seconds) if SECONDS.contains(&seconds) => Some(Time { seconds, provenance: Provenance::LogLine }),
        Ok(time) if MILLISECONDS.contains(&time) => {
            Some(Time { seconds: time / 1_000, provenance: Provenance::LogLine })
        }
        Ok(_) => None,
        Err(_) => of_text(&text),
    }
}
