//! What the tests of the crates and the fuzz targets share: the tables of the wire objects, documents made from them, the laws of decoding
//! and encoding, and `serde_json` as a witness.

#![allow(missing_docs, reason = "for tests alone")]

pub mod bounds;
pub mod chance;
pub mod hostile;
pub mod laws;
pub mod objects;
pub mod serde_tree;
#[cfg(feature = "sign-in")]
mod sign_in;
#[cfg(feature = "sign-in")]
pub mod sign_in_message;
pub mod transcripts;
pub mod vectors;
