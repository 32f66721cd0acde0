//! How a payment's extensions compare with those that the server declared (B-6).

use alloc::{string::String, vec::Vec};

use super::builder_code;
use crate::{Flags, JsonRef, RawJson, json::SortedMembers};

/// Members of an extension's `info` that a server makes anew for each response, so that an honest echo of the last one
/// differs.
pub const REGENERATED_INFO: &[(&str, &[&str])] =
    &[("sign-in-with-x", &["nonce", "issuedAt", "expirationTime"]), ("offer-receipt", &["offers"])];

/// How a payment's extensions compare with those that the server declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EchoComparison {
    /// Paths of the members that were changed, dropped or invented, or that the extension does not allow in an echo:
    /// `sign-in-with-x.info.domain`.
    pub differs: Vec<String>,
    /// Declared extensions that the payment does not carry.
    pub missing: Vec<String>,
    /// [`Flag::FlatBuilderCode`](crate::Flag::FlatBuilderCode), [`Flag::ServiceCodes`](crate::Flag::ServiceCodes),
    /// [`Flag::WalletCode`](crate::Flag::WalletCode).
    pub flags: Flags,
}

impl EchoComparison {
    /// Once, however many rules it breaks.
    pub(super) fn differs(&mut self, path: &[&str]) {
        let path = path.concat();
        if !self.differs.contains(&path) {
            self.differs.push(path);
        }
    }
}

/// Compares the `extensions` of a payment with those that the server declared (B-6): what the server put into `info` has
/// to be there with equal values, members may be added, and `schema` does not count. Builder codes have rules of their
/// own, and are looked at even where the server declared none. Both are objects; a payment without `extensions` carries
/// none.
#[must_use]
pub fn compare_extensions(declared: &RawJson, echoed: Option<&RawJson>) -> EchoComparison {
    let (declared, echoed) = (declared.as_json(), echoed.map(|echoed| SortedMembers::of(echoed.as_json())));
    let mut result = EchoComparison::default();
    for (key, declared) in declared.members().into_iter().flatten().filter(|(key, _)| key != builder_code::KEY) {
        match echoed.as_ref().and_then(|echoed| echoed.get(&key)) {
            Some(echoed) => match (declared.get("info"), echoed.get("info")) {
                (Some(declared), Some(echoed)) => compare_info(&key, declared, echoed, &mut result),
                // Both official servers take an echo without the wrapper; the text wants `info` (§5.1.2).
                (Some(_), None) => result.differs(&[&key, ".info"]),
                (None, _) => compare_info(&key, declared, echoed, &mut result),
            },
            None => result.missing.push(key.into_owned()),
        }
    }
    builder_code::compare(
        declared.get(builder_code::KEY),
        echoed.as_ref().and_then(|it| it.get(builder_code::KEY)),
        &mut result,
    );
    result
}

fn compare_info(key: &str, declared: JsonRef<'_>, echoed: JsonRef<'_>, result: &mut EchoComparison) {
    let regenerated = REGENERATED_INFO.iter().find(|(known, _)| *known == key).map_or(&[][..], |(_, members)| *members);
    compare_members(key, declared, echoed, |name| regenerated.contains(&name), result);
}

/// Whether each member of a declared `info` is in the echo, but for those that are left out.
pub(super) fn compare_members(
    key: &str,
    declared: JsonRef<'_>,
    echoed: JsonRef<'_>,
    is_left_out: impl Fn(&str) -> bool,
    result: &mut EchoComparison,
) {
    let Ok(members) = declared.members() else {
        if !echoed.same_value(&declared) {
            result.differs(&[key, ".info"]);
        }
        return;
    };
    if !echoed.is_object() {
        result.differs(&[key, ".info"]);
        return;
    }
    let echoed = SortedMembers::of(echoed);
    for (name, wanted) in members.filter(|(name, _)| !is_left_out(name)) {
        let equal = match echoed.get(&name) {
            None => wanted.is_null(),
            Some(found) => found.contains(&wanted, &mut false),
        };
        if !equal {
            result.differs(&[key, ".info.", &name]);
        }
    }
}
