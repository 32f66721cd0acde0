//! Writes wire objects compactly, with the fields in the order of the specification (C-13).

use alloc::string::String;
use core::fmt::{self, Write as _};

use super::{write_displayed, write_string};
use crate::{AnyNetwork, Members, Network, RawJson, Uint256, uint256::MAX_DIGITS};

/// Writes one object as compact JSON. Strings have only the escapes that RFC 8259 requires. The names of fields are
/// written as they are, so they must not need an escape.
///
/// ```
/// use x402_types::{Members, RawJson, object::ObjectWriter};
/// let other = Members::from_iter([("note", RawJson::string("thanks"))]);
/// let mut text = String::new();
/// let mut object = ObjectWriter::new(&mut text);
/// object.display("amount", &100);
/// object.optional_string("to", None);
/// object.finish(&other, |_| false);
/// assert_eq!(text, r#"{"amount":"100","note":"thanks"}"#);
/// ```
#[derive(Debug)]
pub struct ObjectWriter<'o> {
    out: &'o mut String,
    first: bool,
}

impl<'o> ObjectWriter<'o> {
    /// Begins an object at the end of this text.
    pub fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, first: true }
    }

    /// Writes the name of a field that the type knows. No such name has an escape.
    fn name(&mut self, name: &'static str) {
        self.comma();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
    }

    fn comma(&mut self) {
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
    }

    /// Writes a string field.
    pub fn string(&mut self, name: &'static str, value: &str) {
        self.name(name);
        write_string(self.out, value);
    }

    /// Writes a string field, if there is a value.
    pub fn optional_string(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(name, value);
        }
    }

    /// Writes a network in the format of its version.
    pub fn any_network(&mut self, name: &'static str, value: &AnyNetwork) {
        match value {
            AnyNetwork::V1(network) => self.string(name, network.as_str()),
            AnyNetwork::V2(network) => self.network(name, network),
        }
    }

    /// Writes a CAIP-2 identifier, without the code of [`fmt`].
    pub(crate) fn network(&mut self, name: &'static str, value: &Network) {
        self.name(name);
        self.out.push('"');
        value.push_to(self.out);
        self.out.push('"');
    }

    /// Writes a value whose text is plain ASCII without quotes, such as an amount or a CAIP-2 identifier. V1 names are
    /// not such values.
    pub fn display(&mut self, name: &'static str, value: &impl fmt::Display) {
        self.name(name);
        // Writing to a String cannot fail.
        let _ = write!(self.out, "\"{value}\"");
    }

    /// Writes the printed text of a value as a string field, with escapes.
    pub fn text(&mut self, name: &'static str, value: &dyn fmt::Display) {
        self.name(name);
        write_displayed(self.out, value);
    }

    /// Writes the printed text of a value as a string field, if there is a value.
    pub fn optional_text(&mut self, name: &'static str, value: Option<impl fmt::Display>) {
        if let Some(value) = value {
            self.text(name, &value);
        }
    }

    /// Writes an integer field.
    pub fn integer(&mut self, name: &'static str, value: u64) {
        self.name(name);
        self.out.push_str(Uint256::from(value).digits(&mut [0; MAX_DIGITS]));
    }

    /// Writes a boolean field.
    pub fn boolean(&mut self, name: &'static str, value: bool) {
        self.name(name);
        self.out.push_str(if value { "true" } else { "false" });
    }

    /// Writes a field that is null.
    pub fn null(&mut self, name: &'static str) {
        self.name(name);
        self.out.push_str("null");
    }

    /// Writes a field as its text.
    pub fn raw(&mut self, name: &'static str, value: &RawJson) {
        self.name(name);
        self.out.push_str(value.as_str());
    }

    /// Writes a field as its text, if there is a value.
    pub fn optional_raw(&mut self, name: &'static str, value: Option<&RawJson>) {
        if let Some(value) = value {
            self.raw(name, value);
        }
    }

    /// Writes a list of strings.
    pub fn strings(&mut self, name: &'static str, values: impl IntoIterator<Item = impl AsRef<str>>) {
        self.array(name, values, |value, out| write_string(out, value.as_ref()));
    }

    /// Writes a list, and each element with the function.
    pub fn array<T>(
        &mut self,
        name: &'static str,
        elements: impl IntoIterator<Item = T>,
        write: impl Fn(T, &mut String),
    ) {
        self.name(name);
        let mut array = ArrayWriter::new(self.out);
        for element in elements {
            array.element(|out| write(element, out));
        }
        array.close();
    }

    /// Writes a field with the function.
    pub fn object(&mut self, name: &'static str, write: impl FnOnce(&mut String)) {
        self.name(name);
        write(self.out);
    }

    /// Writes the fields that the type does not know, and ends the object. A known field that is kept here as `null` is
    /// left out if `is_set` returns that it has been set since.
    pub fn finish(mut self, other: &Members, is_set: impl Fn(&str) -> bool) {
        for (name, value) in other.iter() {
            if !is_set(name) {
                self.comma();
                write_string(self.out, name);
                self.out.push(':');
                self.out.push_str(value.as_str());
            }
        }
        self.close();
    }

    /// Ends the object.
    pub fn close(self) {
        self.out.push('}');
    }
}

/// Writes one array as compact JSON, element by element.
///
/// ```
/// use x402_types::object::{ArrayWriter, ObjectWriter};
/// let mut text = String::new();
/// let mut array = ArrayWriter::new(&mut text);
/// array.text(&7);
/// array.element(|out| ObjectWriter::new(out).close());
/// array.close();
/// assert_eq!(text, r#"["7",{}]"#);
/// ```
#[derive(Debug)]
pub struct ArrayWriter<'o> {
    out: &'o mut String,
    first: bool,
}

impl<'o> ArrayWriter<'o> {
    /// Begins an array at the end of this text.
    pub fn new(out: &'o mut String) -> Self {
        out.push('[');
        Self { out, first: true }
    }

    /// Writes an element with the function.
    pub fn element(&mut self, write: impl FnOnce(&mut String)) {
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
        write(self.out);
    }

    /// Writes the printed text of a value as a string, with escapes.
    pub fn text(&mut self, value: &dyn fmt::Display) {
        self.element(|out| write_displayed(out, value));
    }

    /// Writes an element as its text.
    pub fn raw(&mut self, value: &RawJson) {
        self.element(|out| out.push_str(value.as_str()));
    }

    /// Ends the array.
    pub fn close(self) {
        self.out.push(']');
    }
}
