//! Which judge judges a payment by which mechanism. This is the only place in this crate that names all mechanisms.

use core::{fmt, str::FromStr};

use x402_schemes::Mechanism;
#[cfg(feature = "evm")]
use x402_schemes::evm::permit2::Proxy;

use crate::{
    CheckId, check, evm, extensions,
    judge::{Diagnose, Judge},
    solana,
};

/// The judges, by kind of chain.
const JUDGES: &[&[(Mechanism, &dyn Judge)]] = &[
    #[cfg(feature = "evm")]
    &[
        (Mechanism::EIP3009, &evm::eip3009::Eip3009),
        (Mechanism::PERMIT2, &evm::permit2::Permit2(Proxy::Exact)),
        (Mechanism::ERC7710, &evm::erc7710::Erc7710),
        (Mechanism::UPTO, &evm::permit2::Permit2(Proxy::Upto)),
    ],
    #[cfg(feature = "solana")]
    &[(Mechanism::SOLANA, &solana::exact::Solana)],
];

/// What finds out what a payer may have signed instead. A table of its own, so that a program that never asks does not contain
/// it.
const DIAGNOSES: &[(Mechanism, Diagnose)] = &[
    #[cfg(feature = "evm")]
    (Mechanism::EIP3009, |case, report| evm::diagnosis::diagnose(None, case, report)),
    #[cfg(feature = "evm")]
    (Mechanism::PERMIT2, |case, report| evm::diagnosis::diagnose(Some(Proxy::Exact), case, report)),
    #[cfg(feature = "evm")]
    (Mechanism::UPTO, |case, report| evm::diagnosis::diagnose(Some(Proxy::Upto), case, report)),
];

/// The checks that several mechanisms share.
const SHARED: &[&[CheckId]] = &[
    check::SHARED,
    #[cfg(feature = "evm")]
    evm::checks::SHARED,
    #[cfg(feature = "evm")]
    evm::signature::CHECKS,
];

fn judges() -> impl Iterator<Item = &'static (Mechanism, &'static dyn Judge)> {
    JUDGES.iter().copied().flatten()
}

/// The judge of a mechanism, if this build contains it.
pub(crate) fn judge_of(mechanism: Mechanism) -> Option<&'static dyn Judge> {
    judges().find(|(known, _)| *known == mechanism).map(|(_, judge)| *judge)
}

/// What diagnoses payments by a mechanism, if anything does.
pub(crate) fn diagnose_of(mechanism: Mechanism) -> Option<Diagnose> {
    DIAGNOSES.iter().find(|(known, _)| *known == mechanism).map(|(_, diagnose)| *diagnose)
}

/// The checks of a mechanism in the order that is normative for its reports (B-8): the reason is that of the first that
/// fails, else of the first that needs the chain. Empty if this build does not judge the mechanism.
pub fn checks_of(mechanism: Mechanism) -> impl Iterator<Item = CheckId> {
    judge_of(mechanism).into_iter().flat_map(|judge| judge.order().iter()).map(|place| place.check)
}

impl CheckId {
    /// Every check that this build can make, room by room: what mechanisms share, then what each has of its own, then those of
    /// extensions.
    pub fn all() -> impl Iterator<Item = Self> {
        let own = judges().map(|(_, judge)| judge.checks());
        SHARED.iter().copied().chain(own).chain(extensions::ROOMS.iter().copied()).flatten().copied()
    }

    /// The error code that a server would answer with to a payment of this version by this mechanism: of the version's
    /// specification, §9, wherever it has one. For Solana the scheme's document has few, and the rest are those of the
    /// official TypeScript package.
    #[must_use]
    pub fn reason(self, version: u64, mechanism: Option<Mechanism>) -> &'static str {
        let of_mechanism = || judge_of(mechanism?)?.code(self);
        of_mechanism().unwrap_or_else(|| self.code(version))
    }
}

/// No check of this build has that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownCheck;

impl fmt::Display for UnknownCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no check has this name; docs/checks.md lists them")
    }
}

impl core::error::Error for UnknownCheck {}

impl FromStr for CheckId {
    type Err = UnknownCheck;

    fn from_str(name: &str) -> Result<Self, UnknownCheck> {
        Self::all().find(|check| check.as_str() == name).ok_or(UnknownCheck)
    }
}
