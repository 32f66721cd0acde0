//! What published implementations call each reason: one row for each meaning, one cell for each dialect (C-15).
//!
//! Each file of rows names, dialect by dialect, the files in which its words stand. Versions: the specifications of
//! 2026-06-16; npm `@x402/core`, `evm`, `svm` 2.27.0; PyPI `x402` 2.25.0; Go 2.9.0, and of newer releases the words
//! that were added (`smart_wallet`, `eip6492_factory_not_allowed`, …); `x402-types`, `x402-chain-eip155`,
//! `x402-chain-solana` 2.0.2; npm `x402` 1.2.0. `witness/reasons.py` looks the words up in the packages.

use super::{evm, general, permit2, row::Row, solana};

/// All rows, in the order in which they print.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    [general::ROWS, evm::ROWS, permit2::ROWS, solana::ROWS].into_iter().flatten()
}
