//! A Markdown summary for a pull request or the page of a job.

use std::fmt::{self, Write};

use super::printed::Printed;

pub(super) fn write(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let report = printed.report;
    writeln!(text, "# x402 conformance\n")?;
    if let Some(tested) = printed.tested() {
        writeln!(text, "{}\n", cell(&tested))?;
    }
    writeln!(text, "{}\n", printed.summary())?;
    for fault in printed.faults() {
        writeln!(text, "- {}", cell(&fault))?;
    }
    if report.by_group.is_empty() {
        return Ok(());
    }
    let row = |text: &mut String, name: &str, [passed, skipped, known, different]: &[usize; 4]| {
        writeln!(text, "| {name} | {passed} | {skipped} | {known} | {different} |")
    };
    writeln!(text, "\n| level | passed | skipped | known | different |\n|---|--:|--:|--:|--:|")?;
    report.by_level.iter().try_for_each(|(level, counts)| row(text, level.as_str(), counts))?;
    writeln!(text, "\n| group | passed | skipped | known | different |\n|---|--:|--:|--:|--:|")?;
    report.by_group.iter().try_for_each(|(group, counts)| row(text, group, counts))?;
    if report.differences.is_empty() {
        return Ok(());
    }
    let flags = printed.flags();
    if !flags.is_empty() {
        writeln!(text, "\n| flag | differ | severity | about |\n|---|--:|---|---|")?;
    }
    for (flag, count) in flags {
        let note = printed.reference.note(flag).map(|note| (note.severity.as_str(), &*note.text)).unwrap_or_default();
        writeln!(text, "| `{}` | {count} | {} | {} |", cell(flag), cell(note.0), cell(note.1))?;
    }
    writeln!(text, "\n| vector | level | expected | got | usually |\n|---|---|---|---|---|")?;
    for difference in report.differences.iter().take(printed.explain) {
        writeln!(
            text,
            "| `{}` {} | {} | {} | {} | {} |",
            difference.id,
            cell(&difference.title),
            difference.level,
            cell(&difference.expected),
            cell(&difference.actual),
            cell(&printed.usually(difference).join(" "))
        )?;
    }
    let more = report.differences.len().saturating_sub(printed.explain);
    if more > 0 {
        writeln!(text, "\n{more} more differ; `--explain {}` lists them all.", report.differences.len())?;
    }
    Ok(())
}

/// Untrusted text for a table cell: one line, without markup.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '!' | '&' | '@' => {
                cell.push('\\');
                cell.push(c);
            }
            c if c.is_control() => cell.push(' '),
            c => cell.push(c),
        }
    }
    cell
}
