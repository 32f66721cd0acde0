//! Reason codes of `exact` on Stellar.
//!
//! Sources: npm `@x402/stellar` 2.9.0, `exact/facilitator/scheme.ts`; crate `r402-stellar` 0.21.0, `exact/facilitator/verify.rs`
//! and `settle.rs`. The document has no codes. Codes without the name of the chain have their rows elsewhere.

use super::{
    help,
    row::{R, Row, T, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("Stellar: the requirements do not state that the facilitator pays the fee", help::STELLAR_SPONSORED, &[
        (R, "invalid_exact_stellar_fees_sponsored_unsupported"),
    ]),
    row("Stellar: the payload or the transaction is malformed", help::STELLAR_FORMAT, &[
        (T | R, "invalid_exact_stellar_payload_malformed"),
    ]),
    row("Stellar: the transaction does not have exactly one operation that calls a contract", help::STELLAR_FORMAT, &[
        (T | R, "invalid_exact_stellar_payload_wrong_operation"),
    ]),
    row("Stellar: the source of the transaction or of its operation is the facilitator's", help::STELLAR_FORMAT, &[
        (T | R, "invalid_exact_stellar_payload_unsafe_tx_or_op_source"),
    ]),
    row("Stellar: the transaction calls a contract other than the asset", help::STELLAR_FORMAT, &[
        (T | R, "invalid_exact_stellar_payload_wrong_asset"),
    ]),
    row("Stellar: the called function is not transfer with three arguments", help::STELLAR_FORMAT, &[
        (T | R, "invalid_exact_stellar_payload_wrong_function_name"),
    ]),
    row("Stellar: the facilitator would pay", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_payload_facilitator_is_payer"),
    ]),
    row("Stellar: the transfer pays a different recipient", help::STELLAR_FORMAT, &[
        (T | R, "invalid_exact_stellar_payload_wrong_recipient"),
    ]),
    row("Stellar: the transferred amount is not the required one", help::STELLAR_FORMAT, &[
        (T | R, "invalid_exact_stellar_payload_wrong_amount"),
    ]),
    row("Stellar: no entry authorizes the call", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_payload_no_auth_entries"),
    ]),
    row("Stellar: an entry has credentials other than those of an address", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_payload_unsupported_credential_type"),
    ]),
    row("Stellar: an entry is the facilitator's", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_payload_facilitator_in_auth"),
    ]),
    row("Stellar: an entry ends later than the timeout allows", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_signature_expiration_too_far"),
    ]),
    row("Stellar: an entry authorizes calls beyond the transfer", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_payload_has_subinvocations"),
    ]),
    row("Stellar: the payer has not signed", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_payload_missing_payer_signature"),
    ]),
    row("Stellar: a signer other than the payer has not signed", help::STELLAR_AUTH, &[
        (T | R, "invalid_exact_stellar_payload_unexpected_pending_signatures"),
    ]),
    row("Stellar: the client's fee is too low", help::STELLAR_FEE, &[
        (T, "invalid_exact_stellar_payload_fee_below_minimum"),
    ]),
    row("Stellar: the fee is above the facilitator's maximum", help::STELLAR_FEE, &[
        (T | R, "invalid_exact_stellar_payload_fee_exceeds_maximum"),
    ]),
    row("Stellar: the simulation fails", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_simulation_failed"),
    ]),
    row("Stellar: the simulation shows no transfer", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_no_transfer_events"),
    ]),
    row("Stellar: the simulation shows several transfers", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_multiple_transfers"),
    ]),
    row("Stellar: the simulation shows an event other than a transfer", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_event_not_transfer"),
    ]),
    row("Stellar: the simulation shows an event without a contract", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_event_missing_contract_id"),
    ]),
    row("Stellar: the simulation shows a transfer of a different asset", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_event_wrong_asset"),
    ]),
    row("Stellar: the simulation shows a transfer from a different account", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_event_wrong_from"),
    ]),
    row("Stellar: the simulation shows a transfer to a different account", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_event_wrong_to"),
    ]),
    row("Stellar: the simulation shows a transfer of a different amount", help::STELLAR_SIMULATION, &[
        (T | R, "invalid_exact_stellar_payload_event_wrong_amount"),
    ]),
    row("Stellar: the facilitator could not choose a signer", help::SENDING, &[
        (T | R, "settle_exact_stellar_signer_selection_failed"),
    ]),
    row("Stellar: the facilitator could not sign the transaction", help::SENDING, &[
        (T, "settle_exact_stellar_transaction_signing_failed"),
    ]),
    row("Stellar: the facilitator could not sign the fee bump", help::SENDING, &[
        (T, "settle_exact_stellar_fee_bump_signing_failed"),
    ]),
    row("Stellar: the node did not accept the transaction", help::SENDING, &[
        (T | R, "settle_exact_stellar_transaction_submission_failed"),
    ]),
    row("Stellar: the transaction failed", help::TRANSACTION, &[(T | R, "settle_exact_stellar_transaction_failed")]),
];
