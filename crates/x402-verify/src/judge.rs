//! The functions of a mechanism.

use alloc::vec::Vec;
use core::panic::RefUnwindSafe;

use crate::{CheckId, Finding, Outcome, Purpose, Report, case::Case, findings::Findings, place::Place};

/// Guesses the mistake of the payer.
pub(crate) type Diagnose = fn(&Case<'_>, &Report) -> Vec<Finding>;

/// The functions that a mechanism's module provides for one payload kind. Most mechanisms have one kind.
pub(crate) trait Judge: Sync + RefUnwindSafe {
    /// The name of the kind. `None` if the mechanism has no other.
    fn kind(&self) -> Option<&'static str> {
        None
    }

    /// The name of the phase in which payloads of this kind are verified. `None` for payments before the service and
    /// after it.
    fn phase(&self) -> Option<&'static str> {
        None
    }

    /// `true` if a payload is of this kind, which may depend on the offer. The first matching kind of a mechanism and a
    /// phase verifies the payment. If no kind matches, this crate cannot verify the payment.
    fn is_of(&self, _case: &Case<'_>) -> bool {
        true
    }

    /// The purpose of a valid payload of this kind.
    fn purpose(&self) -> Purpose {
        Purpose::Service
    }

    /// The normative order of its reports (B-8). It begins with `place::FIRST`.
    fn order(&self) -> &'static [Place];

    /// The outcome of the check `method`: can this crate verify the payment at all?
    fn method(&self, _case: &Case<'_>) -> Outcome {
        Outcome::Pass
    }

    /// Reads, derives and verifies in any order that suits the code. Cheap checks come before costly ones, and no curve
    /// arithmetic is done once a check has failed.
    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>);
}

/// The error codes of checks that differ from the codes in their rows, each with the checks that have it.
pub(crate) type Codes = &'static [(&'static [CheckId], &'static str)];
