//! Input that is large, deep or cut off: an answer, never a panic, and never more work than the limits allow.

use x402_types::{DecodeOptions, ErrorKind, Limit, Limits, RawJson, Stage, Wire, v2::PaymentPayload};

use crate::support::{PAYMENT, SHORT, assert_refused, decode, replace};

fn limits(change: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::DEFAULT;
    change(&mut limits);
    limits
}

/// `open` and `close` are repeated in turn: `[`, `{"a":`.
fn nested(pieces: &[(&str, &str)], depth: usize, core: &str) -> String {
    let pieces: Vec<_> = pieces.iter().cycle().take(depth).collect();
    let open: String = pieces.iter().map(|(open, _)| *open).collect();
    let close: String = pieces.iter().rev().map(|(_, close)| *close).collect();
    format!("{open}{core}{close}")
}

const ARRAYS: &[(&str, &str)] = &[("[", "]")];
const OBJECTS: &[(&str, &str)] = &[(r#"{"a":"#, "}")];
const BOTH: &[(&str, &str)] = &[("[", "]"), (r#"{"a":"#, "}")];

/// As far as an error has room for it.
#[test]
fn the_path_of_a_deep_fault_begins_at_the_document() {
    let path = |levels: usize| {
        let text = format!(r#"{{"payload":{}["#, r#"{"extra":"#.repeat(levels));
        RawJson::parse(&text).unwrap_err().path().to_string()
    };
    let named = |levels: usize| format!("payload{}", ".extra".repeat(levels));
    assert_eq!(path(10), named(10) + "[0]");
    for levels in [11, 12, 13, 30] {
        assert_eq!(path(levels), named(11));
    }
}

/// A missing member is nowhere, so the sentence about the outermost object has no offset.
#[test]
fn an_error_says_at_which_byte() {
    let sentence = |text: &str| PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap_err().to_string();
    assert!(sentence("[]").ends_with(" (byte 0)"), "{}", sentence("[]"));
    assert!(!sentence("{}").contains("(byte"), "{}", sentence("{}"));
}

#[test]
fn deep_documents() {
    let raised = limits(|limits| (limits.depth, limits.values) = (200_000, 1_000_000));
    for pieces in [ARRAYS, OBJECTS, BOTH] {
        let deep = nested(pieces, 100_000, "0");
        let error = RawJson::parse(&deep).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit { limit: Limit::Depth, max: 128 });
        // Comparing is recursion, so no choice of the caller's goes deeper than this.
        let error = RawJson::parse_within(&deep, &raised).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit { limit: Limit::Depth, max: 256 });
        let unclosed = deep.split('0').next().unwrap();
        assert_eq!(RawJson::parse(&unclosed[..60]).unwrap_err().kind(), ErrorKind::UnexpectedEnd);
        let deepest = nested(pieces, 256, "0");
        let deepest = (deepest.clone(), deepest.replace('0', " 0.0 "));
        let deepest = [&deepest.0, &deepest.1].map(|text| RawJson::parse_within(text, &raised).unwrap());
        assert!(deepest[0].as_json().same_value(&deepest[1].as_json()));
        let elements = nested(pieces, 128, "0");
        let full = RawJson::parse(&elements).unwrap();
        assert_eq!(full.as_str(), elements);
        let spaced = RawJson::parse(&elements.replace('0', " 0.0 ")).unwrap();
        assert!(full.as_json().same_value(&spaced.as_json()));
        let payment = replace(SHORT, "\"payload\":{}", &format!("\"payload\":{{}},\"extensions\":{{\"x\":{deep}}}"));
        assert_refused(decode(&payment, &DecodeOptions::STRICT), "limit depth extensions", "in a payment");
    }
}

#[test]
fn large_objects() {
    let object = |count: usize| {
        let members: Vec<_> = (0..count).map(|number| format!("\"member{number}\":{number}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let large = object(100_000);
    assert_refused(RawJson::parse_within(&large, &limits(|limits| limits.body = 1 << 24)), "limit members", "members");
    let raised = limits(|limits| (limits.body, limits.members, limits.values) = (1 << 24, 200_000, 200_000));
    let raw = RawJson::parse_within(&large, &raised).unwrap();
    assert_eq!(raw.as_json().members().unwrap().count(), 100_000);
    assert!(raw.as_json().same_value(&raw.as_json()));
    // Comparing is no worse than sorting.
    let spaced = RawJson::parse_within(&large.replace(':', ": "), &raised).unwrap();
    assert!(raw.as_json().same_value(&spaced.as_json()));
    // The one name that comes twice is found wherever it stands.
    for twice in ["member0", "member54321", "member99999"] {
        let text = replace(&format!("{large}\u{0}"), "}\u{0}", &format!(",\"{twice}\":0}}"));
        assert_refused(RawJson::parse_within(&text, &raised), "json duplicate-member", twice);
    }
}

#[test]
fn long_strings_and_numbers() {
    let string = format!("\"{}\"", "x\\n€".repeat(2_000_000));
    assert_refused(RawJson::parse(&string), "limit body-size", "12 MB");
    let raised = limits(|limits| limits.body = 1 << 24);
    assert_eq!(RawJson::parse_within(&string, &raised).unwrap().as_json().string().unwrap().len(), 10_000_000);

    let digits = "7".repeat(1_000_000);
    for number in [digits.clone(), format!("-{digits}"), format!("0.{digits}"), format!("1e{digits}"), digits + ".5e9"]
    {
        assert_refused(RawJson::parse_within(&number, &raised), "limit number-length", "a million digits");
        let text = replace(SHORT, "\"10000\"", &number);
        let options = DecodeOptions::LENIENT.with_limits(raised);
        assert_refused(decode(&text, &options), "limit number-length accepted.amount", "as an amount");
    }
    let raised = limits(|limits| limits.number = usize::MAX);
    assert!(RawJson::parse_within(&"7".repeat(150), &raised).is_ok());
    assert_refused(RawJson::parse_within(&"7".repeat(151), &raised), "limit number-length", "never more than 150");

    let text = replace(SHORT, "\"10000\"", &format!("\"{}\"", "9".repeat(200)));
    assert_refused(decode(&text, &DecodeOptions::STRICT), "shape decimal-too-large accepted.amount", "200 digits");
    let zeros = replace(SHORT, "\"10000\"", &format!("\"{}1\"", "0".repeat(255)));
    assert_eq!(decode(&zeros, &DecodeOptions::LENIENT).unwrap().value.accepted.amount, 1.into());
}

#[test]
fn every_prefix_of_a_payment_is_refused() {
    for text in [PAYMENT, SHORT] {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(decode(&text[..end], &DecodeOptions::STRICT).unwrap_err().kind(), ErrorKind::UnexpectedEnd);
        }
        let header = decode(text, &DecodeOptions::STRICT).unwrap().value.to_header();
        for end in 0..header.len() {
            let error = PaymentPayload::decode_header(&header[..end], &DecodeOptions::STRICT).unwrap_err();
            let expected: &[_] = match end % 4 {
                _ if end == 0 => &[ErrorKind::EmptyHeader],
                // Three bytes at a time, so that a character can be cut in two.
                0 => &[ErrorKind::UnexpectedEnd, ErrorKind::Utf8],
                _ => &[ErrorKind::Base64Padding],
            };
            assert!(expected.contains(&error.kind()), "{end}: {error}");
            assert!(error.offset().is_none_or(|offset| offset <= end), "{end}: {error}");
            let lenient = PaymentPayload::decode_header(&header[..end], &DecodeOptions::LENIENT);
            // The padding is the only thing that may be missing.
            assert!(lenient.is_err() || header[end..].bytes().all(|byte| byte == b'='), "{end}");
        }
    }
}

#[test]
fn every_byte_overwritten_is_answered() {
    let header = decode(SHORT, &DecodeOptions::STRICT).unwrap().value.to_header();
    for at in 0..header.len() {
        for byte in [0, b' ', b'=', b'A', b'-', b'_', 0x7f, 0x80, 0xff] {
            let mut bytes = header.clone().into_bytes();
            bytes[at] = byte;
            for options in [DecodeOptions::STRICT, DecodeOptions::LENIENT] {
                if let Err(error) = PaymentPayload::decode_header(&bytes, &options) {
                    assert!(error.offset().is_none_or(|offset| offset <= bytes.len()), "{error}");
                }
            }
        }
    }
    for at in 0..SHORT.len() {
        for byte in [0, b'"', b'\\', b'{', b'0', 0x80, 0xff] {
            let mut bytes = SHORT.as_bytes().to_vec();
            bytes[at] = byte;
            let strict = PaymentPayload::decode_bytes(bytes.clone(), &DecodeOptions::STRICT);
            if byte >= 0x80 {
                let error = strict.unwrap_err();
                assert_eq!((error.kind(), error.offset()), (ErrorKind::Utf8, Some(at)));
            }
        }
    }
}

/// For each member of [`Limits`]: what is just allowed, what is just too much, and how the refusal reads.
#[test]
fn each_limit_is_exact_and_named() {
    let payment = |payload: &str| replace(SHORT, "\"payload\":{}", &format!("\"payload\":{payload}"));
    let members = |count: usize| {
        let members: Vec<_> = (0..count).map(|number| format!("\"m{number}\":0")).collect();
        payment(&format!("{{{}}}", members.join(",")))
    };
    // The payment itself is ten values: three containers and seven scalars.
    let values = |count: usize| payment(&format!("{{\"a\":[0{}]}}", ",0".repeat(count - 12)));
    let spaces = |length: usize| format!("{SHORT}{}", " ".repeat(length - SHORT.len()));
    let number = |length: usize| payment(&format!("{{\"n\":{}}}", "1".repeat(length)));
    let text = |length: usize| replace(SHORT, "\"exact\"", &format!("\"{}\"", "x".repeat(length)));
    let depth = |depth: usize| payment(&format!("{{\"a\":{}}}", nested(ARRAYS, depth - 2, "")));

    type Document<'a> = &'a dyn Fn(usize) -> String;
    let rows: [(Limit, usize, Document<'_>, &str, &str); 6] = [
        (Limit::Body, 1_048_576, &spaces, "body-size", "more than 1048576 bytes of JSON text"),
        (Limit::Depth, 128, &depth, "depth payload", "more than 128 levels of nesting"),
        (Limit::Members, 1_024, &members, "members payload", "more than 1024 fields in one object"),
        (Limit::Values, 16_384, &values, "values payload", "more than 16384 values in the document"),
        (Limit::Number, 128, &number, "number-length payload", "more than 128 characters in one number"),
        (Limit::Text, 256, &text, "text-length accepted.scheme", "more than 256 bytes in this field"),
    ];
    for (limit, max, document, expected, sentence) in rows {
        for options in [DecodeOptions::STRICT, DecodeOptions::LENIENT] {
            assert!(decode(&document(max), &options).is_ok(), "{limit:?}");
            let error = decode(&document(max + 1), &options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Limit { limit, max });
            assert!(error.to_string().contains(sentence), "{error}");
            assert_refused(decode(&document(max + 1), &options), &format!("limit {expected}"), sentence);
            // Limits are options: each can be lowered and, where that says so, raised.
            let lower = limits(|limits| *member(limits, limit) = max - 1);
            let error = decode(&document(max), &options.with_limits(lower)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Limit { limit, max: max - 1 });
            let higher = limits(|limits| *member(limits, limit) = max + 1);
            assert!(decode(&document(max + 1), &options.with_limits(higher)).is_ok(), "{limit:?}");
        }
    }

    // The header is bounded before it is decoded: what is in it does not matter.
    let error = PaymentPayload::decode_header("!".repeat(65_537), &DecodeOptions::STRICT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit { limit: Limit::Header, max: 65_536 });
    assert_eq!(error.stage(), Stage::Limit);
    assert_eq!(error.to_string(), "more than 65536 bytes in the header");
    let mut full = decode(SHORT, &DecodeOptions::STRICT).unwrap().value;
    // 65,536 characters of base64 are 49,152 bytes.
    let padding = 49_152 - full.to_json().len() - r#","p":"""#.len();
    full.other.insert("p", RawJson::parse(&format!("\"{}\"", "p".repeat(padding))).unwrap());
    assert_eq!(full.to_header().len(), 65_536);
    assert!(PaymentPayload::decode_header(full.to_header(), &DecodeOptions::STRICT).is_ok());
}

fn member(limits: &mut Limits, limit: Limit) -> &mut usize {
    match limit {
        Limit::Header => &mut limits.header,
        Limit::Body => &mut limits.body,
        Limit::Depth => &mut limits.depth,
        Limit::Members => &mut limits.members,
        Limit::Values => &mut limits.values,
        Limit::Number => &mut limits.number,
        Limit::Text => &mut limits.text,
        Limit::Offers => &mut limits.offers,
        other => panic!("{other:?} is tested nowhere"),
    }
}

/// Texts that are not JSON, each with the stage and the kind of its error.
pub(crate) const NOT_JSON: &[(&str, &str)] = &[
    ("", "json unexpected-end"),
    (" \n", "json unexpected-end"),
    ("nul", "json unexpected-end"),
    ("nil", "json syntax"),
    ("True", "json syntax"),
    ("NaN", "json syntax"),
    ("-Infinity", "json syntax"),
    ("+1", "json syntax"),
    (".5", "json syntax"),
    ("1.", "json unexpected-end"),
    ("1.e5", "json syntax"),
    ("1e", "json unexpected-end"),
    ("1e+", "json unexpected-end"),
    ("-", "json unexpected-end"),
    ("01", "json trailing-data"),
    ("-01", "json trailing-data"),
    ("0x10", "json trailing-data"),
    ("1 2", "json trailing-data"),
    ("{} {}", "json trailing-data"),
    ("{}\u{a0}", "json trailing-data"),
    ("\u{feff}{}", "json syntax"),
    ("[1,]", "json syntax"),
    ("[,1]", "json syntax"),
    ("[1 2]", "json syntax"),
    ("[1}", "json syntax"),
    ("[", "json unexpected-end"),
    ("{\"a\":1,}", "json syntax"),
    ("{,}", "json syntax"),
    ("{\"a\"}", "json syntax"),
    ("{\"a\" 1}", "json syntax"),
    ("{\"a\":}", "json syntax"),
    ("{a:1}", "json syntax"),
    ("{'a':1}", "json syntax"),
    ("{1:1}", "json syntax"),
    ("{\"a\":1]", "json syntax"),
    ("// no\n{}", "json syntax"),
    ("{}// no", "json trailing-data"),
    ("\"a", "json unexpected-end"),
    ("\"a\\\"", "json unexpected-end"),
    ("\"\\u12\"", "json syntax"),
    ("\"\\u12", "json unexpected-end"),
    ("\"\\U0041\"", "json syntax"),
    ("\"\\x\"", "json syntax"),
    ("\"\\u00zz\"", "json syntax"),
    ("\"\\ud800\"", "json lone-surrogate"),
    ("\"\\ud800\\n\"", "json lone-surrogate"),
    ("\"\\ud800\\ud800\"", "json lone-surrogate"),
    ("\"\\udc00\"", "json lone-surrogate"),
    ("\"\\udc00\\ud800\"", "json lone-surrogate"),
    ("{\"\\ud800\":1}", "json lone-surrogate"),
    ("\"\t\"", "json control-character"),
    ("\"12345678\u{0}\"", "json control-character"),
    ("\"\n\"", "json control-character"),
    ("\"\u{1f}\"", "json control-character"),
    ("{\"a\":1,\"a\":1}", "json duplicate-member"),
    ("[{\"a\":{\"b\":1,\"\\u0062\":1}}]", "json duplicate-member"),
    ("{\"a\\u0062\":1,\"\\u0061b\":1}", "json duplicate-member"),
];

#[test]
fn what_is_no_json_is_named() {
    for &(text, expected) in NOT_JSON {
        // An array of unknown elements has a path of its own.
        let error = RawJson::parse(text).unwrap_err();
        let found = format!("{} {}", error.stage().as_str(), error.kind().as_str());
        assert_eq!(found, expected, "{text:?}");
        assert!(error.offset().is_some_and(|offset| offset <= text.len()), "{text:?}: {error}");
    }
    for text in [r#"{"a\u0062":1,"\u0061c":1}"#, r#"[{"a":{"b":1,"\u0061":1}}]"#] {
        RawJson::parse(text).unwrap();
    }
}
