//! Opaque JSON is compared and made canonical in time that grows with its length, however it is nested: C-12, C-16, B-2,
//! B-6, X-1.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use x402_types::{
    Limits, RawJson,
    matching::{MatchRule, Sides, compare, compare_extensions},
    v2::PaymentRequirements,
};

/// How much longer a shape may take than a flat one of the same length. Reading each level again for the one above it
/// takes a hundred times as long.
const MOST: u32 = 12;

/// So many short texts, the last of them written with an escape or without: the same value, and another text.
fn texts(count: usize, escaped: bool) -> String {
    let last = if escaped { "\\u0078" } else { "x" };
    format!("[{}\"{last}\"]", "\"abcdefghijklmnopqrstuvwxy\",".repeat(count - 1))
}

/// An object of about 400,000 bytes, whatever its shape.
type Shape = fn(bool) -> String;

const SHAPES: [(&str, Shape); 4] = [
    ("flat", |escaped| format!("{{\"a\":{}}}", texts(15_000, escaped))),
    ("deep objects", |escaped| format!("{}{}{}", "{\"a\":".repeat(120), texts(15_000, escaped), "}".repeat(120))),
    ("deep arrays", |escaped| format!("{{\"a\":{}{}{}}}", "[".repeat(120), texts(15_000, escaped), "]".repeat(120))),
    ("wide", |escaped| {
        let members: Vec<_> = (0..1_000).map(|index| format!("\"{index}\":{}", texts(14, escaped))).collect();
        format!("{{{}}}", members.join(","))
    }),
];

fn time(work: &dyn Fn()) -> Duration {
    let once = || {
        let began = Instant::now();
        work();
        began.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap()
}

/// Does the same with each shape, as plain text and with escapes.
fn grows_with_the_length_alone(what: &str, work: impl Fn(&RawJson, &RawJson)) {
    let mut flat = None;
    for (name, shape) in SHAPES {
        let [plain, escaped] =
            [false, true].map(|escaped| RawJson::parse_within(&shape(escaped), &Limits::DEFAULT).unwrap());
        assert!((350_000..600_000).contains(&plain.as_str().len()), "{name}: {} bytes", plain.as_str().len());
        let took = time(&|| work(&plain, &escaped));
        let flat = *flat.get_or_insert(took);
        assert!(took < flat * MOST, "{what}, {name}: {took:?}, and {flat:?} flat");
    }
}

#[test]
fn values_are_compared() {
    grows_with_the_length_alone("same_value", |a, b| assert!(a.as_json().same_value(&b.as_json())));
    grows_with_the_length_alone("contains", |a, b| assert!(a.as_json().contains(&b.as_json())));
}

#[test]
fn texts_become_canonical() {
    grows_with_the_length_alone("canonical", |a, b| assert_eq!(a.canonical().unwrap(), b.canonical().unwrap()));
}

#[test]
fn offers_are_matched() {
    let offer = |extra: &RawJson| {
        let text = format!(
            r#"{{"scheme":"exact","network":"eip155:84532","amount":"1","asset":"0x03","payTo":"0x20","maxTimeoutSeconds":60,"extra":{}}}"#,
            extra.as_str()
        );
        let mut options = x402_types::DecodeOptions::STRICT;
        options.limits.depth = 130;
        <PaymentRequirements as x402_types::Wire>::decode(text, &options).unwrap().value
    };
    for rule in [MatchRule::Sdk, MatchRule::Exact] {
        // Offers are read once, and compared with every payment.
        grows_with_the_length_alone("compare", |a, b| {
            let (accepted, offer) = (offer(a), offer(b));
            let sides = Sides { accepted: &accepted, offer: &offer };
            black_box(compare(sides, rule)).matches().then_some(()).unwrap();
        });
    }
}

#[test]
fn extensions_are_compared() {
    grows_with_the_length_alone("one extension", |a, b| {
        let [declared, echoed] = [a, b].map(|info| {
            RawJson::parse_within(&format!(r#"{{"e":{{"info":{}}}}}"#, info.as_str()), &Limits::DEFAULT).unwrap()
        });
        assert!(compare_extensions(&declared, Some(&echoed)).differs.is_empty());
    });
    grows_with_the_length_alone("many extensions", |a, b| {
        assert!(compare_extensions(a, Some(b)).differs.is_empty());
    });
}
