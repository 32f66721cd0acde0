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

/// Reads the members of an object, in the order of the text: the first wrong one is the error. If none is wrong, the error is the
/// first missing one in the order of the names. Other members are ignored. The names are data, and each has its place.
pub(crate) fn fill<const N: usize>(
    object: JsonRef<'_>,
    reader: &mut Reader<'_>,
    names: &'static [&'static str; N],
    places: &mut [&mut dyn Place; N],
) -> Result<(), DecodeError> {
    fill_first(N, object, reader, names, places)
}

/// Reads members of which only the first so many have to be there.
pub(crate) fn fill_first(
    required: usize,
    object: JsonRef<'_>,
    reader: &mut Reader<'_>,
    names: &'static [&'static str],
    places: &mut [&mut dyn Place],
) -> Result<(), DecodeError> {
    let seen = fill_known(object, reader, names, places, &mut |_, _, _| {})?;
    require(object, names, required, seen)
}

/// Reads the members of a payload. A member by which the payload of another method is recognised is an error, unless it is null
/// (B-4, C-7). The first so many members are missed before that.
pub(crate) fn fill_payload<const N: usize>(
    payload: JsonRef<'_>,
    reader: &mut Reader<'_>,
    first: usize,
    names: &'static [&'static str; N],
    places: &mut [&mut dyn Place; N],
) -> Result<(), DecodeError> {
    fill_own(payload, reader, first, names, places)
}

fn fill_own(
    payload: JsonRef<'_>,
    reader: &mut Reader<'_>,
    first: usize,
    names: &'static [&'static str],
    places: &mut [&mut dyn Place],
) -> Result<(), DecodeError> {
    let mut other_method = None;
    let seen = fill_known(payload, reader, names, places, &mut |name, member, reader| {
        if is_of_a_method(name) {
            other_method = reader.given(member).or(other_method);
        }
    })?;
    require(payload, names, first, seen)?;
    if let Some(member) = other_method {
        return Err(member.error(ErrorKind::AmbiguousPayload));
    }
    require(payload, names, names.len(), seen)
}

/// Which names of a table were in the object: a bit for each.
type Seen = u32;

const fn bit(index: usize) -> Seen {
    1 << (index % 32)
}

fn fill_known<'v, 'o>(
    object: JsonRef<'v>,
    reader: &mut Reader<'o>,
    names: &'static [&'static str],
    places: &mut [&mut dyn Place],
    other: &mut dyn FnMut(&str, JsonRef<'v>, &mut Reader<'o>),
) -> Result<Seen, DecodeError> {
    debug_assert!(names.len() <= 32, "a bit for each name");
    let mut seen = 0;
    for (name, member) in object.members()? {
        // Most members come in the order of the table, and no member comes twice (C-3), so it is mostly the first that is left.
        let mut rows = names.iter().zip(&mut *places).enumerate();
        match rows.find(|(index, (known, _))| seen & bit(*index) == 0 && **known == name) {
            Some((index, (name, place))) => {
                seen |= bit(index);
                place.fill(member, reader).in_member(name)?;
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
                $crate::read::fill(value, reader, &[$($name),+], &mut [
                    $($crate::read::place!(&mut self.$field $(, by $read)? $(, in $Place)?)),+
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
