//! Reason codes of `exact` on TON, which this project does not verify.
//!
//! Source: PyPI `mechanisms/tvm/constants.py`. Codes that other chain families share have their rows elsewhere.

use super::{
    help,
    row::{P, Row, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("TON: the protocol version is not supported", help::VERSION, &[(P, "unsupported_version")]),
    row("TON: the network is not supported", help::NETWORK, &[(P, "unsupported_network")]),
    row("TON: the payload is malformed", help::MALFORMED, &[(P, "invalid_exact_tvm_payload")]),
    row("TON: the message to settle cannot be read", help::TON, &[(P, "invalid_exact_tvm_payload_settlement_boc")]),
    row("TON: the message is not a signed request of a W5 wallet", help::TON, &[
        (P, "invalid_exact_tvm_payload_w5_internal_signed_request"),
    ]),
    row("TON: the wallet's actions are not the one transfer", help::TON, &[
        (P, "invalid_exact_tvm_payload_w5_actions"),
    ]),
    row("TON: the jetton transfer is malformed", help::TON, &[(P, "invalid_exact_tvm_payload_jetton_transfer")]),
    row("TON: the signature is not the payer's", help::TON, &[(P, "invalid_exact_tvm_payload_invalid_signature")]),
    row("TON: the code of the payer's wallet is not allowed", help::TON, &[
        (P, "invalid_exact_tvm_payload_invalid_code_hash"),
    ]),
    row("TON: the jetton is not the asset", help::TON, &[(P, "invalid_exact_tvm_payload_asset_mismatch")]),
    row("TON: the recipient is not payTo", help::RECIPIENT, &[(P, "invalid_exact_tvm_payload_recipient_mismatch")]),
    row("TON: the amount is not the price", help::AMOUNT, &[(P, "invalid_exact_tvm_payload_amount_mismatch")]),
    row("TON: the wallet does not allow the mode of the signature", help::TON, &[
        (P, "invalid_exact_tvm_payload_signature_mode_mismatch"),
    ]),
    row("TON: the seqno is not the wallet's next one", help::TON, &[(P, "invalid_exact_tvm_payload_seqno_mismatch")]),
    row("TON: the wallet id is not the wallet's", help::TON, &[(P, "invalid_exact_tvm_payload_wallet_id_mismatch")]),
    row("TON: the wallet's extensions are not the expected ones", help::TON, &[
        (P, "invalid_exact_tvm_payload_extensions_dict_mismatch"),
    ]),
    row("TON: too much TON is attached", help::TON, &[(P, "invalid_exact_tvm_payload_attached_ton_amount_too_high")]),
    row("TON: the payer's account is frozen", help::TON_FUNDS, &[(P, "account_frozen")]),
    row("TON: the message has expired", help::EXPIRED, &[(P, "invalid_exact_tvm_payload_valid_until_expired")]),
    row("TON: the message expires later than the timeout allows", help::TON, &[
        (P, "invalid_exact_tvm_payload_valid_until_too_far"),
    ]),
    row("TON: the payer has too little of the jetton", help::TON_FUNDS, &[(P, "insufficient_balance")]),
    row("TON: the facilitator has too little TON", help::SENDING, &[(P, "facilitator_insufficient_balance")]),
    row("TON: the simulated message fails", help::TON, &[(P, "simulation_failed")]),
];
