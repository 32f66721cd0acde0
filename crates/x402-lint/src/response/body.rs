//! Compares the `PaymentRequired` in the body with the one in the header. A server that writes both from different data
//! sells at two prices.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_types::{JsonRef, Network, Version};

use crate::{Lint, Rule, accepts::offers, position::at, read::version_of};

/// The most differences that are reported.
const MOST: usize = 8;
/// The most characters of a value in a message.
const LONGEST: usize = 80;

/// Reports where the `PaymentRequired` in the body differs from the one in the header. Any other body is for people.
pub(super) fn lint_body(header: JsonRef<'_>, body: JsonRef<'_>, lint: &mut Lint) {
    if header.get("accepts").is_none_or(|accepts| !accepts.is_array()) {
        return;
    }
    let mut found = Vec::new();
    match version_of(body) {
        Some(Version::V1) => prices_of_v1(header, body, &mut found),
        _ if body.get("accepts").is_some_and(|accepts| accepts.is_array()) => compare(header, body, &mut found),
        _ => {}
    }
    for Difference { pointer, header, body } in found.into_iter().take(MOST) {
        let what = format!("the header has {header}, and the body {body}");
        lint.find(Rule::BODY_DIFFERS, pointer, &what);
    }
}

/// A pointer at which the two differ, and the value of each.
struct Difference {
    pointer: String,
    header: String,
    body: String,
}

/// The value as a message shows it.
fn shown(value: Option<JsonRef<'_>>) -> String {
    let Some(value) = value else { return "nothing".into() };
    let text = value.text();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}

fn differ(pointer: String, header: Option<JsonRef<'_>>, body: Option<JsonRef<'_>>, found: &mut Vec<Difference>) {
    let is_same = match (header, body) {
        (Some(header), Some(body)) => header.same_value(&body),
        // A null counts as absent (C-7).
        (one, other) => one.or(other).is_none_or(|value| value.is_null()),
    };
    if !is_same {
        found.push(Difference { pointer, header: shown(header), body: shown(body) });
    }
}

/// Compares the fields of two objects, or the values themselves if one is missing.
fn members(pointer: &str, header: Option<JsonRef<'_>>, body: Option<JsonRef<'_>>, found: &mut Vec<Difference>) {
    let (Some(ours), Some(theirs)) = (header.filter(JsonRef::is_object), body.filter(JsonRef::is_object)) else {
        return differ(pointer.into(), header, body, found);
    };
    for (name, value) in ours.members().into_iter().flatten() {
        differ(at(pointer, &name), Some(value), theirs.get(&name), found);
    }
    for (name, value) in theirs.members().into_iter().flatten().filter(|(name, _)| ours.get(name).is_none()) {
        differ(at(pointer, &name), None, Some(value), found);
    }
}

/// Compares two `PaymentRequired` objects of version 2. Their errors are texts for people.
fn compare(header: JsonRef<'_>, body: JsonRef<'_>, found: &mut Vec<Difference>) {
    let (ours, theirs): (Vec<_>, Vec<_>) = (offers(header).collect(), offers(body).collect());
    if ours.len() == theirs.len() {
        // The order of the offers is a preference. It does not change what is sold.
        let is_in = |offer: &JsonRef<'_>, all: &[JsonRef<'_>]| all.iter().any(|other| other.same_value(offer));
        if !(ours.iter().all(|offer| is_in(offer, &theirs)) && theirs.iter().all(|offer| is_in(offer, &ours))) {
            for (index, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                members(&format!("/accepts/{index}"), Some(*ours), Some(*theirs), found);
            }
        }
    } else {
        let count = |offers: &[JsonRef<'_>]| match offers.len() {
            1 => "1 offer".to_string(),
            more => format!("{more} offers"),
        };
        found.push(Difference { pointer: "/accepts".into(), header: count(&ours), body: count(&theirs) });
    }
    for name in ["resource", "extensions"] {
        members(&at("", name), header.get(name), body.get(name), found);
    }
}

/// Compares the prices of a `PaymentRequired` of version 2 with those of version 1 in the body, for offers of the same
/// token to the same recipient. A server may sell on other chains to clients of the other version.
fn prices_of_v1(header: JsonRef<'_>, body: JsonRef<'_>, found: &mut Vec<Difference>) {
    for (index, offer) in offers(header).enumerate() {
        let text = |object: JsonRef<'_>, name: &str| object.get(name)?.string().ok().map(String::from);
        let Some(network) = text(offer, "network").and_then(|network| network.parse::<Network>().ok()) else {
            continue;
        };
        let is_same = |name: &str, other: JsonRef<'_>| {
            let (ours, theirs) = (text(offer, name), text(other, name));
            ours.zip(theirs).is_some_and(|(ours, theirs)| network.is_same_address(&ours, &theirs))
        };
        let mut same = offers(body).filter(|other| {
            let name = text(*other, "network").unwrap_or_default();
            Network::from_v1_name(&name).as_ref() == Some(&network)
                && offer.get("scheme").zip(other.get("scheme")).is_some_and(|(ours, theirs)| ours.same_value(&theirs))
                && is_same("asset", *other)
                && is_same("payTo", *other)
        });
        let price = offer.get("amount");
        let Some(first) = same.next() else { continue };
        let is_equal = |other: JsonRef<'_>| {
            other.get("maxAmountRequired").zip(price).is_some_and(|(theirs, ours)| theirs.same_value(&ours))
        };
        if !is_equal(first) && !same.any(is_equal) {
            let pointer = format!("/accepts/{index}/amount");
            found.push(Difference { pointer, header: shown(price), body: shown(first.get("maxAmountRequired")) });
        }
    }
}
