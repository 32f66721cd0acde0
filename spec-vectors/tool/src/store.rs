//! `spec-vectors/sources/witnessed/GROUP.json`: what witnesses found about the vectors of a group, which `witness/run --write` writes.
//!
//! A finding counts while the vector's question and expectation are those that the witnesses examined.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    finish::is_unexamined,
    vector::{ChainCall, Raw, Vector, Witness},
};

/// The findings about the vectors of a group.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// The group.
    pub group: String,
    /// The findings, by the id of the vector.
    pub findings: BTreeMap<String, Found>,
}

/// What witnesses found about a vector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The fingerprint of the question and the expectation that they examined ([`Vector::fingerprint`]).
    pub of: String,
    /// The witnesses, and what each confirms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witness: Vec<Witness>,
    /// Members of the answer that a witness computed.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub computed: Map<String, Value>,
    /// The calls of the settling program.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<ChainCall>,
}

/// Derived members that follow from the question alone, so that no finding has them.
const BY_RULE: [&str; 3] = ["flags", "needs", "outstanding"];

impl Store {
    /// Reads a file. One that is not there has no findings.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(path: &Path, group: &str) -> Result<Self, String> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { group: group.into(), findings: BTreeMap::new() });
            }
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let store: Self = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        if store.group == group { Ok(store) } else { Err(format!("{}: its group is not {group}", path.display())) }
    }

    /// The vector as the witnesses examined it, with what they found. `None` if they did not, or examined a different question.
    #[must_use]
    pub fn examined(&self, vector: &Vector) -> Option<Vector> {
        let found = self.findings.get(&vector.id).filter(|found| found.of == vector.fingerprint())?;
        let mut vector = vector.clone();
        if let Value::Object(mut result) = vector.expect.result.value()
            && !found.computed.is_empty()
        {
            for (name, value) in &found.computed {
                // An object of which the source states a part.
                match (result.get_mut(name), value) {
                    (Some(Value::Object(stated)), Value::Object(members)) => stated.extend(members.clone()),
                    _ => drop(result.insert(name.clone(), value.clone())),
                }
                vector.expect.derived.push(name.clone());
            }
            vector.expect.result = Raw::from(&Value::Object(result));
        }
        vector.witness.clone_from(&found.witness);
        vector.intermediate.chain.clone_from(&found.chain);
        Some(vector)
    }

    /// Whether witnesses examined another question or expectation under this id.
    #[must_use]
    pub fn is_stale(&self, vector: &Vector) -> bool {
        self.findings.get(&vector.id).is_some_and(|found| found.of != vector.fingerprint())
    }

    /// The store with what these complete vectors have. `fingerprints` are those of the vectors as their sources state them.
    #[must_use]
    pub fn of(group: &str, vectors: &[Vector], fingerprints: &BTreeMap<String, String>) -> Self {
        let examined = vectors.iter().filter(|vector| !is_unexamined(vector));
        let computed = |vector: &Vector| {
            let Value::Object(mut computed) = vector.expect.result.value() else { return Map::new() };
            computed.retain(|name, _| vector.expect.derived.contains(name) && !BY_RULE.contains(&name.as_str()));
            computed
        };
        let findings = examined.filter_map(|vector| {
            let found = Found {
                of: fingerprints.get(&vector.id)?.clone(),
                witness: vector.witness.clone(),
                computed: computed(vector),
                chain: vector.intermediate.chain.clone(),
            };
            Some((vector.id.clone(), found))
        });
        Self { group: group.into(), findings: findings.collect() }
    }

    /// The text of the file: a line for each vector.
    ///
    /// # Errors
    /// A finding cannot be written as JSON.
    pub fn text(&self) -> Result<String, String> {
        let lines: Vec<String> = self
            .findings
            .iter()
            .map(|(id, found)| Ok(format!("  {}: {}", Value::from(id.as_str()), serde_json::to_string(found)?)))
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|error| error.to_string())?;
        Ok(format!(
            "{{\n \"group\": {},\n \"findings\": {{\n{}\n }}\n}}\n",
            Value::from(self.group.as_str()),
            lines.join(",\n")
        ))
    }
}
