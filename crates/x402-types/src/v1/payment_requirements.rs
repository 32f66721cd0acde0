use alloc::string::String;

use crate::{Amount, ErrorKind, Flag, Members, NetworkName, RawJson, Scheme, object::wire_object, read::ResultExt};

/// One way to pay (V1 specification §5.1.2, `PaymentRequirements`).
///
/// ```
/// use x402_types::{NetworkName, Scheme, Wire, v1::{PaymentRequirements, PaymentRequirementsInit}};
///
/// let offer = PaymentRequirements::new(PaymentRequirementsInit {
///     scheme: Scheme::EXACT,
///     network: NetworkName::try_from("base").unwrap(),
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
    /// The payment scheme.
    pub scheme: Scheme,
    /// The V1 name of the network.
    pub network: NetworkName,
    /// The price in atomic units of the asset.
    pub max_amount_required: Amount,
    /// The token's address as received.
    pub asset: String,
    /// The recipient's address as received.
    pub pay_to: String,
    /// The URL of the protected resource.
    pub resource: String,
    /// A description for people. The specification requires it, and Lenient reads an offer without it (C-8).
    pub description: Option<String>,
    /// The MIME type of the expected response. The specification makes it optional, but npm `x402-fetch` 1.2.0 refuses
    /// a 402 response without it. The client accepts an empty text (C-8).
    pub mime_type: Option<String>,
    /// The format of the response: a JSON object, as received.
    pub output_schema: Option<RawJson>,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
    /// Further terms of the scheme: a JSON object, as received.
    pub extra: Option<RawJson>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

/// The arguments of [`PaymentRequirements::new`]: every field that the specification requires. The struct gets no
/// further field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequirementsInit {
    /// The payment scheme.
    pub scheme: Scheme,
    /// The V1 name of the network.
    pub network: NetworkName,
    /// The price in atomic units of the asset.
    pub max_amount_required: Amount,
    /// The token address.
    pub asset: String,
    /// The recipient's address.
    pub pay_to: String,
    /// The URL of the protected resource.
    pub resource: String,
    /// A description for people.
    pub description: String,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
}

impl PaymentRequirements {
    /// Creates an offer with the required fields and an empty MIME type, as official V1 servers write it. Official V1
    /// clients refuse a 402 response without a MIME type.
    ///
    /// ```
    /// use x402_types::{NetworkName, Scheme, Wire, v1::{PaymentRequirements, PaymentRequirementsInit}};
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

wire_object! {
    PaymentRequirements; |value, member, reader|
    required scheme "scheme";
    required network "network";
    required max_amount_required "maxAmountRequired";
    required asset "asset";
    required pay_to "payTo";
    required resource "resource";
    omittable description "description";
    optional mime_type "mimeType";
    // The specification prints `outputSchema: null`, so it raises no flag, although npm `x402-fetch` 1.2.0 refuses it.
    nullable output_schema "outputSchema";
    required max_timeout_seconds "maxTimeoutSeconds";
    optional extra "extra";
    {
        // The specification makes the field optional, but npm `x402-fetch` 1.2.0 requires it.
        if mime_type.is_none() {
            reader.flag(Flag::NoMimeType);
        }
        if description.is_none() {
            reader.tolerate(Flag::NoDescription, value, ErrorKind::MissingMember).in_member("description")?;
        }
    }
}
