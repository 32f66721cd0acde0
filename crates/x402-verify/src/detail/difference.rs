//! How an offer differs from what the client accepted.

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
};
use core::fmt;

use x402_types::{RawJson, v2::PaymentRequirements};

/// The number of characters after which a sentence cuts off a value.
const SHOWN: usize = 80;

/// A member in which an offer differs from what the client accepted, with the values of both sides. A value is the text
/// of a string, or the JSON of anything else. It is `None` if the member is absent.
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
        Self { member: member.to_owned(), accepted: value(accepted, member), offered: value(offer, member) }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (accepted ", self.member)?;
        shown(f, self.accepted.as_deref())?;
        f.write_str(", offered ")?;
        shown(f, self.offered.as_deref())?;
        f.write_str(")")
    }
}

fn shown(f: &mut fmt::Formatter<'_>, value: Option<&str>) -> fmt::Result {
    let Some(value) = value else { return f.write_str("nothing") };
    match value.char_indices().nth(SHOWN).and_then(|(end, _)| value.get(..end)) {
        Some(start) => write!(f, "{start}…"),
        None if value.is_empty() => f.write_str("\"\""),
        None => f.write_str(value),
    }
}

/// The value at a path of [`x402_types::matching::Comparison`].
fn value(offer: &PaymentRequirements, member: &str) -> Option<String> {
    let extra = offer.extra.as_ref().map(RawJson::as_json);
    Some(match member {
        "scheme" => offer.scheme.to_string(),
        "network" => offer.network.to_string(),
        "amount" => offer.amount.to_string(),
        "asset" => offer.asset.clone(),
        "payTo" => offer.pay_to.clone(),
        "maxTimeoutSeconds" => offer.max_timeout_seconds.to_string(),
        "extra" => extra?.text().to_owned(),
        _ => {
            let value = extra?.get(member.strip_prefix("extra.")?)?;
            value.string().map_or_else(|_| value.text().to_owned(), |text| text.into_owned())
        }
    })
}
