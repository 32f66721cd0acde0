//! Prints the report of a run in one of several formats.

mod html;
mod junit;
mod markdown;
mod pretty;
pub(super) mod printed;
mod sarif;
mod words;

use std::fmt;

use self::printed::Printed;
use crate::args::conformance::Format;

pub(super) fn text(printed: &Printed<'_>, format: Format) -> serde_json::Result<String> {
    let write = match format {
        Format::Json => return Ok(serde_json::to_string(printed.report)? + "\n"),
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
