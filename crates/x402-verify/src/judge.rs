//! What a mechanism does.

use alloc::vec::Vec;

use crate::{CheckId, Finding, Outcome, Report, case::Case, findings::Findings, place::Place};

/// The room of a mechanism.
pub(crate) trait Judge: Sync {
    /// The normative order of its reports (B-8). It begins with `place::FIRST`.
    fn order(&self) -> &'static [Place];

    /// The checks of its own, which its room declares; of a room that two mechanisms share, those of the first.
    fn checks(&self) -> &'static [CheckId] {
        &[]
    }

    /// The code on the wire for a check, where this mechanism has another than the check's row.
    fn code(&self, _check: CheckId) -> Option<&'static str> {
        None
    }

    /// The outcome of `method`: whether this crate can tell at all.
    fn method(&self, _case: &Case<'_>) -> Outcome {
        Outcome::Pass
    }

    /// Reads, derives and judges, in whatever order is natural: cheap checks before costly ones, and no curve arithmetic
    /// once anything has failed.
    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>);

    /// What the payer may have done instead.
    fn diagnose(&self, _case: &Case<'_>, _report: &Report) -> Vec<Finding> {
        Vec::new()
    }
}
