//! Cutting the input into batches of whole lines.

use std::io;

use x402_conformance::audit::MAX_LINE;

use super::source::Source;

/// How much is read at once, in bytes.
const AT_ONCE: usize = 64 * 1024;

/// Lines that are judged together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// The number of the first line. The first of all is 1.
    pub(crate) first: u64,
    pub(crate) lines: Lines,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// Whole lines, each with its line feed. The last line of a file may have none.
    Whole(Vec<u8>),
    /// One line that is longer than [`MAX_LINE`] and was passed over.
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

    /// How much memory it takes to judge the batch and to print what comes of it, roughly and in bytes.
    pub(crate) fn cost(&self) -> usize {
        const PRINTED: usize = 128;
        match &self.lines {
            Lines::Whole(bytes) => bytes.len() + usize::try_from(count(bytes)).unwrap_or(usize::MAX) * PRINTED,
            Lines::TooLong => PRINTED,
        }
    }
}

/// How many lines these bytes are. The last one may have no line feed.
fn count(bytes: &[u8]) -> u64 {
    let feeds = bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
    feeds + u64::from(bytes.last().is_some_and(|last| *last != b'\n'))
}

/// The input, batch by batch.
pub(crate) struct Batches {
    source: Source,
    /// The number of the next line.
    next: u64,
    /// What was read and not handed out.
    begun: Vec<u8>,
    /// Whether the next line has begun, was too long, and is gone.
    is_skipping: bool,
}

impl Batches {
    pub(crate) const fn new(source: Source) -> Self {
        Self { source, next: 1, begun: Vec::new(), is_skipping: false }
    }

    /// The next batch: what one read brings, so that no verdict waits for a pipe that pauses. `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Batch>> {
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

    /// A file ends here. Its last line needs no line feed.
    fn end_of_file(&mut self, bytes: Vec<u8>) -> Option<Batch> {
        if std::mem::take(&mut self.is_skipping) {
            return Some(self.batch(Lines::TooLong));
        }
        (!bytes.is_empty()).then(|| self.batch(Lines::Whole(bytes)))
    }

    /// The whole lines of what was read. The rest waits.
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
        let batch = Batch { first: self.next, lines };
        self.next = batch.last() + 1;
        batch
    }
}
