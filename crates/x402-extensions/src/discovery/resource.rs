//! A resource in a directory.

use alloc::{string::String, vec::Vec};

use x402_types::{
    DecodeError, Flag, JsonRef, Members, Offer, RawJson, Version,
    object::{Object, wire_object},
    read::Reader,
    v1, v2,
};

use crate::date::seconds;

/// A resource that a directory lists (V2 specification §8.3, V1 specification §8.2).
///
/// Directories repeat fields of the `resource` of the 402 response here: `description`, `mimeType`, `serviceName`,
/// `tags`, `iconUrl`. They are in [`other`](Self::other).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscoveredResource {
    /// The URL or a different identifier of the resource.
    pub resource: String,
    /// The field `type`, such as `http` or `mcp`. The set is open.
    pub transport: String,
    /// The protocol version of the resource.
    pub x402_version: Version,
    /// The ways to pay. An unreadable offer does not affect the others.
    pub accepts: Vec<Offer<AnyOffer>>,
    /// The time of the last change to the entry, as received: a string with an RFC 3339 date. Any other value raises
    /// [`Flag::LastUpdated`], also the seconds of the specification's examples.
    pub last_updated: RawJson,
    /// The extensions of the resource: a JSON object, as received (V2).
    pub extensions: Option<RawJson>,
    /// More data about the resource: a JSON object, as received (V1, and in the text of the V2 specification).
    pub metadata: Option<RawJson>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

/// An offer of either version. The specification prints V2 offers in resources of version 1, so the offer itself decides
/// ([`Version::of_offers`], Z-10). A third version is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyOffer {
    /// An offer of V1.
    V1(v1::PaymentRequirements),
    /// An offer of V2.
    V2(v2::PaymentRequirements),
}

/// The fields that every resource has. The struct gets no further fields.
#[derive(Clone, Debug)]
pub struct DiscoveredResourceInit<'a> {
    /// The URL of the resource, or the identifier that the transport uses.
    pub resource: String,
    /// The transport, such as `http`.
    pub transport: String,
    /// The offers.
    pub accepts: Vec<v2::PaymentRequirements>,
    /// The time of the resource's last change: an RFC 3339 date.
    pub last_updated: &'a str,
}

impl DiscoveredResource {
    /// Returns a V2 resource.
    #[must_use]
    pub fn new(init: DiscoveredResourceInit<'_>) -> Self {
        let DiscoveredResourceInit { resource, transport, accepts, last_updated } = init;
        Self {
            resource,
            transport,
            x402_version: Version::V2,
            accepts: accepts.into_iter().map(|offer| Offer::Read(AnyOffer::V2(offer))).collect(),
            last_updated: RawJson::string(last_updated),
            extensions: None,
            metadata: None,
            other: Members::new(),
        }
    }
}

impl Object for AnyOffer {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match Version::of_offers([value], None) {
            Version::V1 => v1::PaymentRequirements::read(value, reader).map(Self::V1),
            Version::V2 => v2::PaymentRequirements::read(value, reader).map(Self::V2),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::V1(offer) => offer.write(out),
            Self::V2(offer) => offer.write(out),
        }
    }
}

wire_object! {
    DiscoveredResource; |value, member, reader|
    required resource "resource";
    required transport "type";
    required x402_version "x402Version";
    required accepts "accepts";
    required last_updated "lastUpdated" = Ok(read_date(member, reader));
    optional extensions "extensions";
    optional metadata "metadata";
}

fn read_date(member: JsonRef<'_>, reader: &mut Reader<'_>) -> RawJson {
    if !member.string().is_ok_and(|text| is_date_time(&text)) {
        reader.flag(Flag::LastUpdated);
    }
    member.into()
}

/// Returns `true` if the text is a date of RFC 3339 §5.6, such as `2024-01-15T10:30:00.5+01:00`, also in a leap second.
fn is_date_time(text: &str) -> bool {
    let without_leap = || Some([text.get(..17)?, "59", text.get(17..)?.strip_prefix("60")?].concat());
    seconds(text).or_else(|| seconds(&without_leap()?)).is_some()
}

#[cfg(test)]
mod tests {
    use super::is_date_time;

    #[test]
    fn dates_have_the_format_of_rfc_3339() {
        for date in ["2024-01-15T10:30:00Z", "2024-01-15t10:30:00.000z", "2024-01-15T10:30:00.5-11:30"] {
            assert!(is_date_time(date), "{date}");
        }
        for date in [
            "",
            "2024-01-15",
            "2024-01-15T10:30:00",
            "2024-01-15 10:30:00Z",
            "2024-01-15T10:30:00.Z",
            "1703123456",
            "é024-01-15T10:30:00Z",
        ] {
            assert!(!is_date_time(date), "{date}");
        }
    }
}
