//! One check that always passes, to see whether a vector notices. Compiled with `--cfg x402_force` alone
//! (`.ci/deep forced`), and never into what anybody uses.

extern crate std;

#[cfg(not(debug_assertions))]
compile_error!("x402_force is for tests");

use crate::{CheckId, Outcome};

/// The outcome, unless `X402_FORCE` names the check.
pub(crate) fn forced(id: CheckId, outcome: Outcome) -> Outcome {
    let is_named = std::env::var("X402_FORCE").is_ok_and(|name| name == id.as_str());
    if is_named && !matches!(outcome, Outcome::Skipped(_)) { Outcome::Pass } else { outcome }
}
