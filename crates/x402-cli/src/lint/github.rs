//! GitHub Actions annotations: one workflow command for each finding.

use std::fmt::Write;

use x402_lint::Level;

use super::linted::Linted;
use crate::style::printable;

pub(super) fn text(linted: &Linted<'_>) -> String {
    let mut text = String::new();
    for finding in &linted.lint.findings {
        let command = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            // The last arm is for levels of later versions.
            Level::Info | _ => "notice",
        };
        let file = linted.file.map(|file| format!("file={},", property(file))).unwrap_or_default();
        let line = linted.line_of(finding).filter(|_| linted.file.is_some());
        let line = line.map(|line| format!("line={line},")).unwrap_or_default();
        let location = if finding.pointer.is_empty() { String::new() } else { format!("{}: ", finding.pointer) };
        let message = data(&printable(&format!("{location}{}", finding.message())));
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "::{command} {file}{line}title=x402 {}::{message}", finding.rule);
    }
    text
}

/// Escapes the text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a value before the second `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
