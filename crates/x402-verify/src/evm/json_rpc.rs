//! The calls to a node of an EVM chain as JSON-RPC.

use alloc::{format, vec::Vec};

use x402_schemes::Hex;
use x402_types::{JsonRef, Members, RawJson};

use super::{Rpc, SimulatedCall};
use crate::json_rpc::{Held, hex, object, text};

impl Rpc {
    pub(crate) fn request(&self) -> (&'static str, RawJson) {
        match self {
            Self::GetCode { address } => ("eth_getCode", RawJson::array([text(address), latest()])),
            Self::Call { to, data } => {
                let call = object([("data", hex(data)), ("to", text(to))]);
                ("eth_call", RawJson::array([call, latest()]))
            }
            Self::CallFrom { from, to, data } => {
                let call = object([("data", hex(data)), ("from", text(from)), ("to", text(to))]);
                ("eth_call", RawJson::array([call, latest()]))
            }
            Self::GetTransactionCount { address } => {
                ("eth_getTransactionCount", RawJson::array([text(address), latest()]))
            }
            Self::GetBalance { address } => ("eth_getBalance", RawJson::array([text(address), latest()])),
            Self::GasPrice => ("eth_gasPrice", RawJson::array([])),
            Self::Simulate { calls } => {
                let calls = object([("calls", RawJson::array(calls.iter().map(simulated)))]);
                let blocks = object([("blockStateCalls", RawJson::array([calls]))]);
                ("eth_simulateV1", RawJson::array([blocks, latest()]))
            }
        }
    }
}

impl Rpc {
    /// The bytes of a result. Numbers come without leading zeros, so with any number of digits.
    pub(crate) fn held<'a>(&self, result: JsonRef<'a>) -> Option<Held<'a>> {
        match self {
            Self::GetCode { .. } | Self::Call { .. } | Self::CallFrom { .. } => {
                Hex::decode(&result.string().ok()?).map(Held::Bytes)
            }
            Self::GetTransactionCount { .. } | Self::GetBalance { .. } | Self::GasPrice => {
                quantity(&result.string().ok()?).map(Held::Bytes)
            }
            Self::Simulate { calls } => simulation(result, calls.len()),
        }
    }

    /// Returns `true` for a revert. Geth and the nodes that follow it use the error code 3 for a revert, and if the
    /// contract returned no data, only the message shows it. Other nodes use this code for arguments that they do not
    /// accept.
    pub(crate) fn is_revert(&self, error: JsonRef<'_>) -> bool {
        const MESSAGE: &str = "execution reverted";
        let is_call = matches!(self, Self::Call { .. } | Self::CallFrom { .. });
        let message = error.get("message").and_then(|message| message.string().ok()).unwrap_or_default();
        let has_message = message.get(..MESSAGE.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(MESSAGE));
        let has_data = error.non_null("data").is_some();
        let is_numbered = error.get("code").is_some_and(|code| code.text() == "3");
        is_call && (has_message || is_numbered && (has_data || message.to_ascii_lowercase().contains("revert")))
    }
}

fn quantity(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").filter(|digits| !digits.is_empty())?;
    let pad = if digits.len() % 2 == 0 { "" } else { "0" };
    Hex::decode(&format!("0x{pad}{digits}"))
}

/// One block with a status for each call: `0x1` if it succeeded.
fn simulation(result: JsonRef<'_>, calls: usize) -> Option<Held<'_>> {
    let mut blocks = result.elements().ok()?;
    let (Some(block), None) = (blocks.next(), blocks.next()) else { return None };
    let status = |call: JsonRef<'_>| match &*call.get("status")?.string().ok()? {
        "0x1" => Some(true),
        "0x0" => Some(false),
        _ => None,
    };
    let succeeded: Vec<bool> = block.get("calls")?.elements().ok()?.map(status).collect::<Option<_>>()?;
    if succeeded.len() != calls {
        return None;
    }
    Some(if succeeded.contains(&false) { Held::Reverted } else { Held::Bytes(Vec::new()) })
}

fn latest() -> RawJson {
    RawJson::string("latest")
}

fn simulated(call: &SimulatedCall) -> RawJson {
    let from = call.from.map(|from| ("from", text(&from)));
    from.into_iter().chain([("input", hex(&call.data)), ("to", text(&call.to))]).collect::<Members>().into()
}
