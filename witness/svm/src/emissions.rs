//! The payments on Solana that the official SDKs sent. Their requests to a facilitator become questions to `verify`.

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_conformance::vector::{Class, Vector};

use crate::question::report;

/// The time at which they were sent: `now` in `witness/emissions/stage.json`.
const NOW: u64 = 1_767_225_600;

#[derive(Deserialize)]
struct Input {
    kind: Option<String>,
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    payment_payload: Box<RawValue>,
    payment_requirements: Box<RawValue>,
}

#[derive(Deserialize)]
struct Network {
    network: String,
}

/// The question whether to accept the payment, if the vector is one of these requests. An SDK sends it to be accepted.
/// An error is that we would not accept it.
pub(crate) fn question(vector: &Vector) -> Result<Option<Vector>, String> {
    let say = |error: serde_json::Error| format!("{}: {error}", vector.id);
    if vector.op != "decode" {
        return Ok(None);
    }
    let input: Input = serde_json::from_str(vector.input.as_str()).map_err(say)?;
    let (Some("verify-request"), Some(text)) = (input.kind.as_deref(), input.text) else { return Ok(None) };
    let Request { payment_payload, payment_requirements } = serde_json::from_str(&text).map_err(say)?;
    let Network { network } = serde_json::from_str(payment_requirements.get()).map_err(say)?;
    if !network.starts_with("solana") {
        return Ok(None);
    }
    let text = format!(r#"{{"payment":{{"json":{payment_payload}}},"offers":[{payment_requirements}],"now":{NOW}}}"#);
    let mut asked = vector.clone();
    asked.op = "verify".into();
    asked.input = serde_json::from_str(&text).map_err(say)?;
    asked.expect.class = Class::Valid;
    asked.expect.check = None;
    match report(&text)?.verdict.as_str() {
        "valid" => Ok(Some(asked)),
        other => Err(format!("{}: it is {other} here", vector.id)),
    }
}
