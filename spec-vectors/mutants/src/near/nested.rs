//! A field twice in one nested object, of which the first or the last is taken.

use crate::{json::Json, mutant::Mutant, wire::single};

/// Operations, the field by which an object of this kind is recognised, and its nested objects. `*` is each element or field.
const PATHS: [(&str, &str, &str); 13] = [
    (
        "decode verify",
        "payload",
        "resource payload.permit2Authorization payload.permit2Authorization.permitted payload.permit2Authorization.witness \
         payload.channelConfig payload.voucher extensions.* extensions.*.info extensions.*.schema extensions.*.schema.properties",
    ),
    (
        "verify",
        "payload",
        "payload.deposit payload.deposit.authorization payload.deposit.authorization.* payload.claims.* payload.claims.*.voucher \
         payload.claims.*.voucher.channel",
    ),
    (
        "decode",
        "accepts",
        "accepts.* accepts.*.extra accepts.*.extra.* accepts.*.outputSchema accepts.*.outputSchema.input resource extensions \
         extensions.* extensions.*.info extensions.*.schema",
    ),
    ("decode", "success", "extensions extensions.* extra extra.channelState"),
    ("decode", "isValid", "extra extra.*"),
    (
        "decode",
        "paymentPayload",
        "paymentPayload paymentPayload.accepted paymentPayload.accepted.extra paymentPayload.payload \
         paymentPayload.payload.authorization paymentPayload.resource paymentPayload.extensions paymentPayload.extensions.* \
         paymentRequirements paymentRequirements.extra",
    ),
    ("decode", "kinds", "kinds.* kinds.*.extra signers"),
    (
        "decode",
        "items",
        "items.* items.*.accepts.* items.*.accepts.*.extra items.*.metadata items.*.extensions items.*.extensions.* pagination",
    ),
    ("decode", "resources", "resources.* resources.*.accepts.* pagination"),
    ("decode", "bazaar", "bazaar"),
    (
        "offer-receipt",
        "accepts",
        "accepts.* extensions extensions.* extensions.*.info extensions.*.info.offers.* extensions.*.info.offers.*.payload",
    ),
    ("settlement-state", "success", "extensions extensions.*"),
    ("payment-identifier", "payload", "extensions extensions.* resource accepted.extra payload.authorization"),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ops, kind, paths) in PATHS {
        for (op, path) in ops.split(' ').flat_map(|op| paths.split_whitespace().map(move |path| (op, path))) {
            for (which, keeps_first) in [("first", true), ("last", false)] {
                let name = format!("{op}/nested/{kind}/{path}-takes-the-{which}");
                mutants.push(Mutant::edits_document(name, move |j| {
                    let steps: Vec<&str> = path.split('.').collect();
                    each_at(j.has(kind)?, &steps, keeps_first);
                    Some(j)
                }));
            }
        }
    }
    mutants.push(Mutant::edits_document("decode/nested/only-four-levels-are-seen", |j| {
        below(j, 4);
        Some(j)
    }));
    mutants.push(Mutant::edits_document("verify/nested/only-four-levels-are-seen", |j| {
        below(j, 4);
        Some(j)
    }));
    mutants.push(Mutant::edits_document("decode/nested/arrays-are-not-looked-into", |j| {
        in_arrays(j, false);
        Some(j)
    }));
    mutants.push(Mutant::edits_document("verify/nested/arrays-are-not-looked-into", |j| {
        in_arrays(j, false);
        Some(j)
    }));
    mutants
}

fn each_at(value: &mut Json, steps: &[&str], keeps_first: bool) {
    match steps {
        [] => {
            if let Some(members) = value.members_mut() {
                single(members, keeps_first, true);
            }
        }
        ["*", rest @ ..] => {
            if let Some(members) = value.members_mut() {
                members.iter_mut().for_each(|(_, value)| each_at(value, rest, keeps_first));
            }
            value.elements_mut().iter_mut().for_each(|value| each_at(value, rest, keeps_first));
        }
        [step, rest @ ..] => {
            if let Some(found) = value.get_mut(step) {
                each_at(found, rest, keeps_first);
            }
        }
    }
}

/// Fields that come twice below so many levels are taken once.
fn below(value: &mut Json, levels: usize) {
    if levels == 0 {
        value.each_object(&mut |members| single(members, false, true));
    } else {
        if let Some(members) = value.members_mut() {
            members.iter_mut().for_each(|(_, value)| below(value, levels - 1));
        }
        value.elements_mut().iter_mut().for_each(|value| below(value, levels - 1));
    }
}

fn in_arrays(value: &mut Json, inside: bool) {
    if let Some(members) = value.members_mut() {
        if inside {
            single(members, false, true);
        }
        members.iter_mut().for_each(|(_, value)| in_arrays(value, inside));
    }
    value.elements_mut().iter_mut().for_each(|value| in_arrays(value, true));
}
