//! The reason codes of published implementations (C-15). There is one row for each meaning, and one cell for each
//! dialect.
//!
//! Each file of rows lists, by dialect, the files in which its codes occur. [`Dialect::source`](super::Dialect::source) has the
//! versions. The codes of Go are those of 2.9.0 and those that newer releases added (`smart_wallet`,
//! `eip6492_factory_not_allowed`, …). Codes of branches that are not merged are in the table, too (U-48). `witness/reasons.py` reads
//! the codes from the packages.

use super::{cdp, channels_on_solana, general, own, r402, row::Row, sign_in, ton};

/// Makes the list of the rows of all modules that contribute reasons.
macro_rules! reasons {
    ([$room:ident: $(flags)? reasons; $($rooms:tt)*] $($rows:path)*) => {
        reasons! { [$($rooms)*] $($rows)* super::$room::ROWS }
    };
    ([$room:ident: flags; $($rooms:tt)*] $($rows:path)*) => {
        reasons! { [$($rooms)*] $($rows)* }
    };
    ([] $($rows:path)*) => {
        &[
            general::ROWS,
            $($rows),*,
            channels_on_solana::ROWS,
            ton::ROWS,
            cdp::ROWS,
            r402::ROWS,
            sign_in::ROWS,
            own::ROWS,
        ]
    };
}

const REASONS: &[&[Row]] = rooms!(reasons);

/// All rows, in the order in which they are printed.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    REASONS.iter().copied().flatten()
}
