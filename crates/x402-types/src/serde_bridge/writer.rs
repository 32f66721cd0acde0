//! Writes the values that a format passes to serde as JSON text.

use alloc::string::{String, ToString};
use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};

use crate::{
    Limits,
    json::{self, Nodes, write_string},
};

/// The prefix of the names that `serde_json` uses for its own types between its serializer and deserializer.
const PRIVATE_PREFIX: &str = "$serde_json::private::";
const PRIVATE_NUMBER: &str = "$serde_json::private::Number";

/// The JSON text that the function writes.
pub(super) fn written<E>(write: impl FnOnce(Writer<'_>) -> Result<(), E>) -> Result<String, E> {
    let mut text = String::new();
    write(Writer { out: &mut text, depth: 0 })?;
    Ok(text)
}

/// Writes any self-describing value as JSON text, including duplicate fields, which the reader then refuses.
pub(super) struct Writer<'o> {
    out: &'o mut String,
    depth: usize,
}

impl Writer<'_> {
    fn deeper<E: de::Error>(&mut self) -> Result<Writer<'_>, E> {
        // The buffer was built by recursion and is traversed by recursion. So the depth is limited here as in the
        // reader.
        if self.depth > Limits::DEFAULT.depth {
            return Err(E::custom("nested too deeply"));
        }
        Ok(Writer { out: self.out, depth: self.depth.saturating_add(1) })
    }

    fn display(self, value: impl fmt::Display) {
        self.out.push_str(&value.to_string());
    }

    /// Writes a map whose first name has been read.
    pub(super) fn members<'de, A: MapAccess<'de>>(mut self, first: Option<String>, mut map: A) -> Result<(), A::Error> {
        let start = self.out.len();
        self.out.push('{');
        let mut end = self.out.len();
        let mut next = first;
        while let Some(name) = next {
            if name.starts_with(PRIVATE_PREFIX) {
                // A user's field may imitate the form of a number.
                if !is_number(&name, start, end) {
                    return Err(de::Error::custom("a field with a name that serde_json reserves"));
                }
                let number: String = map.next_value()?;
                let mut nodes = Nodes::new();
                let checked = json::check(&number, &Limits::DEFAULT, &mut nodes);
                let is_number = checked.is_ok_and(|checked| checked.root.is_number());
                if !is_number || map.next_key::<String>()?.is_some() {
                    return Err(de::Error::custom("a field with a name that serde_json reserves"));
                }
                self.out.truncate(start);
                self.out.push_str(&number);
                return Ok(());
            }
            write_string(self.out, &name);
            self.out.push(':');
            map.next_value_seed(self.deeper()?)?;
            end = self.out.len();
            self.out.push(',');
            next = map.next_key()?;
        }
        self.out.truncate(end);
        self.out.push('}');
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Writer<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        let number = serde_json::Number::from_f64(value).ok_or_else(|| E::custom("a number that is not finite"))?;
        self.display(number);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        write_string(self.out, value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.out.push_str("null");
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.out.push_str("null");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        self.out.push('[');
        let mut end = self.out.len();
        while seq.next_element_seed(self.deeper()?)?.is_some() {
            end = self.out.len();
            self.out.push(',');
        }
        self.out.truncate(end);
        self.out.push(']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let first = map.next_key()?;
        self.members(first, map)
    }
}

/// `true` if `serde_json` passes a number, and not a map, whose first name this is. It does so only if some crate
/// enables `arbitrary_precision`. The map starts at `start`, and its fields so far end at `end`.
fn is_number(name: &str, start: usize, end: usize) -> bool {
    name == PRIVATE_NUMBER && end == start.saturating_add(1) && arbitrary_precision()
}

/// `true` if a crate in this build enables `serde_json/arbitrary_precision`, so that numbers may arrive as maps.
fn arbitrary_precision() -> bool {
    struct Probe(bool);

    impl<'de> Deserialize<'de> for Probe {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(ProbeVisitor)
        }
    }

    struct ProbeVisitor;

    impl<'de> Visitor<'de> for ProbeVisitor {
        type Value = Probe;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number")
        }

        fn visit_f64<E>(self, _: f64) -> Result<Probe, E> {
            Ok(Probe(false))
        }

        fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Probe, A::Error> {
            Ok(Probe(true))
        }
    }

    // The probe is a fraction, because integers of 64 bits arrive as integers in both cases.
    serde_json::from_str::<Probe>("0.5").is_ok_and(|probe| probe.0)
}
