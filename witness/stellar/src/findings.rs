//! The findings: `witness/findings/stellar-host.json`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::ser::PrettyFormatter;

use crate::judge::Says;

#[derive(Serialize, Deserialize, PartialEq)]
pub(crate) struct Findings {
    pub(crate) by: String,
    pub(crate) findings: BTreeMap<String, Finding>,
}

/// The finding about one vector.
#[derive(Default, Serialize, Deserialize, PartialEq)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
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
    pub(crate) fn new(vector: String, says: &Says) -> Self {
        let mut finding = Self { vector, ..Self::default() };
        let (place, words) = match says {
            Says::Confirms(words) => (&mut finding.confirms, words),
            Says::Unseen(words) => (&mut finding.unseen, words),
            Says::NotRun(words) => (&mut finding.not_run, words),
        };
        *place = Some((*words).to_owned());
        finding
    }
}

impl Findings {
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

    /// Writes the file, or compares it.
    pub(crate) fn save(&self, path: &Path, check: bool) -> Result<(), String> {
        let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let mut text = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b" "));
        self.serialize(&mut serializer).map_err(|error| say(&error))?;
        text.push(b'\n');
        if !check {
            return fs::write(path, text).map_err(|error| say(&error));
        }
        let committed = fs::read_to_string(path).map_err(|error| say(&error))?;
        if committed.as_bytes() == text {
            return Ok(());
        }
        let there: Self = serde_json::from_str(&committed).map_err(|error| say(&error))?;
        let ids: BTreeSet<&String> = there.findings.keys().chain(self.findings.keys()).collect();
        let differs = ids.into_iter().filter(|id| there.findings.get(*id) != self.findings.get(*id));
        Err(say(&format!("differs: {}", differs.map(String::as_str).collect::<Vec<_>>().join(", "))))
    }
}
