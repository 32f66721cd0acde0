//! Walking text that has been checked.

use std::borrow::Cow;

use x402_types::{DecodeError, ErrorKind, JsonType};

use super::scan::{Quoted, Scanner};

type Result<T> = core::result::Result<T, DecodeError>;

/// One value of a JSON text that has been checked. `Copy`, and reads nothing before it is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonRef<'a> {
    text: &'a str,
    /// Offset of the value in the document, for errors.
    offset: usize,
    /// For a string: whether an escape stands in it.
    escaped: bool,
    /// Extents of the document's containers, so that large members are stepped over at once. May be empty.
    extents: &'a [(u32, u32)],
}

impl<'a> JsonRef<'a> {
    /// The whole of a checked text.
    pub(crate) fn new(text: &'a str, extents: &'a [(u32, u32)]) -> Self {
        let trimmed = text.trim_start_matches([' ', '\n', '\r', '\t']);
        let offset = text.len().saturating_sub(trimmed.len());
        let text = trimmed.trim_end_matches([' ', '\n', '\r', '\t']);
        let escaped = text.starts_with('"') && text.contains('\\');
        Self { text, offset, escaped, extents }
    }

    /// The value's own text, byte for byte.
    pub(crate) const fn text(&self) -> &'a str {
        self.text
    }

    /// Whether it is `null`.
    pub(crate) fn is_null(&self) -> bool {
        self.text == "null"
    }

    fn first(&self) -> u8 {
        self.text.as_bytes().first().copied().unwrap_or_default()
    }

    /// Whether it is an object.
    pub(crate) fn is_object(&self) -> bool {
        self.first() == b'{'
    }

    /// Whether it is an array.
    pub(crate) fn is_array(&self) -> bool {
        self.first() == b'['
    }

    /// Whether it is a string.
    pub(crate) fn is_string(&self) -> bool {
        self.first() == b'"'
    }

    /// Whether it is a number.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.first(), b'-' | b'0'..=b'9')
    }

    /// An error at this value.
    pub(crate) fn error(&self, kind: ErrorKind) -> DecodeError {
        DecodeError::new(kind).at(self.offset)
    }

    fn wrong_type<T>(&self, expected: JsonType) -> Result<T> {
        Err(self.error(if self.is_null() { ErrorKind::Null } else { ErrorKind::WrongType(expected) }))
    }

    /// The string that is meant, escapes resolved; allocates only where there are some.
    ///
    /// # Errors
    /// [`ErrorKind::WrongType`], or [`ErrorKind::Null`] for `null`; so for all the other readings.
    pub(crate) fn string(&self) -> Result<Cow<'a, str>> {
        if !self.is_string() {
            return self.wrong_type(JsonType::String);
        }
        let raw = self.text.get(1..self.text.len().saturating_sub(1)).unwrap_or_default();
        Ok(Quoted { raw, escaped: self.escaped }.text())
    }

    /// An integer from 0 to 2^64−1, written without fraction and exponent (C-5).
    ///
    /// # Errors
    /// As [`string`](Self::string).
    pub(crate) fn integer(&self) -> Result<u64> {
        match self.text.parse() {
            // `parse` takes a leading `+`, but that is no JSON and cannot stand here.
            Ok(value) if self.is_number() => Ok(value),
            _ => self.wrong_type(JsonType::Integer),
        }
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// As [`string`](Self::string).
    pub(crate) fn boolean(&self) -> Result<bool> {
        match self.text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => self.wrong_type(JsonType::Boolean),
        }
    }

    /// The members of an object, in their order.
    ///
    /// # Errors
    /// As [`string`](Self::string).
    pub(crate) fn members(&self) -> Result<MemberIter<'a>> {
        if !self.is_object() {
            return self.wrong_type(JsonType::Object);
        }
        Ok(MemberIter(Walk::new(*self)))
    }

    /// The elements of an array, in their order.
    ///
    /// # Errors
    /// As [`string`](Self::string).
    pub(crate) fn elements(&self) -> Result<ElementIter<'a>> {
        if !self.is_array() {
            return self.wrong_type(JsonType::Array);
        }
        Ok(ElementIter(Walk::new(*self)))
    }
}

/// Steps from value to value inside one container.
#[derive(Clone, Debug)]
struct Walk<'a> {
    container: JsonRef<'a>,
    pos: usize,
}

impl<'a> Walk<'a> {
    fn new(container: JsonRef<'a>) -> Self {
        // Behind the opening bracket.
        Self { container, pos: 1 }
    }

    /// A scanner in front of the next name or value; `None` at the closing bracket.
    #[inline]
    fn next_entry(&self) -> Option<Scanner<'a>> {
        let mut scanner = Scanner::new(self.container.text);
        scanner.seek(self.pos);
        if scanner.peek().ok()? == b',' {
            scanner.advance(1);
        }
        match scanner.peek().ok()? {
            b'}' | b']' => None,
            _ => Some(scanner),
        }
    }

    #[inline]
    fn take_value(&mut self, mut scanner: Scanner<'a>) -> Option<JsonRef<'a>> {
        scanner.white_space();
        let start = scanner.pos();
        let offset = self.container.offset.wrapping_add(start);
        let mut escaped = false;
        match scanner.byte()? {
            b'"' => escaped = scanner.string().ok()?.escaped,
            first => match self.end_of_container(first, offset) {
                Some(end) => scanner.seek(end),
                None => scanner.skip_value(),
            },
        }
        self.pos = scanner.pos();
        Some(JsonRef { text: scanner.slice_from(start), offset, escaped, extents: self.container.extents })
    }

    fn end_of_container(&self, first: u8, offset: usize) -> Option<usize> {
        if !matches!(first, b'{' | b'[') {
            return None;
        }
        let offset = u32::try_from(offset).ok()?;
        let found = self.container.extents.binary_search_by_key(&offset, |(start, _)| *start).ok()?;
        let (_, end) = self.container.extents.get(found)?;
        usize::try_from(*end).ok()?.checked_sub(self.container.offset)
    }
}

/// The members of an object: see [`JsonRef::members`].
#[derive(Clone, Debug)]
pub(crate) struct MemberIter<'a>(Walk<'a>);

impl<'a> Iterator for MemberIter<'a> {
    type Item = (Cow<'a, str>, JsonRef<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let mut scanner = self.0.next_entry()?;
        let name = scanner.string().ok()?.text();
        scanner.peek().ok()?;
        scanner.advance(1);
        Some((name, self.0.take_value(scanner)?))
    }
}

/// The elements of an array: see [`JsonRef::elements`].
#[derive(Clone, Debug)]
pub(crate) struct ElementIter<'a>(Walk<'a>);

impl<'a> Iterator for ElementIter<'a> {
    type Item = JsonRef<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let scanner = self.0.next_entry()?;
        self.0.take_value(scanner)
    }
}
