//! The reason codes of published implementations (C-15). There is one row for each meaning, and one cell for each
//! dialect.
//!
//! Each file of rows lists, by dialect, the files in which its codes occur. [`Dialect::source`](super::Dialect::source) has the
//! versions. The codes of Go are those of 2.9.0 and those that newer releases added (`smart_wallet`,
//! `eip6492_factory_not_allowed`, …). Codes of branches that are not merged are in the table, too (U-48). `witness/reasons.py` reads
//! the codes from the packages.

use super::{
    batch_settlement, cdp, channels_on_solana, evm, gateway, general, offline, permit2, r402, row::Row, sign_in,
    solana, stellar, ton, xrpl,
};

const REASONS: &[&[Row]] = &[
    general::ROWS,
    evm::ROWS,
    gateway::ROWS,
    batch_settlement::ROWS,
    permit2::ROWS,
    solana::ROWS,
    stellar::ROWS,
    channels_on_solana::ROWS,
    ton::ROWS,
    xrpl::ROWS,
    cdp::ROWS,
    r402::ROWS,
    sign_in::ROWS,
    offline::ROWS,
];

/// All rows, in the order in which they are printed.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    REASONS.iter().copied().flatten()
}
