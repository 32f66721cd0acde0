//! Carries out a command.

use std::ffi::OsString;

#[cfg(feature = "audit")]
use crate::audit;
#[cfg(feature = "runner")]
use crate::conformance::{self, Driven, Prelude};
#[cfg(feature = "native")]
use crate::host::Native;
#[cfg(feature = "schema")]
use crate::schema;
#[cfg(feature = "shell")]
use crate::shell;
use crate::{
    args::{Command, ReasonArgs},
    argument, command_line, decode, draft, explain,
    host::Host,
    lint,
    output::{Failure, conclude, print},
    reason, sign_in, signed,
};
#[cfg(feature = "testee")]
use crate::{output::exit, style::Terminal};

/// Carries out the command with the surroundings of this process. The first argument is the name of the program. Returns the exit
/// code: 0 valid, 1 invalid, 2 undecided, and 64, 65 and 74 as `x402 --help` says.
#[cfg(feature = "native")]
pub fn main_from(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    run(arguments, &mut Native::new())
}

/// Carries out the command. The first argument is the name of the program. Returns the exit code, as [`main_from`] does.
pub fn run(arguments: impl IntoIterator<Item = OsString>, host: &mut dyn Host) -> u8 {
    let (command, has_colours) = match command_line::read(arguments, host) {
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
    let (command, has_colours) = match command_line::read(arguments, host) {
        Ok(read) => read,
        Err(code) => return Begun::Done(code),
    };
    let Command::Conformance { command } = command else {
        return Begun::Done(conclude(Err(Failure::Usage("only x402 conformance runs a program".into())), host));
    };
    let done = match conformance::begin(command, host, has_colours) {
        Ok(Prelude::Run(run)) => return Begun::Run(run),
        Ok(Prelude::Output(output)) => print(&output, host, has_colours),
        Err(failure) => Err(failure),
    };
    Begun::Done(conclude(done, host))
}

fn carry_out(command: Command, host: &mut dyn Host, has_colours: bool) -> Result<u8, Failure> {
    let output = match command {
        Command::Decode(args) => decode::run(&args, host)?,
        Command::Verify(args) => explain::run(&args, explain::Length::Short, host)?,
        Command::Explain(args) => explain::run(&args, explain::Length::Full, host)?,
        Command::VerifySignIn(args) => sign_in::run(&args, host)?,
        Command::VerifySigned(args) => signed::run(&args, host)?,
        Command::Draft(args) => draft::run(&args, host)?,
        Command::Diagnose(args) => explain::run_diagnose(&args, host)?,
        Command::Lint(args) => lint::run(&args, host)?,
        Command::Reason(args) => reason::run(&ReasonArgs { code: argument::reason(&args.code, host)?, ..args })?,
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
    print(&output, host, has_colours)
}
