//! Integration tests of the `x402` command.
#![allow(missing_docs)]

mod argument;
mod audit;
mod bare;
mod begun;
mod carriers;
mod cases;
mod channel;
mod claimed;
mod conformance;
mod contradicted;
mod decode;
mod decode_extensions;
mod diagnose;
#[path = "../../../x402-conformance/tests/it/documents.rs"]
mod documents;
mod draft;
mod field;
mod fields;
mod guards;
mod hints;
mod hostile;
mod kinds;
mod library;
mod lint;
#[cfg(target_os = "linux")]
mod misbehaviour;
mod networks;
mod output;
mod pasted;
mod reason;
mod recognise;
mod reports;
mod schema;
mod sign_in;
mod signed;
mod solana;
mod stellar;
mod support;
mod testee;
mod transcripts;
mod unused_options;
mod usage;
mod verify;
mod xrpl;
