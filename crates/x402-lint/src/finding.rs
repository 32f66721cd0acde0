use alloc::{string::String, vec::Vec};

use x402_json_schema::Need;

/// What was found, in the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// The findings.
    pub findings: Vec<Finding>,
    /// What another validator has to evaluate; each once.
    pub needs: Vec<Need>,
}

impl Lint {
    /// Whether one of the findings is an error.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }

    pub(crate) fn error(&mut self, rule: &'static str, pointer: impl Into<String>, message: impl Into<String>) {
        self.add(rule, Level::Error, pointer, message);
    }

    pub(crate) fn warning(&mut self, rule: &'static str, pointer: impl Into<String>, message: impl Into<String>) {
        self.add(rule, Level::Warning, pointer, message);
    }

    pub(crate) fn need(&mut self, need: Need) {
        if !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }

    fn add(&mut self, rule: &'static str, level: Level, pointer: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding { pointer: pointer.into(), rule, level, message: message.into() });
    }
}

/// One thing that is wrong, or that readers differ about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The place, as a JSON pointer into the demand (RFC 6901).
    pub pointer: String,
    /// The permanent name of the rule: `route-template`.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// For people: what is wrong, with the line of the document, and how to put it right.
    pub message: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Level {
    /// A reader that follows the documents refuses or discards this.
    Error,
    /// Readers differ, or it is known to fail in the field.
    Warning,
}

impl Level {
    /// The permanent name: `error`, `warning`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}
