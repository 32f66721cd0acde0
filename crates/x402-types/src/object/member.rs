//! The fields of wire objects. A type defines how it is read and written as a field, and a table lists the fields of an
//! object.

use alloc::{string::String, vec::Vec};

use super::{Object, keep_null};
use crate::{
    Amount, AnyAmount, AnyNetwork, DecodeError, JsonRef, Members, Network, NetworkName, Offer, RawJson, Scheme,
    Version,
    entry::{read_accepts, write_entry},
    json::ObjectWriter,
    read::{Reader, ResultExt},
};

/// A type that fields of wire objects have. Every [`Object`] is one.
///
/// ```
/// use x402_types::{DecodeError, JsonRef, object::{Member, ObjectWriter}, read::Reader};
///
/// /// The number of a page, on the wire a number from 1.
/// #[derive(Debug, PartialEq)]
/// struct Page(u64);
///
/// impl Member for Page {
///     fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
///         reader.integer(value).map(Self)
///     }
///
///     fn write(&self, name: &'static str, object: &mut ObjectWriter<'_>) {
///         object.integer(name, self.0);
///     }
/// }
/// ```
pub trait Member: Sized {
    /// Reads the field's value. The path of an error begins below the field.
    ///
    /// # Errors
    /// The value is none of this type.
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
    /// Writes the field.
    fn write(&self, name: &'static str, object: &mut ObjectWriter<'_>);
}

/// Reads a field into its variable, for [`wire_object!`](super::wire_object) and readers like it.
///
/// ```
/// use x402_types::{Amount, DecodeOptions, RawJson, object::take, read::Reader};
/// let (value, mut amount) = (RawJson::string("100"), None::<Amount>);
/// take(&mut amount, "amount", value.as_json(), &mut Reader::new(&DecodeOptions::STRICT))?;
/// assert_eq!(amount, Some(100.into()));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
///
/// # Errors
/// The value cannot be read as a `T`. The path of the error contains the field.
// Inlined, because a value that a call returns is moved once more.
#[inline(always)]
pub fn take<T: Member>(
    slot: &mut Option<T>,
    name: &'static str,
    value: JsonRef<'_>,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    match T::read(value, reader) {
        Ok(read) => {
            *slot = Some(read);
            Ok(())
        }
        Err(error) => Err(error).in_member(name),
    }
}

/// Reads a field into its variable like [`take`], unless it is null, which [`keep_null`] keeps.
///
/// # Errors
/// The value is not null and cannot be read as a `T`. The path of the error contains the field.
#[inline(always)]
pub fn take_optional<T: Member>(
    slot: &mut Option<T>,
    name: &'static str,
    value: JsonRef<'_>,
    other: &mut Members,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    if value.is_null() {
        keep_null(name, value, other, reader);
        return Ok(());
    }
    take(slot, name, value, reader)
}

/// Makes the reader and the writer of a wire object from the table of its fields, in the order of the specification. A
/// macro gives both the same table.
///
/// A row contains the Rust name and the JSON name of a field. A `required` field must be present. An `optional` one may
/// be absent or null: a null is kept at its position, with a flag (C-7), or without one if the specification allows it
/// (`nullable`). An `omittable` one may be absent, but not null. After `=` comes the expression that reads a required
/// field, unless its type reads itself. The error is the first wrong field of the text, then the error of the block at
/// the end, then the first missing field in the order of the table. Unknown fields go to the Rust field `other`.
///
/// The names between `|` are for the value of the object, the value of a field and the [`Reader`](crate::read::Reader),
/// for expressions and the block. After `version` comes the expected `x402Version`, if the object has this field. The
/// crate that uses the macro needs `extern crate alloc` in its root. The [module](crate::object) has an example.
// `#[macro_export]` puts the macro into the root of the crate, where it is hidden. Its path is `object::wire_object`.
#[doc(hidden)]
#[macro_export]
macro_rules! wire_object {
    (
        $object:ty $(, version $version:expr)?; |$value:ident, $member:ident, $reader:ident|
        $($need:ident $field:ident $name:literal $(= $read:expr)?;)+
        $($then:block)?
    ) => {
        impl $crate::object::Object for $object {
            fn read(
                $value: $crate::JsonRef<'_>,
                $reader: &mut $crate::read::Reader<'_>,
            ) -> ::core::result::Result<Self, $crate::DecodeError> {
                $($reader.expect_version($value, $version)?;)?
                $(let mut $field = None;)+
                let mut other = $crate::Members::new();
                for (name, $member) in $value.members()? {
                    match &*name {
                        $("x402Version" => $crate::wire_object!(@skip $version),)?
                        $($name => $crate::wire_object!(@read $need $field $name $member other $reader $($read)?),)+
                        _ => other.push(&name, $member.into()),
                    }
                }
                $($then)?
                Ok(Self { $($field: $crate::wire_object!(@value $need $field $name $value),)+ other })
            }

            fn write(&self, out: &mut ::alloc::string::String) {
                let mut object = $crate::object::ObjectWriter::new(out);
                $(object.integer("x402Version", $version.number());)?
                $($crate::wire_object!(@write $need (self.$field) $name object);)+
                object.finish(&self.other, |name| match name {
                    $("x402Version" => $crate::wire_object!(@known $version),)?
                    $($name => $crate::wire_object!(@is_set $need (self.$field)),)+
                    _ => false,
                });
            }
        }
    };
    ($object:ty $(, version $version:expr)?; $($rows:tt)+) => {
        $crate::wire_object! { $object $(, version $version)?; |value, member, reader| $($rows)+ }
    };
    // The parts that depend on whether a field is required.
    (@read required $field:ident $name:literal $member:ident $other:ident $reader:ident) => {
        $crate::object::take(&mut $field, $name, $member, $reader)?
    };
    (@read omittable $field:ident $name:literal $member:ident $other:ident $reader:ident) => {
        $crate::object::take(&mut $field, $name, $member, $reader)?
    };
    (@read optional $field:ident $name:literal $member:ident $other:ident $reader:ident) => {
        $crate::object::take_optional(&mut $field, $name, $member, &mut $other, $reader)?
    };
    (@read nullable $field:ident $name:literal $member:ident $other:ident $reader:ident) => {
        if $member.is_null() {
            $other.push($name, $member.into())
        } else {
            $crate::object::take(&mut $field, $name, $member, $reader)?
        }
    };
    (@read required $field:ident $name:literal $member:ident $other:ident $reader:ident $read:expr) => {
        $field = Some($crate::read::ResultExt::in_member($read, $name)?)
    };
    (@value required $field:ident $name:literal $value:ident) => {
        match $field {
            Some(value) => value,
            None => return Err($crate::read::missing($name, $value)),
        }
    };
    (@value $optional:ident $field:ident $name:literal $value:ident) => {
        $field
    };
    (@write required ($field:expr) $name:literal $object:ident) => {
        $crate::object::Member::write(&$field, $name, &mut $object)
    };
    (@write $optional:ident ($field:expr) $name:literal $object:ident) => {
        if let Some(value) = &$field {
            $crate::object::Member::write(value, $name, &mut $object)
        }
    };
    (@is_set required ($field:expr)) => {
        true
    };
    // The version has no Rust field. It is read before all fields.
    (@skip $version:expr) => {{}};
    (@known $version:expr) => {
        true
    };
    (@is_set $optional:ident ($field:expr)) => {
        $field.is_some()
    };
}

/// Implements [`Member`] for types that each have one line: the type, how a value is read, and how it is written.
macro_rules! members {
    ($($type:ty: |$value:ident, $reader:ident| $read:expr, |$self:ident, $name:ident, $object:ident| $write:expr;)+) => {$(
        impl Member for $type {
            #[inline]
            #[allow(unused_variables, reason = "some values need no options")]
            fn read($value: JsonRef<'_>, $reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                $read
            }

            #[inline]
            fn write(&$self, $name: &'static str, $object: &mut ObjectWriter<'_>) {
                $write
            }
        }
    )+};
}

members! {
    Amount: |value, reader| reader.decimal(value).map(Self::from), |self, name, object| object.display(name, self);
    // `Reader::amount` also uses the network and the asset of the object.
    AnyAmount: |value, reader| reader.decimal(value).map(|units| Self::Units(units.into())), |self, name, object| self.with_text(|text| object.string(name, text));
    AnyNetwork: |value, reader| reader.any_network(value), |self, name, object| object.any_network(name, self);
    bool: |value, reader| value.boolean(), |self, name, object| object.boolean(name, *self);
    Network: |value, reader| reader.network(value), |self, name, object| object.network(name, self);
    NetworkName: |value, reader| reader.network_name(value), |self, name, object| object.string(name, self.as_str());
    RawJson: |value, reader| reader.object(value), |self, name, object| object.raw(name, self);
    Scheme: |value, reader| reader.scheme(value), |self, name, object| object.string(name, self.as_str());
    String: |value, reader| reader.text(value), |self, name, object| object.string(name, self);
    u64: |value, reader| reader.integer(value), |self, name, object| object.integer(name, *self);
    Vec<String>: |value, reader| reader.texts(value), |self, name, object| object.strings(name, self);
    Version: |value, reader| reader.version(value), |self, name, object| object.integer(name, self.number());
}

/// A nested object.
impl<T: Object> Member for T {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Object::read(value, reader)
    }

    fn write(&self, name: &'static str, object: &mut ObjectWriter<'_>) {
        object.object(name, |out| Object::write(self, out));
    }
}

/// A field that is always present, and null if there is no value.
impl Member for Option<String> {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if value.is_null() { Ok(None) } else { reader.text(value).map(Some) }
    }

    fn write(&self, name: &'static str, object: &mut ObjectWriter<'_>) {
        match self {
            Some(text) => object.string(name, text),
            None => object.null(name),
        }
    }
}

/// The list `accepts`. Other lists of entries are read with a different flag.
impl<R: Object> Member for Vec<Offer<R>> {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read_accepts(value, reader)
    }

    fn write(&self, name: &'static str, object: &mut ObjectWriter<'_>) {
        object.array(name, self, write_entry);
    }
}
