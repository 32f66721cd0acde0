//! `x402 lint` (`docs/lint.md`).

mod github;
mod judged;
mod pretty;
mod sarif;

use x402_lint::{Bounds, Corrected, Finding, Level, Lint, Rule, Source, Verdict, corrected};
use x402_operations::lint_answer;

use crate::{
    answer::Answer,
    args::{LintArgs, LintFormat},
    given::{self, Given},
    host::Host,
    said::{Failure, Said, complain, exit},
    show::write_value,
    style::printable,
};
use judged::Judged;

pub(crate) fn run(args: &LintArgs, host: &mut dyn Host) -> Result<Said, Failure> {
    let bytes = given::document(&args.demand, host)?;
    let lint = judge(&bytes)?;
    if args.fix {
        return fix(&lint, host);
    }
    let is_json = matches!(given::form(bytes.clone()), Ok(Given::Json(_)));
    let text = is_json.then(|| String::from_utf8_lossy(&bytes).into_owned());
    let judged = Judged::new(lint, args.demand.strip_prefix('@'), text);
    let code = code_of(&judged.lint);
    let text = match if args.json { LintFormat::Json } else { args.format } {
        LintFormat::Pretty => pretty::text(&judged.lint),
        LintFormat::Json => lint_answer(judged.lint).map_err(|error| Failure::Io(error.into()))? + "\n",
        LintFormat::Sarif => sarif::text(&judged).map_err(|error| Failure::Io(error.into()))?,
        LintFormat::Github => github::text(&judged),
    };
    Ok(Said { text, code })
}

/// Judges a whole HTTP response, a header, or JSON text.
fn judge(bytes: &[u8]) -> Result<Lint, Failure> {
    let bounds = &Bounds::DEFAULT;
    if let Some(answer) = Answer::parse(bytes) {
        let of = |answer: &Answer<'_>, status| {
            let headers: Vec<_> = answer.headers.iter().map(|(name, value)| (&**name, *value)).collect();
            x402_lint::lint(&Source::Response { status, headers: &headers, body: answer.body }, bounds)
        };
        return match answer {
            Ok(answer) => Ok(of(&answer, 402)),
            // A demand in a response of another status is judged, too. Without one there is nothing to judge.
            Err(why) => match Answer::of_other_status(bytes) {
                Some((status, answer)) => Some(of(&answer, status)).filter(|lint| lint.demand.is_some()),
                None => None,
            }
            .ok_or(Failure::Usage(why)),
        };
    }
    Ok(match given::form(bytes.to_vec())? {
        Given::Json(bytes) => x402_lint::lint(&Source::Bytes(&bytes), bounds),
        Given::Header(name, value) => x402_lint::lint(&Source::Header(&name, value.as_bytes()), bounds),
        Given::Value(value) => x402_lint::lint(&Source::Header("PAYMENT-REQUIRED", value.as_bytes()), bounds),
    })
}

/// The exit code. Input without JSON cannot be decoded; everything else has a verdict.
fn code_of(lint: &Lint) -> u8 {
    let is_unreadable = |finding: &Finding| finding.rule == Rule::UNREADABLE.as_str();
    match lint.verdict() {
        Verdict::Invalid if lint.demand.is_none() && lint.findings.iter().any(is_unreadable) => exit::UNDECODABLE,
        Verdict::Invalid => exit::INVALID,
        Verdict::Undecided => exit::UNDECIDED,
        Verdict::Valid => exit::VALID,
    }
}

/// Prints the corrected demand. The remaining findings go to standard error, so that the demand can be piped.
fn fix(lint: &Lint, host: &mut dyn Host) -> Result<Said, Failure> {
    let Some(demand) = &lint.demand else {
        let error = lint.findings.iter().find(|finding| finding.level == Level::Error);
        let why = error.map_or_else(String::new, Finding::message);
        return Err(Failure::Usage(format!("--fix: there is no demand to correct: {why}")));
    };
    let Corrected { demand, left, .. } = corrected(demand, &Bounds::DEFAULT);
    for finding in &left.findings {
        complain(&format!("left: {}", line(finding)), host);
    }
    let mut text = String::new();
    write_value(&mut text, demand.as_json(), 0);
    Ok(Said { text: text + "\n", code: code_of(&left) })
}

/// A finding on one line: level, rule, place, message.
fn line(finding: &Finding) -> String {
    let place = if finding.pointer.is_empty() { "the demand" } else { &finding.pointer };
    printable(&format!("{} {} at {place}: {}", finding.level.as_str(), finding.rule, finding.message()))
}
