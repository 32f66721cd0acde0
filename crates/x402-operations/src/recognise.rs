//! Recognises a pasted text, and extracts the protocol objects in it.
//!
//! The command, the packages and the web page use this module, so that they all classify a text in the same way. It
//! verifies nothing and decodes nothing strictly: a part that looks like a payment is classified as a payment, and the
//! verifier decides whether it is one.
//!
//! ```
//! use x402_operations::recognise::{What, recognise};
//!
//! let text = "> GET /weather HTTP/1.1\n> X-PAYMENT: e30=\n>\n< HTTP/1.1 402 Payment Required\n< Date: Sat, 28 Nov 2026 19:55:25 GMT\n<\n{\"x402Version\":1,\"accepts\":[]}";
//! let found = recognise(text);
//! assert_eq!(found.parts.iter().map(|part| part.what).collect::<Vec<_>>(), [What::Payment, What::Demand]);
//! assert_eq!(found.time().unwrap().seconds, 1_795_895_725);
//! ```

pub(crate) mod answer;
mod answered;
mod basis;
mod command;
mod har;
mod json;
mod judged;
mod layers;
mod limits;
mod mended;
mod note;
mod object_kind;
mod other;
mod part;
mod place;
mod provenance;
mod recognised;
mod sentence;
mod text;
mod time;
mod transcript;
mod value;
mod what;

use alloc::{format, vec::Vec};

use x402_types::{JsonRef, RawJson};

pub use self::{
    answered::{Answered, Outcome, Party},
    basis::{Basis, Recorded, Sourced},
    judged::{Ambiguous, Judged},
    limits::{LIMITS, MOST},
    mended::{Accident, Mended, mended},
    note::Note,
    other::{Other, other},
    part::{Form, Header, Message, Part},
    provenance::Provenance,
    recognised::Recognised,
    time::Time,
    what::What,
};

/// Recognises a text. The running time is linear in the length of the text. A text of more than [`MOST`] bytes is not
/// searched.
#[must_use]
pub fn recognise(text: &str) -> Recognised {
    if text.len() > MOST {
        return Recognised::new(Form::Unknown, format!("a text of more than {MOST} bytes"), Vec::new());
    }
    layers::inside(text, 0)
}

/// Returns the objects in a message of MCP or A2A, as written there, including those that no reader accepts.
#[must_use]
pub fn in_message(message: &str) -> Vec<Part> {
    RawJson::parse_within(message, &LIMITS).map(|json| json::below(json.as_json())).unwrap_or_default()
}

/// Returns the kind of a JSON value, by its fields. `None` if nothing shows it.
#[must_use]
pub fn what(json: JsonRef<'_>) -> Option<What> {
    object_kind::kind_of(json)
}
