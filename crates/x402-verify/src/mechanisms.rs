//! Who judges a payment by which mechanism: the only place of this crate that names them all.

use alloc::vec::Vec;

use x402_schemes::Mechanism;
#[cfg(feature = "evm")]
use x402_schemes::evm::permit2::Proxy;

use crate::{CheckId, Finding, Outcome, Report, case::Case, check, evm, findings::Findings, place::Place, solana};

/// The room of a mechanism.
pub(crate) trait Judge: Sync {
    /// The normative order of its reports (B-8). It begins with `place::FIRST`.
    fn order(&self) -> &'static [&'static [Place]];

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

/// The judges.
const JUDGES: &[(Mechanism, &dyn Judge)] = &[
    #[cfg(feature = "evm")]
    (Mechanism::EIP3009, &evm::eip3009::Eip3009),
    #[cfg(feature = "evm")]
    (Mechanism::PERMIT2, &evm::permit2::Permit2(Proxy::Exact)),
    #[cfg(feature = "evm")]
    (Mechanism::ERC7710, &evm::erc7710::Erc7710),
    #[cfg(feature = "evm")]
    (Mechanism::UPTO, &evm::permit2::Permit2(Proxy::Upto)),
    #[cfg(feature = "solana")]
    (Mechanism::SOLANA, &solana::exact::Solana),
];

/// The checks, room by room.
pub(crate) const ROOMS: &[&[CheckId]] = &[
    check::SHARED,
    #[cfg(feature = "evm")]
    evm::checks::SHARED,
    #[cfg(feature = "evm")]
    evm::signature::CHECKS,
    #[cfg(feature = "evm")]
    evm::eip3009::CHECKS,
    #[cfg(feature = "evm")]
    evm::permit2::CHECKS,
    #[cfg(feature = "evm")]
    evm::sponsoring::permit::CHECKS,
    #[cfg(feature = "evm")]
    evm::sponsoring::approval::CHECKS,
    #[cfg(feature = "solana")]
    solana::checks::CHECKS,
];

/// The judge of a mechanism, if this build has it.
pub(crate) fn judge_of(mechanism: Mechanism) -> Option<&'static dyn Judge> {
    JUDGES.iter().find(|(known, _)| *known == mechanism).map(|(_, judge)| *judge)
}

/// The checks of a mechanism in the order that is normative for its reports (B-8): the reason is that of the first that
/// fails, else of the first that needs the chain. Empty if this build does not judge the mechanism.
pub fn checks_of(mechanism: Mechanism) -> impl Iterator<Item = CheckId> {
    judge_of(mechanism).into_iter().flat_map(|judge| judge.order().iter().copied().flatten()).map(|place| place.check)
}
