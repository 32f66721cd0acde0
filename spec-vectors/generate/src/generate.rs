//! The vectors, and beside them `index.json`, `checks.json`, `rulings.json`, `examples.md`, `SHA256SUMS`, `fuzz/seeds/`, and
//! the tables in `skeletons/`.
//!
//! Expectations are written by hand from the rulings. What witnesses found is kept in the committed vectors (`witnessed.rs`), and each run
//! of a witness compares it. The groups in `spec-vectors/sources` are taken as `x402-vectors` has written them.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use x402_vectors::vector::{FORMAT, Index, IndexEntry, Vector};

use crate::{
    a2a, approval, batch_settlement, builder_codes, cells,
    checks::{self, Codes},
    citations, codec, digests, documents,
    draft::Draft,
    emissions, every_check, examples,
    finish::{is_unexamined, tell_unexamined},
    group::{self, LICENSE},
    http_message_signatures, identity,
    levels::Levels,
    lint, mcp, members, networks, offer_receipt,
    page::Mode,
    policy::turns_on_policy,
    reading, recorded,
    render::render,
    replay_keys,
    rows::table,
    rulings::Pages,
    seeds::Seeds,
    skeletons, solana,
    sourced::{self, Written},
    stellar, sums, tables_page,
    witness::Findings,
    witnessed::Witnessed,
};

/// Writes or compares the files, and returns whether they are as this program writes them. If witnesses have just run, what they found is
/// written into the vectors, or the vectors are compared with it.
pub(crate) fn run(root: &Path, mode: Mode, findings: Findings) -> Result<bool, Box<dyn Error>> {
    let witnessed = Witnessed::read(&root.join("spec-vectors/v1"), findings)?;
    witnessed.check_findings()?;
    let (carried, examples): (Vec<_>, Vec<_>) = documents::examples(root)?
        .into_iter()
        .partition(|example| documents::CARRIERS.contains(&example.document.as_str()));
    let mut groups: Vec<(&str, Vec<Draft>)> = vec![
        ("a2a", a2a::drafts(&carried)?),
        ("batch-settlement", batch_settlement::drafts()),
        ("builder-code", builder_codes::drafts()),
        ("cells", cells::drafts()),
        ("chain-eip2612", recorded::eip2612::drafts()),
        ("chain-eip3009", recorded::eip3009::drafts()),
        ("chain-permit2", recorded::permit2::drafts()),
        ("chain-solana", solana::recorded_drafts()),
        ("codec", codec::drafts()),
        ("digests", digests::drafts()),
        ("emissions", emissions::drafts()),
        ("erc20-approval", approval::drafts()),
        ("every-check", every_check::drafts()),
        ("gateway", table!("gateway")),
        ("http-message-signatures", http_message_signatures::drafts()),
        ("icon-host", lint::hosts::drafts()),
        ("identity", identity::drafts()),
        ("lint", lint::drafts()),
        ("mcp", mcp::drafts(&carried)?),
        ("members", members::drafts()),
        ("networks", networks::drafts()),
        ("offer-receipt", offer_receipt::drafts()),
        ("presets", table!("presets")),
        ("reading", reading::drafts()),
        ("replay-keys", replay_keys::drafts()),
        ("sign-in-with-x", table!("sign-in-with-x")),
        ("solana", solana::drafts()),
        ("stellar", stellar::drafts()),
    ];
    citations::cite(groups.iter_mut().flat_map(|(_, drafts)| drafts))?;
    let mut by_name: BTreeMap<&str, Made<'_>> =
        groups.into_iter().map(|(group, drafts)| (group, Made::Drafts(drafts))).collect();
    let written = sourced::written(root)?;
    for (group, written) in &written {
        if by_name.insert(group, Made::Written(written)).is_some() {
            return Err(format!("{group} has sources in spec-vectors/sources, so nothing else makes it").into());
        }
    }
    let rulings = Pages::read(root)?;
    let turns = |vector: &Vector| Some(turns_on_policy(vector));
    let mut levels = Levels::new(&rulings.rulings, &turns);
    let mut files = BTreeMap::new();
    let mut entries = Vec::new();
    let mut cited = BTreeSet::new();
    let mut seeds = Seeds::default();
    let mut codes = Codes::default();
    let mut differences = Vec::new();
    let mut of_levels = Vec::new();
    // In the order of the names of the files.
    let mut by_name: Vec<(&str, Made<'_>)> = by_name.into_iter().collect();
    by_name.sort_by_key(|(group, _)| format!("{group}.json"));
    for (group, made) in by_name {
        let mut vectors = Vec::new();
        let mut faults = BTreeMap::new();
        let mut text = None;
        match made {
            Made::Drafts(drafts) => {
                faults.extend(drafts.iter().filter_map(|draft| Some((draft.id().to_owned(), draft.of_fault()?))));
                for draft in drafts {
                    match draft.finish(&witnessed) {
                        Ok(vector) => vectors.push(vector),
                        Err(contradiction) => differences.push(contradiction),
                    }
                }
            }
            Made::Written(written) => {
                faults.extend(written.faults.iter().map(|(id, fault)| (id.clone(), *fault)));
                vectors.extend(written.rows.iter());
                text = Some((written.text.clone(), written.rows.clone()));
            }
        }
        if witnessed.is_run() && mode == Mode::Check {
            differences.extend(vectors.iter().flat_map(|vector| witnessed.differences(vector)));
        }
        // A contradiction says more than what follows from it.
        if !differences.is_empty() || (witnessed.is_run() && mode == Mode::Check) {
            continue;
        }
        if text.is_none() {
            crate::lineage::trace(&mut vectors);
        }
        of_levels.extend(levels.lint(&vectors, &faults)?);
        if let Some(vector) = vectors.iter().find(|vector| mode == Mode::Check && is_unexamined(vector)) {
            return Err(format!("{}: no witness was run, and no reason says why", vector.id).into());
        }
        tell_unexamined(&vectors);
        cited.extend(vectors.iter().flat_map(|vector| vector.rulings.iter().cloned()));
        // A cell is another vector with a character changed, and a fuzzer changes characters by itself.
        if group != "cells" {
            seeds.add(&vectors);
        }
        for expect in vectors.iter().map(|vector| &vector.expect) {
            codes.add(expect.check.as_deref(), expect.reason.as_deref());
        }
        let (text, rows) = match text {
            Some(written) => written,
            None => group::file(group, license(group), &documents_of(group), &vectors, witnessed.rows())?,
        };
        let name = format!("v1/{group}.json");
        println!("{name}: {} vectors", vectors.len());
        entries.push(IndexEntry::new(&name, text.as_bytes(), &rows));
        files.insert(name, text);
    }
    if !differences.is_empty() {
        return Err(differences.join("\n").into());
    }
    if witnessed.is_run() && mode == Mode::Check {
        return Ok(true);
    }
    if !of_levels.is_empty() {
        return Err(of_levels.join("\n").into());
    }
    levels.check()?;
    rulings.check_citations(&cited)?;
    files.insert("rulings.json".into(), render(&rulings.rulings)?);
    files.insert("checks.json".into(), render(&checks::checks(&codes))?);
    files.insert("../docs/reference/checks.md".into(), checks::page(&codes));
    files.insert("../docs/reference/lint-rules.md".into(), lint::rules_page::page());
    files.insert("../docs/reference/tables.md".into(), tables_page::page());
    let of_examples = written.get("examples").ok_or("the examples have no sources")?;
    files.insert("examples.md".into(), examples::page(&of_examples.rows, &examples)?);
    files.extend(seeds.files);
    files.extend(skeletons::files(&root.join("spec-vectors"))?);
    files.insert("index.json".into(), render(&Index { format: FORMAT.into(), files: entries })?);
    let directory = root.join("spec-vectors");
    files.insert(sums::NAME.into(), sums::sums(&directory, &files)?);
    match mode {
        Mode::Check => compare(&directory, &files),
        Mode::Write => write(&directory, &files),
    }
}

/// The vectors of a group.
enum Made<'a> {
    Drafts(Vec<Draft>),
    /// A group with sources, as `x402-vectors` has written it.
    Written(&'a Written),
}

/// The licence of the vectors with the documents' examples, which are under Apache-2.0.
const LICENSE_WITH_DOCUMENTS: &str = "(MIT OR Apache-2.0) AND Apache-2.0";

/// The licence of a group.
fn license(group: &str) -> &'static str {
    if matches!(group, "a2a" | "mcp") { LICENSE_WITH_DOCUMENTS } else { LICENSE }
}

/// The documents that a group is about.
fn documents_of(group: &str) -> Vec<&'static str> {
    let more: &[&str] = match group {
        "a2a" => return vec![documents::A2A1, documents::A2A2],
        "batch-settlement" => return vec![documents::V2, documents::BATCH_SETTLEMENT_EVM],
        "chain-solana" | "solana" => return vec![documents::V1, documents::V2, documents::EXACT_SVM],
        "erc20-approval" => {
            return vec![documents::V2, documents::EXACT_EVM, documents::UPTO_EVM, documents::ERC20_APPROVAL];
        }
        "gateway" => return vec![documents::V2, documents::HTTP2, documents::EXACT_EVM],
        "mcp" => return vec![documents::MCP1, documents::MCP2],
        "stellar" => return vec![documents::V2, documents::EXACT_STELLAR],
        "builder-code" => &[documents::BUILDER_CODE],
        "chain-eip2612" => &[documents::EIP2612],
        "http-message-signatures" => &[documents::HTTP_MESSAGE_SIGNATURES],
        "icon-host" | "members" => &[documents::BAZAAR],
        "lint" => &[documents::AUTH_HINTS, documents::BAZAAR, documents::HTTP_MESSAGE_SIGNATURES],
        "offer-receipt" => &[documents::OFFER_RECEIPT],
        "sign-in-with-x" => &[documents::SIGN_IN_WITH_X],
        _ => &[],
    };
    [&DOCUMENTS, more].concat()
}

/// The documents about payments on EVM chains, on which most groups are based.
const DOCUMENTS: [&str; 6] =
    [documents::V1, documents::V2, documents::HTTP1, documents::HTTP2, documents::EXACT_EVM, documents::UPTO_EVM];

/// The files below `spec-vectors/` that this program writes.
fn present(directory: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = vec![directory.join("index.json")];
    let mut folders = vec![directory.join("v1"), directory.join("fuzz/seeds")];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    Ok(paths)
}

fn write(directory: &Path, files: &BTreeMap<String, String>) -> Result<bool, Box<dyn Error>> {
    for path in present(directory)? {
        if path.is_file() && !files.keys().any(|name| directory.join(name) == path) {
            fs::remove_file(path)?;
        }
    }
    for (name, text) in files {
        let path = directory.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    Ok(true)
}

fn compare(directory: &Path, files: &BTreeMap<String, String>) -> Result<bool, Box<dyn Error>> {
    let mut same = true;
    let mut differs = |what: String| {
        same = false;
        println!("differs: {what}");
    };
    for (name, text) in files {
        if fs::read_to_string(directory.join(name)).ok().as_ref() != Some(text) {
            differs(format!("{name} is not what the program writes; run it without --check and look at the change"));
        }
    }
    for path in present(directory)? {
        if !files.keys().any(|name| directory.join(name) == path) {
            differs(format!("{} is not written by the program", path.display()));
        }
    }
    Ok(same)
}
