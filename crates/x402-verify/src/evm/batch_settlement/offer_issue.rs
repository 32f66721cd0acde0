//! The issues that a buyer can have with an offer of `batch-settlement`.

use x402_types::declare::sentences;

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
        WithdrawDelay(seconds: u64) = "extra.withdrawDelay is {seconds}: the contract accepts 900 to 2592000 seconds",
        /// The offer names a payment flow that the scheme does not have.
        Flow = "extra.paymentFlow is not authorization: vouchers are claimed after the service",
        /// The transfer method has no deposit collector.
        Method = "extra.assetTransferMethod is neither eip3009 nor permit2: no facilitator accepts such a deposit",
        /// `extra.minDeposit`, the hint for the deposit, is not an amount above zero.
        UnreadableMinDeposit = "extra.minDeposit is not a decimal text above zero, so clients ignore it",
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
