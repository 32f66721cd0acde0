//! Reason codes of Permit2, in `exact` and in `upto`, and of the extensions that sponsor its approval.
//!
//! Sources: `scheme_upto_evm.md` §4 and `scheme_exact_evm.md` §2 (`PERMIT2_ALLOWANCE_REQUIRED`); `@x402/evm`
//! `exact/facilitator/errors.ts`, `upto/facilitator/errors.ts`, `shared/permit2.ts`; PyPI
//! `mechanisms/evm/{exact,upto}/permit2_utils.py`, `extensions/erc20_approval_gas_sponsoring`; Go
//! `mechanisms/evm/{exact,upto}/facilitator/errors.go`; `x402-chain-eip155` `v2_eip155_exact/facilitator/permit2.rs`,
//! `v2_eip155_exact/facilitator/eip2612.rs`, `v2_eip155_upto/facilitator/permit2.rs`.

use super::row::{G, P, Row, S, T, X, row};

#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    row("exact by Permit2: payment or requirements are not of the scheme exact", &[
        (T, "unsupported_payload_type"),
        (S | P | X, "unsupported_scheme"),
    ]),
    row("upto: payment or requirements are not of the scheme upto", &[
        (T | P | G, "invalid_upto_evm_scheme"),
        (S | X, "unsupported_scheme"),
    ]),
    row("upto: payment and requirements name different networks", &[
        (T | P | G, "invalid_upto_evm_network_mismatch"),
        (X, "chain_id_mismatch"),
    ]),
    row("upto: the network is not an EVM chain", &[
        (P | G, "invalid_upto_evm_failed_to_get_network_config"),
        (X, "unsupported_chain"),
        (S, "invalid_network"),
    ]),
    row("upto: payment and requirements name different assets", &[(X, "asset_mismatch")]),
    row("upto: the required amount is not a decimal integer", &[
        (G, "invalid_upto_evm_required_amount"),
        (S, "invalid_payment_requirements"),
        (X, "invalid_format"),
    ]),
    row("Permit2: the payload is malformed", &[
        (P, "invalid_permit2_payload_format"),
        (G, "invalid_upto_evm_payload"),
        (G, "invalid_exact_evm_payload"),
        (S, "invalid_payload"),
        (X, "invalid_format"),
    ]),
    row("upto: the signature is not hexadecimal", &[
        (G, "invalid_upto_evm_signature_format"),
        (P, "invalid_permit2_signature"),
    ]),
    row("Permit2: the spender is not the proxy of the scheme", &[
        (T | P | G, "invalid_permit2_spender"),
        (X, "recipient_mismatch"),
    ]),
    row("Permit2: the signed recipient is not payTo", &[
        (T | P | G, "invalid_permit2_recipient_mismatch"),
        (X, "recipient_mismatch"),
    ]),
    row("upto: the signed facilitator is not this one", &[
        (T | P | G, "upto_facilitator_mismatch"),
        (X, "invalid_signature"),
    ]),
    row("Permit2: the deadline has passed, or is about to", &[
        (T | P | G, "permit2_deadline_expired"),
        (X, "invalid_payment_expired"),
    ]),
    row("Permit2: the permit is not valid yet", &[
        (T | P | G, "permit2_not_yet_valid"),
        (X, "invalid_payment_early"),
    ]),
    row("Permit2: the permitted amount is not the price", &[
        (T | P | G, "permit2_amount_mismatch"),
        (X, "invalid_payment_amount"),
    ]),
    row("Permit2: the permitted token is not the asset", &[
        (T | P | G, "permit2_token_mismatch"),
        (X, "asset_mismatch"),
    ]),
    row("Permit2: the signature is not the payer's", &[
        (T | P | G, "invalid_permit2_signature"),
        (X, "invalid_signature"),
    ]),
    row("Permit2: the payer has not approved Permit2 for the amount", &[
        (S, "PERMIT2_ALLOWANCE_REQUIRED"),
        (T | P | G | X, "permit2_allowance_required"),
    ]),
    row("Permit2: the payer has too little of the token", &[
        (T | P | G, "permit2_insufficient_balance"),
        (S | X, "insufficient_funds"),
        (P, "invalid_exact_evm_insufficient_balance"),
    ]),
    row("Permit2: the payer's balance could not be read", &[(P, "balance_check_failed")]),
    row("Permit2: the proxy of the scheme is not deployed on this chain", &[(T | G, "permit2_proxy_not_deployed")]),
    row("Permit2: the simulated settlement fails", &[
        (T | G, "permit2_simulation_failed"),
        (X, "transaction_simulation"),
    ]),
    // The errors of the proxies themselves, which occur when settling.
    row("Permit2: the proxy refused the amount", &[
        (T | P | G, "permit2_invalid_amount"),
        (P, "invalid_permit2_amount"),
    ]),
    row("Permit2: the proxy refused the recipient", &[
        (T | P | G, "permit2_invalid_destination"),
        (P, "invalid_permit2_destination"),
    ]),
    row("Permit2: the proxy refused the payer", &[
        (T | P | G, "permit2_invalid_owner"),
        (P, "invalid_permit2_owner"),
    ]),
    row("Permit2: the proxy refused the payment as too early", &[(T | P | G, "permit2_payment_too_early")]),
    row("Permit2: the nonce has been used", &[(T | P | G, "permit2_invalid_nonce")]),
    row("Permit2: the EIP-2612 permit does not have the permitted amount", &[
        (T | P | G, "permit2_2612_amount_mismatch"),
    ]),
    row("upto: the amount to settle exceeds what the payer permitted", &[
        (S | T | P | G, "invalid_upto_evm_payload_settlement_exceeds_amount"),
        (X, "invalid_payment_amount"),
    ]),
    row("upto: the proxy refused to move more than the permitted amount", &[(T | P | G, "upto_amount_exceeds_permitted")]),
    row("upto: the proxy refused a facilitator that the payer did not sign", &[
        (T | P | G, "upto_unauthorized_facilitator"),
    ]),
    row("upto: the verification before settling refused the payment without a reason", &[
        (T, "invalid_scheme"),
        (G, "invalid_upto_evm_verification_failed"),
    ]),
    row("upto: the transaction's receipt could not be read", &[(G, "invalid_upto_evm_failed_to_get_receipt")]),
    row("upto: the transaction failed", &[
        (T | P | G, "invalid_upto_evm_transaction_failed"),
        (S, "invalid_transaction_state"),
    ]),
    row("eip2612GasSponsoring: the payment's extension is malformed", &[
        (T | P | G, "invalid_eip2612_extension_format"),
        (X, "invalid_format"),
    ]),
    row("eip2612GasSponsoring: the permit is not the payer's", &[
        (T | P | G, "eip2612_from_mismatch"),
        (X, "invalid_signature"),
    ]),
    row("eip2612GasSponsoring: the permit is for another token", &[
        (T | P | G, "eip2612_asset_mismatch"),
        (X, "asset_mismatch"),
    ]),
    row("eip2612GasSponsoring: the permit's spender is not Permit2", &[
        (T | P | G, "eip2612_spender_not_permit2"),
        (X, "invalid_signature"),
    ]),
    row("eip2612GasSponsoring: the permit expires too early", &[
        (T | P | G, "eip2612_deadline_expired"),
        (X, "invalid_payment_expired"),
    ]),
    row("erc20ApprovalGasSponsoring: the payment's extension is malformed", &[
        (T | P | G, "invalid_erc20_approval_extension_format"),
    ]),
    row("erc20ApprovalGasSponsoring: the approval is not the payer's", &[(T | P | G, "erc20_approval_from_mismatch")]),
    row("erc20ApprovalGasSponsoring: the approval is for another token", &[
        (T | P | G, "erc20_approval_asset_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the named spender is not Permit2", &[
        (T | P | G, "erc20_approval_spender_not_permit2"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction cannot be read", &[(T | P | G, "erc20_approval_tx_parse_failed")]),
    row("erc20ApprovalGasSponsoring: the transaction does not go to the token", &[
        (T | P | G, "erc20_approval_tx_wrong_target"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction does not call approve", &[
        (T | P | G, "erc20_approval_tx_wrong_selector"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction approves a spender other than Permit2", &[
        (T | P | G, "erc20_approval_tx_wrong_spender"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction's call data cannot be read", &[
        (T | P, "erc20_approval_tx_invalid_calldata"),
    ]),
    row("erc20ApprovalGasSponsoring: the signer of the transaction is not the payer", &[
        (T | P | G, "erc20_approval_tx_signer_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction's signature is not valid", &[
        (T | P | G, "erc20_approval_tx_invalid_signature"),
    ]),
    row("erc20ApprovalGasSponsoring: this facilitator cannot check the transaction", &[
        (P, "erc20_approval_tx_validation_unavailable"),
    ]),
    row("erc20ApprovalGasSponsoring: the payer has too little for the gas of the approval", &[
        (G, "erc20_approval_insufficient_eth_for_gas"),
    ]),
    row("erc20ApprovalGasSponsoring: the approval could not be sent", &[(T | P | G, "erc20_approval_broadcast_failed")]),
    row("erc20ApprovalGasSponsoring: the approval failed", &[(T | P | G, "erc20_approval_tx_failed")]),
];
