//! The arguments of `x402 conformance`.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use serde::Deserialize;
use x402_conformance::run::Column;

use super::uses::PassedOptions;

#[derive(Debug, Subcommand)]
pub(crate) enum ConformanceCommand {
    /// Run the vectors against this program itself, or against a program that answers JSON lines
    #[command(after_help = RUN_HELP)]
    Run(Box<RunArgs>),
    /// Show the whole content of a vector, and the command that repeats it
    #[command(after_help = SHOW_HELP)]
    Show(ShowArgs),
    /// Write an HTML page for each vector, as `show` prints it, with links to the rulings, the notes and the vector from which it was made
    #[cfg(feature = "conformance")]
    Pages(PagesArgs),
    /// List the vectors that test each check
    Coverage(CoverageArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) passed: PassedOptions<RunArgs>,
    /// A directory with index.json [default: built-in vectors]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) vectors: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    /// List the vectors without running them
    #[arg(long, conflicts_with = "adapter")]
    pub(crate) list: bool,
    /// Only the vectors in quick.json, a quarter, for inner loops
    #[arg(long)]
    pub(crate) quick: bool,
    /// Expected failures: a JSON array of {id, expected, actual, why} or {where|field, count, sha256, reason}, or a JSON report
    #[arg(long, value_name = "FILE")]
    pub(crate) known: Option<PathBuf>,
    /// Write the differences as expected failures. Entries in --known keep their reasons, and stay if this run skips their vectors
    #[arg(long, value_name = "FILE")]
    pub(crate) write_known: Option<PathBuf>,
    /// Fail if a vector of this operation is skipped, or none is selected; may be repeated
    #[arg(long, value_name = "OP")]
    pub(crate) require: Vec<String>,
    /// Also compare this field, without failing the run; may be repeated
    #[arg(long, value_name = "reason|check|stage")]
    pub(crate) compare: Vec<Column>,
    /// wire, eip3009, permit2, upto, solana, extensions, carriers, batch, stellar: the vectors about this feature. Or a JSON file with lists op, group, id, title, flag, ruling, severity, level, their opposites notOp to notLevel, require, compare, and known (a path relative to this file)
    #[arg(long, value_name = "FEATURE|FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Seconds to wait for each answer, at most a day
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: u64,
    /// The number of processes of the program, or of threads of this program [default: 1 process, or one thread per core]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Give up after this many crashes, timeouts and malformed answers in a row
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) give_up_after: NonZeroUsize,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub(crate) format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// The number of differences to explain in full; the others get one line each
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) explain: usize,
    /// The program to test, and its arguments [default: this program itself]
    #[arg(last = true)]
    pub(crate) adapter: Vec<String>,
}

/// Which vectors are asked. A vector is asked if each kind of list that is not empty has a word that matches, and no
/// opposite has one. In a word * is any text, and ? any character.
#[derive(Clone, Debug, Default, ClapArgs, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SelectArgs {
    /// Only vectors of this operation; * is any text, ? any character; may be repeated, like all options of this kind
    #[arg(long, value_name = "GLOB")]
    pub(crate) op: Vec<String>,
    /// Only vectors of this group
    #[arg(long, value_name = "GLOB")]
    pub(crate) group: Vec<String>,
    /// Only vectors with this id
    #[arg(long, value_name = "GLOB")]
    pub(crate) id: Vec<String>,
    /// Only vectors with this title
    #[arg(long, value_name = "GLOB")]
    pub(crate) title: Vec<String>,
    /// Only vectors with this flag, such as high-s
    #[arg(long, value_name = "GLOB")]
    pub(crate) flag: Vec<String>,
    /// Only vectors that test this ruling, such as C-3
    #[arg(long, value_name = "GLOB")]
    pub(crate) ruling: Vec<String>,
    /// Only vectors of which a flag has this severity: money, revert, ambiguity, resources, refusal or policy
    #[arg(long, value_name = "GLOB")]
    pub(crate) severity: Vec<String>,
    /// Only vectors of this level: must, should or policy; several with commas
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) level: Vec<String>,
    /// No vectors of this operation
    #[arg(long, value_name = "GLOB")]
    pub(crate) not_op: Vec<String>,
    /// No vectors of this group
    #[arg(long, value_name = "GLOB")]
    pub(crate) not_group: Vec<String>,
    /// No vectors with this id
    #[arg(long, value_name = "GLOB")]
    pub(crate) not_id: Vec<String>,
    /// No vectors with this title
    #[arg(long, value_name = "GLOB")]
    pub(crate) not_title: Vec<String>,
    /// No vectors with this flag
    #[arg(long, value_name = "GLOB")]
    pub(crate) not_flag: Vec<String>,
    /// No vectors that test this ruling
    #[arg(long, value_name = "GLOB")]
    pub(crate) not_ruling: Vec<String>,
    /// No vectors of which a flag has this severity
    #[arg(long, value_name = "GLOB")]
    pub(crate) not_severity: Vec<String>,
    /// No vectors of this level
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) not_level: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people, with explanations of the differences
    Pretty,
    /// The whole report
    Json,
    /// JUnit XML: a test case for each vector
    Junit,
    /// A summary for a pull request or a job's page
    Markdown,
    /// A self-contained HTML page
    Html,
    /// SARIF 2.1.0: a result for each difference
    Sarif,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ShowArgs {
    /// The id of a vector, such as eip3009-0082a
    pub(crate) id: String,
    /// A directory with index.json [default: built-in vectors]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) vectors: Option<PathBuf>,
    /// Print the vector as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "conformance")]
#[derive(Debug, ClapArgs)]
pub(crate) struct PagesArgs {
    /// The directory for the pages; index.html is the first
    pub(crate) directory: PathBuf,
    /// A directory with index.json [default: built-in vectors]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) vectors: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CoverageArgs {
    /// A directory with index.json [default: built-in vectors]
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) vectors: Option<PathBuf>,
    /// Coverage by check, the only kind of coverage
    #[arg(long, required = true)]
    pub(crate) checks: bool,
    /// Print [{id, alone, passes}] as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const RUN_HELP: &str = "\
Your program reads questions {\"id\", \"op\", \"input\"} from its standard input, one per line, and writes the answers that \
docs/reference/operations defines. For an operation that it does not support, it answers skipped. It writes logs to standard \
error. After the last answer it must end with the exit code 0 and write nothing more.

A crash, a timeout or a malformed answer counts as a difference, and the run continues, if necessary in a new process. If your \
program crashes at every question, never answers in time or writes only other lines, the report has one line about it instead \
of differences. An expected failure that no longer occurs fails the run. So does a run in which nothing passed.

Examples:
  x402 conformance run
  x402 conformance run --list --group eip3009
  x402 conformance run -- python3 my_adapter.py
  x402 conformance run --id 'eip3009-0082*' --explain 100 -- python3 my_adapter.py
  x402 conformance run --severity money --not-ruling 'N-*' -- python3 my_adapter.py
  x402 conformance run --require verify --format junit -- node adapter.mjs >report.xml
  x402 conformance run --write-known known.json -- node adapter.mjs
  x402 conformance run --op decode --known known.json -- node adapter.mjs

Exit codes: 0 something passed and all differences are expected failures, 1 anything else, 64 usage, no vector selected, or a GLOB \
that matches nothing in any vector.";

const SHOW_HELP: &str = "\
Prints the question for the implementation under test, the expected answer, the rulings with their text, the origin of the \
vector, the result of the settling contract or program, the witnesses, and the command that repeats the vector.

Exit codes: 0 shown, 64 no vector has this id.";
