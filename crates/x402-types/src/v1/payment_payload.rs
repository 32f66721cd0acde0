use crate::{Members, NetworkName, RawJson, Scheme, Version, object::wire_object};

/// A payment, which the client sends (V1 specification §5.2, `PaymentPayload`). It contains only the scheme and the
/// network, not the offer that it answers (B-3).
///
/// ```
/// use x402_types::{DecodeOptions, NetworkName, RawJson, Scheme, Wire, v1::PaymentPayload};
///
/// let payload = RawJson::parse(r#"{"signature":"0x","authorization":{}}"#)?;
/// let payment = PaymentPayload::new(Scheme::EXACT, NetworkName::try_from("base").unwrap(), payload);
/// let header = payment.to_header();
/// assert_eq!(PaymentPayload::decode_header(&header, &DecodeOptions::STRICT)?.value, payment);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentPayload {
    /// The payment scheme.
    pub scheme: Scheme,
    /// The V1 name of the network.
    pub network: NetworkName,
    /// The payload of the scheme: a JSON object, as received.
    pub payload: RawJson,
    /// All other fields.
    pub other: Members,
}

impl PaymentPayload {
    /// The `x402Version` of this object.
    pub const VERSION: Version = Version::V1;

    /// Creates a payment. `payload` must be an object, because no reader accepts anything else.
    ///
    /// ```
    /// use x402_types::{NetworkName, RawJson, Scheme, Wire, v1::PaymentPayload};
    /// let network = NetworkName::try_from("base").unwrap();
    /// let payment = PaymentPayload::new(Scheme::EXACT, network, RawJson::parse("{}")?);
    /// assert_eq!(payment.to_json(), r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#);
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub const fn new(scheme: Scheme, network: NetworkName, payload: RawJson) -> Self {
        Self { scheme, network, payload, other: Members::new() }
    }
}

wire_object! {
    PaymentPayload, version Self::VERSION;
    required scheme "scheme";
    required network "network";
    required payload "payload";
}
