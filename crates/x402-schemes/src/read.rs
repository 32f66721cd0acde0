//! Reads the members of payloads by tables: what an object has is data, and one function reads it. A reader in code costs some 400
//! bytes of wasm for each member, most of them for moving errors.
//!
//! A value is read in its place. Before, the place has a blank value, which no reader returns: a required member that is not there
//! is an error.

use alloc::{string::String, vec::Vec};

use x402_types::{
    Amount, DecodeError, ErrorKind, JsonRef, Uint256, UnixSeconds,
    read::{Reader, ResultExt as _, missing},
};

use crate::mechanism::is_of_a_method;

/// Where a member is kept.
#[doc(hidden)]
pub trait Place {
    /// Reads the member.
    ///
    /// # Errors
    /// The value cannot be read. The place has something then that is not to be used.
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
}

/// A value that is not read yet.
#[doc(hidden)]
pub trait Blank {
    /// The blank value.
    fn blank() -> Self;
}

/// Reads a value of its own.
pub(crate) fn read<T: Blank + Place>(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<T, DecodeError> {
    let mut read = T::blank();
    read.fill(value, reader)?;
    Ok(read)
}

/// A line of a table: a member's name, its place, and whether it has to be there.
pub(crate) struct Row<'a> {
    name: &'static str,
    place: &'a mut dyn Place,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Required,
    Optional,
    Read,
}

impl<'a> Row<'a> {
    pub(crate) fn required(name: &'static str, place: &'a mut dyn Place) -> Self {
        Self { name, place, state: State::Required }
    }

    pub(crate) fn optional(name: &'static str, place: &'a mut dyn Place) -> Self {
        Self { name, place, state: State::Optional }
    }
}

/// Reads the members of an object, in the order of the text: the first wrong one is the error. If none is wrong, the error is the
/// first missing one in the order of the table. Other members are ignored.
pub(crate) fn fill(object: JsonRef<'_>, reader: &mut Reader<'_>, rows: &mut [Row<'_>]) -> Result<(), DecodeError> {
    fill_known(object, reader, rows, &mut |_, _, _| {})?;
    require(object, rows)
}

/// Reads the members of a payload. A member by which the payload of another method is recognised is an error, unless it is null
/// (B-4, C-7). Those in the first so many rows are missed before that.
pub(crate) fn fill_payload(
    payload: JsonRef<'_>,
    reader: &mut Reader<'_>,
    first: usize,
    rows: &mut [Row<'_>],
) -> Result<(), DecodeError> {
    let mut other_method = None;
    fill_known(payload, reader, rows, &mut |name, member, reader| {
        if is_of_a_method(name) {
            other_method = reader.given(member).or(other_method);
        }
    })?;
    require(payload, rows.get(..first).unwrap_or_default())?;
    if let Some(member) = other_method {
        return Err(member.error(ErrorKind::AmbiguousPayload));
    }
    require(payload, rows)
}

fn fill_known<'v, 'o>(
    object: JsonRef<'v>,
    reader: &mut Reader<'o>,
    rows: &mut [Row<'_>],
    other: &mut dyn FnMut(&str, JsonRef<'v>, &mut Reader<'o>),
) -> Result<(), DecodeError> {
    for (name, member) in object.members()? {
        // Most members come in the order of the table, and no member comes twice (C-3), so the row is mostly the first that is left.
        match rows.iter_mut().find(|row| row.state != State::Read && row.name == name) {
            Some(row) => {
                row.state = State::Read;
                row.place.fill(member, reader).in_member(row.name)?;
            }
            None => other(&name, member, reader),
        }
    }
    Ok(())
}

fn require(object: JsonRef<'_>, rows: &[Row<'_>]) -> Result<(), DecodeError> {
    match rows.iter().find(|row| row.state == State::Required) {
        Some(row) => Err(missing(row.name, object)),
        None => Ok(()),
    }
}

/// A place whose value is read in another way than others of its type.
pub(crate) struct By<'a, T>(
    pub(crate) &'a mut T,
    pub(crate) fn(JsonRef<'_>, &mut Reader<'_>) -> Result<T, DecodeError>,
);

impl<T> Place for By<'_, T> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self.0 = self.1(value, reader)?;
        Ok(())
    }
}

/// A member that may be null, and then counts as absent (C-7): where it is kept, and whether it is there.
pub(crate) struct Given<'a> {
    pub(crate) place: &'a mut dyn Place,
    pub(crate) is_given: &'a mut bool,
}

impl Place for Given<'_> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let Some(value) = reader.given(value) else { return Ok(()) };
        *self.is_given = true;
        self.place.fill(value, reader)
    }
}

/// Makes types readable in their place. A row has the type, the blank value, and the function that reads the value.
macro_rules! values {
    ($($Type:ty: $blank:expr, $read:expr;)+) => {$(
        impl $crate::read::Blank for $Type {
            fn blank() -> Self {
                $blank
            }
        }

        impl $crate::read::Place for $Type {
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
/// Makes an object readable by the table of its members, all of which are required. A row has the field, the name on the wire, and,
/// unless its type is read in one way, after `by` how the member is read or after `in` the place that reads it. The order is that in
/// which members are missed.
macro_rules! members {
    ($Type:ty { $($field:ident $name:literal $(in $Place:ident)? $(by $read:expr)?;)+ }) => {
        impl $crate::read::Blank for $Type {
            fn blank() -> Self {
                Self { $($field: $crate::read::Blank::blank()),+ }
            }
        }

        impl $crate::read::Place for $Type {
            fn fill(
                &mut self,
                value: x402_types::JsonRef<'_>,
                reader: &mut x402_types::read::Reader<'_>,
            ) -> Result<(), x402_types::DecodeError> {
                $crate::read::fill(value, reader, &mut [
                    $($crate::read::Row::required($name, $crate::read::place!(&mut self.$field $(, by $read)? $(, in $Place)?))),+
                ])
            }
        }
    };
}
macro_rules! place {
    ($place:expr) => {
        $place
    };
    ($place:expr, by $read:expr) => {
        &mut $crate::read::By($place, $read)
    };
    ($place:expr, in $Place:ident) => {
        &mut $Place($place)
    };
}
pub(crate) use {members, place, values};

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

/// A member that may be null, and then counts as absent (C-7).
impl<T: Blank + Place> Place for Option<T> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        if let Some(value) = reader.given(value) {
            self.insert(T::blank()).fill(value, reader)?;
        }
        Ok(())
    }
}

impl<T: Blank + Place> Place for Vec<T> {
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
