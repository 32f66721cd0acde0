//! `x402`: decode, verify and explain payments, and judge demands, offline.

#![forbid(unsafe_code)]

mod args;
mod audit;
mod beside;
mod carrier;
mod conformance;
mod decode;
mod draft;
mod explain;
mod input;
mod lint;
mod reason;
mod schema;
mod style;
mod transaction;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, error::ContextValue};

use args::{Args, Command, conformance::ConformanceCommand};
use style::{Terminal, printable};

/// Exit codes. 64, 65 and 74 are those of `sysexits.h`.
mod exit {
    pub(crate) const VALID: u8 = 0;
    pub(crate) const INVALID: u8 = 1;
    pub(crate) const UNDECIDED: u8 = 2;
    pub(crate) const USAGE: u8 = 64;
    pub(crate) const UNDECODABLE: u8 = 65;
    pub(crate) const IO: u8 = 74;
}

/// The output of a command and its exit code.
struct Said {
    text: String,
    code: u8,
}

/// The reason why a command could not be carried out.
enum Failure {
    /// The arguments, or the files that they name, cannot be used.
    Usage(String),
    /// Reading or writing failed.
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are not errors, so clap prints them to standard output.
            let code = if error.use_stderr() { exit::USAGE } else { exit::VALID };
            let written = if error.use_stderr() {
                write!(Terminal(io::stderr()), "{}", usage(&error))
            } else {
                write!(Terminal(io::stdout()), "{}", error.render())
            };
            return ExitCode::from(match written {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => exit::IO,
                // A reader that closes the pipe needs no more output.
                Ok(()) | Err(_) => code,
            });
        }
    };
    match run(args.command) {
        Ok(code) => ExitCode::from(code),
        Err(Failure::Usage(why)) => {
            complain(&why);
            ExitCode::from(exit::USAGE)
        }
        // A reader that closes the pipe needs no more output.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Io(error)) => {
            complain(&error);
            ExitCode::from(exit::IO)
        }
    }
}

/// Prints an error. If standard error is closed too, only the exit code tells of the error.
fn complain(why: &impl std::fmt::Display) {
    let _ = writeln!(Terminal(io::stderr()), "x402: {}", printable(&why.to_string()));
}

/// The error message of clap. It repeats the arguments, which may contain untrusted text.
fn usage(error: &clap::Error) -> String {
    let mut text = error.render().to_string();
    for (_, value) in error.context() {
        if let ContextValue::String(argument) = value {
            text = text.replace(argument, &printable(argument));
        }
    }
    text
}

/// Judges a payment, or one of the other inputs that have a verdict.
fn judge(args: &args::VerifyArgs, length: explain::Length) -> Result<Said, Failure> {
    beside::run(args, length)?.map_or_else(|| explain::run(args, length), Ok)
}

fn run(command: Command) -> Result<u8, Failure> {
    let said = match command {
        Command::Decode(args) => decode::run(&args)?,
        Command::Verify(args) => judge(&args, explain::Length::Short)?,
        Command::Explain(args) => judge(&args, explain::Length::Full)?,
        Command::Draft(args) => draft::run(&args)?,
        Command::Diagnose(args) => beside::diagnose(&args)?.map_or_else(|| explain::run_diagnose(&args), Ok)?,
        Command::Lint(args) => lint::run(&args)?,
        Command::Reason(args) => reason::run(&args),
        Command::Conformance { command: ConformanceCommand::Run(args) } => conformance::run(&args)?,
        Command::Conformance { command: ConformanceCommand::Show(args) } => conformance::run_show(&args)?,
        Command::Conformance { command: ConformanceCommand::Coverage(args) } => conformance::run_coverage(&args)?,
        Command::Testee => {
            x402_conformance::testee::serve(io::stdin().lock(), Terminal(io::stdout().lock()))?;
            return Ok(exit::VALID);
        }
        Command::Schema(args) => schema::run(&args)?,
        Command::Audit(args) => return audit::run(&args),
    };
    say(&said)
}

/// Prints the output and returns the exit code.
fn say(said: &Said) -> Result<u8, Failure> {
    let mut stdout = Terminal(io::stdout().lock());
    match stdout.write_all(style::fitted(&said.text).as_bytes()).and_then(|()| stdout.flush()) {
        // A reader that closes the pipe needs no more output. The exit code is still the verdict.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(said.code),
        written => written.map(|()| said.code).map_err(Failure::Io),
    }
}
