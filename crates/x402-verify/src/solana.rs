//! `exact` on Solana (`scheme_exact_svm.md`).

pub(crate) mod checks;
mod cost;
pub(crate) mod exact;
mod layout;
mod memo;
mod offered;
mod signature;
mod static_layout;
mod subject;
mod transfer;
mod wrapped;

pub use cost::{MAX_COMPUTE_UNITS, sponsor_cost};
pub use signature::verify_strict;
