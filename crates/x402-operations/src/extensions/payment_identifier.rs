use serde::Serialize;
use x402_extensions::payment_identifier::review;
use x402_types::{DecodeOptions, Flags, HttpOutcome};

use super::ExtensionVerdict;
use crate::{Fields, Source, stop::Outcome};

/// The answer of `payment-identifier`.
#[derive(Debug, Serialize)]
pub(crate) struct IdentifierResult {
    #[serde(flatten)]
    verified: ExtensionVerdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

impl IdentifierResult {
    fn refused(reason: &'static str, outcome: HttpOutcome) -> Self {
        Self {
            verified: ExtensionVerdict::by_bytes(Some(reason), Flags::NONE),
            id: None,
            status: Some(outcome.status()),
        }
    }
}

pub(crate) fn run(mut fields: Fields<'_>) -> Outcome<IdentifierResult> {
    let is_required: bool = fields.require_as("required")?;
    let source = Source::take(&mut fields, true)?;
    fields.finish()?;
    let decoded = match source.decode_payment(&DecodeOptions::STRICT) {
        Ok(decoded) => decoded,
        Err(error) => return Ok(IdentifierResult::refused("invalid_payload", HttpOutcome::from(&error))),
    };
    Ok(match review(&decoded.value, is_required.into()) {
        Ok(reviewed) => IdentifierResult {
            verified: ExtensionVerdict::by_bytes(None, decoded.flags.union(reviewed.flags)),
            id: reviewed.identifier.map(|identifier| identifier.id),
            status: None,
        },
        Err(error) => IdentifierResult::refused(error.reason(), HttpOutcome::from(&error)),
    })
}
