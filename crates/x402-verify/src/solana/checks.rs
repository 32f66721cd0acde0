//! The checks of `exact` on Solana (S-1 to S-9), and their order.

#![cfg(feature = "solana")]

use crate::{
    CheckId,
    check::checks,
    check_order::{FIRST, ListedCheck, SERVERS, SETTLING, in_order},
};

checks! { Solana:
    TRANSACTION_VERSION "transaction-version" "the payment requirements list the transaction's version"
        ["U-21" "U-22"] Payment Sponsor, "unsupported_transaction_version", note "listed if the payment requirements list versions, or the transaction is of version 1";
    RUNTIME_RULES "runtime-rules" "the runtime accepts the message and can load its keys"
        ["S-2"] Payment Sponsor, "invalid_exact_svm_payload_transaction_could_not_be_decoded";
    LOOKUP_TABLES "lookup-tables" "every account that the transaction can touch is known"
        ["S-8"] Payment Sponsor, "smart_wallet_alt_resolution_not_available";
    FEE_PAYER_ADDRESS "fee-payer-address" "extra.feePayer in the payment requirements is an address"
        ["S-3"] Sponsor, "invalid_exact_svm_payload_missing_fee_payer";
    MEMO_OFFER "memo-offer" "extra.memo in the payment requirements, if present, is a text of at most 256 bytes"
        ["S-7"] Payment, "invalid_payment_requirements";
    TRANSACTION_VERSIONS "transaction-versions" "extra.transactionVersions in the payment requirements lists 0 or 1"
        ["U-21"] Payment, "invalid_payment_requirements", note "listed if the payment requirements have this field";
    FEE_PAYER_MANAGED "fee-payer-managed" "the required fee payer is one of the caller's addresses"
        ["S-3"] Sponsor, "invalid_exact_svm_fee_payer_not_managed_by_facilitator", note "listed if the caller supplies its addresses";
    FEE_PAYER "fee-payer" "the required fee payer pays the fee"
        ["S-3"] Sponsor, "invalid_exact_svm_fee_payer_mismatch";
    FEE_PAYER_ISOLATION "fee-payer-isolation" "no instruction has the fee payer among its accounts, except guards that only compare"
        ["S-3" "V-52"] Sponsor, "invalid_exact_svm_payload_transaction_fee_payer_included_in_instruction_accounts";
    SIGNERS "signers" "only the fee payer and the payer must sign"
        ["S-4"] Sponsor, "invalid_exact_svm_payload_excessive_signers";
    COMPUTE_LIMIT "compute-limit" "the transaction limits its compute units"
        ["S-5"] Sponsor, "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction";
    COMPUTE_LIMIT_CAP "compute-limit-cap" "the policy accepts the compute-unit limit"
        ["S-5"] Sponsor, "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high", note "listed if the policy sets a maximum";
    DATA_LIMIT "data-limit" "the transaction limits the data that it loads"
        ["U-26"] Sponsor, "invalid_exact_svm_payload_transaction_config_loaded_accounts_data_size_limit_missing", note "listed for a transaction of version 1";
    COMPUTE_PRICE "compute-price" "the transaction sets the compute-unit price"
        ["S-5"] Sponsor, "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction", note "not listed for a transaction of version 1";
    COMPUTE_PRICE_CAP "compute-price-cap" "the policy accepts the compute-unit price"
        ["S-5"] Sponsor, "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high";
    SPONSOR_COST "sponsor-cost" "the fee payer cannot lose more than the policy accepts"
        ["S-5"] Sponsor, "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high", note "listed if the policy sets a maximum, or a simulation shows the loss";
    INSTRUCTIONS "instructions" "the transaction has no more instructions than the layout allows"
        ["S-5" "V-51"] Sponsor, "invalid_exact_svm_payload_transaction_instructions_length";
    PROGRAMS "programs" "apart from compute budget and transfer, the transaction calls only Memo and Lighthouse"
        ["S-5"] Sponsor, "smart_wallet_program_not_allowed";
    TRANSFER "transfer" "the transfer is a TransferChecked that its token program accepts"
        ["S-6"] Payment, "invalid_exact_svm_payload_no_transfer_instruction";
    MINT "mint" "the transfer moves the required token (asset)"
        ["S-6"] Payment, "invalid_exact_svm_payload_mint_mismatch";
    TRANSFER_AMOUNT "transfer-amount" "the transfer moves the required amount"
        ["B-7"] Payment, "invalid_exact_svm_payload_amount_mismatch";
    TRANSFER_CHARGE "transfer-charge" "the transfer moves the amount to charge"
        ["B-7"] Payment, "invalid_exact_svm_payload_amount_mismatch", note "listed in the phase `settle`";
    WRITABLE "writable" "the transfer's source and destination are writable"
        ["S-6"] Payment, "invalid_exact_svm_payload_no_transfer_instruction";
    SOURCE "source" "the transfer's source and destination differ, and the source can be a token account"
        ["S-6"] Payment, "invalid_exact_svm_payload_no_transfer_instruction";
    AUTHORITY "authority" "the transfer's authority signs"
        ["S-6"] Payment, "invalid_exact_svm_payload_no_transfer_instruction";
    MEMO_COUNT "memo-count" "the transaction has exactly one memo, because the payment requirements ask for one"
        ["S-7"] Payment, "invalid_exact_svm_payload_memo_count", note "listed if the payment requirements ask for a memo";
    MEMO_TEXT "memo-text" "the memo has the required text"
        ["S-7"] Payment, "invalid_exact_svm_payload_memo_mismatch", note "listed if the payment requirements ask for a memo";
    MEMO_FORM "memo-form" "the memo program accepts each memo"
        ["S-7"] Payment, "invalid_exact_svm_payload_transaction";
    DESTINATION "destination" "the transfer pays the associated token account of the required recipient (payTo)"
        ["S-6"] Payment, "invalid_exact_svm_payload_recipient_mismatch";
    SPONSOR_TOKENS "sponsor-tokens" "the transfer takes no tokens from the fee payer's account"
        ["S-6"] Sponsor, "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds";
    SIGNED "signed" "every signer except the fee payer signed exactly this message"
        ["S-4"] Payment, "invalid_exact_svm_payload_signature_invalid";
}

/// The checks that need curve arithmetic come last.
pub(super) const ORDER: &[ListedCheck] = in_order![
    FIRST,
    &[
        ListedCheck::of(CheckId::TRANSACTION),
        ListedCheck::of(CheckId::TRANSACTION_VERSION).if_made(),
        ListedCheck::of(CheckId::RUNTIME_RULES).after(&[CheckId::PAYLOAD, CheckId::TRANSACTION]),
        of_message(CheckId::LOOKUP_TABLES),
        ListedCheck::of(CheckId::ASSET_ADDRESS),
        ListedCheck::of(CheckId::FEE_PAYER_ADDRESS),
        ListedCheck::of(CheckId::PAY_TO_ADDRESS),
        ListedCheck::of(CheckId::MEMO_OFFER),
        ListedCheck::of(CheckId::TRANSACTION_VERSIONS).if_made(),
        of_message(CheckId::FEE_PAYER_MANAGED).if_made(),
        of_message(CheckId::FEE_PAYER),
        of_message(CheckId::FEE_PAYER_ISOLATION),
        of_message(CheckId::SIGNERS),
        of_message(CheckId::COMPUTE_LIMIT),
        of_message(CheckId::COMPUTE_LIMIT_CAP).if_made(),
        DATA_LIMIT,
        of_message(CheckId::COMPUTE_PRICE),
        // Version 1 does not list the check before.
        ListedCheck::of(CheckId::COMPUTE_PRICE_CAP).after(&[
            CheckId::COMPUTE_PRICE,
            CheckId::PAYLOAD,
            CheckId::TRANSACTION,
            CheckId::RUNTIME_RULES,
        ]),
        of_message(CheckId::SPONSOR_COST).if_made(),
        of_message(CheckId::INSTRUCTIONS),
        of_message(CheckId::PROGRAMS),
        of_message(CheckId::TRANSFER),
        of_transfer(CheckId::MINT),
        of_transfer(CheckId::TRANSFER_AMOUNT),
        of_transfer(CheckId::TRANSFER_CHARGE).listed(SETTLING),
        of_transfer(CheckId::WRITABLE),
        of_transfer(CheckId::SOURCE),
        of_transfer(CheckId::AUTHORITY),
        of_message(CheckId::MEMO_COUNT).if_made(),
        ListedCheck::of(CheckId::MEMO_TEXT).after(&[CheckId::MEMO_COUNT]).if_made(),
        of_message(CheckId::MEMO_FORM),
        of_message(CheckId::SIMULATION).if_made(),
    ],
    SERVERS,
    &[of_message(CheckId::DESTINATION), of_message(CheckId::SPONSOR_TOKENS), of_message(CheckId::SIGNED)],
];

/// The checks that only a transaction of version 1 has (U-26).
pub(super) const OF_VERSION_1: &[ListedCheck] = &[DATA_LIMIT];
const DATA_LIMIT: ListedCheck = of_message(CheckId::DATA_LIMIT).if_made();

/// Not made if there is no message, or if its keys cannot be loaded.
const fn of_message(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[
        CheckId::PAYLOAD,
        CheckId::TRANSACTION,
        CheckId::RUNTIME_RULES,
        CheckId::LOOKUP_TABLES,
    ])
}

/// Not made in the same cases, and if there is no transfer to look at.
const fn of_transfer(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[
        CheckId::PAYLOAD,
        CheckId::TRANSACTION,
        CheckId::RUNTIME_RULES,
        CheckId::TRANSFER,
        CheckId::TRANSFER_AMOUNT,
    ])
}
