//! Implementations of `docs/operations.md` with one bug each. The vectors have to find every one.
//!
//! `cargo run -p x402-vectors-mutants` runs all and names those that no vector finds; `… -- --list` names all, `… --
//! --only 'decode/*'` runs some, `… -- --kills` names the vector that finds each.

#![forbid(unsafe_code)]

mod answers;
mod channel_answers;
mod extensions;
mod json;
mod judged;
mod mutant;
mod question;
mod suite;
mod verify;
mod wire;

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use mutant::Mutant;
use suite::{Fate, Suite};

const USAGE: &str = "usage: x402-vectors-mutants [--list | --kills] [--only GLOB]";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut only, mut list, mut kills) = (String::from("*"), false, false);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.size_hint().0 > 0) {
            ("--list", _) => list = true,
            ("--kills", _) => kills = true,
            ("--only", true) => only = arguments.next().unwrap_or_default(),
            _ => {
                eprintln!("{USAGE}");
                return ExitCode::from(64);
            }
        }
    }
    let mut mutants: Vec<Mutant> =
        [wire::mutants(), verify::mutants(), extensions::mutants(), channel_answers::mutants()]
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
    let run = |suite: Suite| suite.run(&mutants).map_err(Into::into);
    match Suite::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").as_path()).and_then(run) {
        Ok(fates) => report(&mutants, &fates, kills),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the mutants that no vector finds, which is an error. A pattern without a mutant is an error, too.
fn report(mutants: &[Mutant], fates: &[Fate], kills: bool) -> ExitCode {
    let mut alive = 0usize;
    for (mutant, fate) in mutants.iter().zip(fates) {
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
    if alive == 0 && !mutants.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
