//! Reading lines from a stranger.

use std::io::{self, BufRead};

/// The longest question that is read: room for a body of the largest size that is decoded, written as an escaped string.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;

/// The longest answer that is read: room for the same body, escaped and once more as it is.
pub(crate) const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// A line that is longer gets all the room that it may take, at once. Grown step by step, a line of a stranger leaves pieces
/// of its size behind in the memory of each thread that reads one.
const SHORT_LINE: usize = 64 * 1024;

/// What stood before a line feed, or before the end of the input.
pub(crate) enum Line {
    /// It fits.
    Whole,
    /// It goes on after the limit, and has not been read further.
    TooLong,
}

/// Reads up to and without the line feed into `line`, at most `limit` bytes of it. `None` at the end of the input.
///
/// # Errors
/// Reading failed.
pub(crate) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>, limit: usize) -> io::Result<Option<Line>> {
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

/// Whether a line is blank. Only the white space of JSON counts, and no other white space of the character set.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Skips the rest of a line.
///
/// # Errors
/// Reading failed.
pub(crate) fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
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
    // The borrow of a buffer that is returned from within a loop would last for all of it.
    while let Err(error) = input.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    input.fill_buf()
}
