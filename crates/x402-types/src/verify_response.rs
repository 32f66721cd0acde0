use alloc::string::String;

use crate::{
    DecodeError, JsonRef, Members, RawJson, ReasonCode,
    json::ObjectWriter,
    object::{Object, keep_null},
    read::{Reader, ResultExt, required},
};

/// A facilitator's answer to a verify request (V2 specification §5.4, V1 specification §7.1). There is no default: a
/// body without `isValid` is an error, never a refusal (C-14).
///
/// ```
/// use x402_types::{ReasonCode, VerifyResponse, Wire};
///
/// let mut refused = VerifyResponse::invalid(ReasonCode::new("insufficient_funds"));
/// refused.invalid_message = Some("the payer has 0.004 USDC".into());
/// assert!(refused.to_json().starts_with(r#"{"isValid":false,"invalidReason":"insufficient_funds""#));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyResponse {
    /// The outcome: valid, or invalid with the reason.
    pub outcome: VerifyOutcome,
    /// The payer's address as received.
    pub payer: Option<String>,
    /// Further data of the scheme (V2): a JSON object, as received.
    pub extra: Option<RawJson>,
    /// The error text for people, `invalidMessage`. The specification does not define it, but the official facilitators
    /// send it. A value that is not a string stays in `other`.
    pub invalid_message: Option<String>,
    /// All other fields, the fields above that were `null`, and the `invalidReason` of a valid payment.
    pub other: Members,
}

/// A facilitator's verdict. `isValid` is either true or false, and a third variant is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// `isValid: true`.
    Valid,
    /// `isValid: false`, with the `invalidReason` if there is one.
    Invalid(Option<ReasonCode>),
}

impl VerifyResponse {
    /// Creates the answer that the payment is valid.
    ///
    /// ```
    /// use x402_types::{VerifyResponse, Wire};
    /// let mut response = VerifyResponse::valid();
    /// response.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
    /// assert_eq!(response.to_json(), r#"{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#);
    /// ```
    #[must_use]
    pub const fn valid() -> Self {
        Self { outcome: VerifyOutcome::Valid, invalid_message: None, payer: None, extra: None, other: Members::new() }
    }

    /// Creates the answer that the payment is invalid for this reason.
    ///
    /// ```
    /// use x402_types::{ReasonCode, VerifyResponse, Wire};
    /// let response = VerifyResponse::invalid(ReasonCode::NETWORK);
    /// assert_eq!(response.to_json(), r#"{"isValid":false,"invalidReason":"invalid_network"}"#);
    /// ```
    #[must_use]
    pub fn invalid(reason: ReasonCode) -> Self {
        Self { outcome: VerifyOutcome::Invalid(Some(reason)), ..Self::valid() }
    }
}

impl Object for VerifyResponse {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut is_valid = None;
        let mut reason = None;
        let mut invalid_message = None;
        let mut payer = None;
        let mut extra = None;
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "isValid" => is_valid = Some(member.boolean().in_member("isValid")?),
                "invalidReason" | "payer" | "extra" if member.is_null() => keep_null(&name, member, &mut other, reader),
                "invalidReason" => {
                    let text = member.string().in_member("invalidReason")?;
                    reason = Some(ReasonCode::new(&text));
                    // With `true` the field has no meaning, so it is only kept at its position.
                    other.push(&name, member.into());
                }
                "invalidMessage" if member.is_string() => {
                    invalid_message = Some(reader.text(member).in_member("invalidMessage")?);
                }
                "payer" => payer = Some(reader.text(member).in_member("payer")?),
                "extra" => extra = Some(reader.object(member).in_member("extra")?),
                _ => other.push(&name, member.into()),
            }
        }
        let is_valid = required(is_valid, "isValid", value)?;
        let outcome = if is_valid { VerifyOutcome::Valid } else { VerifyOutcome::Invalid(reason) };
        if matches!(outcome, VerifyOutcome::Invalid(Some(_))) {
            other.remove("invalidReason");
        }
        Ok(Self { outcome, invalid_message, payer, extra, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.boolean("isValid", self.outcome == VerifyOutcome::Valid);
        let reason = match &self.outcome {
            VerifyOutcome::Invalid(Some(reason)) => Some(reason.as_str()),
            VerifyOutcome::Invalid(None) | VerifyOutcome::Valid => None,
        };
        object.optional_string("invalidReason", reason);
        object.optional_string("payer", self.payer.as_deref());
        object.optional_raw("extra", self.extra.as_ref());
        object.optional_string("invalidMessage", self.invalid_message.as_deref());
        object.finish(&self.other, |name| match name {
            "isValid" => true,
            "invalidReason" => reason.is_some(),
            "invalidMessage" => self.invalid_message.is_some(),
            "payer" => self.payer.is_some(),
            "extra" => self.extra.is_some(),
            _ => false,
        });
    }
}
