//! The checks of `exact` on Stellar (T-6 to T-33), and their order.

#![cfg(feature = "stellar")]

use crate::{
    CheckId, Context,
    check::checks,
    check_order::{FIRST, Listed, ListedCheck, SERVERS, SETTLING, in_order},
    payload_verifier::Codes,
};

checks! { Stellar:
    OPERATION "operation" "the transaction has one operation, which calls a contract"
        ["T-11"] Payment Sponsor, "invalid_exact_stellar_payload_wrong_operation";
    TRANSACTION_SOURCE "transaction-source" "the transaction's source is not one of the caller's addresses, and the operation has no source"
        ["T-12"] Sponsor, "invalid_exact_stellar_payload_unsafe_tx_or_op_source";
    TRANSACTION_MEMO "transaction-memo" "the transaction has no memo"
        ["T-13"] Payment Sponsor, "invalid_exact_stellar_payload_simulation_failed";
    TRANSFER_CONTRACT "transfer-contract" "the transaction calls the required token contract (asset)"
        ["T-15"] Payment, "invalid_exact_stellar_payload_wrong_asset";
    TRANSFER_FUNCTION "transfer-function" "the transaction calls the function transfer with three arguments"
        ["T-15"] Payment, "invalid_exact_stellar_payload_wrong_function_name";
    PAYER_FORM "payer-form" "the payer is an account or a contract"
        ["T-16"] Payment, "invalid_exact_stellar_payload_simulation_failed";
    PAYER_ISOLATION "payer-isolation" "the payer is not one of the caller's addresses"
        ["T-16"] Sponsor, "invalid_exact_stellar_payload_facilitator_is_payer", note "listed if the caller supplies its addresses";
    AUTHORIZATIONS "authorizations" "the transaction has an authorization entry"
        ["T-18"] Payment, "invalid_exact_stellar_payload_no_auth_entries";
    CREDENTIALS "credentials" "each entry has the credentials of an address that signs"
        ["T-19"] Payment Sponsor, "invalid_exact_stellar_payload_unsupported_credential_type";
    FACILITATOR_AUTHORIZATION "facilitator-authorization" "no entry authorizes in the name of one of the caller's addresses"
        ["T-20"] Sponsor, "invalid_exact_stellar_payload_facilitator_in_auth", note "listed if the caller supplies its addresses";
    SUB_INVOCATIONS "sub-invocations" "no entry authorizes calls other than the transfer"
        ["T-24"] Payment Sponsor, "invalid_exact_stellar_payload_has_subinvocations";
    PAYER_AUTHORIZATION "payer-authorization" "the payer has an entry, and it is signed"
        ["T-21"] Payment, "invalid_exact_stellar_payload_missing_payer_signature";
    FURTHER_AUTHORIZATIONS "further-authorizations" "the payer has no second entry, and the entries of other addresses are signed"
        ["T-21"] Payment Sponsor, "invalid_exact_stellar_payload_unexpected_pending_signatures";
    INVOCATION "invocation" "the payer's entry authorizes the transaction's call"
        ["T-25"] Payment, "invalid_exact_stellar_payload_simulation_failed";
    ACCOUNT_SIGNERS "account-signers" "the signers may sign for the payer's account, and have enough weight"
        ["T-30"] Payment, "invalid_exact_stellar_payload_simulation_failed", note "not listed if the payer is a contract";
    SPONSOR_FEE "sponsor-fee" "the policy accepts the settlement's fee"
        ["T-33"] Sponsor, "invalid_exact_stellar_payload_fee_exceeds_maximum", note "listed if the policy sets a maximum";
}

/// The codes of the checks that other mechanisms make, too.
pub(super) const CODES: Codes = &[
    (&[CheckId::PAYLOAD, CheckId::TRANSACTION], "invalid_exact_stellar_payload_malformed"),
    (&[CheckId::RECIPIENT], "invalid_exact_stellar_payload_wrong_recipient"),
    (&[CheckId::AMOUNT, CheckId::CHARGE], "invalid_exact_stellar_payload_wrong_amount"),
    (&[CheckId::SPONSORED], "invalid_exact_stellar_fees_sponsored_unsupported"),
    (&[CheckId::EXPIRY_FAR], "invalid_exact_stellar_signature_expiration_too_far"),
    (
        &[CheckId::SIGNATURE_FORM, CheckId::EXPIRED, CheckId::ACCOUNT_SIGNATURE, CheckId::SIMULATION],
        "invalid_exact_stellar_payload_simulation_failed",
    ),
];

/// The checks that need curve arithmetic come last, together with those that depend on the state of the network.
pub(super) const ORDER: &[ListedCheck] = in_order![
    FIRST,
    &[
        ListedCheck::of(CheckId::SPONSORED),
        ListedCheck::of(CheckId::ASSET_ADDRESS),
        ListedCheck::of(CheckId::PAY_TO_ADDRESS),
        ListedCheck::of(CheckId::TRANSACTION),
        ListedCheck::of(CheckId::OPERATION).after(&[CheckId::PAYLOAD, CheckId::TRANSACTION]),
        of_call(CheckId::TRANSACTION_SOURCE),
        of_call(CheckId::TRANSACTION_MEMO),
        of_argument(CheckId::TRANSFER_CONTRACT),
        of_call(CheckId::TRANSFER_FUNCTION),
        of_argument(CheckId::PAYER_FORM),
        of_payer(CheckId::PAYER_ISOLATION).listed(&Listed::If(lists_facilitators)),
        of_argument(CheckId::RECIPIENT),
        of_argument(CheckId::AMOUNT),
        of_argument(CheckId::CHARGE).listed(SETTLING),
        of_call(CheckId::AUTHORIZATIONS),
        of_entries(CheckId::CREDENTIALS),
        of_entries(CheckId::FACILITATOR_AUTHORIZATION).listed(&Listed::If(lists_facilitators)),
        of_entries(CheckId::EXPIRED),
        of_entries(CheckId::EXPIRY_FAR),
        of_entries(CheckId::SUB_INVOCATIONS),
        of_payer(CheckId::PAYER_AUTHORIZATION),
        of_payer(CheckId::FURTHER_AUTHORIZATIONS),
        of_payers_entry(CheckId::INVOCATION),
    ],
    SERVERS,
    &[
        of_payers_entry(CheckId::SIGNATURE_FORM),
        ListedCheck::of(CheckId::ACCOUNT_SIGNATURE).after(SIGNATURE_CAUSES),
        ListedCheck::of(CheckId::ACCOUNT_SIGNERS).after(SIGNATURE_CAUSES),
        of_payers_entry(CheckId::SIMULATION).if_made(),
        of_payers_entry(CheckId::SPONSOR_FEE).listed(&Listed::If(caps_fee)),
    ],
];

/// The checks of an account's signature. A contract decides itself what its signature is (T-30).
pub(super) const OF_ACCOUNT: &[CheckId] =
    &[CheckId::SIGNATURE_FORM, CheckId::ACCOUNT_SIGNATURE, CheckId::ACCOUNT_SIGNERS];

fn lists_facilitators(context: &Context<'_>) -> bool {
    context.facilitators.is_some()
}

fn caps_fee(context: &Context<'_>) -> bool {
    context.policy.stellar.max_fee_stroops.is_some()
}

/// Not made without the call of a contract.
const fn of_call(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[CheckId::PAYLOAD, CheckId::TRANSACTION, CheckId::OPERATION])
}

/// Not made in the same cases, and without an argument or a field of the offer to check.
const fn of_argument(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[
        CheckId::PAYLOAD,
        CheckId::TRANSACTION,
        CheckId::OPERATION,
        CheckId::ASSET_ADDRESS,
        CheckId::PAY_TO_ADDRESS,
        CheckId::TRANSFER_FUNCTION,
        CheckId::AMOUNT,
    ])
}

/// Not made without entries, or without one of an address.
const fn of_entries(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[
        CheckId::PAYLOAD,
        CheckId::TRANSACTION,
        CheckId::OPERATION,
        CheckId::AUTHORIZATIONS,
        CheckId::CREDENTIALS,
    ])
}

/// Not made without a payer, or without entries of addresses.
const fn of_payer(check: CheckId) -> ListedCheck {
    ListedCheck::of(check).after(&[
        CheckId::PAYLOAD,
        CheckId::TRANSACTION,
        CheckId::OPERATION,
        CheckId::TRANSFER_FUNCTION,
        CheckId::PAYER_FORM,
        CheckId::AUTHORIZATIONS,
        CheckId::CREDENTIALS,
    ])
}

/// Not made without an entry of the payer.
const fn of_payers_entry(check: CheckId) -> ListedCheck {
    let [causes @ .., _] = SIGNATURE_CAUSES else { return ListedCheck::of(check) };
    ListedCheck::of(check).after(causes)
}

/// The causes for which the signer is unknown.
const SIGNATURE_CAUSES: &[CheckId] = &[
    CheckId::PAYLOAD,
    CheckId::TRANSACTION,
    CheckId::OPERATION,
    CheckId::TRANSFER_FUNCTION,
    CheckId::PAYER_FORM,
    CheckId::AUTHORIZATIONS,
    CheckId::CREDENTIALS,
    CheckId::PAYER_AUTHORIZATION,
    CheckId::SIGNATURE_FORM,
];
