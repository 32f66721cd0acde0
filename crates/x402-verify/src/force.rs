//! Makes one check always pass, to see whether a vector notices. Compiled only with `--cfg x402_force` (`.ci/deep
//! forced`), and never into a released build.

extern crate std;

#[cfg(not(debug_assertions))]
compile_error!("x402_force is for tests");

use core::fmt::Display;
use std::string::ToString;

use crate::Outcome;

/// The outcome, unchanged unless `X402_FORCE` names the check.
pub(crate) fn forced<C, D, Q>(id: impl Display, outcome: Outcome<C, D, Q>) -> Outcome<C, D, Q> {
    let is_named = std::env::var("X402_FORCE").is_ok_and(|name| name == id.to_string());
    if is_named && !matches!(outcome, Outcome::Skipped(_)) { Outcome::Pass } else { outcome }
}
