//! The judges of all mechanisms. Each kind of chain lists its own.

use x402_schemes::Mechanism;
use x402_types::Version;

use crate::{
    CheckId,
    judge::{Diagnose, Judge},
};

macro_rules! tables {
    ([$(#[$gate:meta] $Chain:ident $chain:ident $place:literal $kept:ident;)+]) => {
        /// The judges, by kind of chain.
        const JUDGES: &[&[(Mechanism, &dyn Judge)]] = &[$(#[$gate] crate::$chain::JUDGES),+];

        /// The functions that guess what a payer signed instead. This is a separate table, so that a program that never asks
        /// does not contain it.
        const DIAGNOSES: &[&[(Mechanism, Diagnose)]] = &[$(#[$gate] crate::$chain::DIAGNOSES),+];
    };
}
chains!(tables);

fn judges() -> impl Iterator<Item = &'static (Mechanism, &'static dyn Judge)> {
    JUDGES.iter().copied().flatten()
}

/// The judge of a mechanism, if this build contains it.
pub(crate) fn judge_of(mechanism: Mechanism) -> Option<&'static dyn Judge> {
    judges().find(|(known, _)| *known == mechanism).map(|(_, judge)| *judge)
}

/// The function that diagnoses payments by a mechanism, if there is one.
pub(crate) fn diagnose_of(mechanism: Mechanism) -> Option<Diagnose> {
    DIAGNOSES.iter().copied().flatten().find(|(known, _)| *known == mechanism).map(|(_, diagnose)| *diagnose)
}

/// The checks of a mechanism in the normative order of its reports (B-8). The reason is that of the first that
/// fails, else of the first that needs the chain. Empty if this build does not judge the mechanism.
pub fn checks_of(mechanism: Mechanism) -> impl Iterator<Item = CheckId> {
    judge_of(mechanism).into_iter().flat_map(|judge| judge.order().iter()).map(|place| place.check)
}

impl CheckId {
    /// The error code that a server would answer with to a payment of this version by this mechanism: of the version's
    /// specification, §9, wherever it has one. For Solana the scheme's document has few, and the rest are those of the
    /// official TypeScript package.
    #[must_use]
    pub fn reason(self, version: Version, mechanism: Option<Mechanism>) -> &'static str {
        let of_mechanism = || judge_of(mechanism?)?.code(self);
        of_mechanism().unwrap_or_else(|| self.code(version))
    }
}
