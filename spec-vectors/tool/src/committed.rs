//! The vectors of a group as they were written before.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use serde_json::value::RawValue;

use crate::{
    json::Json,
    vector::{Vector, VectorFile},
};

/// The vectors of a group as they were written, and their rows.
#[derive(Default)]
pub(crate) struct Committed {
    pub(crate) vectors: BTreeMap<String, Vector>,
    pub(crate) rows: BTreeMap<String, Box<RawValue>>,
}

impl Committed {
    pub(crate) fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let file: VectorFile =
            serde_json::from_str(&fs::read_to_string(path)?).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut committed = Self::default();
        for (vector, row) in file.vectors.iter().zip(file.vectors.texts()) {
            committed.rows.insert(vector.id.clone(), row.to_owned());
            committed.vectors.insert(vector.id.clone(), vector);
        }
        Ok(committed)
    }
}

/// The ids of vectors that were added, changed or removed, for people.
pub(crate) fn changes(committed: &Committed, vectors: &[Vector]) -> String {
    let text = |vector: &Vector| serde_json::to_string(vector).unwrap_or_default();
    let mut lines = String::new();
    let ids: BTreeSet<&str> = vectors.iter().map(|vector| vector.id.as_str()).collect();
    for vector in vectors {
        match committed.vectors.get(&vector.id) {
            None => lines += &format!("\n  added   {}: {}", vector.id, vector.title),
            Some(before) if text(before) != text(vector) => {
                lines += &format!("\n  changed {}: {}", vector.id, members(before, vector).join(", "));
            }
            Some(_) => {}
        }
    }
    for id in committed.vectors.keys().filter(|id| !ids.contains(id.as_str())) {
        lines += &format!("\n  removed {id}");
    }
    lines
}

/// The members in which two vectors differ.
fn members(before: &Vector, now: &Vector) -> Vec<String> {
    let read = |vector: &Vector| serde_json::to_string(vector).ok().and_then(|text| Json::parse(&text).ok());
    let (Some(Json::Object(before)), Some(Json::Object(now))) = (read(before), read(now)) else { return Vec::new() };
    let mut names: Vec<String> =
        now.iter().filter(|member| !before.contains(member)).map(|(name, _)| name.clone()).collect();
    names.extend(
        before.iter().filter(|(name, _)| !now.iter().any(|(other, _)| other == name)).map(|(name, _)| name.clone()),
    );
    names.iter().map(|name| crate::json::plain(name)).collect()
}
