//! Every vector of `spec-vectors/`, judged in process.

use std::path::Path;

use x402_conformance::{runner, vector};

#[test]
fn every_vector_holds() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let files = vector::read_all(&directory).unwrap_or_else(|error| panic!("{error}"));
    let mut count = 0;
    let mut failures = Vec::new();
    for vector in files.iter().flat_map(|file| &file.vectors) {
        count += 1;
        if let Err(why) = runner::run(vector) {
            failures.push(format!("{} ({}): {why}", vector.id, vector.title));
        }
    }
    println!("{count} vectors");
    assert!(failures.is_empty(), "{} of {count} vectors fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_wrong_expectation_is_noticed() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let files = vector::read_all(&directory).unwrap_or_else(|error| panic!("{error}"));
    for vector in files.iter().flat_map(|file| &file.vectors) {
        let mut wrong = vector.clone();
        wrong.expect.result = serde_json::from_str(r#"{"verdict":"perhaps","version":7,"offer":77}"#).unwrap();
        assert!(runner::run(&wrong).is_err(), "{}: any result passes", vector.id);
    }
}

#[test]
fn a_question_that_is_not_outstanding_is_noticed() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let files = vector::read_all(&directory).unwrap_or_else(|error| panic!("{error}"));
    let mut count = 0;
    for vector in files.iter().flat_map(|file| &file.vectors) {
        let Some(outstanding) = vector.expect.result.as_json().get("outstanding") else { continue };
        count += 1;
        for other in [r#"["verifier"]"#, r#"["balance","verifier"]"#, r#""balance""#] {
            let mut wrong = vector.clone();
            let result = vector.expect.result.as_str().replace(outstanding.text(), other);
            wrong.expect.result = serde_json::from_str(&result).unwrap();
            assert!(runner::run(&wrong).is_err(), "{}: {other} passes", vector.id);
        }
    }
    assert!(count > 0, "no vector names an outstanding question");
}
