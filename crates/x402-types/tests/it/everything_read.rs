//! Our reader and `serde_json`, over every input that there is and over changed copies of them.

use std::{collections::BTreeSet, fs, path::Path};

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_laws::{bounds::step, vectors};
use x402_types::{JsonRef, Limits, RawJson};

use crate::{
    chance::{Chance, mutate},
    serde_tree::{Agreement, compare_everywhere, compare_header},
    support::{PAYMENT, Random, base64},
};

/// How many changed copies, if the environment does not say: `.ci/deep reader` asks for ten million.
const CASES: usize = 20_000;

fn files(below: &str) -> impl Iterator<Item = Vec<u8>> + use<> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(below);
    let entries = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).map(|path| fs::read(path).unwrap())
}

#[derive(Deserialize)]
struct Vector<'a> {
    #[serde(borrow)]
    input: &'a RawValue,
}

/// One in so many inputs of the vectors is read by default.
const SAMPLED: usize = 5;

/// What the vectors give to an implementation: each input, and each text in it.
fn inputs() -> BTreeSet<String> {
    fn strings(value: JsonRef<'_>, all: &mut BTreeSet<String>) {
        all.extend(value.string().into_iter().map(String::from));
        value.elements().into_iter().flatten().for_each(|value| strings(value, all));
        value.members().into_iter().flatten().for_each(|(_, value)| strings(value, all));
    }
    let mut all = BTreeSet::new();
    for group in vectors::groups() {
        for text in vectors::texts(&group).iter().step_by(step(SAMPLED)) {
            let input = serde_json::from_str::<Vector<'_>>(text).unwrap().input.get();
            all.insert(input.into());
            // A name may stand twice in one.
            if let Ok(input) = RawJson::parse(input) {
                strings(input.as_json(), &mut all);
            }
        }
    }
    all
}

/// What fuzzing has found.
pub(crate) fn corpora() -> impl Iterator<Item = Vec<u8>> {
    let targets = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus")).unwrap();
    let targets = targets.map(|target| target.unwrap().file_name().into_string().unwrap());
    targets.flat_map(|target| files(&format!("fuzz/corpus/{target}")))
}

/// What fuzzing has found, where it is text.
fn corpora_texts() -> BTreeSet<String> {
    corpora().filter_map(|file| String::from_utf8(file).ok()).collect()
}

fn documents() -> BTreeSet<String> {
    let examples = include_str!("printed_examples.jsonl").lines().map(|line| RawJson::parse(line).unwrap());
    examples.filter_map(|example| Some(example.as_json().get("json")?.text().into())).chain([PAYMENT.into()]).collect()
}

fn is_json(text: &str, limits: &Limits) -> bool {
    matches!(compare_everywhere(text, limits), Agreement::Same | Agreement::Deep | Agreement::Infinite)
}

/// How many of them are JSON, and how many base64.
fn compare(texts: &BTreeSet<String>) -> (usize, usize) {
    let json = texts.iter().filter(|text| is_json(text, &Limits::DEFAULT)).count();
    (json, texts.iter().filter(|text| compare_header(text.as_bytes())).count())
}

#[test]
fn both_read_the_inputs_of_the_vectors_alike() {
    let texts = inputs();
    let (json, base64) = compare(&texts);
    println!("{} texts, {json} of them JSON, {base64} base64", texts.len());
    assert!(json > 5_000 / step(SAMPLED) && base64 > 500 / step(SAMPLED), "{json} {base64}");
}

#[test]
fn both_read_what_fuzzing_has_found_alike() {
    let texts = corpora_texts();
    let (json, base64) = compare(&texts);
    println!("{} texts, {json} of them JSON, {base64} base64", texts.len());
    assert!(json > 40 && base64 > 10, "{json} {base64}");
}

#[test]
fn both_read_changed_copies_alike() {
    let cases = std::env::var("X402_CASES").map_or(CASES / step(2), |cases| cases.parse().unwrap());
    let documents: Vec<String> =
        documents().into_iter().chain(corpora_texts().into_iter().filter(|text| text.len() < 4096)).collect();
    let mut tight = Limits::DEFAULT;
    (tight.depth, tight.members, tight.values, tight.number) = (5, 6, 24, 9);
    let mut random = Random::new(1);
    let (mut json, mut in_base64) = (0, 0);
    for case in 0..cases {
        let document: &String = random.pick(&documents);
        let Some(text) = mutate(document, &mut random) else { continue };
        let limits = if random.below(4) == 0 { &tight } else { &Limits::DEFAULT };
        json += usize::from(is_json(&text, limits));
        if case % 8 == 0 {
            let header = base64(&text);
            let header = if random.below(2) == 0 { mutate(&header, &mut random) } else { Some(header) };
            in_base64 += usize::from(header.is_some_and(|header| compare_header(header.as_bytes())));
        }
    }
    println!("{cases} cases, {json} of them JSON; {in_base64} headers in base64");
    assert!(json > cases / 20 && in_base64 > cases / 40, "{json} {in_base64}");
}
