//! JSON-RPC requests for the questions.

use alloc::string::{String, ToString};

use x402_schemes::Hex;
use x402_types::{Members, RawJson};

use crate::{
    Rpc,
    evm::{self, SimulatedCall},
    solana,
};

/// A JSON-RPC request without its envelope. Two are equal if their parameters have the same value, however they are written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JsonRpc {
    /// The name of the method, such as `eth_call`.
    pub method: String,
    /// An array.
    pub params: RawJson,
}

impl PartialEq for JsonRpc {
    fn eq(&self, other: &Self) -> bool {
        self.method == other.method && self.params.as_json().same_value(&other.params.as_json())
    }
}

impl Eq for JsonRpc {}

impl From<&Rpc> for JsonRpc {
    fn from(rpc: &Rpc) -> Self {
        let (method, params) = match rpc {
            Rpc::Evm(evm::Rpc::GetCode { address }) => ("eth_getCode", RawJson::array([text(address), latest()])),
            Rpc::Evm(evm::Rpc::Call { to, data }) => {
                let call = object([("data", hex(data)), ("to", text(to))]);
                ("eth_call", RawJson::array([call, latest()]))
            }
            Rpc::Evm(evm::Rpc::CallFrom { from, to, data }) => {
                let call = object([("data", hex(data)), ("from", text(from)), ("to", text(to))]);
                ("eth_call", RawJson::array([call, latest()]))
            }
            Rpc::Evm(evm::Rpc::GetTransactionCount { address }) => {
                ("eth_getTransactionCount", RawJson::array([text(address), latest()]))
            }
            Rpc::Evm(evm::Rpc::GetBalance { address }) => ("eth_getBalance", RawJson::array([text(address), latest()])),
            Rpc::Evm(evm::Rpc::GasPrice) => ("eth_gasPrice", RawJson::array([])),
            Rpc::Evm(evm::Rpc::Simulate { calls }) => {
                let calls = object([("calls", RawJson::array(calls.iter().map(simulated)))]);
                let blocks = object([("blockStateCalls", RawJson::array([calls]))]);
                ("eth_simulateV1", RawJson::array([blocks, latest()]))
            }
            Rpc::Solana(solana::Rpc::AccountInfo { address }) => {
                ("getAccountInfo", RawJson::array([text(address), of_solana([]).into()]))
            }
            Rpc::Solana(solana::Rpc::MultipleAccounts { addresses }) => {
                let addresses = RawJson::array(addresses.iter().map(text));
                ("getMultipleAccounts", RawJson::array([addresses, of_solana([]).into()]))
            }
            Rpc::Solana(solana::Rpc::BlockhashValid { blockhash }) => {
                let options = object([("commitment", text(solana::Rpc::COMMITMENT))]);
                ("isBlockhashValid", RawJson::array([text(blockhash), options]))
            }
            Rpc::Solana(solana::Rpc::SimulateTransaction { transaction, inner_instructions, replace_blockhash }) => {
                let options = of_solana([
                    ("innerInstructions", (*inner_instructions).into()),
                    ("maxSupportedTransactionVersion", solana::Rpc::MAX_SUPPORTED_TRANSACTION_VERSION.into()),
                    ("replaceRecentBlockhash", (*replace_blockhash).into()),
                    ("sigVerify", false.into()),
                ]);
                ("simulateTransaction", RawJson::array([RawJson::base64(transaction), options.into()]))
            }
        };
        Self { method: method.into(), params }
    }
}

fn object<const N: usize>(members: [(&str, RawJson); N]) -> RawJson {
    Members::from_iter(members).into()
}

fn text(value: &(impl ToString + ?Sized)) -> RawJson {
    RawJson::string(&value.to_string())
}

fn hex(bytes: &[u8]) -> RawJson {
    text(&Hex(bytes))
}

fn latest() -> RawJson {
    RawJson::string("latest")
}

fn simulated(call: &SimulatedCall) -> RawJson {
    let from = call.from.map(|from| ("from", text(&from)));
    from.into_iter().chain([("input", hex(&call.data)), ("to", text(&call.to))]).collect::<Members>().into()
}

/// The parameters that say how a node of Solana has to answer, followed by further ones.
fn of_solana<const N: usize>(more: [(&'static str, RawJson); N]) -> Members {
    let always = [("commitment", text(solana::Rpc::COMMITMENT)), ("encoding", text("base64"))];
    always.into_iter().chain(more).collect()
}
