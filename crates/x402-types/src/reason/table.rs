//! The reason codes of published implementations (C-15). There is one row for each meaning, and one cell for each
//! dialect.
//!
//! Each file of rows lists, by dialect, the files in which its codes occur. The versions are: the specifications of
//! 2026-06-16; npm `@x402/core`, `evm`, `svm` 2.27.0; PyPI `x402` 2.25.0; Go 2.9.0 and the codes that newer releases
//! added (`smart_wallet`, `eip6492_factory_not_allowed`, …); `x402-types`, `x402-chain-eip155`, `x402-chain-solana`
//! 2.0.2; npm `x402` 1.2.0; Circle's documentation of 2026-11-22; codes of branches that are not merged (U-48).
//! `witness/reasons.py` looks the codes up in the packages.

use super::{general, row::Row};

/// Makes the list of the rows of all rooms that bring reasons.
macro_rules! reasons {
    ([$room:ident: $(flags)? reasons; $($rooms:tt)*] $($rows:path)*) => {
        reasons! { [$($rooms)*] $($rows)* super::$room::ROWS }
    };
    ([$room:ident: flags; $($rooms:tt)*] $($rows:path)*) => {
        reasons! { [$($rooms)*] $($rows)* }
    };
    ([] $($rows:path)*) => {
        &[general::ROWS, $($rows),*]
    };
}

const REASONS: &[&[Row]] = rooms!(reasons);

/// All rows, in the order in which they are printed.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    REASONS.iter().copied().flatten()
}
