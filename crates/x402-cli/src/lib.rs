//! The command `x402` as a library, for programs that bring it along: a package of another language, or a module of wasm.
//!
//! [`run`] takes the arguments and a [`Host`], which has what the command takes from its surroundings, and returns the exit code.
//! [`main_from`] does it with the surroundings of the process. The text that the command prints is for people, and may change with
//! any version; its exit codes and what it prints with `--json` do not.
//!
//! Without default features it builds for `wasm32-unknown-unknown`. `native` brings the surroundings of a process: its streams,
//! files and clock, and [`main_from`]. Commands come with `audit`, `conformance` (with the vectors), `schema`, `shell` (`completions`
//! and `man`) and `testee`. `runner` is `conformance` without vectors and processes: [`begin`] leaves both to the host. `recover` has
//! keys recovered by `x402-recover`.

#![forbid(unsafe_code)]

mod accident;
mod args;
#[cfg(feature = "audit")]
mod audit;
mod bare;
mod carrier;
mod chains;
#[cfg(feature = "runner")]
mod conformance;
mod decode;
mod draft;
mod encoded;
mod explain;
mod extension_report;
mod given;
mod host;
mod input;
mod lint;
mod reason;
mod said;
#[cfg(feature = "schema")]
mod schema;
mod settlement;
#[cfg(feature = "shell")]
mod shell;
mod show;
mod sign_in;
mod signed;
mod style;

use std::{
    ffi::OsString,
    io::{self, Write},
};

use clap::{
    Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};
use serde_json::value::RawValue;
use x402_operations::{Fields, Stop, VerifyInput};

use args::{Args, Color, Command, ReasonArgs};
use bare::Bare;
#[cfg(feature = "runner")]
pub use conformance::Driven;
#[cfg(feature = "runner")]
use conformance::Prelude;
pub use host::Host;
#[cfg(feature = "native")]
pub use host::Native;
use input::Around;
use said::{Failure, complain, exit, say};
use style::{Terminal, printable};

/// Carries out the command with the surroundings of this process. The first argument is the name of the program. Returns the exit
/// code: 0 valid, 1 invalid, 2 undecided, and 64, 65 and 74 as `x402 --help` says.
#[cfg(feature = "native")]
pub fn main_from(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    run(arguments, &mut Native::new())
}

/// The commands and their options, for the tests.
#[doc(hidden)]
pub fn command() -> clap::Command {
    <Args as clap::CommandFactory>::command()
}

/// Carries out the command. The first argument is the name of the program. Returns the exit code, as [`main_from`] does.
pub fn run(arguments: impl IntoIterator<Item = OsString>, host: &mut dyn Host) -> u8 {
    let (command, has_colours) = match read(arguments, host) {
        Ok(read) => read,
        Err(code) => return code,
    };
    let done = carry_out(command, host, has_colours);
    conclude(done, host)
}

/// What [`begin`] comes to. There is nothing else, so the enum is exhaustive.
#[cfg(feature = "runner")]
pub enum Begun {
    /// All is printed, and this is the exit code.
    Done(u8),
    /// A program is to be asked.
    Run(Box<Driven>),
}

/// Carries out a command of `conformance` up to the questions to a program, which it leaves to the host. The first argument is the name
/// of the program.
#[cfg(feature = "runner")]
pub fn begin(arguments: impl IntoIterator<Item = OsString>, host: &mut dyn Host) -> Begun {
    let (command, has_colours) = match read(arguments, host) {
        Ok(read) => read,
        Err(code) => return Begun::Done(code),
    };
    let Command::Conformance { command } = command else {
        return Begun::Done(conclude(Err(Failure::Usage("only x402 conformance runs a program".into())), host));
    };
    let done = match conformance::begin(command, host, has_colours) {
        Ok(Prelude::Run(run)) => return Begun::Run(run),
        Ok(Prelude::Said(said)) => say(&said, host, has_colours),
        Err(failure) => Err(failure),
    };
    Begun::Done(conclude(done, host))
}

/// The command, and whether it prints colours. The error is the exit code, after what is wrong was printed, or the help.
fn read(arguments: impl IntoIterator<Item = OsString>, host: &mut dyn Host) -> Result<(Command, bool), u8> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut parsed = Args::try_parse_from(&arguments);
    let place = parsed.as_ref().err().and_then(|error| place_of_command(error, &arguments));
    if let Some((place, text)) = place {
        match bare::meant(&text, host) {
            Some(Bare::Reason) => {
                arguments.insert(place, "reason".into());
                parsed = Args::try_parse_from(&arguments);
            }
            Some(Bare::Named(why)) => return Err(conclude(Err(Failure::Usage(why)), host)),
            None => {}
        }
    }
    let args = parsed.map_err(|error| tell(&error, host))?;
    let has_colours = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => host.wants_colours(),
    };
    Ok((args.command, has_colours))
}

/// The argument in the place of the command, if it is no command, and its index.
fn place_of_command(error: &clap::Error, arguments: &[OsString]) -> Option<(usize, String)> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(text)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let place = arguments.iter().skip(1).position(|argument| argument.to_str() == Some(text))? + 1;
    // A command of its own, such as `conformance`, has commands, too.
    let has_command = |argument: &OsString| command().find_subcommand(argument).is_some();
    (!arguments[..place].iter().skip(1).any(has_command)).then(|| (place, text.clone()))
}

/// The exit code, after what failed was printed.
fn conclude(done: Result<u8, Failure>, host: &mut dyn Host) -> u8 {
    let done = done.and_then(|code| {
        host.out().flush()?;
        Ok(code)
    });
    match done {
        Ok(code) => code,
        Err(Failure::Usage(why)) => {
            complain(&why, host);
            exit::USAGE
        }
        // A reader that closes the pipe needs no more output.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => exit::VALID,
        Err(Failure::Io(error)) => {
            complain(&error, host);
            exit::IO
        }
    }
}

/// The text that `x402 explain` prints about the input of the operation `verify` (`docs/reference/operations`), without colours.
///
/// # Errors
/// The input is malformed or not supported, as for the operation, or has an offer of another version than the payment's.
pub fn explain(input: &RawValue) -> Result<String, Stop> {
    let input = VerifyInput::read(Fields::read(input, "input")?)?;
    let said =
        explain::of_input(input, &Around::default(), explain::Length::Full, false).map_err(
            |failure| match failure {
                Failure::Usage(why) => Stop::Error(why),
                Failure::Io(error) => Stop::Error(error.to_string()),
            },
        )?;
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = Terminal::plain(&mut text).write_all(said.text.as_bytes());
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Prints help, the version, or what is wrong with the arguments. Help and version are not errors.
fn tell(error: &clap::Error, host: &mut dyn Host) -> u8 {
    let (code, written) = if error.use_stderr() {
        (exit::USAGE, write!(Terminal::plain(host.err()), "{}", usage(error)))
    } else {
        (exit::VALID, write!(Terminal::plain(host.out()), "{}", error.render()).and_then(|()| host.out().flush()))
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => exit::IO,
        // A reader that closes the pipe needs no more output.
        Ok(()) | Err(_) => code,
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

fn carry_out(command: Command, host: &mut dyn Host, has_colours: bool) -> Result<u8, Failure> {
    let said = match command {
        Command::Decode(args) => decode::run(&args, host)?,
        Command::Verify(args) => explain::run(&args, explain::Length::Short, host)?,
        Command::Explain(args) => explain::run(&args, explain::Length::Full, host)?,
        Command::VerifySignIn(args) => sign_in::run(&args, host)?,
        Command::VerifySigned(args) => signed::run(&args, host)?,
        Command::Draft(args) => draft::run(&args, host)?,
        Command::Diagnose(args) => explain::run_diagnose(&args, host)?,
        Command::Lint(args) => lint::run(&args, host)?,
        Command::Reason(args) => reason::run(&ReasonArgs { code: given::reason(&args.code, host)?, ..args })?,
        #[cfg(feature = "conformance")]
        Command::Conformance { command } => conformance::run(command, host)?,
        #[cfg(all(feature = "runner", not(feature = "conformance")))]
        Command::Conformance { .. } => return Err(Failure::Usage("this build cannot run a program itself".into())),
        #[cfg(feature = "testee")]
        Command::Testee => {
            x402_operations::testee::serve(host.input(), Terminal::plain(host.out()))?;
            return Ok(exit::VALID);
        }
        #[cfg(feature = "schema")]
        Command::Schema(args) => schema::run(&args)?,
        #[cfg(feature = "audit")]
        Command::Audit(args) => match args.explain {
            None => return audit::run(&args, host.out()),
            Some(line) => audit::explain(&args, line, host)?,
        },
        #[cfg(feature = "shell")]
        Command::Completions { shell } => return shell::completions(shell, host.out()),
        #[cfg(feature = "shell")]
        Command::Man(args) => return shell::man(&args, host.out()),
    };
    say(&said, host, has_colours)
}
