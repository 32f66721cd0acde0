//! The calls to a node of an EVM chain as JSON-RPC.

use alloc::{format, string::String, vec::Vec};

use x402_schemes::{Hex, evm::Address};
use x402_types::{
    JsonRef,
    object::{ArrayWriter, ObjectWriter},
};

use super::{Rpc, SimulatedCall};
use crate::json_rpc::Held;

impl Rpc {
    pub(crate) const fn method(&self) -> &'static str {
        match self {
            Self::GetCode { .. } => "eth_getCode",
            Self::Call { .. } | Self::CallFrom { .. } => "eth_call",
            Self::GetTransactionCount { .. } => "eth_getTransactionCount",
            Self::GetBalance { .. } => "eth_getBalance",
            Self::GasPrice => "eth_gasPrice",
            Self::Simulate { .. } => "eth_simulateV1",
        }
    }

    pub(crate) fn write_params(&self, out: &mut String) {
        let mut params = ArrayWriter::new(out);
        match self {
            Self::GetCode { address } | Self::GetTransactionCount { address } | Self::GetBalance { address } => {
                params.text(address);
            }
            Self::Call { to, data } => params.element(|out| write_call(data, None, *to, out)),
            Self::CallFrom { from, to, data } => params.element(|out| write_call(data, Some(*from), *to, out)),
            Self::GasPrice => return params.close(),
            Self::Simulate { calls } => params.element(|out| write_blocks(calls, out)),
        }
        params.text(&"latest");
        params.close();
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

fn write_call(data: &[u8], from: Option<Address>, to: Address, out: &mut String) {
    let mut call = ObjectWriter::new(out);
    call.text("data", &Hex(data));
    call.optional_text("from", from);
    call.text("to", &to);
    call.close();
}

/// One block with all calls.
fn write_blocks(calls: &[SimulatedCall], out: &mut String) {
    let mut blocks = ObjectWriter::new(out);
    blocks.array("blockStateCalls", [calls], |calls, out| {
        let mut block = ObjectWriter::new(out);
        block.array("calls", calls, |call, out| {
            let mut object = ObjectWriter::new(out);
            object.optional_text("from", call.from);
            object.text("input", &Hex(&call.data));
            object.text("to", &call.to);
            object.close();
        });
        block.close();
    });
    blocks.close();
}
