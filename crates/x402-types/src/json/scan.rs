//! The cursor over strings, numbers and words of RFC 8259.

use alloc::string::String;

use super::{Kind, plain::Plain};
use crate::{DecodeError, ErrorKind, Limit};

/// The maximum length of a number under any limits. Up to this length, comparison by value is exact.
pub(super) const MAX_NUMBER: usize = 150;

pub(super) type Result<T> = core::result::Result<T, Fault>;

/// A [`DecodeError`] without a path. It is small, because every step of the scanner may return one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    kind: ErrorKind,
    at: usize,
}

impl Fault {
    pub(super) fn new(kind: ErrorKind, at: usize) -> Self {
        Self { kind, at }
    }

    pub(super) fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }
}

impl From<Fault> for DecodeError {
    fn from(fault: Fault) -> Self {
        Self::new(fault.kind).at(fault.at)
    }
}

/// The properties of a number that C-16 needs.
pub(super) struct Number {
    /// `true` if the number rounds to infinity as a double.
    pub(super) out_of_range: bool,
}

/// Rare cases work on a separate scanner, so that the position of this one stays in a register.
pub(super) struct Scanner<'a> {
    text: &'a str,
    pos: usize,
    plain: Plain,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, pos: 0, plain: Plain::new() }
    }

    pub(super) fn pos(&self) -> usize {
        self.pos
    }

    pub(super) fn slice_from(&self, start: usize) -> &'a str {
        self.text.get(start..self.pos).unwrap_or_default()
    }

    pub(super) fn fail<T>(&self, kind: ErrorKind) -> Result<T> {
        Err(Fault::new(kind, self.pos))
    }

    /// Every caller has looked at the bytes that it skips, so the position never passes the end.
    #[inline(always)]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.pos = self.pos.wrapping_add(bytes);
    }

    #[inline(always)]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    #[inline(always)]
    fn eat(&mut self, wanted: u8) -> bool {
        let found = self.byte() == Some(wanted);
        if found {
            self.advance(1);
        }
        found
    }

    #[inline(always)]
    pub(super) fn white_space(&mut self) {
        // Usually there is exactly one byte, which is none of these four.
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.advance(1);
        }
    }

    /// The next byte that is not white space. The position stays before it.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Result<u8> {
        self.white_space();
        match self.byte() {
            Some(byte) => Ok(byte),
            None => self.fail(ErrorKind::UnexpectedEnd),
        }
    }

    /// Skips white space and then this byte.
    #[inline(always)]
    pub(super) fn expect(&mut self, wanted: u8) -> Result<()> {
        if !self.eat(wanted) {
            if self.peek()? != wanted {
                return self.fail(ErrorKind::Syntax);
            }
            self.advance(1);
        }
        Ok(())
    }

    fn unexpected<T>(&self) -> Result<T> {
        self.fail(if self.byte().is_none() { ErrorKind::UnexpectedEnd } else { ErrorKind::Syntax })
    }

    /// Reads a number or a word. Returns its kind, and whether it is a number out of range.
    #[inline(always)]
    pub(super) fn number_or_word(&mut self, max_number: usize) -> Result<(Kind, bool)> {
        let (kind, out_of_range, end) = Self { ..*self }.number_or_word_here(max_number)?;
        self.pos = end;
        Ok((kind, out_of_range))
    }

    #[inline(never)]
    fn number_or_word_here(mut self, max_number: usize) -> Result<(Kind, bool, usize)> {
        let kind = match self.byte() {
            Some(b't') => self.word("true", Kind::True)?,
            Some(b'f') => self.word("false", Kind::False)?,
            Some(b'n') => self.word("null", Kind::Null)?,
            _ => return Ok((Kind::Number, self.number(max_number)?.out_of_range, self.pos)),
        };
        Ok((kind, false, self.pos))
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind> {
        let found = self.text.as_bytes().get(self.pos..).unwrap_or_default();
        if !found.starts_with(word.as_bytes()) {
            self.advance(found.iter().zip(word.bytes()).take_while(|(found, wanted)| *found == wanted).count());
            return self.unexpected();
        }
        self.advance(word.len());
        Ok(kind)
    }

    /// Reads a string from its opening quote.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<Kind> {
        self.advance(1);
        self.plain_characters();
        if self.eat(b'"') {
            return Ok(Kind::String);
        }
        let (kind, end) = Self { ..*self }.rest_of_string()?;
        self.pos = end;
        Ok(kind)
    }

    /// Reads the rest of a string from its first escape or its first character above ASCII. Returns the kind of the string
    /// and its end.
    #[inline(never)]
    fn rest_of_string(mut self) -> Result<(Kind, usize)> {
        let mut kind = Kind::String;
        loop {
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    kind = Kind::EscapedString;
                    self.escape()?;
                }
                Some(0x80..) => self.foreign_characters(),
                Some(_) => return self.fail(ErrorKind::ControlCharacter),
                None => return self.fail(ErrorKind::UnexpectedEnd),
            }
            self.plain_characters();
        }
        self.advance(1);
        Ok((kind, self.pos))
    }

    /// Skips characters above ASCII.
    fn foreign_characters(&mut self) {
        // The text is UTF-8, so no byte of such a character can be a quote or a backslash.
        while let Some(0x80..) = self.byte() {
            self.advance(1);
        }
    }

    /// Skips plain ASCII characters.
    #[inline(always)]
    fn plain_characters(&mut self) {
        self.advance(self.plain.length(self.text.as_bytes().get(self.pos..).unwrap_or_default()));
    }

    /// One of 64 bits for the string that begins at `start` and has just been read. Two strings without escapes and
    /// with different bits are different, so they need not be compared.
    #[inline(always)]
    pub(super) fn bit_of_string(&self, start: usize) -> u64 {
        // This number was found by trying. In every object that the specification prints, all names have different
        // bits.
        const SPREAD: u64 = 0xb9d1_79e0_6c0f_d4f5;
        let byte = |at: usize| u64::from(self.text.as_bytes().get(at).copied().unwrap_or_default());
        let (first, last) = (byte(start.wrapping_add(1)), byte(self.pos.wrapping_sub(2)));
        let length = u64::try_from(self.pos.wrapping_sub(start)).unwrap_or_default();
        let hash = (first | last.wrapping_shl(8) | length.wrapping_shl(16)).wrapping_mul(SPREAD);
        1u64.wrapping_shl(u32::try_from(hash.wrapping_shr(58)).unwrap_or_default())
    }

    fn escape(&mut self) -> Result<()> {
        let start = self.pos;
        self.advance(1);
        match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.advance(1);
                Ok(())
            }
            Some(b'u') => {
                self.advance(1);
                // Half of a surrogate pair is no character. JavaScript keeps it, and other readers replace or refuse it, so two
                // readers of one payment would see different texts.
                let lone = || Err(Fault::new(ErrorKind::LoneSurrogate, start));
                match self.hex4()? {
                    0xd800..=0xdbff => {
                        if !(self.eat(b'\\') && self.eat(b'u')) {
                            // A text that ends here was cut off. That is a different fault.
                            return if self.byte().is_none() { self.unexpected() } else { lone() };
                        }
                        if matches!(self.hex4()?, 0xdc00..=0xdfff) { Ok(()) } else { lone() }
                    }
                    0xdc00..=0xdfff => lone(),
                    _ => Ok(()),
                }
            }
            _ => self.unexpected(),
        }
    }

    fn hex4(&mut self) -> Result<u32> {
        let mut value = 0u32;
        for _ in 0..4 {
            let Some(digit) = self.byte().and_then(|byte| char::from(byte).to_digit(16)) else {
                return self.unexpected();
            };
            value = value.wrapping_shl(4) | digit;
            self.advance(1);
        }
        Ok(value)
    }

    fn number(&mut self, max: usize) -> Result<Number> {
        let start = self.pos;
        // One character more than allowed shows that there are too many, so a number with a million digits costs
        // nothing.
        let end = start.saturating_add(max).saturating_add(1);
        self.eat(b'-');
        match self.byte() {
            // A zero ends the whole part, so a digit after it is left over, and the caller reports a syntax error.
            Some(b'0') => self.advance(1),
            Some(b'1'..=b'9') => self.digits(end),
            _ => return self.unexpected(),
        }
        if self.eat(b'.') {
            self.some_digits(end)?;
        }
        let mantissa_end = self.pos;
        let mut exponent = "";
        if let Some(b'e' | b'E') = self.byte() {
            self.advance(1);
            if !self.eat(b'+') {
                self.eat(b'-');
            }
            let exponent_start = mantissa_end.wrapping_add(1);
            self.some_digits(end)?;
            exponent = self.slice_from(exponent_start);
        }
        if self.pos >= end {
            return Err(Fault::new(ErrorKind::Limit { limit: Limit::Number, max }, start));
        }
        let mantissa = self.text.get(start..mantissa_end).unwrap_or_default();
        Ok(Number { out_of_range: !exponent.is_empty() && out_of_range(mantissa, exponent) })
    }

    fn some_digits(&mut self, end: usize) -> Result<()> {
        if !matches!(self.byte(), Some(b'0'..=b'9')) && self.pos < end {
            return self.unexpected();
        }
        self.digits(end);
        Ok(())
    }

    #[inline]
    fn digits(&mut self, end: usize) {
        while let (Some(b'0'..=b'9'), true) = (self.byte(), self.pos < end) {
            self.advance(1);
        }
    }
}

/// `true` if a number with an exponent rounds to infinity as a double. Only its decimal digits are used.
fn out_of_range(mantissa: &str, exponent: &str) -> bool {
    /// The first digits of 2^1024 − 2^970, half-way between the largest double and the next. No number of
    /// [`MAX_NUMBER`] characters is equal to it, so a number is above it exactly if it is above these digits.
    const BOUND: &[u8; MAX_NUMBER] = b"1797693134862315807937289714053034150799341327100378269361737789804449682927\
        64750946649017977587207096330286416692887910946555547851940402630657488671";
    const MAX_EXPONENT: i64 = 308;
    let mut point = 0i64;
    let mut seen_point = false;
    let mut leading = true;
    let mut digits = [b'0'; MAX_NUMBER];
    let mut count = 0usize;
    for byte in mantissa.bytes() {
        match byte {
            b'.' => seen_point = true,
            b'0'..=b'9' => {
                leading &= byte == b'0';
                if leading {
                    // In 0.00123, each zero after the point lowers the position of the first digit.
                    point = point.saturating_sub(i64::from(seen_point));
                } else {
                    point = point.saturating_add(i64::from(!seen_point));
                    if let Some(slot) = digits.get_mut(count) {
                        *slot = byte;
                    }
                    count = count.saturating_add(1);
                }
            }
            _ => {}
        }
    }
    if leading {
        return false;
    }
    let negative = exponent.starts_with('-');
    let magnitude = exponent
        .trim_start_matches(['+', '-'])
        .bytes()
        // An exponent of many digits saturates, which does not change the comparison below.
        .fold(0i64, |sum, byte| sum.saturating_mul(10).saturating_add(i64::from(byte.saturating_sub(b'0'))));
    let shift = if negative { magnitude.saturating_neg() } else { magnitude };
    let scientific = point.saturating_sub(1).saturating_add(shift);
    scientific > MAX_EXPONENT || (scientific == MAX_EXPONENT && digits > *BOUND)
}

/// Resolves the escapes in text that the scanner has accepted.
#[cold]
#[inline(never)]
pub(super) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut chars = escape.chars();
        match chars.next() {
            Some('u') => {
                let high = take_hex4(&mut chars);
                let code = if (0xd800..0xdc00).contains(&high) {
                    chars.next();
                    chars.next();
                    let low = take_hex4(&mut chars);
                    0x1_0000u32
                        .wrapping_add(high.wrapping_sub(0xd800).wrapping_shl(10))
                        .wrapping_add(low.wrapping_sub(0xdc00))
                } else {
                    high
                };
                out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some(other) => out.push(other),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

fn take_hex4(chars: &mut core::str::Chars<'_>) -> u32 {
    chars.by_ref().take(4).fold(0, |value, digit| value.wrapping_shl(4) | digit.to_digit(16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn what_rounds_to_infinity_is_out_of_range() {
        for (number, expected) in [
            ("1.7976931348623157e308", false),
            ("17976931348623157e292", false),
            ("0.00017976931348623157e312", false),
            ("1.7976931348623158e308", false),
            ("1.79769313486231581e308", true),
            ("1.79769313486231580793728971405303415079934132710037826936173778980444968292764750946649e308", false),
            ("1.79769313486231580793728971405303415079934132710037826936173778980444968292764750946650e308", true),
            ("1.8e308", true),
            ("-1e309", true),
            ("1e99999999999999999999999", true),
            ("0e400", false),
            ("0.000e400", false),
            ("1e-400", false),
        ] {
            let mut scanner = Scanner::new(number);
            assert_eq!(scanner.number(128).unwrap().out_of_range, expected, "{number}");
            assert_eq!(number.parse::<f64>().unwrap().is_infinite(), expected, "{number}");
        }
    }

    /// The string at the beginning of a text, read byte by byte.
    fn plainly(text: &str) -> core::result::Result<(Kind, usize), (ErrorKind, usize)> {
        let mut kind = Kind::String;
        let mut bytes = text.bytes().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => return Ok((kind, at + 1)),
                b'\\' => (kind, _) = (Kind::EscapedString, bytes.next()),
                0..=0x1f => return Err((ErrorKind::ControlCharacter, at)),
                _ => {}
            }
        }
        Err((ErrorKind::UnexpectedEnd, text.len()))
    }

    /// Bytes that end a string and bytes near them in value, at each position near the ends of words of eight bytes.
    #[test]
    fn strings_end_where_they_end_byte_by_byte() {
        let pieces =
            ["\"", "\\n", "\\\"", "\u{1f}", "\u{0}", " ", "!", "#", "[", "]", "\u{7f}", "\u{80}", "ÿ", "Ü", "€", "😀"];
        let mut ends = 0;
        for first in pieces {
            for second in pieces {
                for (before, between) in (0..9).flat_map(|before| (0..9).map(move |between| (before, between))) {
                    let (before, between) = ("x".repeat(before), "x".repeat(between));
                    let text = format!("\"{before}{first}{between}{second}behind\" and \"more");
                    let mut scanner = Scanner::new(&text);
                    let read = scanner.string().map(|kind| (kind, scanner.pos)).map_err(|fault| (fault.kind, fault.at));
                    assert_eq!(read, plainly(&text), "{text:?}");
                    ends += usize::from(read.is_ok());
                }
            }
        }
        assert!(ends > 1000 && ends < pieces.len().pow(2) * 81, "{ends}");
    }
}
