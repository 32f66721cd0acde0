//! The examples in the pinned documents: their fenced blocks of JSON and HTTP, recorded with document and line.

use std::{error::Error, fs, path::Path};

use serde::{Deserialize, Serialize};

/// The commit and the date of the documents (`Document` in every file of vectors).
pub(crate) const COMMIT: &str = "de2e55bc13d864d810e8daec63b338042f02b84e";
pub(crate) const DATE: &str = "2026-06-16";

/// Where the pinned document can be read.
pub(crate) fn link(document: &str) -> String {
    format!("https://github.com/x402-rs/x402-rs/blob/{COMMIT}/docs/specs/{document}")
}

pub(crate) const V1: &str = "x402-specification-v1.md";
pub(crate) const V2: &str = "x402-specification-v2.md";
pub(crate) const HTTP1: &str = "transports-v1/http.md";
pub(crate) const HTTP2: &str = "transports-v2/http.md";
pub(crate) const MCP1: &str = "transports-v1/mcp.md";
pub(crate) const MCP2: &str = "transports-v2/mcp.md";
pub(crate) const A2A1: &str = "transports-v1/a2a.md";
pub(crate) const A2A2: &str = "transports-v2/a2a.md";
/// The examples of these documents are messages of other protocols, and have vectors in their own groups.
pub(crate) const CARRIERS: [&str; 4] = [MCP1, MCP2, A2A1, A2A2];
pub(crate) const EXACT_EVM: &str = "schemes/exact/scheme_exact_evm.md";
pub(crate) const EIP2612: &str = "extensions/eip2612_gas_sponsoring.md";
pub(crate) const BATCH_SETTLEMENT_EVM: &str = "schemes/batch-settlement/scheme_batch_settlement_evm.md";
pub(crate) const UPTO_EVM: &str = "schemes/upto/scheme_upto_evm.md";
pub(crate) const ERC20_APPROVAL: &str = "extensions/erc20_gas_sponsoring.md";
pub(crate) const AUTH_HINTS: &str = "extensions/extension-auth-hints.md";
pub(crate) const BAZAAR: &str = "extensions/bazaar.md";
pub(crate) const HTTP_MESSAGE_SIGNATURES: &str = "extensions/http-message-signatures.md";
pub(crate) const BUILDER_CODE: &str = "extensions/builder_code.md";
pub(crate) const PAYMENT_IDENTIFIER: &str = "extensions/payment_identifier.md";
pub(crate) const OFFER_RECEIPT: &str = "extensions/extension-offer-and-receipt.md";
pub(crate) const SIGN_IN_WITH_X: &str = "extensions/sign-in-with-x.md";
pub(crate) const EXACT_STELLAR: &str = "schemes/exact/scheme_exact_stellar.md";
pub(crate) const EXACT_SVM: &str = "schemes/exact/scheme_exact_svm.md";

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
