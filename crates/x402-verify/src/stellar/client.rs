//! A buyer's review of offers and settlements on Stellar.

use alloc::vec::Vec;

use x402_schemes::{
    KnownToken,
    stellar::{Address, network_id},
};

use super::OfferIssue;
use crate::client::{
    OfferIssue as Issue,
    rule::{Reviewed, Rule},
};

/// The rules for offers, in the order of their issues.
pub(crate) const RULES: &[Rule] = &[network, addresses, parties, sponsored, asset, few_ledgers];

fn network(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if network_id(&offer.network).is_none() {
        issues.push(OfferIssue::UnknownNetwork.into());
    }
}

fn addresses(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if !offer.asset.parse().is_ok_and(|asset: Address| asset.is_contract()) {
        issues.push(OfferIssue::NotAddress("asset").into());
    }
    if offer.pay_to.parse::<Address>().is_err() {
        issues.push(OfferIssue::NotAddress("payTo").into());
    }
}

/// The issues of a recipient that is an address.
fn parties(Reviewed { offer, payer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let Ok(pay_to) = offer.pay_to.parse::<Address>() else { return };
    let asset = offer.asset.parse::<Address>().ok();
    if *payer == Some(pay_to.without_id().into()) {
        issues.push(Issue::SelfPayment);
    }
    if asset == Some(pay_to) {
        issues.push(Issue::PayToAsset);
    }
    if matches!(pay_to, Address::Muxed { .. }) {
        issues.push(OfferIssue::MuxedRecipient.into());
    }
}

fn sponsored(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if !offer.extra_member("areFeesSponsored").is_some_and(|member| member.boolean() == Ok(true)) {
        issues.push(OfferIssue::NotSponsored.into());
    }
}

fn asset(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if offer.asset.parse::<Address>().is_ok() && KnownToken::of_offer(offer).is_none() {
        issues.push(Issue::UnknownAsset);
    }
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
