//! Readers and writers for your own wire objects, such as those of an extension. An object that implements [`Object`] is
//! decoded and encoded like those of the protocol ([`Wire`](crate::Wire)).
//!
//! [`wire_object!`] implements it from a table of the fields:
//!
//! ```
//! extern crate alloc;
//!
//! use x402_types::{Amount, DecodeOptions, Flag, Members, Wire, object::wire_object};
//!
//! /// An amount that a client adds to the price.
//! pub struct Tip {
//!     amount: Amount,
//!     note: Option<String>,
//!     /// Unknown fields, and explicit nulls.
//!     other: Members,
//! }
//!
//! wire_object! {
//!     Tip;
//!     required amount "amount";
//!     optional note "note";
//! }
//!
//! let text = r#"{"amount":"100","note":null,"to":"the cook"}"#;
//! let tip = Tip::decode(text, &DecodeOptions::STRICT)?;
//! assert_eq!(tip.value.amount, 100.into());
//! assert!(tip.flags.contains(Flag::NullOptional));
//! assert_eq!(tip.value.to_json(), text);
//!
//! let error = Tip::decode(r#"{"note":"thanks"}"#, &DecodeOptions::STRICT).err().unwrap();
//! assert_eq!(error.path().to_string(), "amount");
//! # Ok::<(), x402_types::DecodeError>(())
//! ```
//!
//! If a table is not enough, such as for an object whose fields depend on each other, implement [`Object`] with a
//! [`Reader`] and an [`ObjectWriter`].

mod member;

use alloc::string::String;

use crate::{DecodeError, Flag, JsonRef, Members, read::Reader};

#[doc(inline)]
pub use crate::wire_object;
pub use crate::{
    entry::read_entries,
    json::{ArrayWriter, ObjectWriter},
    serde_bridge::{deserialize, serialize, serialize_text},
};
pub use member::{Member, take, take_optional};

/// A type that reads itself from JSON and writes itself. It is a field type too ([`Member`]), for objects that contain
/// it.
///
/// You can implement it for your own types. A later version may add only methods with a default.
pub trait Object: Sized {
    /// Reads the object from its value. Unknown fields are kept, usually in a field `other` of the type
    /// [`Members`], so that [`write`](Self::write) can write them back.
    ///
    /// # Errors
    /// The value is not such an object.
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Appends the object to the text, as compact JSON.
    fn write(&self, out: &mut String);
}

/// Keeps the `null` of an optional field at its position in `other`, and raises [`Flag::NullOptional`] (C-7).
/// [`ObjectWriter::finish`] writes it back.
///
/// ```
/// use x402_types::{DecodeOptions, Flag, Members, RawJson, object::keep_null, read::Reader};
/// let note = RawJson::parse("null")?;
/// let mut other = Members::new();
/// let mut reader = Reader::new(&DecodeOptions::STRICT);
/// keep_null("note", note.as_json(), &mut other, &mut reader);
/// assert_eq!(other.get("note"), Some(&note));
/// assert!(reader.flags().contains(Flag::NullOptional));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
pub fn keep_null(name: &str, null: JsonRef<'_>, other: &mut Members, reader: &mut Reader<'_>) {
    reader.flag(Flag::NullOptional);
    other.push(name, null.into());
}
