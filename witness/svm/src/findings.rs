//! The findings.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::ser::PrettyFormatter;
use x402_conformance::vector::ChainCall;

/// `witness/findings/svm.json`
#[derive(Serialize, Deserialize, PartialEq)]
pub(crate) struct Findings {
    pub(crate) by: String,
    pub(crate) findings: BTreeMap<String, Finding>,
}

/// The finding about one vector.
#[derive(Default, Serialize, Deserialize, PartialEq)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Finding {
    /// `Vector::fingerprint`
    pub(crate) vector: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) calls: Vec<ChainCall>,
    /// The most lamports that the fee payer lost in any of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lamports: Option<String>,
    /// The most compute units that any of them used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) units: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unseen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_run: Option<String>,
}

impl Findings {
    /// The ids of the findings that differ.
    pub(crate) fn differences(&self, text: &str) -> Result<String, String> {
        let there: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let ids: BTreeSet<&String> = there.findings.keys().chain(self.findings.keys()).collect();
        let differs = ids.into_iter().filter(|id| there.findings.get(*id) != self.findings.get(*id));
        Ok(differs.map(String::as_str).collect::<Vec<_>>().join(", "))
    }

    pub(crate) fn summary(&self) -> String {
        let findings = &self.findings;
        let count = |holds: fn(&Finding) -> bool| findings.values().filter(|finding| holds(finding)).count();
        let calls: usize = findings.values().map(|finding| finding.calls.len()).sum();
        format!(
            "{} vectors, {calls} transactions: {} confirmed, {} about what the runtime cannot see, {} not run, \
         0 unexplained differences",
            findings.len(),
            count(|finding| finding.confirms.is_some()),
            count(|finding| finding.unseen.is_some()),
            count(|finding| finding.not_run.is_some()),
        )
    }
}

/// Writes the file, or compares it.
pub(crate) fn save<T: Serialize>(
    path: &Path,
    value: &T,
    check: bool,
    differences: impl FnOnce(&str) -> Result<String, String>,
) -> Result<(), String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b" "));
    value.serialize(&mut serializer).map_err(|error| say(&error))?;
    text.push(b'\n');
    if !check {
        return fs::write(path, text).map_err(|error| say(&error));
    }
    let committed = fs::read_to_string(path).map_err(|error| say(&error))?;
    if committed.as_bytes() == text {
        return Ok(());
    }
    Err(say(&format!("differs: {}", differences(&committed)?)))
}
