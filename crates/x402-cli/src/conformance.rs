//! `x402 conformance`: the vectors against an implementation, and what they cover.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
    time::Duration,
};

use x402_conformance::{
    adapter::Adapter,
    coverage,
    run::{Known, RunReport, run_adapter, run_ourselves},
    vector::{self, Vector, VectorFile},
};

use crate::{
    Failure, Said,
    args::{CoverageArgs, RunArgs},
    exit,
    style::printable,
};

pub(crate) fn run(args: &RunArgs) -> Result<Said, Failure> {
    let files = read(&args.vectors)?;
    let wanted = |vector: &Vector| {
        (args.op.is_empty() || args.op.contains(&vector.op))
            && (args.group.is_empty() || args.group.iter().any(|group| in_group(&vector.id, group)))
    };
    let report = if args.adapter.is_empty() {
        run_ourselves(&files, wanted)
    } else {
        let known = args.known.as_deref().map_or_else(|| Ok(Vec::new()), read_known)?;
        let mut adapter = Adapter::new(args.adapter.clone(), Duration::from_secs(args.timeout));
        run_adapter(&files, wanted, &mut adapter, &known, progress)
            .map_err(|error| Failure::Usage(format!("{}: {error}", args.adapter.join(" "))))?
    };
    if report.asked() == 0 {
        return Err(Failure::Usage("no vector is of these operations and groups".into()));
    }
    let code = if report.is_clean() { exit::VALID } else { exit::INVALID };
    if args.json {
        let json = serde_json::to_string(&report).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Said { text: json + "\n", code });
    }
    Ok(Said { text: show(&report), code })
}

/// `eip3009-0082a` is in the group `eip3009`, and not in `eip`.
fn in_group(id: &str, group: &str) -> bool {
    id.strip_prefix(group)
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

pub(crate) fn run_coverage(args: &CoverageArgs) -> Result<Said, Failure> {
    let files = read(&args.vectors)?;
    let checks = coverage::of_checks(&files).map_err(Failure::Usage)?;
    let bare = checks.iter().filter(|(_, coverage)| coverage.alone.is_empty() || coverage.passes == 0).count();
    let code = if bare == 0 { exit::VALID } else { exit::INVALID };
    if args.json {
        let rows: Vec<_> = checks
            .iter()
            .map(|(id, coverage)| serde_json::json!({"id": id, "alone": coverage.alone, "passes": coverage.passes}))
            .collect();
        return Ok(Said { text: serde_json::Value::from(rows).to_string() + "\n", code });
    }
    let mut text = String::from("check                fails alone in   passes in\n");
    for (id, coverage) in &checks {
        let example = coverage.alone.first().map_or("none", String::as_str);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{id:<20} {:>5} {example:<26} {:>5}", coverage.alone.len(), coverage.passes);
    }
    Ok(Said { text, code })
}

fn read(directory: &Path) -> Result<Vec<VectorFile>, Failure> {
    vector::read_all(directory)
        .map_err(|error| Failure::Usage(format!("{error}; name the directory that has index.json with --vectors")))
}

fn read_known(path: &Path) -> Result<Vec<Known>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    let known = Known::read_list(&text).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
    let mut ids = BTreeSet::new();
    for Known { id, why, .. } in &known {
        if why.trim().is_empty() {
            return Err(Failure::Usage(format!("{}: {id}: a known difference says why", path.display())));
        }
        if !ids.insert(id) {
            return Err(Failure::Usage(format!("{}: {id} stands twice", path.display())));
        }
    }
    Ok(known)
}

/// Shows progress, on a terminal only and not among the answers.
fn progress(done: usize, all: usize) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() && (done.is_multiple_of(50) || done == all) {
        // If the progress cannot be written, the run goes on without it.
        let _ = write!(stderr, "\r{done} of {all}{}", if done == all { "\n" } else { "" });
    }
}

fn show(report: &RunReport) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_report(&mut text, report);
    text
}

fn write_report(text: &mut String, report: &RunReport) -> std::fmt::Result {
    for difference in &report.differences {
        writeln!(
            text,
            "{}: expected {}, got {} ({})",
            difference.id,
            printable(&difference.expected),
            printable(&difference.actual),
            printable(&difference.title)
        )?;
    }
    for stale in &report.stale {
        writeln!(text, "known difference {}", printable(stale))?;
    }
    writeln!(text, "operation, class         passed  skipped  known  different")?;
    for (name, [passed, skipped, known, different]) in &report.by_class {
        writeln!(text, "{name:<24} {passed:>6}  {skipped:>7}  {known:>5}  {different:>9}")?;
    }
    for (member, count) in report.members.iter().filter(|(_, count)| count.not_compared > 0) {
        writeln!(
            text,
            "not compared, as the answers leave it out: {} in {} of {}",
            printable(member),
            count.not_compared,
            count.not_compared + count.compared
        )?;
    }
    writeln!(
        text,
        "{} passed, {} skipped, {} differ as known, {} differ, {} known differences are stale",
        report.passed,
        report.skipped,
        report.known,
        report.differences.len(),
        report.stale.len()
    )
}
