//! Integration tests of `x402-types`.

mod bad_input;
mod codec_laws;
mod differential;
mod matching;
mod members;
mod serde_contexts;
mod support;
