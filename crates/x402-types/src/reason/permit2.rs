//! Reason codes of Permit2, in `exact` and in `upto`, and of the extensions that sponsor its approval.
//!
//! Sources: `scheme_upto_evm.md` §4 and `scheme_exact_evm.md` §2 (`PERMIT2_ALLOWANCE_REQUIRED`); `@x402/evm`
//! `exact/facilitator/errors.ts`, `upto/facilitator/errors.ts`, `shared/permit2.ts`; PyPI
//! `mechanisms/evm/{exact,upto}/permit2_utils.py`, `extensions/erc20_approval_gas_sponsoring`; Go
//! `mechanisms/evm/{exact,upto}/facilitator/errors.go`; `x402-chain-eip155` `v2_eip155_exact/facilitator/permit2.rs`,
//! `v2_eip155_exact/facilitator/eip2612.rs`, `v2_eip155_upto/facilitator/permit2.rs`.

use super::{
    help,
    row::{D, G, P, R, Row, S, T, X, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("exact with Permit2: payment or requirements are not of the scheme exact", help::SCHEME, &[
        (T, "unsupported_payload_type"),
        (S | P | X, "unsupported_scheme"),
    ]),
    row("upto: payment or requirements are not of the scheme upto", help::SCHEME, &[
        (T | P | G, "invalid_upto_evm_scheme"),
        (S | X, "unsupported_scheme"),
    ]),
    row("upto: payment and requirements name different networks", help::NETWORK, &[
        (T | P | G, "invalid_upto_evm_network_mismatch"),
        (X, "chain_id_mismatch"),
    ]),
    row("upto: the network is not an EVM chain", help::NETWORK, &[
        (P | G, "invalid_upto_evm_failed_to_get_network_config"),
        (X, "unsupported_chain"),
        (S, "invalid_network"),
    ]),
    row("upto: payment and requirements name different assets", help::ASSET, &[(X, "asset_mismatch")]),
    row("upto: the required amount is not a decimal integer", help::REQUIREMENTS, &[
        (G, "invalid_upto_evm_required_amount"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("Permit2: the payload is malformed", help::MALFORMED, &[
        (P, "invalid_permit2_payload_format"),
        (G, "invalid_upto_evm_payload"),
        (G, "invalid_exact_evm_payload"),
        (S, "invalid_payload"),
        (X, "invalid_format"),
    ]),
    row("upto: the signature is not hexadecimal", help::SIGNATURE_FORMAT, &[
        (G, "invalid_upto_evm_signature_format"),
        (P, "invalid_permit2_signature"),
    ]),
    row("Permit2: the spender is not the proxy of the scheme", help::PERMIT2_SPENDER, &[
        (T | P | G | D, "invalid_permit2_spender"),
        (X, "recipient_mismatch"),
        (D, "invalid_exact_evm_permit2_payload_spender"),
    ]),
    row("Permit2: the signed recipient is not payTo", help::RECIPIENT, &[
        (T | P | G | D, "invalid_permit2_recipient_mismatch"),
        (X, "recipient_mismatch"),
        (D, "invalid_exact_evm_permit2_payload_recipient"),
    ]),
    row("upto: the signed facilitator is not this one", help::UPTO_FACILITATOR, &[
        (T | P | G | R, "upto_facilitator_mismatch"),
        (X, "invalid_signature"),
    ]),
    row("Permit2: the deadline has passed, or is about to", help::EXPIRED, &[
        (T | P | G | D, "permit2_deadline_expired"),
        (X, "invalid_payment_expired"),
        (D, "invalid_exact_evm_permit2_payload_deadline"),
    ]),
    row("Permit2: the permit is not valid yet", help::EARLY, &[
        (T | P | G | D, "permit2_not_yet_valid"),
        (X, "invalid_payment_early"),
        (D, "invalid_exact_evm_permit2_payload_valid_after"),
    ]),
    row("Permit2: the permitted amount is not the price", help::AMOUNT, &[
        (T | P | G | D, "permit2_amount_mismatch"),
        (X, "invalid_payment_amount"),
        (D, "invalid_exact_evm_permit2_payload_amount"),
    ]),
    row("Permit2: the permitted token is not the asset", help::PERMIT2_TOKEN, &[
        (T | P | G | D, "permit2_token_mismatch"),
        (X, "asset_mismatch"),
    ]),
    row("Permit2: the signature is not the payer's", help::SIGNATURE, &[
        (T | P | G | D, "invalid_permit2_signature"),
        (X, "invalid_signature"),
        (D, "invalid_exact_evm_permit2_payload_signature"),
    ]),
    row("Permit2: the payer has not approved Permit2 for the amount", help::ALLOWANCE, &[
        (S, "PERMIT2_ALLOWANCE_REQUIRED"),
        (T | P | G | X | R | D, "permit2_allowance_required"),
        (D, "invalid_exact_evm_permit2_payload_allowance_required"),
    ]),
    row("Permit2: the payer has too little of the token", help::FUNDS, &[
        (T | P | G | D, "permit2_insufficient_balance"),
        (S | X, "insufficient_funds"),
        (P, "invalid_exact_evm_insufficient_balance"),
    ]),
    row("Permit2: the payer's balance could not be read", help::NODE, &[(P, "balance_check_failed")]),
    row("Permit2: the proxy of the scheme is not deployed on this chain", help::PROXY, &[
        (T | G | D, "permit2_proxy_not_deployed"),
    ]),
    row("Permit2: the simulated settlement fails", help::SIMULATION, &[
        (T | G | D, "permit2_simulation_failed"),
        (X, "transaction_simulation"),
    ]),
    // The errors of the proxies themselves, which occur when settling.
    row("Permit2: the proxy refused the amount", help::AMOUNT, &[
        (T | P | G | D, "permit2_invalid_amount"),
        (P, "invalid_permit2_amount"),
    ]),
    row("Permit2: the proxy refused the recipient", help::RECIPIENT, &[
        (T | P | G | D, "permit2_invalid_destination"),
        (P, "invalid_permit2_destination"),
    ]),
    row("Permit2: the proxy refused the payer", help::SIGNATURE, &[
        (T | P | G | D, "permit2_invalid_owner"),
        (P, "invalid_permit2_owner"),
    ]),
    row("Permit2: the proxy refused the payment as too early", help::EARLY, &[
        (T | P | G | D, "permit2_payment_too_early"),
    ]),
    row("Permit2: the nonce has been used", help::USED, &[(T | P | G | D, "permit2_invalid_nonce")]),
    row("Permit2: the EIP-2612 permit does not have the permitted amount", help::PERMIT_2612, &[
        (T | P | G | D, "permit2_2612_amount_mismatch"),
    ]),
    row("upto: the amount to settle exceeds the permitted amount", help::UPTO_AMOUNT, &[
        (S | T | P | G | R, "invalid_upto_evm_payload_settlement_exceeds_amount"),
        (X, "invalid_payment_amount"),
    ]),
    row("upto: the proxy refused to move more than the permitted amount", help::UPTO_AMOUNT, &[
        (T | P | G | R, "upto_amount_exceeds_permitted"),
    ]),
    row("upto: the proxy refused a facilitator that the payer did not sign", help::UPTO_FACILITATOR, &[
        (T | P | G | R, "upto_unauthorized_facilitator"),
    ]),
    row("upto: the verification before settling refused the payment without a reason", help::NOT_VERIFIED, &[
        (T, "invalid_scheme"),
        (G, "invalid_upto_evm_verification_failed"),
    ]),
    row("upto: the transaction's receipt could not be read", help::NODE, &[
        (G, "invalid_upto_evm_failed_to_get_receipt"),
    ]),
    row("upto: the transaction failed", help::TRANSACTION, &[
        (T | P | G, "invalid_upto_evm_transaction_failed"),
        (S, "invalid_transaction_state"),
    ]),
    row("eip2612GasSponsoring: the payment's extension is malformed", help::PERMIT_2612, &[
        (T | P | G | R, "invalid_eip2612_extension_format"),
        (X, "invalid_format"),
    ]),
    row("eip2612GasSponsoring: the permit is not the payer's", help::PERMIT_2612, &[
        (T | P | G | R, "eip2612_from_mismatch"),
        (X, "invalid_signature"),
    ]),
    row("eip2612GasSponsoring: the permit is for a different token", help::PERMIT_2612, &[
        (T | P | G | R, "eip2612_asset_mismatch"),
        (X, "asset_mismatch"),
    ]),
    row("eip2612GasSponsoring: the permit's spender is not Permit2", help::PERMIT_2612, &[
        (T | P | G | R, "eip2612_spender_not_permit2"),
        (X, "invalid_signature"),
    ]),
    row("eip2612GasSponsoring: the permit expires too early", help::PERMIT_2612, &[
        (T | P | G | R, "eip2612_deadline_expired"),
        (X, "invalid_payment_expired"),
    ]),
    row("erc20ApprovalGasSponsoring: the payment's extension is malformed", help::APPROVAL, &[
        (T | P | G | R | D, "invalid_erc20_approval_extension_format"),
    ]),
    row("erc20ApprovalGasSponsoring: the approval is not the payer's", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_from_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the approval is for a different token", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_asset_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the named spender is not Permit2", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_spender_not_permit2"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction cannot be read", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_tx_parse_failed"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction does not go to the token", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_tx_wrong_target"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction does not call approve", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_tx_wrong_selector"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction approves a spender other than Permit2", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_tx_wrong_spender"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction's call data cannot be read", help::APPROVAL, &[
        (T | P | R, "erc20_approval_tx_invalid_calldata"),
    ]),
    row("erc20ApprovalGasSponsoring: the signer of the transaction is not the payer", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_tx_signer_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction's signature is not valid", help::APPROVAL, &[
        (T | P | G | R | D, "erc20_approval_tx_invalid_signature"),
    ]),
    row("erc20ApprovalGasSponsoring: this facilitator cannot check the transaction", help::APPROVAL_OFF, &[
        (P, "erc20_approval_tx_validation_unavailable"),
    ]),
    row("erc20ApprovalGasSponsoring: the payer has too little for the gas of the approval", help::APPROVAL_COST, &[
        (G | D, "erc20_approval_insufficient_eth_for_gas"),
    ]),
    row("erc20ApprovalGasSponsoring: the approval could not be sent", help::SENDING, &[
        (T | P | G | D, "erc20_approval_broadcast_failed"),
    ]),
    row("erc20ApprovalGasSponsoring: the approval failed", help::APPROVAL, &[
        (T | P | G | D, "erc20_approval_tx_failed"),
    ]),
];
