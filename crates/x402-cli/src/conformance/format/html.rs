//! A self-contained HTML page. It needs no script and no other file, and its links lead into itself.

mod contents;
mod difference;
mod rest;

use std::fmt::{self, Write};

use x402_conformance::vector::Level;

use self::contents::{Contents, MOST_WHOLE};
use super::printed::Printed;
use crate::conformance::{
    html::{TAIL, head, inert, prose, vector as content},
    shown::binds,
};

/// The number of differences of a level that are in sight when the page is opened.
const MOST_IN_SIGHT: usize = 50;

pub(super) fn write(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    text.push_str(&head("x402 conformance"));
    write_run(text, printed)?;
    for fault in printed.faults() {
        writeln!(text, "<p class=\"bad\">{}</p>", inert(&fault))?;
    }
    let report = printed.report;
    if !report.by_group.is_empty() {
        let contents = Contents::of(printed);
        write_table(text, "level", report.by_level.iter().map(|(level, counts)| (level.as_str(), counts)))?;
        writeln!(text, "<ul>")?;
        for level in report.by_level.keys() {
            writeln!(text, "<li><code>{level}</code>: {}", binds(*level))?;
        }
        writeln!(text, "</ul>")?;
        write_causes(text, printed)?;
        write_fields(text, printed)?;
        write_differences(text, printed, &contents)?;
        rest::write(text, printed)?;
        writeln!(text, "<h2>By group</h2>")?;
        write_table(text, "group", report.by_group.iter().map(|(group, counts)| (group.as_str(), counts)))?;
        write_appendix(text, printed, &contents)?;
    }
    text.push_str(TAIL);
    Ok(())
}

/// Who was tested, when, and on what.
fn write_run(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let about = printed.about;
    let mut rows = Vec::new();
    if let Some(testee) = &printed.report.testee {
        rows.push(("tested", format!("<bdi>{}</bdi>", inert(&testee.to_string()))));
    }
    let program = match about.program.as_slice() {
        [] => "this program itself".to_owned(),
        _ => format!("<code>{}</code>", inert(&about.words())),
    };
    rows.push(("program", program));
    rows.extend(about.date.as_ref().map(|date| ("date", inert(date))));
    rows.push(("vectors", format!("version {}", inert(&about.version))));
    rows.push(("runner", concat!("x402 ", env!("CARGO_PKG_VERSION")).to_owned()));
    let class = if printed.report.is_clean() { "good" } else { "bad" };
    rows.push(("result", format!("<b class=\"{class}\">{}</b>", inert(&printed.summary()))));
    writeln!(text, "<dl>")?;
    for (name, value) in rows {
        writeln!(text, "<dt>{name}<dd>{value}")?;
    }
    writeln!(text, "</dl>")
}

/// Common properties of the differences.
fn write_causes(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let (causes, more) = printed.causes();
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(text, "<h2>Common properties of the differences</h2>\n<ul>")?;
    for cause in &causes {
        let about = match printed.meaning(cause) {
            (_, "") => String::new(),
            ("", about) => format!(": {}", prose(about)),
            (severity, about) => format!(" ({severity}): {}", prose(about)),
        };
        writeln!(text, "<li>{} <code>{}</code> in {}{about}", cause.kind.as_str(), inert(cause.name), cause.count)?;
    }
    if more > 0 {
        writeln!(text, "<li>{more} more flags, checks and field paths are in fewer")?;
    }
    writeln!(text, "</ul>")
}

/// A line for each cause: no vector differs by these.
fn write_fields(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    if printed.report.fields.is_empty() {
        return Ok(());
    }
    writeln!(text, "<h2>Fields next to right verdicts</h2>\n<ul>")?;
    for (cause, line) in printed.fields() {
        let class = if cause.is_failure() { "bad" } else { "" };
        writeln!(text, "<li class=\"{class}\"><bdi>{}</bdi>", inert(&line))?;
    }
    writeln!(text, "</ul>")
}

fn write_differences(text: &mut String, printed: &Printed<'_>, contents: &Contents) -> fmt::Result {
    for level in [Level::Must, Level::Should, Level::Policy] {
        let of_level = || printed.report.differences.iter().filter(|difference| difference.level == level);
        let count = of_level().count();
        if count > 0 {
            let differ = if count == 1 { "differs" } else { "differ" };
            writeln!(text, "<h2>{count} {differ} at the level {level}</h2>")?;
            writeln!(text, "<p>This level: {}.</p>", binds(level))?;
        }
        for (index, it) in of_level().enumerate() {
            if index == MOST_IN_SIGHT {
                writeln!(text, "<details><summary>{} more</summary>", count - MOST_IN_SIGHT)?;
            }
            difference::write(text, it, printed, contents)?;
        }
        if count > MOST_IN_SIGHT {
            writeln!(text, "</details>")?;
        }
    }
    Ok(())
}

/// How many vectors of each row came to what.
fn write_table<'a>(text: &mut String, of: &str, rows: impl Iterator<Item = (&'a str, &'a [usize; 5])>) -> fmt::Result {
    writeln!(
        text,
        "<table><tr><th>{of}<th class=\"n\">passed<th class=\"n\">skipped<th class=\"n\">known<th class=\"n\">differ<th class=\"n\">fields</tr>"
    )?;
    for (name, [passed, skipped, known, different, fields]) in rows {
        let class = if *different > 0 { "n bad" } else { "n" };
        writeln!(
            text,
            "<tr><td>{}<td class=\"n\">{passed}<td class=\"n\">{skipped}<td class=\"n\">{known}<td class=\"{class}\">{different}<td class=\"n\">{fields}</tr>",
            inert(name)
        )?;
    }
    writeln!(text, "</table>")
}

/// The rulings and vectors that the differences name.
fn write_appendix(text: &mut String, printed: &Printed<'_>, contents: &Contents) -> fmt::Result {
    if !contents.rulings.is_empty() {
        writeln!(text, "<h2>Rulings</h2>")?;
    }
    for id in &contents.rulings {
        let ruling = printed.reference.ruling(id).unwrap_or("see docs/reference/rulings");
        writeln!(text, "<p id=\"{0}\"><code>{0}</code>: {1}</p>", inert(id), prose(ruling))?;
    }
    if !contents.vectors.is_empty() {
        writeln!(text, "<h2>Vectors</h2>")?;
    }
    if contents.vectors.len() == MOST_WHOLE {
        writeln!(text, "<p>No more than {MOST_WHOLE} are here. <code>x402 conformance show</code> prints any.</p>")?;
    }
    for (id, vector) in &contents.vectors {
        let (id, title) = (inert(id), prose(&vector.title));
        writeln!(text, "<details id=\"vector-{id}\"><summary><code>{id}</code> {title}</summary>")?;
        writeln!(text, "{}</details>", content(vector, printed.reference, contents))?;
    }
    Ok(())
}
