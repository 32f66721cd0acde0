//! What published implementations call each reason: one row for each meaning, one cell for each dialect (C-15).
//!
//! Each file of rows names, dialect by dialect, the files in which its words stand. Versions: the specifications of
//! 2026-06-16; npm `@x402/core`, `evm`, `svm` 2.27.0; PyPI `x402` 2.25.0; Go 2.9.0, and of newer releases the words
//! that were added (`smart_wallet`, `eip6492_factory_not_allowed`, …); `x402-types`, `x402-chain-eip155`,
//! `x402-chain-solana` 2.0.2; npm `x402` 1.2.0. `witness/reasons.py` looks the words up in the packages.

use super::{evm, general, permit2, solana};

/// A set of dialects.
pub(super) type In = u8;

/// `spec`
pub(super) const S: In = 1;
/// `ts`
pub(super) const T: In = 1 << 1;
/// `py`
pub(super) const P: In = 1 << 2;
/// `go`
pub(super) const G: In = 1 << 3;
/// `x402-rs`
pub(super) const X: In = 1 << 4;
/// `legacy`
pub(super) const L: In = 1 << 5;

/// One meaning.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Row {
    pub(super) sentence: &'static str,
    /// In each dialect the first is what it says today; the others are of its V1 routes, or of older releases.
    pub(super) codes: &'static [(In, &'static str)],
}

pub(super) const fn row(sentence: &'static str, codes: &'static [(In, &'static str)]) -> Row {
    Row { sentence, codes }
}

/// All rows, in the order in which they print.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    [general::ROWS, evm::ROWS, permit2::ROWS, solana::ROWS].into_iter().flatten()
}
