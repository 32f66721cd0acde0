//! Integration tests of x402-schemes.
#![allow(missing_docs)]

mod assets;
#[cfg(feature = "batch-settlement")]
mod batch_settlement;
#[cfg(feature = "builder-code")]
mod builder_code;
mod choosing;
mod contradiction;
mod draft;
mod eip2612;
mod eip712;
mod erc6492;
mod gateway;
mod messages;
mod payload;
mod permit2;
mod permit2_draft;
#[cfg(feature = "schemars")]
mod schema;
mod signature;
mod solana;
mod solana_draft;
mod solana_version_1;
mod stellar;
mod stellar_draft;
mod stellar_entries;
mod stellar_xdr;
mod terms;
mod texts;
mod transaction;
mod values;
mod xrpl;
#[cfg(feature = "xrpl")]
mod xrpl_draft;
#[cfg(feature = "xrpl")]
mod xrpl_encode;
mod xrpl_signature;
mod xrpl_transaction;
