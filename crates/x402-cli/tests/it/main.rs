//! Integration tests of the `x402` command.
#![allow(missing_docs)]

mod decode;
#[path = "../../../x402-conformance/tests/it/documents.rs"]
mod documents;
mod kinds;
mod output;
mod reason;
mod support;
mod testee;
mod usage;
mod verify;
