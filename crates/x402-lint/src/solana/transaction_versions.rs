//! The rule for the versions of transactions that a Solana offer lists (U-49).

use alloc::format;

use x402_schemes::{Terms, solana::TransactionVersions};

use crate::{Level, Lint, Rule, position::at};

pub(crate) fn lint_versions(offer: &str, terms: &Terms<'_>, lint: &mut Lint) {
    let Some(offered) = TransactionVersions::offered(terms) else { return };
    let pointer = at(&at(offer, "extra"), "transactionVersions");
    let mut find = |level, what: &str| lint.find(Rule::TRANSACTION_VERSIONS, pointer.clone(), what).level = level;
    let Ok(versions) = offered else {
        return find(
            Level::Error,
            "extra.transactionVersions is not a list that contains 0 or 1, so no payment is valid",
        );
    };
    if !versions.version_0 {
        find(Level::Warning, "extra.transactionVersions has no 0: released clients pay with version 0 only");
    }
    let entries = terms.extra_member("transactionVersions").and_then(|member| member.elements().ok());
    if let Some(other) = entries.into_iter().flatten().find(|entry| !matches!(entry.integer(), Ok(0 | 1))) {
        find(Level::Warning, &format!("extra.transactionVersions lists {}, which every server ignores", other.text()));
    }
}
