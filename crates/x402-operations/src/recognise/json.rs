//! The objects in a JSON text.

use alloc::{borrow::ToOwned, collections::VecDeque, format, string::String, vec::Vec};

use serde_json::value::RawValue;
use x402_extensions::carriers::mcp::{PAYMENT, PAYMENT_RESPONSE};
use x402_types::{JsonRef, RawJson};

use super::{
    answered::is_of_server,
    limits::{LIMITS, MOST_NOTES, MOST_PARTS},
    mended::{Mended, mended},
    note::Note,
    object_kind::{is_bare_of_mcp, is_message, is_sure, kind_of, kind_of_object},
    other,
    part::{Form, Header, Part},
    place::Place,
    provenance::Provenance,
    recognised::Recognised,
    sentence::listed,
    time, value,
    what::{NAMES, What},
};

/// The fields with the reason code of a facilitator's answer.
const REASONS: [&str; 2] = ["invalidReason", "errorReason"];

/// Returns `true` if a reason code may look like this.
fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 120
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// The maximum number of times that a text is extracted from a JSON string.
const MOST_STRINGS: usize = 3;

/// Recognises a JSON text. `None` if it is the beginning of a different text.
pub(super) fn of(text: &str, at: Option<usize>) -> Option<Recognised> {
    if let Ok(json) = RawJson::parse_within(text, &LIMITS) {
        return Some(of_value(&json, text, at));
    }
    if let Some(found) = of_lines(text, at) {
        return Some(found);
    }
    // A prompt after an object, or a log whose lines begin with a bracket.
    let begins_a_log =
        text.strip_prefix('[').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphanumeric()));
    let is_first = || first_in(text, &mut 1).is_some_and(|(json, _)| json.as_ptr() == text.as_ptr());
    if begins_a_log || is_first() { None } else { Some(broken(text, at)) }
}

fn of_value(json: &RawJson, text: &str, at: Option<usize>) -> Recognised {
    let root = json.as_json();
    let Some(what) = kind_of(root) else { return of_unknown(root, text, at) };
    if what == What::Message && root.is_array() {
        return of_dialogue(root, at);
    }
    let mut notes = Vec::new();
    // A field of the object itself is content, and no time of it.
    let mut part = Part::of_text(what, text, at);
    if what == What::Message {
        (part.text, notes) = as_message(root);
        part.at = part.at.filter(|_| part.text.as_deref() == Some(text));
        part = of_carrier(part, None);
    }
    if what == What::Request {
        (part.text, notes) = as_request(root);
        part.at = part.at.filter(|_| part.text.as_deref() == Some(text));
        part = part.written(Provenance::FacilitatorRequest);
    }
    let count = root.elements().map_or(1, Iterator::count);
    let name = if what == What::Offers && count > 1 { format!("{count} offers") } else { what.phrase().to_owned() };
    let version = root.get("x402Version").filter(|version| version.is_number() || version.is_string());
    let version = version.map(|version| format!(" of version {}", version.text())).unwrap_or_default();
    let mut found = Recognised::new(Form::Json, format!("{name}{version}, as JSON"), alloc::vec![part]);
    found.notes = notes;
    found
}

/// Recognises an array of messages as a dialogue, as if each were on a line.
fn of_dialogue(root: JsonRef<'_>, at: Option<usize>) -> Recognised {
    let start = root.text().as_ptr().addr();
    let message = |(record, message): (usize, JsonRef<'_>)| {
        let here = at.map(|at| at + (message.text().as_ptr().addr() - start));
        let (text, notes) = as_message(message);
        let text = text.unwrap_or_default();
        let here = here.filter(|_| text == message.text());
        let part = of_carrier(Part::of_text(What::Message, &text, here), None);
        (Part { record, ..part }, notes)
    };
    let (parts, notes): (Vec<Part>, Vec<Vec<Note>>) =
        root.elements().into_iter().flatten().take(MOST_PARTS).enumerate().map(message).unzip();
    let found = Recognised::new(Form::Lines, format!("{} messages of MCP or A2A, in an array", parts.len()), parts);
    notes.into_iter().flatten().fold(found, Recognised::with)
}

/// The kind of the object in a text, if it is certain.
pub(super) fn root_kind(root: JsonRef<'_>) -> Option<What> {
    kind_of_object(root).filter(|what| is_sure(*what, root))
}

/// A message as the readers of messages expect it: in an envelope, and with objects instead of text in base64.
fn as_message(root: JsonRef<'_>) -> (Option<String>, Vec<Note>) {
    let (mut text, mut notes) = (root.text().to_owned(), Vec::new());
    // The key occurs nowhere else, and each value has its own position in the text.
    for (outer, key) in [("params", PAYMENT), ("result", PAYMENT_RESPONSE)] {
        let holder = root.get(outer).or(Some(root));
        let Some(coded) = holder.and_then(|holder| holder.get("_meta")?.get(key)).filter(|coded| coded.is_string())
        else {
            continue;
        };
        let mended = coded.string().ok().and_then(|coded| mended(&coded));
        let start = coded.text().as_ptr().addr() - root.text().as_ptr().addr();
        if let Some(mended) = mended
            && text.len() == root.text().len()
        {
            text.replace_range(start..start + coded.text().len(), &mended.text);
            notes.push(Note::TextInMeta);
        }
    }
    if let Some(note) = is_bare_of_mcp(root).filter(|_| !is_message(root)) {
        text = if note == Note::BareParams {
            format!(r#"{{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{text}}}"#)
        } else {
            format!(r#"{{"jsonrpc":"2.0","id":0,"result":{text}}}"#)
        };
        notes.push(note);
    }
    // A result may be in a result, because some clients wrap it.
    let mut inner = root;
    for _ in 0..MOST_STRINGS {
        let Some(next) = inner.get("result").filter(|result| result.is_object()) else { break };
        if next.get("jsonrpc").is_some() || (inner.get("jsonrpc").is_none() && kind_of_object(next).is_some()) {
            return (Some(next.text().to_owned()), notes);
        }
        inner = next;
        let task = inner.get("result").filter(|inner| kind_of_object(*inner) == Some(What::Message));
        if let Some(task) = task {
            return match is_message(task) {
                true => (Some(task.text().to_owned()), notes),
                false => as_message(task),
            };
        }
    }
    (Some(text), notes)
}

/// A request to a facilitator as its reader expects it: with its version, and with the payment itself.
fn as_request(root: JsonRef<'_>) -> (Option<String>, Vec<Note>) {
    let mut notes = Vec::new();
    let text = root.text();
    let version = |json: JsonRef<'_>| json.get("x402Version").map(|version| version.text().to_owned());
    let payment = match root.get("paymentPayload") {
        Some(payment) => payment.text().to_owned(),
        None => {
            let header = root.get("paymentHeader").and_then(|header| header.string().ok());
            let is_payment = |mended: &Mended| {
                RawJson::parse(&mended.text).is_ok_and(|json| kind_of(json.as_json()) == Some(What::Payment))
            };
            let Some(mended) = header.and_then(|header| mended(&header)).filter(is_payment) else {
                return (Some(text.to_owned()), notes);
            };
            notes.push(Note::PaymentHeader);
            mended.text
        }
    };
    let inner = RawJson::parse_within(&payment, &LIMITS).ok().and_then(|payment| version(payment.as_json()));
    match (version(root), &inner) {
        (Some(request), Some(payment)) if request != *payment => {
            notes.push(Note::OtherVersion { payment: payment.clone(), request });
            return (Some(text.to_owned()), notes);
        }
        (None, Some(_)) => notes.push(Note::NoVersion),
        _ => {}
    }
    if notes.is_empty() {
        return (Some(text.to_owned()), notes);
    }
    let Some(offer) = root.get("paymentRequirements") else { return (Some(text.to_owned()), Vec::new()) };
    let version = version(root).or(inner).unwrap_or_else(|| "2".into());
    let whole =
        format!(r#"{{"x402Version":{version},"paymentPayload":{payment},"paymentRequirements":{}}}"#, offer.text());
    (Some(whole), notes)
}

/// The part with a message of MCP or A2A, with the party that wrote it and what it carries. In HTTP, the direction of
/// the message around it shows the party.
pub(super) fn of_carrier(part: Part, is_of_response: Option<bool>) -> Part {
    let Some(json) = part.json() else { return part };
    let root = json.as_json();
    // Several messages in an array are a dialogue.
    let messages: Vec<_> = root.elements().map_or_else(|_| alloc::vec![root], Iterator::collect);
    let is_server = is_of_response.unwrap_or_else(|| messages.iter().all(|message| is_of_server(*message)));
    let wanted = if is_server { What::Demand } else { What::Payment };
    let carries = messages.iter().flat_map(|message| below(*message)).any(|inner| inner.what == wanted);
    let provenance = if is_server { Provenance::ServerMessage } else { Provenance::ClientMessage };
    Part { carries: carries.then_some(wanted), ..part.written(provenance) }
}

/// Searches a JSON text whose root shows no kind, such as a line of a log.
fn of_unknown(root: JsonRef<'_>, text: &str, at: Option<usize>) -> Recognised {
    let mut found = Found::default();
    // Each element of an array is a record with a time of its own.
    let records: Vec<_> = root.elements().map_or_else(|_| alloc::vec![root], Iterator::collect);
    for (record, value) in records.into_iter().enumerate() {
        let first = found.parts.len();
        let start = at.map(|at| at + (value.text().as_ptr().addr() - root.text().as_ptr().addr()));
        found.search(value, start, Place::Root);
        let time = if kind_of_object(value).is_none() { time::of_members(value) } else { None };
        for part in &mut found.parts[first..] {
            (part.record, part.time) = (record, time);
        }
    }
    let time = time::of_members(root);
    let parts = found.parts;
    if parts.is_empty() {
        let part = Part { time, ..Part::of_text(What::Payment, text, at).guessed() };
        let what = "a payment, though nothing in the JSON identifies it";
        return Recognised::new(Form::Json, what, alloc::vec![part]);
    }
    let what = format!("JSON with {}", listed(&parts));
    Recognised::new(Form::Log, what, parts).with(Note::Inside)
}

/// The objects that a search finds in a JSON text.
#[derive(Default)]
pub(super) struct Found {
    pub(super) parts: Vec<Part>,
    /// `true` to search inside messages, instead of for messages.
    is_below: bool,
    /// The number of strings around what is searched.
    strings: usize,
}

impl Found {
    /// Searches for objects of the protocol at every depth, outer ones first. A found object is not searched. The queue
    /// has no more values than the text, so only a text in a text recurses.
    pub(super) fn search(&mut self, root: JsonRef<'_>, at: Option<usize>, place: Place) {
        self.search_in(VecDeque::from([(root, None, place)]), root, at);
    }

    fn search_in(
        &mut self,
        mut queue: VecDeque<(JsonRef<'_>, Option<&'static str>, Place)>,
        root: JsonRef<'_>,
        at: Option<usize>,
    ) {
        let start = root.text().as_ptr().addr();
        while let Some((value, name, place)) = queue.pop_front() {
            if self.parts.len() >= MOST_PARTS {
                return;
            }
            let here = at.map(|at| at + (value.text().as_ptr().addr() - start));
            if value.is_string() {
                self.of_string(value, name, here, place);
                continue;
            }
            let what = kind_of_object(value).filter(|what| is_sure(*what, value));
            if let Some(what) = what.filter(|what| !(self.is_below && *what == What::Message)) {
                let (text, _) = if what == What::Message {
                    as_message(value)
                } else if what == What::Request {
                    as_request(value)
                } else {
                    (Some(value.text().to_owned()), Vec::new())
                };
                let text = text.unwrap_or_default();
                let here = here.filter(|_| text == value.text());
                let provenance = self.provenance(place, what);
                let mut part = Part::of_text(what, &text, here).written(provenance);
                if what == What::Message {
                    // Inside a log, a client may have written the message of a server.
                    part = Part { provenance, ..of_carrier(part, None) };
                    part.carries = part.carries.filter(|carried| *carried == What::Payment);
                }
                self.parts.push(part);
                // A facilitator's response has a reason.
                if matches!(what, What::Settlement | What::VerifyResponse) {
                    self.reasons(value, place);
                }
                continue;
            }
            if let Some(header) = named_header(value) {
                self.header(header, place);
                continue;
            }
            // A facilitator may have a code that no table has. Codes in the tables are found wherever they are.
            for code in REASONS.iter().filter_map(|name| value.get(name)?.string().ok()) {
                if !other::is_reason(&code) && is_code(&code) {
                    let provenance = self.provenance(place, What::Reason);
                    self.parts.push(Part::of_text(What::Reason, &code, None).written(provenance));
                }
            }
            queue.extend(children(value, name, place));
        }
    }

    /// Who wrote an object at this place. A text in a string shows nothing.
    const fn provenance(&self, place: Place, what: What) -> Provenance {
        if self.strings > 0 { Provenance::Embedded } else { place.provenance(what) }
    }

    fn header(&mut self, header: Header, place: Place) {
        if let Some(what) = What::of_header(&header.name) {
            let provenance = if self.strings > 0 { Provenance::Embedded } else { place.of_header(what) };
            self.parts.push(Part::of_header(header, what).written(provenance));
        }
    }

    fn reasons(&mut self, value: JsonRef<'_>, place: Place) {
        for name in REASONS {
            let Some(code) = value.get(name).and_then(|code| code.string().ok()) else { continue };
            if other::is_reason(&code) {
                let provenance = self.provenance(place, What::Reason);
                self.parts.push(Part::of_text(What::Reason, &code, None).written(provenance));
            }
        }
    }

    fn of_string(&mut self, value: JsonRef<'_>, name: Option<&'static str>, at: Option<usize>, place: Place) {
        let Ok(text) = value.string() else { return };
        let plain = at.map(|at| at + 1).filter(|_| value.text().len() == text.len() + 2);
        if let Some(name) = name {
            self.header(Header { name: name.into(), value: text.trim().into(), at: plain }, place);
        } else if other::is_reason(&text) {
            let provenance = self.provenance(place, What::Reason);
            self.parts.push(Part::of_text(What::Reason, &text, plain).written(provenance));
        } else if self.strings < MOST_STRINGS && text.trim_start().starts_with(['{', '[']) {
            if let Ok(json) = RawJson::parse_within(text.trim(), &LIMITS) {
                self.strings += 1;
                self.search(json.as_json(), None, place);
                self.strings -= 1;
            }
        } else if text.starts_with("eyJ")
            && let Some(part) = value::of(text.trim(), plain).and_then(|found| found.parts.into_iter().next())
            && !part.is_guess
        {
            self.parts.push(part.written(Provenance::Embedded));
        }
    }
}

/// A header as `{"name", "value"}`, the format of HAR files and others.
fn named_header(value: JsonRef<'_>) -> Option<Header> {
    let name = ["name", "key"].into_iter().find_map(|name| value.get(name)?.string().ok())?;
    let text = value.get("value")?.string().ok()?;
    What::of_header(&name)?;
    Some(Header { name: name.into_owned(), value: text.trim().into(), at: None })
}

/// Recognises a JSON text on each line: messages, or the lines of a log.
fn of_lines(text: &str, at: Option<usize>) -> Option<Recognised> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.len() < 2 {
        return None;
    }
    let mut parts: Vec<Part> = Vec::new();
    let (mut notes, mut are_messages) = (Vec::new(), true);
    for (record, line) in lines.iter().enumerate() {
        let start = at.map(|at| at + (line.trim_start().as_ptr().addr() - text.as_ptr().addr()));
        let found = of_value(&RawJson::parse_within(line.trim(), &LIMITS).ok()?, line.trim(), start);
        are_messages &= found.parts.first().is_some_and(|part| part.what == What::Message);
        if parts.len() < MOST_PARTS {
            let of_line = found.parts.into_iter().filter(|part| !part.is_guess);
            parts.extend(of_line.map(|part| Part { record, ..part }));
        }
        notes.extend(found.notes.into_iter().filter(|note| *note != Note::Inside));
        notes.truncate(MOST_NOTES);
    }
    if parts.is_empty() {
        return None;
    }
    let what = if are_messages {
        format!("{} messages of MCP or A2A, one on each line", lines.len())
    } else {
        format!("{} lines of JSON with {}", lines.len(), listed(&parts))
    };
    notes.dedup();
    let mut found = Recognised::new(Form::Lines, what, parts);
    for note in notes {
        found = found.with(note);
    }
    Some(found)
}

/// Classifies JSON that cannot be parsed. Its words show the intended kind, and the decoder reports the fault.
pub(super) fn broken(text: &str, at: Option<usize>) -> Recognised {
    const WORDS: [(&str, What); 5] = [
        ("\"accepts\"", What::Demand),
        ("\"paymentPayload\"", What::Request),
        ("\"payload\"", What::Payment),
        ("\"success\"", What::Settlement),
        ("\"payTo\"", What::Offers),
    ];
    let what = WORDS.into_iter().find(|(word, _)| text.contains(word)).map_or(What::Payment, |(_, what)| what);
    let part = Part::of_text(what, text, at).guessed();
    let sentence = format!("{}, as JSON that breaks off or has a fault", what.phrase());
    Recognised::new(Form::Json, sentence, alloc::vec![part])
}

/// The first JSON object in the text, and the rest after it. `None` if there is none soon. A failed attempt may read
/// the whole text, so `left` limits the number of attempts.
pub(super) fn first_in<'a>(text: &'a str, left: &mut usize) -> Option<(&'a str, &'a str)> {
    for (start, _) in text.match_indices('{') {
        let rest = &text[start..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        if let Some(Ok(json)) = values.next() {
            return Some((json.get(), &rest[json.get().len()..]));
        }
        *left = left.checked_sub(1)?;
        if *left == 0 {
            return None;
        }
    }
    None
}

/// The objects in a message, without the message.
pub(super) fn below(root: JsonRef<'_>) -> Vec<Part> {
    let mut found = Found { is_below: true, ..Found::default() };
    found.search_in(VecDeque::from(children(root, None, Place::Other)), root, None);
    found.parts
}

/// The values in an object or an array, each with its name if that is the name of a header, and its place.
fn children<'a>(
    value: JsonRef<'a>,
    name: Option<&'static str>,
    place: Place,
) -> Vec<(JsonRef<'a>, Option<&'static str>, Place)> {
    if let Ok(members) = value.members() {
        let inner = |name: &str, member| (member, name_of_header(name), place.of_member(name, member));
        return members.map(|(name, member)| inner(&name, member)).collect();
    }
    value.elements().into_iter().flatten().map(|element| (element, name, place.of_element())).collect()
}

/// The name of a header of the protocol, in any letter case.
fn name_of_header(name: &str) -> Option<&'static str> {
    NAMES.iter().copied().find(|known| name.eq_ignore_ascii_case(known))
}
