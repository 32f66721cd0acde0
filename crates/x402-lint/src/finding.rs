use alloc::{string::String, vec::Vec};

use x402_json_schema::Need;
use x402_types::{Flag, RawJson, Version};
use x402_verify::Verdict;

use crate::{Level, Rule};

/// The result of the linter, with findings in document order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// The version of the demand, if it states a known one.
    pub version: Option<Version>,
    /// The demand that was judged, if its JSON could be read.
    pub demand: Option<RawJson>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// What another validator has to evaluate, without duplicates.
    pub needs: Vec<Need>,
    /// The price of each entry of `accepts` in tokens, such as `0.010000 USDC`. `None` if the entry cannot be read, or no
    /// table has its token.
    pub prices: Vec<Option<String>>,
}

impl Lint {
    /// Invalid if there is an error; otherwise undecided if there is a need; otherwise valid.
    pub fn verdict(&self) -> Verdict {
        match (self.has_error(), &*self.needs) {
            (true, _) => Verdict::Invalid,
            (false, []) => Verdict::Valid,
            (false, [_, ..]) => Verdict::Undecided,
        }
    }

    /// Whether any finding is an error.
    pub fn has_error(&self) -> bool {
        self.errors() > 0
    }

    /// The number of findings that are errors.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.level == Level::Error).count()
    }

    /// Adds a finding with a specific message; the rest comes from the rule.
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

    pub(crate) fn need(&mut self, need: Need) {
        if !self.needs.contains(&need) {
            self.needs.push(need);
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
    /// The place, as a JSON pointer into the demand (RFC 6901). Empty for the whole demand and for headers. For a missing
    /// member this is the place where the member belongs.
    pub pointer: String,
    /// The permanent name of the [rule](Rule), or of the [flag](Flag) that a reader raises.
    pub rule: &'static str,
    /// The severity.
    pub level: Level,
    /// What is wrong, for people.
    pub what: String,
    /// How to correct it, for people. Empty for a flag.
    pub remedy: Option<&'static str>,
    /// The document and its lines, or the other origin of the rule. Empty for a flag.
    pub source: Option<&'static str>,
    /// The edits that correct it, if they follow from the demand alone.
    pub fix: Vec<Edit>,
}

impl Finding {
    fn new(rule: &'static str, level: Level, pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), rule, level, what: what.into(), remedy: None, source: None, fix: Vec::new() }
    }

    /// One line for people: what is wrong, how to correct it, and the line of the document.
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

    /// Adds an edit that removes the place.
    pub(crate) fn leave_out(&mut self) {
        self.remove(self.pointer.clone());
    }
}

/// A change in one place of a demand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The place, as a JSON pointer (RFC 6901). It may be a new member of an existing object.
    pub pointer: String,
    /// The new value. `None` removes the member or element.
    pub value: Option<RawJson>,
}
