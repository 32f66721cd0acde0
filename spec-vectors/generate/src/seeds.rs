//! `fuzz/seeds/`: the initial inputs for fuzzers, one text per file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use x402_vectors::vector::{Class, Vector};

/// The members in the input of a `decode` question that is a seed.
#[derive(Deserialize)]
struct Input {
    kind: String,
    text: String,
    profile: Option<String>,
}

/// The operations beside `decode` whose inputs are seeds, the groups that have them, and how many of each are enough.
const OTHERS: [(&str, &[&str], usize); 3] = [
    ("network", &["networks"], 80),
    ("match", &["match"], 40),
    ("verify", &["eip3009", "permit2", "upto", "solana", "stellar", "xrpl"], 4),
];

/// The members in the input of a `verify` question that is a seed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what matters is that there is no other member")]
struct Verify {
    payment: Json,
    offers: [serde::de::IgnoredAny; 1],
    now: u64,
    #[serde(default)]
    facts: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "as in Verify")]
struct Json {
    json: serde::de::IgnoredAny,
}

/// The texts that decode under Strict, each once, by the kind of object and the vector that has it first; and inputs of the other operations.
#[derive(Default)]
pub(crate) struct Seeds {
    seen: BTreeSet<String>,
    pub(crate) files: BTreeMap<String, String>,
}

impl Seeds {
    pub(crate) fn add(&mut self, vectors: &[Vector]) {
        for (op, groups, most) in OTHERS {
            let is_seed = |vector: &&Vector| {
                let is_plain = op != "verify" || serde_json::from_str::<Verify>(vector.input.as_str()).is_ok();
                vector.op == op && groups.contains(&vector.group()) && vector.expect.class == Class::Valid && is_plain
            };
            let seeds: Vec<&Vector> = vectors.iter().filter(is_seed).collect();
            // From the whole group, because neighbours are alike.
            for vector in seeds.iter().step_by(seeds.len().div_ceil(most).max(1)) {
                self.files.insert(format!("fuzz/seeds/{op}/{}.json", vector.id), vector.input.as_str().to_owned());
            }
        }
        for vector in vectors.iter().filter(|vector| vector.op == "decode" && vector.expect.class == Class::Valid) {
            // Input from another source, such as a header, is no seed.
            let Ok(Input { kind, text, profile }) = serde_json::from_str(vector.input.as_str()) else { continue };
            if profile.is_none_or(|profile| profile == "strict") && self.seen.insert(text.clone()) {
                self.files.insert(format!("fuzz/seeds/{kind}/{}.json", vector.id), text);
            }
        }
    }
}
