//! Our reader against `serde_json`: it accepts a subset, with equal values, and what it refuses beyond that it
//! refuses for a reason that can be seen in the document.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use x402_types::{DecodeOptions, ErrorKind, Flag, JsonRef, Limit, Limits, RawJson};

use crate::support::{PAYMENT, Random, SHORT, arbitrary_precision, decode, mutate, replace};

const CORPUS: &[&str] = &[
    "0",
    "-12.5e+3",
    r#""a\u0062\n""#,
    r#"[0,-0,1.5,-0.5e+3,1E-2,123456789012345678901234567890,0.1e1,18446744073709551615,-9223372036854775808]"#,
    r#"["","\"\\\/\b\f\n\r\t","\u0000\u001f\u007f","\ud83d\ude00","€₮😀","plain text of more than eight bytes"]"#,
    r#"{"a":[1,-0.5e+3,"x\u00e9\ud83d\ude00\n",null,true,{"k":{},"l":[[]]}],"b":"\u0061","c":10}"#,
    r#" { "d" : { "a" : 1 , "b" : 2 , "e" : "zz\\" } , "" : [ ] , "\u0064d" : false } "#,
    r#"{"m00":0,"m01":1,"m02":2,"m03":3,"m04":4,"m05":5,"m06":6,"m07":7,"m08":8,"m09":9,"m10":10,"m11":11,"m12":12,"\u006d13":13}"#,
    r#"[{"a":1,"b":2},{"a":1,"b":2},{"a":{"a":{"a":{"a":[[[[{}]]]]}}}}]"#,
    r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":60}}"#,
    PAYMENT,
];

const ROUNDS: usize = 8_000;

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
            shape.duplicate |=
                members.iter().enumerate().any(|(at, (name, _))| members[..at].iter().any(|(other, _)| other == name));
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

/// Whether walking our value gives what `serde_json` gave: strings unescaped, members in order, numbers by value.
fn same(ours: JsonRef<'_>, theirs: &Tree) -> bool {
    match theirs {
        Tree::Null => ours.is_null() && ours.text() == "null",
        Tree::Bool(value) => ours.boolean() == Ok(*value),
        Tree::Unsigned(value) => ours.is_number() && ours.integer() == Ok(*value) && ours.text().parse() == Ok(*value),
        Tree::Signed(value) => ours.is_number() && ours.text().parse() == Ok(*value),
        // `serde_json` rounds the last bit its own way unless `float_roundtrip` is on.
        Tree::Double(value) => {
            let number: f64 = ours.text().parse().unwrap();
            ours.is_number() && (number - value).abs() <= value.abs() * 4.0 * f64::EPSILON
        }
        Tree::Number(text) => {
            // `serde_json` keeps the digits, but writes every exponent as `e+1` or `e-1`.
            let ours_text = ours.text().replace(['e', 'E'], "e+").replace("e++", "e+").replace("e+-", "e-");
            ours.is_number() && ours_text == *text
        }
        Tree::Text(text) => ours.string().is_ok_and(|ours| ours == *text),
        Tree::Array(elements) => {
            let Ok(ours) = ours.elements() else { return false };
            let ours: Vec<_> = ours.collect();
            ours.len() == elements.len() && ours.iter().zip(elements).all(|(ours, theirs)| same(*ours, theirs))
        }
        Tree::Object(members) => {
            let Ok(ours) = ours.members() else { return false };
            let ours: Vec<_> = ours.collect();
            ours.len() == members.len()
                && ours.iter().zip(members).all(|((ours, value), (theirs, tree))| ours == theirs && same(*value, tree))
        }
    }
}

/// The numbers of a text that is known to be JSON.
fn numbers(text: &str) -> Vec<&str> {
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

fn is_infinite(number: &&str) -> bool {
    number.parse::<f64>().unwrap().is_infinite()
}

#[derive(Debug, Default)]
struct Tally {
    both: usize,
    neither: usize,
    duplicate: usize,
    limit: usize,
    infinite: usize,
}

/// Reads one document both ways and judges every way in which the two answers can differ.
fn judge(text: &str, limits: &Limits, tally: &mut Tally) {
    let ours = RawJson::parse_within(text, limits);
    let theirs = serde_json::from_str::<Tree>(text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert!(same(ours.as_json(), &theirs), "another value: {text}");
            assert_eq!(ours.as_str(), text.trim_matches([' ', '\n', '\r', '\t']));
            let shape = theirs.shape();
            assert!(!shape.duplicate, "a duplicate that we do not see: {text}");
            assert!(shape.depth <= limits.depth && shape.members <= limits.members, "{shape:?} in {text}");
            assert!(shape.values <= limits.values, "{shape:?} in {text}");
            assert!(numbers(text).iter().all(|number| number.len() <= limits.number), "a long number: {text}");
            tally.both += 1;
        }
        // The one thing that we take and `serde_json` does not: C-16.
        (Ok(_), Err(error)) => {
            assert!(error.to_string().contains("number out of range"), "{error}: {text}");
            assert!(numbers(text).iter().any(is_infinite), "{error}: {text}");
            tally.infinite += 1;
        }
        (Err(error), Ok(theirs)) => {
            let shape = theirs.shape();
            // The whole list of reasons, and each has to be true.
            let reason_is_true = if let ErrorKind::Limit { limit, max } = error.kind() {
                tally.limit += 1;
                match limit {
                    Limit::Depth => shape.depth > max,
                    Limit::Members => shape.members > max,
                    Limit::Values => shape.values > max,
                    Limit::Number => numbers(text).iter().any(|number| number.len() > max),
                    Limit::Header | Limit::Body | Limit::Text | Limit::Offers => false,
                }
            } else {
                tally.duplicate += 1;
                error.kind() == ErrorKind::DuplicateMember && shape.duplicate
            };
            assert!(reason_is_true, "{error}, but serde_json accepts {text}");
        }
        (Err(_), Err(_)) => tally.neither += 1,
    }
}

fn mutated(seed: u64, mut visit: impl FnMut(&str)) {
    let mut random = Random::new(seed);
    for document in CORPUS {
        visit(document);
        for _ in 0..ROUNDS {
            if let Some(text) = mutate(document, &mut random) {
                visit(&text);
            }
        }
    }
}

#[test]
fn accepts_a_subset_of_serde_json_with_equal_values() {
    let mut tally = Tally::default();
    mutated(1, |text| judge(text, &Limits::DEFAULT, &mut tally));
    // A test in which everything is refused would pass, too.
    assert!(tally.both > 10_000 && tally.neither > 10_000 && tally.duplicate > 200, "{tally:?}");
    assert!(tally.infinite > 100 || arbitrary_precision(), "{tally:?}");
}

#[test]
fn limits_are_exact() {
    let mut limits = Limits::DEFAULT;
    (limits.depth, limits.members, limits.values, limits.number) = (4, 12, 30, 9);
    let mut tally = Tally::default();
    mutated(2, |text| judge(text, &limits, &mut tally));
    assert!(tally.both > 5_000 && tally.limit > 5_000, "{tally:?}");
}

/// What is kept as text inside a payment is the text that `serde_json` cuts out; that walk uses the extents that the
/// check recorded, which `RawJson` has not.
#[test]
fn opaque_members_are_cut_out_where_serde_json_cuts() {
    type Cut<'a> = BTreeMap<String, &'a RawValue>;
    let mut random = Random::new(3);
    let mut accepted = 0;
    for _ in 0..8_000 {
        let Some(text) = mutate(PAYMENT, &mut random) else { continue };
        let Ok(payment) = decode(&text, &DecodeOptions::STRICT) else { continue };
        accepted += 1;
        let payment = payment.value;
        let mut outer: Cut<'_> = serde_json::from_str(&text).unwrap();
        let mut inner: Cut<'_> = serde_json::from_str(outer["accepted"].get()).unwrap();
        let extra = inner.remove("extra").map(RawValue::get).filter(|extra| *extra != "null");
        assert_eq!(payment.accepted.extra.as_ref().map(RawJson::as_str), extra);
        assert_eq!(payment.payload.as_str(), outer["payload"].get());
        for (name, value) in payment.other.iter() {
            assert_eq!(outer.remove(name).map(RawValue::get), Some(value.as_str()), "{name} in {text}");
        }
        for (name, value) in payment.accepted.other.iter().filter(|(name, _)| *name != "extra") {
            assert_eq!(inner.remove(name).map(RawValue::get), Some(value.as_str()), "{name} in {text}");
        }
        let known = ["x402Version", "resource", "accepted", "payload", "extensions"];
        assert!(outer.keys().all(|name| known.contains(&name.as_str())), "lost: {outer:?}");
        let known = ["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds"];
        assert!(inner.keys().all(|name| known.contains(&name.as_str())), "lost: {inner:?}");
    }
    assert!(accepted > 1_000, "{accepted}");
}

/// The flag of C-16 says the same as the parser of the standard library.
#[test]
fn number_range_is_infinity() {
    let mut random = Random::new(4);
    let seeds = ["1.7976931348623157e308", "-17976931348623158e292", "0.00017976931348623159e312", "9e99", "1e-400"];
    let mut flagged = 0;
    for _ in 0..20_000 {
        let Some(number) = mutate(seeds[random.below(seeds.len())], &mut random) else { continue };
        let text = replace(SHORT, r#""payload":{}"#, &format!(r#""payload":{{"n":{number}}}"#));
        let Ok(decoded) = decode(&text, &DecodeOptions::STRICT) else { continue };
        let expected = numbers(&text).iter().any(is_infinite);
        assert_eq!(decoded.flags.contains(Flag::NumberRange), expected, "{number}");
        flagged += usize::from(expected);
    }
    assert!(flagged > 500, "{flagged}");
}

/// A form in which two JSON texts of equal value are equal texts. Exponents that `i64` does not hold: no form.
fn canonical(value: JsonRef<'_>) -> Option<String> {
    if let Ok(text) = value.string() {
        return Some(format!("{text:?}"));
    }
    if let Ok(elements) = value.elements() {
        let elements: Option<Vec<_>> = elements.map(canonical).collect();
        return Some(format!("[{}]", elements?.join(",")));
    }
    if let Ok(members) = value.members() {
        let members: Option<BTreeMap<_, _>> =
            members.map(|(name, value)| Some((name.into_owned(), canonical(value)?))).collect();
        return Some(format!("{:?}", members?));
    }
    if !value.is_number() {
        return Some(value.text().into());
    }
    let (sign, number) = value.text().strip_prefix('-').map_or(("", value.text()), |rest| ("-", rest));
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0');
    let dropped = i64::try_from(all.len() - digits.len()).unwrap() - i64::try_from(fraction.len()).unwrap();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".into());
    }
    Some(format!("{sign}{digits}e{}", exponent.parse::<i64>().ok()?.checked_add(dropped)?))
}

/// The same document with every member and space elsewhere and every string escaped in full.
fn respelled(value: JsonRef<'_>) -> String {
    let spell = |text: &str| -> String { text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect() };
    if let Ok(text) = value.string() {
        return format!("\"{}\"", spell(&text));
    }
    if let Ok(elements) = value.elements() {
        return format!("[ {} ]", elements.map(respelled).collect::<Vec<_>>().join("\n,"));
    }
    if let Ok(members) = value.members() {
        let mut members: Vec<_> =
            members.map(|(name, value)| format!("\"{}\":\t{}", spell(&name), respelled(value))).collect();
        members.reverse();
        return format!("{{{}}}", members.join(","));
    }
    value.text().into()
}

#[test]
fn same_value_is_equality_of_canonical_forms() {
    let mut random = Random::new(5);
    let (mut equal, mut different) = (0, 0);
    for document in CORPUS {
        let original = RawJson::parse(document).unwrap();
        let original_form = canonical(original.as_json()).unwrap();
        for _ in 0..ROUNDS / 4 {
            let Some(text) = mutate(document, &mut random) else { continue };
            let Ok(other) = RawJson::parse(&text) else { continue };
            let again = RawJson::parse(&respelled(other.as_json())).unwrap();
            assert!(again.as_json().same_value(&other.as_json()), "{text}");
            let Some(form) = canonical(other.as_json()) else { continue };
            let expected = form == original_form;
            assert_eq!(original.as_json().same_value(&other.as_json()), expected, "{document}\n{text}");
            assert_eq!(other.as_json().same_value(&original.as_json()), expected, "{document}\n{text}");
            *(if expected { &mut equal } else { &mut different }) += 1;
        }
    }
    assert!(equal > 100 && different > 1_000, "{equal} {different}");
}
