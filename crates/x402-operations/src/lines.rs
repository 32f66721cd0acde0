//! Reads lines of untrusted input.

use std::io::{self, BufRead};

/// The longest question that is read, in bytes. It has room for a body of the largest size that is decoded, written as
/// an escaped string.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;

/// A longer line gets all the memory that it may take at once. If the buffer grew step by step, untrusted lines would
/// leave pieces of their size in the memory of each thread that reads one.
const SHORT_LINE: usize = 64 * 1024;

/// The bytes before a line feed or before the end of the input. There is no third case, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The line fits into the limit.
    Whole,
    /// The line is longer than the limit, and the rest was not read.
    TooLong,
}

/// Reads at most `limit` bytes up to the line feed into `line`, without the line feed. Returns `None` at the end of the
/// input.
///
/// # Errors
/// Reading failed.
pub fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>, limit: usize) -> io::Result<Option<Line>> {
    line.clear();
    loop {
        let buffer = fill(input)?;
        if buffer.is_empty() {
            return Ok((!line.is_empty()).then_some(Line::Whole));
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        if part.len() > limit - line.len() {
            return Ok(Some(Line::TooLong));
        }
        if line.len() > SHORT_LINE && line.capacity() - line.len() < part.len() {
            line.reserve_exact(limit - line.len());
        }
        line.extend_from_slice(part);
        let consumed = part.len() + usize::from(end.is_some());
        input.consume(consumed);
        if end.is_some() {
            return Ok(Some(Line::Whole));
        }
    }
}

/// Whether a line is blank. Only JSON's white space counts.
pub fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Skips the rest of a line.
///
/// # Errors
/// Reading failed.
pub fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = fill(input)?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let consumed = end.map_or(buffer.len(), |end| end + 1);
        let ended = consumed == 0 || end.is_some();
        input.consume(consumed);
        if ended {
            return Ok(());
        }
    }
}

fn fill(input: &mut impl BufRead) -> io::Result<&[u8]> {
    // The borrow checker would extend the borrow of a buffer that the loop returns over the whole loop.
    while let Err(error) = input.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    input.fill_buf()
}
