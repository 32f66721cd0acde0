use alloc::string::String;

use crate::{
    Amount, AnyNetwork, DecimalAmount, DecodeError, ErrorKind, Flag, JsonRef, Members, RawJson, ReasonCode, Version,
    json::ObjectWriter,
    network::XRPL,
    object::{Object, keep_null},
    read::{Reader, ResultExt, required},
};

/// The result of a settlement (V2 specification §5.3, V1 specification §5.3). It is the body of a facilitator's answer,
/// and the content of the headers `PAYMENT-RESPONSE` and `X-PAYMENT-RESPONSE`. The object contains no version, so one
/// type reads both. The format of the network shows the version.
///
/// There is no default: a body without `success` is an error (C-14). `success` with an empty `transaction` is read with
/// the flag [`Flag::NoTransaction`], and the client must check whether that answers a payment.
///
/// ```
/// use x402_types::{Network, ReasonCode, SettleOutcome, SettleResponse, Wire};
///
/// let failed = SettleResponse::failure(ReasonCode::new("insufficient_funds"), Network::eip155(8453));
/// assert!(matches!(&failed.outcome, SettleOutcome::Failure { .. }));
/// assert!(failed.to_json().starts_with(r#"{"success":false,"errorReason":"insufficient_funds""#));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettleResponse {
    /// The outcome: a success, or a failure with its reason.
    pub outcome: SettleOutcome,
    /// The payer's address as received.
    pub payer: Option<String>,
    /// The transaction's hash or signature. Empty if there is none. A failed settlement that has one is still pending.
    pub transaction: String,
    /// The network. A failed settlement may leave it out.
    pub network: Option<AnyNetwork>,
    /// The settled amount, if it is less than the authorised amount (V2). It is in atomic units of the asset, except
    /// that an integer on the XRP Ledger may also be an amount of an issued currency (R-13).
    pub amount: Option<Amount>,
    /// The settled amount on the XRP Ledger, if it is not an integer, so that it can only be of an issued currency
    /// (R-13). The object names no asset, so an integer is in `amount`, whatever its unit. Written only without an
    /// `amount`.
    pub decimal_amount: Option<DecimalAmount>,
    /// Extension data by key (V2): a JSON object, as received.
    pub extensions: Option<RawJson>,
    /// The error text for people, `errorMessage`. The specification does not define it, but the official facilitators
    /// send it. A value that is not a string stays in `other`.
    pub error_message: Option<String>,
    /// All other fields, the fields above that were `null`, an empty network or amount, and the `errorReason` of a
    /// success.
    pub other: Members,
}

/// The outcome of a settlement. `success` is either true or false, and a third variant is a breaking change.
///
/// ```
/// use x402_types::{DecodeOptions, SettleOutcome, SettleResponse, Wire};
/// let body = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:8453"}"#;
/// let settlement = SettleResponse::decode(body, &DecodeOptions::STRICT)?.value;
/// assert!(matches!(settlement.outcome, SettleOutcome::Failure(Some(reason)) if reason.as_str() == "insufficient_funds"));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettleOutcome {
    /// `success: true`.
    Success,
    /// `success: false`, with the `errorReason` if there is one.
    Failure(Option<ReasonCode>),
}

impl SettleResponse {
    /// Creates a successful settlement with this transaction on this network.
    ///
    /// ```
    /// use x402_types::{Network, SettleResponse, Wire};
    /// let response = SettleResponse::success("0x12", Network::eip155(8453));
    /// assert_eq!(response.to_json(), r#"{"success":true,"transaction":"0x12","network":"eip155:8453"}"#);
    /// ```
    #[must_use]
    pub fn success(transaction: impl Into<String>, network: impl Into<AnyNetwork>) -> Self {
        Self {
            outcome: SettleOutcome::Success,
            error_message: None,
            payer: None,
            transaction: transaction.into(),
            network: Some(network.into()),
            amount: None,
            decimal_amount: None,
            extensions: None,
            other: Members::new(),
        }
    }

    /// Creates a failed settlement for this reason. `transaction` is written as the empty string (C-13).
    ///
    /// ```
    /// use x402_types::{NetworkName, ReasonCode, SettleResponse, Wire};
    /// let response = SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, NetworkName::try_from("base").unwrap());
    /// let text = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"base"}"#;
    /// assert_eq!(response.to_json(), text);
    /// ```
    #[must_use]
    pub fn failure(reason: ReasonCode, network: impl Into<AnyNetwork>) -> Self {
        Self { outcome: SettleOutcome::Failure(Some(reason)), ..Self::success("", network) }
    }

    /// Returns the protocol version, which the format of the network shows because the object contains none. `None`
    /// without a network.
    pub fn version(&self) -> Option<Version> {
        Some(match self.network.as_ref()? {
            AnyNetwork::V1(_) => Version::V1,
            AnyNetwork::V2(_) => Version::V2,
        })
    }
}

fn is_on_xrp_ledger(settlement: JsonRef<'_>) -> bool {
    let network = settlement.get("network").and_then(|network| network.string().ok());
    network.is_some_and(|network| network.starts_with(XRPL))
}

impl Object for SettleResponse {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut success = None;
        let mut reason = None;
        let mut error_message = None;
        let mut payer = None;
        let mut transaction = None;
        let mut network = None;
        let mut empty_network = None;
        let (mut amount, mut decimal_amount) = (None, None);
        let mut extensions = None;
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "success" => success = Some(member.boolean().in_member("success")?),
                "errorReason" | "payer" | "amount" | "extensions" if member.is_null() => {
                    keep_null(&name, member, &mut other, reader);
                }
                "errorReason" => {
                    let text = member.string().in_member("errorReason")?;
                    reason = Some(ReasonCode::new(&text));
                    // With a success the field has no meaning, so it is only kept at its position.
                    other.push(&name, member.into());
                }
                "errorMessage" if member.is_string() => {
                    error_message = Some(reader.text(member).in_member("errorMessage")?);
                }
                "payer" => payer = Some(reader.text(member).in_member("payer")?),
                "transaction" => transaction = Some(reader.text(member).in_member("transaction")?),
                "network" if member.text() == "\"\"" => {
                    empty_network = Some(member);
                    other.push(&name, member.into());
                }
                "network" => network = Some(reader.any_network(member).in_member("network")?),
                "amount" if member.text() == "\"\"" => {
                    reader.flag(Flag::EmptyAmount);
                    other.push(&name, member.into());
                }
                "amount" => match reader.decimal(member) {
                    Ok(units) => amount = Some(units.into()),
                    Err(_) if is_on_xrp_ledger(value) => {
                        decimal_amount = Some(reader.decimal_amount(member).in_member("amount")?);
                    }
                    Err(error) => return Err(error).in_member("amount"),
                },
                "extensions" => extensions = Some(reader.object(member).in_member("extensions")?),
                _ => other.push(&name, member.into()),
            }
        }
        let success = required(success, "success", value)?;
        let transaction = required(transaction, "transaction", value)?;
        match (success, &network, empty_network) {
            (_, Some(_), _) => {}
            (false, None, _) => reader.flag(Flag::NoNetwork),
            (true, None, None) => return required(None, "network", value),
            (true, None, Some(empty)) => return Err(empty.error(ErrorKind::NotNetwork)).in_member("network"),
        }
        if success && transaction.is_empty() {
            reader.flag(Flag::NoTransaction);
        }
        let outcome = if success { SettleOutcome::Success } else { SettleOutcome::Failure(reason) };
        if matches!(outcome, SettleOutcome::Failure(Some(_))) {
            other.remove("errorReason");
        }
        Ok(Self { outcome, error_message, payer, transaction, network, amount, decimal_amount, extensions, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.boolean("success", self.outcome == SettleOutcome::Success);
        let reason = match &self.outcome {
            SettleOutcome::Failure(Some(reason)) => Some(reason.as_str()),
            SettleOutcome::Failure(None) | SettleOutcome::Success => None,
        };
        object.optional_string("errorReason", reason);
        object.optional_string("payer", self.payer.as_deref());
        object.string("transaction", &self.transaction);
        if let Some(network) = &self.network {
            object.any_network("network", network);
        }
        match (&self.amount, &self.decimal_amount) {
            (Some(amount), _) => object.display("amount", amount),
            (None, Some(amount)) => object.string("amount", amount.as_str()),
            (None, None) => {}
        }
        object.optional_raw("extensions", self.extensions.as_ref());
        object.optional_string("errorMessage", self.error_message.as_deref());
        object.finish(&self.other, |name| match name {
            "success" | "transaction" => true,
            "errorReason" => reason.is_some(),
            "errorMessage" => self.error_message.is_some(),
            "payer" => self.payer.is_some(),
            "network" => self.network.is_some(),
            "amount" => self.amount.is_some() || self.decimal_amount.is_some(),
            "extensions" => self.extensions.is_some(),
            _ => false,
        });
    }
}
