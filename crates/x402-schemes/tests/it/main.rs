//! Integration tests of x402-schemes.
#![allow(missing_docs)]

mod assets;
mod draft;
mod eip712;
mod payload;
mod signature;
mod solana;
mod solana_draft;
mod terms;
