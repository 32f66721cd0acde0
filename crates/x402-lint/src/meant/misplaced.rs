//! The right value in a wrong place.

use alloc::{format, string::String, vec::Vec};

use x402_extensions::{self as known, bazaar::Declaration};
use x402_types::{
    DecodeOptions, JsonRef, Members, RawJson, Version,
    extensions::{Extension as _, builder_code, eip2612_gas_sponsoring, erc20_approval_gas_sponsoring},
    read::Reader,
};

use super::named::{has_known_scheme, has_shape};
use crate::{
    Bounds, Finding, Level, Lint, Rule,
    accepts::offers,
    extensions::{bazaar::lint_bazaar, schema_of},
    position::{Positions, at},
};

/// The extensions that are recognised by their key alone.
const EXTENSIONS: [&str; 9] = [
    known::auth_hints::KEY,
    known::bazaar::KEY,
    builder_code::KEY,
    eip2612_gas_sponsoring::KEY,
    erc20_approval_gas_sponsoring::KEY,
    known::http_message_signatures::KEY,
    known::offer_receipt::KEY,
    known::payment_identifier::KEY,
    known::sign_in_with_x::KEY,
];

/// The fields of `extra` that are optional and whose names no field of an offer has for a different purpose.
const OF_EXTRA: [&str; 2] = ["assetTransferMethod", "paymentFlow"];

/// The fields of `extra` that name the domain of a token. An offer may have its own name or version.
const DOMAIN: [&str; 2] = ["name", "version"];

/// Reports values in a wrong position, and takes the findings that they explain. Each has an edit that moves the value,
/// if its right position is empty. Those without an edit stay with the other findings.
pub(super) fn take(payment_required: JsonRef<'_>, lint: &mut Lint, bounds: &Bounds) -> Vec<Finding> {
    let mut found = Lint::default();
    let mut moves = Vec::new();
    let mut positions = Positions::new(payment_required);
    lint.findings.retain_mut(|finding| {
        let is_moved = from_neighbour(&mut positions, finding);
        if is_moved {
            moves.push(finding.clone());
        }
        !is_moved
    });
    if lint.version == Some(Version::V2) {
        move_described(payment_required, lint, &mut moves, bounds);
    }
    let mut taken = taken_keys(payment_required);
    for (pointer, object) in objects(payment_required) {
        extensions_in(
            &Inside { pointer: &pointer, object, version: lint.version, payment_required },
            &mut taken,
            &mut found,
        );
    }
    for (index, offer) in offers(payment_required).enumerate().filter(|(_, offer)| has_known_scheme(*offer)) {
        next_to_extra(&format!("/accepts/{index}"), offer, &moves, &mut found);
    }
    declarations_inside(payment_required, &mut found);
    let (with_edits, mut without): (Vec<_>, Vec<_>) =
        found.findings.into_iter().partition(|finding| !finding.fix.is_empty());
    moves.extend(with_edits);
    // In a second round they are found again.
    without.retain(|finding| !lint.findings.contains(finding));
    lint.findings.append(&mut without);
    moves
}

/// The objects in which extensions occur by mistake, with their pointers. An offer without a 402 response has no field
/// for them.
fn objects(payment_required: JsonRef<'_>) -> Vec<(String, JsonRef<'_>)> {
    if payment_required.get("accepts").is_none() {
        return Vec::new();
    }
    let mut objects: Vec<_> =
        payment_required.get("resource").map(|resource| ("/resource".into(), resource)).into_iter().collect();
    objects.push((String::new(), payment_required));
    for (index, offer) in offers(payment_required).enumerate() {
        objects.push((format!("/accepts/{index}"), offer));
        objects.extend(offer.get("extra").map(|extra| (format!("/accepts/{index}/extra"), extra)));
    }
    objects
}

/// Moves a missing field of `extra` that is in the offer, or one of the offer that is in `extra`.
fn from_neighbour(positions: &mut Positions<'_>, finding: &mut Finding) -> bool {
    let pointer = finding.pointer.clone();
    let Some((outer, name)) = pointer.rsplit_once('/') else { return false };
    if !is_in_offer(outer) {
        return false;
    }
    let object = positions.value(outer);
    if object.is_some_and(|object| object.get(name).is_some()) {
        return false;
    }
    let (neighbour, where_it_is) = match outer.strip_suffix("/extra") {
        Some(offer) => (String::from(offer), "next to extra, not in it"),
        None => (at(outer, "extra"), "in extra, not next to it"),
    };
    // Both together are a domain.
    let Some(offer) = positions.value(&neighbour) else { return false };
    let is_of_domain = DOMAIN.contains(&name);
    if is_of_domain && !DOMAIN.iter().all(|name| offer.get(name).is_some_and(|text| text.is_string())) {
        return false;
    }
    let Some(value) = offer.get(name).filter(|value| has_shape(name, Some(*value), outer)) else { return false };
    let value = RawJson::from(value);
    finding.what = format!("{}: it is {where_it_is}", finding.what);
    finding.fix.clear();
    finding.remove(at(&neighbour, name));
    if object.is_some_and(|object| object.is_object()) {
        finding.set(&*pointer, value);
        return true;
    }
    let mut extra = Members::from_iter([(name, value)]);
    if is_of_domain {
        // Only the first missing field of a domain has a finding.
        for name in DOMAIN {
            if let Some(value) = offer.get(name) {
                extra.insert(name, value.into());
                finding.remove(at(&neighbour, name));
            }
        }
    }
    finding.set(outer, extra);
    true
}

/// Returns `true` if the pointer is that of an offer, or of its `extra`.
fn is_in_offer(pointer: &str) -> bool {
    let offer = pointer.strip_suffix("/extra").unwrap_or(pointer);
    offer.is_empty() && pointer == "/extra" || offer.strip_prefix("/accepts/").is_some_and(|index| !index.contains('/'))
}

/// Reports optional fields of `extra` that are in the offer.
fn next_to_extra(pointer: &str, offer: JsonRef<'_>, moves: &[Finding], found: &mut Lint) {
    let extra = offer.get("extra");
    for name in OF_EXTRA {
        let from = at(pointer, name);
        let Some(value) = offer.get(name).filter(|value| has_shape(name, Some(*value), pointer)) else { continue };
        let is_taken = moves.iter().any(|step| step.fix.iter().any(|edit| edit.pointer == from));
        if is_taken || extra.is_some_and(|extra| extra.get(name).is_some()) {
            continue;
        }
        let what = format!("{name} is in the offer, where no reader looks for it: move it to extra");
        let to = at(pointer, "extra");
        let finding = found.find(Rule::MISPLACED, from.clone(), &what);
        if extra.is_some_and(|extra| extra.is_object()) {
            finding.remove(from).set(at(&to, name), value);
        } else if extra.is_none() {
            finding.remove(from).set(to, Members::from_iter([(name, RawJson::from(value))]));
        }
    }
}

/// The keys that are in the `extensions` of the 402 response, or will be.
fn taken_keys(payment_required: JsonRef<'_>) -> Vec<(String, Option<RawJson>)> {
    let members = payment_required.get("extensions").and_then(|extensions| extensions.members().ok());
    members.into_iter().flatten().map(|(key, _)| (key.into_owned(), None)).collect()
}

/// An object that contains extensions by mistake.
struct Inside<'a> {
    pointer: &'a str,
    object: JsonRef<'a>,
    version: Option<Version>,
    payment_required: JsonRef<'a>,
}

impl Inside<'_> {
    fn name(&self) -> &'static str {
        match self.pointer {
            "" => "next to extensions",
            "/resource" => "in the resource",
            pointer if pointer.ends_with("/extra") => "in extra",
            _ => "in an offer",
        }
    }
}

/// Reports `extensions` in an offer, and extensions by their keys anywhere except in the `extensions` of the 402
/// response.
fn extensions_in(inside: &Inside<'_>, taken: &mut Vec<(String, Option<RawJson>)>, found: &mut Lint) {
    let by_key = EXTENSIONS.into_iter().filter_map(|key| Some((key, inside.object.get(key)?)));
    for (key, value) in by_key.filter(|(_, value)| value.is_object()) {
        report(inside, &at(inside.pointer, key), key, &[(key.into(), value)], taken, found);
    }
    if inside.pointer.is_empty() {
        return;
    }
    if let Some(extensions) = inside.object.get("extensions").filter(JsonRef::is_object) {
        let all: Vec<_> =
            extensions.members().into_iter().flatten().map(|(key, value)| (key.into_owned(), value)).collect();
        report(inside, &at(inside.pointer, "extensions"), "extensions", &all, taken, found);
    }
}

fn report(
    inside: &Inside<'_>,
    from: &str,
    name: &str,
    extensions: &[(String, JsonRef<'_>)],
    taken: &mut Vec<(String, Option<RawJson>)>,
    found: &mut Lint,
) {
    let location = inside.name();
    if inside.version == Some(Version::V1) {
        let what = format!("{name} is {location}, where no reader looks for it: version 1 has no extensions");
        let finding = found.find(Rule::MISPLACED, from, &what);
        finding.remedy = Some(
            "describe input and output in outputSchema of the offer, or offer version 2 with extensions in the 402 response",
        );
        return;
    }
    let what = format!("{name} is {location}, where no reader looks for it: move it to extensions of the 402 response");
    let finding = found.find(Rule::MISPLACED, from, &what);
    // The same extension in several offers belongs to the 402 response.
    let is_new = |(key, value): &&(String, JsonRef<'_>)| match taken.iter().find(|(known, _)| known == key) {
        None => true,
        Some((_, Some(other))) => other.as_json().same_value(value),
        Some((_, None)) => false,
    };
    if !extensions.iter().all(|extension| is_new(&extension)) {
        return;
    }
    let existing = inside.payment_required.get("extensions");
    if inside.version.is_none() {
        return;
    }
    if existing.is_some_and(|extensions| !extensions.is_object() && !extensions.is_null()) {
        return;
    }
    finding.remove(from);
    let is_empty = !existing.is_some_and(|extensions| extensions.is_object());
    let moved = taken.iter().filter_map(|(key, value)| Some((key.clone(), value.clone()?)));
    let moved: Vec<_> =
        moved.chain(extensions.iter().map(|(key, value)| (key.clone(), RawJson::from(*value)))).collect();
    for (key, value) in &moved {
        if !taken.iter().any(|(known, _)| known == key) {
            taken.push((key.clone(), Some(value.clone())));
        }
    }
    if is_empty {
        // All of them together are the new field. The first edit of a pointer counts, so the earlier ones are replaced.
        let whole: Members = moved.iter().map(|(key, value)| (&**key, value.clone())).collect();
        let new = RawJson::from(whole);
        for finding in &mut found.findings {
            for edit in finding.fix.iter_mut().filter(|edit| edit.pointer == "/extensions") {
                edit.value = Some(new.clone());
            }
        }
        if let Some(finding) = found.findings.last_mut() {
            finding.set("/extensions", new);
        }
    } else {
        for (key, value) in extensions {
            finding.set(at("/extensions", key), *value);
        }
    }
}

/// Reports a whole declaration in `schema`, or in `info`, of an extension.
fn declarations_inside(payment_required: JsonRef<'_>, found: &mut Lint) {
    let extensions = payment_required.get("extensions").and_then(|extensions| extensions.members().ok());
    for (key, extension) in extensions.into_iter().flatten() {
        let pointer = at("/extensions", &key);
        let is_declaration = |value: &JsonRef<'_>| {
            let has = |name| value.get(name).is_some_and(|inner| inner.is_object());
            has("info") && has("schema")
        };
        for (name, twin) in [("schema", "info"), ("info", "schema")] {
            let Some(whole) = extension.get(name).filter(is_declaration) else { continue };
            let to = at(&pointer, name);
            let what = format!("this is a whole declaration instead of its {name}: the {name} is in {to}/{name}");
            let finding = found.find(Rule::MISPLACED, to.clone(), &what);
            let present = extension.get(twin);
            if let (Some(inner), Some(other)) = (whole.get(name), whole.get(twin))
                && present.is_none_or(|present| present.same_value(&other))
            {
                finding.set(to, inner);
                if present.is_none() {
                    finding.set(at(&pointer, twin), other);
                }
            }
        }
    }
}

/// Moves an object `resource`, or the `outputSchema` of version 1, out of the offers of a V2 `PaymentRequired`. Each
/// has a finding of the rule `v1-member` for each offer, which gets the edit.
fn move_described(payment_required: JsonRef<'_>, lint: &mut Lint, moves: &mut Vec<Finding>, bounds: &Bounds) {
    let agreed = |name: &str| {
        let mut all = offers(payment_required).filter_map(|offer| offer.get(name).filter(JsonRef::is_object));
        let first = all.next()?;
        all.all(|other| other.same_value(&first)).then_some(first)
    };
    let mut targets = Vec::new();
    if let Some(resource) = agreed("resource").filter(|_| payment_required.non_null("resource").is_none()) {
        targets.push(("resource", Vec::from([("/resource".into(), RawJson::from(resource))])));
    }
    if let Some(edits) = agreed("outputSchema").and_then(|schema| declared(payment_required, schema, bounds)) {
        targets.push(("outputSchema", edits));
    }
    for (name, edits) in targets {
        for (index, _) in offers(payment_required)
            .enumerate()
            .filter(|(_, offer)| offer.get(name).is_some_and(|value| value.is_object()))
        {
            let pointer = format!("/accepts/{index}/{name}");
            let position = lint
                .findings
                .iter()
                .position(|finding| finding.rule == Rule::V1_MEMBER.as_str() && finding.pointer == pointer);
            let Some(position) = position else { continue };
            let mut finding = lint.findings.remove(position);
            finding.fix.clear();
            finding.remove(pointer);
            for (to, value) in &edits {
                finding.set(to.clone(), value.clone());
            }
            moves.push(finding);
        }
    }
}

/// The edits that declare in `bazaar` what the `outputSchema` of version 1 describes, if it can be read as a
/// declaration without a fault, and the 402 response does not declare `bazaar` yet.
fn declared(payment_required: JsonRef<'_>, schema: JsonRef<'_>, bounds: &Bounds) -> Option<Vec<(String, RawJson)>> {
    let extensions = payment_required.non_null("extensions");
    if extensions.is_some_and(|extensions| !extensions.is_object() || extensions.get(known::bazaar::KEY).is_some()) {
        return None;
    }
    let mut info = Members::from_iter([("input", RawJson::from(schema.get("input")?))]);
    if let Some(output) = schema.non_null("output") {
        info.insert("output", output.into());
    }
    let undeclared = RawJson::from(Members::from_iter([("info", RawJson::from(info))]));
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    let declaration = Declaration::read(undeclared.as_json(), &mut reader)?.ok()?;
    let mut extension = Members::from_iter([("info", RawJson::from(undeclared.as_json().get("info")?))]);
    extension.insert("schema", schema_of(&declaration));
    let extension = RawJson::from(extension);
    if lint_bazaar(extension.as_json(), bounds).findings.iter().any(|finding| finding.level == Level::Error) {
        return None;
    }
    Some(match extensions {
        Some(_) => Vec::from([(at("/extensions", known::bazaar::KEY), extension)]),
        None => Vec::from([("/extensions".into(), Members::from_iter([(known::bazaar::KEY, extension)]).into())]),
    })
}
