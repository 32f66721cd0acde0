//! Writes and checks everything below `spec-vectors/`: see [`HELP`].

#![forbid(unsafe_code)]

mod a2a;
mod approval;
mod base;
mod base58;
mod batch_settlement;
mod builder_codes;
mod case;
mod catalogue;
mod cells;
mod checks;
mod citations;
mod codec;
mod coverage;
mod digests;
mod documents;
mod draft;
mod emissions;
mod every_check;
mod examples;
mod factories;
mod generate;
mod http_message_signatures;
mod identity;

mod lint;
mod mcp;
mod members;
mod networks;
mod offer_receipt;
mod ours;
mod page;
mod payment;
mod permit;
mod policy;
mod raw;
mod reading;
mod recorded;
mod replay_keys;
mod rows;
mod rulings;
mod seeds;
mod sheet;
mod sign;
mod sign_in;
mod signatures;
mod site;
mod skeletons;
mod solana;
mod sourced;
mod stellar;
mod sums;
mod tables_page;

use std::{error::Error, path::Path, process::ExitCode};

use page::Mode;
use x402_vectors::{fault, finish, group, levels, lineage, notes, render, witness, witnessed};

use witness::Findings;

const HELP: &str = "\
Writes spec-vectors/ from fixed keys, byte for byte, and lists the gaps of the vectors.

    cargo run -p x402-vectors-generate -- [COMMAND]

  generate [--check]      writes the vectors, index.json, checks.json, rulings.json, examples.md, SHA256SUMS, and the tables
                          in skeletons/; the default. A vector keeps its witnesses while its question and its expectation stay the same
  witnessed [--check] FILE …
                          the same with new findings of witnesses, which witness/run writes to target/findings. With --check it
                          compares them with the vectors
  catalogue [RANGE …]     numbers of the list of cases without a vector, and the reasons; a range is 7 or 111-120
  coverage [--write]      statements of the documents without a vector, and the reasons
  coverage --page         prints the page of the site
  signatures [--write]    forms of signatures without a vector; docs/explanation/signatures.md
  all [--check]           generate, catalogue, coverage and signatures, with every committed page
  site DIRECTORY          writes the pages about each reason code, check and lint rule into a copy of docs/, lists them in its SUMMARY.md,
                          and writes redirects.json, which leads from the permanent addresses to them
  record DIRECTORY        records the examples that the pinned documents in DIRECTORY print

--check writes nothing and compares the files. coverage and signatures compare unless --write is given.
coverage takes the statements from spec-vectors/requirements.json; with --requirements FILE it compares that file with this list,
or writes it. If the variable X402_DOCUMENTS names a directory with the pinned documents,
generate compares the recorded examples with them.

The exit code is 1 if something is missing or different, and 64 if the command is not one of these.
";

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&root, &arguments) {
        Ok(Some(true)) => ExitCode::SUCCESS,
        Ok(Some(false)) => ExitCode::FAILURE,
        Ok(None) => {
            eprint!("{HELP}");
            ExitCode::from(64)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command, and returns whether it found no problem. `None` if the command is unknown.
fn run(root: &Path, arguments: &[&str]) -> Result<Option<bool>, Box<dyn Error>> {
    let (command, options) = match arguments {
        [command, options @ ..] if !command.starts_with("--") => (*command, options),
        options => ("generate", options),
    };
    let good = match (command, options) {
        ("help", []) | ("generate", ["--help"]) => {
            print!("{HELP}");
            true
        }
        ("generate", []) => generate::run(root, Mode::Write, Findings::NONE)?,
        ("generate", ["--check"]) => generate::run(root, Mode::Check, Findings::NONE)?,
        ("witnessed", ["--check", files @ ..]) if is_files(files) => {
            generate::run(root, Mode::Check, Findings::read(files)?)?
        }
        ("witnessed", files) if is_files(files) => generate::run(root, Mode::Write, Findings::read(files)?)?,
        ("catalogue", ranges) if ranges.iter().all(|range| !range.starts_with("--")) => catalogue::run(root, ranges)?,
        ("coverage", [] | ["--check"]) => coverage::run(root, None, Mode::Check)?,
        ("coverage", ["--page"]) => {
            print!("{}", coverage::page(root)?);
            true
        }
        ("coverage", ["--write"]) => coverage::run(root, None, Mode::Write)?,
        ("coverage", ["--requirements", file]) => coverage::run(root, Some(Path::new(file)), Mode::Check)?,
        ("coverage", ["--write", "--requirements", file] | ["--requirements", file, "--write"]) => {
            coverage::run(root, Some(Path::new(file)), Mode::Write)?
        }
        ("signatures", [] | ["--check"]) => signatures::run(root, Mode::Check)?,
        ("signatures", ["--write"]) => signatures::run(root, Mode::Write)?,
        ("all", []) => all(root, Mode::Write)?,
        ("all", ["--check"]) => all(root, Mode::Check)?,
        ("site", [directory]) => site::run(root, Path::new(directory))?,
        ("record", [directory]) => documents::record(root, Path::new(directory)).map(|()| true)?,
        _ => return Ok(None),
    };
    Ok(Some(good))
}

/// Whether these are names of files, and at least one.
fn is_files(arguments: &[&str]) -> bool {
    !arguments.is_empty() && arguments.iter().all(|argument| !argument.starts_with("--"))
}

/// Runs every command even if an earlier one has failed, because the whole list of problems is wanted at once.
fn all(root: &Path, mode: Mode) -> Result<bool, Box<dyn Error>> {
    let results = [
        generate::run(root, mode, Findings::NONE)?,
        catalogue::run(root, &[])?,
        coverage::run(root, None, mode)?,
        signatures::run(root, mode)?,
    ];
    Ok(results.into_iter().all(|good| good))
}
