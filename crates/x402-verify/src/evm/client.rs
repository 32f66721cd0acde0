//! A buyer's review of offers and settlements on EVM chains.

use alloc::vec::Vec;

use x402_schemes::{
    AssetTransferMethod, Contradiction, KnownToken, Terms,
    evm::{
        Address,
        eip712::{DomainError, DomainNames, TokenDomain},
        gateway,
    },
};
use x402_types::{Scheme, Version};

use super::OfferIssue;
use crate::client::{OfferIssue as Issue, rule::Reviewed};

pub(super) fn gateway_balance(Reviewed { offer, limits, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    match gateway::offered(offer) {
        Some(Err(miss)) => issues.push(OfferIssue::NearGateway(miss).into()),
        Some(Ok(_)) if !limits.gateway_balance => issues.push(OfferIssue::NoGatewayBalance.into()),
        _ => {}
    }
}

pub(super) fn parties(Reviewed { offer, payer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let asset = address("asset", offer.asset, issues);
    let pay_to = address("payTo", offer.pay_to, issues);
    if pay_to.is_some_and(|pay_to| *payer == Some(pay_to.into())) {
        issues.push(Issue::SelfPayment);
    }
    if pay_to.is_some() && pay_to == asset {
        issues.push(Issue::PayToAsset);
    }
}

pub(super) fn method(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    issues.extend(AssetTransferMethod::of((*offer).clone(), None).err().map(Issue::Method));
}

pub(super) fn facilitator(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if *offer.scheme != Scheme::UPTO || AssetTransferMethod::of((*offer).clone(), None).is_err() {
        return;
    }
    match offer.extra_member("facilitatorAddress").and_then(|text| text.string().ok()) {
        Some(text) => {
            address("extra.facilitatorAddress", &text, issues);
        }
        None => issues.push(OfferIssue::NoFacilitator.into()),
    }
}

pub(super) fn asset(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let is_readable = offer.asset.parse().is_ok_and(|asset: Address| !asset.is_zero());
    let Ok(method) = AssetTransferMethod::of((*offer).clone(), None) else { return };
    if !is_readable {
        return;
    }
    if KnownToken::of_offer(offer).is_none() {
        issues.push(Issue::UnknownAsset);
    }
    // A payment with Permit2 is signed in the domain of Permit2, and one for the Gateway in that of the wallet.
    if !gateway::is_named(offer) && method == AssetTransferMethod::EIP3009 {
        issues.extend(no_domain(offer, None).map(Issue::from));
    }
}

/// Reviews the EIP-712 domain of the offer's token. EIP-3009 payments need it, and so does an EIP-2612 permit that
/// accompanies a Permit2 payment. `known` supplies a name and a version for fields that the offer omits. An offer for
/// protocol version 1 may omit them. Returns `None` if nothing is wrong.
#[must_use]
pub fn review_token_domain<'a>(offer: impl Into<Terms<'a>>, known: Option<DomainNames<'_>>) -> Option<Issue> {
    let offer = offer.into();
    let contradicted = || Contradiction::of_domain(&offer, known).map(Issue::Contradicted);
    no_domain(&offer, known).map(Issue::from).or_else(contradicted)
}

/// The reason why the offer defines no domain. One for protocol version 1 may leave it to the token.
fn no_domain(offer: &Terms<'_>, known: Option<DomainNames<'_>>) -> Option<OfferIssue> {
    let error = TokenDomain::with_names(offer.clone(), known).err()?;
    let may_be_missing = offer.version == Version::V1 && matches!(error, DomainError::Missing(_));
    (!may_be_missing).then_some(OfferIssue::Domain(error))
}

pub(super) fn address(member: &'static str, text: &str, issues: &mut Vec<Issue>) -> Option<Address> {
    let Ok(address) = text.parse::<Address>() else {
        issues.push(OfferIssue::NotAddress(member).into());
        return None;
    };
    if address.is_zero() {
        issues.push(OfferIssue::ZeroAddress(member).into());
        return None;
    }
    if !address.checksum_matches(text) {
        issues.push(OfferIssue::Checksum(member).into());
    }
    Some(address)
}

pub(crate) fn expected_transaction_format(text: &str) -> Option<&'static str> {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    let is_hash = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    (!is_hash).then_some("0x and 64 hexadecimal digits")
}
