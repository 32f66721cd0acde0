//! Guarantees of `x402_lint::json_schema`, next to the official suite that `examples/json_schema_test_suite.rs` runs.

mod answers;
mod bounds;
mod errors;
mod hostile;
mod numbers;
mod patterns;
mod support;
