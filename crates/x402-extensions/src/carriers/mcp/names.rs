//! Names, versions and fields of the messages.

use alloc::string::String;

use super::super::CarrierError;
use x402_types::{Flag, Flags, JsonRef, RawJson};

/// The key of the payment in `_meta` of a request's `params`.
pub const PAYMENT: &str = "x402/payment";

/// The key of the settlement in `_meta` of a `result`.
pub const PAYMENT_RESPONSE: &str = "x402/payment-response";

/// The extension that carries a `PaymentRequired` as `paymentRequired`. It is a key of the client's capabilities.
pub const EXTENSION: &str = "org.x402/payment";

/// The first version of MCP that has `resultType`, which the extension needs.
pub(super) const FIRST_WITH_RESULT_TYPE: &str = "2026-07-28";

/// Returns `true` if the URL is `mcp://tool/NAME` with the name of a different tool (M-10). Servers do not escape the
/// name, so it may contain `/`.
pub(super) fn names_other_tool(url: &str, tool: &str) -> bool {
    url.strip_prefix("mcp://tool/").is_some_and(|rest| {
        let first = rest.split(['?', '#', '/']).next();
        rest != tool && first != Some(tool)
    })
}

/// Reads the id of a JSON-RPC message, a string or a number (M-1).
pub(super) fn read_id(message: JsonRef<'_>) -> Result<RawJson, CarrierError> {
    let is_rpc =
        message.get("jsonrpc").and_then(|version| version.string().ok()).is_some_and(|version| version == "2.0");
    let id = message.get("id").filter(|id| id.is_string() || id.is_number());
    id.filter(|_| is_rpc).map(RawJson::from).ok_or(CarrierError::McpEnvelope)
}

/// The `_meta` of an object. `null` counts as absent (C-7).
///
/// # Errors
/// [`CarrierError::McpEnvelope`] if it is not an object.
pub(super) fn meta(object: JsonRef<'_>) -> Result<Option<JsonRef<'_>>, CarrierError> {
    match object.non_null("_meta") {
        Some(meta) if !meta.is_object() => Err(CarrierError::McpEnvelope),
        meta => Ok(meta),
    }
}

/// The value of a key in an object's [`meta`]. `null` counts as absent (C-7).
pub(super) fn of_meta<'a>(
    object: JsonRef<'a>,
    key: &str,
    flags: &mut Flags,
) -> Result<Option<JsonRef<'a>>, CarrierError> {
    let value = meta(object)?.and_then(|meta| meta.get(key));
    if value.is_some_and(|value| value.is_null()) {
        flags.insert(Flag::NullOptional);
        return Ok(None);
    }
    Ok(value)
}

pub(super) fn text_of(value: Option<JsonRef<'_>>) -> Option<String> {
    Some(value?.string().ok()?.into_owned())
}
