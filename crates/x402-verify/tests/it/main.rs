//! Integration tests of x402-verify.
#![allow(missing_docs)]

#[cfg(feature = "evm")]
mod answers;
#[cfg(feature = "evm")]
mod base;
#[cfg(feature = "batch-settlement")]
mod batch_claims;
#[cfg(feature = "batch-settlement")]
mod batch_diagnosis;
#[cfg(feature = "batch-settlement")]
mod batch_settlement;
#[cfg(feature = "evm")]
mod binding;
#[cfg(feature = "evm")]
mod bits;
#[cfg(feature = "evm")]
mod checks;
#[cfg(feature = "evm")]
mod client;
#[cfg(feature = "evm")]
mod deciding;
#[cfg(feature = "evm")]
mod diagnosis;
#[cfg(feature = "solana")]
mod ed25519;
#[cfg(feature = "evm")]
mod extensions;
#[cfg(feature = "evm")]
mod factories;
#[cfg(feature = "evm")]
mod families;
#[cfg(feature = "evm")]
mod gateway;
#[cfg(feature = "evm")]
mod keys;
#[cfg(feature = "evm")]
mod law;
#[cfg(feature = "evm")]
mod matching;
#[cfg(feature = "evm")]
#[path = "../../../x402-schemes/tests/it/messages.rs"]
mod messages;
#[cfg(any(feature = "evm", feature = "solana", feature = "stellar", feature = "xrpl"))]
#[cfg_attr(not(any(feature = "evm", feature = "solana")), allow(dead_code, reason = "payments of vectors"))]
mod paid;
#[cfg(feature = "evm")]
mod permit2;
#[cfg(feature = "evm")]
mod policy;
#[cfg(feature = "solana")]
mod prepared;
#[cfg(feature = "evm")]
mod questions;
#[cfg(feature = "evm")]
mod questions_page;
#[cfg(feature = "evm")]
mod recover;
#[cfg(feature = "evm")]
mod settles;
#[cfg(feature = "evm")]
mod sign;
#[cfg(feature = "evm")]
mod signatures;
#[cfg(feature = "solana")]
mod solana;
#[cfg(feature = "solana")]
mod solana_answers;
#[cfg(feature = "solana")]
mod solana_bits;
#[cfg(feature = "stellar")]
mod stellar;
#[cfg(feature = "stellar")]
mod stellar_answers;
#[cfg(feature = "stellar")]
mod stellar_checks;
#[cfg(feature = "stellar")]
mod stellar_diagnosis;
#[cfg(feature = "stellar")]
mod stellar_payments;
#[cfg(feature = "stellar")]
#[path = "../../../x402-schemes/tests/it/stellar_xdr.rs"]
mod stellar_xdr;
#[cfg(feature = "evm")]
mod support;
#[cfg(feature = "serde")]
#[path = "../../../x402-schemes/tests/it/texts.rs"]
mod texts;
#[cfg(feature = "evm")]
mod time;
#[cfg(feature = "evm")]
mod v1;
#[cfg(feature = "serde")]
mod values;
#[cfg(not(feature = "evm"))]
mod without_evm;
#[cfg(not(feature = "solana"))]
mod without_solana;
#[cfg(not(feature = "stellar"))]
mod without_stellar;
#[cfg(not(feature = "xrpl"))]
mod without_xrpl;
#[cfg(feature = "xrpl")]
mod xrpl;
#[cfg(feature = "xrpl")]
mod xrpl_answers;
#[cfg(feature = "xrpl")]
mod xrpl_bits;
#[cfg(feature = "xrpl")]
mod xrpl_checks;
#[cfg(feature = "xrpl")]
mod xrpl_diagnosis;
#[cfg(feature = "xrpl")]
mod xrpl_payments;
#[cfg(feature = "xrpl")]
mod xrpl_reports;
