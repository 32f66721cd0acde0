//! A demand that was judged, and how to point into what the user gave.

use x402_lint::{Finding, Lint};
use x402_types::{JsonRef, RawJson, json_pointer};

/// A judged demand, and the places of its findings in the input.
pub(super) struct Judged<'a> {
    pub(super) lint: Lint,
    /// The name of the input file, if the input is a file.
    pub(super) file: Option<&'a str>,
    /// The JSON text of the input. `None` if the demand was in a header.
    pub(super) text: Option<String>,
}

impl Judged<'_> {
    /// The line of a finding in the input, counted from 1. A missing member has the line of the object that should
    /// contain it.
    pub(super) fn line_of(&self, finding: &Finding) -> Option<usize> {
        let (text, demand) = (self.text.as_deref()?, self.lint.demand.as_ref()?);
        let start = text.find(demand.as_str())?;
        let within = place(demand, &finding.pointer).text().as_ptr().addr() - demand.as_str().as_ptr().addr();
        Some(1 + text.bytes().take(start + within).filter(|byte| *byte == b'\n').count())
    }
}

/// The value that a pointer names, or the last existing value on the way to it.
fn place<'a>(demand: &'a RawJson, pointer: &str) -> JsonRef<'a> {
    let mut value = demand.as_json();
    for segment in pointer.split('/').skip(1) {
        let Some(name) = json_pointer::name(segment) else { break };
        let element = || value.elements().ok()?.nth(name.parse().ok()?);
        let Some(inner) = value.get(&name).or_else(element) else { break };
        value = inner;
    }
    value
}
