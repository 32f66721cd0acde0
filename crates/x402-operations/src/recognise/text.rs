//! Other text that contains something of x402: lines of logs, output of programs, messages of people.

use alloc::{format, vec::Vec};

use x402_types::RawJson;

use super::{
    json,
    limits::{LIMITS, MOST_PARTS},
    note::Note,
    other,
    recognised::{Form, Header, Part, Recognised},
    sentence::listed,
    time::{self, Time},
    value,
    what::{NAMES, What},
};

/// The maximum number of attempts to read JSON that is not JSON.
const MOST_ATTEMPTS: usize = 64;

/// Recognises the objects in a text. `None` if there are none.
pub(super) fn of(text: &str) -> Option<Recognised> {
    let (mut parts, mut attempts) = (Vec::new(), MOST_ATTEMPTS);
    let (mut rest, mut line) = (text, text);
    // JSON may span several lines, so it comes first. The text between is searched line by line.
    while let Some((json, after)) = json::first_in(rest, &mut attempts) {
        let start = json.as_ptr().addr() - text.as_ptr().addr();
        let before = &rest[..rest.len() - after.len() - json.len()];
        if let Some(feed) = before.rfind('\n') {
            line = &before[feed + 1..];
        }
        let of_line = time::in_line(line);
        if json.contains('\n') {
            line = "";
        }
        of_words(text, before, &mut parts);
        if let Ok(read) = RawJson::parse_within(json, &LIMITS) {
            let mut found = json::Found::default();
            found.search(read.as_json(), Some(start), 0);
            let of_part = found.time.or(of_line);
            parts.extend(found.parts.into_iter().map(|part| Part { time: part.time.or(of_part), ..part }));
        }
        rest = after;
        if parts.len() >= MOST_PARTS {
            break;
        }
    }
    of_words(text, rest, &mut parts);
    if parts.is_empty() {
        return challenge(text);
    }
    let what = format!("text with {}", listed(&parts));
    Some(Recognised::new(Form::Log, what, parts).with(Note::Inside))
}

/// A challenge of a different protocol in a line.
fn challenge(text: &str) -> Option<Recognised> {
    let other = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        other::of_header(name.trim().rsplit(' ').next()?, value.trim())
    })?;
    let what = format!("something else than x402: {}", other.phrase());
    Some(Recognised::new(Form::Value, what, Vec::new()).with(Note::Other(other)))
}

/// Searches the words of each line for headers, values in base64 and reason codes.
fn of_words(whole: &str, text: &str, parts: &mut Vec<Part>) {
    for line in text.split('\n') {
        let time = time::in_line(line);
        for part in in_line(whole, line, time) {
            if parts.len() >= MOST_PARTS {
                return;
            }
            parts.push(part);
        }
    }
}

fn in_line(whole: &str, line: &str, time: Option<Time>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut name = None;
    // A word is a sequence that may be a name, a value or a code.
    let is_of_word =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '-' | '_' | '.');
    let mut rest = line;
    while let Some(start) = rest.find(is_of_word) {
        let from = &rest[start..];
        let end = from.find(|character| !is_of_word(character)).unwrap_or(from.len());
        // The padding belongs to the base64.
        let padding = from[end..].len() - from[end..].trim_start_matches('=').len();
        let (word, value) = (&from[..end], &from[..end + padding.min(2)]);
        rest = &from[end..];
        let at = value.as_ptr().addr() - whole.as_ptr().addr();
        if let Some(known) = NAMES.iter().find(|known| word.eq_ignore_ascii_case(known)) {
            name = Some(*known);
            continue;
        }
        let is_value = value.len() >= 4 && (value.starts_with("eyJ") || (name.is_some() && value.len() >= 16));
        if is_value {
            rest = &from[value.len()..];
            let header = |name: &str| Header { name: name.into(), value: value.into(), at: Some(at) };
            let part = match name.take() {
                Some(name) => What::of_header(name).map(|what| Part::of_header(header(name), what)),
                None => value::of(value, Some(at))
                    .and_then(|found| found.parts.into_iter().next())
                    .filter(|part| !part.is_guess),
            };
            parts.extend(part.map(|part| Part { time, ..part }));
            continue;
        }
        let code = word.trim_matches(['.', '-', '/', '+']);
        if code.contains('_') && other::is_reason(code) {
            parts.push(Part { time, ..Part::of_text(What::Reason, code, Some(at)) });
        }
    }
    parts
}
