//! Access to the values of a checked document.

use alloc::borrow::Cow;
use core::fmt;

use super::{Kind, Node, decimal::Decimal, scan::unescape};
use crate::{DecodeError, ErrorKind, JsonType, printable::Printable};

type Result<T> = core::result::Result<T, DecodeError>;

/// A value of a checked JSON text. It is `Copy`, and reading it does not scan the text again.
///
/// ```
/// use x402_types::RawJson;
///
/// let json = RawJson::parse(r#"{"path": "/data", "tags": ["a", "b"]}"#)?;
/// let tags = json.as_json().get("tags").unwrap();
/// let tags: Vec<_> = tags.elements()?.map(|tag| tag.string()).collect::<Result<_, _>>()?;
/// assert_eq!(tags, ["a", "b"]);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Copy)]
pub struct JsonRef<'a> {
    document: &'a str,
    /// The node of the value itself.
    root: &'a Node,
    /// The nodes inside the value.
    inside: &'a [Node],
}

impl<'a> JsonRef<'a> {
    #[inline]
    pub(super) fn new(document: &'a str, root: &'a Node, inside: &'a [Node]) -> Self {
        Self { document, root, inside }
    }

    #[inline]
    pub(super) fn nodes(&self) -> (&'a Node, &'a [Node]) {
        (self.root, self.inside)
    }

    /// The text of the value, byte for byte.
    #[inline]
    pub fn text(&self) -> &'a str {
        self.root.text(self.document)
    }

    /// Returns `true` if the value is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        self.root.kind() == Kind::Null
    }

    /// Returns `true` if the value is an object.
    #[inline]
    pub fn is_object(&self) -> bool {
        self.root.kind() == Kind::Object
    }

    /// Returns `true` if the value is an array.
    #[inline]
    pub fn is_array(&self) -> bool {
        self.root.kind() == Kind::Array
    }

    /// Returns `true` if the value is a string.
    #[inline]
    pub fn is_string(&self) -> bool {
        matches!(self.root.kind(), Kind::String | Kind::EscapedString)
    }

    /// Returns `true` if the value is a number.
    #[inline]
    pub fn is_number(&self) -> bool {
        self.root.kind() == Kind::Number
    }

    /// Creates an error at this value. Not inlined, because an error is large and most values are right.
    #[cold]
    #[inline(never)]
    pub fn error(&self, kind: ErrorKind) -> DecodeError {
        DecodeError::new(kind).at(self.root.start())
    }

    #[cold]
    fn wrong_type<T>(&self, expected: JsonType) -> Result<T> {
        Err(self.error(if self.is_null() { ErrorKind::Null } else { ErrorKind::WrongType(expected) }))
    }

    /// Returns the value of a string, with its escapes resolved. Allocates only if the string has escapes.
    ///
    /// # Errors
    /// [`ErrorKind::Null`] if the value is `null`, or [`ErrorKind::WrongType`] if it is not a string. The other methods
    /// that read a value return the same errors for their types.
    #[inline]
    pub fn string(&self) -> Result<Cow<'a, str>> {
        match self.root.quoted(self.document) {
            Some(text) if self.root.kind() == Kind::String => Ok(Cow::Borrowed(text)),
            _ => self.rare_string(),
        }
    }

    /// A string with escapes, or the error of a different value. Not inlined, because most strings have none.
    #[cold]
    #[inline(never)]
    fn rare_string(&self) -> Result<Cow<'a, str>> {
        match self.meant() {
            Some(text) if self.is_string() => Ok(text),
            _ => self.wrong_type(JsonType::String),
        }
    }

    /// The text between the first and the last character with resolved escapes, which is the value of a string or a name.
    #[inline]
    fn meant(&self) -> Option<Cow<'a, str>> {
        let quoted = self.root.quoted(self.document)?;
        let escaped = self.root.kind() == Kind::EscapedString;
        Some(if escaped { Cow::Owned(unescape(quoted)) } else { Cow::Borrowed(quoted) })
    }

    /// Returns the value of an integer from 0 to 2^64−1, written without fraction and exponent (C-5).
    ///
    /// # Errors
    /// The errors of [`string`](Self::string).
    #[inline(never)]
    pub fn integer(&self) -> Result<u64> {
        match self.text().parse() {
            Ok(value) if self.is_number() => Ok(value),
            _ => self.wrong_type(JsonType::Integer),
        }
    }

    /// A number whose value is an integer of at most 64 bits, written without a sign: `2`, `2.0`, `0.2e1`.
    pub(crate) fn to_whole_u64(self) -> Option<u64> {
        if !self.is_number() || self.text().starts_with('-') {
            return None;
        }
        Decimal::read(self.text()).to_u64()
    }

    /// Returns the value of `true` or `false`.
    ///
    /// # Errors
    /// The errors of [`string`](Self::string).
    pub fn boolean(&self) -> Result<bool> {
        let value = self.root.kind() == Kind::True;
        if value || self.root.kind() == Kind::False { Ok(value) } else { self.wrong_type(JsonType::Boolean) }
    }

    /// Returns an iterator over the fields of an object, in order.
    ///
    /// # Errors
    /// The errors of [`string`](Self::string).
    #[inline]
    pub fn members(&self) -> Result<MemberIter<'a>> {
        if !self.is_object() {
            return self.wrong_type(JsonType::Object);
        }
        Ok(MemberIter(self.walk()))
    }

    /// Returns an iterator over the elements of an array, in order.
    ///
    /// # Errors
    /// The errors of [`string`](Self::string).
    pub fn elements(&self) -> Result<ElementIter<'a>> {
        if !self.is_array() {
            return self.wrong_type(JsonType::Array);
        }
        Ok(ElementIter(self.walk()))
    }

    /// Returns the value of the field with this name, or `None` if there is no such field, or if the value is not an
    /// object.
    pub fn get(&self, name: &str) -> Option<JsonRef<'a>> {
        let mut walk = self.is_object().then(|| self.walk())?;
        while let Some(found) = walk.step() {
            let value = walk.step()?;
            if found.means(name) {
                return Some(value);
            }
        }
        None
    }

    /// Returns the value of the field with this name, as [`get`](Self::get) does, unless it is `null`, which counts as
    /// absent (C-7).
    pub fn non_null(&self, name: &str) -> Option<JsonRef<'a>> {
        self.get(name).filter(|member| !member.is_null())
    }

    /// `true` if this is the string, or the name, with the value `text`. A text of a different length is not read.
    #[inline]
    fn means(&self, text: &str) -> bool {
        let may_be = self.root.kind() == Kind::EscapedString || self.root.length() == text.len().wrapping_add(2);
        may_be && self.meant().is_some_and(|meant| meant == text)
    }

    /// The names of an object's fields, each as a JSON value.
    pub(super) fn names(self) -> impl Iterator<Item = JsonRef<'a>> {
        let mut walk = self.walk();
        core::iter::from_fn(move || {
            let name = walk.step()?;
            walk.step()?;
            Some(name)
        })
    }

    #[inline]
    fn walk(&self) -> Walk<'a> {
        Walk { document: self.document, rest: self.inside }
    }
}

impl fmt::Debug for JsonRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Printable(self.text()), f)
    }
}

/// Walks from value to value inside one container.
#[derive(Clone, Debug)]
struct Walk<'a> {
    document: &'a str,
    /// The remaining nodes.
    rest: &'a [Node],
}

impl<'a> Walk<'a> {
    /// The next name or value, with everything inside it.
    #[inline(always)]
    fn step(&mut self) -> Option<JsonRef<'a>> {
        let (root, behind) = self.rest.split_first()?;
        let (inside, rest) = behind.split_at_checked(root.inside())?;
        self.rest = rest;
        Some(JsonRef { document: self.document, root, inside })
    }
}

/// An iterator over the fields of an object, which [`JsonRef::members`] returns.
#[derive(Clone, Debug)]
pub struct MemberIter<'a>(Walk<'a>);

impl<'a> Iterator for MemberIter<'a> {
    type Item = (Cow<'a, str>, JsonRef<'a>);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let name = self.0.step()?.meant()?;
        Some((name, self.0.step()?))
    }
}

/// An iterator over the elements of an array, which [`JsonRef::elements`] returns.
#[derive(Clone, Debug)]
pub struct ElementIter<'a>(Walk<'a>);

impl<'a> Iterator for ElementIter<'a> {
    type Item = JsonRef<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.step()
    }
}
