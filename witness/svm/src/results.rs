//! The findings, which `witness/run` compares with the vectors.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Serialize;
use serde_json::ser::PrettyFormatter;
use x402_conformance::vector::ChainCall;

#[derive(Serialize)]
pub(crate) struct Results {
    pub(crate) by: String,
    pub(crate) findings: BTreeMap<String, Finding>,
}

/// The finding about one vector.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding {
    /// `Vector::fingerprint`
    pub(crate) vector: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) calls: Vec<ChainCall>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unseen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_run: Option<String>,
}

impl Results {
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

/// Writes a file.
pub(crate) fn save(path: &Path, value: &impl Serialize) -> Result<(), String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let directory = path.parent().unwrap_or(path);
    fs::create_dir_all(directory).and_then(|()| fs::write(path, text(value)?)).map_err(|error| say(&error))
}

/// Fails if the file has a different text.
pub(crate) fn check_file(path: &Path, value: &impl Serialize) -> Result<(), String> {
    let same = text(value).and_then(|text| Ok(fs::read(path)? == text));
    match same.map_err(|error| format!("{}: {error}", path.display()))? {
        true => Ok(()),
        false => Err(format!("{} is not what the program writes", path.display())),
    }
}

fn text(value: &impl Serialize) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b" ")))?;
    text.push(b'\n');
    Ok(text)
}
