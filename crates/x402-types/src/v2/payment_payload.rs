use super::{PaymentRequirements, ResourceInfo};
use crate::{Members, RawJson, Version, object::wire_object};

/// A payment, which the client sends (V2 specification §5.2, `PaymentPayload`).
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
///
/// let text = r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000",
///   "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///   "maxTimeoutSeconds":60},"payload":{},"hint":[1.50]}"#;
/// let payment = PaymentPayload::decode(text, &DecodeOptions::STRICT)?.value;
/// assert_eq!(payment.accepted.amount, 10_000.into());
/// assert_eq!(payment.other.get("hint").unwrap().as_str(), "[1.50]"); // nothing is lost, and nothing reformatted
/// assert!(payment.to_json().ends_with(r#""payload":{},"hint":[1.50]}"#));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentPayload {
    /// The paid resource. It is not signed.
    pub resource: Option<ResourceInfo>,
    /// The offer that the client claims to have accepted. It is not signed, so nothing in it counts before it matches
    /// one of the server's own offers (B-1, [`matching`](crate::matching)).
    pub accepted: PaymentRequirements,
    /// The payload of the scheme: a JSON object, as received.
    pub payload: RawJson,
    /// Extension data by key: a JSON object, as received.
    pub extensions: Option<RawJson>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

impl PaymentPayload {
    /// The `x402Version` of this object.
    pub const VERSION: Version = Version::V2;

    /// Creates a payment for an offer, without resource and extensions. `payload` must be an object, because no reader
    /// accepts anything else.
    ///
    /// ```
    /// use x402_types::{Network, RawJson, Scheme, Wire, v2::{PaymentPayload, PaymentRequirements, PaymentRequirementsInit}};
    /// let offer = PaymentRequirements::new(PaymentRequirementsInit {
    ///     scheme: Scheme::EXACT,
    ///     network: Network::eip155(8453),
    ///     amount: 10_000.into(),
    ///     asset: "0x83".into(),
    ///     pay_to: "0x20".into(),
    ///     max_timeout_seconds: 60,
    /// });
    /// let payment = PaymentPayload::new(offer.clone(), RawJson::parse("{}")?);
    /// let text = format!(r#"{{"x402Version":2,"accepted":{},"payload":{{}}}}"#, offer.to_json());
    /// assert_eq!(payment.to_json(), text);
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn new(accepted: PaymentRequirements, payload: RawJson) -> Self {
        Self { resource: None, accepted, payload, extensions: None, other: Members::new() }
    }
}

wire_object! {
    PaymentPayload, version Self::VERSION;
    optional resource "resource";
    required accepted "accepted";
    required payload "payload";
    optional extensions "extensions";
}
