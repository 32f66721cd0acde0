use alloc::{string::String, vec::Vec};

use super::{PaymentRequirements, ResourceInfo};
use crate::{
    DecodeError, Flag, JsonRef, Members, Offer, RawJson, Version,
    entry::{read_accepts, write_entry},
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::{keep_null, sealed::Object},
};

/// A demand for payment, in a server's answer with status 402 (V2 specification §5.1, `PaymentRequired`).
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
    /// The reason for the demand, for people.
    pub error: Option<String>,
    /// The paid resource. The document requires it, but the Python server leaves it out (C-8).
    pub resource: Option<ResourceInfo>,
    /// The ways to pay.
    pub accepts: Vec<Offer<PaymentRequirements>>,
    /// Extension data by key: a JSON object, as received.
    pub extensions: Option<RawJson>,
    /// All other members, and the members above whose value was `null`.
    pub other: Members,
}

impl PaymentRequired {
    /// The `x402Version` of this object.
    pub const VERSION: Version = Version::V2;

    /// A demand for payment by one of these offers. There should be at least one, because a demand without offers
    /// raises a flag.
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

impl Object for PaymentRequired {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.expect_version(value, Self::VERSION)?;
        let mut error = None;
        let mut resource = None;
        let mut accepts = None;
        let mut extensions = None;
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "x402Version" => {}
                "error" | "resource" | "extensions" if member.is_null() => keep_null(&name, member, &mut other, reader),
                "error" => error = Some(reader.text(member).in_member("error")?),
                "resource" => resource = Some(ResourceInfo::read(member, reader).in_member("resource")?),
                "accepts" => accepts = Some(read_accepts(member, reader).in_member("accepts")?),
                "extensions" => extensions = Some(reader.object(member).in_member("extensions")?),
                _ => other.push(&name, member.into()),
            }
        }
        if resource.is_none() {
            reader.flag(Flag::NoResource);
        }
        Ok(Self { error, resource, accepts: required(accepts, "accepts", value)?, extensions, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("x402Version", Self::VERSION.number());
        object.optional_string("error", self.error.as_deref());
        if let Some(resource) = &self.resource {
            object.object("resource", |out| resource.write(out));
        }
        object.array("accepts", &self.accepts, write_entry);
        object.optional_raw("extensions", self.extensions.as_ref());
        object.finish(&self.other, |name| match name {
            "x402Version" | "accepts" => true,
            "error" => self.error.is_some(),
            "resource" => self.resource.is_some(),
            "extensions" => self.extensions.is_some(),
            _ => false,
        });
    }
}
