//! Changes of JSON text. What a change does not name keeps its bytes: order, spelling, and members that stand twice.

use std::ops::Range;

use base64::{Engine, engine::general_purpose::STANDARD};

/// The text after a change in the form of the tables.
pub(crate) fn apply(text: &str, change: &str) -> String {
    if let Some((pointer, replaced)) = change.strip_prefix("s ").and_then(|rest| rest.split_once(' ')) {
        let (from, to) = replaced.split_once(" => ").expect("two texts");
        return within(text, pointer, &|text, pointer| {
            let value = find(text, pointer)?.value;
            text[value.clone()].contains(from).then(|| splice(text, value.clone(), &text[value].replace(from, to)))
        });
    }
    let (pointer, value) = change.split_once('=').map_or((change, None), |(pointer, json)| (pointer, Some(json)));
    match (pointer.split_once('<'), value) {
        (Some((pointer, next)), Some(json)) => within(text, pointer, &|text, pointer| {
            let (parent, name) = pointer.rsplit_once('/')?;
            let at = find(text, &format!("{parent}/{next}"))?.start;
            Some(splice(text, at..at, &format!("\"{}\":{json},", plain(name))))
        }),
        (None, Some(json)) => within(text, pointer, &|text, pointer| set(text, pointer, json)),
        _ => within(text, pointer, &remove),
    }
}

/// The text of a value.
pub(crate) fn value<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
    Some(&text[find(text, pointer)?.value])
}

/// Edits the text, or the JSON that a text in it carries.
fn within(text: &str, pointer: &str, edit: &dyn Fn(&str, &str) -> Option<String>) -> String {
    let inside = pointer.match_indices('~').find(|(at, _)| matches!(pointer.get(at + 1..at + 2), Some("b" | "j")));
    let edited = match inside {
        None => edit(text, pointer),
        Some((at, _)) => find(text, &pointer[..at]).map(|found| {
            let carried: String = serde_json::from_str(&text[found.value.clone()]).expect("a text");
            let (is_base64, rest) = (pointer[at..].starts_with("~b"), &pointer[at + 2..]);
            let rest = if rest.is_empty() { "/" } else { rest };
            let written = if is_base64 {
                let bytes = STANDARD.decode(carried).expect("base64");
                STANDARD.encode(within(&String::from_utf8(bytes).expect("a text"), rest, edit))
            } else {
                within(&carried, rest, edit)
            };
            splice(text, found.value, &serde_json::Value::from(written).to_string())
        }),
    };
    edited.unwrap_or_else(|| panic!("{pointer} is nowhere"))
}

fn set(text: &str, pointer: &str, json: &str) -> Option<String> {
    if let Some(found) = find(text, pointer) {
        return Some(splice(text, found.value, json));
    }
    let (parent, name) = pointer.rsplit_once('/')?;
    let parent = find(text, parent)?.value;
    let end = parent.end - 1;
    let comma = if children(text, &parent).is_empty() { "" } else { "," };
    let name = if text[parent].starts_with('{') { format!("\"{}\":", plain(name)) } else { String::new() };
    Some(splice(text, end..end, &format!("{comma}{name}{json}")))
}

/// Removes a value with its comma.
fn remove(text: &str, pointer: &str) -> Option<String> {
    let found = find(text, pointer)?;
    let behind = text[found.value.end..].starts_with(',');
    let before = found.start > 0 && text[..found.start].ends_with(',');
    let range = match (behind, before) {
        (true, _) => found.start..found.value.end + 1,
        (false, true) => found.start - 1..found.value.end,
        (false, false) => found.start..found.value.end,
    };
    Some(splice(text, range, ""))
}

fn splice(text: &str, range: Range<usize>, with: &str) -> String {
    [&text[..range.start], with, &text[range.end..]].concat()
}

fn plain(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// A value in the text, and where it starts with its name.
struct Found {
    start: usize,
    value: Range<usize>,
}

fn find(text: &str, pointer: &str) -> Option<Found> {
    if matches!(pointer, "" | "/") {
        return Some(Found { start: 0, value: 0..text.len() });
    }
    let start = text.len() - text.trim_start().len();
    let whole = Found { start, value: start..end_of(text, start) };
    pointer.split('/').skip(1).try_fold(whole, |found, step| {
        let (name, is_object) = (format!("\"{}\"", plain(step)), text[found.value.clone()].starts_with('{'));
        let mut children = children(text, &found.value).into_iter();
        if is_object {
            children.find(|child| text[child.start..].starts_with(&name))
        } else {
            children.nth(step.parse().ok()?)
        }
    })
}

/// The members of an object, or the elements of an array.
fn children(text: &str, parent: &Range<usize>) -> Vec<Found> {
    let bytes = text.as_bytes();
    let is_object = match bytes[parent.start] {
        b'{' => true,
        b'[' => false,
        _ => return Vec::new(),
    };
    let skip = |at: usize| at + bytes[at..].iter().take_while(|byte| b" \t\r\n,:".contains(byte)).count();
    let (mut found, mut at) = (Vec::new(), skip(parent.start + 1));
    while at + 1 < parent.end {
        let start = at;
        let from = if is_object { skip(end_of(text, start)) } else { start };
        let value = from..end_of(text, from);
        at = skip(value.end);
        found.push(Found { start, value });
    }
    found
}

/// The end of the value that starts here.
fn end_of(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut in_text, mut at) = (0_usize, false, start);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text && depth == 0 => return at,
            b'}' | b']' if !in_text => depth -= 1,
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if !in_text && depth == 0 => return at,
            _ => {}
        }
        at += 1;
        if depth == 0 && !in_text && matches!(byte, b'"' | b'}' | b']') {
            return at;
        }
    }
    at.min(text.len())
}

/// The text of the document in a question to `decode`.
pub(super) fn document(question: &str) -> Option<String> {
    if let Some(json) = value(question, "/json") {
        return Some(json.into());
    }
    let text = |pointer: &str| serde_json::from_str::<String>(value(question, pointer)?).ok();
    text("/text").or_else(|| String::from_utf8(STANDARD.decode(text("/header/value")?).ok()?).ok())
}
