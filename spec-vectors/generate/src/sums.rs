//! `spec-vectors/SHA256SUMS`, in the format of `sha256sum --check`.

use std::{collections::BTreeMap, fs, io, path::Path};

use sha2::{Digest, Sha256};

pub(crate) const NAME: &str = "SHA256SUMS";

/// Files of the packages that are written by hand.
const BY_HAND: [&str; 5] =
    ["LICENSE-APACHE", "LICENSE-MIT", "operations.schema.json", "quick.json", "vectors.schema.json"];

/// A line for each file of JSON, written by this program or by hand, and for the licences.
pub(crate) fn sums(directory: &Path, written: &BTreeMap<String, String>) -> io::Result<String> {
    let json = written.iter().filter(|(name, _)| name.ends_with(".json"));
    let mut sums: BTreeMap<&str, String> = json.map(|(name, text)| (name.as_str(), sum(text.as_bytes()))).collect();
    for name in BY_HAND {
        sums.insert(name, sum(&fs::read(directory.join(name))?));
    }
    Ok(sums.into_iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect())
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
