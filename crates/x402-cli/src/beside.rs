//! The inputs other than payments that `x402 verify`, `explain` and `diagnose` judge. Each kind of input is a row.

mod artifact;
mod sign_in;

use std::fmt::Write as _;

use x402_types::extensions::sign_in_with_x::HEADER;
use x402_verify::{ExtensionReport, Outcome, Verdict};

use crate::{
    Failure, Said,
    args::VerifyArgs,
    decode::extension,
    exit,
    explain::Length,
    input::{self, Given},
    style::{self, printable},
};

/// A kind of input and its functions.
struct Kind {
    /// Whether the arguments or the header's name select this kind of input.
    is: fn(&VerifyArgs, Option<&str>) -> bool,
    run: fn(Given, &VerifyArgs, Length) -> Result<Said, Failure>,
    diagnose: fn(Given, &VerifyArgs) -> Result<Said, Failure>,
}

const KINDS: &[Kind] = &[
    Kind { is: artifact::is, run: artifact::run, diagnose: artifact::diagnose },
    Kind { is: sign_in::is, run: sign_in::run, diagnose: sign_in::diagnose },
];

/// Judges an input that is not a payment. Returns `None` for a payment.
pub(crate) fn run(args: &VerifyArgs, length: Length) -> Result<Option<Said>, Failure> {
    let Some((kind, given)) = recognise(args)? else { return Ok(None) };
    (kind.run)(given, args, length).map(Some)
}

/// Diagnoses an input that is not a payment. Returns `None` for a payment.
pub(crate) fn diagnose(args: &VerifyArgs) -> Result<Option<Said>, Failure> {
    let Some((kind, given)) = recognise(args)? else { return Ok(None) };
    (kind.diagnose)(given, args).map(Some)
}

fn recognise(args: &VerifyArgs) -> Result<Option<(&'static Kind, Given)>, Failure> {
    let Some(argument) = args.object.as_ref().or(args.payment.as_ref()) else { return Ok(None) };
    let of = |name: Option<&str>| KINDS.iter().find(|kind| (kind.is)(args, name));
    if let Some(kind) = of(None) {
        return Ok(Some((kind, input::given(argument)?)));
    }
    // Standard input can be read only once, and the code that reads payments does so.
    if argument == "-" {
        return Ok(None);
    }
    let given = input::given(argument)?;
    let kind = match &given {
        Given::Header(name, _) => of(Some(name)),
        Given::Value(_) | Given::Json(_) => {
            (extension::Kind::recognise(&given) == Some(extension::Kind::SignIn)).then(|| of(Some(HEADER))).flatten()
        }
    };
    Ok(kind.map(|kind| (kind, given)))
}

/// The verdict and the deciding check.
fn verdict(report: &ExtensionReport) -> String {
    let verdict = style::outcome(report.verdict().as_str());
    match report.deciding().map(|check| (check.id, &check.outcome)) {
        Some((id, Outcome::Fail(detail))) => {
            let reason = report.reason().unwrap_or_default();
            format!("{verdict} ({id}, {reason}): {}\n", printable(&detail.to_string()))
        }
        Some((id, Outcome::Needs(question))) => format!("{verdict} ({id}): {}\n", printable(&question.to_string())),
        Some(_) | None => format!("{verdict}\n"),
    }
}

/// Every check, and the questions that are left.
fn checks(report: &ExtensionReport) -> String {
    let mut text = String::from("\nchecks\n");
    let width = report.checks().iter().map(|check| check.id.as_str().len()).fold(18, usize::max);
    for check in report.checks() {
        let outcome = check.outcome.as_str();
        // The word is padded before it is coloured, because escape sequences have no width.
        let padding = " ".repeat(8usize.saturating_sub(outcome.len()));
        let said = match &check.outcome {
            Outcome::Fail(detail) => printable(&detail.to_string()),
            Outcome::Needs(question) => printable(&question.to_string()),
            Outcome::Skipped(because) => format!("not made, because of {because}"),
            // Other outcomes exist only in later versions of the library.
            Outcome::Pass | _ => check.id.sentence().to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}{padding} {:<width$} {said}", style::outcome(outcome), check.id.as_str());
    }
    if !report.outstanding().is_empty() {
        text += "\nleft to ask\n";
        text.extend(report.outstanding().iter().map(|question| format!("  {}\n", printable(&question.to_string()))));
    }
    text
}

const fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Valid => exit::VALID,
        Verdict::Invalid => exit::INVALID,
        Verdict::Undecided => exit::UNDECIDED,
    }
}
