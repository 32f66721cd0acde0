//! Base64, headers, UTF-8 and JSON, by each operation that reads a payment.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_conformance::adapter::Reply;

use crate::{
    json::{Json, unescape},
    mutant::Mutant,
    question::{Question, constant, is_payment_header, unreadable},
};

/// The reading of an invalid text.
type Repair = (&'static str, fn(&str) -> String);
/// The replacement in an invalid text.
type Replacement = (&'static str, &'static str, &'static str);
/// Valid inputs that are refused.
type Refusal = (&'static str, fn(&str) -> bool);
/// The affected bytes.
type ByteSort = (&'static str, fn(&[u8]) -> bool);
/// The affected sets of headers.
type SetSort = (&'static str, fn(&[(String, String)]) -> bool);
/// The chosen one of several headers.
type Choice = (&'static str, fn(&[(String, String)]) -> Option<usize>);
/// The reading of invalid bytes.
type ByteRepair = (&'static str, fn(&[u8]) -> Option<Vec<u8>>);

/// Invalid base64 that is accepted.
const VALUES: [Repair; 21] = [
    ("url-alphabet", |value| value.replace('-', "+").replace('_', "/")),
    ("url-alphabet-without-padding", |value| pad(&value.replace('-', "+").replace('_', "/"))),
    ("half-of-the-padding", |value| if value.ends_with('=') { pad(value) } else { value.into() }),
    ("too-much-padding", |value| pad(value.trim_end_matches('='))),
    ("padding-in-the-middle", |value| value.replacen("====", "", 1)),
    ("padding-in-front", |value| value.trim_start_matches('=').into()),
    ("what-is-behind-the-padding", |value| before_padding(value)),
    ("an-odd-character", |value| if value.len() % 4 == 1 { value[..value.len() - 1].into() } else { value.into() }),
    ("other-characters", |value| value.chars().filter(|c| is_letter(*c) || *c == '=').collect()),
    ("no-break-spaces", |value| value.trim_end_matches('\u{a0}').into()),
    ("form-feeds", |value| value.trim_end_matches('\u{c}').into()),
    ("a-zero-byte-at-the-end", |value| value.trim_end_matches('\0').into()),
    ("the-first-of-a-list", |value| value.split(',').next().unwrap_or_default().trim().into()),
    ("parameters", |value| value.split(';').next().unwrap_or_default().into()),
    ("quotation-marks", |value| value.trim_matches('"').into()),
    ("single-quotation-marks", |value| value.trim_matches('\'').into()),
    ("colons-around", |value| value.trim_matches(':').into()),
    ("a-data-url", |value| value.rsplit("base64,").next().unwrap_or_default().into()),
    ("percent-encoding", |value| value.replace("%3D", "=")),
    ("json-itself", |value| if value.starts_with('{') { STANDARD.encode(value) } else { value.into() }),
    ("twice-encoded", |value| {
        let once = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        once.filter(|once| once.starts_with("ey")).unwrap_or_else(|| value.into())
    }),
];

/// Base64 that Strict refuses and Lenient accepts, so `digest` and `decode` are not affected.
const VALUES_BY_STRICT: [Repair; 7] = [
    ("no-padding", |value| if value.contains('=') { value.into() } else { pad(value) }),
    ("spaces", |value| value.replace(' ', "")),
    ("spaces-around", |value| value.trim_matches(' ').into()),
    ("tabs", |value| value.replace('\t', "")),
    ("line-breaks", |value| value.replace(['\r', '\n'], "")),
    ("a-line-feed-at-the-end", |value| value.trim_end_matches('\n').into()),
    ("bits-behind-the-last-byte", without_trailing_bits),
];

/// Invalid JSON that is accepted.
const TEXTS: [Replacement; 92] = [
    ("commas-behind-elements", ",]", "]"),
    ("commas-behind-members", ",}", "}"),
    ("commas-in-front-of-elements", "[,1", "[1"),
    ("commas-in-front-of-members", "{,", "{"),
    ("two-commas", ",,", ","),
    ("commas-alone", "[,]", "[]"),
    ("no-comma-between-elements", "[1 2]", "[1,2]"),
    ("no-comma-between-members", "1 \"b\"", "1,\"b\""),
    ("semicolons", "1;2", "1,2"),
    ("no-colon", "\"a\" 1", "\"a\":1"),
    ("two-colons", "::", ":"),
    ("equals-signs", "\"a\"=1", "\"a\":1"),
    ("names-without-a-value", "{\"a\"}", "{\"a\":null}"),
    ("colons-without-a-value", "\"a\":}", "\"a\":null}"),
    ("plain-names", "{a:1}", "{\"a\":1}"),
    ("names-in-single-quotation-marks", "{'a':1}", "{\"a\":1}"),
    ("numbers-for-names", "{1:2}", "{\"1\":2}"),
    ("null-for-a-name", "{null:1}", "{\"null\":1}"),
    ("values-for-members", "{1}", "{}"),
    ("members-for-elements", "[\"a\":1]", "[1]"),
    ("single-quotation-marks", "'a'", "\"a\""),
    ("back-quotes", "`a`", "\"a\""),
    ("curly-quotation-marks", "“a”", "\"a\""),
    ("texts-in-a-row", "\"a\" \"b\"", "\"ab\""),
    ("remarks", "1/*a*/", "1"),
    ("remarks-in-front", "/*a*/1", "1"),
    ("remarks-to-the-end-of-the-line", "1//a\n", "1"),
    ("remarks-behind-a-number-sign", "1#a\n", "1"),
    ("nan", ":NaN", ":null"),
    ("infinity", ":Infinity", ":1e400"),
    ("minus-infinity", ":-Infinity", ":-1e400"),
    ("plus-signs", ":+1", ":1"),
    ("two-minus-signs", ":--1", ":1"),
    ("minus-alone", ":-,", ":0,"),
    ("leading-zeros", ":01", ":1"),
    ("leading-zeros-behind-minus", ":-01", ":-1"),
    ("two-zeros", ":00,", ":0,"),
    ("fractions-without-integer", ":.5", ":0.5"),
    ("fractions-without-digits", ":5.,", ":5,"),
    ("exponents-behind-a-dot", ":5.e1", ":5e1"),
    ("exponents-without-digits", ":1e,", ":1,"),
    ("exponents-with-a-sign-alone", ":1e+,", ":1,"),
    ("exponents-with-a-fraction", ":1e1.5", ":1e1"),
    ("hexadecimal-numbers", ":0x10", ":16"),
    ("numbers-in-groups", ":1_000", ":1000"),
    ("numbers-with-a-type", ":1n", ":1"),
    ("full-width-digits", ":１", ":1"),
    ("true-with-a-capital", ":True", ":true"),
    ("false-in-capitals", ":FALSE", ":false"),
    ("true-cut", ":tru,", ":true,"),
    ("true-longer", ":truex", ":true"),
    ("null-cut", ":nul,", ":null,"),
    ("none", ":None", ":null"),
    ("undefined", ":undefined", ":null"),
    ("nothing", ":,", ":null,"),
    ("wrong-brackets", "[1}", "[1]"),
    ("wrong-braces", "\"a\":1]", "\"a\":1}"),
    ("parentheses", "(1)", "1"),
    ("brackets-too-many", "[1]]", "[1]"),
    ("form-feeds", "\u{c}", ""),
    ("vertical-tabs", "\u{b}", ""),
    ("no-break-spaces", "\u{a0}", " "),
    ("line-separators", ":\u{2028}", ":"),
    ("byte-order-marks-inside", ":\u{feff}", ":"),
    ("zero-bytes", ":\0", ":null"),
    ("line-feeds-in-texts", "a\nb", "a\\nb"),
    ("carriage-returns-in-texts", "a\rb", "a\\rb"),
    ("tabs-in-texts", "\"a\tb\"", "\"a\\tb\""),
    ("zero-bytes-in-texts", "a\0b", "a\\u0000b"),
    ("the-last-control-character-in-texts", "a\u{1f}b", "a\\u001fb"),
    ("tabs-in-names", "{\"a\tb\":", "{\"a\\tb\":"),
    ("line-breaks-behind-a-backslash", "\\\n", "\\n"),
    ("x-escapes", "\\x41", "A"),
    ("quotation-mark-escapes", "\\'", "'"),
    ("a-escapes", "\\a", "a"),
    ("v-escapes", "\\v", "v"),
    ("zero-escapes", "\\0", "\\u0000"),
    ("capital-escapes", "\\N", "\\n"),
    ("long-escapes", "\\U00000041", "A"),
    ("short-escapes", "\\u041", "A"),
    ("escapes-in-braces", "\\u{41}", "A"),
    ("escapes-with-other-letters", "\\u00g1", "\\u0001"),
    ("escapes-with-a-sign", "\\u+041", "A"),
    ("escapes-with-a-space", "\\u 041", "A"),
    ("escapes-outside-texts", ":\\u0031", ":1"),
    ("first-halves-of-pairs", "\\ud83d\"", "\\ufffd\""),
    ("second-halves-of-pairs", "\"\\ude00\"", "\"\\ufffd\""),
    ("two-first-halves", "\\ud83d\\ud83d", "\\ufffd"),
    ("halves-changed-round", "\\ude00\\ud83d", "\\ufffd"),
    ("first-halves-before-a-letter", "\\ud83dx", "\\ufffdx"),
    ("first-halves-before-an-escape", "\\ud83d\\n", "\\ufffd"),
    ("first-halves-before-another-character", "\\ud83d\\u0041", "\\ufffd"),
];

/// Invalid texts that are accepted as a whole.
const WHOLE_TEXTS: [Repair; 16] = [
    ("braces-around", |text| text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text).into()),
    ("unfinished", |text| format!("{text}}}")),
    ("unfinished-in-front", |text| format!("{{{text}")),
    ("up-to-the-first-value", |text| first_value(text).unwrap_or(text).into()),
    ("lines-by-themselves", |text| text.lines().find(|line| line.len() > 9).unwrap_or(text).into()),
    ("the-last-of-several", |text| text.find("}}}{").map_or(text, |at| &text[at + 3..]).into()),
    ("what-is-behind-a-guard", |text| text.trim_start_matches(")]}',\n").into()),
    ("remarks-before-the-text", |text| text.trim_start_matches("// a\n").into()),
    ("zero-bytes-around", |text| text.trim_matches('\0').into()),
    ("semicolons-behind", |text| text.trim_end_matches(';').into()),
    ("commas-behind", |text| text.trim_end_matches(',').into()),
    ("braces-behind", |text| text.replace("}}}}", "}}}")),
    ("brackets-behind", |text| text.trim_end_matches(']').into()),
    ("a-payment-in-an-array", |text| {
        text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text).into()
    }),
    ("a-payment-in-a-text", |text| serde_json::from_str(text).unwrap_or_else(|_| text.into())),
    ("a-payment-one-level-down", |text| {
        text.strip_prefix(r#"{"payment":"#).and_then(|text| text.strip_suffix('}')).unwrap_or(text).into()
    }),
];

/// Valid texts that are refused.
const REFUSED: [Refusal; 34] = [
    ("white-space-around", |text| text.trim() != text),
    ("tabs", |text| text.contains(": \t")),
    ("carriage-returns", |text| text.contains("\r\n")),
    ("minus-zero", |text| text.contains(":-0,")),
    ("capital-exponents", |text| text.contains(":1E")),
    ("exponents", |text| text.contains(":1e+5") || text.contains(":1e05") || text.contains("15e-1")),
    ("exponents-with-a-plus", |text| text.contains("1e+5")),
    ("exponents-with-a-zero", |text| text.contains("1e05")),
    ("negative-exponents", |text| text.contains("15e-1")),
    ("fractions-of-zeros", |text| text.contains(":1.000,")),
    ("small-fractions", |text| text.contains("0.00000000000000")),
    ("integers-above-64-bits", |text| text.contains(":18446744073709551616")),
    ("integers-above-256-bits", |text| text.contains(":1157920892373161954235709850086")),
    ("integers-above-53-bits", |text| text.contains(":9007199254740993")),
    ("numbers-of-128-characters", |text| text.contains(":123456789012345678901234567890123")),
    ("short-escapes", |text| text.contains("\\b\\f")),
    ("escaped-slashes", |text| text.contains("\\/")),
    ("escaped-zero-bytes", |text| text.contains("\\u0000")),
    ("escaped-control-characters", |text| text.contains("\\u001f")),
    ("capital-digits-in-escapes", |text| text.contains("\\u00E9")),
    ("pairs-of-escapes", |text| text.to_lowercase().contains("\\ud83d\\ude00")),
    ("escaped-characters-that-are-none", |text| text.contains("\\uffff")),
    ("delete-characters", |text| text.contains('\u{7f}')),
    ("control-characters-above-ascii", |text| text.contains('\u{85}')),
    ("line-separators-in-texts", |text| text.contains('\u{2028}')),
    ("characters-outside-the-first-plane", |text| text.contains('😀')),
    ("empty-names", |text| text.contains("{\"\":")),
    ("names-in-another-letter-case", |text| text.contains("\"a\":1,\"A\":2")),
    ("names-in-another-normal-form", |text| text.contains("\"e\u{301}\"")),
    ("names-of-another-language", |text| text.contains("__proto__")),
    ("names-in-several-objects", |text| text.contains("{\"a\":2},{\"b\":{\"a\":3}}")),
    ("names-at-two-levels", |text| text.contains("{\"a\":{\"a\":{\"a\":1}}}")),
    ("128-levels", |text| text.contains(&"[".repeat(120))),
    ("escapes-in-names", |text| text.contains("acc\\u0065pted")),
];

/// Names that are mistaken for a payment's header.
const NAMES: [Refusal; 14] = [
    ("underscores", |name| name.eq_ignore_ascii_case("payment_signature")),
    ("no-hyphen", |name| name.eq_ignore_ascii_case("paymentsignature")),
    ("a-space-behind", |name| name == "PAYMENT-SIGNATURE "),
    ("a-space-in-front", |name| name == " PAYMENT-SIGNATURE"),
    ("a-colon-behind", |name| name == "PAYMENT-SIGNATURE:"),
    ("x-in-front", |name| name == "X-PAYMENT-SIGNATURE"),
    ("payment", |name| name == "PAYMENT"),
    ("x-underscore-payment", |name| name == "X_PAYMENT"),
    ("x-pay", |name| name == "X-PAY"),
    ("environment-variables", |name| name == "HTTP_X_PAYMENT"),
    ("letters-that-fold-to-ascii", |name| name.to_uppercase() == "PAYMENT-SIGNATURE" && !name.is_ascii()),
    ("payment-response", |name| name == "PAYMENT-RESPONSE"),
    ("x-payment-response", |name| name == "X-PAYMENT-RESPONSE"),
    ("authorization", |name| name == "Authorization"),
];

const REFUSED_VALUES: [Refusal; 4] = [
    ("all-padding", |value| value.ends_with('=')),
    ("one-character-of-padding", |value| value.ends_with('=') && !value.ends_with("==")),
    ("two-characters-of-padding", |value| value.ends_with("==")),
    ("values-without-padding", |value| !value.ends_with('=')),
];

/// Names of the single header that are mistaken for a payment's.
const HEADERS: [Refusal; 6] = [
    ("any-name", |_| true),
    ("a-name-of-an-answer", |name| name.ends_with("RESPONSE")),
    ("the-name-of-a-demand", |name| name == "PAYMENT-REQUIRED"),
    ("a-name-with-a-space", |name| name.ends_with(' ')),
    ("no-name", str::is_empty),
    ("another-name", |name| name == "Authorization"),
];

/// Chooses one of several headers, by the values and names of those that carry a payment.
const CHOICES: [Choice; 9] = [
    ("the-first-of-several", |_| Some(0)),
    ("the-last-of-several", |found| found.len().checked_sub(1)),
    ("several-that-are-equal", |found| found.iter().all(|one| *one == found[0]).then_some(0)),
    ("several-with-equal-values", |found| found.iter().all(|one| one.1 == found[0].1).then_some(0)),
    ("several-of-which-one-is-not-empty", |found| only(found, |(_, value)| !value.is_empty())),
    ("several-of-which-one-can-be-read", |found| {
        only(found, |(_, value)| STANDARD.decode(value).is_ok_and(|v| !v.is_empty()))
    }),
    ("v2s-beside-v1s", |found| only(found, |(name, _)| name.eq_ignore_ascii_case("payment-signature"))),
    ("v1s-beside-v2s", |found| only(found, |(name, _)| name.eq_ignore_ascii_case("x-payment"))),
    ("names-in-one-letter-case-only", |found| only(found, |(name, _)| name.chars().all(|c| !c.is_ascii_lowercase()))),
];

const BREAKS: [Repair; 5] = [
    ("line-breaks", |value| value.replace(['\r', '\n'], "")),
    ("folded-lines", |value| value.replace("\r\n ", "")),
    ("a-line-feed-at-the-end", |value| value.trim_end_matches('\n').into()),
    ("a-carriage-return-at-the-end", |value| value.trim_end_matches('\r').into()),
    ("what-is-in-front-of-a-line-break", |value| value.split("\r\n").next().unwrap_or_default().into()),
];

const REFUSED_SETS: [SetSort; 8] = [
    ("names-in-lower-case", |headers| headers.iter().any(|(name, _)| name == "payment-signature")),
    ("names-in-mixed-case", |headers| headers.iter().any(|(name, _)| name == "Payment-Signature")),
    ("other-headers", |headers| headers.len() > 1),
    ("an-answer-beside-it", |headers| headers.iter().any(|(name, _)| name == "PAYMENT-RESPONSE")),
    ("v1s-answer-beside-it", |headers| headers.iter().any(|(name, _)| name == "X-PAYMENT-RESPONSE")),
    ("empty-headers-beside-it", |headers| headers.iter().any(|(_, value)| value.is_empty())),
    ("line-breaks-in-other-headers", |headers| headers.iter().any(|(_, value)| value.contains('\n'))),
    ("all-but-the-first-header", |headers| headers.len() > 1 && !is_payment_header(&headers[0].0)),
];

/// Bytes that are replaced where they are no UTF-8.
const BAD_BYTES: [ByteSort; 13] = [
    ("bytes-that-continue-nothing", |bytes| has(bytes, b"\"\x80\"")),
    ("slashes-in-two-bytes", |bytes| has(bytes, b"\xc0\xaf")),
    ("zeros-in-two-bytes", |bytes| has(bytes, b"\xc0\x80")),
    ("slashes-in-three-bytes", |bytes| has(bytes, b"\xe0\x80\xaf")),
    ("slashes-in-four-bytes", |bytes| has(bytes, b"\xf0\x80\x80\xaf")),
    ("halves-of-pairs", |bytes| has(bytes, b"\xed\xa0\x80") || has(bytes, b"\xed\xbf\xbf")),
    ("pairs", |bytes| has(bytes, b"\xed\xa0\xbd\xed\xb8\x80")),
    ("characters-above-the-last", |bytes| has(bytes, b"\xf4\x90\x80\x80")),
    ("characters-of-five-bytes", |bytes| has(bytes, b"\xf8\x88")),
    ("cut-characters", |bytes| has(bytes, b"\xc3\"") || has(bytes, b"\xe2\x82\"") || has(bytes, b"\x9f\x98\"")),
    ("the-byte-ff", |bytes| has(bytes, b"\"\xff\"") || has(bytes, b"\"\xfe\"")),
    ("latin-1", |bytes| has(bytes, b"caf\xe9")),
    ("any-byte", |_| true),
];

const EDGES: [ByteRepair; 9] = [
    ("a-bad-byte-in-front", |bytes| bytes.strip_prefix(b"\xff{").map(|rest| [b"{", rest].concat())),
    ("a-bad-byte-behind", |bytes| bytes.strip_suffix(b"\xff").map(<[u8]>::to_vec)),
    ("utf-16-with-a-mark", |bytes| from_utf16(bytes.strip_prefix(b"\xff\xfe")?, u16::from_le_bytes)),
    ("utf-16-the-high-byte-first", |bytes| from_utf16(bytes.strip_prefix(b"\xfe\xff")?, u16::from_be_bytes)),
    ("utf-16-without-a-mark", |bytes| from_utf16(bytes, u16::from_le_bytes)),
    ("half-a-mark", |bytes| bytes.strip_prefix(b"\xef\xbb{").map(|rest| [b"{", rest].concat())),
    ("a-mark-behind-white-space", |bytes| bytes.strip_prefix(b" \xef\xbb\xbf").map(<[u8]>::to_vec)),
    ("a-mark-behind", |bytes| bytes.strip_suffix(b"\xef\xbb\xbf").map(<[u8]>::to_vec)),
    ("two-marks", |bytes| bytes.strip_prefix(b"\xef\xbb\xbf\xef\xbb\xbf").map(<[u8]>::to_vec)),
];
const MARK: ByteRepair = ("a-mark", |bytes| bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec));

const REFUSED_BYTES: [ByteSort; 4] = [
    ("letters-of-two-bytes", |bytes| has(bytes, "é".as_bytes())),
    ("letters-of-three-bytes", |bytes| has(bytes, "₮".as_bytes())),
    ("letters-of-four-bytes", |bytes| has(bytes, "😀".as_bytes())),
    ("all-but-ascii", |bytes| !bytes.is_ascii()),
];

pub(crate) fn mutants() -> Vec<Mutant> {
    // `decode` and `verify` alone, because an implementation may have two readers. No question asks `digest` and `replay-key`
    // about reading: they take a payment as `verify` does.
    let of_op = |op| [base64(op), sets(op), utf8(op), json(op), duplicates(op)].into_iter().flatten();
    ["decode", "verify"].into_iter().flat_map(of_op).collect()
}

/// It takes what we refuse, as if it were the repaired question.
fn takes(name: String, repaired: impl Fn(&Question<'_>) -> Option<String> + Send + Sync + 'static) -> Mutant {
    Mutant::reads(name, move |question| repaired(refused(question)?))
}

/// It refuses what we take.
fn refuses(name: String, is_refused: impl Fn(&Question<'_>) -> Option<bool> + Send + Sync + 'static) -> Mutant {
    Mutant::new(
        name,
        move |question| {
            if refused(question).is_none() && is_refused(question)? { refusal(question) } else { None }
        },
    )
}

fn base64(op: &str) -> Vec<Mutant> {
    let by_strict: &[Repair] = if op == "verify" { &VALUES_BY_STRICT } else { &[] };
    let taken = VALUES.iter().chain(by_strict).map(|(what, repair)| {
        takes(format!("{op}/base64/takes-{what}"), move |question| {
            let path = question.header_path()?;
            Some(question.input.edited(|j| j.map(&path, repair))?.to_string())
        })
    });
    let refused = REFUSED_VALUES.iter().map(|(what, is_refused)| {
        refuses(format!("{op}/base64/refuses-{what}"), move |question| Some(is_refused(&question.header_value()?)))
    });
    taken.chain(refused).collect()
}

fn sets(op: &str) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (what, is_taken) in NAMES {
        mutants.push(takes(format!("{op}/headers/takes-{what}"), move |question| {
            let renamed = question.input.edited(|j| {
                j.each(&question.in_source("headers"), |header| {
                    header.reads("0", is_taken)?.say("0", "PAYMENT-SIGNATURE")
                })
            });
            Some(renamed?.to_string())
        }));
    }
    let path = if op == "decode" { "header.name" } else { "payment.header.name" };
    for (what, is_taken) in HEADERS {
        mutants.push(Mutant::edits(format!("{op}/header/takes-{what}"), move |j| {
            let is_it = |name: &str| is_taken(name) && !is_payment_header(name);
            let is_payment = j.get("kind").is_none_or(|kind| kind.as_text().as_deref() == Some("payment"));
            j.when(is_payment)?.reads(path, is_it)?.say(path, "PAYMENT-SIGNATURE")
        }));
    }
    for (what, choose) in CHOICES {
        mutants.push(takes(format!("{op}/headers/takes-{what}"), move |question| {
            let found = payment_headers(question)?;
            with_headers(question, &[found.get(choose(&found).filter(|_| found.len() > 1)?)?.clone()])
        }));
    }
    for (what, repair) in BREAKS {
        mutants.push(takes(format!("{op}/headers/takes-{what}"), move |question| {
            let repaired = payment_headers(question)?.into_iter().map(|(name, value)| (name, repair(&value)));
            with_headers(question, &repaired.collect::<Vec<_>>())
        }));
    }
    mutants.extend(REFUSED_SETS.map(|(what, is_refused)| {
        refuses(format!("{op}/headers/refuses-{what}"), move |question| Some(is_refused(&all_headers(question)?)))
    }));
    mutants
}

fn utf8(op: &str) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (what, is_taken) in BAD_BYTES {
        mutants.push(takes(format!("{op}/utf8/takes-{what}"), move |question| {
            let bytes = question.bytes().filter(|bytes| std::str::from_utf8(bytes).is_err() && is_taken(bytes))?;
            question.with_document(&String::from_utf8_lossy(&bytes))
        }));
    }
    // Lenient takes a mark.
    let mark: &[ByteRepair] = if op == "verify" { &[MARK] } else { &[] };
    mutants.extend(EDGES.iter().chain(mark).map(|(what, repair)| {
        takes(format!("{op}/utf8/takes-{what}"), move |question| {
            question.with_document(&String::from_utf8(repair(&question.bytes()?)?).ok()?)
        })
    }));
    mutants.extend(REFUSED_BYTES.map(|(what, is_refused)| {
        refuses(format!("{op}/utf8/refuses-{what}"), move |question| Some(is_refused(&question.bytes()?)))
    }));
    mutants
}

fn json(op: &str) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    // The other two get every sixth of the values.
    let asks_all = matches!(op, "decode" | "verify");
    for (what, from, to) in TEXTS.into_iter().step_by(if asks_all { 1 } else { 6 }) {
        mutants.push(takes(format!("{op}/json/takes-{what}"), move |question| {
            let text = question.document_text().filter(|text| text.contains(from))?;
            question.with_document(&text.replace(from, to))
        }));
    }
    if !asks_all {
        return mutants;
    }
    for (what, repair) in WHOLE_TEXTS {
        mutants.push(takes(format!("{op}/json/takes-{what}"), move |question| {
            question.with_document(&repair(&question.document_text()?))
        }));
    }
    mutants.extend(REFUSED.map(|(what, is_refused)| {
        refuses(format!("{op}/json/refuses-{what}"), move |question| Some(is_refused(&question.document_text()?)))
    }));
    for (what, repeated, times) in
        [("deep-arrays", "[", 128), ("deep-objects", "{\"a\":", 128), ("long-numbers", "1", 127)]
    {
        mutants.push(takes(format!("{op}/json/takes-{what}"), move |question| {
            let text = question.document_text().filter(|text| text.contains(&repeated.repeat(times)))?;
            question.with_document(&Json::parse(&text)?.edited(|j| j.del("zeta"))?.to_string())
        }));
    }
    mutants
}

const OBJECTS: [(&str, &[&str]); 13] = [
    ("top", &[""]),
    ("accepted", &["accepted"]),
    ("extra", &["accepted.extra"]),
    ("objects-in-extra", &["accepted.extra.a"]),
    ("arrays-in-extra", &["accepted.extra.a.0"]),
    ("payload", &["payload"]),
    ("authorization", &["payload.authorization"]),
    ("extensions", &["extensions"]),
    ("info", &["extensions.a.info"]),
    ("unknown-members", &["zeta"]),
    (
        "opaque-objects",
        &["accepted.extra", "accepted.extra.a", "accepted.extra.a.0", "extensions", "extensions.a.info"],
    ),
    ("all-but-the-payload", &["", "accepted", "accepted.extra", "extensions"]),
    ("everywhere", &[]),
];

/// An edit of the members of each object.
type OfMembers = (&'static str, fn(&mut Vec<(String, Json)>));

const OF_EACH_OBJECT: [OfMembers; 4] = [
    ("names-before-escapes", |members| {
        let unescaped = |name: &String| unescape(name).filter(|_| name.contains('\\')).map(Cow::into_owned);
        let escaped: Vec<String> = members.iter().filter_map(|(name, _)| unescaped(name)).collect();
        members.retain(|(name, _)| name.contains('\\') || !escaped.contains(name));
    }),
    ("equal-values", |members| {
        let copy = members.clone();
        let mut at = 0..;
        members.retain(|member| at.next().is_some_and(|at| !copy[..at].contains(member)));
    }),
    ("neighbours-alone-are-seen", |members| {
        if members.windows(2).all(|two| two[0].0 != two[1].0) {
            single(members, false, false);
        }
    }),
    ("null-does-not-count", |members| {
        let names: Vec<String> = members.iter().map(|(name, _)| name.clone()).collect();
        let is_single = |name: &String| names.iter().filter(|other| *other == name).count() == 1;
        members.retain(|(name, value)| !value.is_null() || is_single(name));
    }),
];

fn duplicates(op: &str) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (holder, paths) in OBJECTS {
        for (which, keeps_first) in [("first", true), ("last", false)] {
            mutants.push(Mutant::edits_document(format!("{op}/duplicates/{holder}-takes-the-{which}"), move |j| {
                if paths.is_empty() {
                    j.each_object(&mut |members| single(members, keeps_first, true));
                }
                for path in paths {
                    if let Some(members) = j.get_mut(path).and_then(Json::members_mut) {
                        single(members, keeps_first, true);
                    }
                }
                Some(j)
            }));
        }
    }
    mutants.extend(OF_EACH_OBJECT.map(|(name, edit)| {
        Mutant::edits_document(format!("{op}/duplicates/{name}"), move |j| {
            j.each_object(&mut |members| edit(members));
            Some(j)
        })
    }));
    mutants
}

/// One of two repeated members is kept.
pub(crate) fn single(members: &mut Vec<(String, Json)>, keeps_first: bool, by_meaning: bool) {
    let meant = |name: &str| if by_meaning { unescape(name).unwrap_or_default().into_owned() } else { name.to_owned() };
    let names: Vec<String> = members.iter().map(|(name, _)| meant(name)).collect();
    let mut at = 0;
    members.retain(|_| {
        at += 1;
        let others = if keeps_first { &names[..at - 1] } else { &names[at..] };
        !others.contains(&names[at - 1])
    });
}

/// The question, if its payment cannot be read.
fn refused<'q, 'a>(question: &'q Question<'a>) -> Option<&'q Question<'a>> {
    let result = question.result()?;
    let is_refused = match question.op {
        "verify" => result.text_at("check").is_some_and(|check| check == "decode"),
        _ => result.get("err").is_some(),
    };
    is_refused.then_some(question)
}

/// The answer if the payment cannot be read.
fn refusal(question: &Question<'_>) -> Option<Reply> {
    match question.op {
        "verify" => constant(
            r#"{"verdict":"invalid","stage":"decode","reason":"invalid_payload","check":"decode","flags":[],"needs":[],"outstanding":[],"checks":[]}"#,
        ),
        _ => unreadable(),
    }
}

fn all_headers(question: &Question<'_>) -> Option<Vec<(String, String)>> {
    let headers = question.input.get(&question.in_source("headers"))?.elements();
    Some(headers.iter().filter_map(|header| Some((header.text_at("0")?, header.text_at("1")?))).collect())
}

fn payment_headers(question: &Question<'_>) -> Option<Vec<(String, String)>> {
    let mut headers = all_headers(question)?;
    headers.retain(|(name, _)| is_payment_header(name));
    Some(headers)
}

fn with_headers(question: &Question<'_>, headers: &[(String, String)]) -> Option<String> {
    let pair = |(name, value): &(String, String)| Json::Array(vec![Json::text(name), Json::text(value)]);
    let mut input = question.input.clone();
    input.set(&question.in_source("headers"), Json::Array(headers.iter().map(pair).collect()))?;
    Some(input.to_string())
}

fn only(found: &[(String, String)], is_meant: impl Fn(&(String, String)) -> bool) -> Option<usize> {
    let mut meant = found.iter().enumerate().filter(|(_, one)| is_meant(one));
    let (first, more) = (meant.next(), meant.next());
    first.filter(|_| more.is_none()).map(|(index, _)| index)
}

fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '/')
}

fn pad(value: &str) -> String {
    let value = value.trim_end_matches('=');
    format!("{value}{}", "=".repeat((4 - value.len() % 4) % 4))
}

fn before_padding(value: &str) -> String {
    value.find('=').map_or_else(|| value.into(), |at| pad(&value[..at]))
}

fn without_trailing_bits(value: &str) -> String {
    for (letters, padding) in [(3, 1), (2, 2)] {
        let at = value.len().saturating_sub(padding + 1);
        if value.len() - value.trim_end_matches('=').len() == padding && letters + padding == 4 {
            for letter in "AQgwEIMUYckosAE048".chars() {
                let repaired = format!("{}{letter}{}", &value[..at], &value[at + 1..]);
                let bytes = STANDARD.decode(&repaired).unwrap_or_default();
                if bytes.ends_with(b"}") || bytes.ends_with(b" ") {
                    return repaired;
                }
            }
        }
    }
    value.into()
}

/// The first value of several.
fn first_value(text: &str) -> Option<&str> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Box<serde_json::value::RawValue>>();
    values.next()?.ok()?;
    text.get(..values.byte_offset())
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Vec<u8>> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok().filter(|text| text.starts_with('{')).map(String::into_bytes)
}
