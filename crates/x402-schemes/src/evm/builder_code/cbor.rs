//! The CBOR map of a suffix (RFC 8949). Only three types occur: map, list and text. Each has its length in the head.
//!
//! This is written by hand, because so little of CBOR occurs. The crate `minicbor` reads these types without `alloc`,
//! but it accepts heads of any width and does not report the width. So this module would still have to look at each
//! head, and to check the lengths, the keys and the end. A suffix has at most 65,535 bytes, and each element takes at
//! least one byte.

use alloc::vec::Vec;

use x402_types::{Flag, Flags, extensions::builder_code::Code};

use super::{Suffix, SuffixError, code};

const TEXT: u8 = 3;
const LIST: u8 = 4;
const MAP: u8 = 5;

/// The order of the members in a map.
const ORDER: [u8; 3] = [b'a', b'w', b's'];

/// Writes the members in the order of the SDKs, with heads in their shortest form.
pub(super) fn write(suffix: &Suffix) -> Vec<u8> {
    let (app, wallet, services) = (suffix.app(), suffix.wallet(), suffix.services());
    let count = usize::from(app.is_some())
        .saturating_add(usize::from(wallet.is_some()))
        .saturating_add(usize::from(!services.is_empty()));
    let mut bytes = Vec::new();
    head(&mut bytes, MAP, count);
    for (key, code) in [("a", app), ("w", wallet)] {
        if let Some(code) = code {
            text(&mut bytes, key);
            text(&mut bytes, code.as_str());
        }
    }
    if !services.is_empty() {
        text(&mut bytes, "s");
        head(&mut bytes, LIST, services.len());
        services.iter().for_each(|code| text(&mut bytes, code.as_str()));
    }
    bytes
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    head(bytes, TEXT, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

/// Writes a head for a length of at most 255. Keys have one character, codes 32, lists eleven elements.
fn head(bytes: &mut Vec<u8>, kind: u8, length: usize) {
    let (kind, length) = (kind.wrapping_shl(5), u8::try_from(length).unwrap_or(u8::MAX));
    if length < 24 {
        bytes.push(kind | length);
    } else {
        bytes.extend_from_slice(&[kind | 24, length]);
    }
}

/// Reads exactly one map that fills the bytes.
pub(super) fn read(bytes: &[u8], flags: &mut Flags) -> Result<Suffix, SuffixError> {
    let mut reader = Reader { rest: bytes, flags };
    let count = reader.expect(MAP)?;
    let mut suffix = Suffix::default();
    let mut seen: Vec<usize> = Vec::new();
    for _ in 0..count {
        let &[key] = reader.text()? else { return Err(SuffixError::Cbor) };
        let place = ORDER.iter().position(|known| *known == key).ok_or(SuffixError::Cbor)?;
        if seen.contains(&place) {
            return Err(SuffixError::Cbor);
        }
        if seen.last().is_some_and(|last| *last > place) {
            reader.flags.insert(Flag::KeyOrder);
        }
        seen.push(place);
        match key {
            b'a' => suffix.app = Some(code(reader.text()?)?),
            b'w' => suffix.wallet = Some(code(reader.text()?)?),
            _ => suffix.services = reader.services()?,
        }
    }
    if reader.rest.is_empty() { Ok(suffix) } else { Err(SuffixError::Cbor) }
}

struct Reader<'a, 'f> {
    rest: &'a [u8],
    flags: &'f mut Flags,
}

impl<'a> Reader<'a, '_> {
    /// Reads a list of texts. A single text counts as a list of one, with a flag.
    fn services(&mut self) -> Result<Vec<Code>, SuffixError> {
        let (kind, length) = self.head()?;
        match kind {
            TEXT => {
                self.flags.insert(Flag::ServiceText);
                Ok([code(self.take(length)?)?].into())
            }
            LIST => (0..length).map(|_| code(self.text()?)).collect(),
            _ => Err(SuffixError::Cbor),
        }
    }

    fn text(&mut self) -> Result<&'a [u8], SuffixError> {
        let length = self.expect(TEXT)?;
        self.take(length)
    }

    fn expect(&mut self, kind: u8) -> Result<usize, SuffixError> {
        match self.head()? {
            (found, length) if found == kind => Ok(length),
            _ => Err(SuffixError::Cbor),
        }
    }

    /// Reads a head: the type, and the number of bytes, elements or pairs that follow. Indefinite lengths are refused.
    fn head(&mut self) -> Result<(u8, usize), SuffixError> {
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
        // Every element takes a byte, so no number can exceed the number of remaining bytes.
        let number = usize::try_from(number).ok().filter(|number| *number <= self.rest.len());
        Ok((kind, number.ok_or(SuffixError::Cbor)?))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], SuffixError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(SuffixError::Cbor)?;
        self.rest = rest;
        Ok(taken)
    }
}
