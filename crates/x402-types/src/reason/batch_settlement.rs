//! Reason codes of `batch-settlement` on EVM: payments from channels, and the seller's operations on them.
//!
//! Sources: `@x402/evm` `batch-settlement/errors.ts`; PyPI `mechanisms/evm/batch_settlement/errors.py`; npm
//! `@coinbase/cdp-sdk` 1.57.0, whose codes without `invalid_` have no description there; `r402-evm` 0.21.0, `batch_settlement/`.

use super::{
    help,
    row::{D, P, R, Row, T, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("batch-settlement: payment or requirements are not of the scheme batch-settlement", help::SCHEME, &[
        (T | P | D, "invalid_batch_settlement_evm_scheme"),
    ]),
    row("batch-settlement: payment and requirements name different networks", help::NETWORK, &[
        (T | P | D, "invalid_batch_settlement_evm_network_mismatch"),
    ]),
    row("batch-settlement: the requirements do not name the token's EIP-712 domain", help::DOMAIN, &[
        (T | P | R | D, "invalid_batch_settlement_evm_missing_eip712_domain"),
    ]),
    row("batch-settlement: the type of the payload is missing, not known or not for this request", help::CHANNEL_PAYLOAD, &[
        (T | P | R | D, "invalid_batch_settlement_evm_payload_type"),
    ]),
    row("batch-settlement: the payload of a deposit is malformed", help::CHANNEL_PAYLOAD, &[
        (P | D, "invalid_batch_settlement_evm_deposit_payload"),
    ]),
    row("batch-settlement: the payload of a voucher is malformed", help::CHANNEL_PAYLOAD, &[
        (P | D, "invalid_batch_settlement_evm_voucher_payload"),
    ]),
    row("batch-settlement: the payload of a refund is malformed", help::CHANNEL_PAYLOAD, &[
        (T | P | D, "invalid_batch_settlement_evm_refund_payload"),
    ]),
    row("batch-settlement: the payload of a claim is malformed", help::CHANNEL_PAYLOAD, &[
        (P | D, "invalid_batch_settlement_evm_claim_payload"),
    ]),
    row("batch-settlement: the payload of a settlement is malformed", help::CHANNEL_PAYLOAD, &[
        (P | D, "invalid_batch_settlement_evm_settle_payload"),
    ]),
    row("batch-settlement: the operation to settle is not known", help::CHANNEL_PAYLOAD, &[
        (P | D, "invalid_batch_settlement_evm_unknown_settle_action"),
    ]),
    row("batch-settlement: the server does not know the channel", help::CHANNEL, &[
        (T | P, "invalid_batch_settlement_evm_missing_channel"),
        (D, "missing_batch_settlement_channel"),
    ]),
    row("batch-settlement: the channel does not exist on the chain", help::CHANNEL, &[
        (T | P | R | D, "invalid_batch_settlement_evm_channel_not_found"),
    ]),
    row("batch-settlement: the channel's id is malformed", help::CHANNEL, &[
        (T | P, "invalid_batch_settlement_evm_channel_id_invalid"),
    ]),
    row("batch-settlement: the channel's id is not that of its config", help::CHANNEL, &[
        (T | P | R | D, "invalid_batch_settlement_evm_channel_id_mismatch"),
    ]),
    row("batch-settlement: the channel's receiver is not payTo", help::CHANNEL, &[
        (T | P | R | D, "invalid_batch_settlement_evm_receiver_mismatch"),
    ]),
    row("batch-settlement: the channel's receiverAuthorizer is not the one of the requirements", help::CHANNEL, &[
        (T | P | R | D, "invalid_batch_settlement_evm_receiver_authorizer_mismatch"),
    ]),
    row("batch-settlement: the channel's token is not the asset", help::CHANNEL, &[
        (T | P | R | D, "invalid_batch_settlement_evm_token_mismatch"),
    ]),
    row("batch-settlement: the channel's withdrawDelay is not the one of the requirements", help::WITHDRAW_DELAY, &[
        (T | P | R | D, "invalid_batch_settlement_evm_withdraw_delay_mismatch"),
    ]),
    row("batch-settlement: the channel's withdrawDelay is outside the range that the contract accepts", help::WITHDRAW_DELAY, &[
        (T | P | R | D, "invalid_batch_settlement_evm_withdraw_delay_out_of_range"),
    ]),
    row("batch-settlement: an earlier request on this channel is still being processed", help::BUSY, &[
        (T | P, "invalid_batch_settlement_evm_channel_busy"),
        (D, "batch_settlement_channel_busy"),
    ]),
    row("batch-settlement: the signature of the voucher is not that of the channel's key", help::VOUCHER, &[
        (T | P | R | D, "invalid_batch_settlement_evm_voucher_signature"),
    ]),
    row("batch-settlement: the voucher's total is not the charges so far plus the price", help::CUMULATIVE, &[
        (T | P, "invalid_batch_settlement_evm_cumulative_amount_mismatch"),
        (D, "batch_settlement_cumulative_amount_mismatch"),
    ]),
    row("batch-settlement: the voucher's total is above the channel's balance", help::CUMULATIVE, &[
        (T | P | R | D, "invalid_batch_settlement_evm_cumulative_exceeds_balance"),
    ]),
    row("batch-settlement: the voucher's total is below the claimed amount", help::CUMULATIVE, &[
        (T | P | R | D, "invalid_batch_settlement_evm_cumulative_below_claimed"),
    ]),
    row("batch-settlement: the server charges more than the voucher allows", help::UPTO_AMOUNT, &[
        (T | P, "invalid_batch_settlement_evm_charge_exceeds_signed_cumulative"),
        (D, "batch_settlement_charge_exceeds_signed_cumulative"),
    ]),
    row("batch-settlement: the payer has too little of the token for the deposit", help::FUNDS, &[
        (T | P | R | D, "invalid_batch_settlement_evm_insufficient_balance"),
    ]),
    row("batch-settlement: the deposit is below the minDeposit of the requirements", help::DEPOSIT, &[
        (T | P, "invalid_batch_settlement_evm_deposit_below_min_deposit"),
    ]),
    row("batch-settlement: the simulated deposit fails", help::DEPOSIT, &[
        (T | P | R | D, "invalid_batch_settlement_evm_deposit_simulation_failed"),
    ]),
    row("batch-settlement: the transaction of the deposit failed", help::TRANSACTION, &[
        (T | P | R | D, "invalid_batch_settlement_evm_deposit_transaction_failed"),
    ]),
    row("batch-settlement: the requirements ask for a deposit with EIP-3009", help::DEPOSIT, &[
        (T | P | R | D, "invalid_batch_settlement_evm_erc3009_authorization_required"),
    ]),
    row("batch-settlement: the signature of the deposit with EIP-3009 is not the payer's", help::SIGNATURE, &[
        (T | P | R | D, "invalid_batch_settlement_evm_receive_authorization_signature"),
    ]),
    row("batch-settlement: the authorization of the deposit is not valid yet", help::EARLY, &[
        (T | P | R | D, "invalid_batch_settlement_evm_payload_authorization_valid_after"),
    ]),
    row("batch-settlement: the authorization of the deposit has expired, or is about to", help::EXPIRED, &[
        (T | P | R | D, "invalid_batch_settlement_evm_payload_authorization_valid_before"),
    ]),
    row("batch-settlement: the requirements ask for a deposit with Permit2", help::DEPOSIT, &[
        (T | P | R | D, "invalid_batch_settlement_evm_permit2_authorization_required"),
    ]),
    row("batch-settlement: the signature of the deposit with Permit2 is not the payer's", help::SIGNATURE, &[
        (T | P | R | D, "invalid_batch_settlement_evm_permit2_invalid_signature"),
    ]),
    row("batch-settlement: the spender of the deposit with Permit2 is not the scheme's collector", help::PERMIT2_SPENDER, &[
        (T | P | R | D, "invalid_batch_settlement_evm_permit2_invalid_spender"),
    ]),
    row("batch-settlement: the amount permitted to Permit2 is not the deposit", help::DEPOSIT, &[
        (T | P | R | D, "invalid_batch_settlement_evm_permit2_amount_mismatch"),
    ]),
    row("batch-settlement: the deadline of the deposit with Permit2 has passed, or is about to", help::EXPIRED, &[
        (T | P | R | D, "invalid_batch_settlement_evm_permit2_deadline_expired"),
    ]),
    row("batch-settlement: the payer has not approved Permit2 for the deposit", help::ALLOWANCE, &[
        (T | P | R | D, "invalid_batch_settlement_evm_permit2_allowance_required"),
    ]),
    row("batch-settlement: the factory that the ERC-6492 signature names is not allowed", help::WALLET, &[
        (T | P | R, "invalid_batch_settlement_evm_eip6492_factory_not_allowed"),
    ]),
    row("batch-settlement: deploying the payer's wallet failed", help::WALLET, &[
        (T | P | R, "invalid_batch_settlement_evm_smart_wallet_deployment_failed"),
    ]),
    row("batch-settlement: the EIP-2612 permit of the deposit is malformed", help::PERMIT_2612, &[
        (P | D, "invalid_batch_settlement_evm_eip2612_invalid_format"),
    ]),
    row("batch-settlement: the signature of the EIP-2612 permit is not the payer's", help::PERMIT_2612, &[
        (P | D, "invalid_batch_settlement_evm_eip2612_invalid_signature"),
    ]),
    row("batch-settlement: the EIP-2612 permit is not the payer's", help::PERMIT_2612, &[
        (T | P | D, "invalid_batch_settlement_evm_eip2612_owner_mismatch"),
    ]),
    row("batch-settlement: the EIP-2612 permit is for a different token", help::PERMIT_2612, &[
        (T | P | D, "invalid_batch_settlement_evm_eip2612_asset_mismatch"),
    ]),
    row("batch-settlement: the spender of the EIP-2612 permit is not Permit2", help::PERMIT_2612, &[
        (T | P | D, "invalid_batch_settlement_evm_eip2612_spender_mismatch"),
    ]),
    row("batch-settlement: the EIP-2612 permit does not have the amount of the deposit", help::PERMIT_2612, &[
        (T | P | D, "invalid_batch_settlement_evm_eip2612_amount_mismatch"),
    ]),
    row("batch-settlement: the EIP-2612 permit expires too early", help::PERMIT_2612, &[
        (T | P | D, "invalid_batch_settlement_evm_eip2612_deadline_expired"),
    ]),
    row("batch-settlement: the signed approval of the deposit is malformed", help::APPROVAL, &[
        (P | D, "invalid_batch_settlement_evm_erc20_approval_invalid_format"),
    ]),
    row("batch-settlement: the signed approval is not the payer's", help::APPROVAL, &[
        (P | D, "invalid_batch_settlement_evm_erc20_approval_from_mismatch"),
    ]),
    row("batch-settlement: the signed approval is for a different token", help::APPROVAL, &[
        (P | D, "invalid_batch_settlement_evm_erc20_approval_asset_mismatch"),
    ]),
    row("batch-settlement: the signed approval has a spender other than Permit2", help::APPROVAL, &[
        (P | D, "invalid_batch_settlement_evm_erc20_approval_wrong_spender"),
    ]),
    row("batch-settlement: the signed approval could not be sent", help::SENDING, &[
        (P | D, "invalid_batch_settlement_evm_erc20_approval_broadcast_failed"),
    ]),
    row("batch-settlement: this facilitator cannot send a signed approval", help::APPROVAL_OFF, &[
        (T | P | D, "invalid_batch_settlement_evm_erc20_approval_unavailable"),
    ]),
    row("batch-settlement: the amount of the refund is malformed", help::REFUND, &[
        (T | P, "invalid_batch_settlement_evm_refund_amount_invalid"),
        (D, "batch_settlement_refund_amount_invalid"),
    ]),
    row("batch-settlement: the refund is above the rest of the channel", help::REFUND, &[
        (D, "batch_settlement_refund_amount_exceeds_balance"),
    ]),
    row("batch-settlement: nothing is left in the channel to refund", help::REFUND, &[
        (T | P | R, "invalid_batch_settlement_evm_refund_no_balance"),
        (D, "batch_settlement_refund_no_balance"),
    ]),
    row("batch-settlement: the simulated refund fails", help::REFUND, &[
        (T | P | R | D, "invalid_batch_settlement_evm_refund_simulation_failed"),
    ]),
    row("batch-settlement: the transaction of the refund failed", help::TRANSACTION, &[
        (T | P | R | D, "invalid_batch_settlement_evm_refund_transaction_failed"),
    ]),
    row("batch-settlement: the simulated claim fails", help::CHANNEL_SELLER, &[
        (T | P | R | D, "invalid_batch_settlement_evm_claim_simulation_failed"),
    ]),
    row("batch-settlement: the transaction of the claim failed", help::CHANNEL_SELLER, &[
        (T | P | R | D, "invalid_batch_settlement_evm_claim_transaction_failed"),
    ]),
    row("batch-settlement: the simulated settlement of the claimed amounts fails", help::CHANNEL_SELLER, &[
        (T | P | R | D, "invalid_batch_settlement_evm_settle_simulation_failed"),
    ]),
    row("batch-settlement: the transaction that settles the claimed amounts failed", help::CHANNEL_SELLER, &[
        (T | P | R | D, "invalid_batch_settlement_evm_settle_transaction_failed"),
    ]),
    row("batch-settlement: nothing was claimed that could be settled", help::CHANNEL_SELLER, &[
        (T | P | R, "invalid_batch_settlement_evm_nothing_to_settle"),
    ]),
    row("batch-settlement: the facilitator has no key with which it could authorize for the receiver", help::CHANNEL_SELLER, &[
        (T | P | R, "invalid_batch_settlement_evm_authorizer_not_configured"),
    ]),
    row("batch-settlement: the facilitator's key is not the channel's receiverAuthorizer", help::CHANNEL_SELLER, &[
        (T | P | D, "invalid_batch_settlement_evm_authorizer_address_mismatch"),
    ]),
    row("batch-settlement: the channel's state could not be read", help::NODE, &[
        (P | D, "invalid_batch_settlement_evm_channel_state_read_failed"),
        (T | P | R | D, "invalid_batch_settlement_evm_rpc_read_failed"),
    ]),
    row("batch-settlement: the state that the verification needs is not available", help::NODE, &[
        (T | P, "invalid_batch_settlement_evm_verification_state_unavailable"),
    ]),
    row("batch-settlement: the transaction's receipt could not be read", help::NODE, &[
        (P | D, "invalid_batch_settlement_evm_wait_for_receipt_failed"),
    ]),
    row("batch-settlement: the transaction was reverted", help::TRANSACTION, &[
        (P | D, "invalid_batch_settlement_evm_transaction_reverted"),
    ]),
];
