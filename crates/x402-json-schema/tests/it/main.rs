//! What the engine promises, beside the official suite that `examples/test_suite.rs` runs.

mod answers;
mod bounds;
mod errors;
mod hostile;
mod numbers;
mod patterns;
mod support;
