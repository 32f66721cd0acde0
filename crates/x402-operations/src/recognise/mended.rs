//! The text in a header's value, and the damage to the value on its way.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;

use x402_types::{DecodeOptions, RawJson, read::header_text};

/// The damage to a header's value on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Accident {
    /// The value is in quotes.
    Quotes,
    /// The value is percent-encoded.
    Percent,
    /// The value is base64url.
    Url,
    /// The value is the base64 of base64.
    Twice,
    /// The value is the JSON itself.
    Json,
}

impl Accident {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::Percent => "percent-encoded",
            Self::Url => "base64url",
            Self::Twice => "encoded-twice",
            Self::Json => "json-itself",
        }
    }
}

impl fmt::Display for Accident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quotes => "the value is in quotes; leave them out",
            Self::Percent => "the value is percent-encoded; write = for %3D, + for %2B and / for %2F",
            Self::Url => "the value is base64url; write + for - and / for _",
            Self::Twice => "the value is encoded twice; decode it once",
            Self::Json => "the value is the JSON itself; encode it in base64",
        })
    }
}

/// A header's value after its damage was undone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mended {
    /// The JSON text in the value.
    pub text: String,
    /// The kinds of damage that were undone, in this order. Empty for a correct value.
    pub accidents: Vec<Accident>,
}

/// Undoes the damage to a header's value. Returns `None` if there is no JSON object in it.
#[must_use]
pub fn mended(value: &str) -> Option<Mended> {
    /// No value is encoded more often by accident.
    const MOST_STEPS: usize = 8;
    let (mut current, mut accidents, mut layers) = (value.trim().to_owned(), Vec::new(), 0);
    let mut note = |accident| {
        if !accidents.contains(&accident) {
            accidents.push(accident);
        }
    };
    for _ in 0..MOST_STEPS {
        if current.starts_with('{') && RawJson::parse(&current).is_ok() {
            if layers == 0 {
                note(Accident::Json);
            }
            return Some(Mended { text: current, accidents });
        }
        let unquoted = current.trim_matches(['"', '\'', '`']);
        if unquoted.len() < current.len() {
            note(Accident::Quotes);
            // A JSON string has escapes, which a header's value does not have.
            let string = RawJson::parse(&current).ok().and_then(|json| json.as_json().string().ok().map(Into::into));
            current = string.unwrap_or_else(|| unquoted.to_owned());
            continue;
        }
        if let Some(decoded) = percent_decoded(&current) {
            note(Accident::Percent);
            current = decoded;
            continue;
        }
        let standard = current.replace('-', "+").replace('_', "/");
        let text = header_text(standard.as_bytes(), &DecodeOptions::LENIENT).ok()?;
        layers += 1;
        if standard != current {
            note(Accident::Url);
        }
        if layers == 2 {
            note(Accident::Twice);
        }
        current = text.trim().to_owned();
    }
    None
}

/// The text without its percent escapes, if it has some.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let [first, more @ ..] = rest {
        match more {
            [high, low, after @ ..] if *first == b'%' && digit(*high).is_some() && digit(*low).is_some() => {
                bytes.push(digit(*high)? << 4 | digit(*low)?);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    let text = (bytes.len() < text.len()).then_some(bytes)?;
    String::from_utf8(text).ok()
}

/// The text in a header's value, read leniently. `None` if it is not the base64 of a text.
pub(super) fn text_in(value: &str) -> Option<String> {
    header_text(value.as_bytes(), &DecodeOptions::LENIENT).ok()
}
