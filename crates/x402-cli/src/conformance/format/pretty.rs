//! Text for people on a terminal.

use std::fmt::{self, Write};

use x402_conformance::run::{Difference, RunReport};

use super::printed::Printed;
use crate::style::printable;

pub(super) fn write(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let report = printed.report;
    if let Some(tested) = printed.tested() {
        writeln!(text, "{}", printable(&tested))?;
    }
    for (index, difference) in report.differences.iter().enumerate() {
        write_difference(text, difference)?;
        if index < printed.explain {
            write_explanation(text, difference, printed)?;
        }
    }
    for stale in printed.stale() {
        writeln!(text, "{}", printable(&stale))?;
    }
    write_tables(text, report)?;
    write_causes(text, printed)?;
    for (_, line) in printed.fields() {
        writeln!(text, "field {}", printable(&line))?;
    }
    for complaint in printed.complaints() {
        writeln!(text, "{}", printable(&complaint))?;
    }
    writeln!(text, "{}", printed.summary())
}

fn write_difference(text: &mut String, difference: &Difference) -> fmt::Result {
    writeln!(
        text,
        "{}: expected {}, got {} ({})",
        difference.id,
        printable(&difference.expected),
        printable(&difference.actual),
        printable(&difference.title)
    )
}

fn write_explanation(text: &mut String, difference: &Difference, printed: &Printed<'_>) -> fmt::Result {
    if let Some(detail) = &difference.detail {
        writeln!(text, "    {}", printable(detail))?;
    }
    for line in &difference.diff {
        let location = if line.pointer.is_empty() { "the answer" } else { &line.pointer };
        writeln!(text, "    {}", printable(location))?;
        writeln!(text, "      - {}", printable(line.expected.as_deref().unwrap_or("nothing")))?;
        writeln!(text, "      + {}", printable(line.given.as_deref().unwrap_or("nothing")))?;
    }
    if let (Some(parent), Some(change)) = (&difference.parent, &difference.change) {
        let (from, to) = (printable(&change.from), printable(&change.to));
        writeln!(text, "    made from {parent}: {} was {from}, and is {to}", printable(&change.path))?;
    }
    if let Some(check) = &difference.check {
        writeln!(text, "    check {check}")?;
    }
    for id in &difference.rulings {
        let ruling = printed.reference.ruling(id).unwrap_or_default();
        writeln!(text, "    ruling {id}: {}", printable(ruling))?;
    }
    for sentence in printed.usually(difference) {
        writeln!(text, "    usually: {}", printable(&sentence))?;
    }
    writeln!(text, "    level: {}", difference.level)?;
    writeln!(text, "    more: x402 conformance show {}", difference.id)
}

/// Common properties of the differences, in a few lines.
fn write_causes(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let (causes, more) = printed.causes();
    for cause in &causes {
        let (severity, about) = printed.meaning(cause);
        let severity = if severity.is_empty() { String::new() } else { format!(" ({severity})") };
        let about = if about.is_empty() { String::new() } else { format!(": {about}") };
        let (kind, name) = (cause.kind.as_str(), printable(cause.name));
        writeln!(text, "{kind} {name} in {}{severity}{}", cause.count, printable(&about))?;
    }
    if more > 0 {
        writeln!(text, "{more} more flags, checks and field paths are in fewer")?;
    }
    Ok(())
}

fn write_tables(text: &mut String, report: &RunReport) -> fmt::Result {
    let row = |text: &mut String, name: &str, [passed, skipped, known, different, fields]: &[usize; 5]| {
        writeln!(text, "{name:<24} {passed:>6}  {skipped:>7}  {known:>5}  {different:>9}  {fields:>6}")
    };
    if !report.by_class.is_empty() {
        writeln!(text, "level                    passed  skipped  known  different  fields")?;
        report.by_level.iter().try_for_each(|(level, counts)| row(text, level.as_str(), counts))?;
        writeln!(text, "operation, class         passed  skipped  known  different  fields")?;
    }
    report.by_class.iter().try_for_each(|(name, counts)| row(text, name, counts))?;
    if !report.columns.is_empty() {
        writeln!(text, "compared on request        same    other    absent")?;
    }
    for (column, count) in &report.columns {
        writeln!(text, "{column:<24} {:>6}  {:>7}  {:>8}", count.same, count.other.len(), count.not_said)?;
    }
    for (member, count) in report.members.iter().filter(|(_, count)| count.not_compared > 0) {
        writeln!(
            text,
            "not compared, because the answers leave it out: {} in {} of {}",
            printable(member),
            count.not_compared,
            count.not_compared + count.compared
        )?;
    }
    for (why, count) in &report.skip_reasons {
        writeln!(text, "skipped {count}: {}", printable(why))?;
    }
    Ok(())
}
