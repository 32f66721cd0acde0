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
    let row = |text: &mut String, name: &str, [passed, skipped, known, different, fields]: &[usize; 5]| {
        writeln!(text, "| {name} | {passed} | {skipped} | {known} | {different} | {fields} |")
    };
    writeln!(text, "\n| level | passed | skipped | known | different | fields |\n|---|--:|--:|--:|--:|--:|")?;
    report.by_level.iter().try_for_each(|(level, counts)| row(text, level.as_str(), counts))?;
    writeln!(text, "\n| group | passed | skipped | known | different | fields |\n|---|--:|--:|--:|--:|--:|")?;
    report.by_group.iter().try_for_each(|(group, counts)| row(text, group, counts))?;
    if !report.fields.is_empty() {
        writeln!(text, "\nFields next to right verdicts:\n")?;
    }
    for (_, line) in printed.fields() {
        writeln!(text, "- {}", cell(&line))?;
    }
    if report.differences.is_empty() {
        return Ok(());
    }
    let (causes, more) = printed.causes();
    if !causes.is_empty() {
        writeln!(text, "\n| flag, check or field path | differ | severity | about |\n|---|--:|---|---|")?;
    }
    for cause in &causes {
        let (severity, about) = printed.meaning(cause);
        writeln!(text, "| `{}` | {} | {} | {} |", cell(cause.name), cause.count, cell(severity), cell(about))?;
    }
    if more > 0 {
        writeln!(text, "\n{more} more flags, checks and field paths are in fewer.")?;
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
