//! One check of a sign-in, an offer or a receipt that is missing or wrong.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, result_of},
};

/// A subject: the operation and the part, a kind of chain or an artifact in one of its formats; its checks that a mutant skips;
/// the checks with the question that our answer asks, which an implementation may treat as a yes or a no. `sign-in-policy` is
/// absent, because others may accept a high s.
const PARTS: [(&str, &str, &str, &str); 8] = [
    (
        "sign-in-with-x",
        "evm",
        "sign-in-characters sign-in-domain sign-in-uri sign-in-issued-at sign-in-age sign-in-issued \
         sign-in-expiration-time sign-in-expired sign-in-not-before sign-in-valid sign-in-nonce sign-in-chain-id \
         sign-in-chain sign-in-type sign-in-address sign-in-signature-form sign-in-signer sign-in-contract",
        "sign-in-signature-form sign-in-signer sign-in-contract",
    ),
    (
        "sign-in-with-x",
        "solana",
        "sign-in-characters sign-in-domain sign-in-uri sign-in-issued-at sign-in-age sign-in-issued \
         sign-in-expiration-time sign-in-expired sign-in-not-before sign-in-valid sign-in-nonce sign-in-chain \
         sign-in-type sign-in-address sign-in-signature-form sign-in-signer",
        "",
    ),
    ("offer-receipt", "offer", "artifact artifact-envelope artifact-version artifact-network", ""),
    ("offer-receipt", "receipt", "artifact", ""),
    (
        "offer-receipt",
        "offer/eip712",
        "artifact-payload artifact-recipient artifact-key artifact-signature-form artifact-policy artifact-signer \
         artifact-terms",
        "artifact-signer",
    ),
    (
        "offer-receipt",
        "offer/jws",
        "artifact-payload jws-header jws-algorithm artifact-key jws-key-id artifact-signature-form \
         artifact-signature",
        "jws-algorithm artifact-key",
    ),
    (
        "offer-receipt",
        "receipt/eip712",
        "artifact-payload artifact-signer artifact-terms artifact-issued",
        "artifact-signer",
    ),
    ("offer-receipt", "receipt/jws", "artifact-payload artifact-signature artifact-issued", ""),
];

/// Whether the question is about the part.
fn is_asked(question: &Question<'_>, part: &str) -> bool {
    if question.op == "sign-in-with-x" {
        let chain = question.document().and_then(|document| document.text_at("chainId")).unwrap_or_default();
        return chain.starts_with(if part == "evm" { "eip155:" } else { "solana:" });
    }
    let (what, format) = part.split_once('/').unwrap_or((part, ""));
    let found = question.result().and_then(|result| result.text_at("format"));
    question.input.text_at("what").as_deref() == Some(what) && (format.is_empty() || found.as_deref() == Some(format))
}

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (op, part, checks, asked) in PARTS {
        mutants.extend(checks.split(' ').map(|check| becomes(op, part, "passes", check, ["fail", "pass"])));
        for check in asked.split_whitespace() {
            mutants.push(becomes(op, part, "does-not-ask", check, ["needs", "pass"]));
            mutants.push(becomes(op, part, "fails-instead-of-asking", check, ["needs", "fail"]));
        }
    }
    mutants
}

/// Changes the outcome of one check if ours has the first of two.
fn becomes(op: &str, part: &'static str, how: &str, check: &'static str, [from, to]: [&'static str; 2]) -> Mutant {
    Mutant::new(format!("{op}/{how}/{check}/{part}"), move |question| {
        let is_here = is_asked(question, part) && outcome(question.result()?, check)? == from;
        is_here.then(|| with_outcome(question.result()?, check, to))?
    })
}

fn outcome(result: &Json, check: &str) -> Option<String> {
    let is_named = |made: &&Json| made.text_at("id").as_deref() == Some(check);
    result.get("checks")?.elements().iter().find(is_named)?.text_at("outcome")
}

/// The answer with the verdict that follows. Skipped checks pass.
fn with_outcome(result: &Json, check: &str, becomes: &str) -> Option<Reply> {
    let mut verdict = "valid";
    for made in result.get("checks")?.elements() {
        let outcome = made.text_at("outcome")?;
        match if made.text_at("id")? == check { becomes } else { &outcome } {
            "fail" => verdict = "invalid",
            "needs" if verdict == "valid" => verdict = "undecided",
            _ => {}
        }
    }
    result_of(result.clone().say("verdict", verdict)?)
}
