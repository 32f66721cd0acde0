//! The judges of all mechanisms. This is the only place in this crate that names all mechanisms.

use x402_schemes::Mechanism;
#[cfg(feature = "evm")]
use x402_schemes::evm::permit2::Proxy;

use crate::{
    CheckId, evm,
    judge::{Diagnose, Judge},
    solana,
};

/// The judges, by kind of chain.
const JUDGES: &[&[(Mechanism, &dyn Judge)]] = &[
    #[cfg(feature = "evm")]
    &[
        (Mechanism::EIP3009, &evm::eip3009::Eip3009),
        (Mechanism::GATEWAY, &evm::gateway::Gateway),
        (Mechanism::PERMIT2, &evm::permit2::Permit2(Proxy::Exact)),
        (Mechanism::ERC7710, &evm::erc7710::Erc7710),
        (Mechanism::UPTO, &evm::permit2::Permit2(Proxy::Upto)),
    ],
    #[cfg(feature = "solana")]
    &[(Mechanism::SOLANA, &solana::exact::Solana)],
];

/// The functions that guess what a payer signed instead. This is a separate table, so that a program that never asks does not contain
/// it.
const DIAGNOSES: &[(Mechanism, Diagnose)] = &[
    #[cfg(feature = "evm")]
    (Mechanism::EIP3009, |case, report| evm::diagnosis::diagnose(None, case, report)),
    #[cfg(feature = "evm")]
    (Mechanism::GATEWAY, |case, report| evm::diagnosis::diagnose(None, case, report)),
    #[cfg(feature = "evm")]
    (Mechanism::PERMIT2, |case, report| evm::diagnosis::diagnose(Some(Proxy::Exact), case, report)),
    #[cfg(feature = "evm")]
    (Mechanism::UPTO, |case, report| evm::diagnosis::diagnose(Some(Proxy::Upto), case, report)),
];

fn judges() -> impl Iterator<Item = &'static (Mechanism, &'static dyn Judge)> {
    JUDGES.iter().copied().flatten()
}

/// The judge of a mechanism, if this build contains it.
pub(crate) fn judge_of(mechanism: Mechanism) -> Option<&'static dyn Judge> {
    judges().find(|(known, _)| *known == mechanism).map(|(_, judge)| *judge)
}

/// The function that diagnoses payments by a mechanism, if there is one.
pub(crate) fn diagnose_of(mechanism: Mechanism) -> Option<Diagnose> {
    DIAGNOSES.iter().find(|(known, _)| *known == mechanism).map(|(_, diagnose)| *diagnose)
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
    pub fn reason(self, version: u64, mechanism: Option<Mechanism>) -> &'static str {
        let of_mechanism = || judge_of(mechanism?)?.code(self);
        of_mechanism().unwrap_or_else(|| self.code(version))
    }
}
