use super::{
    copies::{read_payment_required, read_text},
    names::{PAYMENT_RESPONSE, of_meta, read_id},
};
use x402_types::{
    DecodeOptions, Decoded, Flag, Flags, JsonRef, PaymentRequired, RawJson, SettleOutcome, SettleResponse, Version,
    declare::names,
};

use crate::carriers::{CarrierError, Kind, decode};

/// The payment fields of the response to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    pub(super) id: Option<RawJson>,
    /// `true` if the result lacks `resultType`.
    pub(super) lacks_type: bool,
    /// The flags without those of the `PaymentRequired`.
    other_flags: Flags,
    /// The `PaymentRequired`, and how the response carries it.
    pub payment_required: Option<CarriedPaymentRequired>,
    /// The settlement.
    pub settlement: Option<SettleResponse>,
    /// Deviations that were tolerated, and facts worth knowing.
    pub flags: Flags,
}

/// A `PaymentRequired`, and how the response carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CarriedPaymentRequired {
    /// The `PaymentRequired`.
    pub value: PaymentRequired,
    /// The way in which the response carries it.
    pub binding: Binding,
}

names! {
    /// The way in which a response carries a `PaymentRequired`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Binding {
        /// In the result of a tool call (`transports-v2/mcp.md`).
        ToolResult = "tool-result",
        /// As `paymentRequired` of the extension `org.x402/payment`.
        Extension = "extension",
        /// In a JSON-RPC error, as older servers send it.
        RpcError = "rpc-error",
    }
    as_str "`tool-result`, `extension` or `rpc-error`.";
    Display;
}

impl Response {
    const fn empty() -> Self {
        let (flags, other_flags) = (Flags::NONE, Flags::NONE);
        Self { id: None, lacks_type: false, other_flags, payment_required: None, settlement: None, flags }
    }

    /// Reads the response to a JSON-RPC request.
    ///
    /// # Errors
    /// [`CarrierError::McpEnvelope`], and as [`of_result`](Self::of_result).
    pub fn read(message: &RawJson, options: &DecodeOptions) -> Result<Self, CarrierError> {
        let message = message.as_json();
        let id = read_id(message)?;
        let response = match (message.get("result"), message.get("error")) {
            (Some(result), None) => Self::of_result(result, options)?,
            (None, Some(error)) if error.is_object() => Self::of_error(error, options)?,
            _ => return Err(CarrierError::McpEnvelope),
        };
        Ok(Self { id: Some(id), ..response })
    }

    /// Reads the result of a request.
    ///
    /// # Errors
    /// [`CarrierError::McpEnvelope`] if the result or its `_meta` is not an object, or if clients may read a copy of
    /// the `PaymentRequired` that cannot be decoded (M-3), [`CarrierError::InvalidPayload`] if a settlement or a
    /// `PaymentRequired` of the extension cannot be decoded, and every error about a `PaymentRequired` and settlements.
    pub fn of_result(result: JsonRef<'_>, options: &DecodeOptions) -> Result<Self, CarrierError> {
        if !result.is_object() {
            return Err(CarrierError::McpEnvelope);
        }
        let mut response = Self::empty();
        let is_error = result.get("isError").is_some_and(|member| member.boolean() == Ok(true));
        let settlement = of_meta(result, PAYMENT_RESPONSE, &mut response.other_flags)?;
        response.flags = response.other_flags;
        if let Some(settlement) = settlement {
            response.take_settlement(settlement, options)?;
        }
        response.lacks_type = type_of(result).is_none();
        let by_extension = requires_payment_by_extension(result);
        if response.kind() == Kind::Settled {
            // The result of the tool itself may look like a `PaymentRequired`.
            if is_error {
                response.flags.insert(Flag::PaidError);
            }
            if by_extension {
                response.flags.insert(Flag::SettledDemand);
            }
            return Ok(response);
        }
        let of_failure = (is_error || by_extension) && response.kind() == Kind::SettlementFailed;
        match response.take_payment_required(result, is_error, options) {
            Err(_) if of_failure => {
                // The service was given away, whether or not the `PaymentRequired` can be read.
                if !is_error && has_content(result) {
                    return Err(CarrierError::McpUnsettledContent);
                }
                response.leave_out_payment_required();
            }
            taken => taken?,
        }
        if response.kind() == Kind::Settled && is_error {
            response.flag(Flags::NONE.with(Flag::PaidError));
        }
        if response.kind() == Kind::SettlementFailed && !is_error && !by_extension {
            return Err(CarrierError::McpUnsettledContent);
        }
        Ok(response)
    }

    /// Reads a JSON-RPC error, in which older servers require payment (M-9).
    ///
    /// # Errors
    /// [`CarrierError::McpEnvelope`] if clients may read a `PaymentRequired` that cannot be decoded.
    pub fn of_error(error: JsonRef<'_>, options: &DecodeOptions) -> Result<Self, CarrierError> {
        let mut response = Self::empty();
        let is_payment_required =
            error.get("code").is_some_and(|code| code.is_number() && matches!(code.text(), "402" | "-32042"));
        let data = error.get("data").filter(|_| is_payment_required);
        for location in [data, data.and_then(|data| data.get("x402"))].into_iter().flatten() {
            if let Some(payment_required) = read_payment_required(location, options)? {
                response.flags.insert(Flag::RpcError);
                response.set_payment_required(payment_required, Binding::RpcError);
                break;
            }
        }
        Ok(response)
    }

    /// The state of the payment that the response reports.
    pub fn kind(&self) -> Kind {
        match (&self.settlement, &self.payment_required) {
            (Some(settlement), _) if settlement.outcome == SettleOutcome::Success => Kind::Settled,
            (Some(_), _) => Kind::SettlementFailed,
            (None, Some(_)) => Kind::Required,
            (None, None) => Kind::None,
        }
    }

    /// The way in which the response carries the `PaymentRequired`, if there is one.
    pub fn binding(&self) -> Option<Binding> {
        self.payment_required.as_ref().map(|payment_required| payment_required.binding)
    }

    fn set_payment_required(&mut self, payment_required: Decoded<PaymentRequired>, binding: Binding) {
        self.flags = self.flags.union(payment_required.flags);
        self.payment_required = Some(CarriedPaymentRequired { value: payment_required.value, binding });
    }

    /// Leaves out the `PaymentRequired` of a response with a settlement. The settlement decides what happened to the
    /// payment, whatever else the response contains (M-6).
    pub(super) fn leave_out_payment_required(&mut self) {
        (self.payment_required, self.flags) = (None, self.other_flags);
    }

    /// Raises flags that are not about the `PaymentRequired`.
    fn flag(&mut self, flags: Flags) {
        self.flags = self.flags.union(flags);
        self.other_flags = self.other_flags.union(flags);
    }

    fn take_settlement(&mut self, settlement: JsonRef<'_>, options: &DecodeOptions) -> Result<(), CarrierError> {
        let decoded = decode::<SettleResponse>(settlement, options)?;
        self.flag(decoded.flags);
        if decoded.value.outcome != SettleOutcome::Success && !decoded.value.transaction.is_empty() {
            self.flag(Flags::NONE.with(Flag::Pending));
        }
        self.settlement = Some(decoded.value);
        Ok(())
    }

    /// Reads the `PaymentRequired` of a result whose payment is not settled.
    fn take_payment_required(
        &mut self,
        result: JsonRef<'_>,
        is_error: bool,
        options: &DecodeOptions,
    ) -> Result<(), CarrierError> {
        if requires_payment_by_extension(result) {
            return self.take_extension(result, options);
        }
        let Some(payment_required) = self.find_payment_required(result, options)? else {
            // A `PaymentRequired` that cannot be decoded is misplaced too.
            let is_behind = || contents(result).skip(1).any(|item| !matches!(read_text(item, options), Ok(None)));
            let field = result.get("paymentRequired");
            let is_misplaced = field.is_some_and(|value| !matches!(read_payment_required(value, options), Ok(None)));
            return if is_misplaced || is_behind() { Err(CarrierError::McpMisplacedDemand) } else { Ok(()) };
        };
        if !is_error {
            return Err(CarrierError::McpNotError);
        }
        if type_of(result).is_some_and(|value| value.string().ok().as_deref() != Some("complete")) {
            return Err(CarrierError::McpResultType);
        }
        self.set_payment_required(payment_required, Binding::ToolResult);
        self.take_settlement_in_payment_required(options)
    }

    /// PyPI's server puts the settlement into the `PaymentRequired`, under the same key as in `_meta` (M-7).
    fn take_settlement_in_payment_required(&mut self, options: &DecodeOptions) -> Result<(), CarrierError> {
        let inside = self.payment_required.as_ref().and_then(|payment_required| match &payment_required.value {
            PaymentRequired::V1(payment_required) => payment_required.other.get(PAYMENT_RESPONSE),
            PaymentRequired::V2(payment_required) => payment_required.other.get(PAYMENT_RESPONSE),
        });
        match inside.cloned() {
            Some(settlement) if self.settlement.is_none() && !settlement.as_json().is_null() => {
                self.flag(Flags::NONE.with(Flag::SettlementInDemand));
                self.take_settlement(settlement.as_json(), options)
            }
            _ => Ok(()),
        }
    }

    /// Returns the `PaymentRequired` of a tool's result. Both copies must have the same value (M-3).
    fn find_payment_required(
        &mut self,
        result: JsonRef<'_>,
        options: &DecodeOptions,
    ) -> Result<Option<Decoded<PaymentRequired>>, CarrierError> {
        let structure = result.get("structuredContent");
        let payment_required = structure.map_or(Ok(None), |value| read_payment_required(value, options))?;
        let text = contents(result).next().map_or(Ok(None), |first| read_text(first, options))?;
        if let Some(text) = &text {
            self.flags = self.flags.union(text.flags);
        }
        Ok(match (structure, payment_required, text) {
            (Some(structure), Some(_), Some(text)) if !structure.same_value(&text.value.as_json()) => {
                return Err(CarrierError::McpDemandsDiffer);
            }
            (_, Some(payment_required), Some(_)) => Some(payment_required),
            (_, Some(payment_required), None) => {
                self.flags.insert(Flag::NoTextContent);
                Some(payment_required)
            }
            (_, None, Some(text)) => {
                self.flags.insert(Flag::NoStructuredContent);
                Some(text.payment_required)
            }
            (_, None, None) => None,
        })
    }

    fn take_extension(&mut self, result: JsonRef<'_>, options: &DecodeOptions) -> Result<(), CarrierError> {
        let payment_required = result.get("paymentRequired").ok_or(CarrierError::McpResultType)?;
        let decoded = decode::<PaymentRequired>(payment_required, options)?;
        if decoded.value.version() != Version::V2 {
            return Err(CarrierError::McpVersion);
        }
        if has_content(result) {
            return Err(CarrierError::McpUnsettledContent);
        }
        if let Some(structure) = result.get("structuredContent")
            && read_payment_required(structure, options)?.is_some()
            && !structure.same_value(&payment_required)
        {
            return Err(CarrierError::McpDemandsDiffer);
        }
        self.set_payment_required(decoded, Binding::Extension);
        Ok(())
    }
}

fn contents(result: JsonRef<'_>) -> impl Iterator<Item = JsonRef<'_>> {
    result.get("content").and_then(|content| content.elements().ok()).into_iter().flatten()
}

/// Returns `true` if the result has content that only a paid request gets, for any method of MCP (M-5).
fn has_content(result: JsonRef<'_>) -> bool {
    ["content", "contents", "messages"].iter().any(|name| result.get(name).is_some())
}

fn type_of(result: JsonRef<'_>) -> Option<JsonRef<'_>> {
    result.non_null("resultType")
}

/// Returns `true` if the result requires payment with the extension (M-5).
fn requires_payment_by_extension(result: JsonRef<'_>) -> bool {
    type_of(result).and_then(|value| value.string().ok()).as_deref() == Some("payment_required")
}
