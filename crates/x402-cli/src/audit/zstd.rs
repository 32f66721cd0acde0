//! Decompresses Zstandard (RFC 8878).

use std::io::{self, BufRead, Read};

use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

/// The largest window that is held in memory. RFC 8878 §3.1.1.1.2 recommends that every decoder supports this size.
const MAX_WINDOW: u64 = 8 * 1024 * 1024;

/// The concatenated content of all frames of a file.
pub(crate) struct Zstd<R> {
    file: R,
    decoder: FrameDecoder,
    is_in_frame: bool,
}

impl<R: BufRead> Zstd<R> {
    pub(crate) fn new(file: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW);
        Self { file, decoder, is_in_frame: false }
    }

    /// Begins the next frame. Returns false at the end of the file.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.file.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.file) {
                Ok(()) => {
                    self.is_in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let length = u64::from(length);
                    if io::copy(&mut (&mut self.file).take(length), &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(FrameDecoderError::WindowSizeTooBig { requested, max }) => {
                    return Err(io::Error::other(format!(
                        "its zstd window has {requested} bytes, more than {max}; pipe the output of zstd -dc --long=31 into this command"
                    )));
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    /// Compares the frame's checksum, if the frame has one.
    fn check_frame(&self) -> io::Result<()> {
        match self.decoder.get_checksum_from_data().zip(self.decoder.get_calculated_checksum()) {
            Some((stated, found)) if stated != found => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum of a zstd frame is wrong"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.is_in_frame || self.next_frame()? {
            let read = self.decoder.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            if self.decoder.is_finished() {
                self.check_frame()?;
                self.is_in_frame = false;
            } else {
                self.decoder
                    .decode_blocks(&mut self.file, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(io::Error::other)?;
            }
        }
        Ok(0)
    }
}
