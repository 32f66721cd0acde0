//! Rules for offers on the XRP Ledger.

use alloc::{format, string::ToString};

use x402_schemes::{
    Terms,
    xrpl::{Address, Asset, Currency, LAST_UNNAMED_NETWORK, assets, network_id},
};
use x402_types::{Members, RawJson};
use x402_verify::xrpl::OfferIssue;

use crate::{
    Finding, Level, Lint, Rule,
    chain_rules::ChainRules,
    reviewed::{Reviewed, not_address},
};

rules! { RULES:
    "The XRP Ledger":
    ASSET "asset" Error "the asset is neither XRP nor the code of a currency" ["R-5" "R-6" "R-75"] "scheme_exact_xrpl.md, Asset Field Values",
        "write XRP, a code of three characters, or 40 hexadecimal digits: a longer name such as RLUSD is written in hexadecimal";
    NO_ISSUER "no-issuer" Error "the offer does not name the issuer of the currency" ["R-4" "R-7" "R-75"] "scheme_exact_xrpl.md, Field Definitions",
        "write the address of the issuer into extra.issuer: a currency code alone names no token";
    BAD_INVOICE "bad-invoice" Error "extra.invoiceId is not a text, or empty" ["R-16" "R-75"] "scheme_exact_xrpl.md, Field Definitions",
        "write a text that is different in each offer, or omit the field";
    BAD_TAG "bad-tag" Error "a tag is not an integer from 0 to 4294967295" ["R-17" "R-18" "R-75"] "scheme_exact_xrpl.md, Field Definitions",
        "write the tag as a JSON number, or omit the field";
    ASSET_SPELLING "asset-spelling" Warning "the currency is not in its usual spelling" ["R-6" "R-75"] "scheme_exact_xrpl.md section 6",
        "write a code of three characters as such, and any other in hexadecimal digits in upper case: facilitators compare the text";
    LOWER_CURRENCY "lower-currency" Warning "the currency code has small letters, and is a different currency than the one in capitals" ["R-5" "R-75"] "XRP Ledger documentation, Currency Codes",
        "check the letter case: usd is not USD, and xrp is not XRP";
    UNKNOWN_ISSUER "unknown-issuer" Warning "the issuer is not the known issuer of RLUSD on this network" ["R-75"] "the issuer's published addresses",
        "check the issuer: tokens of the same name from a different issuer are different tokens";
    NO_INVOICE "no-invoice" Warning "the offer has neither an invoice nor a destination tag" ["R-51" "R-75"] "scheme_exact_xrpl.md section 8",
        "write a new extra.invoiceId into each offer: otherwise one payment fits every offer with the same terms";
    SEQUENCE_LONG "sequence-long" Warning "the payment uses the account's next sequence number for more than 60 seconds" ["R-75"] "scheme_exact_xrpl.md, Choosing a Method",
        "shorten the timeout, or also offer ticketSequence: any other transaction of the buyer's account invalidates the payment";
    CROSS_CURRENCY "cross-currency" Warning "the offer asks for a payment across currencies, which the specification does not have" ["R-19" "R-75"] "npm @x402/xrpl, not in the specification",
        "also offer a payment without crossCurrency, if clients of the specification should be able to pay";
    SOURCE_TAG "source-tag" Info "the offer names a source tag, which the specification does not have" ["R-18" "R-72" "R-75"] "PyPI x402-xrpl 0.3.4, not in the specification",
        "accept payments without the tag: clients that follow the specification do not sign it, and do not send payload.invoiceId, which servers of t54 require";
    DESTINATION_TAG "destination-tag" Info "the offer has no destination tag" ["R-17" "R-75"] "scheme_exact_xrpl.md, Field Definitions",
        "if payTo is an account of an exchange or a custodian, write your tag into extra.destinationTag: without it the money is not credited to you";
}

/// The number of seconds that a sequence number may stay reserved.
const LONG: u64 = 60;

/// The rules of the XRP Ledger.
pub(crate) struct Xrpl;

impl ChainRules for Xrpl {
    fn rules(&self) -> &'static [(&'static str, &'static [Rule])] {
        RULES
    }

    fn is_on(&self, terms: &Terms<'_>) -> bool {
        x402_schemes::xrpl::is_on(&terms.network)
    }

    /// Lints nothing: the reader has bounded the amount already.
    fn lint_terms(&self, _: &Reviewed<'_>, _: &mut Lint) {}

    /// Lints what concerns sellers alone, or what the buyer's review cannot decide.
    fn lint_extra(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        let terms = reviewed.terms;
        if !self.is_on(terms) || !reviewed.is_known_scheme {
            return;
        }
        if let Ok(Asset::Issued(currency)) = terms.asset.parse() {
            lint_currency(reviewed, currency, lint);
        }
        if terms.extra_member("destinationTag").is_none() {
            lint.found(Rule::DESTINATION_TAG, reviewed.pointer_to("extra.destinationTag"));
        }
        if let Some(tag) = terms.extra_member("sourceTag") {
            let pointer = reviewed.pointer_to("extra.sourceTag");
            lint.found(Rule::SOURCE_TAG, pointer);
            if !tag.integer().is_ok_and(|tag| u32::try_from(tag).is_ok()) {
                bad_tag(reviewed, "extra.sourceTag", lint).level = Level::Warning;
            }
        }
        let method = terms.extra_member("assetTransferMethod").and_then(|member| member.string().ok());
        let seconds = terms.max_timeout_seconds;
        if seconds > LONG && method.is_none_or(|method| method == "sequence") {
            let what = format!("the payment uses the account's next sequence number for {seconds} seconds");
            lint.find(Rule::SEQUENCE_LONG, reviewed.pointer_to("maxTimeoutSeconds"), &what);
        }
    }

    /// Returns `true` for the networks whose numbers the ledger's developers assign. Everyone may choose a number above.
    fn is_known_network(&self, terms: &Terms<'_>) -> bool {
        network_id(&terms.network).is_some_and(|id| id <= LAST_UNNAMED_NETWORK)
    }

    /// There is no version 1 on the ledger.
    fn is_without_v1(&self, name: &str) -> bool {
        matches!(name, "xrpl" | "xrpl-mainnet" | "xrpl-testnet" | "xrpl-devnet")
    }
}

/// Lints the results of the buyer's review on the XRP Ledger.
#[allow(clippy::wildcard_enum_match_arm, reason = "the other issues have no rule")]
pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    match issue {
        OfferIssue::UnknownNetwork => unknown_network(reviewed, issue, lint),
        OfferIssue::NotAddress(member) => no_address(reviewed, member, issue, lint),
        OfferIssue::NotAsset => {
            let pointer = reviewed.pointer_to("asset");
            let finding = lint.find(Rule::ASSET, pointer.clone(), &issue.to_string());
            if let Some(currency) = in_digits(reviewed.terms.asset) {
                finding.set(pointer, RawJson::string(&currency.to_string()));
            }
        }
        OfferIssue::AssetSpelling => asset_spelling(reviewed, lint),
        // A scheme that is not known here may require anything of the other fields.
        _ if !reviewed.is_known_scheme => {}
        OfferIssue::NoIssuer => found(reviewed, Rule::NO_ISSUER, "extra.issuer", issue, lint),
        OfferIssue::NotUnsponsored => not_unsponsored(reviewed, lint),
        OfferIssue::Method => {
            let finding =
                lint.find(Rule::TRANSFER_METHOD, reviewed.pointer_to("extra.assetTransferMethod"), &issue.to_string());
            finding.remedy = Some("write sequence or ticketSequence, or omit the field for sequence");
            finding.source = Some("scheme_exact_xrpl.md, Asset Transfer Methods");
        }
        OfferIssue::Invoice => found(reviewed, Rule::BAD_INVOICE, "extra.invoiceId", issue, lint),
        OfferIssue::DestinationTag => {
            bad_tag(reviewed, "extra.destinationTag", lint);
        }
        OfferIssue::CrossCurrency => found(reviewed, Rule::CROSS_CURRENCY, "extra.crossCurrency", issue, lint),
        OfferIssue::PayToIssuer => {
            let finding = lint.find(Rule::PAY_TO_ISSUER, reviewed.pointer_to("payTo"), &issue.to_string());
            finding.remedy = Some("write a different account of yours, unless you are the issuer and redeem tokens");
            finding.source = Some("XRP Ledger documentation, Trust Line Tokens");
        }
        OfferIssue::NoInvoice => found(reviewed, Rule::NO_INVOICE, "extra.invoiceId", issue, lint),
        OfferIssue::FewLedgers { .. } => {
            let pointer = reviewed.pointer_to("maxTimeoutSeconds");
            lint.find(Rule::SHORT_TIMEOUT, pointer.clone(), &issue.to_string()).set(pointer, 60);
        }
        _ => {}
    }
}

fn found(reviewed: &Reviewed<'_>, rule: Rule, member: &str, issue: &OfferIssue, lint: &mut Lint) {
    lint.find(rule, reviewed.pointer_to(member), &issue.to_string());
}

/// A rule for all chains has found that no table lists the network. Here, no ledger can have it.
fn unknown_network(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    let pointer = reviewed.pointer_to("network");
    let is_of = |finding: &&mut Finding| finding.rule == Rule::UNKNOWN_NETWORK.as_str() && finding.pointer == pointer;
    let index = lint.findings.iter_mut().find(is_of);
    if let Some(finding) = index {
        (finding.what, finding.level) = (issue.to_string(), Level::Error);
    }
}

fn no_address(reviewed: &Reviewed<'_>, member: &str, issue: &OfferIssue, lint: &mut Lint) {
    let issuer = reviewed.terms.extra_member("issuer").and_then(|member| member.string().ok()).unwrap_or_default();
    let text = if member == "payTo" { reviewed.terms.pay_to } else { &issuer };
    if text.parse() == Ok(Address::ZERO) {
        lint.found(Rule::ZERO_ADDRESS, reviewed.pointer_to(member));
    } else {
        not_address(reviewed, member, issue, lint);
    }
}

fn asset_spelling(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    let written = reviewed.terms.asset;
    let usual = written.parse().map_or_else(|_| written.into(), |asset: Asset| asset.to_string());
    let what = format!("the usual spelling of the currency {written} is {usual}");
    let pointer = reviewed.pointer_to("asset");
    lint.find(Rule::ASSET_SPELLING, pointer.clone(), &what).set(pointer, RawJson::string(&usual));
}

/// The currency whose 20 bytes are a longer name, such as `RLUSD`, with zeros behind it.
fn in_digits(name: &str) -> Option<Currency> {
    let is_name = name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut bytes = [0; 20];
    bytes.get_mut(..name.len()).filter(|_| is_name)?.copy_from_slice(name.as_bytes());
    Some(Currency::new(bytes))
}

/// Lints the letter case of a currency, its issuer, and the trust line that the recipient needs.
fn lint_currency(reviewed: &Reviewed<'_>, currency: Currency, lint: &mut Lint) {
    let terms = reviewed.terms;
    let asset = reviewed.pointer_to("asset");
    if terms.asset.len() == 3 && terms.asset.bytes().any(|byte| byte.is_ascii_lowercase()) {
        lint.found(Rule::LOWER_CURRENCY, asset.clone());
    }
    let issuer = terms.extra_member("issuer").and_then(|member| member.string().ok()?.parse::<Address>().ok());
    let network = &*terms.network;
    let known = assets::KNOWN.iter().find(|known| known.network == *network && known.currency == currency);
    let is_other = |(known, issuer): &(&assets::KnownAsset, Address)| known.issuer != *issuer && !issuer.is_zero();
    if let Some((known, issuer)) = known.zip(issuer).filter(is_other) {
        // It says more than that the asset is not known.
        lint.findings.retain(|finding| finding.rule != Rule::UNKNOWN_ASSET.as_str() || finding.pointer != asset);
        let (symbol, usual) = (known.symbol, known.issuer);
        let what = format!("{issuer} is not the known issuer of {symbol} on {network}, which is {usual}");
        lint.find(Rule::UNKNOWN_ISSUER, reviewed.pointer_to("extra.issuer"), &what);
    }
    let pay_to = terms.pay_to.parse::<Address>().ok().filter(|pay_to| !pay_to.is_zero());
    if pay_to.is_some() && pay_to != issuer {
        let what = "the recipient needs a trust line to the issuer of the currency, which cannot be checked here";
        let finding = lint.find(Rule::TRUSTLINE, reviewed.pointer_to("payTo"), what);
        finding.source = Some("XRP Ledger documentation, Trust Line Tokens");
    }
}

/// The payer pays the fee of a transaction on the ledger.
fn not_unsponsored(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    const MEMBER: &str = "areFeesSponsored";
    let what = "the offer does not state that the buyer pays the fee";
    let pointer = reviewed.pointer_to(&format!("extra.{MEMBER}"));
    let finding = lint.find(Rule::NOT_SPONSORED, pointer.clone(), what);
    finding.remedy = Some("write \"areFeesSponsored\": false into extra: clients sign for no other offer");
    finding.source = Some("scheme_exact_xrpl.md section 1");
    if reviewed.terms.extra.is_some() {
        finding.set(pointer, false);
    } else {
        finding.set(reviewed.pointer_to("extra"), Members::from_iter([(MEMBER, RawJson::from(false))]));
    }
}

/// Reports a tag. A text of digits certainly means their number.
fn bad_tag<'a>(reviewed: &Reviewed<'_>, member: &str, lint: &'a mut Lint) -> &'a mut Finding {
    let pointer = reviewed.pointer_to(member);
    let finding =
        lint.find(Rule::BAD_TAG, pointer.clone(), &format!("{member} is not an integer from 0 to 4294967295"));
    let name = member.trim_start_matches("extra.");
    let written = reviewed.terms.extra_member(name).and_then(|tag| tag.string().ok());
    let meant = written.filter(|text| text.bytes().all(|digit| digit.is_ascii_digit()));
    if let Some(meant) = meant.and_then(|text| text.parse::<u32>().ok()) {
        finding.set(pointer, u64::from(meant));
    }
    finding
}
