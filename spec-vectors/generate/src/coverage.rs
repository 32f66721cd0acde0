//! The vectors that test each numbered statement of the documents (the page "Coverage" of the site).
//!
//! A vector cites every statement that bytes can decide, or `uncovered.json` gives the reason. The statements
//! themselves are in the documents (`docs/reference/sources.md`). A document without statements is about a mechanism that is not
//! judged here. `requirements.json` has the needed parts: id, document, line, and whether bytes decide.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fmt::Write as _,
    fs,
    marker::PhantomData,
    path::Path,
};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use x402_conformance::vector;

use crate::{
    cells, documents,
    page::{self, Mode},
};

/// The pinned documents without numbered statements, and the payments that they describe, which are not judged.
const NOT_JUDGED: [(&str, &str); 13] = [
    ("schemes/auth-capture/scheme_auth_capture.md", "`auth-capture`"),
    ("schemes/auth-capture/scheme_auth_capture_evm.md", "`auth-capture` on EVM chains"),
    ("schemes/batch-settlement/scheme_batch_settlement_cloudflare.md", "`batch-settlement` at Cloudflare"),
    ("schemes/exact/scheme_exact_algo.md", "`exact` on Algorand"),
    ("schemes/exact/scheme_exact_aptos.md", "`exact` on Aptos"),
    ("schemes/exact/scheme_exact_cardano.md", "`exact` on Cardano"),
    ("schemes/exact/scheme_exact_concordium.md", "`exact` on Concordium"),
    ("schemes/exact/scheme_exact_hedera.md", "`exact` on Hedera"),
    ("schemes/exact/scheme_exact_keeta.md", "`exact` on Keeta"),
    ("schemes/exact/scheme_exact_near.md", "`exact` on NEAR"),
    ("schemes/exact/scheme_exact_sui.md", "`exact` on Sui"),
    ("schemes/exact/scheme_exact_ton.md", "`exact` on TON"),
    ("schemes/exact/scheme_exact_tron.exp.md", "`exact` on Tron"),
];
const HEAD: &str = "\
# Coverage

This page lists every numbered statement of the [pinned documents](sources.md#protocol-documents) that bytes can decide, or that a vector tests
with facts. Each row contains the line of the statement, and the first 30 of the vectors that fail if an implementation breaks it. Each
statement has an anchor here, such as `#v2-9-13`. If a statement has no vector, the row contains the reason. The last sections list the
documents without numbered statements, and count the cells: field paths by faults.
";
const CELLS: &str = "
## Cells

A place is a member of an object that an operation reads: an amount, a time, a network, a version, an address, a nonce, a signature, a
name, and the objects around them. Each kind of value has a list of faults (`spec-vectors/generate/src/cells/faults.rs`), and a cell is
a place with a fault. The group `cells` has a vector for each, or the last table says why not. What one reader reads in several payments
is one place. `x402-vectors-mutants --draw SEED` draws implementations with one bug in one place, from all places of all right vectors
and not from this table.

| read | places | cells | with a vector | without |
|---|---|---|---|---|
";
/// As many vectors a row names at most.
const NAMED: usize = 30;

/// A statement, at its place in the documents.
struct Statement {
    id: String,
    document: String,
    line: u32,
    offline: bool,
}

/// Checks that every statement is covered or has a reason, and that the files agree with this.
///
/// `original` is a list of the statements to write `requirements.json` from, or to compare it with.
pub(crate) fn run(root: &Path, original: Option<&Path>, mode: Mode) -> Result<bool, Box<dyn Error>> {
    let directory = root.join("spec-vectors");
    let file = directory.join("requirements.json");
    let known = match original {
        Some(original) => listed(&fs::read_to_string(original)?)?,
        None => fs::read_to_string(&file)?,
    };
    let statements = read(&known)?;
    let cited = citations(&directory)?;
    let mut problems = Vec::new();
    let reasons = reasons(&directory, &mut problems)?;
    let wanted: Vec<&Statement> = statements.iter().filter(|statement| statement.offline).collect();
    complain(&statements, &wanted, &cited, &reasons, &mut problems);
    complain_of_documents(&statements, &documents::examples(root)?, &mut problems);
    if !page::settle(&file, &known, mode)? {
        problems
            .push("spec-vectors/requirements.json is not what this program writes; run coverage with --write".into());
    }
    print!("{}", table_of(&statements, &cited)?);
    problems.iter().for_each(|problem| println!("{problem}"));
    Ok(problems.is_empty())
}

/// The page of the site.
pub(crate) fn page(root: &Path) -> Result<String, Box<dyn Error>> {
    let directory = root.join("spec-vectors");
    let statements = read(&fs::read_to_string(directory.join("requirements.json"))?)?;
    let reasons = reasons(&directory, &mut Vec::new())?;
    Ok(page_of(&statements, &citations(&directory)?, &reasons)?)
}

/// The needed parts of the statements, one on a line, as in `requirements.json`.
fn listed(original: &str) -> Result<String, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        doc: String,
        line: u32,
        offline: bool,
    }
    let rows: Vec<Row> = serde_json::from_str(original)?;
    let mut documents: Vec<(&str, Vec<String>)> = Vec::new();
    for Row { id, doc, line, offline } in &rows {
        let line = format!("  {id:?}: {{\"line\": {line}, \"offline\": {offline}}}");
        match documents.iter_mut().find(|(document, _)| document == doc) {
            Some((_, lines)) => lines.push(line),
            None => documents.push((doc, vec![line])),
        }
    }
    let documents: Vec<String> = documents
        .into_iter()
        .map(|(document, lines)| format!(" {document:?}: {{\n{}\n }}", lines.join(",\n")))
        .collect();
    Ok(format!("{{\n{}\n}}\n", documents.join(",\n")))
}

/// The members of an object in their order.
struct Members<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Members<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

fn read(known: &str) -> Result<Vec<Statement>, Box<dyn Error>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        line: u32,
        offline: bool,
    }
    let Members(documents): Members<Members<Facts>> = serde_json::from_str(known)?;
    let mut statements = Vec::new();
    for (document, Members(rows)) in documents {
        statements.extend(rows.into_iter().map(|(id, Facts { line, offline })| Statement {
            id,
            document: document.clone(),
            line,
            offline,
        }));
    }
    Ok(statements)
}

/// Id of a statement → ids of the vectors that cite it.
type Citations = BTreeMap<String, Vec<String>>;

fn citations(directory: &Path) -> Result<Citations, Box<dyn Error>> {
    let mut cited = Citations::new();
    for file in vector::read_all(directory)? {
        for vector in &file.vectors {
            for id in vector.requirements {
                cited.entry(id).or_default().push(vector.id.clone());
            }
        }
    }
    Ok(cited)
}

/// Id of a statement → the reason why no vector tests it.
type Reasons = BTreeMap<String, String>;

fn reasons(directory: &Path, problems: &mut Vec<String>) -> Result<Reasons, Box<dyn Error>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Group {
        reason: String,
        ids: Vec<String>,
    }
    let groups: Vec<Group> = serde_json::from_str(&fs::read_to_string(directory.join("uncovered.json"))?)?;
    let mut reasons = Reasons::new();
    for Group { reason, ids } in groups {
        for id in ids {
            if reasons.contains_key(&id) {
                problems.push(format!("{id}: two reasons in uncovered.json"));
            }
            reasons.insert(id, reason.clone());
        }
    }
    Ok(reasons)
}

fn complain(
    statements: &[Statement],
    wanted: &[&Statement],
    cited: &Citations,
    reasons: &Reasons,
    problems: &mut Vec<String>,
) {
    if cited.is_empty() || wanted.is_empty() {
        problems.push("no vectors, or no statements: a mistake in the path".into());
    }
    for (id, vectors) in cited {
        if !statements.iter().any(|statement| statement.id == *id) {
            problems.push(format!("{id}: cited by {}, and no statement has this id", vectors[0]));
        }
        if vectors.iter().collect::<BTreeSet<_>>().len() != vectors.len() {
            problems.push(format!("{id}: cited twice by one vector"));
        }
    }
    for id in reasons.keys().filter(|id| !wanted.iter().any(|statement| statement.id == **id)) {
        problems.push(format!("{id}: a reason, and it is not among the statements to be covered"));
    }
    for Statement { id, .. } in wanted {
        match (cited.contains_key(id), reasons.contains_key(id)) {
            (true, true) => problems.push(format!("{id}: covered, and a reason why not")),
            (false, false) => problems.push(format!("{id}: no vector and no reason")),
            _ => {}
        }
    }
}

/// The documents of these statements, in their order.
fn documents_of(statements: &[Statement]) -> Vec<&str> {
    let mut documents: Vec<_> = statements.iter().map(|statement| statement.document.as_str()).collect();
    documents.dedup();
    documents
}

/// Whether each document has statements, or is one of those that are not judged.
fn complain_of_documents(statements: &[Statement], examples: &[documents::Example], problems: &mut Vec<String>) {
    let numbered = documents_of(statements);
    if numbered.iter().collect::<BTreeSet<_>>().len() != numbered.len() {
        problems.push("requirements.json has a document twice".into());
    }
    let printed: BTreeSet<_> = examples.iter().map(|example| example.document.as_str()).collect();
    for document in printed {
        if !numbered.contains(&document) && !NOT_JUDGED.iter().any(|(known, _)| *known == document) {
            problems.push(format!("{document}: no numbered statements, and it is not among those that are not judged"));
        }
    }
    for (document, _) in NOT_JUDGED.iter().filter(|(document, _)| numbered.contains(document)) {
        problems.push(format!("{document}: has numbered statements, and is among the documents without"));
    }
}

fn named(vectors: &[String]) -> String {
    let (shown, more) = vectors.split_at(NAMED.min(vectors.len()));
    let shown = format!("`{}`", shown.join("`, `"));
    if more.is_empty() { shown } else { format!("{shown} and {} more", more.len()) }
}

/// The statements of a document that the page lists.
fn listed_of<'a>(statements: &'a [Statement], cited: &Citations, document: &str) -> Vec<&'a Statement> {
    let is_listed = |statement: &Statement| statement.offline || cited.contains_key(&statement.id);
    statements.iter().filter(|statement| statement.document == document && is_listed(statement)).collect()
}

fn covered(rows: &[&Statement], cited: &Citations) -> usize {
    rows.iter().filter(|row| cited.contains_key(&row.id)).count()
}

/// The table that is printed.
fn table_of(statements: &[Statement], cited: &Citations) -> Result<String, std::fmt::Error> {
    let mut table = format!("{:56}{:>6}{:>9}{:>8}\n", "document", "rows", "covered", "reason");
    for document in documents_of(statements) {
        let rows = listed_of(statements, cited, document);
        let covered = covered(&rows, cited);
        writeln!(table, "{document:56}{:6}{covered:9}{:8}", rows.len(), rows.len() - covered)?;
    }
    Ok(table)
}

fn page_of(statements: &[Statement], cited: &Citations, reasons: &Reasons) -> Result<String, std::fmt::Error> {
    let mut page = HEAD.to_owned();
    for document in documents_of(statements) {
        let rows = listed_of(statements, cited, document);
        write!(page, "\n## {document}\n\n{} statements, {} covered.\n", rows.len(), covered(&rows, cited))?;
        page.push_str("\n| statement | line | |\n|---|---|---|\n");
        for Statement { id, line, .. } in rows {
            let tested = match cited.get(id) {
                Some(vectors) => named(vectors),
                None => reasons.get(id).cloned().unwrap_or_default(),
            };
            writeln!(page, "| <a id=\"{}\"></a>{id} | {line} | {tested} |", id.to_lowercase())?;
        }
    }
    page.push_str("\n## Documents without numbered statements\n\n");
    page.push_str(
        "This project does not judge payments by these documents: the check `method` leaves them undecided.\n\n",
    );
    page.push_str("| document | payments by |\n|---|---|\n");
    for (document, payments) in NOT_JUDGED {
        writeln!(page, "| {document} | {payments} |")?;
    }
    page.push_str(CELLS);
    let (mut sums, mut reasons) = ([0; 4], BTreeMap::<&str, usize>::new());
    for read in cells::reads() {
        let (with, without) = (read.with(), read.without.len());
        let row = [read.field_paths, with + without, with, without];
        writeln!(page, "| {} | {} | {} | {} | {} |", read.name, row[0], row[1], row[2], row[3])?;
        sums = [0, 1, 2, 3].map(|at| sums[at] + row[at]);
        read.without.into_iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
    }
    writeln!(page, "| all | {} | {} | {} | {} |", sums[0], sums[1], sums[2], sums[3])?;
    page.push_str("\n| cells without a vector | why |\n|---|---|\n");
    for (reason, count) in reasons {
        writeln!(page, "| {count} | {reason} |")?;
    }
    Ok(page)
}
