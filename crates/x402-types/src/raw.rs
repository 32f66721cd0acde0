//! JSON that is kept as received, and the fields that a type does not know.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    DecodeError, Limits, NotCanonical, base64,
    json::{self, Compound, JsonRef, Kind, Nodes, Record},
    printable::Printable,
};

/// A JSON value that has been checked and is otherwise unchanged. Its text is kept byte for byte.
///
/// ```
/// use x402_types::RawJson;
/// let raw = RawJson::parse(r#" {"name": "USDC",  "big": 1e400} "#)?;
/// assert_eq!(raw.as_str(), r#"{"name": "USDC",  "big": 1e400}"#);
/// assert!(RawJson::parse(r#"{"a":1,"\u0061":2}"#).is_err()); // the same field twice
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct RawJson {
    text: Box<str>,
    /// The nodes that the check recorded.
    record: Record,
}

impl RawJson {
    /// Checks a text within the default limits and keeps it, without surrounding white space.
    ///
    /// # Errors
    /// Errors of the stages `json` and `limit`.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        Self::parse_within(text, &Limits::DEFAULT)
    }

    /// Checks a text like [`parse`](Self::parse), within other limits.
    ///
    /// # Errors
    /// The errors of [`parse`](Self::parse).
    pub fn parse_within(text: &str, limits: &Limits) -> Result<Self, DecodeError> {
        let mut nodes = Nodes::new();
        Ok(json::check(text, limits, &mut nodes)?.root.into())
    }

    pub(crate) fn null() -> Self {
        Self { text: "null".into(), record: Record::of_scalar(Kind::Null, "null") }
    }

    /// Creates a JSON string with this text.
    #[must_use]
    pub fn string(text: &str) -> Self {
        let mut out = String::with_capacity(text.len().saturating_add(2));
        json::write_string(&mut out, text);
        Self { record: Record::of_string(&out), text: out.into() }
    }

    /// Creates a JSON string that contains these bytes in base64 (C-1).
    #[must_use]
    pub fn base64(bytes: &[u8]) -> Self {
        Self::string(&base64::encode(bytes))
    }

    /// Creates a JSON array of these elements.
    ///
    /// ```
    /// # use x402_types::RawJson;
    /// let array = RawJson::array([RawJson::string("latest"), true.into(), 7.into()]);
    /// assert_eq!(array.as_str(), r#"["latest",true,7]"#);
    /// ```
    #[must_use]
    pub fn array(elements: impl IntoIterator<Item = Self>) -> Self {
        let mut array = Compound::array();
        for element in elements {
            array.element(element.as_json());
        }
        array.into()
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the canonical form of RFC 8785: sorted fields, no white space, one encoding for each string and number.
    /// Equal values have equal canonical forms, so a hash of the form is a hash of the value.
    ///
    /// ```
    /// # use x402_types::RawJson;
    /// let raw = RawJson::parse(r#"{"b": 1.0, "a": "\u20ac"}"#)?;
    /// assert_eq!(raw.canonical()?, r#"{"a":"€","b":1}"#);
    /// assert!(RawJson::parse("9007199254740993")?.canonical().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The value contains a number that the canonical form would round.
    pub fn canonical(&self) -> Result<String, NotCanonical> {
        let mut out = String::with_capacity(self.text.len());
        json::write_canonical(&self.as_json(), &mut out)?;
        Ok(out)
    }

    /// The value, for reading its parts.
    pub fn as_json(&self) -> JsonRef<'_> {
        self.record.root(&self.text)
    }
}

impl From<Compound> for RawJson {
    fn from(compound: Compound) -> Self {
        let (text, record) = compound.finish();
        Self { text: text.into(), record }
    }
}

impl From<Members> for RawJson {
    /// Makes an object of these fields.
    fn from(members: Members) -> Self {
        let mut object = Compound::object();
        for (name, value) in members.iter() {
            object.member(name, value.as_json());
        }
        object.into()
    }
}

impl From<bool> for RawJson {
    fn from(value: bool) -> Self {
        let (kind, text) = if value { (Kind::True, "true") } else { (Kind::False, "false") };
        Self { text: text.into(), record: Record::of_scalar(kind, text) }
    }
}

impl From<u64> for RawJson {
    fn from(number: u64) -> Self {
        let text = number.to_string();
        Self { record: Record::of_scalar(Kind::Number, &text), text: text.into() }
    }
}

impl From<JsonRef<'_>> for RawJson {
    fn from(value: JsonRef<'_>) -> Self {
        Self { text: value.text().into(), record: value.into() }
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for RawJson {}

impl core::hash::Hash for RawJson {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// Prints the text with escapes for characters that are not printable, because a program whose `main` returns an error
/// prints it with `Debug`.
impl core::fmt::Debug for RawJson {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(&Printable(self), f)
    }
}

/// The fields of an object in order: those that a wire type does not know, and known optional fields that were `null`
/// (C-7). Names are unique.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members(Vec<(Box<str>, RawJson)>);

impl<'a> FromIterator<(&'a str, RawJson)> for Members {
    /// If a name occurs twice, the last value counts.
    fn from_iter<I: IntoIterator<Item = (&'a str, RawJson)>>(members: I) -> Self {
        let mut all = Self::new();
        for (name, value) in members {
            all.insert(name, value);
        }
        all
    }
}

impl Members {
    /// Creates an empty list of fields.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns the fields of an object. A different value has none, and neither has `None`.
    ///
    /// ```
    /// use x402_types::{Members, RawJson};
    /// let extra = RawJson::parse(r#"{"name":"USDC"}"#)?;
    /// let mut members = Members::from_object(Some(&extra));
    /// members.insert("version", RawJson::string("2"));
    /// assert_eq!(RawJson::from(members).as_str(), r#"{"name":"USDC","version":"2"}"#);
    /// assert!(Members::from_object(None).is_empty());
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn from_object(object: Option<&RawJson>) -> Self {
        let mut all = Self::new();
        for (name, value) in object.and_then(|object| object.as_json().members().ok()).into_iter().flatten() {
            all.push(&name, value.into());
        }
        all
    }

    /// Returns the value of a field.
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.iter().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// Sets a field. An existing field keeps its position, and a new one is added at the end.
    pub fn insert(&mut self, name: &str, value: RawJson) {
        match self.0.iter_mut().find(|(found, _)| **found == *name) {
            Some((_, slot)) => *slot = value,
            None => self.push(name, value),
        }
    }

    /// Removes a field and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<RawJson> {
        let at = self.0.iter().position(|(found, _)| **found == *name)?;
        Some(self.0.remove(at).1)
    }

    /// Iterates over the fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns `true` if there are no fields.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends a field whose name is not in the list yet. Unlike [`insert`](Self::insert), it does not search for the
    /// name, so the caller makes sure of that. Readers can, because a document with a duplicate is refused before they
    /// read it (C-3).
    pub fn push(&mut self, name: &str, value: RawJson) {
        self.0.push((name.into(), value));
    }
}
