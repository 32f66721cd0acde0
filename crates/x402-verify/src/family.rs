//! The combinations of scheme, network and transfer method that are judged.

use x402_schemes::{AssetTransferMethod, Terms};
use x402_types::Scheme;

/// What a payment is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// `exact` on an EVM chain by EIP-3009.
    Eip3009,
    /// `exact` on an EVM chain by Permit2.
    Permit2,
    /// `exact` on an EVM chain by a delegation (ERC-7710): recognised, and for its manager to judge (P-7).
    Erc7710,
    /// `upto` on an EVM chain, by Permit2.
    Upto,
}

impl Family {
    /// Every family.
    pub const ALL: &'static [Self] = &[Self::Eip3009, Self::Permit2, Self::Erc7710, Self::Upto];

    /// `eip3009`, `permit2`, `erc7710` or `upto`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eip3009 => "eip3009",
            Self::Permit2 => "permit2",
            Self::Erc7710 => "erc7710",
            Self::Upto => "upto",
        }
    }

    /// That of a payment of this offer. `None`: nobody here can judge it.
    pub(crate) fn of(terms: &Terms<'_>, method: &AssetTransferMethod) -> Option<Self> {
        terms.network.eip155_chain_id()?;
        let is = |known: AssetTransferMethod| *method == known;
        match (*terms.scheme == Scheme::EXACT, *terms.scheme == Scheme::UPTO) {
            (true, _) if is(AssetTransferMethod::EIP3009) => Some(Self::Eip3009),
            (true, _) if is(AssetTransferMethod::PERMIT2) => Some(Self::Permit2),
            (true, _) if is(AssetTransferMethod::ERC7710) => Some(Self::Erc7710),
            (_, true) if is(AssetTransferMethod::PERMIT2) => Some(Self::Upto),
            _ => None,
        }
    }
}

impl core::fmt::Display for Family {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
