//! A buyer's review of offers and settlements on the XRP Ledger.

use alloc::vec::Vec;

use x402_schemes::{
    KnownToken,
    xrpl::{Address, Asset, network_id},
};
use x402_types::JsonRef;

use super::OfferIssue;
use crate::client::{
    OfferIssue as Issue,
    rule::{Reviewed, Rule},
};

/// The rules for offers, in the order of their issues.
pub(crate) const RULES: &[Rule] = &[network, recipient, asset, extra, few_ledgers];

fn network(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if network_id(&offer.network).is_none() {
        issues.push(OfferIssue::UnknownNetwork.into());
    }
}

fn recipient(Reviewed { offer, payer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    match Address::of_party(offer.pay_to) {
        None => issues.push(OfferIssue::NotAddress("payTo").into()),
        Some(pay_to) if *payer == Some(pay_to.into()) => issues.push(Issue::SelfPayment),
        Some(_) => {}
    }
}

fn asset(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let Ok(asset) = offer.asset.parse::<Asset>() else { return issues.push(OfferIssue::NotAsset.into()) };
    if !Asset::is_usual_spelling(offer.asset) {
        issues.push(OfferIssue::AssetSpelling.into());
    }
    if asset == Asset::Xrp {
        return;
    }
    let Some(issuer) = offer.extra_member("issuer") else { return issues.push(OfferIssue::NoIssuer.into()) };
    let Some(issuer) = issuer.string().ok().and_then(|issuer| Address::of_party(&issuer)) else {
        return issues.push(OfferIssue::NotAddress("extra.issuer").into());
    };
    if offer.pay_to.parse() == Ok(issuer) {
        issues.push(OfferIssue::PayToIssuer.into());
    }
    if KnownToken::of_offer(offer).is_none() {
        issues.push(Issue::UnknownAsset);
    }
}

fn extra(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let member = |name| offer.extra_member(name);
    let is_text = |value: JsonRef<'_>, texts: &[&str]| value.string().is_ok_and(|text| texts.contains(&&*text));
    let mut find = |is_found: bool, issue: OfferIssue| {
        if is_found {
            issues.push(issue.into());
        }
    };
    let is_unsponsored = member("areFeesSponsored").is_some_and(|value| value.boolean() == Ok(false));
    find(!is_unsponsored, OfferIssue::NotUnsponsored);
    let method = member("assetTransferMethod");
    find(method.is_some_and(|value| !is_text(value, &["sequence", "ticketSequence"])), OfferIssue::Method);
    let invoice = member("invoiceId");
    find(invoice.is_some_and(|value| value.string().map_or(true, |text| text.is_empty())), OfferIssue::Invoice);
    let tag = member("destinationTag");
    let is_tag = |value: JsonRef<'_>| value.integer().is_ok_and(|number| u32::try_from(number).is_ok());
    find(tag.is_some_and(|value| !is_tag(value)), OfferIssue::DestinationTag);
    find(member("crossCurrency").is_some_and(|value| value.boolean() == Ok(true)), OfferIssue::CrossCurrency);
    find(invoice.is_none() && tag.is_none(), OfferIssue::NoInvoice);
}

/// Three ledgers of 5 seconds. Up to 6 seconds, every offer has a separate issue.
fn few_ledgers(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let seconds = offer.max_timeout_seconds;
    if (7..15).contains(&seconds) {
        issues.push(OfferIssue::FewLedgers { seconds }.into());
    }
}

/// The hash identifies a transaction.
pub(crate) fn expected_transaction_format(text: &str) -> Option<&'static str> {
    let is_hash = text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    (!is_hash).then_some("64 hexadecimal digits")
}
