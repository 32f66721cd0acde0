//! Encodings of text with one byte for each character, as which UTF-8 is misread (U-45, U-46).

/// An encoding in which each byte is a character.
///
/// ```
/// use x402_types::charset::Charset;
/// let misread: String = "₮".bytes().filter_map(|byte| Charset::Windows1252.char(byte)).collect();
/// assert_eq!(misread, "â‚®");
/// assert_eq!(Charset::Windows1252.byte('‚'), Some(0x82));
/// assert_eq!(Charset::Latin1.byte('‚'), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Charset {
    /// ISO 8859-1: the first 256 characters of Unicode.
    Latin1,
    /// Windows-1252, as cp1252 of Unicode's tables: 27 printable characters from 0x80 to 0x9f, and five bytes without
    /// a character. Otherwise ISO 8859-1.
    Windows1252,
}

/// The characters of Windows-1252 from 0x80 to 0x9f. 0 is no character.
const UPPER: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
    0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

impl Charset {
    /// Returns the character of this byte, or `None` if it has none.
    #[must_use]
    pub fn char(self, byte: u8) -> Option<char> {
        match (self, byte.checked_sub(0x80).and_then(|at| UPPER.get(usize::from(at)))) {
            (Self::Windows1252, Some(0)) => None,
            (Self::Windows1252, Some(character)) => char::from_u32((*character).into()),
            _ => Some(byte.into()),
        }
    }

    /// Returns the byte of this character, or `None` if it has none.
    #[must_use]
    pub fn byte(self, character: char) -> Option<u8> {
        // Elsewhere the byte is the number of the character.
        let same = u8::try_from(u32::from(character)).ok().filter(|byte| self.char(*byte) == Some(character));
        same.or_else(|| (0x80..0xa0).find(|byte| self.char(*byte) == Some(character)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_one_character_but_for_five() {
        for charset in [Charset::Latin1, Charset::Windows1252] {
            let without: alloc::vec::Vec<u8> = (0..=255).filter(|byte| charset.char(*byte).is_none()).collect();
            let expected: &[u8] = if charset == Charset::Latin1 { &[] } else { &[0x81, 0x8d, 0x8f, 0x90, 0x9d] };
            assert_eq!(without, expected);
            for byte in (0..=255).filter(|byte| !without.contains(byte)) {
                assert_eq!(charset.char(byte).and_then(|character| charset.byte(character)), Some(byte));
            }
        }
        assert_eq!((Charset::Latin1.char(0x80), Charset::Windows1252.char(0x80)), (Some('\u{80}'), Some('€')));
        assert_eq!((Charset::Latin1.byte('€'), Charset::Windows1252.byte('\u{80}')), (None, None));
    }
}
