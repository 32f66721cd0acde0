//! Reads the questions.
//!
//! The outer layers are read as raw text, so that a payment inside stays exactly as it was sent. The decoder under test
//! must itself find duplicate fields and numbers that are too large.

use alloc::{borrow::Cow, collections::BTreeSet, format, string::String, vec::Vec};
use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use x402_types::RawJson;

use super::{
    stop::{Outcome, Stop},
    value::{self, Value, must_be},
};

/// The fields of one object of a question, as raw text. A field that is never taken out was not understood.
#[derive(Debug)]
pub struct Fields<'a> {
    path: Cow<'static, str>,
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Fields<'a> {
    /// Reads an object. Errors name it with `path`.
    ///
    /// # Errors
    /// The value is not an object, or has a field twice.
    pub fn read(raw: &'a RawValue, path: impl Into<Cow<'static, str>>) -> Outcome<Self> {
        Self::parse_text(raw.get(), path)
    }

    /// Reads an object from text that has not been checked to be JSON.
    pub(crate) fn parse_text(text: &'a str, path: impl Into<Cow<'static, str>>) -> Outcome<Self> {
        let path = path.into();
        match serde_json::from_str(text) {
            Ok(Object { members, twice: None }) => Ok(Self { path, members }),
            Ok(Object { twice: Some(name), .. }) => Err(Stop::Error(format!("{path}.{name} occurs twice"))),
            Err(error) => Err(unread(&path, text, &error)),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Returns a field, which still has to be taken.
    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.members.iter().find(|(found, _)| found == name).map(|(_, value)| *value)
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The remaining fields, for objects whose names are data.
    pub(super) fn into_members(self) -> impl Iterator<Item = (Cow<'a, str>, &'a RawValue)> {
        self.members.into_iter()
    }

    /// Returns the object if it has no fields except these.
    ///
    /// # Errors
    /// [`Stop::Skipped`], with the name of any other field.
    pub(super) fn only(self, known: &[&str]) -> Outcome<Self> {
        match self.members.iter().find(|(name, _)| !known.contains(&&**name)) {
            Some((name, _)) => Err(self.skipped(name)),
            None => Ok(self),
        }
    }

    /// Takes a field out. Returns `None` if it is absent.
    pub fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.members.iter().position(|(found, _)| found == name)?;
        Some(self.members.remove(at).1)
    }

    /// Takes a required field out.
    ///
    /// # Errors
    /// The field is missing.
    pub fn require(&mut self, name: &str) -> Outcome<&'a RawValue> {
        self.take(name).ok_or_else(|| Stop::Error(format!("{}.{name} is missing", self.path)))
    }

    /// Takes a field out and reads it as `T`.
    ///
    /// # Errors
    /// The field has a different type.
    pub(super) fn parse<T: Value<'a>>(&mut self, name: &str) -> Outcome<Option<T>> {
        self.take(name).map(|raw| self.read_member(name, raw)).transpose()
    }

    /// Takes a field out and replaces the setting with its value. If the field is absent, the setting stays.
    pub(super) fn set<T: Value<'a>>(&mut self, name: &str, setting: &mut T) -> Outcome<()> {
        if let Some(value) = self.parse(name)? {
            *setting = value;
        }
        Ok(())
    }

    /// The same for a limit that a preset may omit. Null is refused, because a question cannot remove a limit.
    pub(super) fn set_limit<T: Value<'a>>(&mut self, name: &str, limit: &mut Option<T>) -> Outcome<()> {
        if let Some(value) = self.parse(name)? {
            *limit = Some(value);
        }
        Ok(())
    }

    /// Takes a required field out and reads it as `T`.
    pub(super) fn require_as<T: Value<'a>>(&mut self, name: &str) -> Outcome<T> {
        let raw = self.require(name)?;
        self.read_member(name, raw)
    }

    fn read_member<T: Value<'a>>(&self, name: &str, raw: &'a RawValue) -> Outcome<T> {
        serde_json::from_str(raw.get()).map_err(|_| T::unread(raw, &self.path_of(name)))
    }

    /// The path of a field. One function for all types keeps a module of wasm small.
    #[inline(never)]
    fn path_of(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// Takes the time out, in seconds since 1970-01-01 UTC.
    pub(super) fn now(&mut self) -> Outcome<u64> {
        let raw = self.require("now")?;
        value::seconds(raw, || self.path_of("now"))
    }

    pub(super) fn object(&mut self, name: &str) -> Outcome<Option<Self>> {
        self.take(name).map(|raw| Fields::read(raw, self.path_of(name))).transpose()
    }

    /// Checks that every field was understood.
    ///
    /// # Errors
    /// [`Stop::Skipped`], with the name of a field that was not understood. A constraint that is ignored could change
    /// the verdict.
    pub fn finish(self) -> Outcome<()> {
        if self.members.is_empty() { Ok(()) } else { Err(self.not_known()) }
    }

    pub(super) fn not_known(&self) -> Stop {
        self.skipped(self.members.first().map_or("", |(name, _)| name))
    }

    fn skipped(&self, name: &str) -> Stop {
        Stop::Skipped(format!("{}.{name} is unknown", self.path))
    }
}

/// Why a text is not read as an object: it is a different value, or not JSON.
fn unread(path: &str, text: &str, error: &serde_json::Error) -> Stop {
    match RawJson::parse(text) {
        Err(fault) if !error.is_data() => Stop::Error(format!("{path}: {fault}")),
        _ => must_be(path, "an object", text),
    }
}

/// An object as raw fields, with the first name that occurs twice.
struct Object<'a> {
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
    twice: Option<Cow<'a, str>>,
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;

        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members: Vec<(Cow<'de, str>, &'de RawValue)> = Vec::with_capacity(8);
                while let Some(Name(name)) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Object { twice: first_twice(&members), members })
            }
        }

        deserializer.deserialize_map(ObjectVisitor)
    }
}

/// The first name that is there a second time.
fn first_twice<'a>(members: &[(Cow<'a, str>, &RawValue)]) -> Option<Cow<'a, str>> {
    // Most objects have few fields, which need no set of names. A hostile one may have many.
    const FEW: usize = 16;
    if members.len() <= FEW {
        let was_met = |index: usize, name: &str| members.iter().take(index).any(|(earlier, _)| earlier == name);
        return members
            .iter()
            .enumerate()
            .find(|(index, (name, _))| was_met(*index, name))
            .map(|(_, (name, _))| name.clone());
    }
    let mut names = BTreeSet::new();
    members.iter().find(|(name, _)| !names.insert(&**name)).map(|(name, _)| name.clone())
}

/// The name of a field. It is borrowed unless it has an escape.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Decodes `0x` and an even number of hexadecimal digits.
pub(super) fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.is_ascii() && digits.len().is_multiple_of(2))?;
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}
