//! Every committed input, on a stable compiler and without the fuzzer.

use std::{fs, path::Path};

#[test]
fn every_law_holds_on_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (target, check) in x402_fuzz::TARGETS {
        let directory = corpus.join(target);
        let mut inputs = 0;
        for entry in fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display())) {
            let path = entry.unwrap().path();
            let data = fs::read(&path).unwrap();
            // Printed only if the test fails: the last line names the input.
            println!("{}", path.display());
            check(&data);
            inputs += 1;
        }
        assert!(inputs > 0, "{} is empty", directory.display());
    }
    let directories = fs::read_dir(&corpus).unwrap().count();
    assert_eq!(directories, x402_fuzz::TARGETS.len(), "a directory in the corpus belongs to no target");
}
