//! A file of vectors: its header, and its rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    compact, documents, notes,
    render::render_group,
    vector::{Document, FORMAT, Generated, Note, Rows, Vector},
};

/// The licence of the vectors, which is that of this project.
pub const LICENSE: &str = "MIT OR Apache-2.0";

/// The members of a file of vectors before the vectors, in the order in which they are written.
#[derive(Serialize)]
struct Header<'a> {
    format: &'static str,
    group: &'a str,
    license: &'a str,
    generated: Generated,
    documents: Vec<Document>,
    notes: BTreeMap<String, Note>,
}

/// The file of a group, and its rows. A committed row is kept while it expands to its vector.
///
/// # Errors
/// A flag has no note, or a row does not expand to its vector.
pub fn file(
    group: &str,
    license: &str,
    documents: &[&str],
    vectors: &[Vector],
    committed: &BTreeMap<String, Box<RawValue>>,
) -> Result<(String, Rows), Box<dyn Error>> {
    let used: BTreeSet<&str> = vectors.iter().flat_map(|vector| &vector.flags).map(String::as_str).collect();
    let notes =
        used.into_iter().map(|flag| Ok((flag.to_owned(), notes::note(flag)?))).collect::<Result<_, String>>()?;
    let document =
        |name: &&str| Document { name: (*name).into(), commit: documents::COMMIT.into(), date: documents::DATE.into() };
    let header = Header {
        format: FORMAT,
        group,
        license,
        generated: Generated { by: "x402-vectors-generate".into(), version: env!("CARGO_PKG_VERSION").into() },
        documents: documents.iter().map(document).collect(),
        notes,
    };
    let rows = compact::rows(vectors, committed)?;
    Ok((render_group(&header, &rows)?, rows))
}
