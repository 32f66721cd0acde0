//! `x402 conformance show`: prints the whole content of a vector.

use std::fmt::{self, Write};

use x402_conformance::{
    reference::Reference,
    vector::{Vector, VectorFile},
};

use super::shown::{Line, Piece, sections};
use crate::{
    output::{Failure, Output, exit},
    style::printable,
};

pub(super) fn show(id: &str, as_json: bool, files: &[VectorFile], reference: &Reference) -> Result<Output, Failure> {
    let mut vectors = files.iter().flat_map(|file| &file.vectors);
    let vector = vectors.find(|vector| vector.id == id).ok_or_else(|| {
        Failure::Usage(format!("no vector has the id {id}: run x402 conformance run --list to see all"))
    })?;
    if as_json {
        let text = serde_json::to_string(&vector).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Output { text: text + "\n", code: exit::VALID });
    }
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_vector(&mut text, &vector, reference);
    Ok(Output { text, code: exit::VALID })
}

fn write_vector(text: &mut String, vector: &Vector, reference: &Reference) -> fmt::Result {
    writeln!(text, "{}: {}", vector.id, printable(&vector.title))?;
    if let Some(comment) = &vector.comment {
        writeln!(text, "{}", printable(comment))?;
    }
    for section in sections(vector, reference) {
        writeln!(text, "\n{}", plain(&section.heading))?;
        for line in &section.lines {
            writeln!(text, "  {}", plain(line))?;
        }
        for line in section.verbatim.iter().flat_map(|verbatim| verbatim.lines()) {
            writeln!(text, "{}", printable(line))?;
        }
    }
    Ok(())
}

fn plain(line: &Line<'_>) -> String {
    line.iter()
        .map(|piece| match piece {
            Piece::Words(text) | Piece::Value(text) => printable(text),
            Piece::Statement(id) => printable(id),
            Piece::Vector(name) | Piece::Ruling(name) | Piece::Flag(name) => (*name).to_owned(),
        })
        .collect()
}
