//! How a payment's extensions compare with those that the server declared (B-6).

use crate::{
    JsonRef, RawJson,
    extensions::{
        echo::{Echo, EchoComparison},
        echo_of, with_own_rules,
    },
    json::SortedMembers,
};

/// Compares the `extensions` of a payment with those that the server declared (B-6): what the server put into `info` has
/// to be there with equal values, members may be added, and `schema` does not count. An extension may have rules of its
/// own, as builder codes do; those hold even where the server declared none. Both are objects; a payment without
/// `extensions` carries none.
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
    for (key, compare) in with_own_rules() {
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
        // Both official servers take an echo without the wrapper; the text wants `info` (§5.1.2).
        (Some(_), None) => return result.differs(&[key, ".info"]),
        (None, _) => (declared, echoed),
    };
    result.compare_members(key, declared, echoed, |name| regenerated.contains(&name));
}
