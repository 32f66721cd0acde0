//! Guesses what a client signed instead of a voucher or a deposit, and why a sum does not fit.

mod channels;
mod deposit;
mod search;
mod sent;
mod sums;
mod voucher;

use alloc::vec::Vec;

use self::sent::Sent;
use crate::{Report, case::Case, evm::Guess};

/// Looks for an explanation of a payment that is not valid.
pub(crate) fn diagnose(case: &Case<'_>, report: &Report) -> Vec<crate::Guess> {
    let Some(sent) = Sent::read(case) else { return Vec::new() };
    let mut guesses: Vec<Guess> = sums::find(&sent, report).map(Guess::from).collect();
    guesses.extend(channels::named(&sent).map(Guess::from));
    let mut left = Guess::MOST_RECOVERIES;
    guesses.extend(voucher::search(&sent, report, &mut left));
    guesses.extend(deposit::search(&sent, report, &mut left));
    // With an explanation, the search has not given up.
    if guesses.iter().any(|guess| *guess != Guess::GaveUp) {
        guesses.retain(|guess| *guess != Guess::GaveUp);
    }
    guesses.into_iter().map(Into::into).collect()
}
