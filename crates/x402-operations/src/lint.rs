//! Judges what a seller declares.

use serde::Serialize;
use x402_lint::{Bounds, Finding, Level, Lint, Verdict};
use x402_types::Version;

use super::{Fields, Source, stop::Outcome};

/// The answer of `lint`.
#[derive(Debug, Serialize)]
pub(super) struct LintResult {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    findings: Vec<ShownFinding>,
    flags: Vec<&'static str>,
    needs: Vec<ShownNeed>,
    outstanding: [(); 0],
}

#[derive(Debug, Serialize)]
struct ShownFinding {
    pointer: String,
    rule: &'static str,
    level: &'static str,
    message: String,
}

#[derive(Debug, Serialize)]
struct ShownNeed {
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
            Verdict::Undecided => lint.needs.first().map(|need| need.as_str()),
        };
        let needs = lint.needs.iter().map(|need| ShownNeed { kind: need.as_str(), sentence: need.sentence() });
        Self {
            verdict: verdict.as_str(),
            reason,
            version: lint.version,
            flags,
            needs: needs.collect(),
            findings: lint.findings.into_iter().map(ShownFinding::from).collect(),
            outstanding: [],
        }
    }
}

impl From<Finding> for ShownFinding {
    fn from(finding: Finding) -> Self {
        let message = finding.message();
        let Finding { pointer, rule, level, .. } = finding;
        Self { pointer, rule, level: level.as_str(), message }
    }
}

impl Source {
    /// Judges the demand.
    pub fn lint(&self) -> Lint {
        let bounds = &Bounds::DEFAULT;
        match self {
            Self::Header(name, value) => x402_lint::lint(&x402_lint::Source::Header(name, value.as_bytes()), bounds),
            Self::Headers(headers) => {
                let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
                x402_lint::lint(&x402_lint::Source::Answer { headers: &headers, body: &[] }, bounds)
            }
            Self::Text(text) => x402_lint::lint(&x402_lint::Source::Text(text), bounds),
            Self::Bytes(bytes) => x402_lint::lint(&x402_lint::Source::Bytes(bytes), bounds),
        }
    }
}

/// The answer as JSON text.
///
/// # Errors
/// The answer could not be written.
pub fn lint_answer(lint: Lint) -> serde_json::Result<String> {
    serde_json::to_string(&LintResult::from(lint))
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<LintResult> {
    let source = Source::take(&mut fields, true)?;
    fields.finish()?;
    Ok(source.lint().into())
}
