//! The functions of a mechanism.

use alloc::vec::Vec;
use core::panic::RefUnwindSafe;

use crate::{CheckId, Finding, Outcome, Purpose, Report, case::Case, findings::Findings, place::Place};

/// Guesses what the payer did instead.
pub(crate) type Diagnose = fn(&Case<'_>, &Report) -> Vec<Finding>;

/// The functions that the room of a mechanism provides for one kind of payload. Most mechanisms have one kind.
pub(crate) trait Judge: Sync + RefUnwindSafe {
    /// The name of the kind. `None` if the mechanism has no other.
    fn kind(&self) -> Option<&'static str> {
        None
    }

    /// The name of the phase in which payloads of this kind are judged. `None` for payments before the service and after it.
    fn phase(&self) -> Option<&'static str> {
        None
    }

    /// Whether a payload is of this kind, which may depend on the offer. The first kind of a mechanism and a phase that says so
    /// judges the payment. If none does, this crate cannot judge it.
    fn is_of(&self, _case: &Case<'_>) -> bool {
        true
    }

    /// What a valid payload of this kind is good for.
    fn purpose(&self) -> Purpose {
        Purpose::Service
    }

    /// The normative order of its reports (B-8). It begins with `place::FIRST`.
    fn order(&self) -> &'static [Place];

    /// The outcome of the check `method`: whether this crate can judge the payment at all.
    fn method(&self, _case: &Case<'_>) -> Outcome {
        Outcome::Pass
    }

    /// Reads, derives and judges in whatever order is natural. Cheap checks come before costly ones, and no curve
    /// arithmetic is done once anything has failed.
    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>);
}

/// The error codes of the checks that have another code here than in their rows, each with the checks that have it.
pub(crate) type Codes = &'static [(&'static [CheckId], &'static str)];
