use serde::Serialize;
use x402_extensions::payment_identifier::PaidRequest;
use x402_types::{NotCanonical, RawJson};

use super::{
    Fields,
    stop::{Outcome, Stop},
};

/// The answer of `fingerprint`.
#[derive(Debug, Serialize)]
pub(super) struct FingerprintResult {
    fingerprint: String,
    canonical: String,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<FingerprintResult> {
    let version = fields.require_as("version")?;
    let method: String = fields.require_as("method")?;
    let resource: String = fields.require_as("resource")?;
    let offer = take_json(&mut fields, "offer")?;
    if !offer.as_json().is_object() {
        return Err(Stop::Error("input.offer must be an object".into()));
    }
    let parameters = take_json(&mut fields, "parameters")?;
    fields.finish()?;
    let request = PaidRequest { version, method: &method, resource: &resource, offer: &offer, parameters: &parameters };
    let rounded = |error: NotCanonical| Stop::Error(format!("input: {error}"));
    let (fingerprint, canonical) = (request.fingerprint().map_err(rounded)?, request.canonical().map_err(rounded)?);
    Ok(FingerprintResult { fingerprint: fingerprint.to_string(), canonical })
}

fn take_json(fields: &mut Fields<'_>, name: &str) -> Outcome<RawJson> {
    let raw = fields.require(name)?;
    RawJson::parse(raw.get()).map_err(|error| Stop::Error(format!("input.{name}: {error}")))
}
