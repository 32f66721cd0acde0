//! Prints the report of a run in one of several formats.

mod html;
mod junit;
mod markdown;
mod pretty;
pub(super) mod printed;
mod sarif;
mod words;

use std::fmt;

use serde::Serialize;
use x402_conformance::run::RunReport;

use self::printed::{Cause, Printed};
use crate::args::conformance::Format;

pub(super) fn text(printed: &Printed<'_>, format: Format) -> serde_json::Result<String> {
    let write = match format {
        Format::Json => return json(printed),
        Format::Sarif => return sarif::text(printed),
        Format::Pretty => pretty::write,
        Format::Junit => junit::write,
        Format::Markdown => markdown::write,
        Format::Html => html::write,
    };
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _: fmt::Result = write(&mut text, printed);
    Ok(text)
}

/// The report as JSON, with the summary of the differences.
fn json(printed: &Printed<'_>) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Whole<'a> {
        #[serde(flatten)]
        report: &'a RunReport,
        causes: Vec<Cause<'a>>,
    }
    Ok(serde_json::to_string(&Whole { report: printed.report, causes: printed.causes().0 })? + "\n")
}
