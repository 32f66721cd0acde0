//! `x402 verify` and `x402 explain`

use std::fmt::Write as _;

use x402_conformance::ops::{VerifyResult, VerifyStop, verify_payment};
use x402_types::Flags;
use x402_verify::{Authorized, Outcome, Report, Verdict};

use crate::{
    Failure, Said,
    args::VerifyArgs,
    decode, exit, input,
    style::{self, printable},
};

/// How much to say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// The verdict and why.
    Short,
    /// Every check.
    Full,
}

pub(crate) fn run(args: &VerifyArgs, length: Length) -> Result<Said, Failure> {
    let input = input::verify(args)?;
    let now = input.now;
    let (result, text, code) = match verify_payment(input) {
        Ok((report, flags)) => {
            let code = match report.verdict() {
                Verdict::Valid => exit::VALID,
                Verdict::Invalid => exit::INVALID,
                Verdict::Undecided => exit::UNDECIDED,
            };
            let flags = report.flags().union(flags);
            (VerifyResult::of_report(&report, flags), show(&report, flags, now, length), code)
        }
        Err(VerifyStop::Offer { index, version, error }) => {
            return Err(Failure::Usage(format!(
                "--offer: offer {index} is no PaymentRequirements of version {version}, the payment's: {error}"
            )));
        }
        Err(VerifyStop::Undecodable(error)) => (
            VerifyResult::of_decode_error(&error),
            format!("{}: {}", style::outcome("invalid"), decode::refusal(&error)),
            exit::UNDECODABLE,
        ),
    };
    if !args.json {
        return Ok(Said { text, code });
    }
    let json = serde_json::to_string(&result).map_err(|error| Failure::Io(error.into()))?;
    Ok(Said { text: json + "\n", code })
}

fn show(report: &Report, flags: Flags, now: u64, length: Length) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_verdict(&mut text, report, now);
    if length == Length::Full {
        let _ = write_checks(&mut text, report);
    }
    text += &decode::flags(flags);
    if length == Length::Full {
        let _ = write_rest(&mut text, report);
    }
    text
}

fn write_verdict(text: &mut String, report: &Report, now: u64) -> std::fmt::Result {
    let verdict = style::outcome(report.verdict().as_str());
    match report.deciding().map(|check| (check.id, &check.outcome)) {
        Some((id, Outcome::Fail(detail))) => {
            writeln!(text, "{verdict} ({id}, {}): {}", id.reason(), printable(&detail.to_string()))?;
        }
        Some((id, Outcome::Needs(question))) => {
            writeln!(text, "{verdict} ({id}): {}", printable(&question.to_string()))?;
        }
        _ => {}
    }
    match report.authorized() {
        Some(authorized) if report.verdict() == Verdict::Valid => {
            writeln!(text, "{verdict}: {}", sentence(authorized, "pays", now))
        }
        Some(authorized) => writeln!(text, "  claimed: {}", sentence(authorized, "would pay", now)),
        None => Ok(()),
    }
}

fn sentence(authorized: &Authorized, verb: &str, now: u64) -> String {
    let left = authorized.valid_until.get().to_u64().map_or_else(
        || "and does not expire".into(),
        |end| match end.checked_sub(now) {
            Some(left) => format!("and expires in {left} s, at {end}"),
            None => format!("and expired {} s ago, at {end}", now.saturating_sub(end)),
        },
    );
    format!(
        "{} {verb} {} atomic units of {} to {} on {}, {left}",
        authorized.payer, authorized.amount, authorized.asset, authorized.recipient, authorized.network
    )
}

fn write_checks(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text, "\nchecks")?;
    for check in report.checks() {
        let outcome = check.outcome.as_str();
        // Padded before it is coloured: escape sequences have no width.
        let padding = " ".repeat(8usize.saturating_sub(outcome.len()));
        write!(text, "  {}{padding} {:<18} ", style::outcome(outcome), check.id.as_str())?;
        match &check.outcome {
            Outcome::Pass => writeln!(text, "{}", check.id.sentence())?,
            Outcome::Fail(detail) => writeln!(text, "{}", printable(&detail.to_string()))?,
            Outcome::Needs(question) => writeln!(text, "{}", printable(&question.to_string()))?,
            Outcome::Skipped(because) => writeln!(text, "not made, because of {because}")?,
        }
    }
    Ok(())
}

fn write_rest(text: &mut String, report: &Report) -> std::fmt::Result {
    if let Some(key) = report.replay_key() {
        writeln!(text, "\nreplay key\n  {key}")?;
    }
    if !report.outstanding().is_empty() {
        writeln!(text, "\nto ask before settling; the verdict does not depend on it")?;
        for question in report.outstanding() {
            writeln!(text, "  {:<20} {question}", question.kind())?;
        }
    }
    Ok(())
}
