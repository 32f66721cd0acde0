use alloc::{string::String, vec::Vec};

use super::{PaymentRequirements, ResourceInfo};
use crate::{Flag, Members, Offer, RawJson, Version, object::wire_object};

/// A server's answer with status 402, which lists the ways to pay (V2 specification §5.1, `PaymentRequired`).
///
/// ```
/// use x402_types::{DecodeOptions, Flag, Wire, v2::PaymentRequired};
/// let decoded = PaymentRequired::decode(r#"{"x402Version":2,"accepts":[{"scheme":"new"}]}"#, &DecodeOptions::STRICT)?;
/// assert!(decoded.flags.contains(Flag::NoResource));
/// assert!(decoded.value.accepts[0].get().is_none()); // and other offers would still be there
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentRequired {
    /// The reason for the 402 response, for people.
    pub error: Option<String>,
    /// The paid resource. The specification requires it, but the Python server leaves it out (C-8).
    pub resource: Option<ResourceInfo>,
    /// The ways to pay.
    pub accepts: Vec<Offer<PaymentRequirements>>,
    /// Extension data by key: a JSON object, as received.
    pub extensions: Option<RawJson>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

impl PaymentRequired {
    /// The `x402Version` of this object.
    pub const VERSION: Version = Version::V2;

    /// Creates a 402 response with these offers. There should be at least one, because readers of an empty list raise
    /// [`Flag::EmptyAccepts`].
    ///
    /// ```
    /// use x402_types::{Network, Scheme, Wire, v2::{PaymentRequired, PaymentRequirements, PaymentRequirementsInit, ResourceInfo}};
    /// let offer = PaymentRequirements::new(PaymentRequirementsInit {
    ///     scheme: Scheme::EXACT,
    ///     network: Network::eip155(8453),
    ///     amount: 1.into(),
    ///     asset: "0x83".into(),
    ///     pay_to: "0x20".into(),
    ///     max_timeout_seconds: 60,
    /// });
    /// let text = format!(r#"{{"x402Version":2,"resource":{{"url":"https://a.example"}},"accepts":[{}]}}"#, offer.to_json());
    /// assert_eq!(PaymentRequired::new(ResourceInfo::new("https://a.example"), [offer]).to_json(), text);
    /// ```
    #[must_use]
    #[doc(alias = "402")]
    pub fn new(resource: ResourceInfo, accepts: impl IntoIterator<Item = PaymentRequirements>) -> Self {
        Self {
            error: None,
            resource: Some(resource),
            accepts: accepts.into_iter().map(Offer::Read).collect(),
            extensions: None,
            other: Members::new(),
        }
    }
}

wire_object! {
    PaymentRequired, version Self::VERSION; |value, member, reader|
    optional error "error";
    optional resource "resource";
    required accepts "accepts";
    optional extensions "extensions";
    {
        if resource.is_none() {
            reader.flag(Flag::NoResource);
        }
    }
}
