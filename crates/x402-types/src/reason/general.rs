//! Reason codes of the core: versions, schemes, servers, facilitators.
//!
//! Sources: V1 and V2 specification §9; `@x402/core` `server/x402ResourceServer.ts`, `http/x402HTTPResourceServer.ts`;
//! PyPI `schemas/hooks.py`, `http/types.py`, `http/middleware/`; Go `errors.go`; `x402-types` (Rust) `proto/mod.rs`
//! (`ErrorReason`); npm `x402` `types/verify/x402Specs.ts` (`ErrorReasons`), `facilitator/facilitator.ts`.

use super::row::{C, G, L, P, Row, S, T, X, row};

#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    row("the protocol version is not supported", &[
        (S | L, "invalid_x402_version"),
        (G, "invalid_version"),
    ]),
    row("the payment is malformed", &[
        (S | L | C, "invalid_payload"),
        (X, "invalid_format"),
        (G, "invalid_v2_payload"),
        (G, "invalid_v1_payload"),
    ]),
    row("the payment requirements are malformed", &[
        (S | L, "invalid_payment_requirements"),
        (X, "invalid_format"),
        (G, "invalid_v2_requirements"),
        (G, "invalid_v1_requirements"),
    ]),
    // The document has no code for it. The one under `spec` is that of this project's check `offer`.
    row("the offer that the client accepted is not one of the server's", &[
        (S, "invalid_payment_requirements"),
        (X, "accepted_requirements_mismatch"),
    ]),
    row("the payment cannot be accepted, without a reason", &[(G | L, "invalid_payment")]),
    row("payment is required", &[(G, "payment_required")]),
    row("the named scheme is not supported", &[(S | L, "invalid_scheme")]),
    row("the facilitator does not support the scheme", &[(S | G | X | L | C, "unsupported_scheme")]),
    row("payment and requirements name different schemes", &[(G, "scheme_mismatch")]),
    row("the network is not supported", &[
        (S | L, "invalid_network"),
        (X, "unsupported_chain"),
        (G | C, "unsupported_network"),
        (G, "no_facilitator_for_network"),
        (C, "invalid_network"),
    ]),
    row("payment and requirements name different networks", &[(G, "network_mismatch"), (X, "chain_id_mismatch")]),
    row("a signature is not valid", &[(G, "signature_invalid"), (X, "invalid_signature")]),
    row("the payment has expired", &[(G | L, "payment_expired"), (X, "invalid_payment_expired")]),
    row("the payer has too little of the asset", &[(S | G | X | L, "insufficient_funds")]),
    row("the payment does not repeat the extensions as the server declared them", &[
        (T | P, "extension_echo_mismatch"),
    ]),
    row("verification itself failed", &[(S | L, "unexpected_verify_error"), (X, "unexpected_error")]),
    row("settlement itself failed", &[
        (S | P | L, "unexpected_settle_error"),
        (X, "unexpected_error"),
        (G, "settlement_failed"),
    ]),
    row("the transaction failed or was rejected", &[(S | L | C, "invalid_transaction_state")]),
    row("this payment is being settled, or has been", &[(S | T | P | G | L, "duplicate_settlement")]),
    // This is not final: the answer names the transaction, which may still succeed.
    row("the transaction was sent, and its result is not known yet", &[(T | P | G, "settlement_pending")]),
    row("the facilitator's answer cannot be understood", &[(G, "invalid_response")]),
    row("the payment could not be written for the facilitator", &[(G, "failed_to_marshal_payload")]),
    row("the requirements could not be written for the facilitator", &[(G, "failed_to_marshal_requirements")]),
    row("the server's handler threw after the payment had been verified", &[(T | P, "handler_threw")]),
    row("the server's handler answered with an error after the payment had been verified", &[
        (T | P, "handler_failed"),
    ]),
    row("the server aborted the request after the payment had been verified", &[(T | P, "after_verify_aborted")]),
    row("a route names a scheme that the server has not registered", &[(T | P, "missing_scheme")]),
    row("a route names a scheme and network that no facilitator of the server supports", &[
        (T | P, "missing_facilitator"),
    ]),
    row("a route names a payment flow that its scheme does not have", &[(T | P, "unsupported_payment_flow")]),
    row("a route names a transfer method that its scheme does not have", &[
        (T | P, "unsupported_asset_transfer_method"),
    ]),
];
