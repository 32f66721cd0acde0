use alloc::string::String;

use super::names::{EXTENSION, FIRST_WITH_RESULT_TYPE, PAYMENT, meta, names_other_tool, of_meta, read_id, text_of};
use x402_types::{DecodeOptions, Flag, Flags, JsonRef, PaymentPayload, RawJson, Version};

use crate::carriers::{CarrierError, decode};

const PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

/// The payment fields of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    pub(super) id: Option<RawJson>,
    /// The method, such as `tools/call`.
    pub method: String,
    /// The name of the tool, if the method is `tools/call`.
    pub tool: Option<String>,
    /// The payment; `None` for an unpaid request.
    pub payment: Option<PaymentPayload>,
    /// `true` if the client declares the extension [`EXTENSION`] and does not name a version of MCP that is too old for
    /// it.
    pub has_extension: bool,
    /// The version of MCP, if the request names it: a date such as `2026-07-28`.
    pub protocol_version: Option<String>,
    /// Deviations that were tolerated, and facts worth knowing.
    pub flags: Flags,
}

impl Request {
    /// Reads a JSON-RPC request.
    ///
    /// # Errors
    /// [`CarrierError::McpEnvelope`], and as [`of_params`](Self::of_params).
    pub fn read(message: &RawJson, options: &DecodeOptions) -> Result<Self, CarrierError> {
        let message = message.as_json();
        let id = read_id(message)?;
        let method = message.get("method").and_then(|method| method.string().ok()).ok_or(CarrierError::McpEnvelope)?;
        let request = Self::of_params(&method, message.get("params"), options)?;
        Ok(Self { id: Some(id), ..request })
    }

    /// Reads the parameters of a request for this method.
    ///
    /// ```
    /// use x402_extensions::carriers::{CarrierError, mcp::Request};
    /// use x402_types::{DecodeOptions, RawJson};
    /// let params = RawJson::parse(r#"{"name":"report","_meta":{"x402/payment":"e30="}}"#)?;
    /// let read = Request::of_params("tools/call", Some(params.as_json()), &DecodeOptions::STRICT);
    /// assert_eq!(read.unwrap_err(), CarrierError::McpPaymentShape);
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`CarrierError::McpEnvelope`] if the parameters or their `_meta` are not an object, [`CarrierError::McpPaymentShape`],
    /// [`CarrierError::InvalidPayload`], [`CarrierError::McpMethod`], and [`CarrierError::McpVersion`] for a V1 payment with
    /// the extension.
    pub fn of_params(method: &str, params: Option<JsonRef<'_>>, options: &DecodeOptions) -> Result<Self, CarrierError> {
        if params.is_some_and(|params| !params.is_object()) {
            return Err(CarrierError::McpEnvelope);
        }
        let meta = params.map_or(Ok(None), meta)?;
        let protocol_version = text_of(meta.and_then(|meta| meta.get(PROTOCOL_VERSION)));
        let is_old = protocol_version.as_deref().is_some_and(|version| version < FIRST_WITH_RESULT_TYPE);
        let extension = meta.and_then(|meta| meta.get(CAPABILITIES)?.get("extensions")?.non_null(EXTENSION));
        let mut request = Self {
            id: None,
            method: method.into(),
            tool: if method == "tools/call" { text_of(params.and_then(|params| params.get("name"))) } else { None },
            payment: None,
            has_extension: !is_old && extension.is_some(),
            protocol_version,
            flags: Flags::NONE,
        };
        if let Some(params) = params
            && let Some(payment) = of_meta(params, PAYMENT, &mut request.flags)?
        {
            request.take_payment(payment, options)?;
        }
        Ok(request)
    }

    /// Checks that a client can pay for the method, in this version of x402 (M-2).
    ///
    /// # Errors
    /// [`CarrierError::McpMethod`], and [`CarrierError::McpVersion`] for V1 with the extension.
    pub(super) fn check_payable(&self, version: Version) -> Result<(), CarrierError> {
        match (&*self.method, version) {
            ("tools/call", _) => Ok(()),
            ("resources/read" | "prompts/get", Version::V2) if self.has_extension => Ok(()),
            ("resources/read" | "prompts/get", _) if self.has_extension => Err(CarrierError::McpVersion),
            _ => Err(CarrierError::McpMethod),
        }
    }

    fn take_payment(&mut self, payment: JsonRef<'_>, options: &DecodeOptions) -> Result<(), CarrierError> {
        if !payment.is_object() {
            return Err(CarrierError::McpPaymentShape);
        }
        let decoded = decode::<PaymentPayload>(payment, options)?;
        self.check_payable(decoded.value.version())?;
        self.flags = self.flags.union(decoded.flags);
        if let (PaymentPayload::V2(payment), Some(tool)) = (&decoded.value, &self.tool)
            && payment.resource.as_ref().is_some_and(|resource| names_other_tool(&resource.url, tool))
        {
            self.flags.insert(Flag::ToolName);
        }
        self.payment = Some(decoded.value);
        Ok(())
    }
}
