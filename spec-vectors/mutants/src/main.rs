//! Implementations of `docs/reference/operations` with one bug each. The vectors have to find every one.
//!
//! `cargo run -p x402-vectors-mutants` runs all and names those that no vector finds; `… -- --list` names all, `… --
//! --only 'decode/*'` runs some, `… -- --kills` names the vector that finds each, `… -- --quick` prints `spec-vectors/quick.json`. `… -- --draw SEED` runs 1,000 that the seed draws
//! from all places and faults (`drawn.rs`), of which at least 98 in 100 have to be found.

#![forbid(unsafe_code)]

mod answers;
mod channel_answers;
mod drawn;
mod evaluated;
mod extensions;
mod json;
mod mutant;
mod near;
mod planted;
mod question;
mod suite;
mod verify;
mod wire;

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use mutant::Mutant;
use suite::{Fate, Suite};

const USAGE: &str = "usage: x402-vectors-mutants [--list | --kills | --quick] [--only GLOB | --draw SEED]";
/// The groups that `--quick` takes whole: what was executed, sent or published.
const WHOLE: [&str; 7] =
    ["chain-eip2612", "chain-eip3009", "chain-permit2", "chain-solana", "emissions", "examples", "published-tests"];
/// How many a seed draws.
const DRAWN: usize = 1000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut only, mut list, mut kills, mut quick, mut seed) = (String::from("*"), false, false, false, None);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.size_hint().0 > 0) {
            ("--list", _) => list = true,
            ("--kills", _) => kills = true,
            ("--quick", _) => quick = true,
            ("--only", true) => only = arguments.next().unwrap_or_default(),
            ("--draw", true) => seed = arguments.next(),
            _ => {
                eprintln!("{USAGE}");
                return ExitCode::from(64);
            }
        }
    }
    let suite = match Suite::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").as_path()) {
        Ok(suite) => suite,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(seed) = seed {
        let Ok(seed) = seed.parse() else {
            eprintln!("{USAGE}");
            return ExitCode::from(64);
        };
        let space = suite.space();
        println!("{} bugs", space.len());
        let mutants = space.draw(seed, DRAWN);
        return run(&suite, &mutants, kills, DRAWN / 50);
    }
    let mut mutants: Vec<Mutant> = [
        wire::mutants(),
        verify::mutants(),
        extensions::mutants(),
        channel_answers::mutants(),
        near::mutants(),
        planted::mutants(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut names = BTreeSet::new();
    if let Some(twice) = mutants.iter().find(|mutant| !names.insert(mutant.name.clone())) {
        eprintln!("{} stands twice", twice.name);
        return ExitCode::FAILURE;
    }
    mutants.retain(|mutant| fits(&only, &mutant.name));
    if list {
        mutants.iter().for_each(|mutant| println!("{}", mutant.name));
        return ExitCode::SUCCESS;
    }
    if quick {
        return print_quick(&suite, &mutants);
    }
    run(&suite, &mutants, kills, 0)
}

/// Prints `spec-vectors/quick.json`.
fn print_quick(suite: &Suite, mutants: &[Mutant]) -> ExitCode {
    match suite.quick(mutants, &WHOLE) {
        Ok(ids) => {
            let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
            println!("[\n{}\n]", ids.join(",\n"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the mutants that no vector finds, and is an error if there are more than `may_live` or no mutants at all.
fn run(suite: &Suite, mutants: &[Mutant], kills: bool, may_live: usize) -> ExitCode {
    let fates = match suite.run(mutants) {
        Ok(fates) => fates,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut alive = 0usize;
    for (mutant, fate) in mutants.iter().zip(&fates) {
        match fate {
            Fate::Dead(by) if kills => println!("{}: {by}", mutant.name),
            Fate::Dead(_) => {}
            Fate::Alive(why) => {
                alive += 1;
                println!("LIVES {}: {why}", mutant.name);
            }
        }
    }
    println!("{} mutants, {} found out, {alive} live", mutants.len(), mutants.len() - alive);
    if alive <= may_live && !mutants.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a name fits a pattern, in which `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            rest.is_empty() || name.char_indices().any(|(at, _)| fits(rest, &name[at..])) || fits(rest, "")
        }),
    }
}
