//! The chain families whose facts and choices an input may have.

use super::{chain::Chain, evm, solana};

pub(super) const CHAINS: &[Chain] = &[
    evm::CHAIN,
    solana::CHAIN,
    #[cfg(any(feature = "stellar", feature = "xrpl"))]
    super::ledgers::CHAIN,
    #[cfg(feature = "stellar")]
    super::stellar::CHAIN,
    #[cfg(feature = "xrpl")]
    super::xrpl::CHAIN,
];
