//! Integration tests of `x402-extensions`.
#![allow(missing_docs)]

mod a2a;
mod bazaar;
#[path = "../../../x402-types/tests/it/chance.rs"]
#[allow(dead_code, reason = "the tests of x402-types use more")]
mod chance;
mod discovery;
mod mcp;
#[path = "../../../x402-types/tests/it/support.rs"]
#[allow(dead_code, reason = "the tests of x402-types use more")]
mod support;
