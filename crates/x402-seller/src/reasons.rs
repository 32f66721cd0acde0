//! The reasons of settlements that the seller itself reports.

/// The reason why reserved money is not taken.
pub(crate) const NOT_CAPTURED: &str = "not_captured";
/// The reason of a payment whose request was lost before the money was asked for.
pub(crate) const INTERRUPTED: &str = "interrupted";
/// The reason of a payment that may be settled.
pub(crate) const PENDING: &str = "settlement_pending";
