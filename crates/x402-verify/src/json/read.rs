//! Reads the fields of an object. A missing or unknown field is an error.

use alloc::{
    borrow::{Cow, ToOwned},
    string::{String, ToString},
    vec::Vec,
};
use core::str::FromStr;

use x402_types::{DecodeError, JsonRef, declare::sentences};

use super::halves::Halves;

sentences! {
    /// The reason why a text is not the JSON of a report.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ReadError {
        /// The text is not JSON, or a field has the wrong type.
        Json(error: DecodeError) = |f| error.fmt(f),
        /// This field is missing.
        Missing(member: &'static str) = "{member} is missing",
        /// Reports have no field of this name at this position.
        UnknownMember(member: String) = "{member} is not a field of a report",
        /// The field has a value that this build does not know, such as the name of a check.
        Unknown {
            /// The name of the field.
            member: &'static str,
            /// Its value.
            value: String,
        } = "{member} has the unknown value {value:?}",
        /// The value of this field does not follow from the checks.
        Contradiction(member: &'static str) = "{member} contradicts the checks",
    }
}

impl core::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::Missing(_) | Self::UnknownMember(_) | Self::Unknown { .. } | Self::Contradiction(_) => None,
        }
    }
}

impl From<DecodeError> for ReadError {
    fn from(error: DecodeError) -> Self {
        Self::Json(error)
    }
}

pub(crate) type Result<T> = core::result::Result<T, ReadError>;

/// The fields of an object that have not been taken yet.
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, JsonRef<'a>)>);

impl<'a> Object<'a> {
    pub(crate) fn of(value: JsonRef<'a>) -> Result<Self> {
        Ok(Self(value.members()?.collect()))
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<JsonRef<'a>> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes a field whose value is an object with the field `specific`.
    pub(crate) fn take_with(&mut self, name: &str, specific: &str) -> Option<JsonRef<'a>> {
        let at = self.0.iter().position(|(found, value)| found == name && value.get(specific).is_some())?;
        Some(self.0.swap_remove(at).1)
    }

    pub(crate) fn require(&mut self, name: &'static str) -> Result<JsonRef<'a>> {
        self.take(name).ok_or(ReadError::Missing(name))
    }

    /// Takes a string field, and parses the string.
    pub(crate) fn parse<T: FromStr>(&mut self, name: &'static str) -> Result<T> {
        parse(name, self.require(name)?)
    }

    pub(crate) fn parse_if<T: FromStr>(&mut self, name: &'static str) -> Result<Option<T>> {
        self.take(name).map(|value| parse(name, value)).transpose()
    }

    /// Takes a number in decimal digits, written without sign and leading zeros.
    pub(crate) fn number<T: FromStr + ToString>(&mut self, name: &'static str) -> Result<T> {
        let text = self.text(name)?;
        let number = text.parse().ok().filter(|number: &T| number.to_string() == text);
        number.ok_or_else(|| unknown(name, &text))
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<String> {
        Ok(self.require(name)?.string()?.into_owned())
    }

    /// `true` if this field is present. Its value must then be true.
    pub(crate) fn is_present(&mut self, name: &'static str) -> Result<bool> {
        match self.take(name) {
            Some(value) if value.boolean()? => Ok(true),
            Some(_) => Err(unknown(name, "false")),
            None => Ok(false),
        }
    }

    pub(crate) fn list<T>(&mut self, name: &'static str, read: impl FnMut(JsonRef<'a>) -> Result<T>) -> Result<Vec<T>> {
        self.require(name)?.elements()?.map(read).collect()
    }

    pub(crate) fn halves(&mut self) -> Result<Halves> {
        Ok(Halves { sponsoring: self.parse("sponsoring")?, payment: self.parse("payment")? })
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(ReadError::UnknownMember(name.into_owned())),
            None => Ok(()),
        }
    }
}

fn parse<T: FromStr>(member: &'static str, value: JsonRef<'_>) -> Result<T> {
    let text = value.string()?;
    text.parse().map_err(|_| unknown(member, &text))
}

pub(crate) fn unknown(member: &'static str, value: &str) -> ReadError {
    ReadError::Unknown { member, value: value.to_owned() }
}
