//! Prints the report on a sign-in, a signed offer or a receipt.

use std::fmt::Write as _;

use x402_extensions::{ExtensionReport, Outcome};
use x402_verify::Verdict;

use crate::{
    output::exit,
    reason,
    style::{self, printable},
};

/// The verdict and the deciding check.
pub(crate) fn verdict(report: &ExtensionReport) -> String {
    let verdict = style::outcome(report.verdict().as_str());
    match report.deciding().map(|check| (check.id, &check.outcome)) {
        Some((id, Outcome::Fail(detail))) => {
            let code = report.reason().unwrap_or_default();
            let why = printable(&detail.to_string());
            format!("{verdict} ({id}, {code}): {why}\n{}", reason::more(code, id.as_str()))
        }
        Some((id, Outcome::Needs(question))) => format!("{verdict} ({id}): {}\n", printable(&question.to_string())),
        Some(_) | None => format!("{verdict}\n"),
    }
}

/// Every check, and the questions that are left.
pub(crate) fn checks(report: &ExtensionReport) -> String {
    let mut text = String::from("\nchecks\n");
    let width = report.checks().iter().map(|check| check.id.as_str().len()).fold(18, usize::max);
    for check in report.checks() {
        let outcome = check.outcome.as_str();
        // The word is padded before it is coloured, because escape sequences have no width.
        let padding = " ".repeat(8usize.saturating_sub(outcome.len()));
        let sentence = match &check.outcome {
            Outcome::Fail(detail) => printable(&detail.to_string()),
            Outcome::Needs(question) => printable(&question.to_string()),
            Outcome::Skipped(because) => format!("not made, because of {because}"),
            // Other outcomes exist only in later versions of the library.
            Outcome::Pass | _ => check.id.sentence().to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}{padding} {:<width$} {sentence}", style::outcome(outcome), check.id.as_str());
    }
    if !report.outstanding().is_empty() {
        text += "\nleft to ask\n";
        text.extend(report.outstanding().iter().map(|question| format!("  {}\n", printable(&question.to_string()))));
    }
    text
}

pub(crate) const fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Valid => exit::VALID,
        Verdict::Invalid => exit::INVALID,
        Verdict::Undecided => exit::UNDECIDED,
    }
}
