//! The 402 response as a whole.

use alloc::{format, string::String, vec::Vec};

use x402_types::{
    DecodeError, DecodeOptions, Decoded, Flag, Flags, JsonRef, Members, PaymentRequired, RawJson, Segment, Version,
    Wire,
};

use crate::{
    Bounds, Lint, Rule,
    accepts::offers,
    chains,
    description::{Description, all_describe, resource_of},
    extensions::lint_extensions,
    network,
    offer::lint_offer,
    read::{LONGEST_HEADER, unreadable, version_of},
    resource::lint_resource,
};

/// Lints a `PaymentRequired` as it is written, without guesses about its meaning.
pub(crate) fn lint_as_written(payment_required: &RawJson, bounds: &Bounds) -> Lint {
    let mut lint = Lint::default();
    if is_offer(payment_required.as_json()) {
        lint_bare_offer(payment_required.as_json(), &mut lint);
    } else {
        lint_payment_required(payment_required, bounds, &mut lint);
    }
    lint
}

/// Returns `true` if this is one offer, not a whole `PaymentRequired`.
fn is_offer(value: JsonRef<'_>) -> bool {
    let has = |name| value.get(name).is_some();
    has("scheme") && has("network") && !has("accepts") && !has("x402Version")
}

/// Lints an offer that was sent instead of a `PaymentRequired`.
fn lint_bare_offer(offer: JsonRef<'_>, lint: &mut Lint) {
    let version = Version::of_offers([offer], None);
    let payment_required = Members::from_iter([
        ("x402Version", RawJson::from(version.number())),
        ("accepts", RawJson::array([RawJson::from(offer)])),
    ]);
    lint.found(Rule::BARE_OFFER, "").set("", payment_required);
    lint_offer(version, "", offer, &Description::default(), lint);
}

fn lint_payment_required(payment_required: &RawJson, bounds: &Bounds, lint: &mut Lint) {
    let root = payment_required.as_json();
    lint.version = version_of(root);
    let Readable { payment_required: decoded, unread } = read(payment_required, lint);
    let has_read = |member: &str| !unread.iter().any(|pointer| is_within(pointer, member));
    let before = lint.findings.len();
    if let Some(decoded) = &decoded {
        lint_flags(root, decoded.flags, lint);
    }
    if !unread.is_empty() {
        // Nothing is written into a `PaymentRequired` that cannot be read for a different reason.
        lint.findings.iter_mut().skip(before).for_each(|finding| finding.fix.clear());
    }
    let version = Version::of_offers(offers(root), lint.version);
    let described = Description::of(root);
    for (index, offer) in offers(root).enumerate() {
        lint_offer(version, &format!("/accepts/{index}"), offer, &described, lint);
    }
    lint_encoded(decoded.as_ref().filter(|_| unread.is_empty()), lint);
    match decoded.as_ref().map(|decoded| &decoded.value) {
        Some(PaymentRequired::V2(payment_required)) => {
            let resource = payment_required.resource.as_ref().filter(|_| has_read("/resource"));
            if let Some(resource) = &payment_required.resource {
                lint.findings.extend(lint_resource(resource).findings);
            }
            chains::lint_payment_required(root, resource, lint);
        }
        Some(PaymentRequired::V1(_)) => {
            if let Some(resource) = root.get("resource") {
                let finding = lint.found(Rule::V2_MEMBER, "/resource");
                if all_describe(resource, root) {
                    finding.leave_out();
                }
            }
        }
        None => {}
    }
    // Fields that cannot be read have no findings, except inside the entries of accepts.
    let found = lint.findings.split_off(before);
    lint.findings.extend(found.into_iter().filter(|finding| !unread.contains(&finding.pointer)));
    if let Some(extensions) = root.get("extensions").filter(JsonRef::is_object) {
        let read = decoded.as_ref().filter(|_| has_read("/resource") && has_read("/accepts"));
        lint_extensions(version, root, extensions, read.map(|decoded| &decoded.value), bounds, lint);
    }
}

/// The readable part of a `PaymentRequired`. A missing or malformed field has a neutral placeholder.
struct Readable {
    payment_required: Option<Decoded<PaymentRequired>>,
    /// The pointers to the fields with a placeholder.
    unread: Vec<String>,
}

/// The number of fields outside `accepts` and `extensions` that can be wrong.
const FIELDS: usize = 16;

/// Reads the `PaymentRequired`, and reports every field outside `accepts` and `extensions` that is missing or
/// malformed.
fn read(payment_required: &RawJson, lint: &mut Lint) -> Readable {
    let (mut text, mut unread) = (payment_required.clone(), Vec::new());
    for _ in 0..FIELDS {
        let error = match PaymentRequired::decode(text.as_str(), &DecodeOptions::STRICT) {
            Ok(decoded) => return Readable { payment_required: Some(decoded), unread },
            Err(error) => error,
        };
        unreadable(&error, lint);
        let Some((pointer, next)) = without_fault(payment_required.as_json(), text.as_json(), &error) else { break };
        if unread.contains(&pointer) {
            break;
        }
        unread.push(pointer);
        text = next;
    }
    Readable { payment_required: None, unread }
}

/// The `PaymentRequired` with a placeholder instead of the value that cannot be read, and the pointer to that value.
fn without_fault(payment_required: JsonRef<'_>, text: JsonRef<'_>, error: &DecodeError) -> Option<(String, RawJson)> {
    let path = error.path();
    let mut path = path.segments();
    let Some(Segment::Member(member)) = path.next() else { return None };
    let value = match member {
        "x402Version" => Some(Version::of_offers(offers(payment_required), None).number().into()),
        "accepts" => Some(RawJson::array([])),
        // Version 1 requires it.
        "error" => Some(RawJson::string("")),
        "resource" => match (path.next(), text.get("resource").filter(JsonRef::is_object)) {
            (Some(Segment::Member(inner)), Some(resource)) => {
                let value = (inner == "url").then(|| RawJson::string("https://x402.invalid/"));
                let resource = network::with_or_without(resource, inner, value)?;
                let pointer = format!("/resource/{inner}");
                return Some((pointer, network::with_or_without(text, member, Some(resource))?));
            }
            _ => None,
        },
        _ => None,
    };
    Some((format!("/{member}"), network::with_or_without(text, member, value)?))
}

/// Returns `true` if a pointer is this one or inside it.
fn is_within(pointer: &str, outer: &str) -> bool {
    pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Checks the length of the header. A `PaymentRequired` of version 2 is sent in a header, even if it was read from a
/// file.
fn lint_encoded(decoded: Option<&Decoded<PaymentRequired>>, lint: &mut Lint) {
    let is_reported = lint.findings.iter().any(|finding| finding.rule == Rule::HEADER_SIZE.as_str());
    let Some(decoded) = decoded.filter(|decoded| decoded.value.version() == Version::V2 && !is_reported) else {
        return;
    };
    let length = decoded.value.to_json().len().div_ceil(3).saturating_mul(4);
    if length > LONGEST_HEADER {
        lint.find(Rule::HEADER_SIZE, "", &format!("the 402 response would take {length} bytes in a header"));
    }
}

/// Adds findings for deviations that a strict reader tolerates. An offer that the reader skips has its own finding.
#[allow(clippy::wildcard_enum_match_arm, reason = "every other flag is about the whole demand")]
fn lint_flags(root: JsonRef<'_>, flags: Flags, lint: &mut Lint) {
    let named = resource_of(root).filter(|_| flags.contains(Flag::NoResource));
    for flag in flags.iter() {
        match flag {
            Flag::UnreadableOffer => {}
            Flag::NullOptional => {
                for pointer in nulls(root) {
                    let finding = lint.flag(flag, pointer);
                    match &named {
                        Some(resource) if finding.pointer == "/resource" => {
                            finding.set("/resource", resource.clone());
                        }
                        _ => finding.leave_out(),
                    }
                }
            }
            Flag::EmptyAccepts => {
                lint.flag(flag, "/accepts");
            }
            Flag::NoResource => {
                let finding = lint.flag(flag, "/resource");
                if let Some(resource) = &named {
                    finding.set("/resource", resource.clone());
                }
            }
            Flag::NoMimeType => {
                for index in offers_without(root, "mimeType") {
                    let pointer = format!("/accepts/{index}/mimeType");
                    lint.flag(flag, pointer.clone()).set(pointer, RawJson::string(""));
                }
            }
            flag => {
                lint.flag(flag, "");
            }
        }
    }
}

fn offers_without<'a>(root: JsonRef<'a>, member: &'a str) -> impl Iterator<Item = usize> + 'a {
    offers(root).enumerate().filter(move |(_, offer)| offer.non_null(member).is_none()).map(|(index, _)| index)
}

/// JSON pointers to the optional fields that are null.
fn nulls(root: JsonRef<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |object: Option<JsonRef<'_>>, pointer: &str, names: &[&str]| {
        let is_null = |name: &&&str| object.and_then(|object| object.get(name)).is_some_and(|value| value.is_null());
        found.extend(names.iter().filter(is_null).map(|name| format!("{pointer}/{name}")));
    };
    look(Some(root), "", &["error", "resource", "extensions"]);
    let described = ["description", "mimeType", "serviceName", "tags", "iconUrl"];
    look(root.get("resource"), "/resource", &described);
    for (index, offer) in offers(root).enumerate() {
        look(Some(offer), &format!("/accepts/{index}"), &["extra", "mimeType"]);
    }
    found
}
