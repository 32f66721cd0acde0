//! The exit code of `x402 lint`.

use x402_lint::{Finding, Lint, Rule, Verdict};

use crate::output::exit;

/// The exit code. Input without JSON cannot be decoded; everything else has a verdict.
pub(super) fn of_lint(lint: &Lint) -> u8 {
    let is_unreadable = |finding: &Finding| finding.rule == Rule::UNREADABLE.as_str();
    match lint.verdict() {
        Verdict::Invalid if lint.payment_required.is_none() && lint.findings.iter().any(is_unreadable) => {
            exit::UNDECODABLE
        }
        Verdict::Invalid => exit::INVALID,
        Verdict::Undecided => exit::UNDECIDED,
        Verdict::Valid => exit::VALID,
    }
}

/// The code of the worst entry: an error comes before what is not decided.
pub(super) const fn worst(a: u8, b: u8) -> u8 {
    match (a, b) {
        (exit::INVALID | exit::UNDECODABLE, _) | (_, exit::INVALID | exit::UNDECODABLE) => exit::INVALID,
        (exit::UNDECIDED, _) | (_, exit::UNDECIDED) => exit::UNDECIDED,
        _ => exit::VALID,
    }
}
