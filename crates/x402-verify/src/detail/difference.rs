//! How an offer differs from what the client accepted.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use x402_types::{matching::value_at, v2::PaymentRequirements};

/// The number of characters after which a sentence cuts off a value.
const SHOWN: usize = 80;

/// A member in which an offer differs from what the client accepted, with the values of both sides. A value is JSON. It is
/// `None` if the member is absent. Printed, a value is cut off after 80 characters, and 64 hexadecimal digits as `payTo`
/// are shortened: they may be a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The path of the member, such as `amount` or `extra.version`.
    pub member: String,
    /// The value that the client accepted.
    pub accepted: Option<String>,
    /// The value in the offer.
    pub offered: Option<String>,
}

impl Difference {
    pub(crate) fn new(member: &str, accepted: &PaymentRequirements, offer: &PaymentRequirements) -> Self {
        Self { member: member.to_owned(), accepted: value_at(accepted, member), offered: value_at(offer, member) }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (accepted ", self.member)?;
        shown(f, &self.member, self.accepted.as_deref())?;
        f.write_str(", offered ")?;
        shown(f, &self.member, self.offered.as_deref())?;
        f.write_str(")")
    }
}

fn shown(f: &mut fmt::Formatter<'_>, member: &str, value: Option<&str>) -> fmt::Result {
    let Some(value) = value else { return f.write_str("nothing") };
    if member == "payTo"
        && let Some(start) = start_of_key(value)
    {
        return write!(f, "\"{start}…\"");
    }
    match value.char_indices().nth(SHOWN).and_then(|(end, _)| value.get(..end)) {
        Some(start) => write!(f, "{start}…"),
        None => f.write_str(value),
    }
}

/// The beginning of a JSON string of 64 hexadecimal digits, with or without `0x`. A private key has this form, and no
/// address does.
fn start_of_key(json: &str) -> Option<&str> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let is_key = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_key { text.get(..6) } else { None }
}
