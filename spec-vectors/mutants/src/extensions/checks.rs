//! One check of a sign-in, an offer or a receipt that is missing or wrong.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, result_of},
};

/// The subjects: the two kinds of chain, and the two artifacts in their two formats.
#[derive(Clone, Copy)]
struct Part {
    name: &'static str,
    ops: &'static [&'static str],
    is_asked: fn(&Question<'_>) -> bool,
    checks: &'static [&'static str],
}

const SIGN_IN: &[&str] = &["sign-in-with-x"];
const ARTIFACT: &[&str] = &["offer-receipt"];

fn is_of_chain(question: &Question<'_>, namespace: &str) -> bool {
    let chain = question.document().and_then(|document| document.text_at("chainId"));
    chain.is_some_and(|chain| chain.starts_with(namespace))
}

fn is_artifact(question: &Question<'_>, what: &str, format: &str) -> bool {
    let found = question.result().and_then(|result| result.text_at("format"));
    question.input.text_at("what").as_deref() == Some(what) && found.as_deref() == Some(format)
}

const PARTS: [Part; 8] = [
    Part {
        name: "evm",
        ops: SIGN_IN,
        is_asked: |question| is_of_chain(question, "eip155:"),
        checks: &[
            "sign-in-characters",
            "sign-in-domain",
            "sign-in-uri",
            "sign-in-issued-at",
            "sign-in-age",
            "sign-in-issued",
            "sign-in-expiration-time",
            "sign-in-expired",
            "sign-in-not-before",
            "sign-in-valid",
            "sign-in-nonce",
            "sign-in-chain-id",
            "sign-in-chain",
            "sign-in-type",
            "sign-in-address",
            "sign-in-signature-form",
            "sign-in-signer",
            "sign-in-contract",
        ],
    },
    Part {
        name: "solana",
        ops: SIGN_IN,
        is_asked: |question| is_of_chain(question, "solana:"),
        checks: &[
            "sign-in-characters",
            "sign-in-domain",
            "sign-in-uri",
            "sign-in-issued-at",
            "sign-in-age",
            "sign-in-issued",
            "sign-in-expiration-time",
            "sign-in-expired",
            "sign-in-not-before",
            "sign-in-valid",
            "sign-in-nonce",
            "sign-in-chain",
            "sign-in-type",
            "sign-in-address",
            "sign-in-signature-form",
            "sign-in-signer",
        ],
    },
    // The format is unknown, or does not matter.
    Part {
        name: "offer",
        ops: ARTIFACT,
        is_asked: |question| question.input.text_at("what").as_deref() == Some("offer"),
        checks: &["artifact", "artifact-envelope", "artifact-version", "artifact-network"],
    },
    Part {
        name: "receipt",
        ops: ARTIFACT,
        is_asked: |question| question.input.text_at("what").as_deref() == Some("receipt"),
        checks: &["artifact"],
    },
    Part {
        name: "offer/eip712",
        ops: ARTIFACT,
        is_asked: |question| is_artifact(question, "offer", "eip712"),
        checks: &[
            "artifact-payload",
            "artifact-recipient",
            "artifact-key",
            "artifact-signature-form",
            "artifact-policy",
            "artifact-signer",
            "artifact-terms",
        ],
    },
    Part {
        name: "offer/jws",
        ops: ARTIFACT,
        is_asked: |question| is_artifact(question, "offer", "jws"),
        checks: &[
            "artifact-payload",
            "jws-header",
            "jws-algorithm",
            "artifact-key",
            "jws-key-id",
            "artifact-signature-form",
            "artifact-signature",
        ],
    },
    Part {
        name: "receipt/eip712",
        ops: ARTIFACT,
        is_asked: |question| is_artifact(question, "receipt", "eip712"),
        checks: &["artifact-payload", "artifact-signer", "artifact-terms", "artifact-issued"],
    },
    Part {
        name: "receipt/jws",
        ops: ARTIFACT,
        is_asked: |question| is_artifact(question, "receipt", "jws"),
        checks: &["artifact-payload", "artifact-signature", "artifact-issued"],
    },
];

/// The question that our answer asks, and its check. An implementation may treat it as a yes or a no.
const ASKED: [(&str, &str); 7] = [
    ("sign-in-signature-form", "evm"),
    ("sign-in-signer", "evm"),
    ("sign-in-contract", "evm"),
    ("jws-algorithm", "offer/jws"),
    ("artifact-key", "offer/jws"),
    ("artifact-signer", "offer/eip712"),
    ("artifact-signer", "receipt/eip712"),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    // `sign-in-policy` is absent, because others may accept a high s.
    for part in PARTS {
        for check in part.checks {
            mutants.push(becomes(part, "passes", check, "fail", "pass"));
        }
    }
    for (check, name) in ASKED {
        for part in PARTS.into_iter().filter(|part| part.name == name) {
            mutants.push(becomes(part, "does-not-ask", check, "needs", "pass"));
            mutants.push(becomes(part, "fails-instead-of-asking", check, "needs", "fail"));
        }
    }
    mutants
}

/// Changes the outcome of one check if ours has `from`.
fn becomes(part: Part, how: &str, check: &'static str, from: &'static str, to: &'static str) -> Mutant {
    let op = part.ops.first().copied().unwrap_or_default();
    Mutant::own(format!("{op}/{how}/{check}/{}", part.name), part.ops, move |question| {
        let is_here = (part.is_asked)(question) && outcome(question.result()?, check)? == from;
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
        let own = made.text_at("outcome")?;
        match if made.text_at("id")? == check { becomes } else { &own } {
            "fail" => verdict = "invalid",
            "needs" if verdict == "valid" => verdict = "undecided",
            _ => {}
        }
    }
    let mut said = result.clone();
    said.set("verdict", Json::text(verdict))?;
    result_of(&said)
}
