//! The groups with sources in `spec-vectors/sources`, whose files `x402-vectors` writes.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use x402_vectors::{
    expand::Sources,
    vector::{Rows, VectorFile},
};

use crate::fault::Fault;

/// A file as it is, and the faults that its source names.
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) rows: Rows,
    pub(crate) faults: BTreeMap<String, Fault>,
}

/// The files of all groups with sources, by group.
///
/// # Errors
/// A source or a file cannot be read.
pub(crate) fn written(root: &Path) -> Result<BTreeMap<String, Written>, Box<dyn Error>> {
    let folder = root.join("spec-vectors");
    let sources = Sources::read(&folder.join("sources")).map_err(|faults| faults.join("\n"))?;
    let mut all = BTreeMap::new();
    for (group, file) in &sources.files {
        let path = folder.join(format!("v1/{group}.json"));
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}; first run cargo run -p x402-vectors", path.display()))?;
        let read: VectorFile = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let named = file.vectors.iter().filter_map(|entry| Some((entry.id.clone(), entry.fault.as_deref()?)));
        let faults = named.map(|(id, fault)| Ok((id, Fault::named(fault)?))).collect::<Result<_, String>>()?;
        all.insert(group.clone(), Written { text, rows: read.vectors, faults });
    }
    Ok(all)
}
