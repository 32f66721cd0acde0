//! Which vectors test which numbered statements of the documents (`docs/coverage.md`).
//!
//! Every statement of the core, of the transports, of the schemes and of the extensions that are judged here, that bytes can decide, is
//! cited by a vector, or `uncovered.json` says why none can test it. The statements themselves stand in the documents
//! (`docs/sources.md`). `requirements.json` has what is needed of them: id, document, line, and whether bytes decide.

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
    documents,
    page::{self, Mode},
};

const SCOPE: [&str; 21] = [
    documents::V1,
    documents::V2,
    documents::HTTP1,
    documents::HTTP2,
    documents::MCP1,
    documents::MCP2,
    documents::A2A1,
    documents::A2A2,
    "schemes/exact/scheme_exact.md",
    documents::EXACT_EVM,
    documents::EXACT_SVM,
    "schemes/upto/scheme_upto.md",
    documents::UPTO_EVM,
    documents::EIP2612,
    documents::ERC20_APPROVAL,
    documents::SIGN_IN_WITH_X,
    documents::HTTP_MESSAGE_SIGNATURES,
    documents::OFFER_RECEIPT,
    documents::PAYMENT_IDENTIFIER,
    documents::BAZAAR,
    documents::BUILDER_CODE,
];
const HEAD: &str = "\
# Coverage

`cargo run -p x402-vectors-generate -- coverage --write` writes this page, and `.ci/run vectors` compares it. It lists each
numbered statement of the core, of the transports, and of the schemes and extensions that are judged here, if bytes can
decide it. Each has its line in the pinned document ([which](sources.md#protocol-documents)) and the vectors that fail where an
implementation breaks it. If there are none, the row gives the reason.
";

/// A statement, at its place in the documents.
struct Statement {
    id: String,
    document: String,
    line: u32,
    offline: bool,
}

/// Checks that every statement is covered or has a reason, and that the files say so. `original` is a list of the
/// statements, from which `requirements.json` is written, or with which it is compared.
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
    let wanted: Vec<&Statement> = statements
        .iter()
        .filter(|statement| statement.offline && SCOPE.contains(&statement.document.as_str()))
        .collect();
    complain(&statements, &wanted, &cited, &reasons, &mut problems);
    let (page, table) = page_of(&wanted, &cited, &reasons)?;
    for (name, text) in [("spec-vectors/requirements.json", &known), ("docs/coverage.md", &page)] {
        if !page::settle(&root.join(name), text, mode)? {
            problems.push(format!("{name} is not what this program writes; run coverage with --write"));
        }
    }
    print!("{table}");
    problems.iter().for_each(|problem| println!("{problem}"));
    Ok(problems.is_empty())
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
        for vector in file.vectors {
            for id in vector.requirements {
                cited.entry(id).or_default().push(vector.id.clone());
            }
        }
    }
    Ok(cited)
}

/// Id of a statement → why no vector tests it.
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

/// The page, and the table that is printed.
fn page_of(wanted: &[&Statement], cited: &Citations, reasons: &Reasons) -> Result<(String, String), std::fmt::Error> {
    let mut page = HEAD.to_owned();
    let mut table = format!("{:36}{:>6}{:>9}{:>8}\n", "document", "rows", "covered", "reason");
    for document in SCOPE {
        let rows: Vec<&Statement> = wanted.iter().filter(|statement| statement.document == document).copied().collect();
        let covered = rows.iter().filter(|row| cited.contains_key(&row.id)).count();
        writeln!(table, "{document:36}{:6}{covered:9}{:8}", rows.len(), rows.len() - covered)?;
        write!(page, "\n## {document}\n\n{} statements, {covered} covered.\n", rows.len())?;
        page.push_str("\n| statement | line | |\n|---|---|---|\n");
        for Statement { id, line, .. } in rows {
            let vectors = cited.get(id).map(|vectors| format!("`{}`", vectors.join("`, `")));
            let said = vectors.or_else(|| reasons.get(id).cloned()).unwrap_or_default();
            writeln!(page, "| {id} | {line} | {said} |")?;
        }
    }
    Ok((page, table))
}
