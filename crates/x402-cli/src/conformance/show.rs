//! `x402 conformance show`: prints the whole content of a vector.

use std::fmt::{self, Write};

use x402_conformance::{
    reference::Reference,
    vector::{ChainCall, Level, Vector, VectorFile},
};

use crate::{
    said::{Failure, Said, exit},
    style::printable,
};

pub(super) fn show(id: &str, as_json: bool, files: &[VectorFile], reference: &Reference) -> Result<Said, Failure> {
    let mut vectors = files.iter().flat_map(|file| &file.vectors);
    let vector = vectors
        .find(|vector| vector.id == id)
        .ok_or_else(|| Failure::Usage(format!("there is no vector {id}; conformance run --list lists all")))?;
    if as_json {
        let text = serde_json::to_string(vector).map_err(|error| Failure::Io(error.into()))?;
        return Ok(Said { text: text + "\n", code: exit::VALID });
    }
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_vector(&mut text, vector, reference);
    Ok(Said { text, code: exit::VALID })
}

fn write_vector(text: &mut String, vector: &Vector, reference: &Reference) -> fmt::Result {
    writeln!(text, "{}: {}", vector.id, printable(&vector.title))?;
    if let Some(comment) = &vector.comment {
        writeln!(text, "{}", printable(comment))?;
    }
    writeln!(text, "\nexpected: {}, of {}", vector.expect.class.as_str(), vector.op)?;
    writeln!(text, "  level: {} ({})", vector.level, binds(vector.level))?;
    writeln!(text, "  result: {}", printable(vector.expect.result.as_str()))?;
    for (name, word) in
        [("reason", &vector.expect.reason), ("check", &vector.expect.check), ("stage", &vector.expect.stage)]
    {
        if let Some(word) = word {
            let sentence = reference.check(word).filter(|_| name == "check");
            let sentence = sentence.map(|sentence| format!(" ({sentence})")).unwrap_or_default();
            writeln!(text, "  {name}: {word}{sentence}")?;
        }
    }
    if let (Some(parent), Some(change)) = (&vector.parent, &vector.change) {
        writeln!(text, "\nmade from {parent}, with one change")?;
        writeln!(text, "  {}: {} became {}", change.path, printable(&change.from), printable(&change.to))?;
    }
    write_sources(text, vector, reference)?;
    write_proof(text, vector)?;
    writeln!(text, "\ninput, to the letter")?;
    writeln!(text, "{}", printable(vector.input.as_str()))?;
    writeln!(text, "\nrun it again with")?;
    writeln!(text, "  x402 conformance run --id {}                        # this program itself", vector.id)?;
    writeln!(text, "  x402 conformance run --id {} -- YOUR PROGRAM", vector.id)
}

/// What binds an implementation to the verdict.
const fn binds(level: Level) -> &'static str {
    match level {
        Level::Must => "a document says so, or what settles was executed",
        Level::Should => "the official SDKs agree",
        Level::Policy => "this project has decided, and others may decide otherwise",
    }
}

fn write_sources(text: &mut String, vector: &Vector, reference: &Reference) -> fmt::Result {
    for flag in &vector.flags {
        if let Some(note) = reference.note(flag) {
            writeln!(text, "\n{flag}: {}", printable(&note.text))?;
            writeln!(text, "  effect of the bug: {}", printable(&note.effect))?;
        }
    }
    if !vector.rulings.is_empty() {
        writeln!(text, "\nrulings")?;
    }
    for id in &vector.rulings {
        writeln!(text, "  {id}: {}", printable(reference.ruling(id).unwrap_or("see docs/rulings.md")))?;
    }
    if !vector.requirements.is_empty() {
        writeln!(text, "\nstatements of the documents: {}", vector.requirements.join(", "))?;
    }
    Ok(())
}

fn write_proof(text: &mut String, vector: &Vector) -> fmt::Result {
    let intermediate = &vector.intermediate;
    let values = [
        ("domain separator", &intermediate.domain_separator),
        ("struct hash", &intermediate.struct_hash),
        ("digest", &intermediate.digest),
        ("signer", &intermediate.signer),
        ("hashed", &intermediate.preimage),
    ];
    if values.iter().any(|(_, value)| value.is_some()) {
        writeln!(text, "\nintermediate values")?;
    }
    for (name, value) in values {
        if let Some(value) = value {
            writeln!(text, "  {name}: {value}")?;
        }
    }
    if !intermediate.chain.is_empty() {
        writeln!(text, "\nresults of the settling contract or program")?;
    }
    for ChainCall { state, call, at, moved, reverted } in &intermediate.chain {
        let came = match (moved, reverted) {
            (Some(moved), _) => format!("moved {moved}"),
            (None, Some(reverted)) => format!("reverted: {}", printable(reverted)),
            (None, None) => "nothing".to_owned(),
        };
        writeln!(text, "  {call} at {at}, {state}: {came}")?;
    }
    match &vector.no_witness {
        Some(why) => writeln!(text, "\nno witness: {}", printable(why)),
        None => {
            writeln!(text, "\nconfirmed by")?;
            vector
                .witness
                .iter()
                .try_for_each(|witness| writeln!(text, "  {}: {}", printable(&witness.by), witness.confirms.join(", ")))
        }
    }
}
