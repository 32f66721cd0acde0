//! Files that this program writes whole, or compares.

use std::{fs, io, path::Path};

/// What to do with the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Compare the files.
    Check,
    /// Write the files.
    Write,
}

/// Writes or compares a file, and returns whether it has this text.
pub(crate) fn settle(path: &Path, text: &str, mode: Mode) -> io::Result<bool> {
    match mode {
        Mode::Write => fs::write(path, text).map(|()| true),
        Mode::Check if path.exists() => Ok(fs::read_to_string(path)? == text),
        Mode::Check => Ok(false),
    }
}
