//! `x402`: decode, verify and explain payments, and judge demands, offline.

#![forbid(unsafe_code)]

mod answer;
mod args;
mod audit;
mod carrier;
mod conformance;
mod decode;
mod draft;
mod explain;
mod extension_report;
mod given;
mod input;
mod lint;
mod reason;
mod said;
mod schema;
mod shell;
mod show;
mod sign_in;
mod signed;
mod style;
mod transaction;
#[cfg(test)]
mod unused_options;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, error::ContextValue};

use args::{Args, Command, conformance::ConformanceCommand};
use said::{Failure, complain, exit, say};
use style::{Terminal, printable};

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
    style::choose(args.color);
    match run(args.command, &mut io::stdout().lock()) {
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

fn run(command: Command, stdout: &mut impl Write) -> Result<u8, Failure> {
    let said = match command {
        Command::Decode(args) => decode::run(&args)?,
        Command::Verify(args) => explain::run(&args, explain::Length::Short)?,
        Command::Explain(args) => explain::run(&args, explain::Length::Full)?,
        Command::VerifySignIn(args) => sign_in::run(&args)?,
        Command::VerifySigned(args) => signed::run(&args)?,
        Command::Draft(args) => draft::run(&args)?,
        Command::Diagnose(args) => explain::run_diagnose(&args)?,
        Command::Lint(args) => lint::run(&args)?,
        Command::Reason(args) => reason::run(&args),
        Command::Conformance { command: ConformanceCommand::Run(args) } => conformance::run(&args)?,
        Command::Conformance { command: ConformanceCommand::Show(args) } => conformance::run_show(&args)?,
        Command::Conformance { command: ConformanceCommand::Coverage(args) } => conformance::run_coverage(&args)?,
        Command::Testee => {
            x402_operations::testee::serve(io::stdin().lock(), Terminal(stdout))?;
            return Ok(exit::VALID);
        }
        Command::Schema(args) => schema::run(&args)?,
        Command::Audit(args) => return audit::run(&args, stdout),
        Command::Completions { shell } => return shell::completions(shell, stdout),
        Command::Man(args) => return shell::man(&args, stdout),
    };
    say(&said, stdout)
}
