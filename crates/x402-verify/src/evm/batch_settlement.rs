//! `batch-settlement` on EVM chains (`scheme_batch_settlement_evm.md`): the state of channels, corrections of a
//! client's sum, and the channel in a report.

/// Tests the code of the page.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/how-to/channel-ledger.md")]
mod page {}

mod calldata;
mod client;
mod conversions;
mod correction;
mod corrective;
mod detail;
mod facts;
mod guess;
mod offer_issue;
mod particulars;
mod policy;
#[cfg(feature = "serde")]
mod recorded;
mod records;
mod response;
#[cfg(feature = "batch-settlement")]
pub(crate) mod verifiers;

pub(crate) use calldata::channel_state;
#[cfg(feature = "batch-settlement")]
pub(crate) use client::review;
#[cfg(feature = "batch-settlement")]
pub use correction::{Correction, CorrectionFault, Owner, corrected_offer, review_correction};
pub use corrective::is_corrective;
pub use detail::Detail;
pub use facts::{ChannelState, Fact, Withdrawal};
pub use guess::{ChannelMistake, Guess};
pub use offer_issue::OfferIssue;
pub use particulars::Channel;
pub use policy::Policy;
#[cfg(feature = "serde")]
pub use recorded::RecordedChannel;
pub(crate) use records::Records;
#[cfg(feature = "batch-settlement")]
pub use response::{Answered, ResponseFault, review_response};
/// A client's record of its channel.
#[cfg(feature = "batch-settlement")]
pub use x402_schemes::evm::batch_settlement::Ledger;

#[cfg(feature = "batch-settlement")]
crate::check::checks! { BatchSettlement: [OF_VOUCHER "voucher", OF_BATCH "batch", OF_REFUND "refund"]
    OFFER_CHANNEL "offer-channel" "the payment requirements name the channel's authorizer and withdrawal delay"
        ["N-4"] Payment, "invalid_batch_settlement_evm_receiver_authorizer_mismatch";
    CHANNEL_ID "channel-id" "the payload names the channel that its config defines"
        ["N-3" "N-10"] Payment, "invalid_batch_settlement_evm_channel_id_mismatch";
    CHANNEL_RECEIVER "receiver" "the channel pays the required recipient (payTo)"
        ["N-10"] Payment, "invalid_batch_settlement_evm_receiver_mismatch";
    RECEIVER_AUTHORIZER "receiver-authorizer" "the channel has the required authorizer"
        ["N-10"] Payment, "invalid_batch_settlement_evm_receiver_authorizer_mismatch";
    CHANNEL_TOKEN "channel-token" "the channel holds the required token (asset)"
        ["N-10"] Payment, "invalid_batch_settlement_evm_token_mismatch";
    WITHDRAW_DELAY "withdraw-delay" "the channel has the required withdrawal delay"
        ["N-10"] Payment, "invalid_batch_settlement_evm_withdraw_delay_mismatch";
    WITHDRAW_DELAY_RANGE "withdraw-delay-range" "the contract accepts the withdrawal delay"
        ["N-10"] Payment, "invalid_batch_settlement_evm_withdraw_delay_out_of_range";
    CONFIG_ADDRESSES "config-addresses" "the channel's payer, receiver and token are not the zero address"
        ["N-10"] Payment, "invalid_batch_settlement_evm_voucher_payload";
    MIN_DEPOSIT "min-deposit" "the deposit is at least the required minDeposit"
        ["N-7"] Payment, "invalid_batch_settlement_evm_deposit_below_min_deposit", note "listed if the policy enforces it";
    CUMULATIVE "cumulative" "the voucher's total is the sum of all charges so far and the price of one request"
        ["N-21" "N-22"] Payment, "invalid_batch_settlement_evm_cumulative_amount_mismatch", note "listed if the server supplies its charges so far; a refund has no price";
    BATCH_CHARGE "batch-charge" "the required amount and the voucher cover the charge"
        ["N-26"] Payment, "invalid_batch_settlement_evm_charge_exceeds_signed_cumulative", note "listed in the phase `settle`";
    DEPOSIT_OWNER "deposit-owner" "the channel's payer owns the permit"
        ["N-16"] Payment, "invalid_batch_settlement_evm_permit2_invalid_signature";
    DEPOSIT_AMOUNT "deposit-amount" "the permit is for the amount of the deposit"
        ["N-16"] Payment, "invalid_batch_settlement_evm_permit2_amount_mismatch";
    DEPOSIT_CHANNEL "deposit-channel" "the permit is for the channel"
        ["N-16"] Payment, "invalid_batch_settlement_evm_channel_id_mismatch";
    CHANNEL_BALANCE "channel-balance" "the channel has a balance"
        ["N-19" "N-24"] Payment, "invalid_batch_settlement_evm_channel_not_found", note "a deposit opens a channel without one";
    CEILING_BALANCE "ceiling-balance" "the channel's balance covers the voucher"
        ["N-24"] Payment, "invalid_batch_settlement_evm_cumulative_exceeds_balance", note "with the deposit, if there is one";
    CEILING_CLAIMED "ceiling-claimed" "the voucher's total is above the sum that was claimed"
        ["N-24"] Payment, "invalid_batch_settlement_evm_cumulative_below_claimed", note "the total of a refund may equal that sum";
    DEPOSIT_OVERFLOW "deposit-overflow" "the contract can store the balance with the deposit"
        ["N-18"] Payment, "invalid_batch_settlement_evm_deposit_simulation_failed";
    REFUND_REST "refund-rest" "the channel has something left to refund"
        ["N-24" "N-29"] Payment, "invalid_batch_settlement_evm_refund_no_balance";
    ROW_AUTHORIZER "row-authorizer" "all rows have the same authorizer"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    ROW_CEILING "row-ceiling" "no row claims more than its voucher allows"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    ROW_BALANCE "row-balance" "no row claims more than its channel contains"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    ROW_VOUCHER "row-voucher" "the payer or its authorizer signed the voucher of each row"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    BATCH_AUTHORIZER "batch-signature" "the caller signs the claim itself, so it must authenticate the request"
        ["N-28"] Payment, "invalid_batch_settlement_evm_authorizer_address_mismatch", note "listed if the receiver's authorizer did not sign";
    REFUND_NONCE "refund-nonce" "the refund has the channel's next nonce"
        ["N-29"] Payment, "invalid_batch_settlement_evm_refund_simulation_failed";
    REFUND_AUTHORIZER "refund-signature" "the caller signs the refund itself, so it must authenticate the request"
        ["N-28"] Payment, "invalid_batch_settlement_evm_authorizer_address_mismatch", note "listed if the receiver's authorizer did not sign";
    SWEEP_ADDRESSES "sweep-addresses" "receiver and token are not the zero address"
        ["N-30"] Payment, "invalid_batch_settlement_evm_settle_payload";
}
