//! Reads the fields of payloads with tables: the fields of an object are data, and one function reads them. A reader in
//! code costs some 400 bytes of wasm for each field, most of them for moving errors.
//!
//! Each value is read into a place that starts with a blank value. No reader returns a blank value, because a missing
//! required field is an error.

use alloc::{string::String, vec::Vec};

use x402_types::{
    Amount, DecodeError, ErrorKind, JsonRef, Uint256, UnixSeconds,
    read::{Reader, ResultExt as _, missing},
};

use crate::mechanism::is_of_a_method;

/// A field to be filled with its value.
pub(crate) trait Fill {
    /// Reads the value of the field.
    ///
    /// # Errors
    /// The value cannot be read. The content of the field must not be used then.
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
}

/// A type with a value for fields that are not read yet.
pub(crate) trait Blank {
    /// The blank value.
    fn blank() -> Self;
}

/// Reads a value into a new object.
pub(crate) fn read<T: Blank + Fill>(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<T, DecodeError> {
    let mut read = T::blank();
    read.fill(value, reader)?;
    Ok(read)
}

/// Reads the fields of an object, in the order of the text: the first invalid one is the error. If none is invalid, the
/// error is the first missing one in the order of the names. Other fields are ignored. The names are data, and each has
/// its field.
pub(crate) fn fill<const N: usize>(
    object: JsonRef<'_>,
    reader: &mut Reader<'_>,
    names: &'static [&'static str; N],
    fields: &mut [&mut dyn Fill; N],
) -> Result<(), DecodeError> {
    fill_first(N, object, reader, names, fields)
}

/// Reads fields of which only the first `required` ones must be present.
pub(crate) fn fill_first(
    required: usize,
    object: JsonRef<'_>,
    reader: &mut Reader<'_>,
    names: &'static [&'static str],
    fields: &mut [&mut dyn Fill],
) -> Result<(), DecodeError> {
    let seen = fill_known(object, reader, names, fields, &mut |_, _, _| {})?;
    require(object, names, required, seen)
}

/// Reads the fields of a payload. A field by which the payload of a different method is recognised is an error, unless
/// it is null (B-4, C-7). If one of the `first` fields is missing, that is the error.
pub(crate) fn fill_payload<const N: usize>(
    payload: JsonRef<'_>,
    reader: &mut Reader<'_>,
    first: usize,
    names: &'static [&'static str; N],
    fields: &mut [&mut dyn Fill; N],
) -> Result<(), DecodeError> {
    fill_own(payload, reader, first, names, fields)
}

fn fill_own(
    payload: JsonRef<'_>,
    reader: &mut Reader<'_>,
    first: usize,
    names: &'static [&'static str],
    fields: &mut [&mut dyn Fill],
) -> Result<(), DecodeError> {
    let mut other_method = None;
    let seen = fill_known(payload, reader, names, fields, &mut |name, member, reader| {
        if is_of_a_method(name) {
            other_method = reader.non_null(member).or(other_method);
        }
    })?;
    require(payload, names, first, seen)?;
    if let Some(member) = other_method {
        return Err(member.error(ErrorKind::AmbiguousPayload));
    }
    require(payload, names, names.len(), seen)
}

/// A bit for each name of a table that was in the object.
type Seen = u32;

const fn bit(index: usize) -> Seen {
    1 << (index % 32)
}

fn fill_known<'v, 'o>(
    object: JsonRef<'v>,
    reader: &mut Reader<'o>,
    names: &'static [&'static str],
    fields: &mut [&mut dyn Fill],
    other: &mut dyn FnMut(&str, JsonRef<'v>, &mut Reader<'o>),
) -> Result<Seen, DecodeError> {
    debug_assert!(names.len() <= 32, "a bit for each name");
    let mut seen = 0;
    for (name, member) in object.members()? {
        // Most fields come in the order of the table, and no field comes twice (C-3), so usually the first name that is
        // left matches.
        let mut rows = names.iter().zip(&mut *fields).enumerate();
        match rows.find(|(index, (known, _))| seen & bit(*index) == 0 && **known == name) {
            Some((index, (name, field))) => {
                seen |= bit(index);
                field.fill(member, reader).in_member(name)?;
            }
            None => other(&name, member, reader),
        }
    }
    Ok(seen)
}

fn require(object: JsonRef<'_>, names: &[&'static str], first: usize, seen: Seen) -> Result<(), DecodeError> {
    match names.iter().take(first).enumerate().find(|(index, _)| seen & bit(*index) == 0) {
        Some((_, name)) => Err(missing(name, object)),
        None => Ok(()),
    }
}

/// A place whose value is read differently from others of its type.
pub(crate) struct By<'a, T>(
    pub(crate) &'a mut T,
    pub(crate) fn(JsonRef<'_>, &mut Reader<'_>) -> Result<T, DecodeError>,
);

impl<T> Fill for By<'_, T> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self.0 = self.1(value, reader)?;
        Ok(())
    }
}

/// A field that may be null, and then counts as absent (C-7): the field, and `true` if it is present.
pub(crate) struct Supplied<'a> {
    pub(crate) field: &'a mut dyn Fill,
    pub(crate) is_supplied: &'a mut bool,
}

impl Fill for Supplied<'_> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let Some(value) = reader.non_null(value) else { return Ok(()) };
        *self.is_supplied = true;
        self.field.fill(value, reader)
    }
}

/// Makes types readable in place. Each type needs two traits, which a function cannot implement. A row has the type,
/// the blank value, and the function that reads the value.
macro_rules! values {
    ($($Type:ty: $blank:expr, $read:expr;)+) => {$(
        impl $crate::read::Blank for $Type {
            fn blank() -> Self {
                $blank
            }
        }

        impl $crate::read::Fill for $Type {
            fn fill(
                &mut self,
                value: x402_types::JsonRef<'_>,
                reader: &mut x402_types::read::Reader<'_>,
            ) -> Result<(), x402_types::DecodeError> {
                *self = $read(value, reader)?;
                Ok(())
            }
        }
    )+};
}
/// Makes an object readable with the table of its fields, all of which are required. A function cannot do this, because
/// only a macro can list the fields of a struct once for its blank value and for its reader. A row has the Rust field,
/// the name on the wire, and, unless its type is read in one way, after `by` how the value is read or after `in` the
/// type that reads it. Missing fields are reported in this order.
macro_rules! members {
    ($Type:ty { $($field:ident $name:literal $(in $Reader:ident)? $(by $read:expr)?;)+ }) => {
        impl $crate::read::Blank for $Type {
            fn blank() -> Self {
                Self { $($field: $crate::read::Blank::blank()),+ }
            }
        }

        impl $crate::read::Fill for $Type {
            fn fill(
                &mut self,
                value: x402_types::JsonRef<'_>,
                reader: &mut x402_types::read::Reader<'_>,
            ) -> Result<(), x402_types::DecodeError> {
                $crate::read::fill(value, reader, &[$($name),+], &mut [
                    $($crate::read::field!(&mut self.$field $(, by $read)? $(, in $Reader)?)),+
                ])
            }
        }
    };
}
/// The part of `members!` that depends on how a field is read.
macro_rules! field {
    ($field:expr) => {
        $field
    };
    ($field:expr, by $read:expr) => {
        &mut $crate::read::By($field, $read)
    };
    ($field:expr, in $Reader:ident) => {
        &mut $Reader($field)
    };
}
pub(crate) use {field, members, values};

values! {
    Amount: Self::default(), |value, reader: &mut Reader<'_>| reader.decimal(value).map(Self::from);
    Uint256: Self::ZERO, |value, reader: &mut Reader<'_>| reader.decimal(value);
    UnixSeconds: Self::default(), |value, reader: &mut Reader<'_>| reader.decimal(value).map(Self::from);
}

impl Blank for String {
    fn blank() -> Self {
        Self::new()
    }
}

impl Blank for u64 {
    fn blank() -> Self {
        0
    }
}

impl<T> Blank for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T> Blank for Option<T> {
    fn blank() -> Self {
        None
    }
}

/// A field that may be null, and then counts as absent (C-7).
impl<T: Blank + Fill> Fill for Option<T> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        if let Some(value) = reader.non_null(value) {
            self.insert(T::blank()).fill(value, reader)?;
        }
        Ok(())
    }
}

impl<T: Blank + Fill> Fill for Vec<T> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        for (index, element) in value.elements()?.enumerate() {
            self.push(T::blank());
            if let Some(last) = self.last_mut() {
                last.fill(element, reader).in_element(index)?;
            }
        }
        Ok(())
    }
}
