//! The pages about checks.

use std::fmt::Write as _;

use x402_types::{Explanation, Meaning};

use super::{
    Page, Site,
    examples::Examples,
    markdown::{code, escaped},
    reasons,
};
use crate::{
    checks::{self, Codes, Described},
    rulings::linked,
};

/// The page of the repository that lists all checks.
pub(super) const INDEX: &str = "reference/checks.md";

/// The pages: the ending of the name, and the title.
const PAGES: [(&str, &str); 7] = [
    ("shared", "Checks of several chain families"),
    ("evm", "Checks on EVM chains"),
    ("batch-settlement", "Checks of batch-settlement"),
    ("solana", "Checks on Solana"),
    ("stellar", "Checks on Stellar"),
    ("xrpl", "Checks on the XRP Ledger"),
    ("extensions", "Checks of extensions"),
];

const HEAD: &str = "\
Each entry has the sentence that is true if the check passes, the reason codes of a failure, and two [vectors](../spec-vectors/index.md):
one in which only this check fails, and the nearest one that passes. Fields are JSON pointers into the input of the vector; a pointer
continues inside a header that is base64 of JSON. [All checks](checks.md) lists the order in which a report contains them.
";

pub(super) fn add(site: &mut Site, codes: &Codes, examples: &Examples<'_>) -> Result<(), String> {
    for (ending, title) in PAGES {
        let text = format!("# {title}\n\n{HEAD}");
        site.pages.insert(path(ending), Page { parent: INDEX, title: title.into(), text, entries: 0 });
    }
    for check in checks::described(codes) {
        let page = path(page_of(check.id)?);
        let example = examples.of_check(check.id);
        if example.is_none() {
            site.without_example.push(("check", check.id.to_owned()));
        }
        site.entry(&page, "check", check.id, &text(&check, example.as_deref())?);
    }
    site.replaced.insert(INDEX, checks::page_with(codes, |id| link(id).unwrap_or_else(|_| code(id))));
    Ok(())
}

fn path(ending: &str) -> String {
    format!("reference/checks-{ending}.md")
}

/// The ending of the page with a check.
fn page_of(id: &str) -> Result<&'static str, String> {
    if x402_extensions::CheckId::all().any(|check| check.as_str() == id) {
        return Ok("extensions");
    }
    let mut found: Vec<&str> = Vec::new();
    for kind in checks::kinds().filter(|kind| kind.checks().any(|check| check.as_str() == id)) {
        let family = match kind.mechanism().as_str() {
            "eip3009" | "permit2" | "upto" | "gateway" | "erc7710" => "evm",
            "batch-settlement" => "batch-settlement",
            "solana" => "solana",
            "stellar" => "stellar",
            "xrpl" => "xrpl",
            other => return Err(format!("no page has the checks of the mechanism {other}")),
        };
        if !found.contains(&family) {
            found.push(family);
        }
    }
    Ok(match found.as_slice() {
        [family] => PAGES.iter().find(|(ending, _)| ending == family).map_or("shared", |(ending, _)| ending),
        // Batch settlement is on EVM chains, too.
        [_, _] if found.iter().all(|family| matches!(*family, "evm" | "batch-settlement")) => "evm",
        _ => "shared",
    })
}

/// A link to a check from a page in the same folder.
pub(super) fn link(id: &str) -> Result<String, String> {
    Ok(format!("[`{id}`](checks-{}.md#{id})", page_of(id)?))
}

fn text(check: &Described<'_>, example: Option<&str>) -> Result<String, String> {
    let mut text = format!("Passes if {}.", escaped(check.sentence));
    if let Some(note) = check.note {
        let _ = write!(text, " Note: {}.", escaped(note));
    }
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "\n\n- Made for: {}", made_for(check));
    let links: Vec<String> = check.reasons.iter().map(|code| reasons::link(code)).collect::<Result<_, _>>()?;
    let _ = writeln!(text, "- Reason codes of a failure: {}", links.join(", "));
    let _ = writeln!(text, "- Rulings: {}", linked(&check.rulings));
    let page = page_of(check.id)?;
    let mut explained: Vec<(&Explanation, Vec<Meaning>)> = Vec::new();
    for meaning in check.reasons.iter().flat_map(|code| reasons::meanings_for(code, page)) {
        match explained.iter_mut().find(|(known, _)| *known == meaning.explanation()) {
            Some((_, meanings)) if meanings.contains(&meaning) => {}
            Some((_, meanings)) => meanings.push(meaning),
            None => explained.push((meaning.explanation(), vec![meaning])),
        }
    }
    let is_one = explained.len() == 1;
    for (explanation, meanings) in explained {
        if !is_one {
            let meanings: Vec<String> = meanings.into_iter().map(|meaning| escaped(meaning.sentence())).collect();
            let _ = writeln!(text, "\n**{}**\n", meanings.join("; "));
        }
        text += &reasons::explained(explanation);
    }
    match example {
        Some(example) => text += &format!("\nExample:\n\n{example}"),
        None => text += "\nNo vector shows this check as the only failure.\n",
    }
    Ok(text)
}

/// The kinds of payments, or the extension, for which the check is made.
fn made_for(check: &Described<'_>) -> String {
    let kinds = checks::kinds().filter(|kind| kind.checks().any(|made| made.as_str() == check.id));
    let kinds: Vec<String> = kinds.map(|kind| code(&kind.to_string())).collect();
    match (check.id, kinds.as_slice()) {
        ("decode", _) => "every payment".into(),
        (_, []) => format!("the extension {}", code(check.about)),
        (_, kinds) => kinds.join(", "),
    }
}
