//! Decompresses gzip (RFC 1952).

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The concatenated content of all members of a file. Zero bytes may follow the last member: archives and tapes are padded to
/// whole blocks. Like gzip(1), this reader passes over them.
pub(crate) struct Gzip<R> {
    /// `None` after the last member.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gzip<R> {
    pub(crate) fn new(file: R) -> Self {
        Self { member: Some(GzDecoder::new(file)) }
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.member = self.member.take().map(|member| next_member(member.into_inner())).transpose()?.flatten();
        }
        Ok(0)
    }
}

/// The next member of the file. `None` at the end of the file, and if only zero bytes follow.
fn next_member<R: BufRead>(mut file: R) -> io::Result<Option<GzDecoder<R>>> {
    if file.fill_buf()?.first().is_some_and(|first| *first != 0) {
        return Ok(Some(GzDecoder::new(file)));
    }
    loop {
        let padding = file.fill_buf()?;
        if padding.is_empty() {
            return Ok(None);
        }
        if padding.iter().any(|byte| *byte != 0) {
            let what = "other bytes than zeros follow the compressed data";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let length = padding.len();
        file.consume(length);
    }
}
