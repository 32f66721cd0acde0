//! Integration tests of x402-conformance.
#![allow(missing_docs)]

mod ops;
mod support;
mod testee;
mod vectors;
