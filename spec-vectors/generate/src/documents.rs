//! The examples in the pinned documents: their fenced blocks of JSON and HTTP, recorded with document and line.

use std::{error::Error, fs, path::Path};

use serde::{Deserialize, Serialize};

pub(crate) use x402_vectors::documents::*;

/// Documents of schemes are found below this directory.
const SCHEMES: &str = "schemes";
/// The languages of the examples in the documents. The examples of Cardano are printed as JavaScript.
const LANGUAGES: [&str; 4] = ["json", "json5", "js", "http"];
const FILE: &str = "spec-vectors/generate/documents/examples.json";

/// `documents/examples.json`
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    licence: String,
    commit: String,
    date: String,
    examples: Vec<Example>,
}

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Example {
    /// The document's name.
    pub(crate) document: String,
    /// The line of the opening fence.
    pub(crate) line: usize,
    /// The language that the fence names.
    pub(crate) language: String,
    /// The lines between the fences, as they are.
    pub(crate) text: String,
}

/// The directory of the pinned documents, if they are available.
const DOCUMENTS: &str = "X402_DOCUMENTS";

/// All examples as recorded. If the documents are available ([`DOCUMENTS`]), they have to be the same.
pub(crate) fn examples(root: &Path) -> Result<Vec<Example>, Box<dyn Error>> {
    let recorded: Recorded = serde_json::from_str(&fs::read_to_string(root.join(FILE))?)?;
    if (recorded.commit.as_str(), recorded.date.as_str()) != (COMMIT, DATE) {
        return Err(format!("{FILE} is of another commit").into());
    }
    if let Some(documents) = std::env::var_os(DOCUMENTS) {
        let printed = printed(Path::new(&documents))?;
        if let Some(example) = recorded.examples.iter().find(|example| !printed.contains(example)) {
            return Err(format!("{FILE}: {} does not print this at line {}", example.document, example.line).into());
        }
        if let Some(example) = printed.iter().find(|example| !recorded.examples.contains(example)) {
            return Err(format!("{FILE} lacks {}, line {}", example.document, example.line).into());
        }
    } else {
        println!("{DOCUMENTS} names no directory: the documents' examples are taken as recorded");
    }
    Ok(recorded.examples)
}

/// The example whose fence opens at this line.
pub(crate) fn find<'a>(examples: &'a [Example], document: &str, line: usize) -> Result<&'a Example, String> {
    let found = examples.iter().find(|example| example.document == document && example.line == line);
    found.ok_or_else(|| format!("{document} prints no example at line {line}"))
}

/// Reads the documents and records their examples.
pub(crate) fn record(root: &Path, documents: &Path) -> Result<(), Box<dyn Error>> {
    let recorded = Recorded {
        licence: "Apache-2.0, x402 Foundation (github.com/x402-foundation/x402, specs/)".into(),
        commit: COMMIT.into(),
        date: DATE.into(),
        examples: printed(documents)?,
    };
    fs::write(root.join(FILE), crate::render::render(&recorded)?)?;
    println!("{FILE}: {} examples", recorded.examples.len());
    Ok(())
}

fn printed(documents: &Path) -> Result<Vec<Example>, Box<dyn Error>> {
    let mut names: Vec<String> = Vec::new();
    for scheme in fs::read_dir(documents.join(SCHEMES))? {
        let scheme = scheme?.file_name().to_string_lossy().into_owned();
        for document in fs::read_dir(documents.join(SCHEMES).join(&scheme))? {
            names.push(format!("{SCHEMES}/{scheme}/{}", document?.file_name().to_string_lossy()));
        }
    }
    names.sort();
    names.splice(0..0, [V1, V2, HTTP1, HTTP2].into_iter().chain(CARRIERS).map(String::from));
    names.extend([EIP2612, ERC20_APPROVAL].map(String::from));
    let mut examples = Vec::new();
    for document in names {
        let text = fs::read_to_string(documents.join(&document))?;
        let mut lines = text.lines().zip(1..);
        while let Some((fence, line)) = lines.next() {
            let Some(language) = fence.trim().strip_prefix("```") else { continue };
            let block: Vec<&str> =
                lines.by_ref().map(|(line, _)| line).take_while(|line| line.trim() != "```").collect();
            if LANGUAGES.contains(&language) {
                let (document, language) = (document.clone(), language.into());
                examples.push(Example { document, line, language, text: block.join("\n") });
            }
        }
    }
    Ok(examples)
}
