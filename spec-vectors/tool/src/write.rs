//! Writes or compares the files of all groups that have sources.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    committed::{Committed, changes},
    expand::{Made, Sources, name, shown},
    finish::{finish, is_unexamined, tell_unexamined},
    group::{self, LICENSE},
    json::Json,
    layout, lineage, lints, source,
    store::Store,
    sums,
    vector::{IndexEntry, Vector},
    witness::{Findings, witnesses},
    witnessed::Witnessed,
};

/// Whether files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The files are written.
    Write,
    /// The files are compared.
    Check,
}

/// What a run did.
pub struct Report {
    /// Whether nothing is different.
    pub is_same: bool,
    /// The groups, their vectors that were added, changed or removed, and the differences, for people.
    pub lines: Vec<String>,
}

/// Writes or compares the vectors of all sources. If witnesses have just run, their findings are written, too, or compared.
///
/// # Errors
/// A line for each fault of a source, or a file cannot be read or written.
pub fn run(vectors: &Path, mode: Mode, mut findings: Findings) -> Result<Report, Box<dyn Error>> {
    let folder = vectors.join("sources");
    let mut sources = Sources::read(&folder).map_err(|faults| faults.join("\n"))?;
    let lints = lints::Lints::read(vectors)?;
    let groups: Vec<String> = sources.files.keys().cloned().collect();
    findings.retain(|id| groups.iter().any(|group| crate::vector::group_of(id) == group));
    let (mut faults, mut is_same, mut lines) = (Vec::new(), true, Vec::new());
    let mut written: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut entries = Vec::new();
    for group in &groups {
        match one(vectors, &mut sources, group, mode, &findings, &lints) {
            Ok(Output { text, store, entry, changes, differences }) => {
                lines.push(format!("v1/{group}.json: {} vectors{changes}", entry.count));
                is_same &= differences.is_empty();
                lines.extend(differences.iter().map(|line| format!("differs: {line}")));
                written.insert(vectors.join(format!("v1/{group}.json")), text);
                if let Some(store) = store {
                    written.insert(folder.join(format!("witnessed/{group}.json")), store);
                }
                entries.push(entry);
            }
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults.join("\n").into());
    }
    match mode {
        Mode::Check => {
            for (path, text) in &written {
                if fs::read_to_string(path).ok().as_ref() != Some(text) {
                    lines.push(format!(
                        "differs: {}; run `cargo run -p x402-vectors` and look at the change",
                        path.display()
                    ));
                    is_same = false;
                }
            }
        }
        Mode::Write => {
            for (path, text) in &written {
                fs::create_dir_all(path.parent().unwrap_or(vectors))?;
                fs::write(path, text)?;
            }
            sums::update(vectors, entries)?;
        }
    }
    Ok(Report { is_same, lines })
}

/// What a group is written as.
struct Output {
    text: String,
    /// The findings, if they have just been made.
    store: Option<String>,
    entry: IndexEntry,
    /// How the vectors differ from those that were written before, for people.
    changes: String,
    differences: Vec<String>,
}

fn one(
    directory: &Path,
    sources: &mut Sources,
    group: &str,
    mode: Mode,
    findings: &Findings,
    lints: &lints::Lints,
) -> Result<Output, Vec<String>> {
    let alone = |error: Box<dyn Error>| vec![error.to_string()];
    let made = sources.expand(group)?;
    let file = &sources.files[group];
    let store =
        Store::read(&directory.join(format!("sources/witnessed/{group}.json")), group).map_err(|error| vec![error])?;
    let committed = Committed::read(&directory.join(format!("v1/{group}.json"))).map_err(alone)?;
    let mut faults = removed(file, &made, &committed);
    let is_run = !findings.is_empty();
    let mut findings = findings.clone();
    findings.retain(|id| crate::vector::group_of(id) == group);
    if mode == Mode::Check && !is_run {
        faults.extend(stale(&store, &made));
    }
    let known = Witnessed::of_vectors(made.iter().filter_map(|made| store.examined(&made.vector)), Findings::NONE);
    let mut vectors = complete(&made, &known).map_err(|error| vec![error])?;
    let mut differences = Vec::new();
    let mut found = None;
    if is_run {
        let known = Witnessed::of_vectors(vectors.clone(), findings);
        known.check_findings().map_err(|error| vec![error])?;
        vectors = complete(&made, &known).map_err(|error| vec![error])?;
        if mode == Mode::Check {
            differences.extend(vectors.iter().flat_map(|vector| known.differences(vector)));
        } else {
            let fingerprints = made.iter().map(|made| (made.vector.id.clone(), made.vector.fingerprint())).collect();
            found = Some(Store::of(group, &vectors, &fingerprints).text().map_err(|error| vec![error])?);
        }
    }
    lineage::trace(&mut vectors);
    faults.extend(lints.faults(&vectors, &made).into_iter().map(|fault| format!("{}: {fault}", name(group))));
    if mode == Mode::Check {
        faults.extend(
            vectors.iter().filter(|vector| is_unexamined(vector)).map(|vector| {
                format!("{}: {}: no witness has examined it; {}", name(group), vector.id, to_run(vector))
            }),
        );
        faults.extend(unformatted(&directory.join(format!("sources/{group}.json"))).map_err(alone)?);
    } else {
        tell_unexamined(&vectors);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let documents: Vec<&str> = file.documents.iter().map(String::as_str).collect();
    let license = file.license.as_deref().unwrap_or(LICENSE);
    let (text, rows) = group::file(group, license, &documents, &vectors, &committed.rows).map_err(alone)?;
    let entry = IndexEntry::new(&format!("v1/{group}.json"), text.as_bytes(), &rows);
    Ok(Output { text, store: found, entry, changes: changes(&committed, &vectors), differences })
}

/// The vectors with their witnesses and with the members that follow from rules.
fn complete(made: &[Made], known: &Witnessed) -> Result<Vec<Vector>, String> {
    made.iter()
        .map(|made| {
            let mut vector = made.vector.clone();
            finish(&mut vector, None, &known.of(&made.vector)?)?;
            Ok(vector)
        })
        .collect()
}

/// Ids that are committed, and in no source: each needs a reason.
fn removed(file: &source::File, made: &[Made], committed: &Committed) -> Vec<String> {
    let ids: BTreeSet<&str> = made.iter().map(|made| made.vector.id.as_str()).collect();
    let gone = committed.vectors.keys().filter(|id| !ids.contains(id.as_str()) && !file.removed.contains_key(*id));
    gone.map(|id| {
        format!(
            "{}: {id}: was published and is gone; put it back, or write its id and the reason into /removed",
            name(&file.group)
        )
    })
    .collect()
}

/// Findings about another question, or about a vector that is gone.
fn stale(store: &Store, made: &[Made]) -> Vec<String> {
    let path = format!("spec-vectors/sources/witnessed/{}.json", store.group);
    let mut faults: Vec<String> = made
        .iter()
        .filter(|made| store.is_stale(&made.vector))
        .map(|made| {
            let vector = &made.vector;
            format!(
                "{path}: {}: the question or the expectation has changed since witnesses examined it; {}",
                vector.id,
                to_run(vector)
            )
        })
        .collect();
    let ids: BTreeSet<&str> = made.iter().map(|made| made.vector.id.as_str()).collect();
    let gone = store.findings.keys().filter(|id| !ids.contains(id.as_str()));
    faults.extend(gone.map(|id| format!("{path}: {id}: is about a vector that is gone; remove the line")));
    faults
}

/// The command that lets witnesses examine a vector.
fn to_run(vector: &Vector) -> String {
    format!("run `cargo run -p x402-vectors`, then `witness/run --write {}`", witnesses(vector).join(" "))
}

/// A source in another layout.
fn unformatted(path: &Path) -> Result<Option<String>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let is_formatted = layout::formatted(&Json::parse(&text)?) == text;
    Ok((!is_formatted)
        .then(|| format!("{}: has another layout; run `cargo run -p x402-vectors -- fmt`", path.display())))
}

/// Writes every source in the layout of this program. Returns the files that changed.
///
/// # Errors
/// A file is no JSON, or cannot be written.
pub fn format(vectors: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut changed = Vec::new();
    for path in source::paths(&vectors.join("sources"))? {
        let text = fs::read_to_string(&path)?;
        let formatted = layout::formatted(&Json::parse(&text).map_err(|error| format!("{}: {error}", shown(&path)))?);
        if formatted != text {
            fs::write(&path, formatted)?;
            changed.push(shown(&path));
        }
    }
    Ok(changed)
}

/// The complete vectors of a group.
///
/// # Errors
/// A source cannot be made into vectors.
pub fn vectors(directory: &Path, group: &str) -> Result<Vec<Vector>, Box<dyn Error>> {
    let mut sources = Sources::read(&directory.join("sources")).map_err(|faults| faults.join("\n"))?;
    let made = sources.expand(group).map_err(|faults| faults.join("\n"))?;
    let store = Store::read(&directory.join(format!("sources/witnessed/{group}.json")), group)?;
    let known = Witnessed::of_vectors(made.iter().filter_map(|made| store.examined(&made.vector)), Findings::NONE);
    let mut vectors = complete(&made, &known)?;
    lineage::trace(&mut vectors);
    Ok(vectors)
}
