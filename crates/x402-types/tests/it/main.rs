//! Integration tests of `x402-types`.

mod bad_input;
mod chance;
mod choosing;
mod codec_laws;
mod differential;
mod laws;
mod matching;
mod members;
mod objects;
mod offers;
mod printed_examples;
mod responses;
mod rulings;
mod serde_contexts;
mod serde_tree;
mod support;
mod versions;
