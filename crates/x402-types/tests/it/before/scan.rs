//! The cursor: strings, numbers and words of RFC 8259.

use std::borrow::Cow;

use x402_types::{DecodeError, ErrorKind, Limit};

/// Longest number, whatever the limits say: comparison by value is exact up to here.
pub(super) const MAX_NUMBER: usize = 150;

pub(super) type Result<T> = core::result::Result<T, Fault>;

/// A [`DecodeError`] before it has a path: small, because every step of the scanner may return one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    kind: ErrorKind,
    at: usize,
}

impl Fault {
    pub(super) fn new(kind: ErrorKind, at: usize) -> Self {
        Self { kind, at }
    }
}

impl From<Fault> for DecodeError {
    fn from(fault: Fault) -> Self {
        Self::new(fault.kind).at(fault.at)
    }
}

/// The text between the quotes of a JSON string.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'a> {
    pub(super) raw: &'a str,
    pub(super) escaped: bool,
}

impl<'a> Quoted<'a> {
    /// The string that is meant. Allocates only where there is an escape.
    #[inline]
    pub(super) fn text(self) -> Cow<'a, str> {
        if self.escaped { Cow::Owned(unescape(self.raw)) } else { Cow::Borrowed(self.raw) }
    }
}

/// What a number looks like, as far as C-16 wants to know.
pub(super) struct Number {
    /// No double is nearest to it: reading it as one gives infinity.
    pub(super) out_of_range: bool,
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    pos: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, pos: 0 }
    }

    pub(super) fn pos(&self) -> usize {
        self.pos
    }

    pub(super) fn seek(&mut self, pos: usize) {
        self.pos = pos;
    }

    pub(super) fn slice_from(&self, start: usize) -> &'a str {
        self.text.get(start..self.pos).unwrap_or_default()
    }

    pub(super) fn fail<T>(&self, kind: ErrorKind) -> Result<T> {
        Err(Fault::new(kind, self.pos))
    }

    /// Every call follows a look at the byte it steps over, so that the position never passes the end.
    #[inline]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.pos = self.pos.wrapping_add(bytes);
    }

    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    #[inline]
    fn eat(&mut self, wanted: u8) -> bool {
        let found = self.byte() == Some(wanted);
        if found {
            self.advance(1);
        }
        found
    }

    #[inline]
    pub(super) fn white_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.advance(1);
        }
    }

    /// The next byte that is not white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<u8> {
        self.white_space();
        match self.byte() {
            Some(byte) => Ok(byte),
            None => self.fail(ErrorKind::UnexpectedEnd),
        }
    }

    fn unexpected<T>(&self) -> Result<T> {
        self.fail(if self.byte().is_none() { ErrorKind::UnexpectedEnd } else { ErrorKind::Syntax })
    }

    /// A value that is no container, and begins with `first`.
    pub(super) fn scalar(&mut self, first: u8, max_number: usize) -> Result<Option<Number>> {
        match first {
            b'"' => self.string().map(|_| None),
            b't' => self.word("true").map(|()| None),
            b'f' => self.word("false").map(|()| None),
            b'n' => self.word("null").map(|()| None),
            _ => self.number(max_number).map(Some),
        }
    }

    fn word(&mut self, word: &str) -> Result<()> {
        for wanted in word.bytes() {
            if !self.eat(wanted) {
                return self.unexpected();
            }
        }
        Ok(())
    }

    /// A string, from its opening quote.
    pub(super) fn string(&mut self) -> Result<Quoted<'a>> {
        self.advance(1);
        let start = self.pos;
        let mut escaped = false;
        loop {
            self.plain_characters();
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(0..=0x1f) => return self.fail(ErrorKind::ControlCharacter),
                Some(_) => self.advance(1),
                None => return self.fail(ErrorKind::UnexpectedEnd),
            }
        }
        let raw = self.slice_from(start);
        self.advance(1);
        Ok(Quoted { raw, escaped })
    }

    /// Steps over whole words of eight bytes in which nothing is special, and up to the first special byte.
    #[inline]
    fn plain_characters(&mut self) {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const HIGHS: u64 = 0x8080_8080_8080_8080;
        const QUOTES: u64 = 0x2222_2222_2222_2222;
        const BACKSLASHES: u64 = 0x5c5c_5c5c_5c5c_5c5c;
        const SPACES: u64 = 0x2020_2020_2020_2020;
        let bytes = self.text.as_bytes();
        while let Some(word) = bytes.get(self.pos..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_le_bytes(*word);
            let (quote, backslash) = (word ^ QUOTES, word ^ BACKSLASHES);
            // Classic "byte below n" test: may report a byte too many above a real hit, never one below it.
            let special = ((quote.wrapping_sub(ONES) & !quote)
                | (backslash.wrapping_sub(ONES) & !backslash)
                | (word.wrapping_sub(SPACES) & !word))
                & HIGHS;
            if special != 0 {
                let zeros = usize::try_from(special.trailing_zeros()).unwrap_or_default();
                self.advance(zeros.wrapping_shr(3));
                return;
            }
            self.advance(8);
        }
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
                let lone = || Err(Fault::new(ErrorKind::LoneSurrogate, start));
                match self.hex4()? {
                    0xd800..=0xdbff => {
                        if !(self.eat(b'\\') && self.eat(b'u')) {
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
        // One character more than allowed is enough to know, so that a number of a million digits costs nothing.
        let end = start.saturating_add(max).saturating_add(1);
        self.eat(b'-');
        match self.byte() {
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

    /// Steps over one value of text that `super::check` accepted: only brackets and strings matter.
    pub(super) fn skip_value(&mut self) {
        let mut depth = 0u32;
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => {
                    if self.string().is_err() || depth == 0 {
                        return;
                    }
                }
                b'{' | b'[' => {
                    depth = depth.saturating_add(1);
                    self.advance(1);
                }
                b'}' | b']' => {
                    if depth <= 1 {
                        if depth == 1 {
                            self.advance(1);
                        }
                        return;
                    }
                    depth = depth.saturating_sub(1);
                    self.advance(1);
                }
                b',' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => return,
                _ => self.advance(1),
            }
        }
    }
}

/// Whether a number with an exponent rounds to infinity as a double, by its decimal digits alone.
fn out_of_range(mantissa: &str, exponent: &str) -> bool {
    /// The first digits of 2^1024 − 2^970, half-way between the largest double and the next. No number of
    /// [`MAX_NUMBER`] characters equals it, so that being above these digits is being above it.
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
                    // 0.00123: each zero behind the point moves the first digit down.
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
        .fold(0i64, |sum, byte| sum.saturating_mul(10).saturating_add(i64::from(byte.saturating_sub(b'0'))));
    let shift = if negative { magnitude.saturating_neg() } else { magnitude };
    let scientific = point.saturating_sub(1).saturating_add(shift);
    scientific > MAX_EXPONENT || (scientific == MAX_EXPONENT && digits > *BOUND)
}

/// Resolves the escapes of text that the scanner has accepted.
#[cold]
#[inline(never)]
fn unescape(raw: &str) -> String {
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
