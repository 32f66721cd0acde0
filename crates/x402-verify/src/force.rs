//! Makes one check pass always, to see whether a vector notices. Compiled only with `--cfg x402_force` (`.ci/deep
//! forced`), and never into a build that anybody uses.

extern crate std;

#[cfg(not(debug_assertions))]
compile_error!("x402_force is for tests");

use crate::{CheckId, Outcome};

/// The outcome as it is, unless `X402_FORCE` names the check.
pub(crate) fn forced(id: CheckId, outcome: Outcome) -> Outcome {
    let is_named = std::env::var("X402_FORCE").is_ok_and(|name| name == id.as_str());
    if is_named && !matches!(outcome, Outcome::Skipped(_)) { Outcome::Pass } else { outcome }
}
