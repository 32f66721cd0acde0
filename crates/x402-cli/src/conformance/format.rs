//! Prints the report of a run in one of several formats.

mod html;
mod junit;
mod markdown;
mod pretty;
pub(super) mod printed;
mod sarif;

use self::printed::Printed;
use crate::args::conformance::Format;

pub(super) fn text(printed: &Printed<'_>, format: Format) -> serde_json::Result<String> {
    Ok(match format {
        Format::Pretty => pretty::text(printed),
        Format::Json => serde_json::to_string(printed.report)? + "\n",
        Format::Junit => junit::text(printed),
        Format::Markdown => markdown::text(printed),
        Format::Html => html::text(printed),
        Format::Sarif => sarif::text(printed)?,
    })
}
