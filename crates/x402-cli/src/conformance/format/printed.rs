//! The parts of a report that several formats print.

use std::{cmp::Reverse, collections::BTreeMap};

use x402_conformance::{
    reference::Reference,
    run::{Came, CaseResult, Difference, RunReport},
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
            Came::Skipped => Some(case.skipped.as_deref().unwrap_or("no reason is given")),
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

    /// The flags that the differences show, with the number of differences, the most frequent first.
    pub(super) fn flags(&self) -> Vec<(&str, usize)> {
        let mut counts = BTreeMap::<&str, usize>::new();
        for flag in self.report.differences.iter().flat_map(shown_flags) {
            *counts.entry(flag).or_default() += 1;
        }
        let mut flags: Vec<_> = counts.into_iter().collect();
        flags.sort_by_key(|(_, count)| Reverse(*count));
        flags
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
