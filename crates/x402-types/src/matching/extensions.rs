//! Compares a payment's extensions with those that the server declared (B-6).

use crate::{
    JsonRef, RawJson,
    extensions::{
        echo::{Echo, EchoComparison},
        echo_rules::{echo_of, with_custom_rules},
    },
    json::SortedMembers,
};

/// Compares the `extensions` of a payment with those that the server declared (B-6). The payment must contain every
/// field of the server's `info` with an equal value, except for nulls and for fields that the server generates anew. It
/// may add fields, and `schema` is not compared. A declaration without `info` is compared as a whole. An extension may
/// have specific rules, such as builder codes, which apply even if the server declared nothing. Both arguments must be
/// objects. A payment without `extensions` is compared as having none.
#[must_use]
pub fn compare_extensions(declared: &RawJson, echoed: Option<&RawJson>) -> EchoComparison {
    let (declared, echoed) = (declared.as_json(), echoed.map(|echoed| SortedMembers::of(echoed.as_json())));
    let echo = |key: &str| echoed.as_ref().and_then(|echoed| echoed.get(key));
    let mut result = EchoComparison::default();
    for (key, declared) in declared.members().into_iter().flatten() {
        let Echo::Members { regenerated } = echo_of(&key) else { continue };
        match echo(&key) {
            Some(echoed) => compare_info(&key, declared, echoed, regenerated, &mut result),
            None => result.missing.push(key.into_owned()),
        }
    }
    for (key, compare) in with_custom_rules() {
        compare(declared.get(key), echo(key), &mut result);
    }
    result
}

fn compare_info(
    key: &str,
    declared: JsonRef<'_>,
    echoed: JsonRef<'_>,
    regenerated: &[&str],
    result: &mut EchoComparison,
) {
    let (declared, echoed) = match (declared.get("info"), echoed.get("info")) {
        (Some(declared), Some(echoed)) => (declared, echoed),
        // Both official servers accept an echo without the wrapper, although the specification requires `info`
        // (§5.1.2).
        (Some(_), None) => return result.differs(&[key, ".info"]),
        (None, _) => (declared, echoed),
    };
    result.compare_members(key, declared, echoed, |name| regenerated.contains(&name));
}
