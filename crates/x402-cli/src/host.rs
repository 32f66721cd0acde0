//! What the command takes from its surroundings.

#[cfg(feature = "native")]
mod native;

use std::io::{self, BufRead, Read, Write};

#[cfg(feature = "native")]
pub use native::Native;

/// What the command takes from its surroundings: files, standard input, the clock, and where it writes. [`run`](crate::run) asks
/// nothing else for `decode`, `verify`, `explain`, `diagnose`, `lint`, `draft`, `reason` and their kin. The commands behind
/// features of their own (`audit`, `conformance`, `schema`, `shell`) use the file system and threads of the process.
pub trait Host {
    /// Opens a file that an argument names after `@`.
    ///
    /// # Errors
    /// There is no such file, or it cannot be read. The error is printed after the name.
    fn open(&mut self, path: &str) -> io::Result<Box<dyn Read>>;

    /// Whether an argument without `@` is the name of a file. Then the command says that the `@` is missing.
    fn is_file(&mut self, path: &str) -> bool;

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
