//! Rules for offers on the XRP Ledger.

use alloc::{format, string::ToString};

use x402_schemes::{
    Terms,
    xrpl::{Address, Asset, Currency, LAST_UNNAMED_NETWORK, assets, network_id},
};
use x402_types::{JsonRef, Members, RawJson};

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

/// The timeouts of less than three ledgers. The rule for every offer reports shorter ones.
const SHORT: core::ops::Range<u64> = 7..15;

/// The rules of the XRP Ledger. All depend on the offer alone, so the buyer's review has no part in them.
pub(crate) struct Xrpl;

impl ChainRules for Xrpl {
    fn rules(&self) -> &'static [(&'static str, &'static [Rule])] {
        RULES
    }

    fn is_on(&self, terms: &Terms<'_>) -> bool {
        x402_schemes::xrpl::is_on(&terms.network)
    }

    /// Lints the network. The reader has bounded the amount already.
    fn lint_terms(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        let network = &reviewed.terms.network;
        if network_id(network).is_some() {
            return;
        }
        let what = format!("{network} is not a network of the XRP Ledger: xrpl: and a number, such as xrpl:0");
        let pointer = reviewed.pointer_to("network");
        let known = lint.findings.iter_mut().find(|found| is_of(found, Rule::UNKNOWN_NETWORK, &pointer));
        let finding = match known {
            Some(finding) => finding,
            None => lint.found(Rule::UNKNOWN_NETWORK, pointer),
        };
        (finding.what, finding.level) = (what, Level::Error);
    }

    /// Lints the other fields.
    fn lint_extra(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        if !self.is_on(reviewed.terms) || !reviewed.is_known_scheme {
            return;
        }
        let asset = lint_asset(reviewed, lint);
        let issuer = match asset {
            Some(Asset::Issued(currency)) => lint_issuer(reviewed, currency, lint),
            Some(Asset::Xrp) | None => None,
        };
        lint_recipient(reviewed, asset, issuer, lint);
        lint_sponsored(reviewed, lint);
        lint_method(reviewed, lint);
        lint_binding(reviewed, lint);
        lint_timeout(reviewed, lint);
        if reviewed.terms.extra_member("crossCurrency").is_some_and(|member| member.boolean() == Ok(true)) {
            lint.found(Rule::CROSS_CURRENCY, reviewed.pointer_to("extra.crossCurrency"));
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

/// `true` if a rule has already reported this place.
fn is_of(finding: &Finding, rule: Rule, pointer: &str) -> bool {
    finding.rule == rule.as_str() && finding.pointer == pointer
}

/// Lints the asset, and returns it if it can be read.
fn lint_asset(reviewed: &Reviewed<'_>, lint: &mut Lint) -> Option<Asset> {
    let text = reviewed.terms.asset;
    let pointer = reviewed.pointer_to("asset");
    let asset = match text.parse::<Asset>() {
        Ok(asset) => asset,
        Err(error) => {
            let finding = lint.find(Rule::ASSET, pointer.clone(), &format!("asset {error}"));
            if let Some(currency) = in_digits(text) {
                finding.set(pointer, RawJson::string(&currency.to_string()));
            }
            return None;
        }
    };
    if !Asset::is_usual_spelling(text) {
        let usual = asset.to_string();
        let what = format!("the usual spelling of the currency {text} is {usual}");
        lint.find(Rule::ASSET_SPELLING, pointer, &what).set(reviewed.pointer_to("asset"), RawJson::string(&usual));
    } else if text.len() == 3 && text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        lint.found(Rule::LOWER_CURRENCY, pointer);
    }
    Some(asset)
}

/// The currency whose 20 bytes are a longer name, such as `RLUSD`, with zeros behind it.
fn in_digits(name: &str) -> Option<Currency> {
    let is_name = name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut bytes = [0; 20];
    bytes.get_mut(..name.len()).filter(|_| is_name)?.copy_from_slice(name.as_bytes());
    Some(Currency::new(bytes))
}

/// Lints the issuer of a currency, and returns it if it is an address.
fn lint_issuer(reviewed: &Reviewed<'_>, currency: Currency, lint: &mut Lint) -> Option<Address> {
    let pointer = reviewed.pointer_to("extra.issuer");
    let issuer = reviewed.terms.extra_member("issuer").and_then(|member| member.string().ok());
    let Some(issuer) = issuer.filter(|text| !text.is_empty()) else {
        lint.found(Rule::NO_ISSUER, pointer);
        return None;
    };
    let Ok(address) = issuer.parse::<Address>() else {
        let what = "extra.issuer is not a classic address (r) with the right checksum";
        lint.find(Rule::NOT_ADDRESS, pointer, what);
        return None;
    };
    if address.is_zero() {
        lint.found(Rule::ZERO_ADDRESS, pointer);
        return None;
    }
    let network = &*reviewed.terms.network;
    let known = assets::KNOWN.iter().find(|known| known.network == *network && known.currency == currency);
    if let Some(known) = known.filter(|known| known.issuer != address) {
        let (symbol, usual) = (known.symbol, known.issuer);
        let what = format!("{issuer} is not the known issuer of {symbol} on {network}, which is {usual}");
        lint.find(Rule::UNKNOWN_ISSUER, pointer, &what);
    }
    Some(address)
}

/// Lints the recipient: its address, and the trust line that an issued currency needs.
fn lint_recipient(reviewed: &Reviewed<'_>, asset: Option<Asset>, issuer: Option<Address>, lint: &mut Lint) {
    let pointer = reviewed.pointer_to("payTo");
    let Ok(pay_to) = reviewed.terms.pay_to.parse::<Address>() else {
        not_address(reviewed, "payTo", &"payTo is not a classic address (r) with the right checksum", lint);
        return;
    };
    if pay_to.is_zero() {
        lint.found(Rule::ZERO_ADDRESS, pointer);
    } else if matches!(asset, Some(Asset::Issued(_))) && issuer != Some(pay_to) {
        let what = "the recipient needs a trust line to the issuer of the currency, which cannot be checked here";
        lint.find(Rule::TRUSTLINE, pointer, what).source = Some("XRP Ledger documentation, Trust Line Tokens");
    }
}

/// The payer pays the fee of a transaction on the ledger.
fn lint_sponsored(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    const MEMBER: &str = "areFeesSponsored";
    if reviewed.terms.extra_member(MEMBER).is_some_and(|member| member.boolean() == Ok(false)) {
        return;
    }
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

/// Lints the transfer method. The buyer's review may have reported it already, without the names of the ledger.
fn lint_method(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    let Some(member) = reviewed.terms.extra_member("assetTransferMethod") else { return };
    let method = member.string().unwrap_or_default();
    if matches!(&*method, "sequence" | "ticketSequence") {
        return;
    }
    let pointer = reviewed.pointer_to("extra.assetTransferMethod");
    let known = lint.findings.iter_mut().find(|found| is_of(found, Rule::TRANSFER_METHOD, &pointer));
    let finding = match known {
        Some(finding) => finding,
        None => lint.found(Rule::TRANSFER_METHOD, pointer),
    };
    finding.remedy = Some("write sequence or ticketSequence, or omit the field for sequence");
    finding.source = Some("scheme_exact_xrpl.md, Asset Transfer Methods");
}

/// Lints the fields that bind a payment to an order, and the source tag.
fn lint_binding(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    let terms = reviewed.terms;
    let invoice = terms.extra_member("invoiceId");
    if invoice.is_some_and(|member| member.string().map_or(true, |text| text.is_empty())) {
        lint.found(Rule::BAD_INVOICE, reviewed.pointer_to("extra.invoiceId"));
    }
    let tag = terms.extra_member("destinationTag");
    lint_tag(reviewed, "destinationTag", tag, lint);
    if tag.is_none() {
        lint.found(Rule::DESTINATION_TAG, reviewed.pointer_to("extra.destinationTag"));
        if invoice.is_none() {
            lint.found(Rule::NO_INVOICE, reviewed.pointer_to("extra.invoiceId"));
        }
    }
    let source = terms.extra_member("sourceTag");
    if source.is_some() {
        lint.found(Rule::SOURCE_TAG, reviewed.pointer_to("extra.sourceTag"));
    }
    if let Some(finding) = lint_tag(reviewed, "sourceTag", source, lint) {
        finding.level = Level::Warning;
    }
}

/// Lints a tag. A text of digits certainly means their number.
fn lint_tag<'a>(
    reviewed: &Reviewed<'_>,
    member: &str,
    tag: Option<JsonRef<'_>>,
    lint: &'a mut Lint,
) -> Option<&'a mut Finding> {
    let is_tag = |tag: JsonRef<'_>| tag.integer().is_ok_and(|tag| u32::try_from(tag).is_ok());
    let wrong = tag.filter(|tag| !is_tag(*tag))?;
    let pointer = reviewed.pointer_to(&format!("extra.{member}"));
    let what = format!("extra.{member} is not an integer from 0 to 4294967295");
    let finding = lint.find(Rule::BAD_TAG, pointer.clone(), &what);
    let meant = wrong.string().ok().filter(|text| text.bytes().all(|digit| digit.is_ascii_digit()));
    if let Some(meant) = meant.and_then(|text| text.parse::<u32>().ok()) {
        finding.set(pointer, u64::from(meant));
    }
    Some(finding)
}

/// Lints a timeout of less than three ledgers, and a sequence number that is reserved for long.
fn lint_timeout(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    let terms = reviewed.terms;
    let (seconds, pointer) = (terms.max_timeout_seconds, reviewed.pointer_to("maxTimeoutSeconds"));
    if SHORT.contains(&seconds) {
        let what = format!(
            "maxTimeoutSeconds is {seconds}, which is less than three ledgers: the payment may end before it is settled"
        );
        lint.find(Rule::SHORT_TIMEOUT, pointer.clone(), &what).set(pointer.clone(), 60);
    }
    let method = terms.extra_member("assetTransferMethod").and_then(|member| member.string().ok());
    if seconds > LONG && method.is_none_or(|method| method == "sequence") {
        let what = format!("the payment uses the account's next sequence number for {seconds} seconds");
        lint.find(Rule::SEQUENCE_LONG, pointer, &what);
    }
}
