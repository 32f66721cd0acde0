//! Reason codes of the extension sign-in-with-x.
//!
//! Sources: `@x402/extensions` `sign-in-with-x/types.ts`; PyPI `extensions/sign_in_with_x/`; `r402-extensions` 0.21.0. Three are this
//! project's own, because the packages throw there (`docs/reference/rulings`, X-15, X-14 and X-16).

use super::{
    help,
    row::{O, P, R, Row, T, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("sign-in-with-x: the header cannot be read, or lacks a field", help::SIGN_IN_FORMAT, &[
        (O, "invalid_siwx_header"),
    ]),
    row("sign-in-with-x: the type of the signature is not that of the chain", help::SIGN_IN_FORMAT, &[
        (O, "invalid_siwx_type"),
    ]),
    row("sign-in-with-x: the address is not one of the chain", help::SIGN_IN_FORMAT, &[(O, "invalid_siwx_address")]),
    row("sign-in-with-x: the domain is not the server's", help::SIGN_IN, &[
        (T | P | R, "invalid_siwx_domain_mismatch"),
    ]),
    row("sign-in-with-x: the URI is not on the server", help::SIGN_IN, &[(T | P | R, "invalid_siwx_uri_mismatch")]),
    row("sign-in-with-x: issuedAt is malformed", help::SIGN_IN_FORMAT, &[(T | P | R, "invalid_siwx_issued_at")]),
    row("sign-in-with-x: the message is too old", help::SIGN_IN, &[(T | P | R, "invalid_siwx_issued_at_too_old")]),
    row("sign-in-with-x: the message was issued in the future", help::SIGN_IN, &[
        (T | P | R, "invalid_siwx_issued_at_in_future"),
    ]),
    row("sign-in-with-x: expirationTime is malformed", help::SIGN_IN_FORMAT, &[
        (T | P | R, "invalid_siwx_expiration_time"),
    ]),
    row("sign-in-with-x: the message has expired", help::SIGN_IN, &[(T | P | R, "invalid_siwx_expired")]),
    row("sign-in-with-x: notBefore is malformed", help::SIGN_IN_FORMAT, &[(T | P | R, "invalid_siwx_not_before")]),
    row("sign-in-with-x: the message is not valid yet", help::SIGN_IN, &[(T | P | R, "invalid_siwx_not_yet_valid")]),
    row("sign-in-with-x: the nonce is not one of the server's, or was used", help::SIGN_IN, &[
        (T | P | R, "invalid_siwx_nonce"),
    ]),
    row("sign-in-with-x: the chain is malformed, or the server does not accept it", help::SIGN_IN, &[
        (T | P | R, "invalid_siwx_chain_id"),
    ]),
    row("sign-in-with-x: signatures of this chain cannot be checked", help::SIGN_IN_SERVER, &[
        (T | P | R, "invalid_siwx_unsupported_chain"),
    ]),
    row("sign-in-with-x: the signature is malformed", help::SIGN_IN_SIGNATURE, &[
        (T | P | R, "invalid_siwx_malformed_signature"),
    ]),
    row("sign-in-with-x: the signature is not the account's", help::SIGN_IN_SIGNATURE, &[
        (T | P | R, "invalid_siwx_signature"),
    ]),
    row("sign-in-with-x: the verifier of signatures failed", help::SIGN_IN_SERVER, &[
        (T | P | R, "invalid_siwx_verifier_error"),
    ]),
];
