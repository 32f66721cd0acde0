//! The Model Context Protocol (`transports-v1/mcp.md`, `transports-v2/mcp.md`).
//!
//! A server requires payment in the result of a tool call. The result contains the `PaymentRequired` twice: as
//! `structuredContent`, and as JSON text in `content[0]`. With the extension `org.x402/payment` the result contains it
//! once, as `paymentRequired`. The client repeats the call with the payment in the request's `_meta`. The response
//! reports the settlement in its own `_meta`.
//!
//! ```
//! use x402_extensions::carriers::{CarrierError, mcp::{self, Exchange, Request, Response}};
//! use x402_types::{DecodeOptions, RawJson};
//! let demand = |amount: &str| format!(r#"{{"x402Version":2,"resource":{{"url":"mcp://tool/report"}},"accepts":[{{"scheme":"exact",
//!   "network":"eip155:84532","amount":"{amount}","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
//!   "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}}]}}"#);
//! let answer = |text: &str| {
//!     let (structure, text) = (demand("10000"), RawJson::string(text));
//!     RawJson::parse(&format!(r#"{{"jsonrpc":"2.0","id":1,"result":{{"isError":true,"structuredContent":{structure},
//!       "content":[{{"type":"text","text":{}}}]}}}}"#, text.as_str())).unwrap()
//! };
//! let call = RawJson::parse(r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"report"}}"#)?;
//! let request = Request::read(&call, &DecodeOptions::STRICT)?;
//! let response = Response::read(&answer(&demand("10000")), &DecodeOptions::STRICT)?;
//! let exchange = Exchange::of(Some(request), Some(response))?;
//! assert_eq!(exchange.response.unwrap().kind(), mcp::Kind::Required);
//! // The text and the structure name different prices.
//! let error = Response::read(&answer(&demand("90000")), &DecodeOptions::STRICT).unwrap_err();
//! assert_eq!(error, CarrierError::McpDemandsDiffer);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With a JSON-RPC framework, read `params` and `result` with [`Request::of_params`] and [`Response::of_result`], and build
//! results with [`payment_required_result`], [`extension_result`] and [`with_settlement`].

mod copies;
mod names;
mod request;
mod response;
mod write;

use self::names::{FIRST_WITH_RESULT_TYPE, names_other_tool};
use super::{CarrierError, Open};
use x402_types::{
    AnyNetwork, DecodeOptions, Flag, Flags, PaymentPayload, PaymentRequired, RawJson, SettleResponse, Version,
};

pub use super::Kind;
pub use names::{EXTENSION, PAYMENT, PAYMENT_RESPONSE};
pub use request::Request;
pub use response::{Binding, CarriedPaymentRequired, Response};
pub use write::{extension_result, payment_required_result, with_payment, with_settlement};

/// A request, its response, or both.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The request.
    pub request: Option<Request>,
    /// The response.
    pub response: Option<Response>,
    /// The flags of the request, of the response, and of their combination.
    pub flags: Flags,
    /// The question that the messages leave open.
    pub open: Option<Open>,
}

/// The messages of an exchange, as received. The struct gets no further fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct Messages<'a> {
    /// The request.
    pub request: Option<&'a RawJson>,
    /// The response.
    pub response: Option<&'a RawJson>,
}

impl Exchange {
    /// Checks that a response belongs to its request, if both are present. If the response has a settlement, a
    /// `PaymentRequired` that does not fit the request is left out (M-6).
    ///
    /// # Errors
    /// [`CarrierError::McpEnvelope`] for the response to a different request, [`CarrierError::McpMethod`] for a
    /// `PaymentRequired` in the response to a method that cannot be paid for, [`CarrierError::McpCapability`] for a
    /// `PaymentRequired` that uses an extension that the client did not declare, [`CarrierError::McpVersion`] if the
    /// versions of `PaymentRequired` and payment differ, or for a V1 `PaymentRequired` for a method that only the
    /// extension can pay for.
    pub fn of(request: Option<Request>, mut response: Option<Response>) -> Result<Self, CarrierError> {
        let mut flags = Flags::NONE;
        let open = match (&request, &mut response) {
            (Some(request), Some(response)) => bind(request, response, &mut flags)?,
            (None, Some(response)) if response.binding() == Some(Binding::Extension) => Some(Open::Capability),
            _ => None,
        };
        let flags_of_both =
            [request.as_ref().map(|request| request.flags), response.as_ref().map(|response| response.flags)];
        let flags = flags_of_both.into_iter().flatten().fold(flags, Flags::union);
        Ok(Self { request, response, flags, open })
    }

    /// Reads a request, its response, or both.
    ///
    /// # Errors
    /// As [`Request::read`], [`Response::read`] and [`of`](Self::of).
    pub fn read(messages: Messages<'_>, options: &DecodeOptions) -> Result<Self, CarrierError> {
        let Messages { request, response } = messages;
        let request = request.map(|message| Request::read(message, options)).transpose()?;
        let response = response.map(|message| Response::read(message, options)).transpose()?;
        Self::of(request, response)
    }

    /// The version of x402: that of the payment, or else of the `PaymentRequired`, or else the one that the
    /// settlement's network implies.
    pub fn version(&self) -> Option<Version> {
        let payment = self.request.as_ref().and_then(|request| request.payment.as_ref());
        let response = self.response.as_ref();
        payment
            .map(|payment| payment.version())
            .or_else(|| response?.payment_required.as_ref().map(|payment_required| payment_required.value.version()))
            .or_else(|| response?.settlement.as_ref()?.version())
    }
}

fn bind(request: &Request, response: &mut Response, flags: &mut Flags) -> Result<Option<Open>, CarrierError> {
    if let (Some(asked), Some(answered)) = (&request.id, &response.id)
        && !asked.as_json().same_value(&answered.as_json())
    {
        return Err(CarrierError::McpEnvelope);
    }
    let is_new = request.protocol_version.as_deref().is_some_and(|version| version >= FIRST_WITH_RESULT_TYPE);
    if is_new && response.lacks_type {
        flags.insert(Flag::NoResultType);
    }
    if let Some(Err(error)) =
        response.payment_required.as_ref().map(|payment_required| check_payment_required(request, payment_required))
    {
        if response.settlement.is_none() {
            return Err(error);
        }
        response.leave_out_payment_required();
    }
    if response.binding() == Some(Binding::ToolResult) && request.has_extension {
        flags.insert(Flag::ToolResultBinding);
    }
    if let (Some(tool), Some(payment_required)) = (&request.tool, &response.payment_required)
        && resources(&payment_required.value).any(|url| names_other_tool(url, tool))
    {
        flags.insert(Flag::ToolName);
    }
    if let Some(settlement) = &response.settlement {
        *flags = flags.union(flags_of_settlement(request.payment.as_ref(), settlement));
    }
    let is_answered = response.payment_required.is_some() || response.settlement.is_some();
    Ok((request.payment.is_some() && !is_answered).then_some(Open::Settlement))
}

/// Checks that the `PaymentRequired` can answer the request (M-2, M-5, M-10).
fn check_payment_required(request: &Request, payment_required: &CarriedPaymentRequired) -> Result<(), CarrierError> {
    let version = payment_required.value.version();
    request.check_payable(version)?;
    if payment_required.binding == Binding::Extension && !request.has_extension {
        return Err(CarrierError::McpCapability);
    }
    match &request.payment {
        Some(payment) if payment.version() != version => Err(CarrierError::McpVersion),
        _ => Ok(()),
    }
}

/// The flags of a settlement that does not fit the payment (M-6).
fn flags_of_settlement(payment: Option<&PaymentPayload>, settlement: &SettleResponse) -> Flags {
    let Some(payment) = payment else { return Flags::NONE.with(Flag::UnpaidSettlement) };
    let Some(settled) = &settlement.network else { return Flags::NONE };
    let paid = match payment {
        PaymentPayload::V1(payment) => AnyNetwork::V1(payment.network.clone()),
        PaymentPayload::V2(payment) => AnyNetwork::V2(payment.accepted.network.clone()),
    };
    let mut flags = Flags::NONE;
    if settlement.version() != Some(payment.version()) {
        flags.insert(Flag::OtherVersionNetwork);
    }
    // A name that is in no table is the payment's own name or a different network.
    let is_same = *settled == paid || settled.network().is_some_and(|settled| Some(settled) == paid.network());
    if !is_same {
        flags.insert(Flag::SettlementNetwork);
    }
    flags
}

/// The resource URLs of a `PaymentRequired`: one in V2, one for each offer in V1.
fn resources(payment_required: &PaymentRequired) -> impl Iterator<Item = &str> {
    let (v1, v2) = match payment_required {
        PaymentRequired::V1(payment_required) => (Some(&payment_required.accepts), None),
        PaymentRequired::V2(payment_required) => (None, payment_required.resource.as_ref()),
    };
    let offers = v1.into_iter().flatten().filter_map(|offer| offer.get()).map(|offer| offer.resource.as_str());
    offers.chain(v2.map(|resource| resource.url.as_str()))
}
