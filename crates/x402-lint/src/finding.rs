use alloc::{string::String, vec::Vec};

use x402_json_schema::Need;
use x402_types::{Flag, RawJson};
use x402_verify::Verdict;

use crate::{Edit, Rule};

/// What was found, in the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// The version of the demand, if it says one that is known.
    pub version: Option<u64>,
    /// The demand that was judged, if its JSON could be read.
    pub demand: Option<RawJson>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// What another validator has to evaluate; each once.
    pub needs: Vec<Need>,
}

impl Lint {
    /// Invalid with an error, else undecided with a need, else valid.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (self.has_error(), &*self.needs) {
            (true, _) => Verdict::Invalid,
            (false, []) => Verdict::Valid,
            (false, [_, ..]) => Verdict::Undecided,
        }
    }

    /// Whether one of the findings is an error.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }

    /// Says how the rule is broken here; what follows is the rule's own.
    pub(crate) fn find(&mut self, rule: Rule, pointer: impl Into<String>, what: &str) -> &mut Finding {
        let mut finding = Finding::new(rule.as_str(), rule.level(), pointer, what);
        (finding.remedy, finding.source) = (Some(rule.remedy()), Some(rule.source()));
        self.add(finding)
    }

    /// As [`find`](Self::find), if the rule's own sentence says it all.
    pub(crate) fn found(&mut self, rule: Rule, pointer: impl Into<String>) -> &mut Finding {
        self.find(rule, pointer, rule.sentence())
    }

    /// What a reader of the demand tolerates.
    pub(crate) fn flag(&mut self, flag: Flag, pointer: impl Into<String>) -> &mut Finding {
        self.add(Finding::new(flag.as_str(), Level::Warning, pointer, flag.sentence()))
    }

    pub(crate) fn need(&mut self, need: Need) {
        if !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }

    #[allow(clippy::indexing_slicing, reason = "the finding was put there before")]
    fn add(&mut self, finding: Finding) -> &mut Finding {
        let index = self.findings.len();
        self.findings.push(finding);
        &mut self.findings[index]
    }
}

/// One thing that is wrong, that readers differ about, or that is worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The place, as a JSON pointer into the demand (RFC 6901); empty for all of it and for headers. A missing member is
    /// named by the place where it belongs.
    pub pointer: String,
    /// The permanent name of the [rule](Rule), or of the [flag](Flag) that a reader raises.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// For people: what is wrong.
    pub what: String,
    /// For people: how to put it right. A flag has none.
    pub remedy: Option<&'static str>,
    /// The document and its line, or where else the rule comes from. A flag has none.
    pub source: Option<&'static str>,
    /// The changes that put it right, if they can be told from the demand alone.
    pub fix: Vec<Edit>,
}

impl Finding {
    fn new(rule: &'static str, level: Level, pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), rule, level, what: what.into(), remedy: None, source: None, fix: Vec::new() }
    }

    /// One line for people: what is wrong, how to put it right, and the line of the document.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = self.what.clone();
        for (before, part, after) in [("; ", self.remedy, ""), (" (", self.source, ")")] {
            if let Some(part) = part {
                message.extend([before, part, after]);
            }
        }
        message
    }

    pub(crate) fn set(&mut self, pointer: impl Into<String>, value: impl Into<RawJson>) -> &mut Self {
        self.fix.push(Edit { pointer: pointer.into(), value: Some(value.into()) });
        self
    }

    pub(crate) fn remove(&mut self, pointer: impl Into<String>) -> &mut Self {
        self.fix.push(Edit { pointer: pointer.into(), value: None });
        self
    }

    /// The place is left out.
    pub(crate) fn leave_out(&mut self) {
        self.remove(self.pointer.clone());
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// A reader that follows the documents refuses or discards this.
    Error,
    /// Readers differ, or it is known to fail in the field.
    Warning,
    /// Nothing is wrong.
    Info,
}

impl Level {
    /// The permanent name: `error`, `warning`, `info`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}
