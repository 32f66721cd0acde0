//! What the witnesses found.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;
use x402_conformance::vector::{Class, Intermediate, Vector, Witness};

/// One file of `witness/findings/`. Trusted: our scripts write it and CI compares it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    by: String,
    findings: BTreeMap<String, BTreeMap<String, Value>>,
}

/// All of them.
pub(crate) struct Findings(Vec<File>);

impl Findings {
    /// Reads every file; none at all is allowed, so that the first vectors can be written before the first witness runs.
    pub(crate) fn read(directory: &Path) -> Result<Self, Box<dyn Error>> {
        let mut paths = Vec::new();
        if directory.is_dir() {
            for entry in fs::read_dir(directory)? {
                paths.push(entry?.path());
            }
        }
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            files.push(serde_json::from_str(&fs::read_to_string(path)?)?);
        }
        Ok(Self(files))
    }

    fn of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a str, &'a BTreeMap<String, Value>)> {
        self.0.iter().filter_map(move |file| Some((file.by.as_str(), file.findings.get(id)?)))
    }

    /// Who confirms our hashes and signer. A witness that computed another value is an error.
    pub(crate) fn confirm_hashes(&self, id: &str, ours: &Intermediate) -> Result<Vec<Witness>, String> {
        let ours = [
            ("domainSeparator", &ours.domain_separator),
            ("structHash", &ours.struct_hash),
            ("digest", &ours.digest),
            ("signer", &ours.signer),
        ];
        let mut witnesses = Vec::new();
        for (by, found) in self.of(id) {
            let mut confirms = Vec::new();
            for (name, ours) in &ours {
                match (ours, found.get(*name).and_then(Value::as_str)) {
                    (Some(ours), Some(theirs)) if ours == theirs => confirms.push((*name).to_owned()),
                    (Some(ours), Some(theirs)) => {
                        return Err(format!("{id}: {name} is {ours}, but {by} says {theirs}"));
                    }
                    _ => {}
                }
            }
            if !confirms.is_empty() {
                witnesses.push(Witness { by: by.into(), confirms });
            }
        }
        Ok(witnesses)
    }

    /// Who confirms that a document is refused, or means the value that we read.
    pub(crate) fn confirm_decoding(&self, id: &str, class: Class) -> Vec<Witness> {
        let confirmed = |found: &BTreeMap<String, Value>| {
            let accepts = found.get("accepts").and_then(Value::as_bool)?;
            let same_value = found.get("sameValue").and_then(Value::as_bool);
            match (accepts, same_value) {
                (true, Some(true)) if class != Class::Invalid => Some("canonical"),
                // A witness of shapes alone.
                (true, None) if class != Class::Invalid => Some("shape"),
                (false, _) if class == Class::Invalid => Some("refusal"),
                _ => None,
            }
        };
        self.of(id)
            .filter_map(|(by, found)| Some(Witness { by: by.into(), confirms: vec![confirmed(found)?.into()] }))
            .collect()
    }

    /// Whose table says the same of a network. One that says something else is an error.
    pub(crate) fn confirm_network(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let expected: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        let mut witnesses = Vec::new();
        for (by, found) in self.of(&vector.id) {
            for (name, theirs) in found {
                if expected[name] != *theirs {
                    return Err(format!("{}: {name} is {}, but {by} says {theirs}", vector.id, expected[name]));
                }
                witnesses.push(Witness { by: by.into(), confirms: vec![name.clone()] });
            }
        }
        Ok(witnesses)
    }

    /// Who matches the same offer. A witness that matches another one is an error, unless implementations may differ
    /// or the vector says why they do.
    pub(crate) fn confirm_match(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let expected: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        let may_differ = vector.expect.class == Class::Acceptable || vector.no_witness.is_some();
        let mut witnesses = Vec::new();
        for (by, found) in self.of(&vector.id) {
            match found.get("offer") {
                Some(offer) if *offer == expected["offer"] => {
                    witnesses.push(Witness { by: by.into(), confirms: vec!["offer".into()] });
                }
                Some(offer) if !may_differ => return Err(format!("{}: {by} matches {offer}", vector.id)),
                Some(_) | None => {}
            }
        }
        Ok(witnesses)
    }
}
