//! Integration tests of `x402-extensions`.
#![allow(missing_docs)]

mod a2a;
#[path = "../../../x402-types/tests/it/added.rs"]
mod added;
mod auth_hints;
mod bazaar;
mod checks;
mod discovery;
#[cfg(all(feature = "http-message-signatures", feature = "solana"))]
mod http_message_signatures;
mod identifier;
#[cfg(feature = "evm")]
#[path = "../../../x402-verify/tests/it/keys.rs"]
#[allow(dead_code, reason = "the tests of x402-verify use more")]
mod keys;
mod mcp;
#[path = "../../../x402-types/tests/it/members.rs"]
mod members;
mod objects;
#[cfg(all(feature = "evm", feature = "offer-receipt", feature = "solana"))]
mod offer_receipt;
mod offer_receipt_digests;
mod offer_receipt_wire;
#[cfg(all(feature = "http-message-signatures", feature = "sign-in-with-x"))]
mod one_chain;
#[cfg(feature = "payment-identifier")]
mod payment_identifier;
#[cfg(all(feature = "evm", feature = "sign-in-with-x", feature = "solana"))]
mod sign_in;
mod sign_in_wire;
#[path = "../../../x402-types/tests/it/support.rs"]
#[allow(dead_code, reason = "the tests of x402-types use more")]
mod support;
#[cfg(feature = "payment-identifier")]
#[path = "../../../x402-schemes/tests/it/texts.rs"]
mod texts;

use x402_laws::{chance, sign_in_message};
