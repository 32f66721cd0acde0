//! The pages about reason codes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use x402_types::{Dialect, Explanation, Meaning};

use super::{
    Page, Site,
    checks::link as check_link,
    examples::Examples,
    markdown::{code, escaped},
};
use crate::checks::{self, Codes};

/// The page of the repository about reason codes, which the list of all codes follows.
const INDEX: &str = "reference/reasons.md";

/// The pages: the ending of the name, the title, and the subjects with which the meanings on it begin. The first has the meanings
/// without a subject, and the codes whose meanings belong to several pages.
const PAGES: [(&str, &str, &[&str]); 9] = [
    ("general", "Reason codes of every chain", &[]),
    (
        "evm",
        "Reason codes on EVM chains",
        &[
            "EVM",
            "exact on EVM",
            "EIP-3009",
            "Permit2",
            "exact with Permit2",
            "upto",
            "eip2612GasSponsoring",
            "erc20ApprovalGasSponsoring",
            "Gateway",
        ],
    ),
    ("batch-settlement", "Reason codes of batch-settlement", &["batch-settlement"]),
    (
        "solana",
        "Reason codes on Solana",
        &["Solana", "Solana version 1", "Solana smart wallet", "Solana smart wallet of version 1", "upto on Solana"],
    ),
    ("stellar", "Reason codes on Stellar", &["Stellar"]),
    ("xrpl", "Reason codes on the XRP Ledger", &["XRP Ledger"]),
    ("ton", "Reason codes on TON", &["TON"]),
    ("facilitators", "Reason codes of single facilitators", &["CDP", "r402", "auth-capture"]),
    (
        "extensions",
        "Reason codes of extensions and transports",
        &["sign-in-with-x", "offer-receipt", "payment-identifier", "HTTP message signature", "MCP", "A2A"],
    ),
];

const HEAD: &str = "\
Each entry has the meanings of a code, the implementations that use it, the usual causes, and the role that must act. The file names in the
commands are examples. [Reason codes](reasons.md) lists all codes, and the sources of the tables.
";

pub(super) fn add(site: &mut Site, codes: &Codes, examples: &Examples<'_>) -> Result<(), String> {
    for (ending, title, _) in PAGES {
        let text = format!("# {title}\n\n{HEAD}");
        site.pages.insert(path(ending), Page { parent: INDEX, title: title.into(), text, entries: 0 });
    }
    let mut checks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for check in checks::described(codes) {
        for code in check.reasons {
            checks.entry(code).or_default().push(check.id);
        }
    }
    let mut listed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for code in all() {
        let ending = page_of(code)?;
        let checks = checks.get(code).map(Vec::as_slice).unwrap_or_default();
        let example = examples.of_reason(code);
        if example.is_none() && !checks.is_empty() {
            site.without_example.push(("reason code", code.to_owned()));
        }
        site.entry(&path(ending), "reason", code, &text(code, checks, example.as_deref())?);
        listed.entry(ending).or_default().push(link(code)?);
    }
    let mut index =
        format!("\n## Sources\n\nThe tables are as of {}.\n\n| name | source |\n|---|---|\n", Meaning::AS_OF);
    for dialect in Dialect::ALL {
        // Writing to a `String` cannot fail.
        let _ = writeln!(index, "| `{dialect}` | {} |", escaped(dialect.source()));
    }
    for (ending, title, _) in PAGES {
        let codes = listed.remove(ending).unwrap_or_default();
        let _ = writeln!(index, "\n## {title}\n\n{}", codes.join(",\n"));
    }
    site.followed.insert(INDEX, index);
    Ok(())
}

/// Every code of every implementation, sorted without regard to the letter case.
fn all() -> Vec<&'static str> {
    let codes = Meaning::all().flat_map(|meaning| Dialect::ALL.iter().flat_map(move |dialect| meaning.codes(*dialect)));
    let codes: BTreeSet<&str> = codes.collect();
    let mut codes: Vec<&str> = codes.into_iter().collect();
    codes.sort_by_key(|code| code.to_lowercase());
    codes
}

fn path(ending: &str) -> String {
    format!("reference/reasons-{ending}.md")
}

/// The ending of the page with a meaning, by the subject with which its sentence begins.
fn page_of_meaning(meaning: Meaning) -> Result<&'static str, String> {
    let Some((subject, _)) = meaning.sentence().split_once(": ") else { return Ok(PAGES[0].0) };
    let page = PAGES.iter().find(|(.., subjects)| subjects.contains(&subject));
    page.map(|(ending, ..)| *ending).ok_or_else(|| format!("no page has the reason codes about {subject}"))
}

/// The ending of the page with a code.
fn page_of(code: &str) -> Result<&'static str, String> {
    let pages: BTreeSet<&str> = Meaning::of(code).map(page_of_meaning).collect::<Result<_, _>>()?;
    match pages.into_iter().collect::<Vec<_>>().as_slice() {
        [] => Err(format!("no table has the reason code {code}")),
        [page] => Ok(page),
        _ => Ok(PAGES[0].0),
    }
}

/// A link to a code from a page in the same folder.
pub(super) fn link(code: &str) -> Result<String, String> {
    Ok(format!("[`{code}`](reasons-{}.md#{code})", page_of(code)?))
}

/// The meanings that a code of a check can have: those on the page that corresponds to the page with the check, or else all.
pub(super) fn meanings_for(code: &str, page: &str) -> Vec<Meaning> {
    let page = if page == "shared" { PAGES[0].0 } else { page };
    let fitting: Vec<Meaning> = Meaning::of(code).filter(|meaning| page_of_meaning(*meaning) == Ok(page)).collect();
    if fitting.is_empty() { Meaning::of(code).collect() } else { fitting }
}

/// The usual causes, who acts, and what to run next.
pub(super) fn explained(explanation: &Explanation) -> String {
    let causes = if explanation.has_one_actor() {
        let causes: Vec<String> = explanation.causes().iter().map(|cause| escaped(cause.text())).collect();
        format!("- Usual causes: {}\n- Who acts: {}\n", causes.join("; or "), explanation.actor().sentence())
    } else {
        let causes = explanation
            .causes()
            .iter()
            .map(|cause| format!("  - {}. Who acts: {}\n", escaped(cause.text()), cause.actor().sentence()));
        format!("- Usual causes:\n{}", causes.collect::<String>())
    };
    format!("{causes}- Next: {}\n", code(explanation.next()))
}

fn text(code: &str, checks: &[&str], example: Option<&str>) -> Result<String, String> {
    let mut text = String::new();
    let mut meanings: Vec<Meaning> = Meaning::of(code).collect();
    // The meaning in the specification comes first, as `x402 reason` prints it.
    meanings.sort_by_key(|meaning| !meaning.dialects(code).any(|dialect| dialect == Dialect::Spec));
    for (index, meaning) in meanings.iter().enumerate() {
        let dialects: Vec<String> = meaning.dialects(code).map(|dialect| format!("`{dialect}`")).collect();
        let blank = if index == 0 { "" } else { "\n" };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{blank}**{}** (in {})\n", escaped(meaning.sentence()), dialects.join(", "));
        if !meanings[..index].iter().any(|earlier| earlier.explanation() == meaning.explanation()) {
            text += &explained(meaning.explanation());
        }
        let mut others: Vec<(&str, Vec<String>)> = Vec::new();
        for dialect in Dialect::ALL {
            let Some(other) = meaning.code(*dialect).filter(|other| *other != code) else { continue };
            match others.iter_mut().find(|(known, _)| *known == other) {
                Some((_, dialects)) => dialects.push(format!("`{dialect}`")),
                None => others.push((other, vec![format!("`{dialect}`")])),
            }
        }
        let others =
            others.into_iter().map(|(other, dialects)| Ok(format!("{} ({})", link(other)?, dialects.join(", "))));
        let others: Vec<String> = others.collect::<Result<_, String>>()?;
        if !others.is_empty() {
            let _ = writeln!(text, "- Other codes with this meaning: {}", others.join(", "));
        }
    }
    if !checks.is_empty() {
        let links: Vec<String> = checks.iter().map(|check| check_link(check)).collect::<Result<_, _>>()?;
        let _ = writeln!(text, "\nThe checks that give this code: {}.", links.join(", "));
    }
    if let Some(example) = example {
        let _ = write!(text, "\nExample:\n\n{example}");
    }
    Ok(text)
}
