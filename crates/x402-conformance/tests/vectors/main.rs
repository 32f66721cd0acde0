//! Every vector of `spec-vectors/`, judged in process. A program of its own, which is built again in a moment: each mutant is asked.
#![allow(missing_docs)]

#[path = "../it/files.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod files;

use x402_conformance::{runner, vector::Vector};

/// All vectors, those first whose group has a word of `X402_FIRST` in its name. `X402_SAMPLE` names a file with a few, for an
/// interpreter that needs seconds for each (`.ci/deep miri`).
fn vectors_or_sample() -> Vec<Vector> {
    let Some(sample) = std::env::var_os("X402_SAMPLE") else {
        let mut files: Vec<_> = files::vector_files().iter().collect();
        let first = std::env::var("X402_FIRST").unwrap_or_default();
        files.sort_by_key(|file| !first.split_whitespace().any(|word| file.group.contains(word)));
        return files.into_iter().flat_map(|file| &file.vectors).collect();
    };
    let text = std::fs::read_to_string(sample).expect("the file of X402_SAMPLE can be read");
    serde_json::Deserializer::from_str(&text).into_iter().map(|vector| vector.expect("a vector")).collect()
}

#[test]
fn every_vector_holds() {
    // Nobody reads more failures, and mutants are found by one.
    let enough = std::env::var("X402_ENOUGH").map_or(50, |number| number.parse().expect("X402_ENOUGH is a number"));
    let mut count = 0;
    let mut failures = Vec::new();
    for vector in &vectors_or_sample() {
        count += 1;
        if let Err(why) = runner::run(vector) {
            failures.push(format!("{} ({}): {why}", vector.id, vector.title));
        }
        if failures.len() == enough {
            break;
        }
    }
    println!("{count} vectors");
    assert!(failures.is_empty(), "{} of {count} vectors fail:\n{}", failures.len(), failures.join("\n"));
    assert_ne!(count, 0);
}
