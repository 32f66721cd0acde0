//! Reads lines from an untrusted source.

use std::io::{self, BufRead};

/// The longest line that is read, of questions and of answers. It has room for a body of the largest decodable size,
/// written as an escaped string.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;

/// A line that was read, up to a line feed or the end of the input.
pub(crate) enum Line {
    /// The line is complete.
    Whole,
    /// The line is longer than the limit, and its rest has not been read.
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
        line.extend_from_slice(part);
        let consumed = part.len() + usize::from(end.is_some());
        input.consume(consumed);
        if end.is_some() {
            return Ok(Some(Line::Whole));
        }
    }
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
    // A borrow of the buffer that is returned from within the loop would last for the whole loop.
    while let Err(error) = input.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    input.fill_buf()
}
