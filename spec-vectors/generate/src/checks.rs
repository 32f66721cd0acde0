//! `spec-vectors/checks.json`: what each check is, for those who name checks of their own.

use std::{error::Error, fs, path::Path};

use serde::Serialize;
use x402_verify::{CheckId, Family};

/// The file.
#[derive(Serialize)]
pub(crate) struct Checks {
    format: &'static str,
    checks: Vec<Check>,
}

/// One check.
#[derive(Serialize)]
struct Check {
    /// Its permanent name, as in `expect.check`.
    id: String,
    /// As in `expect.stage`.
    stage: &'static str,
    /// What holds when it passes.
    sentence: String,
    /// The error codes on the wire when it does not: of each version's specification, §9, wherever it has one.
    reasons: Reasons,
    rulings: Vec<String>,
}

#[derive(Serialize)]
struct Reasons {
    v1: Vec<&'static str>,
    v2: Vec<&'static str>,
}

/// In their order. The rulings are those of the table in ARCHITECTURE.md, whose names and sentences have to be the code's.
pub(crate) fn checks(root: &Path) -> Result<Checks, Box<dyn Error>> {
    let page = fs::read_to_string(root.join("ARCHITECTURE.md"))?;
    let mut rows = table(&page);
    let row = rows.next().filter(|row| row.id == "decode").ok_or("the first check of ARCHITECTURE.md is not decode")?;
    // Told by the operation `verify`, before there is a report.
    let reasons = || vec!["invalid_payload", "invalid_x402_version"];
    let mut checks = vec![Check {
        id: row.id.into(),
        stage: "decode",
        sentence: without_remark(row.sentence).into(),
        reasons: Reasons { v1: reasons(), v2: reasons() },
        rulings: expand(row.rulings)?,
    }];
    for id in CheckId::ALL {
        let same = |row: &Row<'_>| row.id == id.as_str() && without_remark(row.sentence) == id.sentence();
        let row = rows.next().filter(same).ok_or_else(|| format!("ARCHITECTURE.md has another check than {id}"))?;
        checks.push(Check {
            id: id.as_str().into(),
            stage: id.stage().as_str(),
            sentence: id.sentence().into(),
            reasons: Reasons { v1: reasons_of(*id, 1), v2: reasons_of(*id, 2) },
            rulings: expand(row.rulings)?,
        });
    }
    match rows.next() {
        Some(row) => Err(format!("ARCHITECTURE.md has a check {} that nobody makes", row.id).into()),
        None => Ok(Checks { format: "x402-checks/1", checks }),
    }
}

/// Of every family, each once.
fn reasons_of(id: CheckId, version: u64) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    for reason in Family::ALL.iter().map(|family| id.reason(version, Some(*family))) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

struct Row<'a> {
    id: &'a str,
    sentence: &'a str,
    rulings: &'a str,
}

/// The rows below the head of the table of checks.
fn table(page: &str) -> impl Iterator<Item = Row<'_>> {
    let lines = page.lines().skip_while(|line| !line.starts_with("| check |")).skip(2);
    lines.map_while(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        Some(Row { id: cells.next()?.trim_end_matches('`'), sentence: cells.next()?, rulings: cells.next()? })
    })
}

/// What stands in parentheses at the end says when the check is listed.
fn without_remark(sentence: &str) -> &str {
    sentence.split(" (").next().unwrap_or(sentence)
}

/// `B-4, E-3 … E-5` is `B-4, E-3, E-4, E-5`.
fn expand(cell: &str) -> Result<Vec<String>, String> {
    let mut rulings = Vec::new();
    for part in cell.split(", ") {
        let number = |ruling: &str| -> Result<(String, u32), String> {
            let (family, number) = ruling.split_once('-').ok_or_else(|| format!("{ruling} is no ruling"))?;
            Ok((family.into(), number.parse().map_err(|_| format!("{ruling} is no ruling"))?))
        };
        let (first, last) = part.split_once(" … ").unwrap_or((part, part));
        let ((family, first), (_, last)) = (number(first)?, number(last)?);
        rulings.extend((first..=last).map(|number| format!("{family}-{number}")));
    }
    Ok(rulings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rulings_are_read_as_they_are_written() {
        assert_eq!(expand("B-4, E-3 … E-5").unwrap(), ["B-4", "E-3", "E-4", "E-5"]);
        for wrong in ["", "E", "E-", "E-3 E-5", "E-3 … "] {
            assert!(expand(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_check_that_the_page_does_not_have_is_an_error() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        assert_eq!(checks(&root).unwrap().checks.len(), 1 + CheckId::ALL.len());
        let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
        let directory = std::env::temp_dir().join(format!("x402-checks-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        for (from, to) in [
            ("| `window` |", "| `moment` |"),
            ("r and s of the signature are in range |", "r is in range |"),
            ("\n\nThose of the rulings", "\n| `more` | of it | B-1 | |\n\nThose of the rulings"),
        ] {
            assert!(page.contains(from), "{from}");
            fs::write(directory.join("ARCHITECTURE.md"), page.replace(from, to)).unwrap();
            assert!(checks(&directory).is_err(), "{from}");
        }
        fs::remove_dir_all(&directory).unwrap();
    }
}
