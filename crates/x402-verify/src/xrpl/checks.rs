//! The checks of `exact` on the XRP Ledger, and their order.

#![cfg(feature = "xrpl")]

use crate::{
    CheckId,
    check::checks,
    check_order::{ListedCheck, SERVERS, SETTLING, in_order},
    payload_verifier::Codes,
};

checks! { Xrpl:
    NETWORK "network" "the network in the payment requirements is one of the XRP Ledger"
        ["R-1"] Payment, "invalid_network";
    ASSET "asset" "asset in the payment requirements is XRP, or a currency with its issuer (extra.issuer)"
        ["R-4" "R-5" "R-6" "R-7"] Payment, "invalid_payment_requirements";
    AMOUNT_TEXT "amount-text" "the asset can have the amount in the payment requirements"
        ["R-9" "R-10"] Payment, "invalid_payment_requirements";
    TRANSACTION_TYPE "transaction-type" "the transaction is a Payment"
        ["R-33"] Payment, "invalid_exact_xrpl_payload_transaction_type";
    FIELDS "fields" "the transaction has only the fields of a plain payment"
        ["R-30" "R-31" "R-32"] Payment, "invalid_exact_xrpl_payload_field_not_allowed";
    DESTINATION_TAG "destination-tag" "the payment has the required destination tag (extra.destinationTag)"
        ["R-17" "R-35"] Payment, "invalid_exact_xrpl_payload_destination_tag_mismatch";
    NETWORK_ID "network-id" "the transaction names its network if the ledger requires it, and otherwise names none"
        ["R-36"] Payment, "invalid_exact_xrpl_payload_network_id_mismatch";
    SEND_MAX "send-max" "SendMax covers an amount in an issued currency, and a payment in XRP has none"
        ["R-38" "R-40"] Payment, "invalid_exact_xrpl_payload_sendmax_required";
    FLAGS "flags" "the flags let the transaction deliver exactly the amount"
        ["R-41"] Payment, "invalid_exact_xrpl_payload_simulation_failed";
    SELF_PAYMENT "self-payment" "the payer does not pay itself"
        ["R-42"] Payment, "invalid_exact_xrpl_payload_simulation_failed";
    INVOICE "invoice" "the payment is for the required invoice (extra.invoiceId)"
        ["R-16" "R-54" "R-72"] Payment, "invalid_exact_xrpl_payload_invoice_missing";
    FEE "fee" "the policy accepts the fee"
        ["R-49"] Payment, "invalid_exact_xrpl_payload_fee_too_high";
    SEQUENCE "sequence" "the transaction has the sequence number or the ticket that the transfer method requires"
        ["R-43" "R-44" "R-61"] Payment, "invalid_exact_xrpl_payload_sequence_missing";
    ACCOUNT_SIGNER "account-signer" "the key that signed may sign for the payer's account"
        ["R-60" "R-61"] Payment, "invalid_exact_xrpl_payload_signer_not_authorized";
    ACCOUNT "account" "the payer's account exists"
        ["R-61"] Payment, "invalid_exact_xrpl_payload_simulation_failed", note "listed if a fact describes the account";
}

/// The codes of the checks that other mechanisms make, too.
pub(super) const CODES: Codes = &[
    (&[CheckId::SPONSORED], "invalid_exact_xrpl_fees_sponsored_unsupported"),
    (&[CheckId::METHOD], "invalid_exact_xrpl_asset_transfer_method"),
    (&[CheckId::TRANSACTION], "invalid_exact_xrpl_payload_shape"),
    (&[CheckId::SIGNATURE_FORM], "invalid_exact_xrpl_payload_signing_pub_key"),
    (&[CheckId::RECIPIENT], "invalid_exact_xrpl_payload_destination_mismatch"),
    (&[CheckId::AMOUNT, CheckId::CHARGE], "invalid_exact_xrpl_payload_amount_mismatch"),
    (&[CheckId::EXPIRED], "invalid_exact_xrpl_payload_expired"),
    (&[CheckId::EXPIRY_FAR], "invalid_exact_xrpl_payload_lastledgersequence_too_large"),
    (&[CheckId::ACCOUNT_SIGNATURE], "invalid_exact_xrpl_payload_signature"),
    (&[CheckId::SIMULATION], "invalid_exact_xrpl_payload_simulation_failed"),
];

/// The order of the rulings. A payload that cannot be read fails in `transaction`, so there is no check `payload`.
pub(super) const ORDER: &[ListedCheck] = in_order![
    &[
        ListedCheck::always(CheckId::OFFER),
        ListedCheck::always(CheckId::FLOW).if_made(),
        ListedCheck::always(CheckId::NETWORK),
        ListedCheck::always(CheckId::SPONSORED),
        ListedCheck::always(CheckId::PAY_TO_ADDRESS),
        ListedCheck::always(CheckId::ASSET),
        ListedCheck::always(CheckId::AMOUNT_TEXT).after(&[CheckId::ASSET]),
        ListedCheck::always(CheckId::METHOD),
        ListedCheck::always(CheckId::TRANSACTION),
        ListedCheck::always(CheckId::TRANSACTION_TYPE).after(&[CheckId::TRANSACTION]),
        of_payment(CheckId::SIGNATURE_FORM),
        of_payment(CheckId::FIELDS),
        of_payment(CheckId::RECIPIENT).after(&[
            CheckId::TRANSACTION,
            CheckId::TRANSACTION_TYPE,
            CheckId::PAY_TO_ADDRESS
        ]),
        of_payment(CheckId::DESTINATION_TAG),
        of_payment(CheckId::NETWORK_ID).after(&[CheckId::TRANSACTION, CheckId::TRANSACTION_TYPE, CheckId::NETWORK]),
        of_price(CheckId::AMOUNT),
        of_price(CheckId::CHARGE).listed(SETTLING),
        of_price(CheckId::SEND_MAX),
        of_price(CheckId::FLAGS),
        of_payment(CheckId::SELF_PAYMENT),
        of_payment(CheckId::INVOICE),
        of_payment(CheckId::FEE),
        of_payment(CheckId::SEQUENCE).after(&[CheckId::TRANSACTION, CheckId::TRANSACTION_TYPE, CheckId::METHOD]),
        of_payment(CheckId::EXPIRED),
        of_payment(CheckId::EXPIRY_FAR).after(&[CheckId::TRANSACTION, CheckId::TRANSACTION_TYPE, CheckId::EXPIRED]),
    ],
    SERVERS,
    &[
        of_payment(CheckId::ACCOUNT_SIGNATURE),
        of_payment(CheckId::ACCOUNT_SIGNER),
        of_payment(CheckId::ACCOUNT).if_made(),
        of_payment(CheckId::SIMULATION).if_made(),
    ],
];

/// Not made without a payment.
const fn of_payment(check: CheckId) -> ListedCheck {
    ListedCheck::always(check).after(&[CheckId::TRANSACTION, CheckId::TRANSACTION_TYPE])
}

/// Not made in the same cases, and without a price. The amount that is charged is compared with a right amount alone.
const fn of_price(check: CheckId) -> ListedCheck {
    ListedCheck::always(check).after(&[
        CheckId::TRANSACTION,
        CheckId::TRANSACTION_TYPE,
        CheckId::ASSET,
        CheckId::AMOUNT_TEXT,
        CheckId::AMOUNT,
    ])
}
