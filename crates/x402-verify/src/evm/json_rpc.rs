//! The calls to a node of an EVM chain as JSON-RPC.

#![cfg(feature = "serde")]

use x402_types::{Members, RawJson};

use super::{Rpc, SimulatedCall};
use crate::json::rpc::{hex, object, text};

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

fn latest() -> RawJson {
    RawJson::string("latest")
}

fn simulated(call: &SimulatedCall) -> RawJson {
    let from = call.from.map(|from| ("from", text(&from)));
    from.into_iter().chain([("input", hex(&call.data)), ("to", text(&call.to))]).collect::<Members>().into()
}
