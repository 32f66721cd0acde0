use alloc::string::String;

use crate::{Amount, AnyAmount, Members, Network, RawJson, Scheme, object::wire_object};

/// One way to pay, which a server offers in `accepts` and a client repeats in `accepted` (V2 specification §5.1.2,
/// `PaymentRequirements`).
///
/// ```
/// use x402_types::{Amount, DecodeOptions, Network, Scheme, Wire, v2::{PaymentRequirements, PaymentRequirementsInit}};
///
/// let offer = PaymentRequirements::new(PaymentRequirementsInit {
///     scheme: Scheme::EXACT,
///     network: Network::eip155(8453),
///     amount: Amount::from_price("0.01", 6).unwrap(),
///     asset: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into(),
///     pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into(),
///     max_timeout_seconds: 60,
/// });
/// assert_eq!(offer.amount, 10_000.into());
/// assert_eq!(PaymentRequirements::decode(offer.to_json(), &DecodeOptions::STRICT)?.value, offer);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentRequirements {
    /// The payment scheme.
    pub scheme: Scheme,
    /// The network of the payment.
    pub network: Network,
    /// The price: in atomic units of the asset, or in whole units of an issued currency on the XRP Ledger (R-13).
    pub amount: AnyAmount,
    /// The token's address (or an ISO 4217 code) as received.
    pub asset: String,
    /// The recipient's address (or a role) as received.
    pub pay_to: String,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
    /// Further terms of the scheme: a JSON object, as received.
    pub extra: Option<RawJson>,
    /// All other fields, and `extra` if it was `null`.
    pub other: Members,
}

/// The arguments of [`PaymentRequirements::new`]: every field that the specification requires. The struct gets no
/// further field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequirementsInit {
    /// The payment scheme.
    pub scheme: Scheme,
    /// The network of the payment.
    pub network: Network,
    /// The price in atomic units of the asset. To offer an issued currency of the XRP Ledger, set the offer's `amount`
    /// afterwards.
    pub amount: Amount,
    /// The token's address (or an ISO 4217 code).
    pub asset: String,
    /// The recipient's address (or a role).
    pub pay_to: String,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
}

impl PaymentRequirements {
    /// Creates an offer with the required fields, without `extra`.
    ///
    /// ```
    /// use x402_types::{Network, Scheme, Wire, v2::{PaymentRequirements, PaymentRequirementsInit}};
    /// let offer = PaymentRequirements::new(PaymentRequirementsInit {
    ///     scheme: Scheme::EXACT,
    ///     network: Network::eip155(8453),
    ///     amount: 10_000.into(),
    ///     asset: "0x83".into(),
    ///     pay_to: "0x20".into(),
    ///     max_timeout_seconds: 60,
    /// });
    /// let text = concat!(
    ///     r#"{"scheme":"exact","network":"eip155:8453","amount":"10000","#,
    ///     r#""asset":"0x83","payTo":"0x20","maxTimeoutSeconds":60}"#,
    /// );
    /// assert_eq!(offer.to_json(), text);
    /// ```
    #[must_use]
    pub fn new(init: PaymentRequirementsInit) -> Self {
        Self {
            scheme: init.scheme,
            network: init.network,
            amount: init.amount.into(),
            asset: init.asset,
            pay_to: init.pay_to,
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
    required amount "amount" = reader.amount(member, value);
    required asset "asset";
    required pay_to "payTo";
    required max_timeout_seconds "maxTimeoutSeconds";
    optional extra "extra";
    {
        // The network and the asset decide what an amount is, and may follow it in the text.
        if network.as_ref().is_some_and(Network::is_xrp_ledger)
            && let Some(read) = reader.ledger_amount(value, asset.as_deref())?
        {
            amount = Some(read);
        }
    }
}
