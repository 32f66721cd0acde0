//! Reason codes of `exact` on the XRP Ledger.
//!
//! Sources: the repository of x402, `typescript/packages/mechanisms/xrpl/src/exact/facilitator/scheme.ts` (commit 37ee5183) and, in a
//! branch, `python/x402/mechanisms/xrpl/constants.py` (commit 6ac1d583); crate `r402-xrpl` 0.21.0, `exact/facilitator/verify.rs` and
//! `settle.rs`; PyPI `x402-xrpl` 0.3.4, `server/fastapi.py`. The specification has no codes except `duplicate_settlement`.
//!
//! A facilitator adds a colon and more to some codes, such as the ledger's result in `transaction_failed: tecPATH_DRY`. The
//! rows have the code alone.

use super::{
    help,
    row::{O, P, R, Row, T, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // The terms of the offer and of its copy in the payment.
    row("XRP Ledger: accepted names a different network than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_network_mismatch"),
    ]),
    row("XRP Ledger: accepted names a different asset than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_asset_mismatch"),
    ]),
    row("XRP Ledger: accepted names a different amount than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_amount_mismatch"),
    ]),
    row("XRP Ledger: accepted names a different recipient than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_pay_to_mismatch"),
    ]),
    row("XRP Ledger: accepted names a different timeout than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_max_timeout_mismatch"),
    ]),
    row("XRP Ledger: accepted names a different invoice than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_invoice_mismatch"),
    ]),
    row("XRP Ledger: accepted names a different destination tag than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_destination_tag_mismatch"),
    ]),
    row("XRP Ledger: accepted names a different issuer than the payment requirements", help::NOT_OFFERED, &[
        (T | P | R, "invalid_exact_xrpl_iou_issuer_mismatch"),
    ]),
    row("XRP Ledger: accepted and the payment requirements differ in crossCurrency", help::NOT_OFFERED, &[
        (T, "invalid_exact_xrpl_cross_currency_mismatch"),
    ]),
    row("XRP Ledger: crossCurrency is not true", help::XRPL_OFFER, &[
        (T, "invalid_exact_xrpl_cross_currency_malformed"),
    ]),
    row("XRP Ledger: the requirements do not state that the payer pays the fee", help::XRPL_SPONSORED, &[
        (T | P | R, "invalid_exact_xrpl_fees_sponsored_unsupported"),
    ]),
    row("XRP Ledger: the requirements name no issuer of the currency", help::XRPL_OFFER, &[
        (T | P | R, "invalid_exact_xrpl_iou_issuer_missing"),
    ]),
    row("XRP Ledger: the requirements' destination tag is not an integer of 32 bits", help::XRPL_OFFER, &[
        (T | P | R, "invalid_exact_xrpl_destination_tag_malformed"),
    ]),
    row("XRP Ledger: the timeout is not a positive integer", help::XRPL_OFFER, &[
        (P, "invalid_exact_xrpl_max_timeout_invalid"),
    ]),
    row("XRP Ledger: the timeout is longer than the facilitator allows", help::XRPL_OFFER, &[
        (T, "invalid_exact_xrpl_max_timeout_out_of_policy"),
        (P, "invalid_exact_xrpl_max_timeout_too_large"),
    ]),
    row("XRP Ledger: the transfer method is neither sequence nor ticketSequence", help::XRPL_METHOD, &[
        (T | P | R, "invalid_exact_xrpl_asset_transfer_method"),
    ]),
    row("XRP Ledger: the payment has a different transfer method than the requirements", help::XRPL_METHOD, &[
        (T | P | R, "invalid_exact_xrpl_asset_transfer_method_mismatch"),
    ]),
    // The transaction.
    row("XRP Ledger: the signed transaction is missing, or cannot be decoded", help::XRPL_FORMAT, &[
        (R, "invalid_exact_xrpl_payload_shape"),
        (P, "invalid_exact_xrpl_payload_blob"),
        (P, "invalid_exact_xrpl_payload"),
    ]),
    row("XRP Ledger: the transaction is not a payment", help::XRPL_FORMAT, &[
        (T | P | R, "invalid_exact_xrpl_payload_transaction_type"),
    ]),
    row("XRP Ledger: the transaction has memos", help::XRPL_MEMOS, &[
        (T | P | R, "invalid_exact_xrpl_payload_memos_not_allowed"),
    ]),
    row("XRP Ledger: the transaction has paths", help::XRPL_FIELDS, &[
        (T | P | R, "invalid_exact_xrpl_payload_paths_not_allowed"),
    ]),
    row("XRP Ledger: the paths of a payment across currencies are empty or malformed", help::XRPL_FIELDS, &[
        (T, "invalid_exact_xrpl_payload_paths_malformed"),
    ]),
    row("XRP Ledger: a payment across currencies turns off the default path and names no other", help::XRPL_FIELDS, &[
        (T, "invalid_exact_xrpl_payload_default_path_disabled_without_paths"),
    ]),
    row("XRP Ledger: the transaction has DeliverMin", help::XRPL_FIELDS, &[
        (T | P | R, "invalid_exact_xrpl_payload_delivermin_not_allowed"),
    ]),
    row("XRP Ledger: a delegate sends the transaction", help::XRPL_FIELDS, &[
        (T | P | R, "invalid_exact_xrpl_payload_delegate_not_allowed"),
    ]),
    row("XRP Ledger: several signers sign the transaction", help::XRPL_FIELDS, &[
        (T | P | R, "invalid_exact_xrpl_payload_multisig_not_supported"),
    ]),
    row("XRP Ledger: the transaction has a field that the scheme does not allow", help::XRPL_FIELDS, &[
        (O, "invalid_exact_xrpl_payload_field_not_allowed"),
    ]),
    row("XRP Ledger: the transaction may deliver less than the amount", help::XRPL_FIELDS, &[
        (T | P | R, "invalid_exact_xrpl_payload_partial_payment_not_allowed"),
    ]),
    row("XRP Ledger: the transaction names a network that must not be named", help::XRPL_NETWORK_ID, &[
        (T | P | R, "invalid_exact_xrpl_payload_network_id_for_standard_network"),
    ]),
    row("XRP Ledger: the transaction names no network or a different one", help::XRPL_NETWORK_ID, &[
        (T | P | R, "invalid_exact_xrpl_payload_network_id_mismatch"),
    ]),
    row("XRP Ledger: the transaction pays a different recipient", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_destination_mismatch"),
    ]),
    row("XRP Ledger: the transaction has no destination tag or a different one", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_destination_tag_mismatch"),
    ]),
    row("XRP Ledger: the amount is not in XRP", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_amount_xrp"),
    ]),
    row("XRP Ledger: the amount of XRP is not the required one", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_amount_mismatch"),
    ]),
    row("XRP Ledger: the amount is not one of an issued currency", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_iou_amount"),
    ]),
    row("XRP Ledger: the amount has a different currency", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_iou_currency_mismatch"),
    ]),
    row("XRP Ledger: the amount has a different issuer", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_iou_issuer_mismatch"),
    ]),
    row("XRP Ledger: the amount of the issued currency is not the required one", help::XRPL_TERMS, &[
        (T | P | R, "invalid_exact_xrpl_payload_iou_value_mismatch"),
    ]),
    row("XRP Ledger: a payment in XRP has SendMax", help::XRPL_SEND_MAX, &[
        (T | P | R, "invalid_exact_xrpl_payload_sendmax_not_allowed"),
    ]),
    row("XRP Ledger: a payment in an issued currency has no SendMax in an issued currency", help::XRPL_SEND_MAX, &[
        (T | P | R, "invalid_exact_xrpl_payload_sendmax_required"),
    ]),
    row("XRP Ledger: SendMax has a different currency or issuer than the amount", help::XRPL_SEND_MAX, &[
        (T | P | R, "invalid_exact_xrpl_payload_sendmax_iou_mismatch"),
    ]),
    row("XRP Ledger: SendMax is below the amount", help::XRPL_SEND_MAX, &[
        (T | P | R, "invalid_exact_xrpl_payload_sendmax_too_low"),
    ]),
    row("XRP Ledger: SendMax of a payment across currencies is not in a different currency", help::XRPL_SEND_MAX, &[
        (T, "invalid_exact_xrpl_payload_cross_currency_sendmax"),
    ]),
    row("XRP Ledger: the invoice is missing in the transaction or malformed in the requirements", help::XRPL_INVOICE, &[
        (T | P | R, "invalid_exact_xrpl_payload_invoice_missing"),
    ]),
    row("XRP Ledger: the transaction is for a different invoice", help::XRPL_INVOICE, &[
        (T | P | R, "invalid_exact_xrpl_payload_invoice_id_mismatch"),
    ]),
    // The two codes of the server of t54, which this project uses for its preset.
    row("XRP Ledger: the payload does not repeat the invoice's id", help::XRPL_INVOICE_REPEATED, &[
        (O, "missing_invoiceId"),
    ]),
    row("XRP Ledger: the payload repeats a different invoice's id", help::XRPL_INVOICE_REPEATED, &[
        (O, "unknown_invoice_id"),
    ]),
    row("XRP Ledger: the fee is missing, or not in XRP", help::XRPL_FEE, &[
        (T | P | R, "invalid_exact_xrpl_payload_fee_missing"),
    ]),
    row("XRP Ledger: the fee is above the facilitator's maximum", help::XRPL_FEE, &[
        (T | P | R, "invalid_exact_xrpl_payload_fee_too_high"),
    ]),
    // The payer's sequence number or ticket, and the last ledger.
    row("XRP Ledger: the transaction has no sequence number", help::XRPL_METHOD, &[
        (T | P | R, "invalid_exact_xrpl_payload_sequence_missing"),
    ]),
    row("XRP Ledger: a payment with the method sequence has a ticket", help::XRPL_METHOD, &[
        (T | P | R, "invalid_exact_xrpl_payload_ticket_sequence_not_allowed"),
    ]),
    row("XRP Ledger: a payment with a ticket has a sequence number other than 0", help::XRPL_METHOD, &[
        (T | P | R, "invalid_exact_xrpl_payload_sequence_must_be_zero"),
    ]),
    row("XRP Ledger: a payment with the method ticketSequence has no ticket", help::XRPL_METHOD, &[
        (T | P | R, "invalid_exact_xrpl_payload_ticket_sequence_missing"),
    ]),
    row("XRP Ledger: the sequence number is not the account's next one", help::XRPL_SEQUENCE, &[
        (T | P | R, "invalid_exact_xrpl_payload_sequence_not_current"),
    ]),
    row("XRP Ledger: the account does not have the ticket", help::XRPL_SEQUENCE, &[
        (T | P | R, "invalid_exact_xrpl_payload_ticket_not_available"),
    ]),
    row("XRP Ledger: the transaction names no last ledger", help::XRPL_LAST_LEDGER, &[
        (T | P | R, "invalid_exact_xrpl_payload_lastledgersequence_missing"),
    ]),
    row("XRP Ledger: the last ledger of the transaction has passed", help::XRPL_LAST_LEDGER, &[
        (T | P | R, "invalid_exact_xrpl_payload_expired"),
    ]),
    row("XRP Ledger: the last ledger is later than the timeout allows", help::XRPL_LAST_LEDGER, &[
        (T | P | R, "invalid_exact_xrpl_payload_lastledgersequence_too_large"),
    ]),
    // The signature and its key.
    row("XRP Ledger: the signing key is missing or malformed", help::XRPL_SIGNATURE, &[
        (T | P | R, "invalid_exact_xrpl_payload_signing_pub_key"),
    ]),
    row("XRP Ledger: the signature is not over the transaction", help::XRPL_SIGNATURE, &[
        (T | P | R, "invalid_exact_xrpl_payload_signature"),
    ]),
    row("XRP Ledger: the key may not sign for the account", help::XRPL_SIGNER, &[
        (T | P | R, "invalid_exact_xrpl_payload_signer_not_authorized"),
    ]),
    row("XRP Ledger: the account has turned off the key that signed", help::XRPL_SIGNER, &[
        (P, "invalid_exact_xrpl_payload_master_key_disabled"),
    ]),
    // The ledger.
    row("XRP Ledger: the ledger would not apply the transaction", help::XRPL_SIMULATION, &[
        (T | P | R, "invalid_exact_xrpl_payload_simulation_failed"),
    ]),
    row("XRP Ledger: the facilitator itself failed", help::FACILITATOR, &[
        (T | P | R, "invalid_exact_xrpl_facilitator_error"),
    ]),
    row("XRP Ledger: the transaction failed", help::TRANSACTION, &[(T | P | R, "transaction_failed")]),
    row("XRP Ledger: no validated ledger has the transaction yet", help::PENDING, &[(P, "transaction_not_validated")]),
];
