//! The entries of `index.json` and `SHA256SUMS` for the files that this program writes. The generator of the other groups writes both
//! whole.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use sha2::{Digest, Sha256};

use crate::{
    render::render,
    vector::{Index, IndexEntry, hex},
};

/// Puts the entries into `index.json`, and the new digests into `SHA256SUMS`.
pub(crate) fn update(vectors: &Path, entries: Vec<IndexEntry>) -> Result<(), Box<dyn Error>> {
    let path = vectors.join("index.json");
    let mut index: Index = serde_json::from_str(&fs::read_to_string(&path)?)?;
    let mut digests: BTreeMap<String, String> = BTreeMap::new();
    for entry in entries {
        digests.insert(entry.file.clone(), entry.sha256.clone());
        match index.files.iter_mut().find(|old| old.file == entry.file) {
            Some(old) => *old = entry,
            None => index.files.push(entry),
        }
    }
    index.files.sort_by(|one, other| one.file.cmp(&other.file));
    let text = render(&index)?;
    digests.insert("index.json".into(), hex(&Sha256::digest(&text)));
    fs::write(path, text)?;
    let path = vectors.join("SHA256SUMS");
    let mut lines: BTreeMap<String, String> = fs::read_to_string(&path)?
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(digest, name)| (name.to_owned(), digest.to_owned()))
        .collect();
    lines.extend(digests);
    fs::write(path, lines.into_iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect::<String>())?;
    Ok(())
}
