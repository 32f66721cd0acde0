//! Guesses what a client signed instead of a voucher or a deposit, and why a sum does not fit.

mod channels;
mod deposit;
mod search;
mod sent;
mod sums;
mod voucher;

use alloc::vec::Vec;

use self::sent::Sent;
use crate::{Report, case::Case, evm::Finding};

/// Looks for an explanation of a payment that is not valid.
pub(crate) fn diagnose(case: &Case<'_>, report: &Report) -> Vec<crate::Finding> {
    let Some(sent) = Sent::read(case) else { return Vec::new() };
    let mut findings: Vec<Finding> = sums::find(&sent, report).map(Finding::from).collect();
    findings.extend(channels::named(&sent).map(Finding::from));
    let mut left = Finding::MOST_RECOVERIES;
    findings.extend(voucher::search(&sent, report, &mut left));
    findings.extend(deposit::search(&sent, report, &mut left));
    // With an explanation, the search has not given up.
    if findings.iter().any(|finding| *finding != Finding::GaveUp) {
        findings.retain(|finding| *finding != Finding::GaveUp);
    }
    findings.into_iter().map(Into::into).collect()
}
