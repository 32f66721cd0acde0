//! What a command comes to: its output and exit code, or why it failed.

use std::io::{self, Write};

use crate::{
    host::Host,
    style::{self, Terminal, printable},
};

/// Exit codes. 64, 65 and 74 are those of `sysexits.h`.
pub(crate) mod exit {
    pub(crate) const VALID: u8 = 0;
    pub(crate) const INVALID: u8 = 1;
    pub(crate) const UNDECIDED: u8 = 2;
    /// A valid operation, which pays for no service: nobody may be served.
    pub(crate) const OPERATION: u8 = 3;
    /// Valid by its bytes, but an answer in the same text does not take the payment.
    pub(crate) const REFUSED: u8 = 4;
    pub(crate) const USAGE: u8 = 64;
    pub(crate) const UNDECODABLE: u8 = 65;
    pub(crate) const IO: u8 = 74;
}

/// The output of a command and its exit code.
pub(crate) struct Output {
    pub(crate) text: String,
    pub(crate) code: u8,
}

/// The reason why a command could not be carried out.
pub(crate) enum Failure {
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

/// The text for people, or with `--json` the result as JSON.
pub(crate) fn text_or_json(
    text: String,
    code: u8,
    result: serde_json::Result<String>,
    json: bool,
) -> Result<Output, Failure> {
    if !json {
        return Ok(Output { text, code });
    }
    let json = result.map_err(|error| Failure::Io(error.into()))?;
    Ok(Output { text: json + "\n", code })
}

/// Writes the output to standard output and returns the exit code.
pub(crate) fn print(output: &Output, host: &mut dyn Host, has_colours: bool) -> Result<u8, Failure> {
    let text = style::fitted(&output.text, host.columns());
    let mut out = Terminal { to: host.out(), has_colours };
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that closes the pipe needs no more output. The exit code is still the verdict.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(output.code),
        written => written.map(|()| output.code).map_err(Failure::Io),
    }
}

/// Prints an error. If standard error is closed too, only the exit code tells of the error.
pub(crate) fn complain(why: &impl std::fmt::Display, host: &mut dyn Host) {
    let _ = writeln!(Terminal::plain(host.err()), "x402: {}", printable(&why.to_string()));
}

/// The exit code, after what failed was printed.
pub(crate) fn conclude(done: Result<u8, Failure>, host: &mut dyn Host) -> u8 {
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
