use alloc::string::String;

use crate::{
    DecodeError, JsonRef, Members, NetworkName, RawJson, Scheme, Version,
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::sealed::Object,
};

/// A payment, which the client sends (V1 specification §5.2, `PaymentPayload`). It does not name the offer that it
/// answers, but only scheme and network (B-3).
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
    /// The scheme's own data: a JSON object, as received.
    pub payload: RawJson,
    /// All other members.
    pub other: Members,
}

impl PaymentPayload {
    /// The `x402Version` of this object.
    pub const VERSION: Version = Version::V1;

    /// A payment. `payload` must be an object, because no reader accepts anything else.
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

impl Object for PaymentPayload {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.expect_version(value, Self::VERSION)?;
        let mut scheme = None;
        let mut network = None;
        let mut payload = None;
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "x402Version" => {}
                "scheme" => scheme = Some(reader.scheme(member).in_member("scheme")?),
                "network" => network = Some(reader.network_name(member).in_member("network")?),
                "payload" => payload = Some(reader.object(member).in_member("payload")?),
                _ => other.push(&name, member.into()),
            }
        }
        Ok(Self {
            scheme: required(scheme, "scheme", value)?,
            network: required(network, "network", value)?,
            payload: required(payload, "payload", value)?,
            other,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("x402Version", Self::VERSION.number());
        object.string("scheme", self.scheme.as_str());
        object.string("network", self.network.as_str());
        object.raw("payload", &self.payload);
        object.finish(&self.other, |name| matches!(name, "x402Version" | "scheme" | "network" | "payload"));
    }
}
