//! What the contexts of serde keep and refuse; `kept.rs` has the table of docs/reference/kept.md, row by row. Runs with
//! `serde_json/arbitrary_precision`, `preserve_order` and `unbounded_depth` off and on.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::Mutex,
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::MapAccessDeserializer,
    },
};
use x402_types::{DecodeOptions, RawJson, Wire, v2::PaymentPayload};

use crate::{
    objects::{Tabled, every_object, sample},
    serde_tree::arbitrary_precision,
    support::{PAYMENT, SHORT, decode, replace},
};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Nested {
    id: u8,
    payment: PaymentPayload,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    payment: PaymentPayload,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Payment(Box<PaymentPayload>),
    Number(u8),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    #[serde(rename = "pay")]
    Pay(Box<PaymentPayload>),
}

/// The "string or struct" recipe of serde's manual: a visitor that hands the map on.
#[derive(Debug)]
struct HandedOn(PaymentPayload);

impl<'de> Deserialize<'de> for HandedOn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MapVisitor;

        impl<'de> Visitor<'de> for MapVisitor {
            type Value = HandedOn;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HandedOn, A::Error> {
                PaymentPayload::deserialize(MapAccessDeserializer::new(map)).map(HandedOn)
            }
        }

        deserializer.deserialize_any(MapVisitor)
    }
}

fn payment() -> PaymentPayload {
    decode(PAYMENT, &DecodeOptions::STRICT).unwrap().value
}

/// `text`, an object, with a member in front.
fn with_member(member: &str, text: &str) -> String {
    format!("{{{member},{}", text.strip_prefix('{').unwrap())
}

fn nested(text: &str) -> String {
    format!(r#"{{"id":1, "payment": {text} }}"#)
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// One payment read in each context that has the raw text.
pub(crate) fn raw_contexts(text: &str) -> Vec<(&'static str, Result<PaymentPayload, String>)> {
    let show = |error: serde_json::Error| error.to_string();
    let map = format!("{{\"k\": {text}}}");
    vec![
        ("from_str", serde_json::from_str(text).map_err(show)),
        ("from_slice", serde_json::from_slice(text.as_bytes()).map_err(show)),
        ("from_reader", serde_json::from_reader(text.as_bytes()).map_err(show)),
        ("nested", from_json(&nested(text)).map(|Nested { payment, .. }| payment)),
        ("Box", from_json::<Box<PaymentPayload>>(text).map(|payment| *payment)),
        ("Option", from_json::<Option<PaymentPayload>>(text).map(Option::unwrap)),
        (
            "Vec",
            from_json::<Vec<PaymentPayload>>(&format!("[ {text} ]"))
                .and_then(|mut all| all.pop().ok_or("empty".into())),
        ),
        ("HashMap", from_json::<HashMap<String, PaymentPayload>>(&map).map(|mut all| all.remove("k").unwrap())),
        ("BTreeMap", from_json::<BTreeMap<String, PaymentPayload>>(&map).map(|mut all| all.remove("k").unwrap())),
        (
            "axum Json",
            axum::Json::<PaymentPayload>::from_bytes(text.as_bytes())
                .map(|json| json.0)
                .map_err(|rejection| rejection.body_text()),
        ),
    ]
}

/// One payment read in each context that gives the members, but not the text.
pub(crate) fn buffered_contexts(text: &str) -> Vec<(&'static str, Result<PaymentPayload, String>)> {
    vec![
        ("flatten", from_json::<Flat>(&with_member(r#""id":1"#, text)).map(|flat| flat.payment)),
        (
            "untagged",
            from_json(text).map(|read| match read {
                Untagged::Payment(payment) => *payment,
                Untagged::Number(_) => panic!("the wrong variant"),
            }),
        ),
        ("internally tagged", from_json(&with_member(r#""kind":"pay""#, text)).map(|Tagged::Pay(payment)| *payment)),
        ("a map handed on", from_json(text).map(|HandedOn(payment)| payment)),
    ]
}

pub(crate) fn through_value(text: &str) -> Result<PaymentPayload, String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    assert_eq!(
        PaymentPayload::deserialize(&value).map_err(|error| error.to_string()),
        serde_json::from_value(value.clone()).map_err(|error| error.to_string())
    );
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[test]
fn raw_text_is_kept_byte_for_byte() {
    for (context, read) in raw_contexts(PAYMENT) {
        assert_eq!(read, Ok(payment()), "{context}");
    }
}

#[test]
fn buffers_keep_every_member_by_value() {
    let mut contexts = buffered_contexts(PAYMENT);
    contexts.push(("from_value", through_value(PAYMENT)));
    for (context, read) in contexts {
        let read = RawJson::parse(&read.expect(context).to_json()).unwrap();
        // An integer above 2^64 has become a double on its way through the buffer: the one loss.
        let expected = payment().to_json();
        let rounded = replace(&expected, "123456789012345678901234567890", "123456789012345680000000000000");
        assert!(
            [expected, rounded].iter().any(|text| RawJson::parse(text).unwrap().as_json().same_value(&read.as_json())),
            "{context}: {read:?}"
        );
    }
}

#[test]
fn errors_are_those_of_decode() {
    for text in [
        r#"{"x402Version":2}"#.into(),
        replace(SHORT, "eip155:84532", "eip155:084532"),
        replace(SHORT, "\"10000\"", "10000"),
        replace(SHORT, "\"payTo\"", "\"asset\""),
        replace(SHORT, "\"payload\":{}", "\"payload\":{\"nonce\":1,\"\\u006eonce\":2}"),
        replace(SHORT, ":2,", ":3,"),
        "[]".into(),
    ] {
        let error = decode(&text, &DecodeOptions::STRICT).unwrap_err();
        for (context, read) in raw_contexts(&text) {
            let found = read.expect_err(context);
            assert!(found.contains(&error.to_string()), "{context}: {found}\n{error}");
        }
        // Behind a buffer the place in the text is another one, and `untagged` says nothing of its variants.
        let kind = error.kind().to_string();
        if !text.starts_with('{') {
            continue;
        }
        for (context, read) in buffered_contexts(&text) {
            let found = read.expect_err(context);
            let expected = if context == "untagged" { "did not match any variant" } else { &kind };
            assert!(found.contains(expected), "{context}: {found}");
        }
    }
    // A number that is too long has become a double before a buffer gives it to us.
    let text = replace(SHORT, "\"payload\":{}", &format!("\"payload\":{{\"n\":{}}}", "9".repeat(129)));
    let error = decode(&text, &DecodeOptions::STRICT).unwrap_err().to_string();
    assert!(raw_contexts(&text).into_iter().all(|(_, read)| read.unwrap_err().contains(&error)));
    assert!(buffered_contexts(&text).into_iter().all(|(_, read)| read.is_ok() != arbitrary_precision()));
    // What is no JSON at all, `serde_json` refuses first.
    for text in ["", "{", "nul", "{} x", r#"{"x402Version":01}"#] {
        assert!(raw_contexts(text).iter().all(|(_, read)| read.is_err()), "{text}");
    }
    assert_eq!(from_json::<Option<PaymentPayload>>("null"), Ok(None));
}

#[test]
fn duplicates_are_refused_unless_value_drops_them() {
    for text in [
        replace(SHORT, "\"payload\":{}", r#""payload":{"a":{"k":1,"\u006b":2}}"#),
        replace(SHORT, "\"payTo\":\"0x20\"", r#""payTo":"0x20","payTo":"0x20""#),
        replace(SHORT, "\"payload\":{}", r#""payload":{},"x":1,"x":1"#),
    ] {
        for (context, read) in raw_contexts(&text).into_iter().chain(buffered_contexts(&text)) {
            let error = read.expect_err(context);
            assert!(context == "untagged" || error.contains("the object has this field twice"), "{context}: {error}");
        }
        // `serde_json::Value` has dropped the first of them before we are asked.
        assert!(through_value(&text).is_ok(), "{text}");
    }
}

#[test]
fn names_that_serde_json_keeps_for_itself() {
    for name in ["RawValue", "Number", "anything"] {
        let member = format!(r#"{{"a":{{"$serde_json::private::{name}" : "7"}}}}"#);
        let text = replace(SHORT, "\"payload\":{}", &format!("\"payload\":{member}"));
        let expected = decode(&text, &DecodeOptions::STRICT).unwrap().value;
        assert_eq!(expected.payload.as_str(), member);
        for (context, read) in raw_contexts(&text) {
            assert_eq!(read.as_ref(), Ok(&expected), "{context}");
        }
        assert_eq!(serde_json::to_string(&expected).unwrap(), text);
        for (context, read) in buffered_contexts(&text) {
            if name == "Number" && arbitrary_precision() {
                // It arrives as `serde_json` passes its own numbers in such a build; nothing tells them apart.
                assert_eq!(read.expect(context).payload.as_str(), r#"{"a":7}"#, "{context}");
                continue;
            }
            let error = read.expect_err(context);
            assert!(context == "untagged" || error.contains("serde_json reserves"), "{context}: {error}");
        }
    }
    // As the first member of the payment itself it does not pass for the payment's raw text.
    let text = format!(r#"{{"$serde_json::private::RawValue":{}}}"#, serde_json::to_string(SHORT).unwrap());
    for (context, read) in raw_contexts(&text).into_iter().chain(buffered_contexts(&text)) {
        assert!(read.is_err(), "{context}");
    }
    // Beside such a name nothing is a number, and what is no number neither.
    for payload in [
        r#"{"$serde_json::private::Number":"7","b":1}"#,
        r#"{"b":1,"$serde_json::private::Number":"7"}"#,
        r#"{"$serde_json::private::Number":"7}"}"#,
        r#"{"$serde_json::private::Number":"{}"}"#,
        r#"{"$serde_json::private::Number":"07"}"#,
    ] {
        let text = replace(SHORT, "\"payload\":{}", &format!("\"payload\":{{\"a\":{payload}}}"));
        for (context, read) in buffered_contexts(&text) {
            assert!(read.is_err(), "{context}: {payload}");
        }
    }
}

#[test]
fn serializing_gives_what_to_json_gives() {
    let (payment, text) = (payment(), payment().to_json());
    assert_eq!(serde_json::to_string(&payment).unwrap(), text);
    assert_eq!(serde_json::to_vec(&payment).unwrap(), text.as_bytes());
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(&payment).unwrap(), value);
    let nested = Nested { id: 1, payment: payment.clone() };
    assert_eq!(serde_json::to_string(&nested).unwrap(), format!(r#"{{"id":1,"payment":{text}}}"#));
    let flat = Flat { id: 1, payment: payment.clone() };
    assert_eq!(serde_json::to_string(&flat).unwrap(), with_member(r#""id":1"#, &text));
    let tagged = Tagged::Pay(Box::new(payment.clone()));
    assert_eq!(serde_json::to_string(&tagged).unwrap(), with_member(r#""kind":"pay""#, &text));
    assert_eq!(serde_json::to_string(&Untagged::Payment(Box::new(payment.clone()))).unwrap(), text);
    assert_eq!(serde_json::to_string(&payment.accepted).unwrap(), payment.accepted.to_json());
    assert_eq!(serde_json::to_string(&payment.resource).unwrap(), payment.resource.unwrap().to_json());
    // Spelling inside opaque members is kept also where white space is added.
    let raw = RawJson::parse("[1.50,  1e400]").unwrap();
    assert_eq!(serde_json::to_string_pretty(&vec![&raw]).unwrap(), "[\n  [1.50,  1e400]\n]");
    // `Value` has no place for a number that no double holds, unless it keeps the text.
    assert_eq!(serde_json::to_value(&raw).is_ok(), arbitrary_precision());
}

/// An object in the contexts of the table that read back what they write.
fn there_and_back<T: Tabled>() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Inside<T> {
        list: Vec<T>,
        some: Option<Box<T>>,
        none: Option<T>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct WithId<T> {
        id: u8,
        #[serde(flatten)]
        object: T,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        Number(u8),
        Object(T),
    }

    fn same<T: PartialEq + fmt::Debug + Serialize + DeserializeOwned>(value: &T) {
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(from_json::<T>(&text).as_ref(), Ok(value), "{text}");
        let pretty = serde_json::to_string_pretty(value).unwrap();
        assert_eq!(from_json::<T>(&pretty).as_ref(), Ok(value), "{pretty}");
        // `Value` may put members into another order.
        let through: T = serde_json::from_value(serde_json::to_value(value).unwrap()).unwrap();
        let [before, after] =
            [&text, &serde_json::to_string(&through).unwrap()].map(|text| RawJson::parse(text).unwrap());
        assert!(before.as_json().same_value(&after.as_json()), "{after:?}");
    }

    fn same_in_binary<T: PartialEq + fmt::Debug + Serialize + DeserializeOwned>(value: &T) {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        assert_eq!(&ciborium::from_reader::<T, _>(&*bytes).unwrap(), value);
        assert_eq!(&postcard::from_bytes::<T>(&postcard::to_allocvec(value).unwrap()).unwrap(), value);
    }

    let text = sample(T::MEMBERS);
    let object = from_json::<T>(&text).unwrap();
    assert_eq!(serde_json::to_string(&object).unwrap(), text);
    let inside =
        Inside { list: vec![object.clone(), object.clone()], some: Some(Box::new(object.clone())), none: None };
    same(&object);
    same(&inside);
    same(&WithId { id: 1, object: object.clone() });
    same(&Either::Object(object.clone()));
    same_in_binary(&object);
    same_in_binary(&inside);
    // An error says the same in each of them.
    let error = T::decode("{}", &DecodeOptions::STRICT).unwrap_err();
    assert!(from_json::<T>("{}").unwrap_err().contains(&error.to_string()));
    assert!(from_json::<Inside<T>>("{\"list\":[{}]}").unwrap_err().contains(&error.to_string()));
    assert!(from_json::<WithId<T>>("{\"id\":1}").unwrap_err().contains(&error.kind().to_string()));
    let bytes = postcard::to_allocvec("{}").unwrap();
    assert!(postcard::from_bytes::<T>(&bytes).is_err());
}

#[test]
fn every_object_goes_there_and_back() {
    every_object!(there_and_back);
}

#[test]
fn raw_json_is_kept_as_it_is_spelled() {
    let raw: Vec<RawJson> = from_json("[ 1.50 , {\"a\" : null}, null]").unwrap();
    assert_eq!(raw.iter().map(RawJson::as_str).collect::<Vec<_>>(), ["1.50", "{\"a\" : null}", "null"]);
    assert!(from_json::<RawJson>(r#"{"a":1,"a":1}"#).is_err());
}

#[test]
fn binary_formats_hold_one_string_of_json_text() {
    let payment = payment();

    let mut bytes = Vec::new();
    ciborium::into_writer(&payment, &mut bytes).unwrap();
    assert_eq!(ciborium::from_reader::<String, _>(&*bytes).unwrap(), payment.to_json());
    assert_eq!(ciborium::from_reader::<PaymentPayload, _>(&*bytes).unwrap(), payment);
    let wrong = SHORT.replace("10000", "010000");
    let mut bytes = Vec::new();
    ciborium::into_writer(&wrong, &mut bytes).unwrap();
    let error = ciborium::from_reader::<PaymentPayload, _>(&*bytes).unwrap_err().to_string();
    assert!(error.contains(&decode(&wrong, &DecodeOptions::STRICT).unwrap_err().to_string()), "{error}");

    let bytes = postcard::to_allocvec(&payment).unwrap();
    assert_eq!(postcard::from_bytes::<&str>(&bytes).unwrap(), payment.to_json());
    assert_eq!(postcard::from_bytes::<PaymentPayload>(&bytes).unwrap(), payment);
    let raw = RawJson::parse("{\"a\" : 1e400}").unwrap();
    assert_eq!(postcard::from_bytes::<RawJson>(&postcard::to_allocvec(&raw).unwrap()).unwrap(), raw);

    let nested = Nested { id: 1, payment: payment.clone() };
    let bytes = postcard::to_allocvec(&nested).unwrap();
    assert_eq!(postcard::from_bytes::<Nested>(&bytes).unwrap(), nested);
    let mut bytes = Vec::new();
    ciborium::into_writer(&nested, &mut bytes).unwrap();
    assert_eq!(ciborium::from_reader::<Nested, _>(&*bytes).unwrap(), nested);

    // serde's buffer does not know that the format is binary: refused, not misread.
    let mut bytes = Vec::new();
    ciborium::into_writer(&Flat { id: 1, payment: payment.clone() }, &mut bytes).unwrap();
    assert!(ciborium::from_reader::<Flat, _>(&*bytes).is_err());
    let mut bytes = Vec::new();
    ciborium::into_writer(&Untagged::Payment(Box::new(payment)), &mut bytes).unwrap();
    assert!(ciborium::from_reader::<Untagged, _>(&*bytes).is_err());
}

#[test]
fn deep_nesting_is_an_error_in_every_context() {
    for depth in [129, 100_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let text = replace(SHORT, "\"payload\":{}", &format!("\"payload\":{{\"a\":{deep}}}"));
        for (context, read) in raw_contexts(&text) {
            let error = read.expect_err(context);
            assert!(error.contains("more than 128 levels of nesting"), "{context}: {error}");
        }
        for (context, read) in buffered_contexts(&text) {
            assert!(read.is_err(), "{context}");
        }
        assert!(through_value(&text).is_err());
    }
    // One level less than `decode` is what a buffer takes: `serde_json` ends at 127.
    for (depth, buffered) in [(127, true), (128, false)] {
        let deep = format!("{}{}", "[".repeat(depth - 2), "]".repeat(depth - 2));
        let text = replace(SHORT, "\"payload\":{}", &format!("\"payload\":{{\"a\":{deep}}}"));
        assert!(raw_contexts(&text).iter().all(|(_, read)| read.is_ok()), "{depth}");
        for (context, read) in buffered_contexts(&text) {
            assert_eq!(read.is_ok(), buffered, "{context}, depth {depth}");
        }
    }
}

/// A format without raw text and without a limit of its own: `[[[[…`.
#[derive(Clone, Copy)]
struct Endless;

impl<'de> Deserializer<'de> for Endless {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_seq(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Endless {
    type Error = de::value::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Self::Error> {
        seed.deserialize(*self).map(Some)
    }
}

#[test]
fn a_format_without_a_limit_is_held_to_ours() {
    let error = RawJson::deserialize(Endless).unwrap_err();
    assert!(error.to_string().contains("nested too deeply"), "{error}");
}

#[test]
fn a_format_without_raw_text_is_written_out() {
    fn read<'de, D: IntoDeserializer<'de, de::value::Error>>(value: D) -> Result<RawJson, String>
    where
        D::Deserializer: fmt::Debug,
    {
        RawJson::deserialize(value.into_deserializer()).map_err(|error| error.to_string())
    }
    let text = |value: Result<RawJson, String>| value.map(|raw| raw.as_str().to_string());
    assert_eq!(text(read("a\"\\\n\u{1}€")), Ok(r#""a\"\\\n\u0001€""#.into()));
    assert_eq!(text(read('x')), Ok("\"x\"".into()));
    assert_eq!(text(read(true)), Ok("true".into()));
    assert_eq!(text(read(())), Ok("null".into()));
    assert_eq!(text(read(u64::MAX)), Ok(u64::MAX.to_string()));
    assert_eq!(text(read(i64::MIN)), Ok(i64::MIN.to_string()));
    assert_eq!(text(read(-0.5f64)), Ok("-0.5".into()));
    assert_eq!(text(read(vec![1u8, 2])), Ok("[1,2]".into()));
    assert_eq!(text(read(Vec::<u8>::new())), Ok("[]".into()));
    assert_eq!(text(read(BTreeMap::from([("a", 1u8), ("b", 2)]))), Ok(r#"{"a":1,"b":2}"#.into()));
    assert_eq!(text(read(BTreeMap::<&str, u8>::new())), Ok("{}".into()));
    assert!(read(f64::NAN).is_err());
    assert!(read(f64::INFINITY).is_err());
    assert!(read(i128::MAX).is_err());
    assert!(read(BTreeMap::from([(1u8, 1u8)])).is_err());
}

#[test]
fn no_object_is_forgotten() {
    static NAMES: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    fn note<T: Tabled>() {
        NAMES.lock().unwrap().push(T::NAME);
    }
    every_object!(note);
    let mut tabled = NAMES.lock().unwrap();
    tabled.sort_unstable();
    // The objects that serde reads, as the source lists them.
    let (_, list) = include_str!("../../src/serde_bridge.rs").split_once("\nserde_as_text!(").unwrap();
    let mut listed: Vec<_> = list.split_once(");").unwrap().0.split(',').map(str::trim).collect();
    listed.sort_unstable();
    assert_eq!(*tabled, listed);
}
