//! The sentences that explain checks, rulings and classes of bugs. They are published with the vectors.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    objects::{self, Object},
    vector::{Note, VectorFile},
};

/// The sentences, by permanent name.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    checks: BTreeMap<String, String>,
    rulings: BTreeMap<String, String>,
    notes: BTreeMap<String, Note>,
}

/// The files that the sentences come from. There are only these two.
#[derive(Clone, Copy, Debug)]
pub struct ReferenceTexts<'a> {
    /// The text of `checks.json`.
    pub checks: &'a str,
    /// The text of `rulings.json`.
    pub rulings: &'a str,
}

#[derive(Deserialize)]
struct Checks {
    #[serde(deserialize_with = "objects::list")]
    checks: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    id: String,
    sentence: String,
}

#[derive(Deserialize)]
struct Rulings {
    #[serde(deserialize_with = "objects::list")]
    rulings: Vec<Ruling>,
}

#[derive(Deserialize)]
struct Ruling {
    id: String,
    ruling: String,
}

impl Reference {
    /// Reads the texts, and takes the notes of the vector files.
    ///
    /// # Errors
    /// A text does not have its format.
    pub fn read(
        ReferenceTexts { checks, rulings }: ReferenceTexts<'_>,
        files: &[VectorFile],
    ) -> serde_json::Result<Self> {
        let Object(Checks { checks }) = serde_json::from_str(checks)?;
        let Object(Rulings { rulings }) = serde_json::from_str(rulings)?;
        let notes = files.iter().flat_map(|file| &file.notes);
        Ok(Self {
            checks: checks.into_iter().map(|Check { id, sentence }| (id, sentence)).collect(),
            rulings: rulings.into_iter().map(|Ruling { id, ruling }| (id, ruling)).collect(),
            notes: notes.map(|(flag, note)| (flag.clone(), note.clone())).collect(),
        })
    }

    /// The sentence that is true when the check passes.
    pub fn check(&self, id: &str) -> Option<&str> {
        self.checks.get(id).map(String::as_str)
    }

    /// The text of the ruling.
    pub fn ruling(&self, id: &str) -> Option<&str> {
        self.rulings.get(id).map(String::as_str)
    }

    /// The note on the class of bugs that a flag stands for.
    pub fn note(&self, flag: &str) -> Option<&Note> {
        self.notes.get(flag)
    }
}
