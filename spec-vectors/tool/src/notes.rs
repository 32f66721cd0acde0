//! The meaning of each flag of a vector.

use crate::vector::{Note, Severity};

use crate::{bugs, documents};

const NOTES: &str = include_str!("notes.txt");

/// What this flag means.
///
/// # Errors
/// The tables have no note for it.
pub fn note(flag: &str) -> Result<Note, String> {
    if let Some(bug) = bugs::row(flag) {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        return Ok(Note {
            class: bug.class.into(),
            text: bug.text.into(),
            effect: bug.effect.into(),
            severity: bug.severity,
            sources: texts(&bug.sources),
            links: texts(&bug.links),
        });
    }
    let row = NOTES.lines().find_map(|row| row.strip_prefix(flag)?.strip_prefix(" | "));
    let cells: Vec<&str> = row.ok_or_else(|| format!("flag {flag} has no note"))?.split(" | ").collect();
    let [class, text, effect, sources] = cells[..] else {
        return Err(format!("flag {flag}: a note has four more cells"));
    };
    let sources: Vec<&str> = sources.split(' ').collect();
    let mut links: Vec<String> = sources.iter().filter_map(|source| document_of(source)).map(documents::link).collect();
    links.dedup();
    if links.is_empty() {
        return Err(format!("flag {flag}: no ruling of its note leads to a document"));
    }
    Ok(Note {
        class: class.into(),
        text: text.into(),
        effect: effect.into(),
        severity: severity_of(class)
            .ok_or_else(|| format!("flag {flag}: no severity is given to the class {class}"))?,
        sources: sources.iter().map(ToString::to_string).collect(),
        links,
    })
}

/// The worst effect of a bug of this class.
fn severity_of(class: &str) -> Option<Severity> {
    Some(match class {
        "binding" | "sponsor" | "sponsoring" => Severity::Money,
        "malleability" | "contract account" => Severity::Revert,
        "encoding" | "type confusion" | "canonical form" | "number" => Severity::Ambiguity,
        "absence" | "version confusion" | "time" => Severity::Refusal,
        "identity" | "policy" => Severity::Policy,
        _ => return None,
    })
}

/// The document that a ruling is about, by the family of its id.
fn document_of(ruling: &str) -> Option<&'static str> {
    let (family, _) = ruling.split_once('-')?;
    Some(match family {
        "C" | "B" | "F" => documents::V2,
        "E" => documents::EXACT_EVM,
        "P" => documents::UPTO_EVM,
        "N" => documents::BATCH_SETTLEMENT_EVM,
        "S" => documents::EXACT_SVM,
        "T" => documents::EXACT_STELLAR,
        "R" => documents::EXACT_XRPL,
        "X" => documents::PAYMENT_IDENTIFIER,
        "M" => documents::MCP2,
        "A" => documents::A2A2,
        "H" => documents::HTTP_MESSAGE_SIGNATURES,
        "Z" => documents::BAZAAR,
        _ => return None,
    })
}
