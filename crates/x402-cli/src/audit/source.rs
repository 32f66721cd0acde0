//! Reads the files of the input one after another, and decompresses them.

use std::{
    fs::{self, File},
    io::{self, BufReader, Cursor, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    vec,
};

use super::{gzip::Gzip, zstd::Zstd};
use crate::output::Failure;

/// The files of the input. `-` is standard input.
pub(crate) struct Source {
    waiting: vec::IntoIter<String>,
    /// The open file and its name.
    open: Option<(String, Box<dyn Read + Send>)>,
    position: Position,
}

/// The number of bytes that were read, and the number of all bytes. Compressed files count with their compressed size.
#[derive(Clone)]
pub(crate) struct Position {
    read: Arc<AtomicU64>,
    /// The number of all bytes. `None` for a pipe of unknown length.
    pub(crate) size: Option<u64>,
}

impl Position {
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

impl Source {
    /// Checks that the files exist. The files are opened later. `@` before a name is that of the other commands.
    pub(crate) fn open(files: &[String]) -> Result<Self, Failure> {
        let name = |file: &String| file.strip_prefix('@').unwrap_or(file).to_owned();
        let files: Vec<_> = files.iter().map(name).collect();
        let mut size = Some(0u64);
        for file in &files {
            let length = if file == "-" {
                None
            } else {
                let metadata = fs::metadata(file).map_err(|error| Failure::Usage(format!("{file}: {error}")))?;
                if metadata.is_dir() {
                    return Err(Failure::Usage(format!("{file} is a directory")));
                }
                metadata.is_file().then_some(metadata.len())
            };
            size = size.zip(length).map(|(size, length)| size.saturating_add(length));
        }
        let position = Position { read: Arc::default(), size };
        Ok(Self { waiting: files.into_iter(), open: None, position })
    }

    pub(crate) fn position(&self) -> Position {
        self.position.clone()
    }

    /// Whether there is a file to read: the open one, or the next one, which is opened.
    pub(crate) fn is_open(&mut self) -> io::Result<bool> {
        if self.open.is_none()
            && let Some(name) = self.waiting.next()
        {
            let file: Box<dyn Read + Send> = if name == "-" {
                Box::new(io::stdin())
            } else {
                Box::new(File::open(Path::new(&name)).map_err(|error| named(&name, &error))?)
            };
            let counted = Counted { file, read: Arc::clone(&self.position.read) };
            let decoded = decoded(counted).map_err(|error| named(&name, &error))?;
            self.open = Some((name, decoded));
        }
        Ok(self.open.is_some())
    }

    /// Reads from the open file. At its end, closes the file and returns 0.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some((name, file)) = &mut self.open else { return Ok(0) };
        loop {
            match file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(named(name, &error)),
                Ok(0) => {
                    self.open = None;
                    return Ok(0);
                }
                Ok(read) => return Ok(read),
            }
        }
    }
}

/// Adds the file's name to an error.
fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{name}: {error}"))
}

/// A file that counts the bytes that are read from it.
struct Counted {
    file: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(u64::try_from(read).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(read)
    }
}

/// The decompressed content. The first bytes tell the compression, and no JSON text begins with such bytes.
fn decoded(mut file: Counted) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = Vec::new();
    (&mut file).take(4).read_to_end(&mut magic)?;
    let is_gzip = magic.starts_with(&[0x1f, 0x8b]);
    // A zstd frame, or a skippable frame (RFC 8878).
    let is_zstd = magic == [0x28, 0xb5, 0x2f, 0xfd] || matches!(magic.as_slice(), [0x50..=0x5f, 0x2a, 0x4d, 0x18]);
    let file = Cursor::new(magic).chain(file);
    Ok(if is_gzip {
        Box::new(Gzip::new(BufReader::with_capacity(64 * 1024, file)))
    } else if is_zstd {
        Box::new(Zstd::new(BufReader::with_capacity(64 * 1024, file)))
    } else {
        Box::new(file)
    })
}
