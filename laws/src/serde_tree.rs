//! The witness of our reader: `serde_json`.

use std::{collections::BTreeSet, fmt, sync::OnceLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use x402_types::{
    DecodeOptions, ErrorKind, Flag, JsonRef, Limit, Limits, Members, PaymentPayload, RawJson, Stage, SupportedResponse,
    Wire,
};

/// What both readers say of a text, once every difference is accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Both read it, and the same value.
    Same,
    /// Both refuse it.
    Refused,
    /// Ours alone refuses it, for a duplicate that is there.
    Duplicate,
    /// Ours alone refuses it, for a limit that is exceeded.
    Limit,
    /// `serde_json` alone refuses it: 128 containers deep, which is its limit and allowed to us (C-4).
    Deep,
    /// `serde_json` alone refuses it: for a number that is infinite to it and text to us (C-16).
    Infinite,
}

/// Reads one document both ways. Panics if the answers differ in any other way.
pub fn compare(text: &str, limits: &Limits) -> Agreement {
    if let Ok(ours) = RawJson::parse_within(text, limits) {
        same_positions(ours.as_json(), text);
    }
    match (RawJson::parse_within(text, limits), serde_json::from_str::<Tree>(text)) {
        (Ok(ours), Ok(theirs)) => {
            assert!(theirs.is(ours.as_json()), "another value: {text}");
            assert_eq!(ours.as_str(), text.trim_matches([' ', '\n', '\r', '\t']));
            let shape = theirs.shape();
            assert!(!shape.duplicate, "a duplicate that we do not see: {text}");
            assert!(shape.depth <= limits.depth && shape.members <= limits.members, "{shape:?} in {text}");
            assert!(shape.values <= limits.values, "{shape:?} in {text}");
            assert!(numbers(text).iter().all(|number| number.len() <= limits.number), "a long number: {text}");
            Agreement::Same
        }
        (Ok(ours), Err(error)) if error.to_string().contains("recursion limit") => {
            assert_eq!(depth(ours.as_json()), 128, "{error}: {text}");
            Agreement::Deep
        }
        (Ok(_), Err(error)) => {
            assert!(error.to_string().contains("number out of range"), "{error}: {text}");
            // It computes the very largest of those that a double holds to be infinite, too.
            let is_huge = |number: f64| number.abs() > f64::MAX * (1.0 - 4.0 * f64::EPSILON);
            assert!(numbers(text).iter().any(|number| is_huge(number.parse().unwrap())), "{error}: {text}");
            Agreement::Infinite
        }
        (Err(error), Ok(theirs)) => {
            let shape = theirs.shape();
            // The whole list of reasons, and each has to be true.
            let ErrorKind::Limit { limit, max } = error.kind() else {
                assert!(error.kind() == ErrorKind::DuplicateMember && shape.duplicate, "{error}: {text}");
                return Agreement::Duplicate;
            };
            let is_exceeded = match limit {
                Limit::Depth => shape.depth > max,
                Limit::Members => shape.members > max,
                Limit::Values => shape.values > max,
                Limit::Number => numbers(text).iter().any(|number| number.len() > max),
                Limit::Body => text.len() > max,
                Limit::Header | Limit::Text | Limit::Offers | _ => false,
            };
            assert!(is_exceeded, "{error}, but serde_json accepts {text}");
            Agreement::Limit
        }
        (Err(_), Err(_)) => Agreement::Refused,
    }
}

/// Every value of a document has the text that `serde_json` cuts out, and stands there.
fn same_positions(ours: JsonRef<'_>, document: &str) {
    let root: &RawValue = serde_json::from_str(document).unwrap();
    let mut open = vec![(ours, root)];
    while let Some((ours, theirs)) = open.pop() {
        let text = theirs.get();
        assert_eq!(ours.text(), text, "{document}");
        let offset = text.as_ptr().addr() - root.get().as_ptr().addr();
        assert_eq!(ours.error(ErrorKind::Syntax).offset(), Some(offset), "{text} in {document}");
        let (names, values): (Vec<_>, Vec<_>) = if ours.is_object() {
            let Cuts(members) = serde_json::from_str(text).unwrap();
            members.into_iter().unzip()
        } else if ours.is_array() {
            (Vec::new(), serde_json::from_str(text).unwrap())
        } else {
            continue;
        };
        let (our_names, our_values): (Vec<_>, Vec<_>) = ours.members().into_iter().flatten().unzip();
        assert_eq!(our_names, names, "{text}");
        let our_values: Vec<_> = our_values.into_iter().chain(ours.elements().into_iter().flatten()).collect();
        assert_eq!(our_values.len(), values.len(), "{text}");
        open.extend(our_values.into_iter().zip(values));
    }
}

/// Reads a text in each way in which a document gets it: alone, as a member that an object keeps, and as a part of what
/// is put together.
pub fn compare_everywhere(text: &str, limits: &Limits) -> Agreement {
    // With this name in the place of a member `serde_json` passes its own numbers on, and takes everybody's for one.
    if arbitrary_precision() && text.contains("$serde_json::private") {
        return Agreement::Refused;
    }
    let finding = compare(text, limits);
    let document = format!(r#"{{"kinds":[],"it":{text},"signers":{{"*":[]}},"extensions":[]}}"#);
    compare(&document, limits);
    let kept = SupportedResponse::decode(document.as_str(), &DecodeOptions::STRICT.with_limits(*limits));
    // The text may close the member's value and begin another.
    let Ok(value) = RawJson::parse_within(text, limits) else { return finding };
    match kept {
        Ok(kept) => {
            same_positions(kept.value.other.get("it").unwrap().as_json(), text);
            let is_infinite = numbers(text).iter().any(|number| number.parse::<f64>().unwrap().is_infinite());
            assert_eq!(kept.flags.contains(Flag::NumberRange), is_infinite, "{text}");
        }
        Err(error) => assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}: {text}"),
    }
    let array = RawJson::array([RawJson::string("a\"b"), value.clone(), 7.into(), value.clone()]);
    let object = [("a", array), ("\n", value), ("b", true.into())].into_iter().collect::<Members>();
    let object = RawJson::from(object);
    same_positions(object.as_json(), object.as_str());
    finding
}

/// Reads a header as the crate `base64` does. Whether it was base64.
pub fn compare_header(value: &[u8]) -> bool {
    if value.is_empty() || value.len() > Limits::DEFAULT.header {
        return false;
    }
    let ours = PaymentPayload::decode_header(value, &DecodeOptions::STRICT);
    let Ok(bytes) = STANDARD.decode(value) else {
        assert_eq!(ours.unwrap_err().stage(), Stage::Base64);
        return false;
    };
    assert_eq!(ours, PaymentPayload::decode_bytes(bytes, &DecodeOptions::STRICT));
    true
}

fn depth(value: JsonRef<'_>) -> usize {
    let members = value.members().into_iter().flatten().map(|(_, value)| value);
    let inner = members.chain(value.elements().into_iter().flatten()).map(depth).max();
    inner.unwrap_or(0) + usize::from(value.is_object() || value.is_array())
}

/// The numbers of a text that is known to be JSON.
pub fn numbers(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        let token = &rest[at..];
        let end = if let Some(string) = token.strip_prefix('"') {
            let mut escaped = false;
            let end = string.find(|c| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            end.unwrap() + 2
        } else {
            let end = token.find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'));
            let end = end.unwrap_or(token.len());
            found.push(&token[..end]);
            end
        };
        rest = &token[end..];
    }
    found
}

/// Whether this build has `serde_json/arbitrary_precision`: then `serde_json` keeps how a number was spelled.
pub fn arbitrary_precision() -> bool {
    static ON: OnceLock<bool> = OnceLock::new();
    *ON.get_or_init(|| {
        let number: serde_json::Number = serde_json::from_str("1.50").unwrap();
        number.to_string().ends_with('0')
    })
}

/// The members of an object, cut out.
struct Cuts<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Cuts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CutsVisitor;

        impl<'de> Visitor<'de> for CutsVisitor {
            type Value = Cuts<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cuts<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Cuts(members))
            }
        }

        deserializer.deserialize_map(CutsVisitor)
    }
}

/// A document as `serde_json` reads it, duplicates included.
enum Tree {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Double(f64),
    /// Where `serde_json/arbitrary_precision` is on.
    Number(String),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

#[derive(Debug, Default)]
struct Shape {
    depth: usize,
    members: usize,
    values: usize,
    duplicate: bool,
}

impl Tree {
    /// Whether walking our value gives what `serde_json` gave: strings unescaped, members in order, numbers by value.
    fn is(&self, ours: JsonRef<'_>) -> bool {
        match self {
            Self::Null => ours.is_null() && ours.text() == "null",
            Self::Bool(value) => ours.boolean() == Ok(*value),
            Self::Unsigned(value) => {
                ours.is_number() && ours.integer() == Ok(*value) && ours.text().parse() == Ok(*value)
            }
            Self::Signed(value) => ours.is_number() && ours.text().parse() == Ok(*value),
            // `serde_json` rounds the last bit its own way unless `float_roundtrip` is on.
            Self::Double(value) => {
                let number: f64 = ours.text().parse().unwrap();
                ours.is_number() && (number - value).abs() <= value.abs() * 4.0 * f64::EPSILON
            }
            Self::Number(text) => {
                // `serde_json` keeps the digits, but writes every exponent as `e+1` or `e-1`.
                let ours_text = ours.text().replace(['e', 'E'], "e+").replace("e++", "e+").replace("e+-", "e-");
                ours.is_number() && ours_text == *text
            }
            Self::Text(text) => ours.is_string() && ours.string().is_ok_and(|ours| ours == *text),
            Self::Array(elements) => {
                let Ok(ours) = ours.elements() else { return false };
                let ours: Vec<_> = ours.collect();
                ours.len() == elements.len() && ours.iter().zip(elements).all(|(ours, theirs)| theirs.is(*ours))
            }
            Self::Object(members) => {
                let Ok(found) = ours.members() else { return false };
                let found: Vec<_> = found.collect();
                found.len() == members.len()
                    && found.iter().zip(members).all(|((name, value), (theirs, tree))| {
                        name == theirs && tree.is(*value) && ours.get(name).map(|got| got.text()) == Some(value.text())
                    })
            }
        }
    }

    fn shape(&self) -> Shape {
        let inner: Vec<Shape> = match self {
            Self::Array(elements) => elements.iter().map(Self::shape).collect(),
            Self::Object(members) => members.iter().map(|(_, value)| value.shape()).collect(),
            Self::Null
            | Self::Bool(_)
            | Self::Unsigned(_)
            | Self::Signed(_)
            | Self::Double(_)
            | Self::Number(_)
            | Self::Text(_) => return Shape { values: 1, ..Shape::default() },
        };
        let mut shape = Shape { depth: 1, values: 1, ..Shape::default() };
        for inner in inner {
            shape.depth = shape.depth.max(inner.depth + 1);
            shape.members = shape.members.max(inner.members);
            shape.values += inner.values;
            shape.duplicate |= inner.duplicate;
        }
        if let Self::Object(members) = self {
            shape.members = shape.members.max(members.len());
            let names: BTreeSet<_> = members.iter().map(|(name, _)| name).collect();
            shape.duplicate |= names.len() < members.len();
        }
        shape
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TreeVisitor;

        impl<'de> Visitor<'de> for TreeVisitor {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Bool(value))
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
                let mut members: Vec<(String, Tree)> = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    if arbitrary_precision() && name == "$serde_json::private::Number" {
                        return map.next_value().map(Tree::Number);
                    }
                    members.push((name, map.next_value()?));
                }
                Ok(Tree::Object(members))
            }
        }

        deserializer.deserialize_any(TreeVisitor)
    }
}
