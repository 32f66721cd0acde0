//! An answer about recognised text, with the origin of everything that it rests on.

use alloc::{format, string::String};

use serde::Serialize;

use super::{answered::Answered, provenance::Provenance, time::Time};

/// Where the payment, the offers and the time of a verdict came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[allow(clippy::exhaustive_structs, reason = "a verdict rests on these three, and each caller must name them")]
pub struct Basis {
    /// Where the payment came from.
    pub payment: Provenance,
    /// Where the offers came from.
    pub offers: Provenance,
    /// Where the time came from.
    pub time: Provenance,
}

impl Basis {
    /// The caller named everything, as in a question for an operation.
    pub const GIVEN: Self = Self { payment: Provenance::Given, offers: Provenance::Given, time: Provenance::Given };

    /// Returns `true` if something was chosen among the messages of a transcript or the fields of a log, so that a
    /// reader must know which was believed.
    #[must_use]
    pub const fn is_chosen(self) -> bool {
        const fn is_whole(provenance: Provenance) -> bool {
            match provenance {
                Provenance::Given
                | Provenance::Clock
                | Provenance::Pasted
                | Provenance::FacilitatorRequest
                | Provenance::ClientMessage
                | Provenance::ServerMessage => true,
                Provenance::AnswerDate
                | Provenance::HarEntry
                | Provenance::LogLine
                | Provenance::Response
                | Provenance::RequestHeader
                | Provenance::RequestBody
                | Provenance::Record
                | Provenance::Embedded => false,
            }
        }
        !is_whole(self.payment) || !is_whole(self.offers) || !is_whole(self.time)
    }
}

/// The verdict at the time that others than the client recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(clippy::exhaustive_structs, reason = "each caller must name the time and the verdict")]
pub struct Recorded {
    /// The recorded time, in seconds since 1970-01-01 UTC.
    pub seconds: u64,
    /// Where the text has the time.
    pub provenance: Provenance,
    /// The verdict at that time.
    pub verdict: &'static str,
}

impl Recorded {
    /// Returns the verdict at this time.
    #[must_use]
    pub const fn new(Time { seconds, provenance }: Time, verdict: &'static str) -> Self {
        Self { seconds, provenance, verdict }
    }
}

/// What every answer about recognised text has next to its result.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs, reason = "no answer about recognised text is complete without all of them")]
pub struct Sourced {
    /// The answer of the seller or the facilitator in the text. It comes first.
    pub answered: Option<Answered>,
    /// Where the payment, the offers and the time came from.
    pub basis: Basis,
    /// The time of the verdict, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The verdict at the recorded time, if the text has one and the verdict is about another time.
    pub recorded: Option<Recorded>,
}

/// The fields after those of the result.
#[derive(Serialize)]
struct After<'a> {
    provenance: Basis,
    now: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: &'a Option<Recorded>,
}

impl Sourced {
    /// Returns the JSON of an answer: `answered`, the fields of the result, `provenance`, `now` and `recorded`. The result
    /// is the JSON of an object.
    ///
    /// # Errors
    /// The answer cannot be serialized.
    pub fn to_json(&self, result: &str) -> serde_json::Result<String> {
        let fields = result.trim();
        let fields = fields.strip_prefix('{').and_then(|fields| fields.strip_suffix('}')).unwrap_or_default();
        let after = serde_json::to_string(&After { provenance: self.basis, now: self.now, recorded: &self.recorded })?;
        let after = after.trim_start_matches('{');
        let answered = match &self.answered {
            Some(answered) => format!("\"answered\":{},", serde_json::to_string(answered)?),
            None => String::new(),
        };
        let comma = if fields.is_empty() { "" } else { "," };
        Ok(format!("{{{answered}{fields}{comma}{after}"))
    }
}
