//! Reason codes of `exact` on EVM: those that both transfer methods share, and those of EIP-3009.
//!
//! Sources: V2 specification §9 (V1's own word for the amount is V1 §9's); `@x402/evm` `exact/facilitator/errors.ts`,
//! `exact/facilitator/eip3009.ts`, `exact/v1/facilitator/scheme.ts`; PyPI `mechanisms/evm/constants.py`,
//! `mechanisms/evm/exact/facilitator.py`; Go `mechanisms/evm/exact/facilitator/errors.go` and `exact/v1/facilitator`;
//! `x402-chain-eip155` `v2_eip155_exact/facilitator/`; npm `x402` `schemes/exact/evm/facilitator.ts`.

use super::{
    help,
    row::{C, D, G, L, P, R, Row, S, T, X, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("exact on EVM: payment or requirements are not of the scheme exact", help::SCHEME, &[
        (T | G | D, "invalid_exact_evm_scheme"),
        (S | P | X | L, "unsupported_scheme"),
        (G | D, "invalid_exact_evm_unsupported_scheme"),
    ]),
    row("exact on EVM: payment and requirements name different networks", help::NETWORK, &[
        (T | G | D, "invalid_exact_evm_network_mismatch"),
        (P, "network_mismatch"),
        (X, "chain_id_mismatch"),
    ]),
    row("exact on EVM: the network is not an EVM chain", help::NETWORK, &[
        (P | G | D, "invalid_exact_evm_failed_to_get_network_config"),
        (X, "unsupported_chain"),
        (S | L, "invalid_network"),
    ]),
    row("exact on EVM: the payload is malformed", help::MALFORMED, &[
        (G | D, "invalid_exact_evm_payload"),
        (S, "invalid_payload"),
        (X, "invalid_format"),
    ]),
    row("EVM: the payload does not fit any transfer method of the scheme", help::MALFORMED, &[
        (T | P | G | R | D, "unsupported_payload_type"),
        (X, "invalid_format"),
    ]),
    row("exact on EVM: the required amount is not a decimal integer", help::REQUIREMENTS, &[
        (G | D, "invalid_exact_evm_required_amount"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("exact on EVM: the requirements' extra cannot be read", help::REQUIREMENTS, &[
        (G | D, "invalid_exact_evm_extra_field"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("exact on EVM: the requirements do not name the token's EIP-712 domain", help::DOMAIN, &[
        (T | G | D, "invalid_exact_evm_missing_eip712_domain"),
        (P, "missing_eip712_domain"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("exact on EVM: the token is unknown", help::ASSET, &[(P, "invalid_exact_evm_failed_to_get_asset_info")]),
    row("EVM: the asset is not a contract", help::ASSET, &[(T | P | G | R, "asset_not_deployed_contract")]),
    row("EIP-3009: the payload has no signature", help::SIGNATURE_FORMAT, &[
        (G | D, "invalid_exact_evm_payload_missing_signature"),
        (P | R | D, "invalid_exact_evm_payload_signature"),
        (X, "invalid_format"),
    ]),
    row("exact on EVM: the signature is not hexadecimal", help::SIGNATURE_FORMAT, &[
        (G | D, "invalid_exact_evm_signature_format"),
        (P, "invalid_exact_evm_failed_to_verify_signature"),
    ]),
    row("EIP-3009: the signature is not the payer's", help::SIGNATURE, &[
        (S | P | L, "invalid_exact_evm_payload_signature"),
        (T | G | D, "invalid_exact_evm_signature"),
        (C, "invalid_signature"),
        (X, "invalid_signature"),
        (G, "invalid_exact_evm_payload_signature"),
    ]),
    row("exact on EVM: the signature could not be checked", help::NODE, &[
        (T | P | G | D, "invalid_exact_evm_failed_to_verify_signature"),
        (X, "invalid_signature"),
    ]),
    row("exact on EVM: the signature cannot be split for settling", help::SIGNATURE_FORMAT, &[
        (T | G | D, "invalid_exact_evm_failed_to_parse_signature"),
    ]),
    row("EVM: the payer is a smart wallet that is not deployed, and the signature does not deploy it", help::WALLET, &[
        (T | P | G | L | D, "invalid_exact_evm_payload_undeployed_smart_wallet"),
    ]),
    row("EVM: the factory that the ERC-6492 signature names is not allowed", help::WALLET, &[
        (T | P | G | R, "eip6492_factory_not_allowed"),
    ]),
    row("EVM: it could not be determined whether the payer's wallet is deployed", help::NODE, &[
        (G | D, "invalid_exact_evm_failed_to_check_deployment"),
    ]),
    row("EVM: deploying the payer's wallet failed", help::WALLET, &[(T | P | G | D, "smart_wallet_deployment_failed")]),
    row("EIP-3009: the signed recipient is not payTo", help::RECIPIENT, &[
        (S | P | L | R | D, "invalid_exact_evm_payload_recipient_mismatch"),
        (T | G | D, "invalid_exact_evm_recipient_mismatch"),
        (C, "address_mismatch"),
        (X, "recipient_mismatch"),
        (G, "invalid_exact_evm_payload_recipient_mismatch"),
    ]),
    // V1 requires at least the price and V2 exactly the price, so the V1 codes come last.
    row("EIP-3009: the signed value is not the price", help::AMOUNT, &[
        (S | T | P | G | R | D, "invalid_exact_evm_payload_authorization_value_mismatch"),
        (X, "invalid_payment_amount"),
        (C, "amount_mismatch"),
        (S | G | L | D, "invalid_exact_evm_payload_authorization_value"),
        (T | G | D, "invalid_exact_evm_authorization_value"),
    ]),
    row("EIP-3009: the authorization has expired, or is about to", help::EXPIRED, &[
        (S | T | P | G | L | R | D, "invalid_exact_evm_payload_authorization_valid_before"),
        (X, "invalid_payment_expired"),
        (C, "authorization_expired"),
    ]),
    row("EIP-3009: the authorization is not valid yet", help::EARLY, &[
        (S | T | P | G | L | R | D, "invalid_exact_evm_payload_authorization_valid_after"),
        (X, "invalid_payment_early"),
        (C, "authorization_not_yet_valid"),
    ]),
    row("EIP-3009: the payer has too little of the token", help::FUNDS, &[
        (T | P | G | D, "invalid_exact_evm_insufficient_balance"),
        (C, "insufficient_balance"),
        (S | X | L, "insufficient_funds"),
        (G | D, "invalid_exact_evm_insufficient_funds"),
    ]),
    row("EIP-3009: the payer's balance could not be read", help::NODE, &[
        (G | D, "invalid_exact_evm_failed_to_get_balance"),
    ]),
    row("EIP-3009: the nonce has been used or cancelled", help::USED, &[
        (T | P | G | D, "invalid_exact_evm_nonce_already_used"),
        (C | R, "nonce_already_used"),
    ]),
    row("EIP-3009: it could not be determined whether the nonce has been used", help::NODE, &[
        (G | D, "invalid_exact_evm_failed_to_check_nonce"),
    ]),
    row("EIP-3009: the token does not support it", help::NO_EIP3009, &[
        (T | P | G | D, "invalid_exact_evm_eip3009_not_supported"),
    ]),
    row("EIP-3009: the token has a different EIP-712 name", help::DOMAIN, &[
        (T | P | G | D, "invalid_exact_evm_token_name_mismatch"),
    ]),
    row("EIP-3009: the token has a different EIP-712 version", help::DOMAIN, &[
        (T | P | G | D, "invalid_exact_evm_token_version_mismatch"),
    ]),
    row("EIP-3009: the simulated transfer fails", help::SIMULATION, &[
        (T | P | G | D, "invalid_exact_evm_transaction_simulation_failed"),
        (X, "transaction_simulation"),
    ]),
    row("exact on EVM: the verification before settling refused the payment without a reason", help::NOT_VERIFIED, &[
        (T, "invalid_exact_evm_scheme"),
        (G | D, "invalid_exact_evm_verification_failed"),
        (L, "invalid_scheme"),
    ]),
    row("exact on EVM: the transaction could not be sent", help::SENDING, &[
        (G | D, "invalid_exact_evm_failed_to_execute_transfer"),
    ]),
    row("exact on EVM: the transaction's receipt could not be read", help::NODE, &[
        (G | D, "invalid_exact_evm_failed_to_get_receipt"),
    ]),
    row("exact on EVM: the transaction failed", help::TRANSACTION, &[
        (T | G | R | D, "invalid_exact_evm_transaction_failed"),
        (P | R, "transaction_failed"),
        (S | T | L, "invalid_transaction_state"),
        (G | D, "invalid_exact_evm_transaction_state"),
    ]),
    row("EIP-3009: the transaction succeeded, but does not show the transfer", help::UNSEEN, &[
        (T | P | G | R, "invalid_exact_evm_transfer_event_mismatch"),
    ]),
];
