//! The findings about every vector, which `witness/run` compares with the vectors.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use serde::Serialize;
use serde_json::{Value, ser::PrettyFormatter};
use x402_conformance::vector::{ChainCall, Vector};

use crate::compare::Comparison;

/// A file of findings.
#[derive(Serialize)]
pub(crate) struct Results {
    by: String,
    findings: BTreeMap<String, Finding>,
}

/// The finding about one vector.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding {
    /// `Vector::fingerprint`
    vector: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) domain_separator: Option<String>,
    /// What a contract computes, by the names of the vector's own values.
    #[serde(flatten)]
    pub(crate) computed: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) calls: Vec<ChainCall>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unseen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_called: Option<String>,
}

impl Finding {
    /// An empty finding.
    pub(crate) fn about(vector: &Vector) -> Self {
        Self {
            vector: vector.fingerprint(),
            domain_separator: None,
            computed: BTreeMap::new(),
            calls: Vec::new(),
            confirms: None,
            unseen: None,
            not_called: None,
        }
    }

    /// Completes the finding: no call was made, for this reason.
    pub(crate) fn not_called(self, why: String) -> Self {
        Self { not_called: Some(why), ..self }
    }

    pub(crate) fn record(&mut self, comparison: Comparison) {
        match comparison {
            Comparison::Confirms(what) => self.confirms = Some(what.into()),
            Comparison::Unseen(why) => self.unseen = Some(why.into()),
        }
    }
}

impl Results {
    pub(crate) const fn new(by: String, findings: BTreeMap<String, Finding>) -> Self {
        Self { by, findings }
    }

    /// Writes the findings into a directory.
    pub(crate) fn save(&self, directory: &Path, name: &str) -> Result<(), String> {
        let path = directory.join(name);
        let say = |error: &dyn fmt::Display| format!("{}: {error}", path.display());
        let mut text = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b" "));
        self.serialize(&mut serializer).map_err(|error| say(&error))?;
        text.push(b'\n');
        fs::create_dir_all(directory).and_then(|()| fs::write(&path, text)).map_err(|error| say(&error))
    }

    pub(crate) fn summary(&self) -> Summary {
        let count = |holds: fn(&Finding) -> bool| self.findings.values().filter(|finding| holds(finding)).count();
        let calls: usize = self.findings.values().map(|finding| finding.calls.len()).sum();
        Summary {
            vectors: self.findings.len(),
            calls,
            confirmed: count(|finding| finding.confirms.is_some()),
            unseen: count(|finding| finding.unseen.is_some()),
            not_called: count(|finding| finding.not_called.is_some()),
        }
    }
}

/// The numbers of findings.
#[derive(Default)]
pub(crate) struct Summary {
    vectors: usize,
    calls: usize,
    confirmed: usize,
    unseen: usize,
    not_called: usize,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.vectors += other.vectors;
        self.calls += other.calls;
        self.confirmed += other.confirmed;
        self.unseen += other.unseen;
        self.not_called += other.not_called;
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { vectors, calls, confirmed, unseen, not_called } = self;
        write!(
            f,
            "{vectors} vectors, {calls} calls: {confirmed} confirmed, {unseen} about what the contract cannot see, \
             {not_called} that are no call"
        )
    }
}
