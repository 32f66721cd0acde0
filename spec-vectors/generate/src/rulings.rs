//! `spec-vectors/rulings.json`: the rulings of `docs/rulings.md`, for users of the vectors without this repository.

use std::{collections::BTreeSet, error::Error, fs, path::Path};

use serde::Serialize;
use x402_verify::CheckId;

/// The file.
#[derive(Serialize)]
pub(crate) struct Rulings {
    format: &'static str,
    rulings: Vec<Ruling>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Ruling {
    /// Its permanent name, as in `rulings` of a vector.
    id: String,
    /// What decided it.
    basis: Basis,
    /// The parts of the ruling that something else decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
    ruling: String,
    /// Inputs that the profile Lenient also accepts, with a flag.
    #[serde(skip_serializing_if = "Option::is_none")]
    lenient: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Basis {
    Contract,
    Text,
    Sdks,
    Stricter,
}

/// A part of a ruling: what some of its checks decide, or a part in words.
#[derive(Debug, PartialEq, Serialize)]
struct Part {
    basis: Basis,
    #[serde(flatten)]
    about: About,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum About {
    Checks(Vec<String>),
    Words(String),
}

/// The heading of the last list of the page. An item is `- `, the id, and the reason why no vector cites the ruling.
const UNCITED: &str = "\n## Rulings that no vector cites\n";

/// The rows of the page's tables. A ruling that a vector cites has a row.
pub(crate) fn rulings(root: &Path, cited: &BTreeSet<String>) -> Result<Rulings, Box<dyn Error>> {
    let page = fs::read_to_string(root.join("docs/rulings.md"))?;
    let rulings: Vec<Ruling> = page.lines().filter_map(row).collect::<Result<_, _>>()?;
    let ids: BTreeSet<&str> = rulings.iter().map(|ruling| ruling.id.as_str()).collect();
    if ids.len() != rulings.len() {
        return Err("docs/rulings.md: a ruling has two rows".into());
    }
    if let Some(id) = cited.iter().find(|id| !ids.contains(id.as_str())) {
        return Err(format!("vectors cite {id}, and docs/rulings.md has no row for it").into());
    }
    let uncited: BTreeSet<&str> = ids.into_iter().filter(|id| !cited.contains(*id)).collect();
    let (_, reasons) =
        page.split_once(UNCITED).ok_or("docs/rulings.md lacks the list of rulings that no vector cites")?;
    let listed = reasons.lines().filter_map(|line| Some(line.strip_prefix("- ")?.split_once(": ")?.0)).collect();
    if let Some(id) = uncited.symmetric_difference(&listed).next() {
        let fault =
            if listed.contains(id) { "is cited by a vector" } else { "needs a vector, or a reason why it has none" };
        return Err(format!("docs/rulings.md: {id} {fault}").into());
    }
    Ok(Rulings { format: "x402-rulings/1", rulings })
}

/// `| C-1 | text | … |`, with a fourth cell where the table has the column Lenient. `None` if the line is no ruling.
fn row(line: &str) -> Option<Result<Ruling, String>> {
    let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
    let id = cells.next()?;
    let (letter, number) = id.split_once('-')?;
    let is_id = letter.chars().all(|c| c.is_ascii_uppercase()) && number.parse::<u16>().is_ok();
    is_id.then(|| ruling(id, cells).map_err(|error| format!("docs/rulings.md, {id}: {error}")))
}

fn ruling<'a>(id: &str, mut cells: impl Iterator<Item = &'a str>) -> Result<Ruling, String> {
    let (Some(basis), Some(ruling)) = (cells.next(), cells.next()) else {
        return Err("the row needs an id, a basis and a ruling".into());
    };
    let (basis, parts) = basis.split_once("; ").map_or((basis, None), |(basis, parts)| (basis, Some(parts)));
    Ok(Ruling {
        id: id.into(),
        basis: word(basis)?,
        parts: parts
            .into_iter()
            .flat_map(|parts| parts.split("; "))
            .map(|text| part(id, text))
            .collect::<Result<_, _>>()?,
        ruling: ruling.into(),
        lenient: cells.next().filter(|cell| *cell != "–").map(str::to_owned),
    })
}

fn word(name: &str) -> Result<Basis, String> {
    Ok(match name {
        "contract" => Basis::Contract,
        "text" => Basis::Text,
        "sdks" => Basis::Sdks,
        "stricter" => Basis::Stricter,
        _ => return Err(format!("the basis is contract, text, sdks or stricter, and not {name:.40}")),
    })
}

/// `sdks: ` and names of checks, or words. A check that is named implements the ruling.
fn part(id: &str, text: &str) -> Result<Part, String> {
    let (basis, about) = text.split_once(": ").ok_or_else(|| format!("{text:.40} names no part of the ruling"))?;
    let basis = word(basis)?;
    if !about.starts_with('`') {
        return Ok(Part { basis, about: About::Words(about.into()) });
    }
    let checks = about.split(", ").map(|name| {
        let name = name.trim_matches('`');
        let is_check = name.parse::<CheckId>().is_ok_and(|check| check.rulings().contains(&id));
        if is_check { Ok(name.into()) } else { Err(format!("{name:.40} is no check of this ruling")) }
    });
    Ok(Part { basis, about: About::Checks(checks.collect::<Result<_, _>>()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Ruling, String> {
        row(line).unwrap()
    }

    #[test]
    fn a_row_has_a_basis() {
        let plain = read("| C-4 | text | The text is JSON | – |").unwrap();
        assert_eq!((plain.basis, plain.parts, plain.ruling.as_str()), (Basis::Text, vec![], "The text is JSON"));
        assert_eq!(plain.lenient, None);
        assert_eq!(read("| C-2 | text | UTF-8 | a mark |").unwrap().lenient.as_deref(), Some("a mark"));

        let split =
            read("| E-2 | contract; sdks: `expiry-margin`; stricter: `horizon`, `window`; text: the rest | Time |");
        let parts = [
            (Basis::Sdks, About::Checks(vec!["expiry-margin".into()])),
            (Basis::Stricter, About::Checks(vec!["horizon".into(), "window".into()])),
            (Basis::Text, About::Words("the rest".into())),
        ];
        assert_eq!(split.unwrap().parts, parts.map(|(basis, about)| Part { basis, about }));
    }

    #[test]
    fn a_row_without_a_basis_is_refused() {
        for (row, error) in [
            (
                "| E-2 | The token requires a window |",
                "docs/rulings.md, E-2: the row needs an id, a basis and a ruling",
            ),
            (
                "| C-2 | Text is UTF-8 | a mark |",
                "the basis is contract, text, sdks or stricter, and not Text is UTF-8",
            ),
            ("| E-2 |  | Time |", "and not "),
            ("| E-2 | Contract | Time |", "and not Contract"),
            ("| E-2 | contract; sdks | Time |", "sdks names no part of the ruling"),
            ("| E-2 | contract; law: a part | Time |", "and not law"),
            ("| E-2 | contract; sdks: `expiry` | Time |", "expiry is no check of this ruling"),
            ("| E-2 | contract; sdks: `signer` | Time |", "signer is no check of this ruling"),
            ("| E-2 | contract; sdks: `expiry-margin`, words | Time |", "words is no check of this ruling"),
        ] {
            let found = read(row).unwrap_err();
            assert!(found.ends_with(error), "{row}: {found}");
        }
    }

    #[test]
    fn other_lines_are_no_rulings() {
        for line in [
            "| id | basis | ruling |",
            "|---|---|---|",
            "text",
            "| chain | `0000000c` | `6569` |",
            "| e-2 | text | x |",
        ] {
            assert!(row(line).is_none(), "{line}");
        }
    }
}
