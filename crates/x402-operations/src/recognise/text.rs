//! Other text that contains something of x402: lines of logs, output of programs, messages of people.

use alloc::{format, vec::Vec};

use x402_types::RawJson;

use super::{
    json,
    limits::{LIMITS, MOST_PARTS},
    note::Note,
    other,
    part::{Form, Header, Part},
    place::Place,
    provenance::Provenance,
    recognised::Recognised,
    sentence::listed,
    time, value,
    what::{NAMES, What},
};

/// The maximum number of attempts to read JSON that is not JSON.
const MOST_ATTEMPTS: usize = 64;

/// Recognises the objects in a text. `None` if there are none.
pub(super) fn of(text: &str) -> Option<Recognised> {
    let mut found = Found { text, parts: Vec::new(), record: 0, line: 0, searched: 0 };
    let (mut attempts, mut rest) = (MOST_ATTEMPTS, text);
    // JSON may span several lines, so it comes first. The text between is searched line by line.
    while let Some((json, after)) = json::first_in(rest, &mut attempts) {
        found.of_words(&rest[..rest.len() - after.len() - json.len()]);
        found.of_json(json, after);
        rest = after;
        if found.parts.len() >= MOST_PARTS {
            break;
        }
    }
    found.of_words(rest);
    if found.parts.is_empty() {
        return challenge(text);
    }
    let what = format!("text with {}", listed(&found.parts));
    Some(Recognised::new(Form::Log, what, found.parts).with(Note::Inside))
}

/// The objects that a search finds in a text.
struct Found<'a> {
    text: &'a str,
    parts: Vec<Part>,
    /// The number of the line up to which lines were counted, its first byte, and the byte at which counting continues: no
    /// line is read again for each object in it.
    record: usize,
    line: usize,
    searched: usize,
}

impl Found<'_> {
    /// The number of the line with this byte. Bytes are asked for in their order.
    fn record_at(&mut self, at: usize) -> usize {
        let passed = &self.text[self.searched..at];
        self.record += passed.matches('\n').count();
        if let Some(feed) = passed.rfind('\n') {
            self.line = self.searched + feed + 1;
        }
        self.searched = at;
        self.record
    }

    fn of_json(&mut self, json: &str, after: &str) {
        let start = json.as_ptr().addr() - self.text.as_ptr().addr();
        let record = self.record_at(start);
        let line = &self.text[self.line..start];
        let Ok(read) = RawJson::parse_within(json, &LIMITS) else { return };
        let is_at_start = line.trim_start().is_empty();
        let rest = after.trim_start_matches([' ', '\t', '\r']);
        let is_at_end = rest.is_empty() || rest.starts_with('\n');
        let is_quoted = line.ends_with(['"', '\'', '`']);
        let mut found = json::Found::default();
        found.search(read.as_json(), Some(start), Place::Other);
        let time = time::in_line(line);
        // An object in a line of its own is what a person pasted. In a line of a log, the request that ends the line is
        // its body. The client may have written everything else.
        let root = json::root_kind(read.as_json());
        let of_root = match root {
            Some(_) if is_quoted => Some(Provenance::Embedded),
            Some(What::Request) if is_at_end => Some(Provenance::FacilitatorRequest),
            Some(_) if is_at_start && is_at_end => Some(Provenance::Pasted),
            _ => None,
        };
        for part in found.parts {
            let provenance = match of_root {
                Some(provenance) if Some(part.what) == root => provenance,
                _ if is_quoted => Provenance::Embedded,
                _ => part.provenance,
            };
            let part = Part { record, time, ..part.written(provenance) };
            let is_pasted = part.what == What::Message && provenance == Provenance::Pasted;
            self.parts.push(if is_pasted { json::of_carrier(part, None) } else { part });
        }
    }

    /// Searches the words of each line for headers, values in base64 and reason codes.
    fn of_words(&mut self, text: &str) {
        for line in text.split('\n') {
            let start = line.as_ptr().addr() - self.text.as_ptr().addr();
            let record = self.record_at(start);
            let time = time::in_line(line);
            for part in in_line(self.text, line) {
                if self.parts.len() >= MOST_PARTS {
                    return;
                }
                self.parts.push(Part { record, time, ..part });
            }
        }
    }
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

/// The headers, values and reason codes in a line.
fn in_line(whole: &str, line: &str) -> Vec<Part> {
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
                Some(name) => What::of_header(name).map(|what| {
                    let is_of_client = matches!(what, What::Payment | What::SignIn);
                    let provenance = if is_of_client { Provenance::RequestHeader } else { Provenance::Record };
                    Part::of_header(header(name), what).written(provenance)
                }),
                None => {
                    let found = value::of(value, Some(at)).and_then(|found| found.parts.into_iter().next());
                    let is_alone = line.trim() == value;
                    let provenance = if is_alone { Provenance::Pasted } else { Provenance::Embedded };
                    found.filter(|part| !part.is_guess).map(|part| part.written(provenance))
                }
            };
            parts.extend(part);
            continue;
        }
        let code = word.trim_matches(['.', '-', '/', '+']);
        if code.contains('_') && other::is_reason(code) {
            parts.push(Part::of_text(What::Reason, code, Some(at)).written(Provenance::Record));
        }
    }
    parts
}
