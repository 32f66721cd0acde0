//! The errors of a 402 response that corrects a client's sum (N-34).

const ERRORS: [&str; 2] = [
    "invalid_batch_settlement_evm_cumulative_amount_mismatch",
    "invalid_batch_settlement_evm_cumulative_below_claimed",
];

/// Returns `true` if a 402 response with this error corrects a client's sum (N-34).
#[must_use]
pub fn is_corrective(error: &str) -> bool {
    ERRORS.contains(&error)
}
