//! Reads the bytes of a transaction, and reports why bytes are not a transaction (S-1).

use alloc::vec::Vec;
use core::fmt;

/// The reason why bytes are not a transaction. The error is `Copy` and contains no byte of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    kind: ParseErrorKind,
    offset: usize,
}

impl ParseError {
    pub(super) const fn new(kind: ParseErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// The kind of the error.
    pub const fn kind(&self) -> ParseErrorKind {
        self.kind
    }

    /// The position of the error, in bytes from the start of the transaction.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

/// The kind of a [`ParseError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// There are more bytes than a transaction of its version may have.
    TooLong {
        /// The maximum number of bytes.
        max: usize,
    },
    /// The bytes end before this item.
    End(&'static str),
    /// This number is not a compact-u16 in its shortest encoding.
    CompactU16(&'static str),
    /// No signature is required, so no account pays the fee.
    NoSigner,
    /// The number of signatures is not that of the signers that the header requires.
    SignatureCount {
        /// The number of signatures.
        signatures: usize,
        /// The number of required signers.
        required: u8,
    },
    /// The first byte of the transaction or of the message is that of no known layout.
    MessageVersion(u8),
    /// Version 1: this number is above the maximum.
    TooMany {
        /// The name of the counted items.
        what: &'static str,
        /// The number in the transaction.
        count: u8,
        /// The maximum.
        max: u8,
    },
    /// Version 1: the mask has an unknown bit, or only one of the two bits of the fee.
    ConfigMask(u32),
    /// Version 1: the heap is not a multiple of 1,024 bytes from 32,768 to 262,144.
    HeapSize(u32),
    /// Something follows the message, or in version 1 the last signature.
    TrailingBytes,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ParseErrorKind::TooLong { max } => write!(f, "more than {max} bytes")?,
            ParseErrorKind::End(what) => write!(f, "the bytes end where {what} is expected")?,
            ParseErrorKind::CompactU16(what) => write!(f, "{what} is not a compact-u16 in its shortest encoding")?,
            ParseErrorKind::NoSigner => f.write_str("no signature is required, so no account pays the fee")?,
            ParseErrorKind::SignatureCount { signatures, required } => {
                write!(f, "{signatures} signatures, but the header requires {required}")?;
            }
            ParseErrorKind::MessageVersion(byte) => {
                write!(f, "{byte:#04x} begins no known layout")?;
            }
            ParseErrorKind::TooMany { what, count, max } => {
                write!(f, "{count} {what}; version 1 allows at most {max}")?;
            }
            ParseErrorKind::ConfigMask(mask) => {
                write!(f, "the mask {mask:#x} has an unknown bit, or one of the two bits of the fee")?;
            }
            ParseErrorKind::HeapSize(bytes) => {
                write!(f, "a heap of {bytes} bytes, which is not a multiple of 1024 from 32768 to 262144")?;
            }
            ParseErrorKind::TrailingBytes => f.write_str("something follows the last part")?,
        }
        write!(f, " (byte {})", self.offset)
    }
}

impl core::error::Error for ParseError {}

/// Reads bytes in order.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0 }
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, self.offset)
    }

    /// Takes this many bytes. `what` is their name in errors.
    pub(super) fn take(&mut self, count: usize, what: &'static str) -> Result<&'a [u8], ParseError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| self.error(ParseErrorKind::End(what)))?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(count);
        Ok(taken)
    }

    pub(super) fn byte(&mut self, what: &'static str) -> Result<u8, ParseError> {
        let end = self.error(ParseErrorKind::End(what));
        self.take(1, what)?.first().copied().ok_or(end)
    }

    /// Takes `N` bytes.
    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], ParseError> {
        let end = self.error(ParseErrorKind::End(what));
        self.take(N, what)?.first_chunk().copied().ok_or(end)
    }

    /// Takes this many arrays of `N` bytes.
    pub(super) fn arrays<const N: usize>(
        &mut self,
        count: usize,
        what: &'static str,
    ) -> Result<&'a [[u8; N]], ParseError> {
        Ok(self.take(count.saturating_mul(N), what)?.as_chunks().0)
    }

    /// Reads a number of at most 16 bits in groups of seven bits, the lowest group first, in as few bytes as possible.
    pub(super) fn compact_u16(&mut self, what: &'static str) -> Result<usize, ParseError> {
        let error = self.error(ParseErrorKind::CompactU16(what));
        let mut value = 0;
        for (shift, max) in [(0, 0x7f), (7, 0x7f), (14, 0x03)] {
            let byte = self.byte(what)?;
            let digit = byte & 0x7f;
            if digit > max || (byte == 0 && shift > 0) {
                return Err(error);
            }
            value |= usize::from(digit).wrapping_shl(shift);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(error)
    }

    /// Reads a length, and takes as many bytes.
    pub(super) fn bytes(&mut self, length: &'static str, what: &'static str) -> Result<&'a [u8], ParseError> {
        let count = self.compact_u16(length)?;
        self.take(count, what)
    }
}

/// Writes a number as [`Cursor::compact_u16`] reads it. No number in a transaction exceeds 16 bits.
pub(super) fn push_compact_u16(out: &mut Vec<u8>, value: usize) {
    let mut rest = u16::try_from(value).unwrap_or(u16::MAX);
    loop {
        let [digit, _] = (rest & 0x7f).to_le_bytes();
        rest = rest.wrapping_shr(7);
        if rest == 0 {
            return out.push(digit);
        }
        out.push(digit | 0x80);
    }
}

pub(super) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_compact_u16(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number is read back from its encoding, and no other encoding is read.
    #[test]
    fn compact_u16_has_one_encoding() {
        let mut canonical = alloc::collections::BTreeSet::new();
        for value in 0..=usize::from(u16::MAX) {
            let mut bytes = Vec::new();
            push_compact_u16(&mut bytes, value);
            assert_eq!(
                bytes.len(),
                if value < 0x80 {
                    1
                } else if value < 0x4000 {
                    2
                } else {
                    3
                }
            );
            assert_eq!(Cursor::new(&bytes).compact_u16("it"), Ok(value));
            assert!(canonical.insert(bytes));
        }
        // A third byte from 4 to 7 is rejected, so a higher one need not be tried.
        for number in 0..1u32 << 19 {
            let [a, b, c, _] = number.to_le_bytes();
            for format in [&[a][..], &[a, b], &[a, b, c]] {
                let mut cursor = Cursor::new(format);
                if cursor.compact_u16("it").is_ok() && cursor.rest().is_empty() {
                    assert!(canonical.contains(format), "{format:?}");
                }
            }
        }
    }
}
