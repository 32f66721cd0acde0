use serde::Serialize;
use x402_types::{ErrorKind, Network};

use super::{
    Fields,
    stop::{Outcome, Stop},
};

/// The answer of `network`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum NetworkResult {
    Ok {
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<&'static str>,
        caip2: String,
    },
    Err {
        err: NetworkError,
    },
}

#[derive(Debug, Serialize)]
pub(super) struct NetworkError {
    kind: &'static str,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<NetworkResult> {
    let name: Option<String> = fields.parse("name")?;
    let caip2: Option<String> = fields.parse("caip2")?;
    fields.finish()?;
    let network: Option<Network> = match (name, caip2) {
        (Some(name), None) => Network::from_v1_name(&name),
        (None, Some(caip2)) => caip2.parse().ok(),
        _ => return Err(Stop::Error("input needs exactly one of name, caip2".into())),
    };
    Ok(match network {
        Some(network) => NetworkResult::Ok { name: network.v1_name(), caip2: network.to_caip2().to_string() },
        None => NetworkResult::Err { err: NetworkError { kind: ErrorKind::NotNetwork.as_str() } },
    })
}
