//! A buyer's review of `batch-settlement` offers (N-4, N-36, N-40).

#[cfg(feature = "batch-settlement")]
use alloc::vec::Vec;

#[cfg(feature = "batch-settlement")]
use x402_schemes::{
    AssetTransferMethod,
    evm::batch_settlement::{WITHDRAW_DELAYS, min_deposit},
};
use x402_types::__declare::sentences;
#[cfg(feature = "batch-settlement")]
use x402_types::{PaymentFlow, Scheme, Version};

#[cfg(feature = "batch-settlement")]
use crate::{
    client::{OfferIssue as Issue, offer::Reviewed},
    evm::client::address,
};

sentences! {
    /// An issue with a `batch-settlement` offer.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum OfferIssue {
        /// The offer is for protocol version 1.
        Version = "version 1 of the protocol has no channels",
        /// `extra.receiverAuthorizer`, the account that authorizes claims and refunds, is missing or not a string.
        NoReceiverAuthorizer = "extra.receiverAuthorizer is missing or is not text: no channel fits the offer, and every payment is refused",
        /// `extra.withdrawDelay`, the delay of a withdrawal, is missing or not an integer.
        NoWithdrawDelay = "extra.withdrawDelay is missing or is not an integer: no channel fits the offer, and every payment is refused",
        /// The contract accepts no deposit with this withdrawal delay, in seconds.
        WithdrawDelay(seconds: u64) = "extra.withdrawDelay is {seconds}: the contract takes from 900 to 2592000 seconds",
        /// The offer names a payment flow that the scheme does not have.
        Flow = "extra.paymentFlow is not authorization: vouchers are claimed after the service",
        /// The transfer method has no deposit collector.
        Method = "extra.assetTransferMethod is neither eip3009 nor permit2: nobody takes such a deposit",
        /// `extra.minDeposit`, the hint for the deposit, is not an amount above zero.
        UnreadableMinDeposit = "extra.minDeposit is not a decimal text above zero, so it says nothing",
        /// `extra.minDeposit` is below the price of one request.
        SmallMinDeposit = "extra.minDeposit is below the price of one request, so clients ignore it",
    }
}

impl OfferIssue {
    /// Returns `true` if the offer should not be paid at all.
    pub const fn is_serious(&self) -> bool {
        match self {
            Self::Version
            | Self::NoReceiverAuthorizer
            | Self::NoWithdrawDelay
            | Self::WithdrawDelay(_)
            | Self::Flow
            | Self::Method => true,
            Self::UnreadableMinDeposit | Self::SmallMinDeposit => false,
        }
    }
}

/// Reviews an offer of the scheme. Other offers have no issues here.
#[cfg(feature = "batch-settlement")]
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
            Some(least) if least < offer.amount => found(OfferIssue::SmallMinDeposit),
            Some(_) => {}
        }
    }
    if let Some(text) = authorizer {
        address("extra.receiverAuthorizer", &text, issues);
    }
}
