//! The state that a chain must have before a recipient can be paid, on the chain families without a module here.

use x402_schemes::Terms;

use crate::{Lint, Rule, position::at};

/// The requirement for the recipient on the networks of a namespace.
struct Condition {
    namespace: &'static str,
    /// The asset that every account accepts.
    native: &'static str,
    what: &'static str,
    source: &'static str,
}

const CONDITIONS: [Condition; 3] = [
    Condition {
        namespace: "algorand",
        native: "0",
        what: "the recipient must have opted in to the asset",
        source: "scheme_exact_algo.md line 196",
    },
    Condition {
        namespace: "hedera",
        native: "0.0.0",
        what: "the recipient must be associated with the token",
        source: "scheme_exact_hedera.md line 164",
    },
    Condition {
        namespace: "near",
        native: "near",
        what: "the recipient must be registered with the token (NEP-145)",
        source: "scheme_exact_near.md line 208",
    },
];

/// Notes the requirement for the recipient, which cannot be checked offline.
pub(crate) fn lint_recipient(pointer: &str, terms: &Terms<'_>, lint: &mut Lint) {
    let condition = CONDITIONS.iter().find(|condition| condition.namespace == terms.network.namespace());
    if let Some(condition) = condition.filter(|condition| condition.native != terms.asset && !terms.asset.is_empty()) {
        lint.find(Rule::TOKEN_ACCOUNT, at(pointer, "payTo"), condition.what).source = Some(condition.source);
    }
}
