//! Structured fields (RFC 8941), as far as RFC 9421 uses them: dictionaries of inner lists and of byte sequences.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use base64::{
    Engine,
    alphabet::STANDARD as LETTERS,
    engine::{
        DecodePaddingMode, GeneralPurpose,
        general_purpose::{PAD, STANDARD},
    },
};

/// Base64 as RFC 8941 §4.2.7 requires: the padding and the unused bits of the last character are ignored.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &LETTERS,
    PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// A bare item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bare {
    Integer(i64),
    /// The number of thousandths: a decimal has at most three digits after the point.
    Decimal(i64),
    Text(String),
    Token(String),
    Bytes(Vec<u8>),
    Boolean(bool),
}

/// Parameters in order, with unique names.
pub(super) type Parameters = Vec<(String, Bare)>;

/// An inner list: strings with parameters, and the parameters of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InnerList {
    pub(super) items: Vec<(String, Parameters)>,
    pub(super) parameters: Parameters,
}

impl Bare {
    fn serialized(&self) -> String {
        match self {
            Self::Integer(number) => number.to_string(),
            Self::Decimal(thousandths) => decimal(*thousandths),
            Self::Text(text) => quoted(text),
            Self::Token(token) => token.clone(),
            Self::Bytes(bytes) => format!(":{}:", STANDARD.encode(bytes)),
            Self::Boolean(value) => String::from(if *value { "?1" } else { "?0" }),
        }
    }
}

/// A decimal without superfluous zeros, and with at least one digit after the point (RFC 8941 §4.1.5).
fn decimal(thousandths: i64) -> String {
    let magnitude = thousandths.unsigned_abs();
    let (whole, rest) = (magnitude.wrapping_div(1000), format!("{:03}", magnitude.wrapping_rem(1000)));
    let (first, more) = rest.split_at_checked(1).unwrap_or((&rest, ""));
    let sign = if thousandths < 0 { "-" } else { "" };
    format!("{sign}{whole}.{first}{}", more.trim_end_matches('0'))
}

/// A quoted string.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Serializes parameters as RFC 8941 defines. A true boolean is written as its name alone.
pub(super) fn serialized(parameters: &Parameters) -> String {
    let one = |(name, value): &(String, Bare)| {
        if *value == Bare::Boolean(true) { format!(";{name}") } else { format!(";{name}={}", value.serialized()) }
    };
    parameters.iter().map(one).collect()
}

/// Parses a dictionary whose values `read` parses. Returns `None` if it is malformed or repeats a key.
pub(super) fn dictionary<T>(text: &str, read: impl Fn(&mut Cursor<'_>) -> Option<T>) -> Option<Vec<(String, T)>> {
    let mut cursor = Cursor { rest: text.trim_matches(' ') };
    let mut members: Vec<(String, T)> = Vec::new();
    let mut known = BTreeSet::new();
    loop {
        let key = cursor.key()?;
        cursor.eat('=').then_some(())?;
        let value = read(&mut cursor)?;
        if !known.insert(key.clone()) {
            return None;
        }
        members.push((key, value));
        cursor.skip(&[' ', '\t']);
        if cursor.rest.is_empty() {
            return Some(members);
        }
        cursor.eat(',').then_some(())?;
        cursor.skip(&[' ', '\t']);
    }
}

pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn eat(&mut self, wanted: char) -> bool {
        self.rest.strip_prefix(wanted).is_some_and(|rest| {
            self.rest = rest;
            true
        })
    }

    fn skip(&mut self, blanks: &[char]) {
        self.rest = self.rest.trim_start_matches(blanks);
    }

    /// Takes the longest prefix of these characters.
    fn take(&mut self, is_in: impl Fn(char) -> bool) -> &str {
        let end = self.rest.find(|c| !is_in(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn key(&mut self) -> Option<String> {
        let is_first = self.rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '*');
        let key = self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '*'));
        is_first.then(|| key.into())
    }

    fn text(&mut self) -> Option<String> {
        self.eat('"').then_some(())?;
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, c)) = characters.next() {
            match c {
                '"' => {
                    self.rest = self.rest.split_at_checked(at)?.1.strip_prefix('"')?;
                    return Some(text);
                }
                '\\' => text.push(characters.next().map(|(_, c)| c).filter(|c| matches!(c, '"' | '\\'))?),
                ' '..='~' => text.push(c),
                _ => return None,
            }
        }
        None
    }

    /// An integer of at most 15 digits, or a decimal of at most 12 and 3 digits (RFC 8941 §4.2.4).
    fn number(&mut self) -> Option<Bare> {
        let sign = if self.eat('-') { -1 } else { 1 };
        let whole: String = self.take(|c| c.is_ascii_digit()).into();
        if !self.eat('.') {
            let number: i64 = (1..=15).contains(&whole.len()).then(|| whole.parse().ok())??;
            return number.checked_mul(sign).map(Bare::Integer);
        }
        let rest = self.take(|c| c.is_ascii_digit());
        let is_decimal = (1..=12).contains(&whole.len()) && (1..=3).contains(&rest.len());
        let thousandths: i64 = is_decimal.then(|| format!("{whole}{rest:0<3}").parse().ok())??;
        thousandths.checked_mul(sign).map(Bare::Decimal)
    }

    /// A byte sequence. Its parameters are ignored.
    pub(super) fn bytes(&mut self) -> Option<Vec<u8>> {
        let Bare::Bytes(bytes) = self.bare()? else { return None };
        self.parameters()?;
        Some(bytes)
    }

    fn bare(&mut self) -> Option<Bare> {
        match self.rest.chars().next()? {
            '"' => self.text().map(Bare::Text),
            '-' | '0'..='9' => self.number(),
            ':' => {
                self.eat(':');
                let encoded: String = self.take(|c| c != ':').into();
                self.eat(':').then_some(())?;
                TOLERANT.decode(encoded).ok().map(Bare::Bytes)
            }
            '?' => {
                self.eat('?');
                let value = self.eat('1');
                (value || self.eat('0')).then_some(Bare::Boolean(value))
            }
            'a'..='z' | 'A'..='Z' | '*' => {
                let token = self.take(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c));
                Some(Bare::Token(token.into()))
            }
            _ => None,
        }
    }

    fn parameters(&mut self) -> Option<Parameters> {
        let mut parameters = Parameters::new();
        let mut known = BTreeSet::new();
        while self.eat(';') {
            self.skip(&[' ']);
            let name = self.key()?;
            let value = if self.eat('=') { self.bare()? } else { Bare::Boolean(true) };
            if !known.insert(name.clone()) {
                return None;
            }
            parameters.push((name, value));
        }
        Some(parameters)
    }

    pub(super) fn inner_list(&mut self) -> Option<InnerList> {
        self.eat('(').then_some(())?;
        let mut items = Vec::new();
        loop {
            self.skip(&[' ']);
            if self.eat(')') {
                return Some(InnerList { items, parameters: self.parameters()? });
            }
            let item = (self.text()?, self.parameters()?);
            items.push(item);
            // A space separates two items.
            if !self.rest.starts_with([' ', ')']) {
                return None;
            }
        }
    }
}
