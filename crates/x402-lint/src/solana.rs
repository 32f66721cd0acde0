//! Rules for offers on Solana.

mod transaction_versions;

use alloc::format;

use x402_schemes::{
    Terms,
    solana::{Address, is_on, offered_memo},
};
use x402_verify::solana::OfferIssue;

use self::transaction_versions::lint_versions;
use crate::{
    Finding, Level, Lint, Rule,
    chain_rules::ChainRules,
    reviewed::{Reviewed, not_address},
};

rules! { RULES:
    "Solana":
    MEMO "memo" Error "the memo that the offer asks for is not a text of at most 256 bytes" ["S-7"] "scheme_exact_svm.md line 77",
        "write a text of at most 256 bytes in UTF-8, or omit memo: no payment for a different memo is valid";
}

/// The rules of Solana.
pub(crate) struct Solana;

impl ChainRules for Solana {
    fn rules(&self) -> &'static [(&'static str, &'static [Rule])] {
        RULES
    }

    fn is_on(&self, terms: &Terms<'_>) -> bool {
        is_on(&terms.network)
    }

    /// Tokens count in 64 bits (S-6).
    fn lint_terms(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        reviewed.lint_range(u64::MAX.into(), lint);
    }

    /// Lints the other fields of `extra`.
    fn lint_extra(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        let Reviewed { offer, terms, is_known_scheme } = reviewed;
        if !self.is_on(terms) || !is_known_scheme {
            return;
        }
        lint_versions(offer.pointer, terms, lint);
        let (mint, wallet) = (terms.asset.parse::<Address>(), terms.pay_to.parse::<Address>());
        let pointers = ["payTo", "asset"].map(|member| reviewed.pointer_to(member));
        let is_wrong = |found: &Finding| found.level == Level::Error && pointers.contains(&found.pointer);
        // The findings about this offer are the last ones.
        let mut of_offer = lint.findings.iter().rev().take_while(|found| found.pointer.starts_with(offer.pointer));
        if mint.is_ok() && wallet.is_ok() && !of_offer.any(is_wrong) {
            let what =
                format!("the wallet {} needs an associated token account for the mint {}", terms.pay_to, terms.asset);
            lint.find(Rule::TOKEN_ACCOUNT, reviewed.pointer_to("payTo"), &what);
        }
        if offered_memo(terms).is_err() {
            lint.found(Rule::MEMO, reviewed.pointer_to("extra.memo"));
        }
    }
}

/// Lints the results of the buyer's review on Solana.
pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    let OfferIssue::NotAddress(member) = issue else { return };
    if *member != "extra.feePayer" || reviewed.terms.extra_member("feePayer").is_some() {
        not_address(reviewed, member, issue, lint);
    } else if reviewed.is_known_scheme {
        lint.found(Rule::NO_FEE_PAYER, reviewed.pointer_to("extra.feePayer"));
    }
}
