//! What may have happened to an object that cannot be read, if it reads once that is mended.

use x402_operations::{
    Kind, Source, decode_object,
    recognise::{self, Mended, Other},
};
use x402_types::{
    DecodeOptions, FacilitatorRequest, NearName, PaymentPayload, PaymentRequired, Profile, RawJson, SettleResponse,
    SupportedResponse, VerifyResponse, Version, near_names_in, read::header_text, v1, v2,
};

use crate::{
    given::{json_of, other_version},
    show::flags,
    style::printable,
};

/// What is said of a payment that cannot be read, one sentence a line. Servers read by the strict profile.
pub(crate) fn hints(payment: &Source, options: &DecodeOptions) -> String {
    let mut text = other_version(payment).map(|hint| format!("{hint}\n")).unwrap_or_default();
    if options.profile == Profile::Strict
        && let Ok(object) = decode_object(Kind::Payment, payment.clone(), &DecodeOptions::LENIENT)
    {
        text += "servers refuse this form; --profile lenient judges it:\n";
        return text + &flags(object.flags);
    }
    text + &near(Kind::Payment, payment, options) + &accidents(payment)
}

/// The fields of an object that stand under a near name, such as `pay_to`, in one line. Empty if there are none.
pub(crate) fn near(kind: Kind, source: &Source, options: &DecodeOptions) -> String {
    let text = match source {
        Source::Text(text) => Some(text.clone()),
        Source::Bytes(bytes) => str::from_utf8(bytes).ok().map(ToOwned::to_owned),
        Source::Header(_, value) => header_text(value.as_bytes(), options).ok(),
        Source::Headers(_) => None,
    };
    let Some(json) = text.and_then(|text| RawJson::parse(&text).ok()) else { return String::new() };
    let near = match kind {
        Kind::Payment => near_names_in::<PaymentPayload>(&json, options),
        Kind::PaymentRequired => near_names_in::<PaymentRequired>(&json, options),
        Kind::VerifyRequest | Kind::SettleRequest => near_names_in::<FacilitatorRequest>(&json, options),
        Kind::Settlement => near_names_in::<SettleResponse>(&json, options),
        Kind::VerifyResponse => near_names_in::<VerifyResponse>(&json, options),
        Kind::Supported => near_names_in::<SupportedResponse>(&json, options),
        Kind::ResourceList | Kind::SearchResults | Kind::ExtensionResponses | _ => Vec::new(),
    };
    sentence(&near)
}

/// The near names of an offer, for a sentence about it.
pub(crate) fn near_in_offer(version: Version, offer: &RawJson) -> String {
    let options = &DecodeOptions::STRICT;
    sentence(&match version {
        Version::V1 => near_names_in::<v1::PaymentRequirements>(offer, options),
        Version::V2 => near_names_in::<v2::PaymentRequirements>(offer, options),
    })
}

fn sentence(near: &[NearName]) -> String {
    let named: Vec<_> = near.iter().map(|near| format!("{} stands where {} belongs", near.found, near.field)).collect();
    if named.is_empty() { String::new() } else { printable(&named.join(", ")) + "\n" }
}

/// What has happened to a header's value, one accident a line.
pub(crate) fn accidents(source: &Source) -> String {
    let Source::Header(_, value) = source else { return String::new() };
    let Some(Mended { text, accidents, .. }) = recognise::mended(value) else { return String::new() };
    let is_ours = json_of(text.as_bytes()).is_some_and(|json| recognise::what(json.as_json()).is_some());
    accidents.iter().filter(|_| is_ours).map(|accident| format!("{accident}\n")).collect()
}

/// What stands in the place of a header's value, if it is something that is not of x402.
pub(crate) fn other(source: &Source) -> Option<Other> {
    let Source::Header(_, value) = source else { return None };
    recognise::other(value)
}
