use super::{PaymentPayload, PaymentRequirements};
use crate::{Members, Version, object::wire_object};

/// A server's request to a facilitator, to verify or to settle a payment (specification §7.1, §7.2). A request
/// cannot be decoded if it and the payment have different versions (C-11).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FacilitatorRequest {
    /// The payment.
    pub payment_payload: PaymentPayload,
    /// The server's offer.
    pub payment_requirements: PaymentRequirements,
    /// All other fields.
    pub other: Members,
}

impl FacilitatorRequest {
    /// The `x402Version` of this object.
    pub const VERSION: Version = PaymentPayload::VERSION;

    /// Creates a request with the payment and the server's own offer that the payment answers.
    #[must_use]
    pub const fn new(payment_payload: PaymentPayload, payment_requirements: PaymentRequirements) -> Self {
        Self { payment_payload, payment_requirements, other: Members::new() }
    }

    /// Creates the body for `/verify` and `/settle`: a request for a payment that answers one of the server's
    /// own offers. `index` is the offer's index, as in the report on the payment. Returns `None` if there is no
    /// such offer.
    ///
    /// ```
    /// use x402_types::{NetworkName, RawJson, Scheme, Wire, v1::*};
    /// let offers = [PaymentRequirements::new(PaymentRequirementsInit {
    ///     scheme: Scheme::EXACT,
    ///     network: NetworkName::try_from("base").unwrap(),
    ///     max_amount_required: 10_000.into(),
    ///     asset: "0x83".into(),
    ///     pay_to: "0x20".into(),
    ///     resource: "https://api.example.com/prices".into(),
    ///     description: "Today's prices".into(),
    ///     max_timeout_seconds: 60,
    /// })];
    /// let payment = PaymentPayload::new(Scheme::EXACT, offers[0].network.clone(), RawJson::parse("{}")?);
    /// let body = FacilitatorRequest::answering(payment, &offers, 0).unwrap().to_json();
    /// assert!(body.starts_with(r#"{"x402Version":1,"paymentPayload":{"#));
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    #[doc(alias = "facilitator client")]
    pub fn answering(payment: PaymentPayload, offers: &[PaymentRequirements], index: usize) -> Option<Self> {
        Some(Self::new(payment, offers.get(index)?.clone()))
    }
}

wire_object! {
    FacilitatorRequest, version Self::VERSION;
    required payment_payload "paymentPayload";
    required payment_requirements "paymentRequirements";
}
