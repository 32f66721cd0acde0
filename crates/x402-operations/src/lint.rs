//! Lints the 402 response of a seller.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde::Serialize;
use x402_lint::{Bounds, Finding, Level, Lint, Rule, Verdict};
use x402_types::Version;

use super::{
    Fields, Source,
    recognise::{self, What},
    stop::{Outcome, Stop},
};

/// The answer of `lint`.
#[derive(Debug, Serialize)]
pub(super) struct LintResult {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    findings: Vec<ShownLint>,
    flags: Vec<&'static str>,
    needs: Vec<ShownQuestion>,
    outstanding: [(); 0],
}

#[derive(Debug, Serialize)]
struct ShownLint {
    pointer: String,
    rule: &'static str,
    level: &'static str,
    message: String,
}

#[derive(Debug, Serialize)]
struct ShownQuestion {
    kind: &'static str,
    sentence: &'static str,
}

impl From<Lint> for LintResult {
    fn from(lint: Lint) -> Self {
        let verdict = lint.verdict();
        let of_level = |level| lint.findings.iter().filter(move |finding| finding.level == level);
        let mut flags: Vec<_> = of_level(Level::Warning).map(|finding| finding.rule).collect();
        flags.sort_unstable();
        flags.dedup();
        let reason = match verdict {
            Verdict::Valid => None,
            Verdict::Invalid => of_level(Level::Error).next().map(|finding| finding.rule),
            Verdict::Undecided => lint.needs.first().map(|question| question.as_str()),
        };
        let needs =
            lint.needs.iter().map(|question| ShownQuestion { kind: question.as_str(), sentence: question.sentence() });
        Self {
            verdict: verdict.as_str(),
            reason,
            version: lint.version,
            flags,
            needs: needs.collect(),
            findings: lint.findings.into_iter().map(ShownLint::from).collect(),
            outstanding: [],
        }
    }
}

impl From<Finding> for ShownLint {
    fn from(finding: Finding) -> Self {
        let message = finding.message();
        let Finding { pointer, rule, level, .. } = finding;
        Self { pointer, rule, level: level.as_str(), message }
    }
}

impl Source {
    /// Lints the `PaymentRequired`.
    pub fn lint(&self) -> Lint {
        let bounds = &Bounds::DEFAULT;
        match self {
            Self::Header(name, value) => {
                let lint = x402_lint::lint(&x402_lint::Source::Header(name, value.as_bytes()), bounds);
                if What::of_header(name) == Some(What::Demand) { lint_mended(value, lint) } else { lint }
            }
            Self::Headers(headers) => lint_response(None, headers, &[]),
            Self::Text(text) => x402_lint::lint(&x402_lint::Source::Text(text), bounds),
            Self::Bytes(bytes) => x402_lint::lint(&x402_lint::Source::Bytes(bytes), bounds),
        }
    }
}

/// Lints a whole response: its status, if it is known, the header that carries the `PaymentRequired`, the other
/// headers, and the body.
#[must_use]
pub fn lint_response(status: Option<u16>, headers: &[(String, String)], body: &[u8]) -> Lint {
    let bytes: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let source = match status {
        Some(status) => x402_lint::Source::Response { status, headers: &bytes, body },
        None => x402_lint::Source::Answer { headers: &bytes, body },
    };
    let lint = x402_lint::lint(&source, &Bounds::DEFAULT);
    let mut carriers = headers.iter().filter(|(name, _)| What::of_header(name) == Some(What::Demand));
    match (carriers.next(), carriers.next()) {
        (Some((_, value)), None) => lint_mended(value, lint),
        _ => lint,
    }
}

/// Adds the findings about the `PaymentRequired` in a header's value that clients cannot read because it was damaged on
/// its way. It stays an error that clients cannot read the value.
#[must_use]
pub fn lint_mended(value: &str, lint: Lint) -> Lint {
    let is_unreadable = |finding: &Finding| finding.rule == Rule::UNREADABLE.as_str();
    if lint.payment_required.is_some() || !lint.findings.iter().any(is_unreadable) {
        return lint;
    }
    let Some(mended) = recognise::mended(value).filter(|mended| !mended.accidents.is_empty()) else { return lint };
    let mut inner = x402_lint::lint(&x402_lint::Source::Text(&mended.text), &Bounds::DEFAULT);
    let mut all = lint.findings;
    let sentences: Vec<String> = mended.accidents.iter().map(ToString::to_string).collect();
    if let Some(error) = all.iter_mut().find(|finding| is_unreadable(finding)) {
        error.what = format!("{}, so clients cannot read the header", sentences.join("; "));
    }
    all.append(&mut inner.findings);
    inner.findings = all;
    inner
}

/// Returns the answer of `lint` as JSON text.
///
/// # Errors
/// The answer could not be written.
pub fn lint_answer(lint: Lint) -> serde_json::Result<String> {
    serde_json::to_string(&LintResult::from(lint))
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<LintResult> {
    let status: Option<u16> = fields.parse("status")?;
    let body: Option<String> = fields.parse("body")?;
    let source = Source::take(&mut fields, true)?;
    fields.finish()?;
    if status.is_some_and(|status| !(100..=599).contains(&status)) {
        return Err(Stop::Error("input.status must be from 100 to 599".into()));
    }
    let is_whole = status.is_some() || body.is_some();
    match source {
        Source::Headers(headers) => Ok(lint_response(status, &headers, body.unwrap_or_default().as_bytes()).into()),
        Source::Header(..) | Source::Text(_) | Source::Bytes(_) if is_whole => {
            Err(Stop::Error("input.status and input.body are of a response, and need input.headers".into()))
        }
        source @ (Source::Header(..) | Source::Text(_) | Source::Bytes(_)) => Ok(source.lint().into()),
    }
}
