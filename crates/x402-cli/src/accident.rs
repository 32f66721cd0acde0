//! What may have happened to an object that cannot be read, if it reads once that is mended.

use x402_operations::{
    Kind, Source, decode_object, near_fields, near_fields_of_offer,
    recognise::{self, Mended, Other},
};
use x402_types::{DecodeOptions, Profile, RawJson, Version};

use crate::{
    encoded::{json_of, other_version},
    show::flags,
};

/// What is said of a payment that cannot be read, one sentence a line. Servers read by the strict profile.
pub(crate) fn hints(payment: &Source, options: &DecodeOptions) -> String {
    let mut text = other_version(payment).map(|hint| format!("{hint}\n")).unwrap_or_default();
    if options.profile == Profile::Strict
        && let Ok(object) = decode_object(Kind::Payment, payment.clone(), &DecodeOptions::LENIENT)
    {
        text += "servers refuse this encoding; --profile lenient verifies it:\n";
        return text + &flags(object.flags);
    }
    text + &near(Kind::Payment, payment, options) + &accidents(payment)
}

/// The fields of an object that stand under a near name, such as `pay_to`, in one line. Empty if there are none.
pub(crate) fn near(kind: Kind, source: &Source, options: &DecodeOptions) -> String {
    line(near_fields(kind, source, options))
}

/// The near names of an offer, for a sentence about it.
pub(crate) fn near_in_offer(version: Version, offer: &RawJson) -> String {
    line(near_fields_of_offer(version, offer))
}

fn line(sentence: String) -> String {
    if sentence.is_empty() { sentence } else { sentence + "\n" }
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
