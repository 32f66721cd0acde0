//! The surroundings of a process.

use std::{
    fs::{self, File},
    io::{self, BufRead, IsTerminal, Read, Stderr, StdoutLock, Write},
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use super::Host;

/// The surroundings of this process: its standard streams, its files and its clock.
#[derive(Debug)]
pub struct Native {
    out: StdoutLock<'static>,
    err: Stderr,
}

impl Native {
    /// Locks standard output for as long as the command runs.
    #[must_use]
    pub fn new() -> Self {
        Self { out: io::stdout().lock(), err: io::stderr() }
    }
}

impl Default for Native {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for Native {
    fn open(&mut self, path: &Path) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(File::open(path)?))
    }

    fn is_file(&mut self, path: &str) -> bool {
        Path::new(path).is_file()
    }

    fn names(&mut self, directory: &Path) -> io::Result<Vec<String>> {
        let names = fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect()
    }

    fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        fs::write(path, text)
    }

    fn input(&mut self) -> Box<dyn BufRead> {
        Box::new(io::stdin().lock())
    }

    fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    fn err(&mut self) -> &mut dyn Write {
        &mut self.err
    }

    fn now(&mut self) -> Option<u64> {
        Some(SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs())
    }

    fn columns(&mut self) -> Option<usize> {
        terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into())
    }

    fn wants_colours(&mut self) -> bool {
        // https://no-color.org
        self.out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
    }
}
