//! Integration tests of x402-conformance.
#![allow(missing_docs)]

mod adapter;
mod comparing;
mod documents;
mod files;
mod kinds;
mod memory;
mod monotonic;
mod ops;
mod presets;
mod reports;
mod session;
mod sources;
mod support;
mod testee;
mod v1;
mod vectors;
mod verifier;
