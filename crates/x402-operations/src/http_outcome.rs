use serde::Serialize;
use x402_types::{DecodeOptions, HttpOutcome, ReasonCode, decode_payment_headers};

use super::{
    Fields,
    stop::{Outcome, Stop},
};

/// The answer of `http-outcome`.
#[derive(Debug, Serialize)]
pub(super) struct OutcomeResult {
    outcome: &'static str,
    status: u16,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<OutcomeResult> {
    let headers: Vec<(String, String)> = fields.require_as("headers")?;
    let then: Option<String> = fields.parse("then")?;
    let reason: Option<String> = fields.parse("reason")?;
    fields.finish()?;
    let then = match (then.as_deref(), reason) {
        (None | Some("settled"), None) => HttpOutcome::Success,
        (Some("server-error"), None) => HttpOutcome::ServerError,
        (Some("refused"), Some(reason)) => HttpOutcome::from(&ReasonCode::new(&reason)),
        (Some("refused"), None) => HttpOutcome::PaymentFailed,
        (Some("settled" | "server-error") | None, Some(_)) => {
            return Err(Stop::Error("input.reason is allowed only if input.then is \"refused\"".into()));
        }
        (Some(other), _) => return Err(Stop::Skipped(format!("input.then {other} is unknown"))),
    };
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    // If the payment cannot be read, the outcome is decided already.
    let outcome = match decode_payment_headers(headers, &DecodeOptions::STRICT) {
        Ok(_) => then,
        Err(error) => HttpOutcome::from(&error),
    };
    Ok(OutcomeResult { outcome: outcome.as_str(), status: outcome.status() })
}
