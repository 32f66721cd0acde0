//! The version of the protocol.

use core::fmt;

use crate::{JsonRef, Network};

/// A version of the protocol: the number `x402Version` of an object (C-5). A third version is a breaking change,
/// because code that handles both versions must handle it.
///
/// ```
/// use x402_types::Version;
///
/// assert_eq!(Version::try_from(2), Ok(Version::V2));
/// assert_eq!(Version::V1.number(), 1);
/// assert_eq!(Version::try_from(3).unwrap_err().to_string(), "x402Version is 3, and only 1 and 2 are known");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Version 1.
    V1,
    /// Version 2.
    V2,
}

impl Version {
    /// Both versions.
    pub const ALL: &'static [Self] = &[Self::V1, Self::V2];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }

    /// Returns the version by which the offers of one object are read (Z-10): the version that the object states, or the
    /// page around it. Pass it as `stated`. If there is none, the network of each offer decides: a text with a colon, as in
    /// a CAIP-2 identifier, is of version 2, and a known name of version 1. If the network is neither, an offer with
    /// `maxAmountRequired` is of version 1. Offers of different versions are read by version 2.
    ///
    /// ```
    /// use x402_types::{RawJson, Version};
    /// let offer = RawJson::parse(r#"{"network":"eip155:8453","amount":"1","maxAmountRequired":"1"}"#)?;
    /// assert_eq!(Version::of_offers([offer.as_json()], None), Version::V2);
    /// assert_eq!(Version::of_offers([offer.as_json()], Some(Version::V1)), Version::V1);
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn of_offers<'a>(offers: impl IntoIterator<Item = JsonRef<'a>>, stated: Option<Self>) -> Self {
        stated.unwrap_or_else(|| {
            let mut offers = offers.into_iter().map(written_in).peekable();
            let is_v1 = offers.peek().is_some() && offers.all(|version| version == Self::V1);
            if is_v1 { Self::V1 } else { Self::V2 }
        })
    }
}

/// The version by which an offer is written.
fn written_in(offer: JsonRef<'_>) -> Version {
    let network = offer.get("network").and_then(|network| network.string().ok()).unwrap_or_default();
    // A price that is null counts as absent (C-7).
    let is_v1 = || Network::from_v1_name(&network).is_some() || offer.non_null("maxAmountRequired").is_some();
    if !network.contains(':') && is_v1() { Version::V1 } else { Version::V2 }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl TryFrom<u64> for Version {
    type Error = UnknownVersion;

    fn try_from(number: u64) -> Result<Self, UnknownVersion> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            _ => Err(UnknownVersion { number }),
        }
    }
}

/// The error for a number that is not a version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownVersion {
    number: u64,
}

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "x402Version is {}, and only 1 and 2 are known", self.number)
    }
}

impl core::error::Error for UnknownVersion {}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec::Vec};

    use super::Version;
    use crate::RawJson;

    /// Each row: the offers, and the version that nothing around them states (Z-10).
    #[test]
    fn the_network_decides_and_then_the_price() {
        for (offers, version) in [
            (&[][..], 2),
            (&["{}"], 2),
            (&[r#"{"network":"eip155:8453","amount":"1"}"#], 2),
            (&[r#"{"network":"eip155:8453","amount":"1","maxAmountRequired":"1"}"#], 2),
            (&[r#"{"network":"eip155:8453","maxAmountRequired":"1"}"#], 2),
            (&[r#"{"network":"base","maxAmountRequired":"1"}"#], 1),
            (&[r#"{"network":"base","amount":"1","maxAmountRequired":"1"}"#], 1),
            (&[r#"{"network":"base","amount":"1"}"#], 1),
            // No table has the name.
            (&[r#"{"network":"near","amount":"1","maxAmountRequired":"1"}"#], 1),
            (&[r#"{"network":"near","amount":"1"}"#], 2),
            // No identifier, because the namespace is too long, and no name of version 1 either.
            (&[r#"{"network":"cloudflare:402","maxAmountRequired":"1"}"#], 2),
            (&[r#"{"network":"near","maxAmountRequired":"1"}"#], 1),
            (&[r#"{"network":"near","amount":null,"maxAmountRequired":"1"}"#], 1),
            (&[r#"{"network":"near","maxAmountRequired":null}"#], 2),
            (&[r#"{"network":8453,"maxAmountRequired":"1"}"#], 1),
            (&[r#"{"network":"base"}"#, r#"{"network":"eip155:8453"}"#], 2),
            (&[r#"{"network":"base"}"#, r#"{"network":"solana"}"#], 1),
        ] {
            let read: Vec<_> = offers.iter().map(|offer| RawJson::parse(offer).unwrap()).collect();
            let judged = |stated| Version::of_offers(read.iter().map(RawJson::as_json), stated);
            assert_eq!(judged(None).to_string(), version.to_string(), "{offers:?}");
            for stated in Version::ALL {
                assert_eq!(judged(Some(*stated)), *stated, "{offers:?}");
            }
        }
    }
}
