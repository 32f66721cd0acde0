//! Integration tests of x402-conformance.
#![allow(missing_docs)]

mod documents;
mod kinds;
mod ops;
mod support;
mod testee;
mod v1;
mod vectors;
