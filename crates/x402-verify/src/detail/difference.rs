//! How an offer differs from what the client accepted.

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
};
use core::fmt;

use x402_types::{RawJson, v2::PaymentRequirements};

/// The longest value that a sentence repeats, in characters; of a longer one the beginning.
const SHOWN: usize = 80;

/// A member in which an offer differs from what the client accepted, and what stands there on either side: the text of a
/// string, JSON of anything else, nothing where the member is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Path of the member: `amount`, `extra.version`.
    pub member: String,
    /// What the client accepted.
    pub accepted: Option<String>,
    /// What the server offers.
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

/// What stands at a path of [`x402_types::matching::Comparison`].
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
