//! Values under a near name: the naming style of a different language, or a different word.

use alloc::{
    borrow::Cow,
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_types::{JsonRef, Network, Scheme, json_pointer, near_names};

use crate::{
    Finding, Lint, Rule,
    accepts::offers,
    network,
    position::{Positions, at},
    scheme::is_known,
    token,
};

/// The optional fields of the resource.
const OF_RESOURCE: &[&str] = &["description", "mimeType", "serviceName", "tags", "iconUrl"];
/// The optional fields of a `PaymentRequired`.
const OF_PAYMENT_REQUIRED: &[&str] = &["error", "resource", "extensions"];
/// The optional fields of an offer of either version.
const OF_OFFER: &[&str] = &["extra", "outputSchema"];
/// The fields of `extra` that a scheme defines on some chain, and that an offer may leave out.
const OF_EXTRA: &[&str] = &[
    "assetTransferMethod",
    "paymentFlow",
    "name",
    "version",
    "decimals",
    "memo",
    "feePayer",
    "facilitatorAddress",
    "areFeesSponsored",
    "transactionVersions",
    "verifyingContract",
    "receiverAuthorizer",
    "withdrawDelay",
    "minDeposit",
];

/// Takes the findings about missing fields whose value has one near name, and reports optional fields with a near name. Each of
/// these has an edit that renames the field. The other findings name the near names, if there are any.
pub(super) fn take(payment_required: JsonRef<'_>, lint: &mut Lint) -> Vec<Finding> {
    let mut moves = Vec::new();
    let (mut used, mut positions) = (BTreeSet::new(), Positions::new(payment_required));
    let mut kept = Vec::new();
    for mut finding in core::mem::take(&mut lint.findings) {
        match name_near(&mut positions, &mut finding, &mut used) {
            Near::Renamed => moves.push(finding),
            Near::No | Near::Named => kept.push(finding),
            Near::Again => {}
        }
    }
    lint.findings = kept;
    moves.extend(optional(payment_required, &mut used));
    // Competing names, or a value without the right type, are only reported.
    let (moves, mut unfixed): (Vec<_>, Vec<_>) = moves.into_iter().partition(|finding| !finding.fix.is_empty());
    lint.findings.append(&mut unfixed);
    moves
}

/// The result of looking for a near name.
enum Near {
    /// No field of the object has a near name.
    No,
    /// The finding mentions the field with a near name.
    Named,
    /// The finding renames the field with a near name.
    Renamed,
    /// An earlier finding renames it.
    Again,
}

/// Looks for a near name in the object of a missing field, and adds it to the finding.
fn name_near(positions: &mut Positions<'_>, finding: &mut Finding, used: &mut BTreeSet<String>) -> Near {
    let Some((outer, segment)) = finding.pointer.rsplit_once('/') else { return Near::No };
    let (Some(object), Some(name)) = (positions.value(outer), json_pointer::name(segment)) else { return Near::No };
    let near = near_names(object, &name);
    let Some(first) = near.first() else { return Near::No };
    let from = at(outer, first);
    if near.len() == 1 && has_shape(&name, object.get(first), outer) {
        if !used.insert(from.clone()) {
            return Near::Again;
        }
        finding.what = format!("{}: the object has {first} instead", finding.what);
        rename(finding, from, object.get(first));
        return Near::Renamed;
    }
    if near.len() == 1 {
        let price = || token::in_atomic_units(&network::meant(object)?, object, object.get(first)?);
        let price = ["amount", "maxAmountRequired"].contains(&&*name).then(price).flatten();
        let price = price.map(|price| format!(": {price}")).unwrap_or_default();
        finding.what = format!("{}: the object has {first} instead, which is not its value{price}", finding.what);
    } else {
        // No value is written instead of one of them.
        finding.fix.clear();
        finding.what = format!("{}: {} may be meant", finding.what, listed(&near));
    }
    Near::Named
}

/// Replaces the edits of a finding with those that move a value to its field.
fn rename(finding: &mut Finding, from: String, value: Option<JsonRef<'_>>) {
    finding.fix.clear();
    finding.remove(from);
    if let Some(value) = value {
        finding.set(finding.pointer.clone(), value);
    }
}

fn listed(names: &[Cow<'_, str>]) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(" and ")
}

/// The optional fields with a near name, each as a finding at its right position.
fn optional(payment_required: JsonRef<'_>, used: &mut BTreeSet<String>) -> Vec<Finding> {
    let mut lint = Lint::default();
    let mut look = |object: Option<JsonRef<'_>>, pointer: &str, fields: &[&str]| {
        let Some(object) = object else { return };
        for field in fields {
            // A different word does not indicate an optional field: the object may use it for its own purpose.
            let near: Vec<_> = near_names(object, field).into_iter().filter(|near| is_same_word(near, field)).collect();
            let Some(first) = near.first() else { continue };
            let from = at(pointer, first);
            if used.contains(&from) {
                continue;
            }
            let what = format!("the object has {} instead of {field}", listed(&near));
            let finding = lint.find(Rule::NEAR_NAME, at(pointer, field), &what);
            if near.len() == 1 && has_shape(field, object.get(first), pointer) && used.insert(from.clone()) {
                rename(finding, from, object.get(first));
            }
        }
    };
    look(Some(payment_required), "", OF_PAYMENT_REQUIRED);
    look(payment_required.get("resource"), "/resource", OF_RESOURCE);
    for (index, offer) in offers(payment_required).enumerate() {
        let pointer = format!("/accepts/{index}");
        look(Some(offer), &pointer, OF_OFFER);
        if has_known_scheme(offer) {
            look(offer.get("extra"), &at(&pointer, "extra"), OF_EXTRA);
        }
    }
    lint.findings
}

/// Returns `true` if both are the same name in different styles.
fn is_same_word(found: &str, name: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    letters(found) == letters(name)
}

/// Returns `true` if the scheme defines the fields of `extra`. An unknown scheme may use any names.
pub(super) fn has_known_scheme(offer: JsonRef<'_>) -> bool {
    let scheme = offer.get("scheme").and_then(|scheme| Scheme::try_from(scheme.string().ok()?.as_ref()).ok());
    matches!((scheme, network::meant(offer)), (Some(scheme), Some(network)) if is_known(&scheme, &network))
}

/// Returns `true` if a value has the type of the field, as far as the type is known. `outer` is the pointer to the
/// object.
pub(super) fn has_shape(field: &str, value: Option<JsonRef<'_>>, outer: &str) -> bool {
    let Some(value) = value else { return false };
    let text = || value.string().ok();
    match field {
        "x402Version" => matches!(value.integer(), Ok(1 | 2)),
        "accepts" | "tags" | "transactionVersions" | "supportedChains" | "tag" => value.is_array(),
        "amount" | "maxAmountRequired" => {
            value.is_string() && token::is_price(value) && is_whole(&text().unwrap_or_default())
        }
        "maxTimeoutSeconds" | "withdrawDelay" | "decimals" => value.integer().is_ok(),
        "areFeesSponsored" | "required" => value.boolean().is_ok(),
        "network" => {
            text().is_some_and(|text| text.parse::<Network>().is_ok() || Network::from_v1_name(&text).is_some())
        }
        // In version 1 it is the URL in an offer.
        "resource" if outer.starts_with("/accepts/") => value.is_string(),
        "resource" | "extra" | "extensions" | "payload" | "accepted" | "outputSchema" | "info" | "schema" | "input" => {
            value.is_object()
        }
        "scheme"
        | "asset"
        | "payTo"
        | "description"
        | "mimeType"
        | "error"
        | "url"
        | "name"
        | "version"
        | "feePayer"
        | "memo"
        | "assetTransferMethod"
        | "paymentFlow"
        | "facilitatorAddress"
        | "verifyingContract"
        | "receiverAuthorizer"
        | "minDeposit"
        | "serviceName"
        | "iconUrl" => value.is_string(),
        _ => !value.is_null(),
    }
}

/// Returns `true` if the text contains only digits, like an amount in atomic units.
fn is_whole(text: &str) -> bool {
    !text.is_empty() && text.to_string().bytes().all(|digit| digit.is_ascii_digit())
}
