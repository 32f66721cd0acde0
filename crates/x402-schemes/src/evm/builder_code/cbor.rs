//! The CBOR in a suffix (RFC 8949). Only four types occur: map, list, text and, in the metadata, unsigned integer.
//! Each has its length or value in the head.
//!
//! This is written by hand, because so little of CBOR occurs. The crate `minicbor` reads these types without `alloc`,
//! but it accepts heads of any width and does not report the width. So this module would still need to look at each
//! head, and to check the lengths, the keys and the end. A suffix has at most 65,535 bytes, and each element takes at
//! least one byte.

use alloc::vec::Vec;

use x402_types::{Flag, Flags};

use super::SuffixError;

pub(super) const UNSIGNED: u8 = 0;
pub(super) const TEXT: u8 = 3;
pub(super) const LIST: u8 = 4;
pub(super) const MAP: u8 = 5;

pub(super) fn text(bytes: &mut Vec<u8>, text: &str) {
    head(bytes, TEXT, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

/// Writes a head with a length.
pub(super) fn head(bytes: &mut Vec<u8>, kind: u8, length: usize) {
    number(bytes, kind, u64::try_from(length).unwrap_or(u64::MAX));
}

/// Writes a head with the number in its shortest form.
pub(super) fn number(bytes: &mut Vec<u8>, kind: u8, number: u64) {
    let (kind, digits) = (kind.wrapping_shl(5), number.to_be_bytes());
    let (info, zeros) = match number {
        0..=23 => {
            bytes.push(kind | digits[7]);
            return;
        }
        24..=0xff => (24, 7),
        0x100..=0xffff => (25, 6),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 0),
    };
    bytes.push(kind | info);
    bytes.extend(digits.iter().skip(zeros));
}

pub(super) struct Reader<'a, 'f> {
    pub(super) rest: &'a [u8],
    pub(super) flags: &'f mut Flags,
}

impl<'a, 'f> Reader<'a, 'f> {
    pub(super) const fn new(rest: &'a [u8], flags: &'f mut Flags) -> Self {
        Self { rest, flags }
    }

    pub(super) fn text(&mut self) -> Result<&'a [u8], SuffixError> {
        let length = self.expect(TEXT)?;
        self.take(length)
    }

    pub(super) fn expect(&mut self, kind: u8) -> Result<usize, SuffixError> {
        match self.head()? {
            (found, length) if found == kind => Ok(length),
            _ => Err(SuffixError::Cbor),
        }
    }

    /// Reads a text for a key of metadata.
    pub(super) fn key(&mut self) -> Result<&'a str, SuffixError> {
        core::str::from_utf8(self.text()?).map_err(|_| SuffixError::Cbor)
    }

    /// Reads a text of this many bytes.
    pub(super) fn utf8(&mut self, length: u64) -> Result<&'a str, SuffixError> {
        let length = self.length(length)?;
        core::str::from_utf8(self.take(length)?).map_err(|_| SuffixError::Cbor)
    }

    /// Reads a head: the type, and the number of bytes, elements or pairs that follow.
    pub(super) fn head(&mut self) -> Result<(u8, usize), SuffixError> {
        let (kind, number) = self.number()?;
        Ok((kind, self.length(number)?))
    }

    /// Every byte, element or pair takes a byte, so no length can exceed the number of remaining bytes.
    fn length(&self, number: u64) -> Result<usize, SuffixError> {
        usize::try_from(number).ok().filter(|number| *number <= self.rest.len()).ok_or(SuffixError::Cbor)
    }

    /// Reads a head: the type, and its number. Indefinite lengths are rejected.
    pub(super) fn number(&mut self) -> Result<(u8, u64), SuffixError> {
        let &[first] = self.take(1)? else { return Err(SuffixError::Cbor) };
        let (kind, info) = (first >> 5, first & 0x1f);
        let width = match info {
            0..=23 => return Ok((kind, info.into())),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err(SuffixError::Cbor),
        };
        let number = self.take(width)?.iter().fold(0u64, |number, byte| number.wrapping_shl(8) | u64::from(*byte));
        // The smallest number that needs this width.
        let least: u64 = match width {
            1 => 24,
            2 => 1 << 8,
            4 => 1 << 16,
            _ => 1 << 32,
        };
        if number < least {
            self.flags.insert(Flag::LongHead);
        }
        Ok((kind, number))
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], SuffixError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(SuffixError::Cbor)?;
        self.rest = rest;
        Ok(taken)
    }
}
