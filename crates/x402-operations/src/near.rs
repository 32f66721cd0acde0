//! Fields under a near name in objects that cannot be read, for error messages.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use x402_types::{
    DecodeError, DecodeOptions, FacilitatorRequest, NearName, PaymentPayload, PaymentRequired, RawJson, SettleResponse,
    SupportedResponse, VerifyResponse, Version, near_names_in, printable::printable, read::header_text, v1, v2,
};
use x402_verify::json::{RecordedOutcome, RecordedReport};

use crate::{Kind, Source};

/// Returns a sentence, without a full stop, about the fields that cannot be read and that are there under a near name,
/// such as `pay_to`. Empty if there are none.
#[must_use]
pub fn near_fields(kind: Kind, source: &Source, options: &DecodeOptions) -> String {
    let text = match source {
        Source::Text(text) => Some(text.clone()),
        Source::Bytes(bytes) => str::from_utf8(bytes).ok().map(ToOwned::to_owned),
        Source::Header(_, value) => header_text(value.as_bytes(), options).ok(),
        Source::Headers(headers) => {
            let mut carriers = headers.iter().filter(|(name, _)| crate::recognise::What::of_header(name).is_some());
            match (carriers.next(), carriers.next()) {
                (Some((_, value)), None) => header_text(value.as_bytes(), options).ok(),
                _ => None,
            }
        }
    };
    let Some(json) = text.and_then(|text| RawJson::parse(&text).ok()) else { return String::new() };
    let near = match kind {
        Kind::Payment => near_names_in::<PaymentPayload>(&json, options),
        Kind::PaymentRequired => near_names_in::<PaymentRequired>(&json, options),
        Kind::VerifyRequest | Kind::SettleRequest => near_names_in::<FacilitatorRequest>(&json, options),
        Kind::Settlement => near_names_in::<SettleResponse>(&json, options),
        Kind::VerifyResponse => near_names_in::<VerifyResponse>(&json, options),
        Kind::Supported => near_names_in::<SupportedResponse>(&json, options),
        Kind::ResourceList | Kind::SearchResults | Kind::ExtensionResponses => Vec::new(),
    };
    sentence(&near)
}

/// Returns the sentence of [`near_fields`] for an offer of this version.
#[must_use]
pub fn near_fields_of_offer(version: Version, offer: &RawJson) -> String {
    let options = &DecodeOptions::STRICT;
    sentence(&match version {
        Version::V1 => near_names_in::<v1::PaymentRequirements>(offer, options),
        Version::V2 => near_names_in::<v2::PaymentRequirements>(offer, options),
    })
}

/// Returns the report on a payment that cannot be decoded. The detail names fields under a near name.
#[must_use]
pub fn undecodable_report(payment: &Source, options: &DecodeOptions, error: &DecodeError) -> RecordedReport {
    let mut report = RecordedReport::of_decode_error(error);
    let near = near_fields(Kind::Payment, payment, options);
    if !near.is_empty() {
        for check in &mut report.checks {
            check.outcome = RecordedOutcome::Fail(format!("{error}; {near}"));
        }
    }
    report
}

fn sentence(near: &[NearName]) -> String {
    let named: Vec<_> = near.iter().map(|near| format!("found {} instead of {}", near.found, near.field)).collect();
    printable(&named.join(", "))
}
