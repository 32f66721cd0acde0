//! A self-contained HTML page without scripts, style sheets or network access.

use std::fmt::{self, Write};

use super::printed::{Printed, escaped};

const HEAD: &str = "\
<!doctype html>
<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>x402 conformance</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
td.n, th.n { text-align: right } pre { overflow-x: auto; background: #8881; padding: .5rem } .bad { color: #b00020; font-weight: 600 }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } .bad { color: #ff8a80 } }
</style>
<h1>x402 conformance</h1>
";

pub(super) fn write(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    text.push_str(HEAD);
    let report = printed.report;
    for line in printed.tested().into_iter().chain([printed.summary()]) {
        writeln!(text, "<p>{}</p>", escaped(&line))?;
    }
    for fault in printed.faults() {
        writeln!(text, "<p class=\"bad\">{}</p>", escaped(&fault))?;
    }
    if report.by_group.is_empty() {
        return writeln!(text, "</html>");
    }
    write_table(text, "level", report.by_level.iter().map(|(level, counts)| (level.as_str(), counts)))?;
    write_table(text, "group", report.by_group.iter().map(|(group, counts)| (group.as_str(), counts)))?;
    if !report.differences.is_empty() {
        writeln!(text, "<h2>Differences</h2>")?;
    }
    for difference in &report.differences {
        writeln!(
            text,
            "<details><summary><code>{}</code> ({}) {}: expected {}, got <span class=\"bad\">{}</span></summary>",
            escaped(&difference.id),
            difference.level,
            escaped(&difference.title),
            escaped(&difference.expected),
            escaped(&difference.actual)
        )?;
        let of = |value: &Option<String>| escaped(value.as_deref().unwrap_or("nothing"));
        for line in &difference.diff {
            writeln!(text, "<pre>{}\n- {}\n+ {}</pre>", escaped(&line.pointer), of(&line.expected), of(&line.given))?;
        }
        for sentence in printed.usually(difference) {
            writeln!(text, "<p>Usually: {}</p>", escaped(&sentence))?;
        }
        for id in &difference.rulings {
            let ruling = printed.reference.ruling(id).unwrap_or_default();
            writeln!(text, "<p>{}: {}</p>", escaped(id), escaped(ruling))?;
        }
        writeln!(text, "</details>")?;
    }
    writeln!(text, "</html>")
}

/// How many vectors of each row came to what.
fn write_table<'a>(text: &mut String, of: &str, rows: impl Iterator<Item = (&'a str, &'a [usize; 4])>) -> fmt::Result {
    writeln!(
        text,
        "<table><tr><th>{of}<th class=\"n\">passed<th class=\"n\">skipped<th class=\"n\">known<th class=\"n\">different"
    )?;
    for (name, [passed, skipped, known, different]) in rows {
        let class = if *different > 0 { "n bad" } else { "n" };
        writeln!(
            text,
            "<tr><td>{}<td class=\"n\">{passed}<td class=\"n\">{skipped}<td class=\"n\">{known}<td class=\"{class}\">{different}",
            escaped(name)
        )?;
    }
    writeln!(text, "</table>")
}
