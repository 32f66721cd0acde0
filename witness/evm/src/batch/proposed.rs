//! The calls that the library proposes for what it leaves open: they have to be those that the contracts take, byte for byte.

use revm::primitives::{Bytes, hex};
use serde_json::{Value, value::RawValue};
use x402_conformance::vector::Vector;
use x402_operations::{Answer, run};

/// Checks the calls in the library's own answer to a vector: `state` asks for a channel, and `sent` moved money. An error is a
/// call that is not among them.
pub(super) fn check(vector: &Vector, state: &[Bytes], sent: &[Bytes]) -> Result<(), String> {
    let input: Box<RawValue> = serde_json::from_str(vector.input.as_str()).map_err(|error| error.to_string())?;
    let Answer::Result(report) = run(&vector.op, &input) else { return Err("the library has no answer".into()) };
    let report: Value = serde_json::from_str(&report).map_err(|error| error.to_string())?;
    let questions = ["needs", "outstanding"].map(|name| report[name].as_array().cloned().unwrap_or_default());
    for question in questions.iter().flatten() {
        let known = match question["kind"].as_str() {
            Some("channel-state") => state,
            Some("settlement") => sent,
            _ => continue,
        };
        let call = call(&question["rpc"]).ok_or_else(|| format!("there is no call: {question}"))?;
        if !known.contains(&call) {
            return Err(format!("the contract was called with other bytes than those of {question}"));
        }
    }
    Ok(())
}

/// The call's data. In a simulation an approval may come before it.
fn call(rpc: &Value) -> Option<Bytes> {
    let first = rpc["params"].get(0)?;
    let call = match rpc["method"].as_str()? {
        "eth_call" => first,
        "eth_simulateV1" => first["blockStateCalls"].get(0)?["calls"].as_array()?.last()?,
        _ => return None,
    };
    let data = call.get("data").or_else(|| call.get("input"))?.as_str()?;
    hex::decode(data.strip_prefix("0x")?).ok().map(Bytes::from)
}
