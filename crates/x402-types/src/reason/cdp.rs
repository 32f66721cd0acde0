//! Reason codes that only CDP's facilitator has.
//!
//! Source: npm `@coinbase/cdp-sdk` 1.57.0, `X402VerifyInvalidReason` and `X402SettleErrorReason`. The SDK lists the codes without a
//! description, except for `self_send_not_allowed`, whose answer x402-foundation/x402#2911 shows: the sentences say what the names do.

use super::{
    help,
    row::{D, Row, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("CDP: payer and recipient are the same account: pay from a different wallet", help::SELF, &[
        (D, "self_send_not_allowed"),
    ]),
    row("CDP: the signed value is less than the required amount", help::TOO_LOW, &[
        (D, "invalid_exact_evm_payload_authorization_value_too_low"),
    ]),
    row("CDP: the amount is below the smallest that the facilitator settles", help::TOO_LOW, &[(D, "amount_too_low")]),
    row("CDP: an amount is malformed", help::MALFORMED, &[(D, "invalid_amount")]),
    row("CDP: the typed data of the authorization cannot be read", help::MALFORMED, &[
        (D, "invalid_exact_evm_payload_authorization_typed_data_message"),
    ]),
    row("CDP: the address that signed is not the payer's", help::SIGNATURE, &[
        (D, "invalid_exact_evm_payload_signature_address"),
    ]),
    row("CDP: the compliance check rejects the payer's address", help::COMPLIANCE, &[
        (D, "invalid_exact_evm_payload_authorization_from_address_kyt"),
    ]),
    row("CDP: the compliance check rejects the recipient's address", help::COMPLIANCE_OF_SELLER, &[
        (D, "invalid_exact_evm_payload_authorization_to_address_kyt"),
    ]),
    row("CDP: the compliance check rejects the payment", help::COMPLIANCE, &[(D, "kyt_risk_detected")]),
    row("CDP: requests from this location are blocked", help::COMPLIANCE, &[(D, "request_blocked_by_location")]),
    row("CDP: payments with Permit2 are switched off", help::DISABLED, &[(D, "permit2_disabled")]),
    row("CDP: the check before settling failed", help::NOT_VERIFIED, &[(D, "preflight_validation_failed")]),
    row("CDP: the extension bazaar is not valid", help::BAZAAR, &[(D, "invalid_bazaar_extension")]),
    row("CDP: the recipient's token account on Solana cannot be derived", help::SOLANA_ACCOUNT, &[
        (D, "invalid_exact_svm_payload_transaction_cannot_derive_receiver_ata"),
    ]),
    row("CDP: the transaction on an EVM chain was not confirmed in time", help::PENDING, &[
        (D, "settle_exact_evm_transaction_confirmation_timed_out"),
    ]),
    row("CDP: the transaction failed on the chain", help::TRANSACTION, &[(D, "settle_exact_failed_onchain")]),
    row("CDP: the node of the chain failed", help::NODE, &[(D, "settle_exact_node_failure")]),
    row("CDP: an error without a code", help::UNKNOWN, &[(D, "unknown_error")]),
];
