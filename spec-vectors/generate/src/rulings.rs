//! `spec-vectors/rulings.json`: the rulings of `docs/rulings.md`, for users of the vectors without this repository.

use std::{collections::BTreeSet, error::Error, fs, path::Path};

use serde::Serialize;

/// The file.
#[derive(Serialize)]
pub(crate) struct Rulings {
    format: &'static str,
    rulings: Vec<Ruling>,
}

#[derive(Serialize)]
struct Ruling {
    /// Its permanent name, as in `rulings` of a vector.
    id: String,
    ruling: String,
    /// Inputs that the profile Lenient also accepts, with a flag.
    #[serde(skip_serializing_if = "Option::is_none")]
    lenient: Option<String>,
}

/// The rows of the page's tables. A ruling that a vector cites has a row.
pub(crate) fn rulings(root: &Path, cited: &BTreeSet<String>) -> Result<Rulings, Box<dyn Error>> {
    let page = fs::read_to_string(root.join("docs/rulings.md"))?;
    let rulings: Vec<Ruling> = page.lines().filter_map(row).collect();
    let ids: BTreeSet<&str> = rulings.iter().map(|ruling| ruling.id.as_str()).collect();
    if ids.len() != rulings.len() {
        return Err("docs/rulings.md: a ruling has two rows".into());
    }
    if let Some(id) = cited.iter().find(|id| !ids.contains(id.as_str())) {
        return Err(format!("vectors cite {id}, and docs/rulings.md has no row for it").into());
    }
    Ok(Rulings { format: "x402-rulings/1", rulings })
}

/// `| C-1 | … |`, with a third cell where the table has the column Lenient.
fn row(line: &str) -> Option<Ruling> {
    let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
    let (id, ruling) = (cells.next()?, cells.next()?);
    let (letter, number) = id.split_once('-')?;
    let is_id = letter.chars().all(|c| c.is_ascii_uppercase()) && number.parse::<u16>().is_ok();
    let lenient = cells.next().filter(|cell| *cell != "–").map(str::to_owned);
    is_id.then(|| Ruling { id: id.into(), ruling: ruling.into(), lenient })
}
