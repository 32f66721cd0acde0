//! Faults of vectors that have the right form: a level that does not follow, and names of things that are not there.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use serde_json::Value;

use crate::{expand::Made, fault::Fault, levels::Levels, notes, rulings::Rulings, vector::Vector};

/// The data that vectors refer to.
pub struct Lints {
    rulings: Rulings,
    requirements: BTreeSet<String>,
    checks: BTreeSet<String>,
}

/// Without an implementation nothing shows whether a policy decides.
fn turns_on_policy(vector: &Vector) -> Option<bool> {
    vector.input.value().get("policy").is_none().then_some(false)
}

impl Lints {
    /// Reads `rulings.json`, `requirements.json` and `checks.json`.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn read(vectors: &Path) -> Result<Self, Box<dyn Error>> {
        let json = |name: &str| {
            let path = vectors.join(name);
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            serde_json::from_str::<Value>(&text).map_err(|error| format!("{}: {error}", path.display()))
        };
        let requirements = json("requirements.json")?;
        let ids = requirements.as_object().into_iter().flatten().filter_map(|(_, of_document)| of_document.as_object());
        let checks = json("checks.json")?;
        let checks = checks["checks"].as_array().into_iter().flatten().filter_map(|check| check["id"].as_str());
        Ok(Self {
            rulings: Rulings::read(vectors)?,
            requirements: ids.flatten().map(|(id, _)| id.clone()).collect(),
            checks: checks.map(str::to_owned).collect(),
        })
    }

    /// The faults of the vectors of a group, each with the id and what to do.
    #[must_use]
    pub fn faults(&self, vectors: &[Vector], made: &[Made]) -> Vec<String> {
        let mut faults: Vec<String> = vectors.iter().flat_map(|vector| self.references(vector)).collect();
        if !faults.is_empty() {
            return faults;
        }
        let named: BTreeMap<String, Fault> =
            made.iter().filter_map(|made| Some((made.vector.id.clone(), made.fault?))).collect();
        match Levels::new(&self.rulings, &turns_on_policy).lint(vectors, &named) {
            Ok(sentences) => faults.extend(sentences),
            Err(sentence) => faults.push(sentence),
        }
        faults
    }

    /// What a vector names that is not there.
    fn references(&self, vector: &Vector) -> Vec<String> {
        let id = &vector.id;
        let mut faults = Vec::new();
        for ruling in vector.rulings.iter().filter(|ruling| self.rulings.get(ruling).is_none()) {
            faults.push(format!("{id}: /rulings: there is no ruling {ruling}; spec-vectors/rulings.json has them"));
        }
        for statement in vector.requirements.iter().filter(|statement| !self.requirements.contains(*statement)) {
            faults.push(format!(
                "{id}: /requirements: there is no statement {statement}; spec-vectors/requirements.json has them"
            ));
        }
        for flag in &vector.flags {
            if let Err(error) = notes::note(flag) {
                faults.push(format!("{id}: /flags: {error}; add it to spec-vectors/tool/src/notes.txt"));
            }
        }
        if let Some(check) = &vector.expect.check {
            // A label stands before the name of a check that is made for several signatures.
            let name = check.rsplit('/').next().unwrap_or_default();
            if !self.checks.contains(name) {
                faults
                    .push(format!("{id}: /expect/check: there is no check {check}; spec-vectors/checks.json has them"));
            }
        }
        faults
    }
}
