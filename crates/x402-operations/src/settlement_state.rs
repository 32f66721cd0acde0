use serde::Serialize;
use x402_types::{DecodeOptions, decode_settlement_headers};
use x402_verify::client::SettlementState;

use super::{
    Fields,
    stop::{Outcome, Stop},
};

/// The answer of `settlement-state`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StateResult {
    state: &'static str,
    sign_again: &'static str,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<StateResult> {
    let status: Option<u16> = fields.parse("status")?;
    let headers: Option<Vec<(String, String)>> = fields.parse("headers")?;
    fields.finish()?;
    let state = match (status, headers) {
        (None, None) => SettlementState::Unknown,
        (Some(status @ 100..=599), Some(headers)) => {
            let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
            let settlement = decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
            SettlementState::of_answer(status, settlement.as_ref())
        }
        (Some(_), Some(_)) => return Err(Stop::Error("input.status must be from 100 to 599".into())),
        _ => return Err(Stop::Error("input needs both of status, headers, or neither".into())),
    };
    Ok(StateResult { state: state.as_str(), sign_again: state.sign_again().as_str() })
}
