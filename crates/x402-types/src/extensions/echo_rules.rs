//! The rules by which the echoes of extensions are compared.

use super::{
    builder_code,
    echo::{CustomRule, Echo},
};

/// The extensions with a rule other than [`Echo::OF_ANY`]. Echoes with specific rules are compared in this order.
static EXTENSIONS: [(&str, Echo); 3] = [
    (builder_code::KEY, Echo::Custom(builder_code::compare)),
    // A signed offer contains the time until which it holds.
    ("offer-receipt", Echo::Members { regenerated: &["offers"] }),
    ("sign-in-with-x", Echo::Members { regenerated: &["nonce", "issuedAt", "expirationTime"] }),
];

/// The rule that compares the echo of an extension, known or not.
pub(crate) fn echo_of(key: &str) -> &'static Echo {
    EXTENSIONS.iter().find(|(known, _)| *known == key).map_or(&Echo::OF_ANY, |(_, echo)| echo)
}

/// The extensions with specific rules.
pub(crate) fn with_custom_rules() -> impl Iterator<Item = (&'static str, CustomRule)> {
    EXTENSIONS.iter().filter_map(|(key, echo)| match echo {
        Echo::Custom(compare) => Some((*key, *compare)),
        Echo::Members { .. } => None,
    })
}
