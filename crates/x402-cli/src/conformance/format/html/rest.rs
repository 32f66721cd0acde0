//! What did not come to a difference: known differences, skipped vectors, and members that were not compared.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use super::super::printed::Printed;
use crate::conformance::html::inert;

/// How many ids of one reason are listed.
const MOST_LISTED: usize = 100;

pub(super) fn write(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let report = printed.report;
    let mut known = BTreeMap::<&str, Vec<&str>>::new();
    for difference in &report.known_differences {
        known.entry(&difference.why).or_default().push(&difference.id);
    }
    write_reasons(text, "Known differences, by reason", &known)?;
    let mut skipped = BTreeMap::<&str, Vec<&str>>::new();
    for case in &report.cases {
        if let Some(why) = printed.unanswered(case) {
            skipped.entry(why).or_default().push(&case.id);
        }
    }
    write_reasons(text, "Skipped, and why", &skipped)?;
    let columns = report.columns.iter().map(|(column, count)| {
        format!(
            "{column}: the same in {}, different in {}, absent in {}",
            count.same,
            count.other.len(),
            count.not_said
        )
    });
    write_list(text, "Compared on request", columns)?;
    let members = report.members.iter().filter(|(_, count)| count.not_compared > 0).map(|(member, count)| {
        format!("{member}: left out in {} of {}", count.not_compared, count.not_compared + count.compared)
    });
    write_list(text, "Not compared, because the answers leave it out", members)
}

/// The reasons of most vectors come first.
fn write_reasons(text: &mut String, heading: &str, reasons: &BTreeMap<&str, Vec<&str>>) -> fmt::Result {
    if !reasons.is_empty() {
        writeln!(text, "<h2>{heading}</h2>")?;
    }
    let mut rows: Vec<_> = reasons.iter().collect();
    rows.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
    for (why, ids) in rows {
        let listed: Vec<String> = ids.iter().take(MOST_LISTED).map(|id| inert(id)).collect();
        let more = ids.len().saturating_sub(MOST_LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(
            text,
            "<details><summary>{}: <bdi>{}</bdi></summary><p>{}{more}</p></details>",
            ids.len(),
            inert(why),
            listed.join(" ")
        )?;
    }
    Ok(())
}

fn write_list(text: &mut String, heading: &str, lines: impl Iterator<Item = String>) -> fmt::Result {
    let items: String = lines.map(|line| format!("<li>{}", inert(&line))).collect();
    if items.is_empty() { Ok(()) } else { writeln!(text, "<h2>{heading}</h2><ul>{items}</ul>") }
}
