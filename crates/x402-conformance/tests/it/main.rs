//! Integration tests of x402-conformance.
#![allow(missing_docs)]

mod vectors;
