//! Reads lines of untrusted input.

use std::io::{self, BufRead, Read};

/// The maximum length of a question, in bytes. It is large enough for a body of the largest size that is decoded,
/// written as an escaped string.
pub(crate) const MAX_LINE: usize = 16 * 1024 * 1024;

/// A longer line gets all the memory that it may use at once. If the buffer grew step by step, untrusted lines would
/// leave pieces of their size in the memory of each thread that reads one.
const SHORT_LINE: usize = 64 * 1024;

/// The result of reading a line, up to a line feed or the end of the input. There is no third case, so the enum is
/// exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The line fits into the limit.
    Whole,
    /// The line is longer than the limit, and the rest was not read.
    TooLong,
}

/// Reads at most `limit` bytes up to the line feed into `line`, without the line feed. Returns `None` at the end of the
/// input. If the line is too long, one byte more than the limit is read, and the rest stays in the
/// input.
///
/// # Errors
/// Reading failed.
pub fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>, limit: usize) -> io::Result<Option<Line>> {
    line.clear();
    // With one byte more, a line of the limit has its line feed.
    let most = limit.saturating_add(1);
    for end in [most.min(SHORT_LINE), most] {
        let left = end - line.len();
        if !line.is_empty() {
            line.reserve_exact(left);
        }
        let read = input.take(u64::try_from(left).unwrap_or(u64::MAX)).read_until(b'\n', line)?;
        if line.pop_if(|last| *last == b'\n').is_some() {
            return Ok(Some(Line::Whole));
        }
        if read < left {
            return Ok((!line.is_empty()).then_some(Line::Whole));
        }
    }
    Ok(Some(Line::TooLong))
}

/// Returns `true` if a line is blank. Only JSON's white space counts.
pub fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}
