use alloc::{string::String, vec::Vec};

use super::PaymentRequirements;
use crate::{Members, Offer, Version, object::wire_object};

/// The body of a 402 response (V1 specification §5.1, `PaymentRequirementsResponse`).
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v1::PaymentRequired};
///
/// let payment_required = PaymentRequired::decode(r#"{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[7]}"#,
///     &DecodeOptions::STRICT)?.value;
/// // An unreadable offer does not affect the others.
/// assert!(payment_required.accepts[0].get().is_none());
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentRequired {
    /// The reason for the 402 response, for people. The specification requires it, but servers leave it out.
    pub error: Option<String>,
    /// The ways to pay.
    pub accepts: Vec<Offer<PaymentRequirements>>,
    /// All other fields, and `error` if it was `null`.
    pub other: Members,
}

impl PaymentRequired {
    /// The `x402Version` of this object.
    pub const VERSION: Version = Version::V1;

    /// Creates a 402 response with these offers. There should be at least one, because readers of an empty list raise
    /// [`Flag::EmptyAccepts`](crate::Flag::EmptyAccepts).
    ///
    /// ```
    /// use x402_types::{NetworkName, Scheme, Wire, v1::{PaymentRequired, PaymentRequirements, PaymentRequirementsInit}};
    /// let offer = PaymentRequirements::new(PaymentRequirementsInit {
    ///     scheme: Scheme::EXACT,
    ///     network: NetworkName::try_from("base").unwrap(),
    ///     max_amount_required: 10_000.into(),
    ///     asset: "0x83".into(),
    ///     pay_to: "0x20".into(),
    ///     resource: "https://api.example.com/prices".into(),
    ///     description: "Today's prices".into(),
    ///     max_timeout_seconds: 60,
    /// });
    /// let text = format!(r#"{{"x402Version":1,"error":"pay","accepts":[{}]}}"#, offer.to_json());
    /// assert_eq!(PaymentRequired::new("pay", [offer]).to_json(), text);
    /// ```
    #[must_use]
    pub fn new(error: impl Into<String>, accepts: impl IntoIterator<Item = PaymentRequirements>) -> Self {
        Self {
            error: Some(error.into()),
            accepts: accepts.into_iter().map(Offer::Read).collect(),
            other: Members::new(),
        }
    }
}

wire_object! {
    PaymentRequired, version Self::VERSION;
    optional error "error";
    required accepts "accepts";
}
