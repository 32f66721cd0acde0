//! Reason codes of `exact` on Solana.
//!
//! Sources: `scheme_exact_svm.md` §2 (`smart_wallet_…`), §5; `@x402/svm` `exact/facilitator/errors.ts` and, for the
//! words without a prefix, `exact/v1/facilitator/scheme.ts`, `upto/facilitator/scheme.ts`; PyPI
//! `mechanisms/svm/constants.py`; Go `mechanisms/svm/exact/facilitator/errors.go`; `x402-chain-solana`
//! `v1_solana_exact/types.rs` (`From<SolanaExactError>`); npm `x402` `schemes/exact/svm/facilitator/`. The codes of
//! transactions of version 1 are those of the open pull requests x402-foundation/x402#3317 and #3474 (U-48). The codes
//! of instructions that are recognised by their program and not by their position are those of #3318, which is open
//! too.

use super::{
    help,
    row::{D, G, L, P, R, Row, S, T, X, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("Solana: payment or requirements are not of the scheme exact", help::SCHEME, &[
        (T, "invalid_exact_svm_unsupported_scheme"),
        (G | D, "invalid_exact_solana_unsupported_scheme"),
        (S | T | P | X | L, "unsupported_scheme"),
    ]),
    row("Solana: payment and requirements name different networks", help::NETWORK, &[
        (T, "invalid_exact_svm_network_mismatch"),
        (G | D, "invalid_exact_solana_network_mismatch"),
        (T | P, "network_mismatch"),
        (X, "chain_id_mismatch"),
        (L, "invalid_network"),
    ]),
    row("Solana: the payload is malformed", help::MALFORMED, &[
        (P, "invalid_exact_svm_payload"),
        (S, "invalid_payload"),
        (X, "invalid_format"),
    ]),
    row("Solana: the requirements' extra cannot be read", help::REQUIREMENTS, &[
        (G | D, "invalid_exact_solana_extra_field"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("Solana: the requirements name no fee payer", help::FEE_PAYER, &[
        (T | P, "invalid_exact_svm_payload_missing_fee_payer"),
        (G | D, "invalid_exact_solana_payload_missing_fee_payer"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("Solana: the named fee payer is not an address", help::FEE_PAYER, &[
        (T, "invalid_exact_svm_invalid_fee_payer"),
        (G | D, "invalid_exact_solana_invalid_fee_payer"),
    ]),
    row("Solana: the named fee payer is not this facilitator's", help::FEE_PAYER, &[
        (T, "invalid_exact_svm_fee_payer_not_managed_by_facilitator"),
        (T | P, "fee_payer_not_managed_by_facilitator"),
        (G | D, "invalid_exact_solana_fee_payer_not_managed_by_facilitator"),
    ]),
    row("upto on Solana: the fee payer is not this facilitator's", help::FEE_PAYER, &[(T | R, "facilitator_mismatch")]),
    row("Solana: the payload has no usable transaction", help::SOLANA_DECODE, &[
        (T | P | L | D, "invalid_exact_svm_payload_transaction"),
        (G | D, "invalid_exact_solana_payload_transaction"),
    ]),
    row("Solana: the transaction cannot be decoded", help::SOLANA_DECODE, &[
        (T | P, "invalid_exact_svm_payload_transaction_could_not_be_decoded"),
        (G | D, "invalid_exact_solana_payload_transaction_could_not_be_decoded"),
        (X, "invalid_format"),
    ]),
    row("Solana: the requirements do not list the version of the transaction", help::SOLANA_DECODE, &[
        (T | P | G, "unsupported_transaction_version"),
    ]),
    row("Solana: the transaction's first account is not the named fee payer", help::FEE_PAYER, &[
        (T, "invalid_exact_svm_fee_payer_mismatch"),
        (G | D, "invalid_exact_solana_fee_payer_mismatch"),
    ]),
    row("Solana: a signature in the transaction is not valid", help::SOLANA_SIGNERS, &[
        (T, "invalid_exact_svm_payload_signature_invalid"),
        (G, "invalid_exact_solana_payload_signature_invalid"),
    ]),
    row("Solana: the transaction requires more signers than the facilitator pays for", help::SOLANA_SIGNERS, &[
        (T, "invalid_exact_svm_payload_excessive_signers"),
        (G, "invalid_exact_solana_payload_excessive_signers"),
    ]),
    row("Solana: the transaction has too few or too many instructions", help::SOLANA_LAYOUT, &[
        (T | P | L | R | D, "invalid_exact_svm_payload_transaction_instructions_length"),
        (G | D, "invalid_exact_solana_payload_transaction_instructions_length"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the instructions are not in the order of the layout", help::SOLANA_LAYOUT, &[
        (T, "invalid_exact_svm_payload_transaction_instructions_order"),
        (G, "invalid_exact_solana_payload_transaction_instructions_order"),
    ]),
    row("Solana: an instruction has no data or no accounts", help::SOLANA_LAYOUT, &[
        (L | D, "invalid_exact_svm_payload_transaction_instructions"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the first instruction does not set the compute unit limit", help::SOLANA_BUDGET, &[
        (T | P | L | R | D, "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction"),
        (G | D, "invalid_exact_solana_payload_transaction_instructions_compute_limit_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the compute unit limit is too high", help::SOLANA_BUDGET, &[
        (T, "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high"),
        (G, "invalid_exact_solana_payload_transaction_instructions_compute_limit_instruction_too_high"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the second instruction does not set the compute unit price", help::SOLANA_BUDGET, &[
        (T | P | L | R | D, "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction"),
        (G | D, "invalid_exact_solana_payload_transaction_instructions_compute_price_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the compute unit price is too high", help::SOLANA_BUDGET, &[
        (T | P | L | D, "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high"),
        (G | D, "invalid_exact_solana_payload_transaction_instructions_compute_price_instruction_too_high"),
        (X, "transaction_simulation"),
    ]),
    row("Solana version 1: the configuration sets no compute unit limit", help::SOLANA_BUDGET, &[
        (T | P, "invalid_exact_svm_payload_transaction_config_compute_limit_missing"),
        (G, "invalid_exact_solana_payload_transaction_config_compute_limit_missing"),
    ]),
    row("Solana version 1: the compute unit limit in the configuration is too high", help::SOLANA_BUDGET, &[
        (T | P, "invalid_exact_svm_payload_transaction_config_compute_limit_too_high"),
        (G, "invalid_exact_solana_payload_transaction_config_compute_limit_too_high"),
    ]),
    row("Solana version 1: the configuration sets no limit for the data of loaded accounts", help::SOLANA_BUDGET, &[
        (T | P, "invalid_exact_svm_payload_transaction_config_loaded_accounts_data_size_limit_missing"),
        (G, "invalid_exact_solana_payload_transaction_config_loaded_accounts_data_size_limit_missing"),
    ]),
    row("Solana version 1: the priority fee in the configuration is too high", help::SOLANA_BUDGET, &[
        (T | P, "invalid_exact_svm_payload_transaction_config_priority_fee_too_high"),
        (G, "invalid_exact_solana_payload_transaction_config_priority_fee_too_high"),
    ]),
    row("Solana: there is no TransferChecked at its position in the layout", help::SOLANA_TRANSFER, &[
        (T | P | R, "invalid_exact_svm_payload_no_transfer_instruction"),
        (G | D, "invalid_exact_solana_payload_no_transfer_instruction"),
        (X, "transaction_simulation"),
        (L | D, "invalid_exact_svm_payload_transaction_not_a_transfer_instruction"),
    ]),
    row("Solana: the Token program's instruction is not a TransferChecked", help::SOLANA_TRANSFER, &[
        (L | D, "invalid_exact_svm_payload_transaction_instruction_not_spl_token_transfer_checked"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the Token-2022 program's instruction is not a TransferChecked", help::SOLANA_TRANSFER, &[
        (L | D, "invalid_exact_svm_payload_transaction_instruction_not_token_2022_transfer_checked"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: creating the recipient's token account is not allowed, or malformed", help::SOLANA_LAYOUT, &[
        (L | D, "invalid_exact_svm_payload_transaction_create_ata_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: a token account is created for an owner other than payTo", help::SOLANA_LAYOUT, &[
        (L | D, "invalid_exact_svm_payload_transaction_create_ata_instruction_incorrect_payee"),
    ]),
    row("Solana: a token account is created for a different mint", help::SOLANA_LAYOUT, &[
        (L | D, "invalid_exact_svm_payload_transaction_create_ata_instruction_incorrect_asset"),
    ]),
    row("Solana: the fee payer would pay the transfer itself", help::SOLANA_SPONSOR, &[
        (T | P | L | D, "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds"),
        (G | D, "invalid_exact_solana_payload_transaction_fee_payer_transferring_funds"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the fee payer is an account of an instruction", help::SOLANA_SPONSOR, &[
        (L | D, "invalid_exact_svm_payload_transaction_fee_payer_included_in_instruction_accounts"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the mint is not the asset", help::SOLANA_TRANSFER, &[
        (T | P, "invalid_exact_svm_payload_mint_mismatch"),
        (G | D, "invalid_exact_solana_payload_mint_mismatch"),
        (X, "asset_mismatch"),
    ]),
    row("Solana: the destination is not payTo's token account", help::SOLANA_TRANSFER, &[
        (T | P, "invalid_exact_svm_payload_recipient_mismatch"),
        (G | D, "invalid_exact_solana_payload_recipient_mismatch"),
        (X, "recipient_mismatch"),
        (L | D, "invalid_exact_svm_payload_transaction_transfer_to_incorrect_ata"),
    ]),
    row("Solana: the amount transferred is not the price", help::SOLANA_TRANSFER, &[
        (T, "invalid_exact_svm_payload_amount_mismatch"),
        (G, "invalid_exact_solana_payload_amount_mismatch"),
        (P, "invalid_exact_svm_payload_amount_insufficient"),
        (X, "invalid_payment_amount"),
        (L | D, "invalid_exact_svm_payload_transaction_amount_mismatch"),
        (G | D, "invalid_exact_solana_payload_amount_insufficient"),
    ]),
    row("Solana: the payer's token account does not exist", help::SOLANA_SENDER, &[
        (L | D, "invalid_exact_svm_payload_transaction_sender_ata_not_found"),
    ]),
    row("Solana: the recipient's token account does not exist", help::SOLANA_ACCOUNT, &[
        (L | D, "invalid_exact_svm_payload_transaction_receiver_ata_not_found"),
    ]),
    row("Solana: an instruction after the transfer calls a program that is not allowed", help::SOLANA_LAYOUT, &[
        (T | P | R, "invalid_exact_svm_payload_unknown_optional_instruction"),
        (T, "invalid_exact_svm_payload_unknown_instruction"),
        (G, "invalid_exact_solana_payload_unknown_instruction"),
        (G, "invalid_exact_solana_payload_unknown_optional_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the fourth instruction calls a program that is not allowed", help::SOLANA_LAYOUT, &[
        (T | P | R, "invalid_exact_svm_payload_unknown_fourth_instruction"),
        (G | D, "invalid_exact_solana_payload_unknown_fourth_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the fifth instruction calls a program that is not allowed", help::SOLANA_LAYOUT, &[
        (T | P | R, "invalid_exact_svm_payload_unknown_fifth_instruction"),
        (G | D, "invalid_exact_solana_payload_unknown_fifth_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the sixth instruction calls a program that is not allowed", help::SOLANA_LAYOUT, &[
        (T | P | R, "invalid_exact_svm_payload_unknown_sixth_instruction"),
        (G | D, "invalid_exact_solana_payload_unknown_sixth_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: the seventh instruction calls a program that is not allowed", help::SOLANA_LAYOUT, &[
        (T, "invalid_exact_svm_payload_unknown_seventh_instruction"),
        (G, "invalid_exact_solana_payload_unknown_seventh_instruction"),
        (X, "transaction_simulation"),
    ]),
    row("Solana: there is not exactly one Memo", help::SOLANA_MEMO, &[
        (T | P, "invalid_exact_svm_payload_memo_count"),
        (G | R | D, "invalid_exact_solana_payload_memo_count"),
    ]),
    row("Solana: the Memo does not have the text of the requirements", help::SOLANA_MEMO, &[
        (T | P, "invalid_exact_svm_payload_memo_mismatch"),
        (G | R | D, "invalid_exact_solana_payload_memo_mismatch"),
    ]),
    row("Solana: the facilitator could not sign the transaction", help::SENDING, &[
        (T, "invalid_exact_svm_transaction_signing_failed"),
        (G | D, "invalid_exact_solana_transaction_signing_failed"),
    ]),
    row("Solana: the simulated transaction fails", help::SOLANA_SIMULATION, &[
        (T, "invalid_exact_svm_transaction_simulation_failed"),
        (G | D, "invalid_exact_solana_transaction_simulation_failed"),
        (T | P, "transaction_simulation_failed"),
        (X, "transaction_simulation"),
        (L | D, "invalid_exact_svm_payload_transaction_simulation_failed"),
    ]),
    row("Solana: the verification before settling refused the payment without a reason", help::NOT_VERIFIED, &[
        (T, "invalid_exact_svm_verification_failed"),
        (G | D, "invalid_exact_solana_verification_failed"),
        (T, "verification_failed"),
    ]),
    row("Solana: the transaction failed", help::TRANSACTION, &[
        (T | R, "invalid_exact_svm_transaction_failed"),
        (G | D, "invalid_exact_solana_transaction_failed"),
        (T | P, "transaction_failed"),
        (S, "invalid_transaction_state"),
    ]),
    row("Solana: the transaction was not confirmed in time", help::SOLANA_CONFIRM, &[
        (G | D, "invalid_exact_solana_transaction_confirmation_failed"),
        (L | D, "settle_exact_svm_transaction_confirmation_timed_out"),
    ]),
    row("Solana: the transaction's blockhash expired before it was confirmed", help::SOLANA_CONFIRM, &[
        (L | D, "settle_exact_svm_block_height_exceeded"),
    ]),
    row("Solana: the transaction succeeded, but does not show the transfer", help::UNSEEN, &[
        (T | G | R, "post_settlement_transfer_not_confirmed"),
    ]),
    row("Solana: an instruction that the facilitator allows before or after the payment names the fee payer", help::SOLANA_SPONSOR, &[
        (T, "invalid_exact_svm_preflight_postflight_fee_payer_not_isolated"),
        (G, "invalid_exact_solana_preflight_postflight_fee_payer_not_isolated"),
    ]),
    row("Solana smart wallet: the fee payer takes part in an instruction", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_fee_payer_not_isolated"),
        (G, "invalid_exact_solana_smart_wallet_fee_payer_not_isolated"),
    ]),
    row("Solana smart wallet: a compute budget instruction is malformed", help::SOLANA_BUDGET, &[
        (T | R, "invalid_exact_svm_smart_wallet_malformed_compute_budget"),
        (G, "invalid_exact_solana_smart_wallet_malformed_compute_budget"),
    ]),
    row("Solana smart wallet: the compute unit limit is malformed", help::SOLANA_BUDGET, &[
        (T | R, "invalid_exact_svm_smart_wallet_malformed_compute_limit"),
        (G, "invalid_exact_solana_smart_wallet_malformed_compute_limit"),
    ]),
    row("Solana smart wallet: the compute unit price is malformed", help::SOLANA_BUDGET, &[
        (T | R, "invalid_exact_svm_smart_wallet_malformed_compute_price"),
        (G, "invalid_exact_solana_smart_wallet_malformed_compute_price"),
    ]),
    row("Solana smart wallet: the compute unit limit is too high", help::SOLANA_BUDGET, &[
        (T | R, "invalid_exact_svm_smart_wallet_compute_units_too_high"),
        (G, "invalid_exact_solana_smart_wallet_compute_units_too_high"),
        (T | P | G, "smart_wallet_compute_units_too_high"),
    ]),
    row("Solana smart wallet: the compute unit price is too high", help::SOLANA_BUDGET, &[
        (T | R, "invalid_exact_svm_smart_wallet_priority_fee_too_high"),
        (G, "invalid_exact_solana_smart_wallet_priority_fee_too_high"),
        (T | P | G, "smart_wallet_priority_fee_too_high"),
    ]),
    row("Solana smart wallet: a compute budget instruction is of a kind that is not allowed", help::SOLANA_BUDGET, &[
        (T | R, "invalid_exact_svm_smart_wallet_unsupported_compute_budget_instruction"),
        (G, "invalid_exact_solana_smart_wallet_unsupported_compute_budget_instruction"),
        (T | P | G, "smart_wallet_unsupported_compute_budget_instruction"),
    ]),
    row("Solana smart wallet of version 1: the configuration sets no compute unit limit", help::SOLANA_BUDGET, &[
        (T, "invalid_exact_svm_smart_wallet_compute_unit_limit_missing"),
        (G, "invalid_exact_solana_smart_wallet_compute_unit_limit_missing"),
        (T | P | G, "smart_wallet_compute_unit_limit_missing"),
    ]),
    row("Solana smart wallet of version 1: the configuration sets no limit for the data of loaded accounts", help::SOLANA_BUDGET, &[
        (T, "invalid_exact_svm_smart_wallet_loaded_accounts_data_size_limit_missing"),
        (G, "invalid_exact_solana_smart_wallet_loaded_accounts_data_size_limit_missing"),
        (T | P | G, "smart_wallet_loaded_accounts_data_size_limit_missing"),
    ]),
    row("Solana smart wallet: the compute budget breaks the facilitator's rules", help::SOLANA_BUDGET, &[
        (T, "invalid_exact_svm_smart_wallet_compute_budget_violation"),
        (G, "invalid_exact_solana_smart_wallet_compute_budget_violation"),
    ]),
    row("Solana smart wallet: this facilitator cannot resolve address lookup tables", help::SMART_WALLET, &[
        (S, "smart_wallet_alt_resolution_not_available"),
        (T | R, "invalid_exact_svm_smart_wallet_alt_resolution_not_available"),
        (G, "invalid_exact_solana_smart_wallet_alt_resolution_not_available"),
    ]),
    row("Solana smart wallet: an address lookup table could not be resolved", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_alt_resolution_failed"),
        (G, "invalid_exact_solana_smart_wallet_alt_resolution_failed"),
    ]),
    row("Solana smart wallet: this facilitator does not verify smart wallets", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_verification_not_available"),
        (G, "invalid_exact_solana_smart_wallet_verification_not_available"),
    ]),
    row("Solana smart wallet: a program is not on the list of allowed ones", help::SMART_WALLET, &[
        (S, "smart_wallet_program_not_allowed"),
        (T | R, "invalid_exact_svm_smart_wallet_program_not_allowed"),
        (G, "invalid_exact_solana_smart_wallet_program_not_allowed"),
    ]),
    row("Solana smart wallet: the simulated transaction fails", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_simulation_failed"),
        (G, "invalid_exact_solana_smart_wallet_simulation_failed"),
    ]),
    row("Solana smart wallet: payTo's token account cannot be derived", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_cannot_derive_destination_ata"),
        (G, "invalid_exact_solana_smart_wallet_cannot_derive_destination_ata"),
    ]),
    row("Solana smart wallet: the simulation shows no transfer", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_no_transfer_in_simulation"),
        (G, "invalid_exact_solana_smart_wallet_no_transfer_in_simulation"),
    ]),
    row("Solana smart wallet: the transfer in the simulation is not the required one", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_transfer_mismatch"),
        (G, "invalid_exact_solana_smart_wallet_transfer_mismatch"),
    ]),
    row("Solana smart wallet: the simulation shows the transfer more than once", help::SMART_WALLET, &[
        (T | R, "invalid_exact_svm_smart_wallet_multiple_matching_transfers"),
        (G, "invalid_exact_solana_smart_wallet_multiple_matching_transfers"),
    ]),
];
