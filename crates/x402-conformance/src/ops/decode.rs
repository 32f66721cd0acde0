use serde::Serialize;
use x402_types::{DecodeOptions, Decoded, HeaderName, Wire, v2::PaymentPayload};

use super::{
    Fields, Outcome, Payment, Stop,
    input::take_profile,
    render::{ShownError, flag_names, one_line},
};

/// The answer of `decode`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum DecodeResult {
    Ok { ok: Box<PaymentPayload>, version: u64, canonical: String, flags: Vec<&'static str> },
    Err { err: ShownError },
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<DecodeResult> {
    let kind: Option<String> = fields.parse("kind")?;
    let options = take_profile(&mut fields)?;
    let source = Payment::take(&mut fields, false)?;
    fields.finish()?;
    match (kind.as_deref(), &source) {
        (Some("payment"), _) | (None, Payment::Headers(_)) => {}
        (Some(other), _) => return Err(Stop::Skipped(format!("input.kind {other} is not known here"))),
        (None, Payment::Header(name, _)) if HeaderName::new(name).is_some() => {}
        (None, Payment::Header(name, _)) => {
            return Err(Stop::Skipped(format!("header {name} carries nothing that is known here")));
        }
        (None, Payment::Text(_) | Payment::Bytes(_)) => {
            return Err(Stop::Error("input.kind is needed where there is no header".into()));
        }
    }
    Ok(decode(source, &options))
}

fn decode(source: Payment, options: &DecodeOptions) -> DecodeResult {
    match source.decode(options) {
        Ok(Decoded { value, flags, .. }) => DecodeResult::Ok {
            version: PaymentPayload::VERSION,
            canonical: value.to_json(),
            flags: flag_names(flags),
            ok: Box::new(value),
        },
        Err(error) => DecodeResult::Err { err: ShownError::new(&error) },
    }
}

/// The answer of `decode` for one payment, as one line of JSON text, and whether it could be decoded.
///
/// # Errors
/// The answer could not be written.
pub fn decode_payment(source: Payment, options: &DecodeOptions) -> serde_json::Result<(String, bool)> {
    let result = decode(source, options);
    let decoded = matches!(result, DecodeResult::Ok { .. });
    Ok((one_line(serde_json::to_string(&result)?), decoded))
}
