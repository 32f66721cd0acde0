//! The JSON reader against `serde_json`: what ours accepts, `serde_json` accepts with an equal value.

use std::{collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use x402_types::{DecodeOptions, ErrorKind, JsonRef, RawJson, Wire, v2::PaymentPayload};

/// Reads the bytes as JSON text, both ways.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let ours = RawJson::parse(text);
    let theirs = serde_json::from_str::<Tree>(text);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert!(theirs.is(ours.as_json()), "another value"),
        (Ok(ours), Err(error)) => {
            let excuse = if error.to_string().contains("recursion limit") {
                // It gives up at 128 containers, which is how many we allow (C-4).
                depth(ours.as_json()) == 128
            } else {
                // A number that no double holds is text to us (C-16). The very largest that one holds are, too, and
                // `serde_json` computes them to be infinite.
                error.to_string().contains("number out of range") && has_huge_number(ours.as_json())
            };
            assert!(excuse, "accepted, but not by serde_json: {error}");
        }
        // Its walk refuses duplicates too, so that all we refuse beyond it is what exceeds a limit (C-12).
        (Err(error), Ok(_)) => assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "refused: {error}"),
        (Err(_), Err(_)) => {}
    }
    assert_eq!(RawJson::parse(text), ours);
    let from_serde = serde_json::from_str::<RawJson>(text);
    match ours {
        Ok(raw) => {
            assert_eq!(raw.as_str(), text.trim_matches([' ', '\n', '\r', '\t']));
            assert!(raw.as_json().same_value(&raw.as_json()) && raw.as_json().contains(&raw.as_json(), &mut false));
            // As a value of its own `serde_json` cuts it out by the same grammar, but for the depth.
            assert!(from_serde.map_or_else(|_| depth(raw.as_json()) == 128, |from_serde| from_serde == raw));
            as_member(&raw);
        }
        Err(_) => assert!(from_serde.is_err()),
    }
}

/// The same text as a member that a payment does not know: found by the offsets that the check has kept, where
/// `RawJson` alone has none.
fn as_member(raw: &RawJson) {
    const REST: &str = r#","x402Version":2,"payload":{},"accepted":{"scheme":"exact","network":"eip155:1","amount":"1","asset":"","payTo":"","maxTimeoutSeconds":1}}"#;
    let text = format!(r#"{{"first": [[],{{}}], "it": {raw:?} {REST}"#);
    match PaymentPayload::decode(text, &DecodeOptions::STRICT) {
        Ok(payment) => assert_eq!(payment.value.other.get("it"), Some(raw)),
        Err(error) => assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "as a member refused: {error}"),
    }
}

fn depth(value: JsonRef<'_>) -> usize {
    let members = value.members().into_iter().flatten().map(|(_, value)| value);
    let inner = members.chain(value.elements().into_iter().flatten()).map(depth).max();
    inner.unwrap_or(0) + usize::from(value.is_object() || value.is_array())
}

fn has_huge_number(value: JsonRef<'_>) -> bool {
    let is_huge = |number: f64| number.abs() > f64::MAX * (1.0 - 4.0 * f64::EPSILON);
    value.is_number() && value.text().parse().is_ok_and(is_huge)
        || value.members().into_iter().flatten().any(|(_, value)| has_huge_number(value))
        || value.elements().into_iter().flatten().any(has_huge_number)
}

/// A document as `serde_json` reads it. Duplicate members are an error.
enum Tree {
    Null,
    Boolean(bool),
    Unsigned(u64),
    Signed(i64),
    Double(f64),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Whether walking our value gives the same tree.
    fn is(&self, ours: JsonRef<'_>) -> bool {
        match self {
            Self::Null => ours.is_null() && ours.string().is_err() && ours.integer().is_err(),
            Self::Boolean(value) => ours.boolean() == Ok(*value),
            Self::Unsigned(value) => ours.is_number() && ours.integer() == Ok(*value),
            Self::Signed(value) => ours.is_number() && ours.text().parse() == Ok(*value),
            // `serde_json` may be off by the last bits.
            Self::Double(value) => {
                let number: f64 = ours.text().parse().unwrap();
                ours.is_number() && (number - value).abs() <= value.abs() * 4.0 * f64::EPSILON
            }
            Self::Text(value) => ours.is_string() && ours.string().is_ok_and(|text| text == *value),
            Self::Array(elements) => {
                let Ok(found) = ours.elements() else { return false };
                let found: Vec<_> = found.collect();
                found.len() == elements.len() && elements.iter().zip(found).all(|(element, found)| element.is(found))
            }
            Self::Object(members) => {
                let Ok(found) = ours.members() else { return false };
                let found: Vec<_> = found.collect();
                found.len() == members.len()
                    && members.iter().zip(found).all(|((name, value), (found_name, found))| {
                        *name == found_name
                            && value.is(found)
                            && ours.get(name).map(|got| got.text()) == Some(found.text())
                    })
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate members")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Signed(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Double(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Tree::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut names = HashSet::new();
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(de::Error::custom("a duplicate member"));
            }
            members.push((name, map.next_value()?));
        }
        Ok(Tree::Object(members))
    }
}
