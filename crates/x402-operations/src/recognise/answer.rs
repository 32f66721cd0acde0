//! The operation `recognise`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde::Serialize;

use super::{Answered, Message, Part, Provenance, Recognised, Time, recognise};
use crate::{Fields, stop::Outcome};

/// The answer of `recognise`.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    form: &'static str,
    what: String,
    parts: Vec<ShownPart>,
    messages: Vec<ShownMessage>,
    notes: Vec<ShownNote>,
    judged: ShownJudged,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<Answered>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<ShownTime>,
}

#[derive(Debug, Serialize)]
struct ShownJudged {
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<ShownChoice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offers: Option<ShownChoice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ambiguous: Option<ShownNote>,
}

/// A part that a verdict rests on.
#[derive(Debug, Serialize)]
struct ShownChoice {
    part: usize,
    provenance: Provenance,
}

#[derive(Debug, Serialize)]
struct ShownPart {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<ShownHeader>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<usize>,
    guessed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<usize>,
    provenance: Provenance,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<ShownTime>,
}

#[derive(Debug, Serialize)]
struct ShownHeader {
    name: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<usize>,
}

#[derive(Debug, Serialize)]
struct ShownMessage {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<u64>,
}

#[derive(Debug, Serialize)]
struct ShownNote {
    kind: &'static str,
    sentence: String,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct ShownTime {
    seconds: u64,
    provenance: Provenance,
}

impl From<Time> for ShownTime {
    fn from(Time { seconds, provenance }: Time) -> Self {
        Self { seconds, provenance }
    }
}

impl From<Part> for ShownPart {
    fn from(part: Part) -> Self {
        let Part { what, header, text, at, is_guess, message, provenance, time, .. } = part;
        let header = header.map(|header| ShownHeader { name: header.name, value: header.value, at: header.at });
        Self {
            kind: what.as_str(),
            header,
            text,
            at,
            guessed: is_guess,
            message,
            provenance,
            time: time.map(ShownTime::from),
        }
    }
}

impl From<Message> for ShownMessage {
    fn from(message: Message) -> Self {
        let headers = message.headers.into_iter().map(|header| (header.name, header.value)).collect();
        Self { status: message.status, target: message.target, headers, date: message.date }
    }
}

impl From<Recognised> for Answer {
    fn from(found: Recognised) -> Self {
        let time = found.time().map(ShownTime::from);
        let Recognised { form, what, parts, messages, notes, judged, answered } = found;
        let choice = |part: usize| Some(ShownChoice { part, provenance: parts.get(part)?.provenance });
        let ambiguous = |why: super::Ambiguous| ShownNote { kind: why.as_str(), sentence: why.to_string() };
        let judged = ShownJudged {
            payment: judged.payment.and_then(choice),
            offers: judged.offers.and_then(choice),
            ambiguous: judged.ambiguous.map(ambiguous),
        };
        let note = |note: &super::Note| ShownNote { kind: note.as_str(), sentence: note.to_string() };
        Self {
            form: form.as_str(),
            what,
            parts: parts.into_iter().map(ShownPart::from).collect(),
            messages: messages.into_iter().map(ShownMessage::from).collect(),
            notes: notes.iter().map(note).collect(),
            judged,
            answered,
            time,
        }
    }
}

pub(crate) fn run(mut fields: Fields<'_>) -> Outcome<Answer> {
    let text: String = fields.require_as("text")?;
    fields.finish()?;
    Ok(recognise(&text).into())
}
