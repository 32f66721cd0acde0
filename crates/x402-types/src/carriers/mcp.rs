//! The Model Context Protocol (`transports-v1/mcp.md`, `transports-v2/mcp.md`).
//!
//! A server demands payment in the result of a tool, twice: as `structuredContent`, and as JSON text in `content[0]`. By the
//! extension `org.x402/payment` it does so once, as `paymentRequired`. The client calls again with the payment in the
//! request's `_meta`. The answer says in its own `_meta` what became of the settlement.
//!
//! ```
//! use x402_types::{DecodeOptions, RawJson, carriers::{CarrierError, mcp::{self, Exchange, Request, Response}}};
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
//! let exchange = Exchange::new(Some(request), Some(response))?;
//! assert_eq!(exchange.response.unwrap().kind(), mcp::Kind::Required);
//! // The text names another price than the structure.
//! let error = Response::read(&answer(&demand("90000")), &DecodeOptions::STRICT).unwrap_err();
//! assert_eq!(error, CarrierError::McpDemandsDiffer);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Whoever has a framework for JSON-RPC reads `params` and `result` alone, by [`Request::of_params`] and
//! [`Response::of_result`], and makes results by [`demand_result`], [`extension_result`] and [`with_settlement`].

mod request;
mod response;
mod write;

use alloc::string::String;

use super::{CarrierError, Open};
use crate::{DecodeOptions, Flag, Flags, JsonRef, PaymentRequired, RawJson};

pub use super::Kind;
pub use request::Request;
pub use response::{Binding, Demand, Response};
pub use write::{demand_result, extension_result, with_payment, with_settlement};

/// The key of the payment in `_meta` of a request's `params`.
pub const PAYMENT: &str = "x402/payment";
/// The key of the settlement in `_meta` of a `result`.
pub const PAYMENT_RESPONSE: &str = "x402/payment-response";
/// The extension by which a demand comes as `paymentRequired`: a key of the client's capabilities.
pub const EXTENSION: &str = "org.x402/payment";
/// The first version of MCP with `resultType`, and so with the extension.
const FIRST_WITH_RESULT_TYPE: &str = "2026-07-28";

/// A request and its answer, of which at least one is there, as they belong together.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The request.
    pub request: Option<Request>,
    /// The answer.
    pub response: Option<Response>,
    /// What both raise, and what only the two together do.
    pub flags: Flags,
    /// What they leave to others.
    pub open: Option<Open>,
}

impl Exchange {
    /// Binds an answer to its request, if both are there.
    ///
    /// # Errors
    /// [`CarrierError::McpEnvelope`] for the answer to another request, [`CarrierError::McpCapability`] for a demand by an
    /// extension that the client does not have, [`CarrierError::McpVersion`] for a demand of another version than the payment.
    pub fn new(request: Option<Request>, response: Option<Response>) -> Result<Self, CarrierError> {
        let flags = request.as_ref().map_or(Flags::NONE, |request| request.flags);
        let mut flags = flags.union(response.as_ref().map_or(Flags::NONE, |response| response.flags));
        let open = match (&request, &response) {
            (Some(request), Some(response)) => bind(request, response, &mut flags)?,
            (None, Some(response)) if response.binding() == Some(Binding::Extension) => Some(Open::Capability),
            _ => None,
        };
        Ok(Self { request, response, flags, open })
    }

    /// Reads a request and its answer, of which at least one should be there.
    ///
    /// # Errors
    /// As [`Request::read`], [`Response::read`] and [`new`](Self::new).
    pub fn read(
        request: Option<&RawJson>,
        response: Option<&RawJson>,
        options: &DecodeOptions,
    ) -> Result<Self, CarrierError> {
        let request = request.map(|message| Request::read(message, options)).transpose()?;
        let response = response.map(|message| Response::read(message, options)).transpose()?;
        Self::new(request, response)
    }

    /// The version of the protocol: that of the payment, else of the demand, else what the settlement's network implies.
    #[must_use]
    pub fn version(&self) -> Option<u64> {
        let payment = self.request.as_ref().and_then(|request| request.payment.as_ref());
        let response = self.response.as_ref();
        payment
            .map(|payment| payment.version())
            .or_else(|| response?.demand.as_ref().map(|demand| demand.value.version()))
            .or_else(|| response?.settlement.as_ref()?.version())
    }
}

fn bind(request: &Request, response: &Response, flags: &mut Flags) -> Result<Option<Open>, CarrierError> {
    if let (Some(asked), Some(answered)) = (&request.id, &response.id)
        && !asked.as_json().same_value(&answered.as_json())
    {
        return Err(CarrierError::McpEnvelope);
    }
    let is_new = request.protocol_version.as_deref().is_some_and(|version| version >= FIRST_WITH_RESULT_TYPE);
    if is_new && response.lacks_type {
        flags.insert(Flag::NoResultType);
    }
    match response.binding() {
        Some(Binding::Extension) if !request.has_extension => return Err(CarrierError::McpCapability),
        Some(Binding::ToolResult) if request.has_extension => flags.insert(Flag::ToolResultBinding),
        _ => {}
    }
    if let (Some(payment), Some(demand)) = (&request.payment, &response.demand)
        && payment.version() != demand.value.version()
    {
        return Err(CarrierError::McpVersion);
    }
    if let (Some(tool), Some(demand)) = (&request.tool, &response.demand)
        && resources(&demand.value).any(|url| names_other_tool(url, tool))
    {
        flags.insert(Flag::ToolName);
    }
    let is_answered = response.demand.is_some() || response.settlement.is_some();
    Ok((request.payment.is_some() && !is_answered).then_some(Open::Settlement))
}

/// The URLs that a demand says it is for: one in V2, one in each offer of V1.
fn resources(demand: &PaymentRequired) -> impl Iterator<Item = &str> {
    let (v1, v2) = match demand {
        PaymentRequired::V1(demand) => (Some(&demand.accepts), None),
        PaymentRequired::V2(demand) => (None, demand.resource.as_ref()),
    };
    let offers = v1.into_iter().flatten().filter_map(|offer| offer.get()).map(|offer| offer.resource.as_str());
    offers.chain(v2.map(|resource| resource.url.as_str()))
}

/// Whether the URL is that of a tool, `mcp://tool/NAME`, and names another than this one (M-10). Servers put the name into the
/// URL as it stands, and it may have `/` in it.
fn names_other_tool(url: &str, tool: &str) -> bool {
    url.strip_prefix("mcp://tool/").is_some_and(|rest| {
        let first = rest.split(['?', '#', '/']).next();
        rest != tool && first != Some(tool)
    })
}

/// What a request and an answer have in common (M-1): the id, a text or a number.
fn read_id(message: JsonRef<'_>) -> Result<RawJson, CarrierError> {
    let is_rpc =
        message.get("jsonrpc").and_then(|version| version.string().ok()).is_some_and(|version| version == "2.0");
    let id = message.get("id").filter(|id| id.is_string() || id.is_number());
    id.filter(|_| is_rpc).map(RawJson::from).ok_or(CarrierError::McpEnvelope)
}

/// The value under a key of an object's `_meta`. `null` is as if it were not there (C-7).
fn of_meta<'a>(object: JsonRef<'a>, key: &str, flags: &mut Flags) -> Option<JsonRef<'a>> {
    let value = object.get("_meta")?.get(key)?;
    if value.is_null() {
        flags.insert(Flag::NullOptional);
        return None;
    }
    Some(value)
}

fn text_of(value: Option<JsonRef<'_>>) -> Option<String> {
    Some(value?.string().ok()?.into_owned())
}
