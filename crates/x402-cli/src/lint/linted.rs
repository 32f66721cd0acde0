//! A demand that was judged, and how to point into what the user gave.

use x402_lint::{Finding, Lint};
use x402_types::{JsonRef, RawJson, json_pointer};

/// A judged demand, and the places of its findings in the input.
pub(super) struct Linted<'a> {
    pub(super) lint: Lint,
    /// The name of the input file, if the input is a file.
    pub(super) file: Option<&'a str>,
    /// Where the demand begins in the JSON of the input, and where that has line feeds. `None` if the demand was in a header.
    lines: Option<(usize, Vec<usize>)>,
}

impl<'a> Linted<'a> {
    /// `text` is the input, if it is JSON.
    pub(super) fn new(lint: Lint, file: Option<&'a str>, text: Option<String>) -> Self {
        let lines = text.zip(lint.payment_required.as_ref()).and_then(|(text, required)| {
            Some((text.find(required.as_str())?, text.match_indices('\n').map(|(at, _)| at).collect()))
        });
        Self { lint, file, lines }
    }

    /// The line of a finding in the input, counted from 1. A missing member has the line of the object that should
    /// contain it.
    pub(super) fn line_of(&self, finding: &Finding) -> Option<usize> {
        let ((start, feeds), required) = (self.lines.as_ref()?, self.lint.payment_required.as_ref()?);
        let within = value_at(required, &finding.pointer).text().as_ptr().addr() - required.as_str().as_ptr().addr();
        Some(1 + feeds.partition_point(|feed| *feed < start + within))
    }
}

/// The value that a pointer names, or the last existing value on the way to it.
fn value_at<'a>(required: &'a RawJson, pointer: &str) -> JsonRef<'a> {
    let mut value = required.as_json();
    for segment in pointer.split('/').skip(1) {
        let Some(name) = json_pointer::name(segment) else { break };
        let element = || value.elements().ok()?.nth(name.parse().ok()?);
        let Some(inner) = value.get(&name).or_else(element) else { break };
        value = inner;
    }
    value
}
