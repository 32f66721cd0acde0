//! The functions of a mechanism.

use alloc::vec::Vec;

use crate::{CheckId, Finding, Outcome, Report, case::Case, findings::Findings, place::Place};

/// Guesses what the payer did instead.
pub(crate) type Diagnose = fn(&Case<'_>, &Report) -> Vec<Finding>;

/// The functions that the room of a mechanism provides.
pub(crate) trait Judge: Sync {
    /// The normative order of its reports (B-8). It begins with `place::FIRST`.
    fn order(&self) -> &'static [Place];

    /// The error code for a check, if this mechanism has another code than the row of the check.
    fn code(&self, _check: CheckId) -> Option<&'static str> {
        None
    }

    /// The outcome of the check `method`: whether this crate can judge the payment at all.
    fn method(&self, _case: &Case<'_>) -> Outcome {
        Outcome::Pass
    }

    /// Reads, derives and judges in whatever order is natural. Cheap checks come before costly ones, and no curve
    /// arithmetic is done once anything has failed.
    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>);
}
