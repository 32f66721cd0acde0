//! JUnit XML for CI servers: a suite for each group and a case for each vector. A known difference passes.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use x402_conformance::{
    run::{Came, CaseResult, Difference},
    vector::group_of,
};

use super::printed::Printed;
use crate::conformance::html::escaped;

pub(super) fn write(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    writeln!(text, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let report = printed.report;
    let differences: BTreeMap<&str, &Difference> =
        report.differences.iter().map(|difference| (difference.id.as_str(), difference)).collect();
    let mut groups: BTreeMap<&str, Vec<&CaseResult>> = BTreeMap::new();
    for case in &report.cases {
        groups.entry(group_of(&case.id)).or_default().push(case);
    }
    match printed.tested() {
        Some(tested) => writeln!(text, "<testsuites name=\"{}\">", escaped(&tested))?,
        None => writeln!(text, "<testsuites>")?,
    }
    for (group, cases) in groups {
        let count = |wanted: &[Came]| cases.iter().filter(|case| wanted.contains(&case.came)).count();
        writeln!(
            text,
            "<testsuite name=\"{group}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">",
            cases.len(),
            count(&[Came::Differs]),
            count(&[Came::Skipped, Came::NotAsked])
        )?;
        for case in cases {
            write_case(text, group, case, differences.get(&*case.id).copied(), printed)?;
        }
        writeln!(text, "</testsuite>")?;
    }
    write_fields(text, printed)?;
    write_causes(text, printed)?;
    let faults = printed.faults();
    if !faults.is_empty() {
        let count = faults.len();
        writeln!(text, "<testsuite name=\"run\" tests=\"{count}\" failures=\"{count}\" skipped=\"0\">")?;
        for fault in faults {
            let fault = escaped(&fault);
            writeln!(text, "<testcase classname=\"run\" name=\"{fault}\"><failure message=\"{fault}\"/></testcase>")?;
        }
        writeln!(text, "</testsuite>")?;
    }
    writeln!(text, "</testsuites>")
}

/// A case for each cause of faults in fields next to right verdicts. Those that do not fail the run pass.
fn write_fields(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let fields = &printed.report.fields;
    if fields.is_empty() {
        return Ok(());
    }
    let failures = fields.iter().filter(|cause| cause.is_failure()).count();
    writeln!(text, "<testsuite name=\"fields\" tests=\"{}\" failures=\"{failures}\" skipped=\"0\">", fields.len())?;
    for (cause, line) in printed.fields() {
        let name = format!("{} {}: {} {}", cause.op, cause.verdict, cause.pointer, cause.cause);
        write!(text, "<testcase classname=\"fields\" name=\"{}\">", escaped(&name))?;
        let line = escaped(&line);
        match cause.is_failure() {
            true => writeln!(text, "<failure type=\"{}\" message=\"{line}\"/></testcase>", cause.level())?,
            false => writeln!(text, "<system-out>{line}</system-out></testcase>")?,
        }
    }
    writeln!(text, "</testsuite>")
}

/// Common properties of the differences, as properties of a suite without cases.
fn write_causes(text: &mut String, printed: &Printed<'_>) -> fmt::Result {
    let (causes, _) = printed.causes();
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(text, "<testsuite name=\"causes\" tests=\"0\" failures=\"0\" skipped=\"0\"><properties>")?;
    for cause in causes {
        let (kind, name) = (cause.kind.as_str(), escaped(cause.name));
        writeln!(text, "<property name=\"{kind} {name}\" value=\"{}\"/>", cause.count)?;
    }
    writeln!(text, "</properties></testsuite>")
}

fn write_case(
    text: &mut String,
    group: &str,
    case: &CaseResult,
    difference: Option<&Difference>,
    printed: &Printed<'_>,
) -> fmt::Result {
    write!(text, "<testcase classname=\"{group}\" name=\"{}\"", case.id)?;
    match (printed.unanswered(case), difference) {
        (Some(why), _) => writeln!(text, "><skipped message=\"{}\"/></testcase>", escaped(why)),
        (None, Some(difference)) => {
            let message = format!("expected {}, got {}", difference.expected, difference.actual);
            writeln!(text, "><failure type=\"{}\" message=\"{}\">", difference.level, escaped(&message))?;
            writeln!(text, "{}", escaped(&difference.title))?;
            for line in &difference.diff {
                let of = |value: &Option<String>| escaped(value.as_deref().unwrap_or("nothing"));
                writeln!(text, "{}: - {} + {}", escaped(&line.pointer), of(&line.expected), of(&line.given))?;
            }
            for sentence in printed.usually(difference) {
                writeln!(text, "usually: {}", escaped(&sentence))?;
            }
            writeln!(text, "</failure></testcase>")
        }
        (None, None) => writeln!(text, "/>"),
    }
}
