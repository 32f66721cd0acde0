//! The difference between an offer and the client's `accepted`.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use x402_types::{matching::value_at, printable::write_sentence, v2::PaymentRequirements};

/// The number of characters after which a sentence cuts off a value.
const SHOWN: usize = 80;

/// A field in which an offer differs from the client's `accepted`, with the values of both sides. A value is JSON, or
/// `None` if the field is absent. A string of 64 hexadecimal digits in `payTo` or `asset` may be a private key, so only
/// its first four and last four digits are kept. In print, a value is cut off after 80 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The field path, such as `amount` or `extra.version`.
    pub member: String,
    /// The value in the client's `accepted`.
    pub accepted: Option<String>,
    /// The value in the offer.
    pub offered: Option<String>,
}

impl Difference {
    pub(crate) fn new(member: &str, accepted: &PaymentRequirements, offer: &PaymentRequirements) -> Self {
        let value = |offer| value_at(offer, member).map(|value| without_key(member, value));
        Self { member: member.to_owned(), accepted: value(accepted), offered: value(offer) }
    }
}

/// Shortens a JSON string of 64 hexadecimal digits in an address field, because it may be a private key.
fn without_key(member: &str, json: String) -> String {
    let text = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let is_key = matches!(member, "payTo" | "asset")
        && digits.len() == 64
        && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    match (digits.get(..4), digits.get(60..)) {
        // Not `format!`: no other computation of a verdict would need the machinery for formats.
        (Some(start), Some(end)) if is_key => ["\"", start, "…", end, "\""].concat(),
        _ => json,
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { member, accepted, offered } = self;
        let [accepted, offered] = [accepted, offered].map(|value| Shown(value.as_deref()));
        write_sentence(f, format_args!("{member} (accepted {accepted}, offered {offered})"))
    }
}

/// A value, cut off.
struct Shown<'a>(Option<&'a str>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = self.0 else { return f.write_str("nothing") };
        match value.char_indices().nth(SHOWN).and_then(|(end, _)| value.get(..end)) {
            Some(start) => write!(f, "{start}…"),
            None => f.write_str(value),
        }
    }
}
