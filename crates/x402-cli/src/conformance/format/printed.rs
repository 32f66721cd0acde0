//! The parts of a report that several formats print.

use std::{cmp::Reverse, collections::BTreeMap};

use x402_conformance::{
    reference::Reference,
    run::{Difference, RunReport},
};

/// A report, and the data that explains it.
pub(in crate::conformance) struct Printed<'a> {
    pub(in crate::conformance) report: &'a RunReport,
    /// The required operations of which vectors were skipped, with the number of these vectors.
    pub(in crate::conformance) missed: &'a [(String, usize)],
    pub(in crate::conformance) reference: &'a Reference,
    /// The number of differences that are explained in full.
    pub(in crate::conformance) explain: usize,
}

impl Printed<'_> {
    /// One line with the number of vectors that passed, were skipped, and differed.
    pub(super) fn summary(&self) -> String {
        let report = self.report;
        let mut summary = format!(
            "{} passed, {} skipped, {} differ as known, {} differ, {} known differences are stale",
            report.passed,
            report.skipped,
            report.known,
            report.differences.len(),
            report.stale.len()
        );
        if report.not_asked > 0 {
            summary += &format!(", {} were not asked", report.not_asked);
        }
        summary
    }

    /// Who was tested, if the program said so.
    pub(super) fn tested(&self) -> Option<String> {
        self.report.testee.as_ref().map(|testee| format!("tested: {testee}"))
    }

    /// The known differences that no longer occur, or that have changed.
    pub(super) fn stale(&self) -> impl Iterator<Item = String> {
        self.report.stale.iter().map(|stale| format!("known difference {stale}"))
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
        let missed =
            self.missed.iter().map(|(op, count)| format!("{count} vectors of {op} are required, and were skipped"));
        complaints.extend(missed);
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
        if let Some(sentence) = difference.check.as_deref().and_then(|check| self.reference.check(check)) {
            sentences.push(match difference.class {
                "invalid" => format!("nothing ensures that {sentence}"),
                _ => format!("the check that {sentence} is wrong"),
            });
        }
        sentences
    }
}

/// The flags of a difference. Who accepted nothing does not have the bug of a flag `accepts-…`.
fn shown_flags(difference: &Difference) -> impl Iterator<Item = &str> {
    let flags = difference.flags.iter().map(String::as_str);
    flags.filter(|flag| difference.accepted || !flag.starts_with("accepts-"))
}

/// Escapes text for XML and HTML. Characters that are invalid in XML become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                escaped.push('\u{fffd}');
            }
            c => escaped.push(c),
        }
    }
    escaped
}
