//! `batch-settlement` on EVM chains (`scheme_batch_settlement_evm.md`): what is known of channels, and what a report says of one.

/// The code of the page is tested.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/how-to/channel-ledger.md")]
mod page {}

mod calldata;
mod client;
mod correction;
mod corrective;
mod detail;
mod facts;
mod finding;
#[cfg(feature = "batch-settlement")]
pub(crate) mod judges;
mod particulars;
mod policy;
#[cfg(feature = "serde")]
mod recorded;
mod records;
mod response;
mod row;

pub(crate) use calldata::channel_state;
pub use client::OfferIssue;
#[cfg(feature = "batch-settlement")]
pub(crate) use client::review;
#[cfg(feature = "batch-settlement")]
pub use correction::{Correction, CorrectionFault, Owner, corrected_offer, review_correction};
pub use corrective::is_corrective;
pub use detail::Detail;
pub use facts::{ChannelState, Fact, Withdrawal};
pub use finding::{ChannelSlip, Finding};
pub use particulars::Channel;
pub use policy::Policy;
#[cfg(feature = "serde")]
pub use recorded::RecordedChannel;
pub(crate) use records::Records;
#[cfg(feature = "batch-settlement")]
pub use response::{Answered, ResponseFault, review_response};
pub(crate) use row::row;
/// What a client keeps of its channel.
#[cfg(feature = "batch-settlement")]
pub use x402_schemes::evm::batch_settlement::Ledger;

#[cfg(feature = "batch-settlement")]
crate::check::checks! { BatchSettlement: [OF_VOUCHER "voucher", OF_BATCH "batch", OF_REFUND "refund"]
    OFFER_CHANNEL "offer-channel" "the offer says with which authorizer and which delay a channel is opened"
        ["N-4"] Payment, "invalid_batch_settlement_evm_receiver_authorizer_mismatch";
    CHANNEL_ID "channel-id" "the payload names the channel of its config"
        ["N-3" "N-10"] Payment, "invalid_batch_settlement_evm_channel_id_mismatch";
    CHANNEL_RECEIVER "receiver" "the channel pays the offer's payTo"
        ["N-10"] Payment, "invalid_batch_settlement_evm_receiver_mismatch";
    RECEIVER_AUTHORIZER "receiver-authorizer" "the channel has the offer's authorizer"
        ["N-10"] Payment, "invalid_batch_settlement_evm_receiver_authorizer_mismatch";
    CHANNEL_TOKEN "channel-token" "the channel is in the offer's asset"
        ["N-10"] Payment, "invalid_batch_settlement_evm_token_mismatch";
    WITHDRAW_DELAY "withdraw-delay" "the channel has the offer's delay of a withdrawal"
        ["N-10"] Payment, "invalid_batch_settlement_evm_withdraw_delay_mismatch";
    WITHDRAW_DELAY_RANGE "withdraw-delay-range" "the contract accepts the delay of a withdrawal"
        ["N-10"] Payment, "invalid_batch_settlement_evm_withdraw_delay_out_of_range";
    CONFIG_ADDRESSES "config-addresses" "payer, receiver and token of the channel are not the zero address"
        ["N-10"] Payment, "invalid_batch_settlement_evm_voucher_payload";
    MIN_DEPOSIT "min-deposit" "the deposit is not below the offer's minDeposit"
        ["N-7"] Payment, "invalid_batch_settlement_evm_deposit_below_min_deposit", note "listed if the policy enforces it";
    CUMULATIVE "cumulative" "the voucher is over what was charged so far and the price of one request"
        ["N-21" "N-22"] Payment, "invalid_batch_settlement_evm_cumulative_amount_mismatch", note "listed if the server says what it has charged; a refund has no price";
    BATCH_CHARGE "batch-charge" "offer and voucher cover the charge"
        ["N-26"] Payment, "invalid_batch_settlement_evm_charge_exceeds_signed_cumulative", note "listed in the phase `settle`";
    DEPOSIT_OWNER "deposit-owner" "the owner of the permit is the channel's payer"
        ["N-16"] Payment, "invalid_batch_settlement_evm_permit2_invalid_signature";
    DEPOSIT_AMOUNT "deposit-amount" "the permit is over the amount of the deposit"
        ["N-16"] Payment, "invalid_batch_settlement_evm_permit2_amount_mismatch";
    DEPOSIT_CHANNEL "deposit-channel" "the permit is for the channel"
        ["N-16"] Payment, "invalid_batch_settlement_evm_channel_id_mismatch";
    CHANNEL_BALANCE "channel-balance" "the channel has a balance"
        ["N-19" "N-24"] Payment, "invalid_batch_settlement_evm_channel_not_found", note "a deposit opens a channel without one";
    CEILING_BALANCE "ceiling-balance" "the balance covers the voucher"
        ["N-24"] Payment, "invalid_batch_settlement_evm_cumulative_exceeds_balance", note "with the deposit, if there is one";
    CEILING_CLAIMED "ceiling-claimed" "the voucher is over more than was claimed"
        ["N-24"] Payment, "invalid_batch_settlement_evm_cumulative_below_claimed", note "for a refund not less";
    DEPOSIT_OVERFLOW "deposit-overflow" "the contract can count the balance with the deposit"
        ["N-18"] Payment, "invalid_batch_settlement_evm_deposit_simulation_failed";
    REFUND_REST "refund-rest" "something is left to refund"
        ["N-24" "N-29"] Payment, "invalid_batch_settlement_evm_refund_no_balance";
    ROW_AUTHORIZER "row-authorizer" "all rows have one authorizer"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    ROW_CEILING "row-ceiling" "each row claims at most what its voucher allows"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    ROW_BALANCE "row-balance" "each row claims at most what is in its channel"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    ROW_VOUCHER "row-voucher" "the payer's side signed the voucher of each row"
        ["N-27"] Payment, "invalid_batch_settlement_evm_claim_simulation_failed";
    BATCH_AUTHORIZER "batch-signature" "the caller signs the claim itself, and has to know who asks"
        ["N-28"] Payment, "invalid_batch_settlement_evm_authorizer_address_mismatch", note "listed if the receiver's authorizer did not sign";
    REFUND_NONCE "refund-nonce" "the refund is the channel's next one"
        ["N-29"] Payment, "invalid_batch_settlement_evm_refund_simulation_failed";
    REFUND_AUTHORIZER "refund-signature" "the caller signs the refund itself, and has to know who asks"
        ["N-28"] Payment, "invalid_batch_settlement_evm_authorizer_address_mismatch", note "listed if the receiver's authorizer did not sign";
    SWEEP_ADDRESSES "sweep-addresses" "receiver and token are not the zero address"
        ["N-30"] Payment, "invalid_batch_settlement_evm_settle_payload";
}
