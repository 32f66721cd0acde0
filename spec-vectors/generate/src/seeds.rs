//! `fuzz/seeds/`: the initial inputs for fuzzers of decoders, one text per file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use x402_conformance::vector::{Class, Vector};

/// The members in the input of a `decode` question that is a seed.
#[derive(Deserialize)]
struct Input {
    kind: String,
    text: String,
    profile: Option<String>,
}

/// The texts that decode under Strict, each once, by the kind of object and the vector that has it first.
#[derive(Default)]
pub(crate) struct Seeds {
    seen: BTreeSet<String>,
    pub(crate) files: BTreeMap<String, String>,
}

impl Seeds {
    pub(crate) fn add(&mut self, vectors: &[Vector]) {
        for vector in vectors.iter().filter(|vector| vector.op == "decode" && vector.expect.class == Class::Valid) {
            // Input from another source, such as a header, is no seed.
            let Ok(Input { kind, text, profile }) = serde_json::from_str(vector.input.as_str()) else { continue };
            if profile.is_none_or(|profile| profile == "strict") && self.seen.insert(text.clone()) {
                self.files.insert(format!("fuzz/seeds/{kind}/{}.json", vector.id), text);
            }
        }
    }
}
