//! The functions of a mechanism.

use alloc::vec::Vec;

use x402_schemes::Mechanism;

use crate::{CheckId, Guess, Outcome, Report, case::Case, payload_kind::KindProperties, recorder::Recorder};

/// Guesses the mistake of the payer.
pub(crate) type Diagnose = fn(&Case<'_>, &Report) -> Vec<Guess>;

/// The functions that a mechanism's module provides for one payload kind.
pub(crate) trait PayloadVerifier: KindProperties {
    /// `true` if a payload is of this kind, which may depend on the offer. The first matching kind of a mechanism and a
    /// phase verifies the payment. If no kind matches, this crate cannot verify the payment.
    fn is_of(&self, _case: &Case<'_>) -> bool {
        true
    }

    /// The outcome of the check `method`: can this crate verify the payment at all?
    fn method(&self, _case: &Case<'_>) -> Outcome {
        Outcome::Pass
    }

    /// Reads, derives and verifies in any order that suits the code. Cheap checks come before costly ones, and no curve
    /// arithmetic is done once a check has failed.
    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>);
}

/// The error codes of checks that differ from the codes in their rows, each with the checks that have it.
pub(crate) type Codes = &'static [(&'static [CheckId], &'static str)];

/// The implementations of a mechanism, one for each payload kind.
pub(crate) type MechanismVerifiers = (Mechanism, &'static [&'static dyn PayloadVerifier]);

/// The error codes of a mechanism, by the name of the payload kind. A kind whose checks all have the codes of their
/// rows is left out.
pub(crate) type CodesOfKinds = (Mechanism, &'static [(Option<&'static str>, Codes)]);
