//! Every committed input and every seed, on a stable compiler and without the fuzzer.

use std::{fs, path::Path};

use x402_fuzz::{
    gateway,
    solana::{Outcome, compare},
    stellar, xrpl,
};

/// What stands last on the screen when a law does not hold is the input.
fn check(target: &str, name: &str, data: &[u8]) {
    let known = x402_fuzz::TARGETS.iter().find(|(known, _)| *known == target);
    let (_, check) = known.unwrap_or_else(|| panic!("{name} belongs to {target}, which is no target"));
    println!("{target}: {name}");
    check(data);
}

#[test]
fn every_law_holds_on_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (target, _) in x402_fuzz::TARGETS {
        let directory = corpus.join(target);
        let inputs = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
        let mut count = 0;
        for input in inputs {
            let path = input.unwrap().path();
            check(target, &path.display().to_string(), &fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count > 0, "{} is empty", directory.display());
    }
    let directories = fs::read_dir(&corpus).unwrap().count();
    assert_eq!(directories, x402_fuzz::TARGETS.len(), "a directory in the corpus belongs to no target");
}

#[test]
fn every_law_holds_on_the_seeds() {
    let seeds = x402_fuzz::seeds().unwrap();
    for (target, _) in x402_fuzz::TARGETS {
        assert!(seeds.iter().any(|(of, ..)| *of == target), "{target} has no seed");
    }
    for (target, name, data) in seeds {
        check(target, &name, &data);
    }
}

/// A body may be longer than a header: 49,152 bytes are what base64 makes a header of 65,536.
#[test]
fn a_sign_in_may_be_longer_than_a_header() {
    let head = r#"{"domain":"a","address":"b","uri":"c","version":"1","chainId":"solana:d","type":"e","nonce":"f","issuedAt":"g","signature":"h","x":"#;
    for length in [49_152, 49_153] {
        let text = format!("{head}\"{}\"}}", "x".repeat(length - head.len() - 3));
        assert_eq!(text.len(), length);
        x402_fuzz::sign_in::header(text.as_bytes());
    }
}

/// The model of the Gateway says something of each check only if it is reached.
#[test]
fn seeds_and_corpus_reach_every_outcome_of_the_gateway() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/verify_gateway");
    let committed = fs::read_dir(corpus).unwrap().map(|input| fs::read(input.unwrap().path()).unwrap());
    let seeds = x402_fuzz::seeds().unwrap().into_iter().filter(|(target, ..)| *target == "verify_gateway");
    let reached: Vec<_> = committed.chain(seeds.map(|(_, _, data)| data)).map(|data| gateway::outcome(&data)).collect();
    for outcome in gateway::OUTCOMES.iter().chain(&gateway::CHECKS) {
        assert!(reached.contains(outcome), "{outcome}: {reached:?}");
    }
}

/// The laws of `solana_parser` say something on each way only if it is taken.
#[test]
fn seeds_and_corpus_reach_every_outcome_of_the_solana_parser() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/solana_parser");
    let committed = fs::read_dir(corpus).unwrap().map(|input| fs::read(input.unwrap().path()).unwrap());
    let seeds = x402_fuzz::seeds().unwrap().into_iter().filter(|(target, ..)| *target == "solana_parser");
    let mut counts = vec![0; Outcome::ALL.len()];
    for data in committed.chain(seeds.map(|(_, _, data)| data)) {
        counts[compare(&data) as usize] += 1;
    }
    let counts: Vec<_> = Outcome::ALL.into_iter().zip(counts).collect();
    println!("{counts:?}");
    assert!(counts.iter().all(|(_, count)| *count > 0), "{counts:?}");
}

/// The model of payments on Stellar says something of each check only if it decides one.
#[test]
fn seeds_reach_every_check_of_stellar() {
    let seeds = x402_fuzz::seeds().unwrap().into_iter().filter(|(target, ..)| *target == "stellar_payment");
    let made = seeds.filter_map(|(_, _, data)| data.strip_prefix(b"#").map(stellar::decided));
    let reached: Vec<_> = made.collect();
    assert!(reached.contains(&None));
    for check in stellar::DECIDED {
        assert!(reached.contains(&Some(check)), "{check}");
    }
}

/// Each question is answered by a seed, and by the bytes of the others not.
#[test]
fn seeds_answer_every_question_of_stellar() {
    let seeds = x402_fuzz::seeds().unwrap().into_iter().filter(|(target, ..)| *target == "stellar_answer");
    let answers: Vec<_> = seeds.map(|(_, _, data)| stellar::answered(&data)).collect();
    for kind in ["ledger", "account", "simulation", "nonce-unused"] {
        let count = answers.iter().filter(|answered| answered.contains(&kind)).count();
        println!("{kind}: {count} of {}", answers.len());
        assert!(count > 0 && count < answers.len(), "{kind}");
    }
}

/// The laws of `stellar_xdr` say something of each kind of document only if one is read.
#[test]
fn seeds_and_corpus_reach_every_outcome_of_stellar_xdr() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/stellar_xdr");
    let committed = fs::read_dir(corpus).unwrap().map(|input| fs::read(input.unwrap().path()).unwrap());
    let seeds = x402_fuzz::seeds().unwrap().into_iter().filter(|(target, ..)| *target == "stellar_xdr");
    let reached: Vec<_> = committed.chain(seeds.map(|(_, _, data)| data)).map(|data| stellar::compare(&data)).collect();
    for outcome in stellar::Outcome::ALL {
        let count = reached.iter().filter(|reached| **reached == outcome).count();
        println!("{outcome:?}: {count}");
        assert!(count > 0, "{outcome:?}");
    }
}

/// The laws of `xrpl_transaction` say something of each way only if it is taken.
#[test]
fn seeds_and_corpus_reach_every_outcome_of_the_xrp_ledger() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/xrpl_transaction");
    let committed = fs::read_dir(corpus).unwrap().map(|input| fs::read(input.unwrap().path()).unwrap());
    let seeds = x402_fuzz::seeds().unwrap().into_iter().filter(|(target, ..)| *target == "xrpl_transaction");
    let reached: Vec<_> = committed.chain(seeds.map(|(_, _, data)| data)).map(|data| xrpl::compare(&data)).collect();
    for outcome in xrpl::Outcome::ALL {
        let count = reached.iter().filter(|reached| **reached == outcome).count();
        println!("{outcome:?}: {count}");
        assert!(count > 0, "{outcome:?}");
    }
}
