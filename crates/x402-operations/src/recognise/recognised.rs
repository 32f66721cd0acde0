//! The result of recognising a text.

use alloc::{string::String, vec::Vec};

use super::{
    answered::Answered,
    judged::Judged,
    limits::MOST_NOTES,
    note::Note,
    other::Other,
    part::{Form, Message, Part},
    time::Time,
    what::What,
};

/// The result of recognising a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recognised {
    /// The form of the text.
    pub form: Form,
    /// A description of the text, as the rest of a sentence.
    pub what: String,
    /// The objects in the text, in their order. For a transcript, one of each kind: the payment that is judged, the
    /// offers that it answers, and of other kinds the last.
    pub parts: Vec<Part>,
    /// The messages of a transcript, of a command or of header lines.
    pub messages: Vec<Message>,
    /// Facts about the text that a reader should know.
    pub notes: Vec<Note>,
    /// The parts that a verdict about the text rests on.
    pub judged: Judged,
    /// The last answer in the text to the payment, or to a request without one. `None` if the text has no answer.
    pub answered: Option<Answered>,
}

impl Recognised {
    pub(super) fn new(form: Form, what: impl Into<String>, parts: Vec<Part>) -> Self {
        let (judged, answered) = (Judged::of_parts(&parts), Answered::of_parts(&parts));
        Self { form, what: what.into(), parts, messages: Vec::new(), notes: Vec::new(), judged, answered }
    }

    pub(super) fn with(mut self, note: Note) -> Self {
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self
    }

    pub(super) fn moved(mut self, by: Option<usize>) -> Self {
        let moved = |at: Option<usize>| Some(at?.saturating_add(by?));
        self.parts = self.parts.into_iter().map(|part| part.moved(by)).collect();
        for message in &mut self.messages {
            message.body_at = moved(message.body_at);
            for header in &mut message.headers {
                header.at = moved(header.at);
            }
        }
        self
    }

    /// Returns the last part of this kind.
    #[must_use]
    pub fn last(&self, what: What) -> Option<&Part> {
        self.parts.iter().rev().find(|part| part.what == what)
    }

    /// Returns the part with the payment that is judged.
    #[must_use]
    pub fn payment(&self) -> Option<&Part> {
        self.parts.get(self.judged.payment?)
    }

    /// Returns the part with the offers by which the payment is judged. `None` if the text has none that a server wrote
    /// or that a person pasted.
    #[must_use]
    pub fn offers(&self) -> Option<&Part> {
        self.parts.get(self.judged.offers?)
    }

    /// Returns the time at which the payment in the text was used, as others than its client recorded it.
    #[must_use]
    pub const fn time(&self) -> Option<Time> {
        self.judged.time
    }

    /// Returns the kind of value that the text is, if it does not belong to x402.
    #[must_use]
    pub fn other(&self) -> Option<Other> {
        self.notes.iter().find_map(|note| if let Note::Other(other) = note { Some(*other) } else { None })
    }
}
