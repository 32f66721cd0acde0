//! Rules for offers on Stellar.

use alloc::{format, string::ToString};

use x402_schemes::{
    Terms,
    stellar::{Address, assets, network_id},
};
use x402_types::{Amount, Members, RawJson};
use x402_verify::stellar::OfferIssue;

use crate::{
    Finding, Level, Lint, Rule,
    chain_rules::ChainRules,
    reviewed::{Reviewed, not_address},
};

rules! { RULES:
    "Stellar":
    MUXED_RECIPIENT "muxed-recipient" Warning "the recipient is a muxed account" ["T-4"] "scheme_exact_stellar.md line 126",
        "write the account that begins with G: no known facilitator settles a payment to a muxed account";
    PAY_TO_ISSUER "pay-to-issuer" Warning "the recipient is the issuer of the asset" ["T-3" "T-31" "B-10"] "CAP-46-6",
        "write a different account of yours: the token burns payments to its issuer, so no transfer is visible";
}

/// The number of seconds above which the wait before a second attempt may surprise buyers.
const LONG: u64 = 3_600;

/// The rules of Stellar.
pub(crate) struct Stellar;

impl ChainRules for Stellar {
    fn rules(&self) -> &'static [(&'static str, &'static [Rule])] {
        RULES
    }

    fn is_on(&self, terms: &Terms<'_>) -> bool {
        x402_schemes::stellar::is_on(&terms.network)
    }

    /// Tokens count in an i128 (T-5).
    fn lint_terms(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        reviewed.lint_range(Amount::from_u128(i128::MAX.unsigned_abs()), lint);
    }

    /// Lints the other fields: the recipient's trustline, a long timeout.
    fn lint_extra(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        let terms = reviewed.terms;
        if !self.is_on(terms) || !reviewed.is_known_scheme {
            return;
        }
        let asset = terms.asset.parse::<Address>().ok().filter(Address::is_contract);
        let known = asset.and_then(|asset| assets::known(&asset));
        let is_native = known.is_some_and(|known| known.issuer.is_none());
        let pay_to = terms.pay_to.parse::<Address>().ok();
        let is_issuer = pay_to.is_some() && known.and_then(|known| known.issuer) == pay_to;
        if asset.is_some() && matches!(pay_to, Some(Address::Account(_))) && !is_native && !is_issuer {
            lint.found(Rule::TRUSTLINE, reviewed.pointer_to("payTo"));
        }
        // Above a day, a different finding is more specific.
        let (seconds, pointer) = (terms.max_timeout_seconds, reviewed.pointer_to("maxTimeoutSeconds"));
        let is_reported = |finding: &Finding| finding.rule == Rule::LONG_TIMEOUT.as_str() && finding.pointer == pointer;
        if seconds > LONG && !lint.findings.iter().any(is_reported) {
            let what =
                format!("maxTimeoutSeconds is {seconds}: a buyer waits that long before it can sign the payment again");
            lint.find(Rule::LONG_TIMEOUT, pointer, &what).level = Level::Info;
        }
    }

    /// Returns `true` if the passphrase is known, without which no client can sign.
    fn is_known_network(&self, terms: &Terms<'_>) -> bool {
        network_id(&terms.network).is_some()
    }

    /// Offers of version 1 with these names are in use, although the specification does not define them (T-1).
    fn is_without_v1(&self, name: &str) -> bool {
        matches!(name, "stellar" | "stellar-mainnet" | "stellar-pubnet" | "stellar-testnet")
    }
}

/// Lints the results of the buyer's review on Stellar. A rule for all chain families checks whether the network is
/// known.
#[allow(clippy::wildcard_enum_match_arm, reason = "the other issues have no rule")]
pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    let what = issue.to_string();
    match issue {
        OfferIssue::NotAddress(member) => {
            let contract = (*member == "asset").then(|| meant(reviewed.terms)).flatten();
            let pointer = reviewed.pointer_to(member);
            let finding = not_address(reviewed, member, issue, lint);
            if let Some(contract) = contract {
                finding.set(pointer, RawJson::string(&contract.to_string()));
            }
        }
        OfferIssue::FewLedgers { .. } => {
            let pointer = reviewed.pointer_to("maxTimeoutSeconds");
            lint.find(Rule::SHORT_TIMEOUT, pointer.clone(), &what).set(pointer, 60);
        }
        OfferIssue::MuxedRecipient => found_at(reviewed, Rule::MUXED_RECIPIENT, "payTo", lint),
        OfferIssue::NotSponsored if reviewed.is_known_scheme => not_sponsored(reviewed, lint),
        _ => {}
    }
}

fn found_at(reviewed: &Reviewed<'_>, rule: Rule, member: &str, lint: &mut Lint) {
    lint.found(rule, reviewed.pointer_to(member));
}

/// The contract that people mean by a code, an issuer or both: `USDC`, `GA5Z…`, `USDC:GA5Z…`, `GA5Z…:USDC`, `native`.
fn meant(terms: &Terms<'_>) -> Option<Address> {
    let (first, second) = terms.asset.split_once([':', '-']).unwrap_or((terms.asset, ""));
    let first = if first.eq_ignore_ascii_case("native") { "XLM" } else { first };
    let is_issuer =
        |known: &assets::KnownAsset, text: &str| known.issuer.is_some_and(|issuer| text.parse() == Ok(issuer));
    let is_meant = |known: &assets::KnownAsset| {
        known.symbol == first && (second.is_empty() || is_issuer(known, second))
            || is_issuer(known, first) && (second.is_empty() || known.symbol == second)
    };
    let mut on_network = assets::KNOWN.iter().filter(|known| known.network == *terms.network);
    on_network.find(|known| is_meant(known)).map(|known| known.contract)
}

fn not_sponsored(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    const MEMBER: &str = "areFeesSponsored";
    let pointer = reviewed.pointer_to(&format!("extra.{MEMBER}"));
    let finding =
        lint.find(Rule::NOT_SPONSORED, pointer.clone(), "the offer does not state that the facilitator pays the fee");
    finding.remedy = Some("write \"areFeesSponsored\": true into extra: clients sign for no other offer");
    finding.source = Some("scheme_exact_stellar.md line 68");
    if reviewed.terms.extra.is_some() {
        finding.set(pointer, true);
    } else {
        finding.set(reviewed.pointer_to("extra"), Members::from_iter([(MEMBER, RawJson::from(true))]));
    }
}
