//! The arguments of `x402 conformance`.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use x402_conformance::run::Column;

#[derive(Debug, Subcommand)]
pub(crate) enum ConformanceCommand {
    /// Puts every vector to this program itself, or to another one that answers JSON lines
    #[command(after_help = RUN_HELP)]
    Run(Box<RunArgs>),
    /// Shows everything that a vector holds, and how to repeat it
    #[command(after_help = SHOW_HELP)]
    Show(ShowArgs),
    /// Lists for each check the vectors that test it
    Coverage(CoverageArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RunArgs {
    /// A directory with index.json [default: the vectors inside this program]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) vectors: Option<PathBuf>,
    /// Only vectors of this operation; may be repeated
    #[arg(long)]
    pub(crate) op: Vec<String>,
    /// Only vectors of this group; may be repeated
    #[arg(long)]
    pub(crate) group: Vec<String>,
    /// Only vectors with such an id: * is any text, ? any character; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(crate) id: Vec<String>,
    /// List the vectors, and ask nothing
    #[arg(long, conflicts_with = "adapter")]
    pub(crate) list: bool,
    /// Known differences: a JSON array of {id, expected, actual, why}, or the JSON report of an earlier run
    #[arg(long, value_name = "FILE", requires = "adapter")]
    pub(crate) known: Option<PathBuf>,
    /// Write the known differences that make this run clean; those of --known keep their reasons
    #[arg(long, value_name = "FILE", requires = "adapter")]
    pub(crate) write_known: Option<PathBuf>,
    /// Fail if a vector of this operation is skipped; may be repeated
    #[arg(long, value_name = "OP")]
    pub(crate) require: Vec<String>,
    /// Compare this too, without deciding by it; may be repeated
    #[arg(long, value_name = "reason|check|stage")]
    pub(crate) compare: Vec<Column>,
    /// A JSON file with any of op, group, id, require, compare (lists) and known (a file beside it)
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Seconds to wait for each answer
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,
    /// How many processes of the program, or threads of this one, run side by side [default: 1 process, a thread per core]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Give up after so many crashes and time-outs in a row
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) give_up_after: NonZeroUsize,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub(crate) format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// How many differences are explained in full; the others get a line each
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) explain: usize,
    /// The program to test, and its arguments [default: this program itself]
    #[arg(last = true)]
    pub(crate) adapter: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with an explanation of what differs
    Pretty,
    /// The whole report
    Json,
    /// JUnit XML: a test case for each vector
    Junit,
    /// A summary for a pull request or a job's page
    Markdown,
    /// A page that needs nothing else
    Html,
    /// SARIF 2.1.0: a result for each difference
    Sarif,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ShowArgs {
    /// The id of a vector, such as eip3009-0082a
    pub(crate) id: String,
    /// A directory with index.json [default: the vectors inside this program]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) vectors: Option<PathBuf>,
    /// Print the vector as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CoverageArgs {
    /// A directory with index.json [default: the vectors inside this program]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) vectors: Option<PathBuf>,
    /// By check: the only coverage so far
    #[arg(long, required = true)]
    pub(crate) checks: bool,
    /// Print [{id, alone, passes}] as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const RUN_HELP: &str = "\
The program reads questions {\"id\", \"op\", \"input\"} from its standard input, one per line, and writes answers, as \
docs/operations.md says. A crash, a time-out or a malformed answer is a difference like any other: the program is \
started again and the run goes on. The program answers an operation that it does not do with skipped.

A known difference that has gone fails the run too, so that the file stays true. So does a run in which nothing passed.

Examples:
  x402 conformance run
  x402 conformance run --list --group eip3009
  x402 conformance run -- python3 my_adapter.py
  x402 conformance run --id 'eip3009-0082*' --explain 100 -- python3 my_adapter.py
  x402 conformance run --require verify --format junit -- node adapter.mjs >report.xml
  x402 conformance run --write-known known.json -- node adapter.mjs
  x402 conformance run --op decode --known known.json -- node adapter.mjs

Exit codes: 0 something passed and only known differences, 1 anything else, 64 usage, or no vector was chosen.";

const SHOW_HELP: &str = "\
Prints the question as a program under test gets it, the expectation, the rulings with their text, what the vector was \
made from, what the settling contract or program did, who else computed the same, and the command that repeats it.

Exit codes: 0 shown, 64 there is no such vector.";
