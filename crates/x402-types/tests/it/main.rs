//! Integration tests of `x402-types`.

mod bad_input;
mod choosing;
mod codec_laws;
mod differential;
mod matching;
mod members;
mod objects;
mod rulings;
mod serde_contexts;
mod support;
