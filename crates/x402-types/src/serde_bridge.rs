//! serde on top of this crate's only JSON reader (see the table in docs/reference/kept.md).
//!
//! `Deserialize` asks the format for raw text, as `serde_json::value::RawValue` does, and reads that text. Some formats
//! have no raw text: serde's buffer behind `flatten`, `untagged` and internally tagged enums, and `serde_json::Value`.
//! Then the value is written as JSON text and that text is read. The checks are the same, but the text of numbers may
//! already have changed. `Serialize` uses this crate's only writer and takes the same way back.

mod writer;

use alloc::{boxed::Box, string::String};
use core::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor, value::StringDeserializer},
    ser::{Error as _, SerializeMap},
};
use serde_json::value::RawValue;

use self::writer::written;
use crate::{
    DecodeOptions, FacilitatorRequest, Flags, Limits, PaymentPayload, PaymentRequired, RawJson, SettleResponse,
    SupportedKind, SupportedResponse, VerifyResponse, Version, json,
    object::Object,
    v1, v2,
    wire::{self, Wire},
};

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.as_str(), serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&take_text(deserializer)?).map_err(de::Error::custom)
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.number())
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(u64::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Implements both directions for wire objects. A trait cannot do this, because serde's traits are foreign.
macro_rules! serde_as_text {
    ($($object:ty),+) => {$(
        impl Serialize for $object {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self::serialize(self, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $object {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                self::deserialize(deserializer)
            }
        }
    )+};
}

serde_as_text!(
    v1::FacilitatorRequest,
    v1::PaymentPayload,
    v1::PaymentRequired,
    v1::PaymentRequirements,
    v2::FacilitatorRequest,
    v2::PaymentPayload,
    v2::PaymentRequired,
    v2::PaymentRequirements,
    v2::ResourceInfo,
    FacilitatorRequest,
    PaymentPayload,
    PaymentRequired,
    SettleResponse,
    SupportedKind,
    SupportedResponse,
    VerifyResponse
);

/// Serializes a text that is JSON as this JSON. Call this in your implementation of `Serialize` for a type that writes
/// itself.
///
/// # Errors
/// The text is not JSON. Those of the serializer.
pub fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if !serializer.is_human_readable() {
        return serializer.serialize_str(text);
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(S::Error::custom)?;
    raw.serialize(serializer)
}

/// Serializes an object field by field, so that `flatten` works too. Call this in your implementation of `Serialize`.
///
/// ```
/// use serde::{Serialize, Serializer};
/// use x402_types::{VerifyResponse, object::serialize};
///
/// struct Answer(VerifyResponse);
///
/// impl Serialize for Answer {
///     fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
///         serialize(&self.0, serializer)
///     }
/// }
///
/// let answer = Answer(VerifyResponse::valid());
/// assert_eq!(serde_json::to_string(&answer)?, r#"{"isValid":true}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = object.to_json();
    if !serializer.is_human_readable() {
        return serializer.serialize_str(&text);
    }
    // This is the writer's own text, so it may have any size.
    let mut nodes = json::Nodes::new();
    let checked = json::check(&text, &Limits::NONE, &mut nodes).map_err(S::Error::custom)?;
    let members = checked.root.members().map_err(S::Error::custom)?;
    let mut map = serializer.serialize_map(None)?;
    for (name, value) in members {
        map.serialize_entry(&name, &Raw(value.text()))?;
    }
    map.end()
}

/// Deserializes an object from its text, as [`DecodeOptions::STRICT`] reads it. Call this in your implementation of
/// `Deserialize`.
///
/// ```
/// use serde::{Deserialize, Deserializer};
/// use x402_types::{VerifyOutcome, VerifyResponse, object::deserialize};
///
/// struct Answer(VerifyResponse);
///
/// impl<'de> Deserialize<'de> for Answer {
///     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         deserialize(deserializer).map(Self)
///     }
/// }
///
/// let answer: Answer = serde_json::from_str(r#"{"isValid":true}"#)?;
/// assert_eq!(answer.0.outcome, VerifyOutcome::Valid);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// The error of [`Wire::decode`] as one of the deserializer, and the deserializer's own errors.
pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = take_text(deserializer)?;
    wire::read_text(&text, &DecodeOptions::STRICT, &mut Flags::default()).map_err(de::Error::custom)
}

struct Raw<'a>(&'a str);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.0, serializer)
    }
}

/// The JSON text of the next value.
fn take_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    if !deserializer.is_human_readable() {
        return String::deserialize(deserializer);
    }
    let raw = Box::<RawValue>::deserialize(Bridge(deserializer))?;
    Ok(Box::<str>::from(raw).into_string())
}

/// Passes on `RawValue`'s request, and answers it if the format has no raw text.
struct Bridge<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Bridge<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        let text = self.0.deserialize_newtype_struct(name, TextVisitor { raw_name: name })?;
        visitor.visit_map(RawMap { name: Some(name), text: Some(text), error: PhantomData })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Takes raw text if the format has it, and writes everything else. A buffer is asked once more. Other deserializers
/// (`serde::de::value`, a visitor that passes on its map) pass the value at once.
struct TextVisitor {
    raw_name: &'static str,
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<String, E> {
        written(|writer| writer.visit_bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<String, E> {
        written(|writer| writer.visit_i64(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<String, E> {
        written(|writer| writer.visit_u64(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<String, E> {
        written(|writer| writer.visit_f64(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<String, E> {
        written(|writer| writer.visit_str(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<String, E> {
        written(|writer| writer.visit_unit())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        written(|writer| deserializer.deserialize_any(writer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<String, A::Error> {
        written(|writer| writer.visit_seq(seq))
    }

    /// `serde_json` passes raw text as a map with one field.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let first = map.next_key::<String>()?;
        if first.as_deref() == Some(self.raw_name) {
            return map.next_value_seed(RawText { raw_name: self.raw_name });
        }
        written(|writer| writer.members(first, map))
    }
}

/// The text in that map. `serde_json` passes it as a string even if raw text is requested. This distinguishes it from a
/// user's field of the same name, which comes as raw text or from a buffer.
struct RawText {
    raw_name: &'static str,
}

impl<'de> DeserializeSeed<'de> for RawText {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_newtype_struct(self.raw_name, self)
    }
}

impl Visitor<'_> for RawText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("raw text, without a field whose name serde_json reserves")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
}

/// Raw text as `RawValue` expects it.
struct RawMap<E> {
    name: Option<&'static str>,
    text: Option<String>,
    error: PhantomData<E>,
}

impl<'de, E: de::Error> MapAccess<'de> for RawMap<E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, E> {
        match self.name.take() {
            Some(name) => seed.deserialize(name.into_deserializer()).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        let text: StringDeserializer<E> = self.text.take().unwrap_or_default().into_deserializer();
        seed.deserialize(text)
    }
}
