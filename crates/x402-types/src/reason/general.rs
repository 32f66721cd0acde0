//! Reason codes of the core: versions, schemes, servers, facilitators.
//!
//! Sources: V1 and V2 specification §9; `@x402/core` `server/x402ResourceServer.ts`, `http/x402HTTPResourceServer.ts`;
//! PyPI `schemas/hooks.py`, `http/types.py`, `http/middleware/`; Go `errors.go`; `x402-types` (Rust) `proto/mod.rs`
//! (`ErrorReason`); npm `x402` `types/verify/x402Specs.ts` (`ErrorReasons`), `facilitator/facilitator.ts`.

use super::{
    help,
    row::{C, D, G, L, P, R, Row, S, T, X, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("the protocol version is not supported", help::VERSION, &[
        (S | T | L | R | D, "invalid_x402_version"),
        (G, "invalid_version"),
    ]),
    row("the payment is malformed", help::MALFORMED, &[
        (S | L | C | R | D, "invalid_payload"),
        (X, "invalid_format"),
        (G, "invalid_v2_payload"),
        (G, "invalid_v1_payload"),
    ]),
    row("the payment requirements are malformed", help::REQUIREMENTS, &[
        (S | L | R | D, "invalid_payment_requirements"),
        (X, "invalid_format"),
        (G, "invalid_v2_requirements"),
        (G, "invalid_v1_requirements"),
    ]),
    // The document has no code for it. The one under `spec` is that of this project's check `offer`.
    row("the offer that the client accepted is not one of the server's", help::NOT_OFFERED, &[
        (S, "invalid_payment_requirements"),
        (X, "accepted_requirements_mismatch"),
    ]),
    row("the payment cannot be accepted, without a reason", help::NO_REASON, &[(G | L, "invalid_payment")]),
    row("payment is required", help::PAYMENT_REQUIRED, &[(G, "payment_required")]),
    row("the named scheme is not supported", help::SCHEME, &[(S | L | R | D, "invalid_scheme")]),
    row("the facilitator does not support the scheme", help::SCHEME, &[(S | G | X | L | C | R, "unsupported_scheme")]),
    row("payment and requirements name different schemes", help::SCHEME, &[(G, "scheme_mismatch")]),
    row("the network is not supported", help::NETWORK, &[
        (S | T | L | R | D, "invalid_network"),
        (X, "unsupported_chain"),
        (G | C, "unsupported_network"),
        (G, "no_facilitator_for_network"),
        (C, "invalid_network"),
    ]),
    row("payment and requirements name different networks", help::NETWORK, &[
        (G, "network_mismatch"), (X, "chain_id_mismatch"),
    ]),
    row("a signature is not valid", help::SIGNATURE, &[(G, "signature_invalid"), (X, "invalid_signature")]),
    row("the payment has expired", help::EXPIRED, &[(G | L, "payment_expired"), (X, "invalid_payment_expired")]),
    row("the payer has too little of the asset", help::FUNDS, &[(S | G | X | L | R | D, "insufficient_funds")]),
    row("the payment does not repeat the extensions as the server declared them", help::ECHO, &[
        (T | P | R, "extension_echo_mismatch"),
    ]),
    row("verification itself failed", help::FACILITATOR, &[
        (S | T | L | R, "unexpected_verify_error"), (X, "unexpected_error"),
    ]),
    row("settlement itself failed", help::FACILITATOR, &[
        (S | T | P | L | R, "unexpected_settle_error"),
        (X, "unexpected_error"),
        (G, "settlement_failed"),
    ]),
    row("the transaction failed or was rejected", help::TRANSACTION, &[(S | L | C | R, "invalid_transaction_state")]),
    row("this payment is being settled, or has been", help::DUPLICATE, &[
        (S | T | P | G | L | R | D, "duplicate_settlement"),
    ]),
    // This is not final: the answer names the transaction, which may still succeed.
    row("the transaction was sent, and its result is not known yet", help::PENDING, &[
        (T | P | G | R | D, "settlement_pending"),
    ]),
    row("the facilitator's answer cannot be understood", help::ANSWER, &[(G, "invalid_response")]),
    row("the payment could not be written for the facilitator", help::ANSWER, &[(G, "failed_to_marshal_payload")]),
    row("the requirements could not be written for the facilitator", help::ANSWER, &[
        (G, "failed_to_marshal_requirements"),
    ]),
    row("the server's handler threw after the payment had been verified", help::HANDLER, &[(T | P, "handler_threw")]),
    row("the server's handler answered with an error after the payment had been verified", help::HANDLER, &[
        (T | P, "handler_failed"),
    ]),
    row("the server aborted the request after the payment had been verified", help::HANDLER, &[
        (T | P, "after_verify_aborted"),
    ]),
    row("a route names a scheme that the server has not registered", help::ROUTE, &[(T | P, "missing_scheme")]),
    row("a route names a scheme and network that no facilitator of the server supports", help::ROUTE, &[
        (T | P, "missing_facilitator"),
    ]),
    row("a route names a payment flow that its scheme does not have", help::ROUTE, &[
        (T | P, "unsupported_payment_flow"),
    ]),
    row("a route names a transfer method that its scheme does not have", help::ROUTE, &[
        (T | P, "unsupported_asset_transfer_method"),
    ]),
];
