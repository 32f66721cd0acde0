//! Reason codes of `upto` on Solana, which opens a channel for each payment.
//!
//! Source: `@x402/svm` `upto/facilitator/scheme.ts`; `r402-svm` 0.21.0, `upto/`.

use super::{
    help,
    row::{R, Row, T, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("upto on Solana: the requirements are malformed", help::REQUIREMENTS, &[
        (T | R, "invalid_upto_svm_payment_requirements"),
    ]),
    row("upto on Solana: the client names a type, or a settlement lacks it", help::MALFORMED, &[
        (T, "invalid_upto_svm_payload_type"),
    ]),
    row("upto on Solana: an amount is not a decimal integer", help::MALFORMED, &[
        (T | R, "invalid_upto_svm_payload_amount"),
    ]),
    row("upto on Solana: maxAmount is not the amount of the requirements", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_amount_mismatch"),
    ]),
    row("upto on Solana: the deposit is not maxAmount", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_deposit_not_ceiling"),
    ]),
    row("upto on Solana: the payer is malformed, or is not the one that opens the channel", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_payer_mismatch"),
    ]),
    row("upto on Solana: the transaction that opens the channel is not the required one", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_open_transaction"),
    ]),
    row("upto on Solana: the channel's id is not that of the transaction", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_channel_id"),
    ]),
    row("upto on Solana: the seed of the channel is malformed", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_channel_seed"),
    ]),
    row("upto on Solana: the nonce is not the salt of the channel", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_nonce"),
    ]),
    row("upto on Solana: the payment is not valid yet", help::EARLY, &[
        (T | R, "invalid_upto_svm_payload_not_yet_active"),
    ]),
    row("upto on Solana: the payment has expired", help::EXPIRED, &[(T | R, "invalid_upto_svm_payload_expired")]),
    row("upto on Solana: expiresAt is later than maxTimeoutSeconds allows", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_expires_at_mismatch"),
    ]),
    row("upto on Solana: the channel would live longer than the facilitator allows", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_channel_lifetime_exceeded"),
    ]),
    row("upto on Solana: the client sent a voucher, which only the seller does", help::UPTO_SVM, &[
        (T | R, "invalid_upto_svm_payload_unexpected_voucher"),
    ]),
    row("upto on Solana: the settlement of less than maxAmount has no voucher", help::UPTO_SVM_SELLER, &[
        (T | R, "invalid_upto_svm_payload_missing_voucher"),
    ]),
    row("upto on Solana: the signature of the voucher is not that of the seller's key", help::UPTO_SVM_SELLER, &[
        (T | R, "invalid_upto_svm_payload_voucher_signature"),
    ]),
    row("upto on Solana: the channel's signer is not the receiverAuthorizer of the requirements", help::UPTO_SVM_SELLER, &[
        (T | R, "invalid_upto_svm_payload_receiver_authorizer"),
    ]),
    row("upto on Solana: the amount to settle exceeds maxAmount", help::UPTO_AMOUNT, &[
        (T | R, "invalid_upto_svm_payload_settlement_exceeds_amount"),
    ]),
    row("upto on Solana: the channel is open already", help::UPTO_SVM_STATE, &[
        (T | R, "invalid_upto_svm_channel_already_open"),
    ]),
    row("upto on Solana: the transaction that opens the channel could not be sent; it may be sent again", help::UPTO_SVM_STATE, &[
        (T | R, "invalid_upto_svm_channel_broadcast"),
    ]),
    row("upto on Solana: the state of the channel could not be read, or is not the expected one", help::UPTO_SVM_STATE, &[
        (T | R, "invalid_upto_svm_channel_state"),
    ]),
    row("upto on Solana: the simulated settlement fails", help::SOLANA_SIMULATION, &[
        (T | R, "invalid_upto_svm_settlement_simulation"),
    ]),
    row("upto on Solana: the facilitator has no key with which it could sign for the receiver", help::UPTO_SVM_SELLER, &[
        (T, "invalid_upto_svm_authorizer_not_configured"),
    ]),
    row("upto on Solana: the facilitator's key is not the channel's signer", help::UPTO_SVM_SELLER, &[
        (T, "invalid_upto_svm_authorizer_address_mismatch"),
    ]),
    row("upto on Solana: the request to settle does not come from the server that deposited", help::UPTO_SVM_SELLER, &[
        (T, "invalid_upto_svm_delegated_settle_unauthenticated"),
    ]),
    row("upto on Solana: the facilitator could not read which server deposited", help::FACILITATOR, &[
        (T, "invalid_upto_svm_delegated_auth_store"),
    ]),
];
