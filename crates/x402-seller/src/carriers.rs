//! Carriers other than HTTP: the same steps for a tool of MCP and for a task of A2A.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;

use x402_extensions::carriers::{a2a, mcp};
use x402_types::{
    DecodeOptions, HttpOutcome, Members, PaymentPayload, PaymentRequired, RawJson, ReasonCode, SettleOutcome,
    SettleResponse, Version, Wire, v1, v2,
};
use x402_verify::client::SettlementState;

use crate::{Answer, Request, Seller, Step, reasons::NOT_CAPTURED};

impl Seller {
    /// Begins a request whose payment, if any, did not come in headers: in `_meta` of an MCP request
    /// ([`mcp::Request::payment`]), or in the metadata of an A2A message ([`a2a::Message::payment`]).
    /// [`to_mcp`](Answer::to_mcp) and [`to_a2a`](Answer::to_a2a) convert the answer. A sign-in is not possible this
    /// way.
    pub fn message(&self, request: Request<'_>, payment: Option<PaymentPayload>) -> Step {
        match payment {
            Some(payment) => self.paid(request.head(), &payment).with(request.parameters),
            None => self.refuse(HttpOutcome::PaymentRequired, "payment is required", request.now).into(),
        }
    }
}

/// The update of an A2A task that an answer means. The struct gets no further fields.
#[derive(Clone, PartialEq, Eq)]
pub struct TaskUpdate {
    /// The state of the task: `input-required`, `working`, `completed` or `failed`.
    pub state: &'static str,
    /// The fields for the metadata of the status message.
    pub metadata: Members,
    /// The body of the goods, for an artifact.
    pub served: Option<Vec<u8>>,
}

/// Hides the goods from logs.
impl fmt::Debug for TaskUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { state, metadata, served } = self;
        f.debug_struct("TaskUpdate")
            .field("state", state)
            .field("metadata", metadata)
            .field("bytes", &served.as_ref().map(Vec::len))
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// Returns the 402 response of this version, if the answer asks for payment.
    #[must_use]
    pub fn payment_required(&self, version: Version) -> Option<PaymentRequired> {
        let header = self.header("PAYMENT-REQUIRED")?;
        match version {
            Version::V2 => {
                let required = v2::PaymentRequired::decode_header(header, &DecodeOptions::STRICT).ok()?;
                Some(required.value.into())
            }
            Version::V1 => {
                let text = core::str::from_utf8(&self.body).ok()?;
                Some(v1::PaymentRequired::decode(text, &DecodeOptions::STRICT).ok()?.value.into())
            }
        }
    }

    /// Returns the settlement, if the answer has one that can be decoded.
    #[must_use]
    pub fn settlement(&self) -> Option<SettleResponse> {
        self.read_settlement().ok()
    }

    const fn is_success(&self) -> bool {
        200 <= self.status && self.status < 300
    }

    /// Returns the field `result` of the answer to this MCP request. The served body must be the result of the tool: an
    /// object with `content`. An answer that neither serves nor asks for payment becomes a result with `isError` (M-4
    /// to M-8).
    ///
    /// ```
    /// use x402_extensions::carriers::mcp;
    /// use x402_seller::{Answer, Request, Seller, Step};
    /// use x402_types::{DecodeOptions, RawJson};
    /// fn call(seller: &Seller, message: &RawJson, now: u64, carry: impl Fn(Step) -> Answer) -> Result<RawJson, Box<dyn std::error::Error>> {
    ///     let call = mcp::Request::read(message, &DecodeOptions::STRICT)?;
    ///     let parameters = message.as_json().get("params").and_then(|params| params.get("arguments"));
    ///     let parameters = &parameters.map_or_else(|| RawJson::string(""), RawJson::from);
    ///     let request = Request { method: &call.method, parameters, query: None, now };
    ///     Ok(carry(seller.message(request, call.payment.clone())).to_mcp(&call))
    /// }
    /// ```
    #[must_use]
    pub fn to_mcp(&self, call: &mcp::Request) -> RawJson {
        let version = call.payment.as_ref().map_or(Version::V2, PaymentPayload::version);
        let result = match self.payment_required(version) {
            Some(PaymentRequired::V2(required)) if call.has_extension => mcp::extension_result(&required),
            Some(required) => mcp::payment_required_result(&required),
            None => self.result().unwrap_or_else(|| error_result(&self.error_text())),
        };
        match self.settlement() {
            Some(settlement) => mcp::with_settlement(&result, &settlement),
            None => result,
        }
    }

    /// The served body as the result of a tool.
    fn result(&self) -> Option<RawJson> {
        let text = core::str::from_utf8(&self.body).ok().filter(|_| self.is_success())?;
        RawJson::parse(text).ok().filter(|result| result.as_json().is_object())
    }

    /// The error message, for people.
    fn error_text(&self) -> String {
        let body = core::str::from_utf8(&self.body).unwrap_or_default();
        let error = RawJson::parse(body).ok().and_then(|body| {
            let error = body.as_json().get("error")?.string().ok()?;
            Some(error.into_owned())
        });
        error.unwrap_or_else(|| body.to_owned())
    }

    /// Returns the update of the A2A task (A-3 to A-6). As long as the outcome of the payment is unknown, the task
    /// stays in the state `working`, and the buyer sends the same payment again.
    #[must_use]
    pub fn to_a2a(&self, version: Version) -> TaskUpdate {
        let update = |state, metadata| TaskUpdate { state, metadata, served: None };
        let settlement = self.read_settlement();
        let state = SettlementState::of_answer(self.status, settlement.as_ref());
        match (settlement.ok(), self.payment_required(version)) {
            (Some(settlement), _) if settlement.outcome == SettleOutcome::Success => {
                let served = self.is_success().then(|| self.body.clone());
                TaskUpdate { served, ..update("completed", a2a::metadata::completed(&[settlement])) }
            }
            // Money that stays reserved does not move any more.
            (Some(settlement), _)
                if state == SettlementState::Failed || reason_of(&settlement) == Some(NOT_CAPTURED) =>
            {
                update("failed", a2a::metadata::failed(code_of(&settlement), &[settlement]))
            }
            (None, Some(required)) => update("input-required", a2a::metadata::required(&required)),
            (None, None) if state == SettlementState::Failed => {
                update("failed", a2a::metadata::failed("INVALID_PAYMENT", &[]))
            }
            (Some(settlement), _) => update("working", a2a::metadata::pending(&[settlement])),
            (None, None) => update("working", a2a::metadata::verified()),
        }
    }
}

/// The A2A error code for a failed settlement (A-6).
fn code_of(settlement: &SettleResponse) -> &'static str {
    match reason_of(settlement) {
        Some("insufficient_funds") => "INSUFFICIENT_FUNDS",
        Some(reason) if reason.ends_with("_signature") => "INVALID_SIGNATURE",
        Some(reason) if reason.ends_with("_valid_before") => "EXPIRED_PAYMENT",
        Some("invalid_network") => "NETWORK_MISMATCH",
        Some(_) | None => "SETTLEMENT_FAILED",
    }
}

fn reason_of(settlement: &SettleResponse) -> Option<&str> {
    match &settlement.outcome {
        SettleOutcome::Failure(reason) => reason.as_ref().map(ReasonCode::as_str),
        SettleOutcome::Success => None,
    }
}

/// The result of a tool, with an error message.
fn error_result(text: &str) -> RawJson {
    let item = Members::from_iter([("type", RawJson::string("text")), ("text", RawJson::string(text))]);
    Members::from_iter([("isError", true.into()), ("content", RawJson::array([RawJson::from(item)]))]).into()
}
