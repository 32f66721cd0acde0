//! Rules for offers on Solana.

mod transaction_versions;

use alloc::format;

use x402_schemes::{
    Terms,
    solana::{Address, is_on, offered_memo},
};
use x402_types::{JsonRef, v2::ResourceInfo};
use x402_verify::solana::OfferIssue;

use self::transaction_versions::lint_versions;
use crate::{
    Finding, Level, Lint, Rule,
    reviewed::{Reviewed, not_address},
};

rules! { RULES:
    "Solana":
    MEMO "memo" Error "the memo that the offer asks for is not a text of at most 256 bytes" ["S-7"] "scheme_exact_svm.md line 77",
        "write a text of at most 256 bytes in UTF-8, or omit memo: no payment for a different memo is valid";
}

/// The other rules are in the groups of their subjects.
pub(crate) fn rules() -> impl Iterator<Item = (&'static str, &'static [Rule])> {
    RULES.iter().copied()
}

/// No rule concerns the whole `PaymentRequired`.
pub(crate) const fn lint_demand(_: JsonRef<'_>, _: Option<&ResourceInfo>, _: &mut Lint) {}

/// Tokens count in 64 bits (S-6).
pub(crate) fn lint_terms(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    reviewed.lint_range(u64::MAX.into(), lint);
}

/// Lints the results of the buyer's review on Solana.
pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    let OfferIssue::NotAddress(member) = issue else { return };
    if *member != "extra.feePayer" || reviewed.terms.extra_member("feePayer").is_some() {
        not_address(reviewed, member, issue, lint);
    } else if reviewed.is_known_scheme {
        lint.found(Rule::NO_FEE_PAYER, reviewed.place_of("extra.feePayer"));
    }
}

/// Lints the other fields of `extra`.
pub(crate) fn lint_extra(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    let Reviewed { offer, terms, is_known_scheme } = reviewed;
    if !is_on(&terms.network) || !is_known_scheme {
        return;
    }
    lint_versions(offer.pointer, terms, lint);
    let (mint, wallet) = (terms.asset.parse::<Address>(), terms.pay_to.parse::<Address>());
    let places = ["payTo", "asset"].map(|member| reviewed.place_of(member));
    let is_wrong = |found: &Finding| found.level == Level::Error && places.contains(&found.pointer);
    // The findings about this offer are the last ones.
    let mut of_offer = lint.findings.iter().rev().take_while(|found| found.pointer.starts_with(offer.pointer));
    if mint.is_ok() && wallet.is_ok() && !of_offer.any(is_wrong) {
        let what =
            format!("the wallet {} needs an associated token account for the mint {}", terms.pay_to, terms.asset);
        lint.find(Rule::TOKEN_ACCOUNT, reviewed.place_of("payTo"), &what);
    }
    if offered_memo(terms).is_err() {
        lint.found(Rule::MEMO, reviewed.place_of("extra.memo"));
    }
}

/// Every cluster that is known has a V1 name.
pub(crate) const fn is_known_network(_: &Terms<'_>) -> bool {
    false
}

/// Every cluster has a name in version 1.
pub(crate) const fn is_without_v1(_: &str) -> bool {
    false
}

/// The rules for all offers check the timeout.
pub(crate) const fn own_timeout(_: &Terms<'_>) -> Option<(u64, Rule)> {
    None
}
