//! Reads the arguments of the command line.

use std::{
    ffi::OsString,
    io::{self, Write as _},
};

use clap::{
    Parser as _,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{
    args::{Args, Color, Command, command},
    bare::{self, Bare},
    host::Host,
    output::{Failure, conclude, exit},
    style::{Terminal, printable},
};

/// The command, and whether it prints colours. The error is the exit code, after what is wrong was printed, or the help.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>, host: &mut dyn Host) -> Result<(Command, bool), u8> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut parsed = Args::try_parse_from(&arguments);
    let index = parsed.as_ref().err().and_then(|error| index_of_command(error, &arguments));
    if let Some((index, text)) = index {
        match bare::meant(&text, host) {
            Some(Bare::Reason) => {
                arguments.insert(index, "reason".into());
                parsed = Args::try_parse_from(&arguments);
            }
            Some(Bare::Named(why)) => return Err(conclude(Err(Failure::Usage(why)), host)),
            None => {}
        }
    }
    let args = parsed.map_err(|error| print_error(&error, host))?;
    let has_colours = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => host.wants_colours(),
    };
    Ok((args.command, has_colours))
}

/// The argument in the place of the command, if it is no command, and its index.
fn index_of_command(error: &clap::Error, arguments: &[OsString]) -> Option<(usize, String)> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(text)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let index = arguments.iter().skip(1).position(|argument| argument.to_str() == Some(text))? + 1;
    // A command of its own, such as `conformance`, has commands, too.
    let has_command = |argument: &OsString| command().find_subcommand(argument).is_some();
    (!arguments[..index].iter().skip(1).any(has_command)).then(|| (index, text.clone()))
}

/// Prints help, the version, or what is wrong with the arguments. Help and version are not errors.
fn print_error(error: &clap::Error, host: &mut dyn Host) -> u8 {
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
