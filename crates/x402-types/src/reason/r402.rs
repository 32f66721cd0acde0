//! Reason codes that only the crates of r402 have.
//!
//! Source: `r402-protocol` 0.21.0, `error/reason.rs`; `r402-evm` 0.21.0, `auth_capture/` and `exact/facilitator/`.

use super::{
    help,
    row::{R, Row, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("r402: the route settles in a mode that the scheme does not have", help::MODE, &[
        (R, "incompatible_settlement_mode"),
    ]),
    row("r402: the server stopped the settlement", help::MODE, &[(R, "settlement_aborted")]),
    row("r402: the allowance of Permit2 could not be read", help::NODE, &[(R, "permit2_allowance_rpc_failed")]),
    row("auth-capture: the requirements' extra is malformed", help::CAPTURE, &[(R, "invalid_auth_capture_evm_extra")]),
    row("auth-capture: the payload is malformed", help::CAPTURE, &[(R, "invalid_auth_capture_evm_payload_format")]),
    row("auth-capture: the token's collector is not that of the transfer method", help::CAPTURE, &[
        (R, "invalid_auth_capture_evm_token_collector_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the approved amount is too small", help::APPROVAL, &[
        (R, "erc20_approval_amount_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction is for a different chain", help::APPROVAL, &[
        (R, "erc20_approval_chain_id_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction is not of the type of EIP-1559", help::APPROVAL, &[
        (R, "erc20_approval_not_eip1559"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction's nonce is not the payer's next one", help::APPROVAL, &[
        (R, "erc20_approval_nonce_mismatch"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction sends money", help::APPROVAL, &[
        (R, "erc20_approval_value_nonzero"),
    ]),
    row("erc20ApprovalGasSponsoring: the transaction's fee is below the chain's", help::APPROVAL, &[
        (R, "erc20_approval_fee_too_low"),
    ]),
    row("erc20ApprovalGasSponsoring: the chain's base fee could not be read", help::NODE, &[
        (R, "erc20_approval_missing_base_fee"),
    ]),
    row("erc20ApprovalGasSponsoring: the facilitator has too little for the gas", help::APPROVAL_COST, &[
        (R, "erc20_approval_facilitator_underfunded"),
    ]),
    row("erc20ApprovalGasSponsoring: the gas costs more than the facilitator pays", help::APPROVAL_COST, &[
        (R, "erc20_approval_funding_exceeds_cap"),
    ]),
    row("erc20ApprovalGasSponsoring: the facilitator could not send the gas to the payer", help::SENDING, &[
        (R, "erc20_approval_funding_failed"),
        (R, "erc20_approval_fund"),
    ]),
    row("erc20ApprovalGasSponsoring: the node did not accept the approval", help::SENDING, &[
        (R, "erc20_approval_send_raw"),
    ]),
];
