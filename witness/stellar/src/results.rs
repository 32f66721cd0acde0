//! The findings, which `witness/run` compares with the vectors.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use crate::compare::Comparison;

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
    vector: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unseen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_run: Option<String>,
}

impl Finding {
    pub(crate) fn new(vector: String, comparison: &Comparison) -> Self {
        let mut finding = Self { vector, ..Self::default() };
        let (field, words) = match comparison {
            Comparison::Confirms(words) => (&mut finding.confirms, words),
            Comparison::Unseen(words) => (&mut finding.unseen, words),
            Comparison::NotRun(words) => (&mut finding.not_run, words),
        };
        *field = Some((*words).to_owned());
        finding
    }
}

impl Results {
    pub(crate) fn summary(&self) -> String {
        let count = |holds: fn(&Finding) -> bool| self.findings.values().filter(|finding| holds(finding)).count();
        format!(
            "{} vectors: {} confirmed, {} about what the host cannot see, {} not run, 0 unexplained differences",
            self.findings.len(),
            count(|finding| finding.confirms.is_some()),
            count(|finding| finding.unseen.is_some()),
            count(|finding| finding.not_run.is_some()),
        )
    }

    /// Writes the findings into a directory.
    pub(crate) fn save(&self, directory: &Path, name: &str) -> Result<(), String> {
        let path = directory.join(name);
        let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let mut text = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b" "));
        self.serialize(&mut serializer).map_err(|error| say(&error))?;
        text.push(b'\n');
        fs::create_dir_all(directory).and_then(|()| fs::write(&path, text)).map_err(|error| say(&error))
    }
}
