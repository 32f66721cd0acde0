use alloc::{string::String, vec::Vec};

use x402_types::{Flag, RawJson, Version};
use x402_verify::Verdict;

use crate::{Level, Rule, json_schema::Unsupported};

/// The result of the linter. The findings are in document order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// The protocol version, if the 402 response states a known one.
    pub version: Option<Version>,
    /// The linted 402 response, if its JSON could be read.
    pub payment_required: Option<RawJson>,
    /// The findings, in document order.
    pub findings: Vec<Finding>,
    /// The questions that a different validator must answer, without duplicates.
    pub needs: Vec<Unsupported>,
    /// The price of each entry of `accepts` in tokens, such as `0.010000 USDC`. `None` if the entry cannot be read, or
    /// no table lists its token.
    pub prices: Vec<Option<String>>,
}

impl Lint {
    /// The verdict: invalid if there is an error, otherwise undecided if a question is left, otherwise valid.
    pub fn verdict(&self) -> Verdict {
        match (self.has_error(), &*self.needs) {
            (true, _) => Verdict::Invalid,
            (false, []) => Verdict::Valid,
            (false, [_, ..]) => Verdict::Undecided,
        }
    }

    /// Returns `true` if any finding is an error.
    pub fn has_error(&self) -> bool {
        self.errors() > 0
    }

    /// The number of findings that are errors.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.level == Level::Error).count()
    }

    /// Adds a finding with a specific message. The remaining fields come from the rule.
    pub(crate) fn find(&mut self, rule: Rule, pointer: impl Into<String>, what: &str) -> &mut Finding {
        let mut finding = Finding::new(rule.as_str(), rule.level(), pointer, what);
        (finding.remedy, finding.source) = (Some(rule.remedy()), Some(rule.source()));
        self.add(finding)
    }

    /// Adds a finding with the rule's own sentence as its message.
    pub(crate) fn found(&mut self, rule: Rule, pointer: impl Into<String>) -> &mut Finding {
        self.find(rule, pointer, rule.sentence())
    }

    /// Adds a finding for a flag of the reader.
    pub(crate) fn flag(&mut self, flag: Flag, pointer: impl Into<String>) -> &mut Finding {
        self.add(Finding::new(flag.as_str(), Level::Warning, pointer, flag.sentence()))
    }

    pub(crate) fn ask_other_validator(&mut self, unsupported: Unsupported) {
        if !self.needs.contains(&unsupported) {
            self.needs.push(unsupported);
        }
    }

    #[allow(clippy::indexing_slicing, reason = "the finding was just added")]
    fn add(&mut self, finding: Finding) -> &mut Finding {
        let index = self.findings.len();
        self.findings.push(finding);
        &mut self.findings[index]
    }
}

/// A fault, a point on which readers differ, or a fact worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The position, as a JSON pointer into the 402 response (RFC 6901). Empty for the whole 402 response and for
    /// headers. For a missing field, this is the position where the field belongs.
    pub pointer: String,
    /// The permanent name of the [rule](Rule), or of the [flag](Flag) that a reader raises.
    pub rule: &'static str,
    /// The severity.
    pub level: Level,
    /// The fault, in words for people.
    pub what: String,
    /// The correction, in words for people. `None` for a flag.
    pub remedy: Option<&'static str>,
    /// The specification and its lines, or the other origin of the rule. `None` for a flag.
    pub source: Option<&'static str>,
    /// The edits that correct the fault, if they follow from the 402 response, the specification and the published
    /// tables.
    pub fix: Vec<Edit>,
}

impl Finding {
    fn new(rule: &'static str, level: Level, pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), rule, level, what: what.into(), remedy: None, source: None, fix: Vec::new() }
    }

    /// Returns one line for people: the fault, the correction, and the source.
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

    /// Adds an edit that removes the value at the pointer of the finding.
    pub(crate) fn leave_out(&mut self) {
        self.remove(self.pointer.clone());
    }
}

/// A change to one value of a 402 response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The position, as a JSON pointer (RFC 6901). It may be that of a new field of an existing object.
    pub pointer: String,
    /// The new value. `None` removes the field or the element.
    pub value: Option<RawJson>,
}
