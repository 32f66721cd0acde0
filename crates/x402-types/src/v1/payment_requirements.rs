use alloc::string::String;

use crate::{
    Amount, DecodeError, ErrorKind, Flag, JsonRef, Members, NetworkName, RawJson, Scheme,
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::{keep_null, sealed::Object},
};

/// One way to pay (V1 specification §5.1.2, `PaymentRequirements`).
///
/// ```
/// use x402_types::{NetworkName, Scheme, Wire, v1::{PaymentRequirements, PaymentRequirementsInit}};
///
/// let offer = PaymentRequirements::new(PaymentRequirementsInit {
///     scheme: Scheme::EXACT,
///     network: NetworkName::new("base").unwrap(),
///     max_amount_required: 10_000.into(),
///     asset: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into(),
///     pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into(),
///     resource: "https://api.example.com/premium-data".into(),
///     description: "Access to premium market data".into(),
///     max_timeout_seconds: 60,
/// });
/// assert!(offer.to_json().contains(r#""maxAmountRequired":"10000""#));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentRequirements {
    /// The scheme.
    pub scheme: Scheme,
    /// The network, by its V1 name.
    pub network: NetworkName,
    /// The price in atomic units of the asset.
    pub max_amount_required: Amount,
    /// Token address, as it is written.
    pub asset: String,
    /// Recipient's address, as it is written.
    pub pay_to: String,
    /// URL of the protected resource.
    pub resource: String,
    /// Human-readable description. Required by the document; Lenient reads an offer without it (C-8).
    pub description: Option<String>,
    /// MIME type of the expected response. Optional in the document; npm `x402-fetch` 1.2.0 refuses a demand without it,
    /// and takes an empty text (C-8).
    pub mime_type: Option<String>,
    /// What the response looks like: an object, as it came.
    pub output_schema: Option<RawJson>,
    /// How long the payment may take, in seconds.
    pub max_timeout_seconds: u64,
    /// What the scheme wants to know besides: an object, as it came.
    pub extra: Option<RawJson>,
    /// The members that are none of these, and those of these that were `null`.
    pub other: Members,
}

/// What [`PaymentRequirements::new`] needs: every member that the document requires, each by its name. It gets no further
/// field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequirementsInit {
    /// The scheme.
    pub scheme: Scheme,
    /// The network, by its V1 name.
    pub network: NetworkName,
    /// The price in atomic units of the asset.
    pub max_amount_required: Amount,
    /// Token address.
    pub asset: String,
    /// Recipient's address.
    pub pay_to: String,
    /// URL of the protected resource.
    pub resource: String,
    /// Human-readable description.
    pub description: String,
    /// How long the payment may take, in seconds.
    pub max_timeout_seconds: u64,
}

impl PaymentRequirements {
    /// Requirements with what the document requires, and an empty MIME type, as official V1 servers write it: official V1
    /// clients refuse a demand without one.
    ///
    /// ```
    /// use x402_types::{NetworkName, Scheme, Wire, v1::{PaymentRequirements, PaymentRequirementsInit}};
    /// let offer = PaymentRequirements::new(PaymentRequirementsInit {
    ///     scheme: Scheme::EXACT,
    ///     network: NetworkName::new("base").unwrap(),
    ///     max_amount_required: 10_000.into(),
    ///     asset: "0x83".into(),
    ///     pay_to: "0x20".into(),
    ///     resource: "https://api.example.com/prices".into(),
    ///     description: "Today's prices".into(),
    ///     max_timeout_seconds: 60,
    /// });
    /// assert!(offer.to_json().ends_with(r#","description":"Today's prices","mimeType":"","maxTimeoutSeconds":60}"#));
    /// ```
    #[must_use]
    pub fn new(init: PaymentRequirementsInit) -> Self {
        Self {
            scheme: init.scheme,
            network: init.network,
            max_amount_required: init.max_amount_required,
            asset: init.asset,
            pay_to: init.pay_to,
            resource: init.resource,
            description: Some(init.description),
            mime_type: Some(String::new()),
            output_schema: None,
            max_timeout_seconds: init.max_timeout_seconds,
            extra: None,
            other: Members::new(),
        }
    }
}

impl Object for PaymentRequirements {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut scheme = None;
        let mut network = None;
        let mut max_amount_required = None;
        let mut asset = None;
        let mut pay_to = None;
        let mut resource = None;
        let mut description = None;
        let mut mime_type = None;
        let mut output_schema = None;
        let mut max_timeout_seconds = None;
        let mut extra = None;
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "scheme" => scheme = Some(reader.scheme(member).in_member("scheme")?),
                "network" => network = Some(reader.network_name(member).in_member("network")?),
                "maxAmountRequired" => {
                    max_amount_required = Some(reader.decimal(member).in_member("maxAmountRequired")?.into());
                }
                "asset" => asset = Some(reader.text(member).in_member("asset")?),
                "payTo" => pay_to = Some(reader.text(member).in_member("payTo")?),
                "resource" => resource = Some(reader.text(member).in_member("resource")?),
                "description" => description = Some(reader.text(member).in_member("description")?),
                // The document prints `outputSchema: null`, so that it has no flag; npm `x402-fetch` 1.2.0 refuses it all the same.
                "outputSchema" if member.is_null() => other.push(&name, member.into()),
                "mimeType" | "extra" if member.is_null() => keep_null(&name, member, &mut other, reader),
                "mimeType" => mime_type = Some(reader.text(member).in_member("mimeType")?),
                "outputSchema" => output_schema = Some(reader.object(member).in_member("outputSchema")?),
                "maxTimeoutSeconds" => {
                    max_timeout_seconds = Some(reader.integer(member).in_member("maxTimeoutSeconds")?);
                }
                "extra" => extra = Some(reader.object(member).in_member("extra")?),
                _ => other.push(&name, member.into()),
            }
        }
        // The document calls it optional, and npm `x402-fetch` 1.2.0 wants it.
        if mime_type.is_none() {
            reader.flag(Flag::NoMimeType);
        }
        if description.is_none() {
            reader.tolerate(Flag::NoDescription, value, ErrorKind::MissingMember).in_member("description")?;
        }
        Ok(Self {
            scheme: required(scheme, "scheme", value)?,
            network: required(network, "network", value)?,
            max_amount_required: required(max_amount_required, "maxAmountRequired", value)?,
            asset: required(asset, "asset", value)?,
            pay_to: required(pay_to, "payTo", value)?,
            resource: required(resource, "resource", value)?,
            description,
            mime_type,
            output_schema,
            max_timeout_seconds: required(max_timeout_seconds, "maxTimeoutSeconds", value)?,
            extra,
            other,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.string("scheme", self.scheme.as_str());
        object.string("network", self.network.as_str());
        object.display("maxAmountRequired", &self.max_amount_required);
        object.string("asset", &self.asset);
        object.string("payTo", &self.pay_to);
        object.string("resource", &self.resource);
        object.optional_string("description", self.description.as_deref());
        object.optional_string("mimeType", self.mime_type.as_deref());
        object.optional_raw("outputSchema", self.output_schema.as_ref());
        object.integer("maxTimeoutSeconds", self.max_timeout_seconds);
        object.optional_raw("extra", self.extra.as_ref());
        object.finish(&self.other, |name| match name {
            "scheme" | "network" | "maxAmountRequired" | "asset" | "payTo" | "resource" | "maxTimeoutSeconds" => true,
            "description" => self.description.is_some(),
            "mimeType" => self.mime_type.is_some(),
            "outputSchema" => self.output_schema.is_some(),
            "extra" => self.extra.is_some(),
            _ => false,
        });
    }
}
