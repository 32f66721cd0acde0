//! A buyer's review of `batch-settlement` offers (N-4, N-36, N-40).

#![cfg(feature = "batch-settlement")]

use alloc::vec::Vec;

use x402_schemes::{
    AssetTransferMethod,
    evm::batch_settlement::{WITHDRAW_DELAYS, min_deposit},
};
use x402_types::{PaymentFlow, Scheme, Version};

use super::OfferIssue;
use crate::{
    client::{OfferIssue as Issue, rule::Reviewed},
    evm::client::address,
};

/// Reviews an offer of the scheme. Other offers have no issues here.
pub(crate) fn review(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if *offer.scheme != Scheme::BATCH_SETTLEMENT {
        return;
    }
    let mut found = |issue: OfferIssue| issues.push(issue.into());
    if offer.version == Version::V1 {
        return found(OfferIssue::Version);
    }
    let authorizer = offer.extra_member("receiverAuthorizer").and_then(|member| member.string().ok());
    if authorizer.is_none() {
        found(OfferIssue::NoReceiverAuthorizer);
    }
    match offer.extra_member("withdrawDelay").map(|member| member.integer()) {
        Some(Ok(seconds)) if WITHDRAW_DELAYS.contains(&seconds) => {}
        Some(Ok(seconds)) => found(OfferIssue::WithdrawDelay(seconds)),
        None | Some(Err(_)) => found(OfferIssue::NoWithdrawDelay),
    }
    if PaymentFlow::of(offer.extra) != Some(PaymentFlow::Authorization) {
        found(OfferIssue::Flow);
    }
    if let Ok(method) = AssetTransferMethod::of((*offer).clone(), None)
        && !matches!(method.as_str(), "eip3009" | "permit2")
    {
        found(OfferIssue::Method);
    }
    if offer.extra_member("minDeposit").is_some() {
        match min_deposit(offer) {
            None => found(OfferIssue::UnreadableMinDeposit),
            Some(least) if least < offer.units() => found(OfferIssue::SmallMinDeposit),
            Some(_) => {}
        }
    }
    if let Some(text) = authorizer {
        address("extra.receiverAuthorizer", &text, issues);
    }
}
