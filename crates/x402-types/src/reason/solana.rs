//! Reason codes of `exact` on Solana.
//!
//! Sources: `scheme_exact_svm.md` §2 (`smart_wallet_…`), §5; `@x402/svm` `exact/facilitator/errors.ts` and, for the
//! words without a prefix, `exact/v1/facilitator/scheme.ts`, `upto/facilitator/scheme.ts`; PyPI
//! `mechanisms/svm/constants.py`; Go `mechanisms/svm/exact/facilitator/errors.go`; `x402-chain-solana`
//! `v1_solana_exact/types.rs` (`From<SolanaExactError>`); npm `x402` `schemes/exact/svm/facilitator/`. The codes of
//! transactions of version 1 are those of the open pull requests x402-foundation/x402#3317 and #3474 (U-48). The codes of instructions
//! that are told by their program and not by their place are those of #3318, which is open too.

use super::row::{G, L, P, Row, S, T, X, row};

#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    row("Solana: payment or requirements are not of the scheme exact", &[
        (T, "invalid_exact_svm_unsupported_scheme"),
        (G, "invalid_exact_solana_unsupported_scheme"),
        (S | T | P | X | L, "unsupported_scheme"),
    ]),
    row("Solana: payment and requirements name different networks", &[
        (T, "invalid_exact_svm_network_mismatch"),
        (G, "invalid_exact_solana_network_mismatch"),
        (T | P, "network_mismatch"),
        (X, "chain_id_mismatch"),
        (L, "invalid_network"),
    ]),
    row("Solana: the payload is malformed", &[
        (P, "invalid_exact_svm_payload"),
        (S, "invalid_payload"),
        (X, "invalid_format"),
    ]),
    row("Solana: the requirements' extra cannot be read", &[
        (G, "invalid_exact_solana_extra_field"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("Solana: the requirements name no fee payer", &[
        (T | P, "invalid_exact_svm_payload_missing_fee_payer"),
        (G, "invalid_exact_solana_payload_missing_fee_payer"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("Solana: the named fee payer is not an address", &[
        (T, "invalid_exact_svm_invalid_fee_payer"),
        (G, "invalid_exact_solana_invalid_fee_payer"),
    ]),
    row("Solana: the named fee payer is not this facilitator's", &[
        (T, "invalid_exact_svm_fee_payer_not_managed_by_facilitator"),
        (T | P, "fee_payer_not_managed_by_facilitator"),
        (G, "invalid_exact_solana_fee_payer_not_managed_by_facilitator"),
    ]),
    row("upto on Solana: the fee payer is not this facilitator's", &[(T, "facilitator_mismatch")]),
    row("Solana: the payload has no usable transaction", &[
        (T | P | L, "invalid_exact_svm_payload_transaction"),
        (G, "invalid_exact_solana_payload_transaction"),
    ]),
    row("Solana: the transaction cannot be decoded", &[
        (T | P, "invalid_exact_svm_payload_transaction_could_not_be_decoded"),
        (G, "invalid_exact_solana_payload_transaction_could_not_be_decoded"),
        (X, "invalid_format"),
    ]),
    row("Solana: the requirements do not list the version of the transaction", &[
        (T | P | G, "unsupported_transaction_version"),
    ]),
    row("Solana: the transaction's first account is not the named fee payer", &[
        (T, "invalid_exact_svm_fee_payer_mismatch"),
        (G, "invalid_exact_solana_fee_payer_mismatch"),
    ]),
    row("Solana: a signature in the transaction is not valid", &[
        (T, "invalid_exact_svm_payload_signature_invalid"),
        (G, "invalid_exact_solana_payload_signature_invalid"),
    ]),
    row("Solana: the transaction requires more signers than the facilitator pays for", &[
        (T, "invalid_exact_svm_payload_excessive_signers"),
        (G, "invalid_exact_solana_payload_excessive_signers"),
    ]),
    row("Solana: the transaction has too few or too many instructions", &[
        (T | P | L, "invalid_exact_svm_payload_transaction_instructions_length"),
        (G, "invalid_exact_solana_payload_transaction_instructions_length"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the instructions are not in the order of the layout", &[
        (T, "invalid_exact_svm_payload_transaction_instructions_order"),
        (G, "invalid_exact_solana_payload_transaction_instructions_order"),
    ]),
    row("Solana: an instruction has no data or no accounts", &[
        (L, "invalid_exact_svm_payload_transaction_instructions"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the first instruction does not set the compute unit limit", &[
        (T | P | L, "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction"),
        (G, "invalid_exact_solana_payload_transaction_instructions_compute_limit_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the compute unit limit is too high", &[
        (T, "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high"),
        (G, "invalid_exact_solana_payload_transaction_instructions_compute_limit_instruction_too_high"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the second instruction does not set the compute unit price", &[
        (T | P | L, "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction"),
        (G, "invalid_exact_solana_payload_transaction_instructions_compute_price_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the compute unit price is too high", &[
        (T | P | L, "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high"),
        (G, "invalid_exact_solana_payload_transaction_instructions_compute_price_instruction_too_high"),
        (X, "transaction_simulation"),
    ]),
    row("Solana version 1: the configuration sets no compute unit limit", &[
        (T | P, "invalid_exact_svm_payload_transaction_config_compute_limit_missing"),
        (G, "invalid_exact_solana_payload_transaction_config_compute_limit_missing"),
    ]),
    row("Solana version 1: the compute unit limit in the configuration is too high", &[
        (T | P, "invalid_exact_svm_payload_transaction_config_compute_limit_too_high"),
        (G, "invalid_exact_solana_payload_transaction_config_compute_limit_too_high"),
    ]),
    row("Solana version 1: the configuration sets no limit for the data of loaded accounts", &[
        (T | P, "invalid_exact_svm_payload_transaction_config_loaded_accounts_data_size_limit_missing"),
        (G, "invalid_exact_solana_payload_transaction_config_loaded_accounts_data_size_limit_missing"),
    ]),
    row("Solana version 1: the priority fee in the configuration is too high", &[
        (T | P, "invalid_exact_svm_payload_transaction_config_priority_fee_too_high"),
        (G, "invalid_exact_solana_payload_transaction_config_priority_fee_too_high"),
    ]),
    row("Solana: there is no TransferChecked at its place in the layout", &[
        (T | P, "invalid_exact_svm_payload_no_transfer_instruction"),
        (G, "invalid_exact_solana_payload_no_transfer_instruction"),
        (X, "transaction_simulation"),
        (L, "invalid_exact_svm_payload_transaction_not_a_transfer_instruction"),
    ]),
    row("Solana: the Token program's instruction is not a TransferChecked", &[
        (L, "invalid_exact_svm_payload_transaction_instruction_not_spl_token_transfer_checked"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the Token-2022 program's instruction is not a TransferChecked", &[
        (L, "invalid_exact_svm_payload_transaction_instruction_not_token_2022_transfer_checked"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: creating the recipient's token account is not allowed, or malformed", &[
        (L, "invalid_exact_svm_payload_transaction_create_ata_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: a token account is created for an owner other than payTo", &[
        (L, "invalid_exact_svm_payload_transaction_create_ata_instruction_incorrect_payee"),
    ]),
    row("Solana: a token account is created for another mint", &[
        (L, "invalid_exact_svm_payload_transaction_create_ata_instruction_incorrect_asset"),
    ]),
    row("Solana: the fee payer would pay the transfer itself", &[
        (T | P | L, "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds"),
        (G, "invalid_exact_solana_payload_transaction_fee_payer_transferring_funds"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the fee payer is an account of an instruction", &[
        (L, "invalid_exact_svm_payload_transaction_fee_payer_included_in_instruction_accounts"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the mint is not the asset", &[
        (T | P, "invalid_exact_svm_payload_mint_mismatch"),
        (G, "invalid_exact_solana_payload_mint_mismatch"),
        (X, "asset_mismatch"),
    ]),
    row("Solana: the destination is not payTo's token account", &[
        (T | P, "invalid_exact_svm_payload_recipient_mismatch"),
        (G, "invalid_exact_solana_payload_recipient_mismatch"),
        (X, "recipient_mismatch"),
        (L, "invalid_exact_svm_payload_transaction_transfer_to_incorrect_ata"),
    ]),
    row("Solana: the amount transferred is not the price", &[
        (T, "invalid_exact_svm_payload_amount_mismatch"),
        (G, "invalid_exact_solana_payload_amount_mismatch"),
        (P, "invalid_exact_svm_payload_amount_insufficient"),
        (X, "invalid_payment_amount"),
        (L, "invalid_exact_svm_payload_transaction_amount_mismatch"),
        (G, "invalid_exact_solana_payload_amount_insufficient"),
    ]),
    row("Solana: the payer's token account does not exist", &[
        (L, "invalid_exact_svm_payload_transaction_sender_ata_not_found"),
    ]),
    row("Solana: the recipient's token account does not exist", &[
        (L, "invalid_exact_svm_payload_transaction_receiver_ata_not_found"),
    ]),
    row("Solana: an instruction after the transfer calls a program that is not allowed", &[
        (T | P, "invalid_exact_svm_payload_unknown_optional_instruction"),
        (T, "invalid_exact_svm_payload_unknown_instruction"),
        (G, "invalid_exact_solana_payload_unknown_instruction"),
        (G, "invalid_exact_solana_payload_unknown_optional_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the fourth instruction calls a program that is not allowed", &[
        (T | P, "invalid_exact_svm_payload_unknown_fourth_instruction"),
        (G, "invalid_exact_solana_payload_unknown_fourth_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the fifth instruction calls a program that is not allowed", &[
        (T | P, "invalid_exact_svm_payload_unknown_fifth_instruction"),
        (G, "invalid_exact_solana_payload_unknown_fifth_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the sixth instruction calls a program that is not allowed", &[
        (T | P, "invalid_exact_svm_payload_unknown_sixth_instruction"),
        (G, "invalid_exact_solana_payload_unknown_sixth_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the seventh instruction calls a program that is not allowed", &[
        (T, "invalid_exact_svm_payload_unknown_seventh_instruction"),
        (G, "invalid_exact_solana_payload_unknown_seventh_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: there is not exactly one Memo", &[
        (T | P, "invalid_exact_svm_payload_memo_count"),
        (G, "invalid_exact_solana_payload_memo_count"),
    ]),
    row("Solana: the Memo does not have the text of the requirements", &[
        (T | P, "invalid_exact_svm_payload_memo_mismatch"),
        (G, "invalid_exact_solana_payload_memo_mismatch"),
    ]),
    row("Solana: the facilitator could not sign the transaction", &[
        (T, "invalid_exact_svm_transaction_signing_failed"),
        (G, "invalid_exact_solana_transaction_signing_failed"),
    ]),
    row("Solana: the simulated transaction fails", &[
        (T, "invalid_exact_svm_transaction_simulation_failed"),
        (G, "invalid_exact_solana_transaction_simulation_failed"),
        (T | P, "transaction_simulation_failed"),
        (X, "transaction_simulation"),
        (L, "invalid_exact_svm_payload_transaction_simulation_failed"),
    ]),
    row("Solana: the verification before settling refused the payment without a reason", &[
        (T, "invalid_exact_svm_verification_failed"),
        (G, "invalid_exact_solana_verification_failed"),
        (T, "verification_failed"),
    ]),
    row("Solana: the transaction failed", &[
        (T, "invalid_exact_svm_transaction_failed"),
        (G, "invalid_exact_solana_transaction_failed"),
        (T | P, "transaction_failed"),
        (S, "invalid_transaction_state"),
    ]),
    row("Solana: the transaction was not confirmed in time", &[
        (G, "invalid_exact_solana_transaction_confirmation_failed"),
        (L, "settle_exact_svm_transaction_confirmation_timed_out"),
    ]),
    row("Solana: the transaction's blockhash expired before it was confirmed", &[
        (L, "settle_exact_svm_block_height_exceeded"),
    ]),
    row("Solana: the transaction succeeded, but does not show the transfer", &[
        (T | G, "post_settlement_transfer_not_confirmed"),
    ]),
    row("Solana: an instruction that the facilitator allows before or after the payment names the fee payer", &[
        (T, "invalid_exact_svm_preflight_postflight_fee_payer_not_isolated"),
        (G, "invalid_exact_solana_preflight_postflight_fee_payer_not_isolated"),
    ]),
    row("Solana smart wallet: the fee payer takes part in an instruction", &[
        (T, "invalid_exact_svm_smart_wallet_fee_payer_not_isolated"),
        (G, "invalid_exact_solana_smart_wallet_fee_payer_not_isolated"),
    ]),
    row("Solana smart wallet: a compute budget instruction is malformed", &[
        (T, "invalid_exact_svm_smart_wallet_malformed_compute_budget"),
        (G, "invalid_exact_solana_smart_wallet_malformed_compute_budget"),
    ]),
    row("Solana smart wallet: the compute unit limit is malformed", &[
        (T, "invalid_exact_svm_smart_wallet_malformed_compute_limit"),
        (G, "invalid_exact_solana_smart_wallet_malformed_compute_limit"),
    ]),
    row("Solana smart wallet: the compute unit price is malformed", &[
        (T, "invalid_exact_svm_smart_wallet_malformed_compute_price"),
        (G, "invalid_exact_solana_smart_wallet_malformed_compute_price"),
    ]),
    row("Solana smart wallet: the compute unit limit is too high", &[
        (T, "invalid_exact_svm_smart_wallet_compute_units_too_high"),
        (G, "invalid_exact_solana_smart_wallet_compute_units_too_high"),
        (T | P | G, "smart_wallet_compute_units_too_high"),
    ]),
    row("Solana smart wallet: the compute unit price is too high", &[
        (T, "invalid_exact_svm_smart_wallet_priority_fee_too_high"),
        (G, "invalid_exact_solana_smart_wallet_priority_fee_too_high"),
        (T | P | G, "smart_wallet_priority_fee_too_high"),
    ]),
    row("Solana smart wallet: a compute budget instruction is of a kind that is not allowed", &[
        (T, "invalid_exact_svm_smart_wallet_unsupported_compute_budget_instruction"),
        (G, "invalid_exact_solana_smart_wallet_unsupported_compute_budget_instruction"),
        (T | P | G, "smart_wallet_unsupported_compute_budget_instruction"),
    ]),
    row("Solana smart wallet of version 1: the configuration sets no compute unit limit", &[
        (T, "invalid_exact_svm_smart_wallet_compute_unit_limit_missing"),
        (G, "invalid_exact_solana_smart_wallet_compute_unit_limit_missing"),
        (T | P | G, "smart_wallet_compute_unit_limit_missing"),
    ]),
    row("Solana smart wallet of version 1: the configuration sets no limit for the data of loaded accounts", &[
        (T, "invalid_exact_svm_smart_wallet_loaded_accounts_data_size_limit_missing"),
        (G, "invalid_exact_solana_smart_wallet_loaded_accounts_data_size_limit_missing"),
        (T | P | G, "smart_wallet_loaded_accounts_data_size_limit_missing"),
    ]),
    row("Solana smart wallet: the compute budget breaks the facilitator's rules", &[
        (T, "invalid_exact_svm_smart_wallet_compute_budget_violation"),
        (G, "invalid_exact_solana_smart_wallet_compute_budget_violation"),
    ]),
    row("Solana smart wallet: this facilitator cannot resolve address lookup tables", &[
        (S, "smart_wallet_alt_resolution_not_available"),
        (T, "invalid_exact_svm_smart_wallet_alt_resolution_not_available"),
        (G, "invalid_exact_solana_smart_wallet_alt_resolution_not_available"),
    ]),
    row("Solana smart wallet: an address lookup table could not be resolved", &[
        (T, "invalid_exact_svm_smart_wallet_alt_resolution_failed"),
        (G, "invalid_exact_solana_smart_wallet_alt_resolution_failed"),
    ]),
    row("Solana smart wallet: this facilitator does not verify smart wallets", &[
        (T, "invalid_exact_svm_smart_wallet_verification_not_available"),
        (G, "invalid_exact_solana_smart_wallet_verification_not_available"),
    ]),
    row("Solana smart wallet: a program is not on the list of allowed ones", &[
        (S, "smart_wallet_program_not_allowed"),
        (T, "invalid_exact_svm_smart_wallet_program_not_allowed"),
        (G, "invalid_exact_solana_smart_wallet_program_not_allowed"),
    ]),
    row("Solana smart wallet: the simulated transaction fails", &[
        (T, "invalid_exact_svm_smart_wallet_simulation_failed"),
        (G, "invalid_exact_solana_smart_wallet_simulation_failed"),
    ]),
    row("Solana smart wallet: payTo's token account cannot be derived", &[
        (T, "invalid_exact_svm_smart_wallet_cannot_derive_destination_ata"),
        (G, "invalid_exact_solana_smart_wallet_cannot_derive_destination_ata"),
    ]),
    row("Solana smart wallet: the simulation shows no transfer", &[
        (T, "invalid_exact_svm_smart_wallet_no_transfer_in_simulation"),
        (G, "invalid_exact_solana_smart_wallet_no_transfer_in_simulation"),
    ]),
    row("Solana smart wallet: the transfer in the simulation is not the required one", &[
        (T, "invalid_exact_svm_smart_wallet_transfer_mismatch"),
        (G, "invalid_exact_solana_smart_wallet_transfer_mismatch"),
    ]),
    row("Solana smart wallet: the simulation shows the transfer more than once", &[
        (T, "invalid_exact_svm_smart_wallet_multiple_matching_transfers"),
        (G, "invalid_exact_solana_smart_wallet_multiple_matching_transfers"),
    ]),
];
