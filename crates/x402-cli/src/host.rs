//! What the command takes from its surroundings.

#[cfg(feature = "native")]
mod native;

use std::{
    io::{self, BufRead, Read, Write},
    path::Path,
};

#[cfg(feature = "native")]
pub use native::Native;

/// What the command takes from its surroundings: files, standard input, the clock, and where it writes. [`run`](crate::run) asks
/// nothing else for `decode`, `verify`, `explain`, `diagnose`, `lint`, `draft`, `reason` and their kin, and [`begin`](crate::begin)
/// nothing else for `conformance`. The commands behind features of their own (`audit`, `conformance`, `schema`, `shell`) also use
/// the file system, processes and threads.
pub trait Host {
    /// Opens a file that an argument names.
    ///
    /// # Errors
    /// There is no such file, or it cannot be read. The error is printed after the name.
    fn open(&mut self, path: &Path) -> io::Result<Box<dyn Read>>;

    /// Whether an argument without `@` is the name of a file. Then the command says that the `@` is missing.
    fn is_file(&mut self, path: &str) -> bool;

    /// The names in a directory. Only `conformance` asks.
    ///
    /// # Errors
    /// There is no such directory, or it cannot be read. No host has to have directories.
    fn names(&mut self, _directory: &Path) -> io::Result<Vec<String>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Writes a file that an argument names, and replaces one that is there. Only `conformance` asks.
    ///
    /// # Errors
    /// The file cannot be written. No host has to write files.
    fn write(&mut self, _path: &Path, _text: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Standard input.
    fn input(&mut self) -> Box<dyn BufRead>;

    /// Standard output.
    fn out(&mut self) -> &mut dyn Write;

    /// Standard error.
    fn err(&mut self) -> &mut dyn Write;

    /// Seconds since 1970-01-01 UTC, used where `--now` is not given. `None` if the clock is before.
    fn now(&mut self) -> Option<u64>;

    /// The width of the terminal on standard output, in columns. `None` if it is not a terminal: then no line is broken.
    fn columns(&mut self) -> Option<usize>;

    /// Whether `--color auto` colours the verdict.
    fn wants_colours(&mut self) -> bool;
}

#[cfg(feature = "runner")]
pub(crate) fn read_text(path: &Path, host: &mut dyn Host) -> io::Result<String> {
    let mut text = String::new();
    host.open(path)?.read_to_string(&mut text).map(|_| text)
}
