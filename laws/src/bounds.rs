//! How many cases laws and models try.

use std::env;

/// Whether they try all their cases, which takes minutes: `X402_BOUNDS=full`. By default they try a sample.
///
/// # Panics
/// If the variable has a value that means nothing, which would look like a run of all cases.
#[must_use]
pub fn is_full() -> bool {
    match env::var("X402_BOUNDS") {
        Ok(bounds) => {
            assert_eq!(bounds, "full", "X402_BOUNDS");
            true
        }
        Err(_) => false,
    }
}

/// For `step_by`: every case, or every `sampled`-th.
#[must_use]
pub fn step(sampled: usize) -> usize {
    if is_full() { 1 } else { sampled }
}
