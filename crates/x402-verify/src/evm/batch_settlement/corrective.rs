//! The errors of a demand that corrects a client's sum (N-34).

const ERRORS: [&str; 2] = [
    "invalid_batch_settlement_evm_cumulative_amount_mismatch",
    "invalid_batch_settlement_evm_cumulative_below_claimed",
];

/// Whether a demand with this error corrects a client's sum (N-34).
#[must_use]
pub fn is_corrective(error: &str) -> bool {
    ERRORS.contains(&error)
}
