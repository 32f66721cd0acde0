//! What answers look like.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use x402_schemes::Hex;
use x402_types::{DecodeError, Flags};
use x402_verify::{Check, Outcome, Question, Rpc, SimulatedCall};

/// A JSON text without line breaks. Members of a payment are handed back byte for byte, and so with the breaks that
/// stand between their tokens; a string holds them escaped only, so that a space can take the place of each.
pub(crate) fn one_line(mut text: String) -> String {
    if text.contains(['\n', '\r']) {
        text = text.replace(['\n', '\r'], " ");
    }
    text
}

pub(super) fn flag_names(flags: Flags) -> Vec<&'static str> {
    flags.iter().map(|flag| flag.as_str()).collect()
}

/// A decoding error.
#[derive(Debug, Serialize)]
pub(super) struct ShownError {
    stage: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl ShownError {
    /// A payload's transaction that is none.
    pub(super) fn not_transaction() -> Self {
        Self { stage: "shape", kind: "not-transaction", field: Some("payload.transaction".into()) }
    }

    pub(super) fn new(error: &DecodeError) -> Self {
        let field = (!error.path().is_empty()).then(|| error.path().to_string());
        Self { stage: error.stage().as_str(), kind: error.kind().as_str(), field }
    }
}

/// A check and its outcome.
#[derive(Debug, Serialize)]
pub(super) struct ShownCheck {
    pub(super) id: &'static str,
    pub(super) outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) detail: Option<String>,
}

impl ShownCheck {
    pub(super) fn new(check: &Check) -> Self {
        let detail = match &check.outcome {
            Outcome::Pass => None,
            Outcome::Fail(detail) => Some(detail.to_string()),
            Outcome::Needs(question) => Some(question.to_string()),
            Outcome::Skipped(because) => Some(format!("because of {because}")),
        };
        Self { id: check.id.as_str(), outcome: check.outcome.as_str(), detail }
    }
}

/// A question for the chain.
#[derive(Debug, Serialize)]
pub(super) struct ShownQuestion {
    kind: &'static str,
    sentence: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rpc: Option<RpcCall>,
}

impl ShownQuestion {
    pub(super) fn new(question: &Question) -> Self {
        Self {
            kind: question.kind(),
            sentence: question.to_string(),
            rpc: question.rpc().as_ref().and_then(RpcCall::new),
        }
    }
}

/// A JSON-RPC request without its envelope.
#[derive(Debug, Serialize)]
pub(super) struct RpcCall {
    method: &'static str,
    params: serde_json::Value,
}

impl RpcCall {
    /// The request that asks the question; none for a kind of question that is not known here.
    #[must_use]
    pub(super) fn new(rpc: &Rpc) -> Option<Self> {
        match rpc {
            Rpc::GetCode { address } => {
                Some(Self { method: "eth_getCode", params: serde_json::json!([address.to_string(), "latest"]) })
            }
            Rpc::Call { to, data } => Some(Self {
                method: "eth_call",
                params: serde_json::json!([{"to": to.to_string(), "data": Hex(data).to_string()}, "latest"]),
            }),
            Rpc::CallFrom { from, to, data } => Some(Self {
                method: "eth_call",
                params: serde_json::json!([
                    {"from": from.to_string(), "to": to.to_string(), "data": Hex(data).to_string()},
                    "latest",
                ]),
            }),
            Rpc::GetTransactionCount { address } => Some(Self {
                method: "eth_getTransactionCount",
                params: serde_json::json!([address.to_string(), "latest"]),
            }),
            Rpc::GetBalance { address } => {
                Some(Self { method: "eth_getBalance", params: serde_json::json!([address.to_string(), "latest"]) })
            }
            Rpc::GasPrice => Some(Self { method: "eth_gasPrice", params: serde_json::json!([]) }),
            Rpc::Simulate { calls } => {
                let call = |call: &SimulatedCall| {
                    let mut shown =
                        serde_json::json!({"to": call.to.to_string(), "input": Hex(&call.data).to_string()});
                    if let Some(from) = call.from {
                        shown["from"] = from.to_string().into();
                    }
                    shown
                };
                let calls: Vec<_> = calls.iter().map(call).collect();
                Some(Self {
                    method: "eth_simulateV1",
                    params: serde_json::json!([{"blockStateCalls": [{"calls": calls}]}, "latest"]),
                })
            }
            Rpc::AccountInfo { address } => {
                Some(Self { method: "getAccountInfo", params: serde_json::json!([address.to_string(), of_solana()]) })
            }
            Rpc::MultipleAccounts { addresses } => {
                let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
                Some(Self { method: "getMultipleAccounts", params: serde_json::json!([addresses, of_solana()]) })
            }
            Rpc::BlockhashValid { blockhash } => Some(Self {
                method: "isBlockhashValid",
                params: serde_json::json!([blockhash.to_string(), {"commitment": Rpc::COMMITMENT}]),
            }),
            Rpc::SimulateTransaction { transaction, inner_instructions, replace_blockhash } => {
                let mut options = of_solana();
                options["sigVerify"] = false.into();
                options["innerInstructions"] = (*inner_instructions).into();
                options["replaceRecentBlockhash"] = (*replace_blockhash).into();
                Some(Self {
                    method: "simulateTransaction",
                    params: serde_json::json!([STANDARD.encode(transaction), options]),
                })
            }
            _ => None,
        }
    }
}

/// How a node of Solana is to answer.
fn of_solana() -> serde_json::Value {
    serde_json::json!({"encoding": "base64", "commitment": Rpc::COMMITMENT})
}
