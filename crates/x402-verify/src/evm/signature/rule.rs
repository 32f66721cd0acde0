//! The outcome of a rule about a signature.

use super::parts::Parts;
use crate::evm::Detail;

/// The outcome of one rule about the signature of an account without code.
pub(crate) enum Rule {
    Holds,
    /// The format is not the common one, but is accepted. The rule does not apply to a contract's signature.
    Tolerated,
    Broken(crate::Detail),
}

impl Rule {
    pub(super) fn broken(detail: Detail) -> Self {
        Self::Broken(detail.into())
    }

    pub(super) fn holds(holds: bool, otherwise: Detail) -> Self {
        if holds { Self::Holds } else { Self::broken(otherwise) }
    }

    /// Checks that r and s are in range.
    pub(crate) fn range(parts: &Parts) -> Self {
        Self::holds(parts.are_in_range(), Detail::ScalarRange)
    }

    /// The outcome of both rules. If both are broken, the first counts.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Broken(detail), _) | (_, Self::Broken(detail)) => Self::Broken(detail),
            (Self::Holds, Self::Holds) => Self::Holds,
            (Self::Tolerated, _) | (_, Self::Tolerated) => Self::Tolerated,
        }
    }
}
