//! The parts of a report that several formats print.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use serde::Serialize;
use x402_conformance::{
    reference::Reference,
    run::{Came, CaseResult, Difference, FieldCause, RunReport},
    vector::VectorFile,
};

/// What was run.
pub(in crate::conformance) struct About {
    /// The day of the run, such as `2026-11-24`, if there is a clock.
    pub(in crate::conformance) date: Option<String>,
    /// The version of the vectors.
    pub(in crate::conformance) version: String,
    /// The directory of the vectors, if they are not those inside this program.
    pub(in crate::conformance) directory: Option<String>,
    /// The program and its arguments. None if this program ran itself.
    pub(in crate::conformance) program: Vec<String>,
    /// The file to which a report leads: the program under test, or the known differences.
    pub(in crate::conformance) artifact: Option<String>,
}

impl About {
    /// The program and its arguments, quoted as for a shell.
    pub(super) fn words(&self) -> String {
        self.program.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    /// The command that asks one vector again.
    pub(super) fn again(&self, id: &str) -> String {
        let mut command = format!("x402 conformance run --id {id}");
        if let Some(directory) = &self.directory {
            command += &format!(" --vectors {}", quoted(directory));
        }
        if !self.program.is_empty() {
            command += &format!(" -- {}", self.words());
        }
        command
    }
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.into()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The number of causes that a summary lists.
const MOST_CAUSES: usize = 10;

/// What several differences have in common.
#[derive(Serialize)]
pub(super) struct Cause<'a> {
    pub(super) kind: CauseKind,
    /// The flag, the check, or the place in the answer as a JSON pointer.
    pub(super) name: &'a str,
    /// The number of differences.
    pub(super) count: usize,
}

/// The kinds of causes. Of equally frequent ones the first is the most telling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CauseKind {
    Flag,
    Check,
    Place,
}

impl CauseKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Check => "check",
            Self::Place => "place",
        }
    }
}

/// A report, and the data that explains it.
pub(in crate::conformance) struct Printed<'a> {
    pub(in crate::conformance) report: &'a RunReport,
    pub(in crate::conformance) about: &'a About,
    /// All vectors, of which some were selected.
    pub(in crate::conformance) files: &'a [VectorFile],
    pub(in crate::conformance) reference: &'a Reference,
    /// The number of differences that are explained in full.
    pub(in crate::conformance) explain: usize,
}

impl Printed<'_> {
    /// One line with the number of vectors that passed, were skipped, and differed.
    pub(super) fn summary(&self) -> String {
        let report = self.report;
        let mut summary = format!(
            "{} passed, {} skipped, {} failed as expected, {} differ, {} expected failures are stale",
            report.passed,
            report.skipped,
            report.known,
            report.differences.len(),
            report.stale.len()
        );
        if report.decided > 0 {
            summary += &format!(", {} undecided questions were decided on the chain", report.decided);
        }
        let (failing, all) = (report.fields.iter().filter(|cause| cause.is_failure()).count(), report.fields.len());
        if all > 0 {
            let answers: usize = report.by_level.values().map(|[.., fields]| fields).sum();
            let fields = if all == 1 { "field is" } else { "fields are" };
            summary += &format!(
                ", {all} {fields} missing or different next to {answers} right verdicts ({failing} of {all} fails the run)"
            );
        }
        if report.not_asked > 0 {
            summary += &format!(", {} were not run", report.not_asked);
        }
        summary
    }

    /// Who was tested, if the program said so.
    pub(super) fn tested(&self) -> Option<String> {
        self.report.testee.as_ref().map(|testee| format!("tested: {testee}"))
    }

    /// Why there is no answer to compare, if the vector was skipped or not asked.
    pub(super) fn unanswered<'b>(&'b self, case: &'b CaseResult) -> Option<&'b str> {
        match case.came {
            Came::Skipped => Some(case.skipped.as_deref().unwrap_or("without a reason")),
            Came::NotAsked => Some(self.report.gave_up.as_deref().unwrap_or("not asked")),
            Came::Passed | Came::Known | Came::Differs => None,
        }
    }

    /// The known differences that no longer occur, or that have changed.
    pub(super) fn stale(&self) -> impl Iterator<Item = String> {
        self.report.stale.iter().map(|stale| format!("expected failure {stale}"))
    }

    /// Every reason for the run to fail, except the differences.
    pub(super) fn faults(&self) -> Vec<String> {
        self.complaints().into_iter().chain(self.stale()).collect()
    }

    /// The reasons why a run without differences fails.
    pub(super) fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        complaints.extend(self.report.gave_up.clone());
        complaints.extend(self.report.bad_end.clone());
        // What never answered has its own line.
        if self.report.passed == 0 && self.report.asked() > 0 {
            complaints.push("nothing passed".into());
        }
        complaints.extend_from_slice(&self.report.missed);
        complaints
    }

    /// Common properties of the differences: their flags, the checks that should have decided, and the places where the answers differ. The
    /// most frequent first, and how many more there are.
    pub(super) fn causes(&self) -> (Vec<Cause<'_>>, usize) {
        let mut counts = BTreeMap::<(CauseKind, &str), usize>::new();
        for difference in &self.report.differences {
            let check =
                difference.check.as_deref().filter(|_| shows_something(difference.accepted, &difference.actual));
            let flags = shown_flags(difference).map(|flag| (CauseKind::Flag, flag));
            let pointers = difference.diff.iter().filter(|line| !line.pointer.is_empty());
            let pointers = pointers.map(|line| (CauseKind::Place, &*line.pointer));
            let all: BTreeSet<_> = flags.chain(check.map(|check| (CauseKind::Check, check))).chain(pointers).collect();
            for cause in all {
                *counts.entry(cause).or_default() += 1;
            }
        }
        let mut causes: Vec<_> = counts.into_iter().map(|((kind, name), count)| Cause { kind, name, count }).collect();
        causes.sort_by_key(|cause| Reverse(cause.count));
        let more = causes.len().saturating_sub(MOST_CAUSES);
        causes.truncate(MOST_CAUSES);
        (causes, more)
    }

    /// The severity and the meaning of a cause, as far as there are any.
    pub(super) fn meaning(&self, cause: &Cause<'_>) -> (&str, &str) {
        match cause.kind {
            CauseKind::Flag => {
                let note = self.reference.note(cause.name);
                note.map(|note| (note.severity.as_str(), &*note.text)).unwrap_or_default()
            }
            CauseKind::Check => ("", self.reference.check(cause.name).unwrap_or_default()),
            CauseKind::Place => ("", ""),
        }
    }

    /// A line for each cause of faults in fields next to right verdicts.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&FieldCause, String)> {
        self.report.fields.iter().map(|cause| {
            let levels: Vec<String> = match cause.levels.len() {
                1 => vec![cause.level().to_string()],
                _ => cause.levels.iter().map(|(level, count)| format!("{count} {level}")).collect(),
            };
            let how = match &cause.known {
                Some(why) => format!("; expected failure: {why}"),
                None if cause.fails => String::new(),
                None => "; this run does not ask this level".to_owned(),
            };
            (cause, format!("{} [{}{how}]", cause.sentence(), levels.join(", ")))
        })
    }

    /// The usual bug behind a difference, from the notes of the vector or else from the check that should have decided.
    pub(super) fn usually(&self, difference: &Difference) -> Vec<String> {
        let notes = shown_flags(difference).filter_map(|flag| self.reference.note(flag));
        let mut sentences: Vec<String> = notes.map(|note| format!("{} {}", note.text, note.effect)).collect();
        let check = difference.check.as_deref().filter(|_| shows_something(difference.accepted, &difference.actual));
        if let Some(sentence) = check.and_then(|check| self.reference.check(check)) {
            sentences.push(match difference.class {
                "invalid" => format!("nothing ensures that {sentence}"),
                _ => format!("the check that {sentence} is wrong"),
            });
        }
        sentences
    }
}

/// Whether an answer shows what its implementation does: neither an error, a crash nor silence. Of an answer that cannot be read,
/// it is known when it accepted.
pub(super) fn shows_something(accepted: bool, actual: &str) -> bool {
    accepted || !matches!(actual, "error" | "crashed" | "timed out" | "malformed answer")
}

/// The flags of a difference. Who accepted nothing does not have the bug of a flag `accepts-…`, and who judged nothing has no bug of
/// a flag.
fn shown_flags(difference: &Difference) -> impl Iterator<Item = &str> {
    let shown = shows_something(difference.accepted, &difference.actual);
    let flags = difference.flags.iter().map(String::as_str);
    flags.filter(move |flag| shown && (difference.accepted || !flag.starts_with("accepts-")))
}
