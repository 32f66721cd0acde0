//! Our reader against `serde_json`: it accepts a subset, with equal values, and what it refuses beyond that it
//! refuses for a reason that can be seen in the document.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use x402_types::{DecodeOptions, Flag, JsonRef, Limits, RawJson};

use crate::{
    chance::{Chance, mutate},
    serde_tree::{Agreement, arbitrary_precision, compare, numbers},
    support::{PAYMENT, Random, SHORT, decode, replace},
};

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

/// How often each finding was made.
fn tally(seed: u64, limits: &Limits) -> impl Fn(Agreement) -> usize {
    let mut findings = Vec::new();
    mutated(seed, |text| findings.push(compare(text, limits)));
    move |wanted| findings.iter().filter(|finding| **finding == wanted).count()
}

#[test]
fn accepts_a_subset_of_serde_json_with_equal_values() {
    let count = tally(1, &Limits::DEFAULT);
    // A test in which everything is refused would pass, too.
    assert!(count(Agreement::Same) > 10_000 && count(Agreement::Refused) > 10_000 && count(Agreement::Duplicate) > 200);
    assert!(count(Agreement::Infinite) > 100 || arbitrary_precision());
}

#[test]
fn limits_are_exact() {
    let mut limits = Limits::DEFAULT;
    (limits.depth, limits.members, limits.values, limits.number) = (4, 12, 30, 9);
    let count = tally(2, &limits);
    assert!(count(Agreement::Same) > 5_000 && count(Agreement::Limit) > 5_000);
}

/// What is kept as text inside a payment is the text that `serde_json` cuts out; a value is found
/// there by the nodes of the whole document, where `RawJson` has its own.
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
        let expected = numbers(&text).iter().any(|number| number.parse::<f64>().unwrap().is_infinite());
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
    let escape = |text: &str| -> String { text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect() };
    if let Ok(text) = value.string() {
        return format!("\"{}\"", escape(&text));
    }
    if let Ok(elements) = value.elements() {
        return format!("[ {} ]", elements.map(respelled).collect::<Vec<_>>().join("\n,"));
    }
    if let Ok(members) = value.members() {
        let mut members: Vec<_> =
            members.map(|(name, value)| format!("\"{}\":\t{}", escape(&name), respelled(value))).collect();
        members.reverse();
        return format!("{{{}}}", members.join(","));
    }
    value.text().into()
}

#[test]
fn same_value_is_equality_of_canonical_texts() {
    let mut random = Random::new(5);
    let (mut equal, mut different) = (0, 0);
    for document in CORPUS {
        let original = RawJson::parse(document).unwrap();
        let original_text = canonical(original.as_json()).unwrap();
        for _ in 0..ROUNDS / 4 {
            let Some(text) = mutate(document, &mut random) else { continue };
            let Ok(other) = RawJson::parse(&text) else { continue };
            let again = RawJson::parse(&respelled(other.as_json())).unwrap();
            assert!(again.as_json().same_value(&other.as_json()), "{text}");
            let Some(format) = canonical(other.as_json()) else { continue };
            let expected = format == original_text;
            assert_eq!(original.as_json().same_value(&other.as_json()), expected, "{document}\n{text}");
            assert_eq!(other.as_json().same_value(&original.as_json()), expected, "{document}\n{text}");
            *(if expected { &mut equal } else { &mut different }) += 1;
        }
    }
    assert!(equal > 100 && different > 1_000, "{equal} {different}");
}
