//! Cuts the input into batches of whole lines.

use std::io;

use x402_operations::audit::MAX_LINE;

use super::source::Source;

/// The number of bytes in one read.
const AT_ONCE: usize = 64 * 1024;

/// Lines that are verified together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// The number of the first line. The first line of the input has the number 1.
    pub(crate) first: u64,
    pub(crate) lines: Lines,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// Whole lines, each with its line feed. The last line of a file may have no line feed.
    Whole(Vec<u8>),
    /// A line longer than [`MAX_LINE`], which was skipped.
    TooLong,
}

impl Batch {
    /// The number of the last line.
    pub(crate) fn last(&self) -> u64 {
        match &self.lines {
            Lines::Whole(bytes) => self.first + count(bytes) - 1,
            Lines::TooLong => self.first,
        }
    }

    /// The approximate number of bytes of memory that judging the batch and printing the verdicts takes.
    pub(crate) fn cost(&self) -> usize {
        const VERDICTS: usize = 256;
        const PRINTED: usize = 128;
        let (length, lines) = match &self.lines {
            Lines::Whole(bytes) => (bytes.len(), usize::try_from(count(bytes)).unwrap_or(usize::MAX)),
            Lines::TooLong => (0, 1),
        };
        VERDICTS + length + lines * PRINTED
    }
}

/// The number of lines in these bytes. The last line may have no line feed.
fn count(bytes: &[u8]) -> u64 {
    let feeds = bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
    feeds + u64::from(bytes.last().is_some_and(|last| *last != b'\n'))
}

/// Reads the input batch by batch. A batch is the result of one read, so that no verdict has to wait when a pipe pauses.
pub(crate) struct Batches {
    source: Source,
    /// The number of the next line.
    number: u64,
    /// The bytes that were read and not yet returned.
    begun: Vec<u8>,
    /// Whether the current line was too long, and its rest has to be skipped.
    is_skipping: bool,
}

impl Batches {
    pub(crate) const fn new(source: Source) -> Self {
        Self { source, number: 1, begun: Vec::new(), is_skipping: false }
    }

    /// The next batch, or `None` at the end.
    fn read(&mut self) -> io::Result<Option<Batch>> {
        while self.source.is_open()? {
            let mut bytes = std::mem::take(&mut self.begun);
            let begun = bytes.len();
            bytes.resize(begun + AT_ONCE, 0);
            let read = self.source.read(&mut bytes[begun..])?;
            bytes.truncate(begun + read);
            let batch = if read == 0 { self.end_of_file(bytes) } else { self.cut(bytes) };
            if batch.is_some() {
                return Ok(batch);
            }
        }
        Ok(None)
    }

    /// Handles the end of a file, whose last line may have no line feed.
    fn end_of_file(&mut self, bytes: Vec<u8>) -> Option<Batch> {
        if std::mem::take(&mut self.is_skipping) {
            return Some(self.batch(Lines::TooLong));
        }
        (!bytes.is_empty()).then(|| self.batch(Lines::Whole(bytes)))
    }

    /// Returns the whole lines that were read. The rest stays in `begun`.
    fn cut(&mut self, mut bytes: Vec<u8>) -> Option<Batch> {
        let is_feed = |byte: &u8| *byte == b'\n';
        if self.is_skipping {
            let end = bytes.iter().position(is_feed)?;
            self.begun.extend_from_slice(&bytes[end + 1..]);
            self.is_skipping = false;
            return Some(self.batch(Lines::TooLong));
        }
        match bytes.iter().rposition(is_feed) {
            Some(end) => {
                self.begun.extend_from_slice(&bytes[end + 1..]);
                bytes.truncate(end + 1);
                Some(self.batch(Lines::Whole(bytes)))
            }
            None => {
                self.is_skipping = bytes.len() > MAX_LINE;
                if !self.is_skipping {
                    self.begun = bytes;
                }
                None
            }
        }
    }

    fn batch(&mut self, lines: Lines) -> Batch {
        let batch = Batch { first: self.number, lines };
        self.number = batch.last() + 1;
        batch
    }
}

impl Iterator for Batches {
    type Item = io::Result<Batch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
