//! Texts in a text: between quotes, in a JSON string, and in the body of a message.

use alloc::{format, string::String, vec::Vec};

use x402_types::{HeaderName, RawJson};

use super::{
    answered::Answered,
    command, har, json,
    judged::Judged,
    limits::{LIMITS, MOST_NOTES},
    mended::{mended, text_in},
    note::Note,
    object_kind::kind_of,
    other,
    part::{Form, Header, Message, Part},
    provenance::Provenance,
    recognised::Recognised,
    sentence::joined,
    text, transcript, value,
    what::What,
};

/// The maximum number of times that a text is extracted from a text: quotes around quotes, a body in a body. Real texts
/// have fewer layers.
const MOST_LAYERS: usize = 10;

/// Recognises a text that was extracted from this many layers of text.
pub(super) fn inside(text: &str, layers: usize) -> Recognised {
    let marked = text.strip_prefix('\u{feff}').unwrap_or(text);
    let trimmed = marked.trim();
    if trimmed.is_empty() {
        return Recognised::new(Form::Nothing, "nothing yet", Vec::new());
    }
    let at = offset_of(text, trimmed);
    if trimmed.starts_with(['{', '[']) {
        if let Some(found) = archive(trimmed) {
            return found;
        }
        return json::of(trimmed, at)
            .or_else(|| text::of(trimmed).map(|found| found.moved(at)))
            .unwrap_or_else(|| json::broken(trimmed, at));
    }
    if layers > MOST_LAYERS {
        return unknown(trimmed, at);
    }
    let start = offset_of(text, marked);
    if let Some((form, mut messages)) = transcript::read(marked) {
        // A terminal shows the command above its output.
        let is_answer = messages.first().is_some_and(|message| message.status.is_some());
        let above = marked.find("HTTP/").map(|end| &marked[..end]).filter(|_| is_answer);
        if let Some(command) = above.and_then(command::read) {
            messages.insert(0, command);
        }
        return carried(form, messages, layers).moved(start);
    }
    if let Some(message) = command::read(marked) {
        let found = carried(Form::Command, alloc::vec![message], layers);
        if !found.parts.is_empty() {
            return found.moved(start);
        }
    }
    quoted(trimmed, at, layers)
        .or_else(|| value::of(trimmed, at))
        .or_else(|| text::of(marked).map(|found| found.moved(start)))
        .unwrap_or_else(|| unknown(trimmed, at))
}

/// The objects in an HTTP Archive. `None` if the text is none, or has nothing of x402.
fn archive(text: &str) -> Option<Recognised> {
    // Most JSON is no archive, and is not read twice.
    if !text.contains("\"request\"") || !text.contains("\"headers\"") {
        return None;
    }
    let json = RawJson::parse_within(text, &LIMITS).ok()?;
    let found = carried(Form::Har, har::read(json.as_json())?, 0);
    (!found.parts.is_empty()).then(|| found.moved(None))
}

/// The byte of the text at which this part of it begins.
fn offset_of(text: &str, part: &str) -> Option<usize> {
    part.as_ptr().addr().checked_sub(text.as_ptr().addr())
}

/// An unrecognised value is read as a payment, so that there is an error.
fn unknown(trimmed: &str, at: Option<usize>) -> Recognised {
    let header = Header { name: HeaderName::PaymentSignature.as_str().into(), value: trimmed.into(), at };
    let part = Part::of_header(header, What::Payment).guessed();
    Recognised::new(Form::Unknown, "the value of a header, though nothing shows of which", alloc::vec![part])
}

fn quoted(text: &str, at: Option<usize>, layers: usize) -> Option<Recognised> {
    let mark = text.chars().next().filter(|mark| ['"', '\'', '`'].contains(mark))?;
    let body = text.trim_end_matches([',', ';']);
    let inner = body.strip_prefix(mark)?.strip_suffix(mark)?;
    if mark == '"'
        && let Ok(json) = RawJson::parse_within(body, &LIMITS)
        && let Ok(inner) = json.as_json().string()
    {
        if inner == body[1..body.len() - 1] {
            let found = inside(&inner, layers + 1);
            return Some(described(found, ", in quotes").moved(at.map(|at| at + 1)).with(Note::Quotes));
        }
        let found = inside(&inner, layers + 1);
        return Some(described(found, ", in a JSON string").moved(None).with(Note::JsonString));
    }
    let found = inside(inner, layers + 1);
    Some(described(found, ", in quotes").moved(at.map(|at| at + 1)).with(Note::Quotes))
}

fn described(mut found: Recognised, more: &str) -> Recognised {
    found.what += more;
    found
}

/// The objects in the messages: the payment that is judged, the offers that it answers, and of each other kind the
/// last, which belongs to the last attempt.
pub(super) fn carried(form: Form, messages: Vec<Message>, layers: usize) -> Recognised {
    let (mut parts, mut notes): (Vec<Part>, Vec<Note>) = (Vec::new(), Vec::new());
    let has_status = messages.iter().any(|message| message.status.is_some());
    for (index, message) in messages.iter().enumerate() {
        let mut of_message: Vec<Part> = Vec::new();
        let of_header = header_provenance(form, message);
        for header in &message.headers {
            if let Some(what) = What::of_header(&header.name) {
                of_message.push(Part::of_header(header.clone(), what).written(of_header(what)));
                notes.extend(notes_of(&header.value));
                if header.at.is_none() && !matches!(form, Form::Command | Form::Har) {
                    notes.push(Note::LineBreaks);
                }
            }
            if let Some(other) = other::of_header(&header.name, &header.value) {
                notes.push(Note::Other(other));
            }
        }
        if body_differs(message) == Some(true) {
            notes.push(Note::BodyDiffers);
        }
        if !message.body.is_empty() {
            let mut seen: Vec<What> = of_message.iter().map(|part| part.what).collect();
            let inner = of_body(&message.body, layers).moved(message.body_at);
            notes.extend(inner.notes.into_iter().filter(|note| *note != Note::Inside));
            for part in inner.parts {
                // Version 2 has its `PaymentRequired` in a header. The body repeats it, or is an error for people.
                let is_known = seen.contains(&part.what) && part.what != What::Message;
                if !part.is_guess && !is_known {
                    if part.what != What::Message {
                        seen.push(part.what);
                    }
                    of_message.push(in_body(part, message, has_status));
                }
            }
        }
        notes.truncate(MOST_NOTES);
        parts.extend(of_message.into_iter().map(|part| Part { message: Some(index), time: None, ..part }));
    }
    let judged = Judged::of_messages(&messages, &parts);
    let paid = judged.payment.and_then(|index| parts[index].message);
    let answered = if has_status { Answered::of_messages(&messages, &parts, paid) } else { Answered::of_parts(&parts) };
    // The messages of MCP belong together. Of the payments and the offers those are kept that a verdict rests on.
    let mut last: Vec<(What, usize)> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match last.iter_mut().find(|(what, _)| *what == part.what) {
            Some((_, at)) => *at = index,
            None => last.push((part.what, index)),
        }
    }
    for index in [judged.payment, judged.offers].into_iter().flatten() {
        if let Some((_, at)) = last.iter_mut().find(|(what, _)| *what == parts[index].what) {
            *at = index;
        }
    }
    let is_kept = |index: &usize| parts[*index].what == What::Message || last.contains(&(parts[*index].what, *index));
    let kept: Vec<usize> = (0..parts.len()).filter(is_kept).collect();
    let shown: Vec<Part> = kept.iter().map(|index| parts[*index].clone()).collect();
    let mut found = Recognised::new(form, String::new(), shown);
    (found.judged, found.answered) = (judged.among(&kept), answered);
    found.what = sentence(form, &messages, &found.parts);
    found.messages = messages;
    for note in notes {
        found = found.with(note);
    }
    found
}

/// Who wrote a header of each kind in this message.
fn header_provenance(form: Form, message: &Message) -> impl Fn(What) -> Provenance {
    let status = message.status;
    // Nothing but headers of the protocol is what a person put together. With others it is a request or a response.
    let is_composed = form == Form::Headers
        && message.headers.iter().all(|header| What::of_header(&header.name).is_some())
        && !message.is_received;
    let is_received = message.is_received;
    move |what| match (status, what) {
        // Other responses than the 402 may repeat what a client sent.
        (Some(402), _) => Provenance::Response,
        (Some(_), What::Demand | What::Payment) => Provenance::Record,
        (Some(_), _) => Provenance::Response,
        (None, _) if is_composed => Provenance::Pasted,
        // The status line was not copied.
        (None, What::Demand | What::Settlement) if is_received => Provenance::Record,
        (None, _) => Provenance::RequestHeader,
    }
}

/// A part of the body of a message, with the party that wrote it. Only a body as a whole is what its sender says.
fn in_body(part: Part, message: &Message, has_status: bool) -> Part {
    /// A path ends like this if the request is for a facilitator.
    const OF_FACILITATOR: [&str; 2] = ["/verify", "/settle"];
    let is_whole = matches!(
        part.provenance,
        Provenance::Pasted | Provenance::FacilitatorRequest | Provenance::ServerMessage | Provenance::ClientMessage
    );
    let path = message.target.as_deref().and_then(|target| target.split(['?', '#']).next()).unwrap_or_default();
    let is_to_facilitator = || OF_FACILITATOR.iter().any(|end| path.trim_end_matches('/').ends_with(end));
    let provenance = match (message.status, part.what) {
        (status, What::Message) if is_whole => return json::of_carrier(part, Some(status.is_some())),
        _ if part.provenance == Provenance::Embedded => Provenance::Embedded,
        (None, What::Request) if is_whole && !has_status && is_to_facilitator() => Provenance::FacilitatorRequest,
        (None, _) => Provenance::RequestBody,
        // Other responses than the 402 may repeat what a client sent.
        (Some(402), _) if is_whole => Provenance::Response,
        (Some(_), What::Demand | What::Offers | What::Payment | What::Request) => Provenance::Record,
        (Some(_), _) if is_whole => Provenance::Response,
        (Some(_), _) => Provenance::Record,
    };
    Part { carries: None, ..part.written(provenance) }
}

/// A body, which a server may send as events, the format that MCP uses.
fn of_body(body: &str, layers: usize) -> Recognised {
    let is_event = |line: &&str| line.starts_with("data:");
    if body.starts_with("event:") || body.starts_with("data:") || body.starts_with("id:") {
        let data: Vec<&str> = body.lines().filter(is_event).map(|line| line["data:".len()..].trim()).collect();
        return inside(&data.join("\n"), layers + 1).moved(None);
    }
    inside(body, layers + 1)
}

/// Notes about the damage to a header's value, if undoing it leads to an object, or about the kind of value that it is.
fn notes_of(value: &str) -> Vec<Note> {
    let is_ours = |text: &str| RawJson::parse(text).is_ok_and(|json| kind_of(json.as_json()).is_some());
    match mended(value) {
        Some(mended) if is_ours(&mended.text) => mended.accidents.into_iter().map(Note::Accident).collect(),
        Some(_) => Vec::new(),
        None => other(value).map(Note::Other).into_iter().collect(),
    }
}

fn sentence(form: Form, messages: &[Message], parts: &[Part]) -> String {
    let location = |part: &Part| match &part.header {
        Some(header) => format!("{} in {}", part.what.phrase(), header.name.to_uppercase()),
        None => format!("{} in the body", part.what.phrase()),
    };
    let names: Vec<String> = parts.iter().map(location).collect();
    let of = joined(&names).map_or_else(|| "without anything of x402".into(), |names| format!("with {names}"));
    let statuses: Vec<String> =
        messages.iter().filter_map(|message| message.status).map(|status| format!("{status}")).collect();
    match (form, names.as_slice()) {
        (Form::Transcript, _) if !statuses.is_empty() => {
            format!("a transcript with status {}, {of}", statuses.join(", then "))
        }
        (Form::Har, _) => format!("an HTTP Archive (HAR) {of}"),
        (Form::Transcript, _) => format!("a request {of}"),
        (Form::Command, [_]) => format!("a command of curl {of}"),
        (_, [name]) => name.replacen(" in ", ", in the header ", 1),
        (Form::Command, _) => format!("a command of curl {of}"),
        _ => format!("headers {of}"),
    }
}

/// Returns `true` if the `PaymentRequired` of the body differs from the one in the header of a message. `None` if one
/// of them is missing.
fn body_differs(message: &Message) -> Option<bool> {
    let header = message.headers.iter().find(|header| What::of_header(&header.name) == Some(What::Demand))?;
    let header = RawJson::parse(&text_in(&header.value)?).ok()?;
    let body = RawJson::parse(&message.body).ok()?;
    if kind_of(body.as_json()) != Some(What::Demand) {
        return None;
    }
    let accepts = |json: &RawJson| json.as_json().get("accepts").map(RawJson::from);
    let (header, body) = (accepts(&header)?, accepts(&body)?);
    Some(!header.as_json().same_value(&body.as_json()))
}
