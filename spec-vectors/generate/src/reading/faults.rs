//! The faults of each step.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use serde_json::json;

use super::{Answer::Refused, Fault, TEXT, bytes, encoded, header, headers, text};

/// The faults in the order of their numbers, which are permanent. New faults are added at the end of their step.
pub(super) fn steps() -> [Vec<Fault>; 8] {
    [base64(), sets(), utf8(), values_refused(), texts_refused(), values_taken(), duplicates(), places()]
}

/// The text with an unknown member.
fn with(json: &str) -> String {
    TEXT.replacen(r#""payload":"#, &format!(r#""zeta":{json},"payload":"#), 1)
}

/// Faults of base64 (C-1).
fn base64() -> Vec<Fault> {
    let good = STANDARD.encode(TEXT);
    // The text with this many spaces at its end, so that its base64 ends in no, one or two characters of padding.
    let padded = |count: usize| {
        let spaced = (0..3).map(|spaces| STANDARD.encode(format!("{TEXT}{}", " ".repeat(spaces))));
        spaced.into_iter().find(|value| value.len() - value.trim_end_matches('=').len() == count).expect("one of three")
    };
    let [none, one, two] = [padded(0), padded(1), padded(2)];
    let url = STANDARD.encode(with("\"???~~~>>>\"")).replace('+', "-").replace('/', "_");
    assert!(url.contains(['-', '_']));
    let at = |at: usize, inserted: &str| format!("{}{inserted}{}", &good[..at], &good[at..]);
    let middle = 400;
    let alphabet = |title: &str, value: String| Fault::refused(title, header(&value), "base64", "base64-alphabet");
    let padding = |title: &str, value: String| Fault::refused(title, header(&value), "base64", "base64-padding");
    let spaced = |title: &str, value: String| alphabet(title, value).tolerated(&["white-space"]);
    vec![
        Fault::taken("no padding where none is needed", header(&none), TEXT, &["C-1"]),
        Fault::taken("one character of padding", header(&one), TEXT, &["C-1"]),
        Fault::taken("two characters of padding", header(&two), TEXT, &["C-1"]),
        padding("without its one character of padding", STANDARD_NO_PAD.encode(format!("{TEXT}{}", spaces(1))))
            .tolerated(&["missing-padding"]),
        padding("without its two characters of padding", STANDARD_NO_PAD.encode(format!("{TEXT}{}", spaces(2))))
            .tolerated(&["missing-padding"]),
        padding("one of two characters of padding", two[..two.len() - 1].into()),
        padding("two characters of padding for one", format!("{one}=")),
        padding("one character of padding for none", format!("{none}=")),
        padding("four characters of padding for none", format!("{none}====")),
        padding("padding in the middle", at(middle, "====")),
        padding("padding in front", format!("={good}")),
        padding("padding alone", "====".into()),
        padding("a character behind the padding", format!("{two}A")),
        padding("another text behind the padding", format!("{two}{none}")),
        padding("one character too many", format!("{none}A")),
        padding("one character", "e".into()),
        Fault::refused(
            "bits behind the last byte, in front of one character of padding",
            header(&next_letter(&one, 1)),
            "base64",
            "base64-trailing-bits",
        )
        .tolerated(&["nonzero-pad-bits"]),
        Fault::refused(
            "bits behind the last byte, in front of two characters of padding",
            header(&next_letter(&two, 2)),
            "base64",
            "base64-trailing-bits",
        )
        .tolerated(&["nonzero-pad-bits"]),
        alphabet("the URL alphabet", url.clone()),
        alphabet("the URL alphabet without padding", url.trim_end_matches('=').into()),
        spaced("a space in front", format!(" {good}")),
        spaced("a space behind", format!("{good} ")),
        spaced("a space in the middle", at(middle, " ")),
        spaced("a tab in the middle", at(middle, "\t")),
        spaced("a line feed behind", format!("{good}\n")),
        spaced("lines of 76 characters", lines(&good, "\r\n")),
        spaced("lines of 76 characters by line feeds", lines(&good, "\n")),
        alphabet("a no-break space behind", format!("{good}\u{a0}")),
        alphabet("a form feed behind", format!("{good}\u{c}")),
        alphabet("a zero byte behind", format!("{good}\0")),
        alphabet("a zero byte in the middle", at(middle, "\0")),
        alphabet("an asterisk in the middle", at(middle, "*")),
        alphabet("a dot in the middle", at(middle, ".")),
        alphabet("a comma behind", format!("{good},")),
        alphabet("the value twice, with a comma between", format!("{good}, {good}")),
        alphabet("a semicolon and a parameter behind", format!("{good};q=1")),
        alphabet("in quotation marks", format!("\"{good}\"")),
        alphabet("in single quotation marks", format!("'{good}'")),
        alphabet("in angle brackets", format!("<{good}>")),
        alphabet("between colons", format!(":{good}:")),
        alphabet("as a data URL", format!("data:application/json;base64,{good}")),
        spaced_out("behind the name of a scheme", &format!("Bearer {good}")),
        alphabet("padding in percent-encoding", two.replace('=', "%3D")),
        alphabet("all in full-width letters", good.chars().map(wide).collect()),
        alphabet("one letter outside ASCII", at(middle, "é")),
        alphabet("the JSON text itself", TEXT.into()),
        Fault::refused("in hexadecimal", header(&hexadecimal(&format!("{TEXT} "))), "utf8", "utf8"),
        Fault::refused("encoded twice", encoded(good.as_bytes()), "json", "syntax"),
        Fault::refused("empty", header(""), "header", "empty-header"),
        padding("without its first character", none[1..].into()).lenient_finds("utf8", "utf8"),
        Fault::refused("without its first four characters", header(&good[4..]), "json", "trailing-data"),
        Fault::refused_in(
            "without its last four characters",
            header(&none[..none.len() - 4]),
            "json",
            "unexpected-end",
            "payload.authorization.nonce",
        ),
    ]
}

/// The number of spaces after which the base64 of the text ends in this many characters of padding.
fn spaces(padding: usize) -> String {
    let fits = |spaces: &usize| (3 - (TEXT.len() + spaces) % 3) % 3 == padding;
    " ".repeat((0..3).find(fits).expect("one of three"))
}

/// The text before a space is no base64 either: it has five letters.
fn spaced_out(title: &str, value: &str) -> Fault {
    let mut fault = Fault::refused(title, header(value), "base64", "base64-alphabet");
    fault.lenient = Refused("utf8", "utf8", "");
    fault
}

/// The text with the last letter before the padding replaced by the next one.
fn next_letter(value: &str, padding: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = value.len() - padding - 1;
    let index = ALPHABET.iter().position(|letter| *letter == value.as_bytes()[at]).expect("a letter of base64");
    format!("{}{}{}", &value[..at], char::from(ALPHABET[index + 1]), &value[at + 1..])
}

fn lines(value: &str, end: &str) -> String {
    let lines: Vec<&str> = (0..value.len()).step_by(76).map(|at| &value[at..value.len().min(at + 76)]).collect();
    lines.join(end)
}

fn wide(character: char) -> char {
    char::from_u32(u32::from(character) + 0xfee0).expect("a full-width form")
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Sets of headers that have no payment, or more than one (C-11).
fn sets() -> Vec<Fault> {
    let good = STANDARD.encode(TEXT);
    let good = good.as_str();
    let other = STANDARD.encode(with("1"));
    let other = other.as_str();
    let v1 = TEXT.replacen(&TEXT[..TEXT.find(r#""payload""#).expect("ours")], V1_TERMS, 1);
    let v1_value = STANDARD.encode(&v1);
    let v1_value = v1_value.as_str();
    let (v2_name, v1_name) = ("PAYMENT-SIGNATURE", "X-PAYMENT");
    let taken = |title: &str, set: &[(&str, &str)]| Fault::taken(title, headers(set), TEXT, &["C-11"]);
    let none = |title: &str, set: &[(&str, &str)]| Fault::refused(title, headers(set), "header", "no-header");
    let several = |title: &str, set: &[(&str, &str)]| Fault::refused(title, headers(set), "header", "several-headers");
    let broken = |title: &str, value: String| {
        Fault::refused(title, headers(&[(v2_name, value.as_str())]), "header", "header-line-break")
    };
    let named = |title: &str, name: &str| {
        let source = json!({"header": {"name": name, "value": good}}).to_string();
        Fault::refused(title, source, "header", "header-name")
    };
    vec![
        taken("one payment header", &[(v2_name, good)]),
        taken("its name in lower case", &[("payment-signature", good)]),
        taken("its name in mixed case", &[("Payment-Signature", good)]),
        taken(
            "other headers around it",
            &[("Accept", "*/*"), (v2_name, good), ("X-PAYMENT-ID", "1"), ("Payment", "x")],
        ),
        taken(
            "an answer's headers beside it",
            &[("PAYMENT-REQUIRED", other), (v2_name, good), ("PAYMENT-RESPONSE", other)],
        ),
        taken("V1's answer beside it", &[(v2_name, good), ("X-PAYMENT-RESPONSE", other)]),
        taken("an empty header beside it", &[("Cookie", ""), (v2_name, good)]),
        taken("a line break in another header", &[("Cookie", "a\r\nb"), (v2_name, good)]),
        taken("a V2 payment in V1's header", &[(v1_name, good)]).flagged(&["legacy-header"]),
        Fault::taken("a V1 payment in V2's header", headers(&[(v2_name, v1_value)]), v1.as_str(), &["C-11"])
            .flagged(&["legacy-header"]),
        none("no header at all", &[]),
        none("other headers alone", &[("Accept", "*/*"), ("Authorization", good)]),
        none("an answer's headers alone", &[("PAYMENT-REQUIRED", good), ("PAYMENT-RESPONSE", good)]),
        none("V1's answer alone", &[("X-PAYMENT-RESPONSE", good)]),
        none("a name with an underscore", &[("PAYMENT_SIGNATURE", good)]),
        none("a name without its hyphen", &[("PAYMENTSIGNATURE", good)]),
        none("a name with a space behind", &[("PAYMENT-SIGNATURE ", good)]),
        none("a name with a space in front", &[(" PAYMENT-SIGNATURE", good)]),
        none("a name with a colon behind", &[("PAYMENT-SIGNATURE:", good)]),
        none("a name with X- in front", &[("X-PAYMENT-SIGNATURE", good)]),
        none("V1's name without X-", &[("PAYMENT", good)]),
        none("V1's name with an underscore", &[("X_PAYMENT", good)]),
        none("V1's name cut", &[("X-PAY", good)]),
        none("V1's name with HTTP_ in front", &[("HTTP_X_PAYMENT", good)]),
        none("a long s in the name", &[("PAYMENT-\u{17f}IGNATURE", good)]),
        several("the header twice", &[(v2_name, good), (v2_name, good)]),
        several("the header twice, in another letter case", &[(v2_name, good), ("payment-signature", good)]),
        several("the header twice, with another payment", &[(v2_name, good), ("Accept", "*/*"), (v2_name, other)]),
        several("the header thrice", &[(v2_name, good), (v2_name, good), (v2_name, good)]),
        several("an empty one behind", &[(v2_name, good), (v2_name, "")]),
        several("an empty one in front", &[(v2_name, ""), (v2_name, good)]),
        several("one that cannot be read behind", &[(v2_name, good), (v2_name, "*")]),
        several("one with a line break behind", &[(v2_name, good), (v2_name, "a\r\nb")]),
        several("both versions' headers, with one payment", &[(v2_name, good), (v1_name, good)]),
        several("both versions' headers, V1's first", &[(v1_name, v1_value), (v2_name, good)]),
        several("both versions' headers, V1's empty", &[(v1_name, ""), (v2_name, good)]),
        several("V1's header twice", &[(v1_name, v1_value), ("x-payment", v1_value)]),
        Fault::refused("an empty one", headers(&[(v2_name, "")]), "header", "empty-header"),
        Fault::refused("white space alone", headers(&[(v2_name, " ")]), "base64", "base64-alphabet").empty_leniently(),
        broken("a line break in the middle", format!("{}\r\n{}", &good[..100], &good[100..])),
        broken("a folded line", format!("{}\r\n {}", &good[..100], &good[100..])),
        broken("a line feed behind", format!("{good}\n")),
        broken("a carriage return behind", format!("{good}\r")),
        broken("a line break and another header behind", format!("{good}\r\nX-Admin: 1")),
        named("an answer's header", "PAYMENT-RESPONSE"),
        named("a demand's header", "PAYMENT-REQUIRED"),
        named("V1's answer", "X-PAYMENT-RESPONSE"),
        named("another header", "Authorization"),
        named("a header with a space behind its name", "PAYMENT-SIGNATURE "),
        named("a header without a name", ""),
    ]
}

const V1_TERMS: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","#;

impl Fault {
    /// Lenient removes the white space, and nothing is left.
    fn empty_leniently(self) -> Self {
        self.lenient_finds("json", "unexpected-end")
    }

    /// Lenient refuses it at a later step.
    fn lenient_finds(mut self, stage: &'static str, kind: &'static str) -> Self {
        self.lenient = Refused(stage, kind, "");
        self
    }
}

/// Bytes that are not UTF-8 (C-2).
fn utf8() -> Vec<Fault> {
    let text = with("\"@\"");
    let (before, behind) = text.split_once('@').expect("ours");
    let inside = |inner: &[u8]| [before.as_bytes(), inner, behind.as_bytes()].concat();
    let mut faults = Vec::new();
    for (what, inner) in [
        ("a byte that continues nothing", &b"\x80"[..]),
        ("a slash in two bytes", b"\xc0\xaf"),
        ("a zero in two bytes", b"\xc0\x80"),
        ("a slash in three bytes", b"\xe0\x80\xaf"),
        ("a slash in four bytes", b"\xf0\x80\x80\xaf"),
        ("the first half of a surrogate pair", b"\xed\xa0\x80"),
        ("the second half of a surrogate pair", b"\xed\xbf\xbf"),
        ("a surrogate pair", b"\xed\xa0\xbd\xed\xb8\x80"),
        ("a character above U+10FFFF", b"\xf4\x90\x80\x80"),
        ("a character of five bytes", b"\xf8\x88\x80\x80\x80"),
        ("the byte FE", b"\xfe"),
        ("the byte FF", b"\xff"),
        ("a character of two bytes, cut", b"\xc3"),
        ("a character of three bytes, cut", b"\xe2\x82"),
        ("a character of four bytes, cut", b"\xf0\x9f\x98"),
        ("a letter in Latin-1", b"caf\xe9"),
    ] {
        faults.push(Fault::refused(format!("{what}, in bytes"), bytes(&inside(inner)), "utf8", "utf8"));
        faults.push(Fault::refused(format!("{what}, in a header"), encoded(&inside(inner)), "utf8", "utf8"));
    }
    let utf16 = |to_bytes: fn(u16) -> [u8; 2]| TEXT.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    let bom = |rest: &[u8]| [b"\xef\xbb\xbf", rest].concat();
    let mark = |title: &str, source: String| Fault::refused(title, source, "utf8", "byte-order-mark");
    faults.extend([
        Fault::refused(
            "a bad byte in a name",
            bytes(&[b"{\"\x80\":1,", &TEXT.as_bytes()[1..]].concat()),
            "utf8",
            "utf8",
        ),
        Fault::refused("a bad byte in front", bytes(&[b"\xff", TEXT.as_bytes()].concat()), "utf8", "utf8"),
        Fault::refused("a bad byte behind", bytes(&[TEXT.as_bytes(), b"\xff"].concat()), "utf8", "utf8"),
        Fault::refused(
            "UTF-16 with its mark",
            bytes(&[b"\xff\xfe", utf16(u16::to_le_bytes).as_slice()].concat()),
            "utf8",
            "utf8",
        ),
        Fault::refused(
            "UTF-16, the high byte first",
            bytes(&[b"\xfe\xff", utf16(u16::to_be_bytes).as_slice()].concat()),
            "utf8",
            "utf8",
        ),
        Fault::refused("UTF-16 without a mark", bytes(&utf16(u16::to_le_bytes)), "json", "syntax"),
        mark("a byte order mark, in bytes", bytes(&bom(TEXT.as_bytes()))).tolerated(&["bom"]),
        mark("a byte order mark, in a header", encoded(&bom(TEXT.as_bytes()))).tolerated(&["bom"]),
        mark("two byte order marks", bytes(&bom(&bom(TEXT.as_bytes())))).lenient_finds("json", "syntax"),
        Fault::refused("half a byte order mark", bytes(&[b"\xef\xbb", TEXT.as_bytes()].concat()), "utf8", "utf8"),
        Fault::refused(
            "a byte order mark behind white space",
            bytes(&[b" \xef\xbb\xbf", TEXT.as_bytes()].concat()),
            "json",
            "syntax",
        ),
        Fault::refused(
            "a byte order mark behind",
            bytes(&[TEXT.as_bytes(), b"\xef\xbb\xbf"].concat()),
            "json",
            "trailing-data",
        ),
        Fault::refused("no bytes", bytes(b""), "json", "unexpected-end"),
        Fault::refused("a mark alone", bytes(b"\xef\xbb\xbf"), "utf8", "byte-order-mark").empty_leniently(),
    ]);
    for (what, inner) in [
        ("letters of two bytes", "é"),
        ("letters of three bytes", "₮"),
        ("letters of four bytes", "😀"),
        ("the last character", "\u{10ffff}"),
        ("the first character of two bytes", "\u{80}"),
        ("a character that is none", "\u{ffff}"),
        ("a byte order mark in a string", "\u{feff}"),
        ("the character for what could not be read", "\u{fffd}"),
    ] {
        let text = with(&format!("\"{inner}\""));
        faults.push(Fault::taken(format!("{what}, in bytes"), bytes(text.as_bytes()), text.as_str(), &["C-2"]));
        faults.push(Fault::taken(format!("{what}, in a header"), encoded(text.as_bytes()), text.as_str(), &["C-2"]));
    }
    faults
}

/// C-4: texts that are no value, or contain none.
fn values_refused() -> Vec<Fault> {
    const CONTROL: &str = "control-character";
    const LONE: &str = "lone-surrogate";
    const SYNTAX: &str = "syntax";
    [
        ("a comma behind the last element", "[1,]", SYNTAX),
        ("a comma behind the last member", r#"{"a":1,}"#, SYNTAX),
        ("a comma in front of the first element", "[,1]", SYNTAX),
        ("a comma in front of the first member", r#"{,"a":1}"#, SYNTAX),
        ("two commas", "[1,,2]", SYNTAX),
        ("a comma alone", "[,]", SYNTAX),
        ("no comma between elements", "[1 2]", SYNTAX),
        ("no comma between members", r#"{"a":1 "b":2}"#, SYNTAX),
        ("a semicolon for a comma", "[1;2]", SYNTAX),
        ("no colon", r#"{"a" 1}"#, SYNTAX),
        ("two colons", r#"{"a"::1}"#, SYNTAX),
        ("an equals sign for a colon", r#"{"a"=1}"#, SYNTAX),
        ("a name without a value", r#"{"a"}"#, SYNTAX),
        ("a colon without a value", r#"{"a":}"#, SYNTAX),
        ("a name without quotation marks", "{a:1}", SYNTAX),
        ("a name in single quotation marks", "{'a':1}", SYNTAX),
        ("a number for a name", "{1:2}", SYNTAX),
        ("null for a name", "{null:1}", SYNTAX),
        ("a value for a member", "{1}", SYNTAX),
        ("a member for an element", r#"["a":1]"#, SYNTAX),
        ("a text in single quotation marks", "'a'", SYNTAX),
        ("a text in back quotes", "`a`", SYNTAX),
        ("a text in curly quotation marks", "“a”", SYNTAX),
        ("two texts in a row", r#""a" "b""#, SYNTAX),
        ("a remark", "1/*a*/", SYNTAX),
        ("a remark in front", "/*a*/1", SYNTAX),
        ("a remark up to the end of the line", "1//a\n", SYNTAX),
        ("a remark behind a number sign", "1#a\n", SYNTAX),
        ("NaN", "NaN", SYNTAX),
        ("Infinity", "Infinity", SYNTAX),
        ("minus Infinity", "-Infinity", SYNTAX),
        ("a plus sign", "+1", SYNTAX),
        ("two minus signs", "--1", SYNTAX),
        ("a minus sign alone", "-", SYNTAX),
        ("a leading zero", "01", SYNTAX),
        ("a leading zero behind a minus sign", "-01", SYNTAX),
        ("two zeros", "00", SYNTAX),
        ("a fraction without an integer", ".5", SYNTAX),
        ("a fraction without digits", "5.", SYNTAX),
        ("an exponent behind a dot", "5.e1", SYNTAX),
        ("an exponent without digits", "1e", SYNTAX),
        ("an exponent with a sign and no digits", "1e+", SYNTAX),
        ("an exponent with a fraction", "1e1.5", SYNTAX),
        ("a hexadecimal number", "0x10", SYNTAX),
        ("a number in groups", "1_000", SYNTAX),
        ("a number with its type", "1n", SYNTAX),
        ("full-width digits", "１", SYNTAX),
        ("true with a capital", "True", SYNTAX),
        ("FALSE in capitals", "FALSE", SYNTAX),
        ("true cut", "tru", SYNTAX),
        ("true longer", "truex", SYNTAX),
        ("null cut", "nul", SYNTAX),
        ("None", "None", SYNTAX),
        ("undefined", "undefined", SYNTAX),
        ("nothing", "", SYNTAX),
        ("the wrong bracket behind", "[1}", SYNTAX),
        ("the wrong brace behind", r#"{"a":1]"#, SYNTAX),
        ("parentheses", "(1)", SYNTAX),
        ("a bracket too many", "[1]]", SYNTAX),
        ("a form feed", "\u{c}1", SYNTAX),
        ("a vertical tab", "\u{b}1", SYNTAX),
        ("a no-break space", "\u{a0}1", SYNTAX),
        ("a line separator", "\u{2028}1", SYNTAX),
        ("a byte order mark", "\u{feff}1", SYNTAX),
        ("a zero byte", "\0", SYNTAX),
        ("a line feed in a text", "\"a\nb\"", CONTROL),
        ("a carriage return in a text", "\"a\rb\"", CONTROL),
        ("a tab in a text", "\"a\tb\"", CONTROL),
        ("a zero byte in a text", "\"a\0b\"", CONTROL),
        ("the last control character in a text", "\"a\u{1f}b\"", CONTROL),
        ("a tab in a name", "{\"a\tb\":1}", CONTROL),
        ("a line break behind a backslash", "\"a\\\nb\"", SYNTAX),
        (r"the escape \x", r#""\x41""#, SYNTAX),
        (r"the escape \'", r#""\'""#, SYNTAX),
        (r"the escape \a", r#""\a""#, SYNTAX),
        (r"the escape \v", r#""\v""#, SYNTAX),
        (r"the escape \0", r#""\0""#, SYNTAX),
        (r"the escape \N", r#""\N""#, SYNTAX),
        (r"the escape \U", r#""\U00000041""#, SYNTAX),
        (r"the escape \u of three digits", r#""\u041""#, SYNTAX),
        (r"the escape \u in braces", r#""\u{41}""#, SYNTAX),
        (r"the escape \u with letters that are no digits", r#""\u00g1""#, SYNTAX),
        (r"the escape \u with a sign", r#""\u+041""#, SYNTAX),
        (r"the escape \u with a space", r#""\u 041""#, SYNTAX),
        ("an escape outside a text", r"\u0031", SYNTAX),
        ("the first half of a pair", r#""\ud83d""#, LONE),
        ("the second half of a pair", r#""\ude00""#, LONE),
        ("two first halves", r#""\ud83d\ud83d""#, LONE),
        ("the halves of a pair changed round", r#""\ude00\ud83d""#, LONE),
        ("a letter behind the first half", r#""\ud83dx""#, LONE),
        ("an escape behind the first half", r#""\ud83d\n""#, LONE),
        ("another character behind the first half", r#""\ud83d\u0041""#, LONE),
        ("a pair, and half of one", r#""\ud83d\ude00\ud83d""#, LONE),
        ("half of a pair in a name", r#"{"\ud83d":1}"#, LONE),
    ]
    .into_iter()
    .map(|(what, json, kind)| Fault::refused(format!("a value: {what}"), text(&with(json)), "json", kind))
    .collect()
}

/// C-4: the text as a whole.
fn texts_refused() -> Vec<Fault> {
    let end_in =
        |title: &str, source: &str, field| Fault::refused_in(title, text(source), "json", "unexpected-end", field);
    let end = |title: &str, source: &str| end_in(title, source, "");
    let syntax = |title: &str, source: &str| Fault::refused(title, text(source), "json", "syntax");
    let trailing =
        |title: &str, behind: &str| Fault::refused(title, text(&format!("{TEXT}{behind}")), "json", "trailing-data");
    let typed = |title: &str, source: &str| Fault::refused(title, text(source), "shape", "wrong-type");
    let limit = |title: &str, json: &str, kind| Fault::refused(title, text(&with(json)), "limit", kind);
    vec![
        end("an empty text", ""),
        end("white space alone", " \n"),
        end_in("without its last brace", &TEXT[..TEXT.len() - 1], "payload"),
        end("a brace alone", "{"),
        end("an unfinished name", r#"{"x402Ver"#),
        end_in("an unfinished member", r#"{"x402Version""#, "x402Version"),
        end_in("a member without a value", r#"{"x402Version":"#, "x402Version"),
        end_in("a comma at the end", r#"{"x402Version":2,"#, "x402Version"),
        end_in("a backslash at the end", r#"{"x402Version":"\"#, "x402Version"),
        Fault::refused("without its first brace", text(&TEXT[1..]), "json", "trailing-data"),
        syntax("a closing brace alone", "}"),
        syntax("a word", "hello"),
        syntax("a form", "x402Version=2&scheme=exact"),
        syntax("a guard against scripts in front", &format!(")]}}',\n{TEXT}")),
        syntax("a no-break space in front", &format!("\u{a0}{TEXT}")),
        syntax("a form feed in front", &format!("\u{c}{TEXT}")),
        syntax("a zero byte in front", &format!("\0{TEXT}")),
        syntax("a remark in front", &format!("// a\n{TEXT}")),
        syntax("brackets around a member", &format!("{{{TEXT}}}")),
        trailing("the text twice", TEXT),
        trailing("the text twice, on two lines", &format!("\n{TEXT}")),
        trailing("a comma behind", ","),
        trailing("a semicolon behind", ";"),
        trailing("a brace behind", "}"),
        trailing("a bracket behind", "]"),
        trailing("a word behind", " null"),
        trailing("a number behind", "1"),
        trailing("a zero byte behind", "\0"),
        trailing("a no-break space behind", "\u{a0}"),
        trailing("a form feed behind", "\u{c}"),
        trailing("a remark behind", "//"),
        trailing("half a text behind", "{"),
        Fault::refused("null", text("null"), "shape", "null"),
        typed("true", "true"),
        typed("a number", "2"),
        typed("a text", "\"x\""),
        typed("an empty array", "[]"),
        typed("the payment in an array", &format!("[{TEXT}]")),
        typed("the payment in a text", &json!(TEXT).to_string()),
        Fault::refused_in("an empty object", text("{}"), "shape", "missing-member", "x402Version"),
        Fault::refused_in(
            "the payment one level down",
            text(&format!(r#"{{"payment":{TEXT}}}"#)),
            "shape",
            "missing-member",
            "x402Version",
        ),
        limit("129 levels deep", &nested(129), "depth"),
        limit("129 objects deep", &format!("{}1{}", r#"{"a":"#.repeat(128), "}".repeat(128)), "depth"),
        limit("5,000 levels deep, and no end", &"[".repeat(5_000), "depth"),
        limit("a number of 129 digits", &"1".repeat(129), "number-length"),
        limit("a number of 129 characters behind its dot", &format!("0.{}", "1".repeat(127)), "number-length"),
    ]
}

/// One container is the payment itself.
fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth - 1), "]".repeat(depth - 1))
}

/// C-4, C-16: texts that are values, although not every reader accepts them.
fn values_taken() -> Vec<Fault> {
    let mut faults: Vec<Fault> = [
        ("white space of each kind", " \t\r\n[ 1 , 2 ]\n"),
        ("minus zero", "-0"),
        ("an exponent with E", "1E5"),
        ("an exponent with a plus sign", "1e+5"),
        ("an exponent with a leading zero", "1e05"),
        ("an exponent below zero", "15e-1"),
        ("zeros behind a dot", "1.000"),
        ("a small fraction", "0.000000000000000000000000000001"),
        ("an integer above 64 bits", "18446744073709551616"),
        ("an integer above 256 bits", "1157920892373161954235709850086879078532699846656405640394575840079131296399360"),
        ("a number of 128 characters", "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678"),
        ("an integer that no double holds", "9007199254740993"),
        ("a fraction that no double holds", "0.1000000000000000055511151231257827021181583404541015625001"),
        ("every short escape", r#""\"\\\/\b\f\n\r\t""#),
        ("an escaped zero byte", r#""\u0000""#),
        ("an escaped control character in a name", r#"{"\u001f":1}"#),
        ("escapes with capitals", r#""\u00E9\u20AE""#),
        ("a pair of escapes", r#""\ud83d\ude00""#),
        ("a pair of escapes with capitals", r#""\uD83D\uDE00""#),
        ("an escaped character that is none", r#""\uffff\ufdd0""#),
        ("a delete character", "\"\u{7f}\""),
        ("a control character above ASCII", "\"\u{85}\""),
        ("line separators in a text", "\"\u{2028}\u{2029}\""),
        ("a character outside the first plane", "\"😀\""),
        ("an empty text", r#""""#),
        ("a text of a backslash", r#""\\""#),
        ("a text that ends in an escaped quotation mark", r#""a\"""#),
        ("an empty name", r#"{"":1}"#),
        ("names that differ in letter case", r#"{"a":1,"A":2}"#),
        ("names that differ in a normal form", "{\"\u{e9}\":1,\"e\u{301}\":2}"),
        ("names that differ in a space", r#"{"a":1,"a ":2}"#),
        ("names that differ in an escaped zero byte", r#"{"a":1,"a\u0000":2}"#),
        ("a name of another language", r#"{"__proto__":{"a":1},"constructor":2,"toString":3}"#),
        ("one name in two objects", r#"[{"a":1},{"a":2},{"b":{"a":3}}]"#),
        ("one name at two levels", r#"{"a":{"a":{"a":1}}}"#),
        ("names that are numbers", r#"{"2":1,"10":2,"1":3}"#),
        ("an empty array", "[]"),
        ("an empty object", "{}"),
        ("arrays that hold nothing", "[[],[[]],{}]"),
        ("values of each type", r#"[null,true,false,0,"",[],{}]"#),
        ("null", "null"),
        ("elements that are equal", "[1,1,1]"),
        ("a member named as a payment's", r#"{"x402Version":1,"payload":{"nonce":7}}"#),
    ]
    .into_iter()
    .map(|(what, json)| {
        let payment = with(json);
        Fault::taken(format!("a value: {what}"), text(&payment), payment.as_str(), &["C-4", "C-16"])
    })
    .collect();
    let deep = with(&nested(128));
    let spelled = TEXT.replace("accepted", r"acc\u0065pted").replace("0xf3746613", r"\u0030xf3746613");
    let padded = format!(" \n{TEXT}\t\r\n ");
    let huge = with("1e400");
    faults.push(Fault::taken("a value: 128 levels deep", text(&deep), deep.as_str(), &["C-12"]));
    faults.push(Fault::taken("escapes in what is signed", text(&spelled), TEXT, &["C-4"]));
    faults.push(Fault::taken("white space around", text(&padded), TEXT, &["C-4"]));
    faults.push(
        Fault::taken("a value: a number above any double", text(&huge), huge.as_str(), &["C-16"])
            .flagged(&["number-range"]),
    );
    faults
}

/// The places where a member can occur twice: a description, the text to find, the text to write, and the member that
/// the error names.
const TWICE: [(&str, &str, &str, &str); 31] = [
    ("the version", r#""x402Version":2"#, r#""x402Version":2,"x402Version":2"#, "x402Version"),
    ("the version, and first another", r#""x402Version":2"#, r#""x402Version":1,"x402Version":2"#, "x402Version"),
    ("the version, and then another", r#""x402Version":2"#, r#""x402Version":2,"x402Version":1"#, "x402Version"),
    ("accepted", r#""payload":"#, r#""accepted":{},"payload":"#, "accepted"),
    ("payload", r#""payload":"#, r#""payload":{},"payload":"#, "payload"),
    ("the scheme", r#""scheme":"exact""#, r#""scheme":"exact","scheme":"exact""#, "accepted.scheme"),
    ("the network", r#""network":"#, r#""network":"eip155:1","network":"#, "accepted.network"),
    ("the amount", r#""amount":"#, r#""amount":"1","amount":"#, "accepted.amount"),
    ("the asset", r#""asset":"#, r#""asset":"","asset":"#, "accepted.asset"),
    (
        "the time-out",
        r#""maxTimeoutSeconds":60"#,
        r#""maxTimeoutSeconds":60,"maxTimeoutSeconds":60"#,
        "accepted.maxTimeoutSeconds",
    ),
    ("extra", r#""extra":"#, r#""extra":null,"extra":"#, "accepted.extra"),
    ("a member that nobody knows, in accepted", r#""extra":"#, r#""zeta":1,"zeta":1,"extra":"#, "accepted"),
    ("a member of extra", r#""name":"USDC""#, r#""name":"USDC","name":"USDC""#, "accepted.extra"),
    (
        "a member of extra, once with an escape",
        r#""name":"USDC""#,
        r#""n\u0061me":"USDC","name":"USDC""#,
        "accepted.extra",
    ),
    (
        "a member of extra, and then another",
        r#""version":"2""#,
        r#""version":"2","a":1,"name":"EURC""#,
        "accepted.extra",
    ),
    ("a member one level down in extra", r#""version":"2""#, r#""version":"2","a":{"b":1,"b":1}"#, "accepted.extra"),
    ("a member in an array of extra", r#""version":"2""#, r#""version":"2","a":[{"b":1,"b":1}]"#, "accepted.extra"),
    ("the signature", r#""signature":"#, r#""signature":"0x","signature":"#, "payload.signature"),
    ("the authorization", r#""authorization":"#, r#""authorization":null,"authorization":"#, "payload.authorization"),
    ("a member that nobody knows, in payload", r#""signature":"#, r#""zeta":1,"zeta":2,"signature":"#, "payload"),
    ("from", r#""from":"#, r#""from":"0x","from":"#, "payload.authorization.from"),
    ("to", r#""to":"#, r#""to":"0x","to":"#, "payload.authorization.to"),
    ("the value", r#""value":"10000""#, r#""value":"10000","value":"10000""#, "payload.authorization.value"),
    ("validAfter", r#""validAfter":"#, r#""validAfter":"0","validAfter":"#, "payload.authorization.validAfter"),
    ("validBefore", r#""validBefore":"#, r#""validBefore":"0","validBefore":"#, "payload.authorization.validBefore"),
    ("the nonce", r#""nonce":"#, r#""nonce":null,"nonce":"#, "payload.authorization.nonce"),
    ("a member that nobody knows", r#""payload":"#, r#""zeta":1,"zeta":1,"payload":"#, ""),
    ("an empty name", r#""payload":"#, r#""zeta":{"":1,"":1},"payload":"#, ""),
    ("extensions", r#""payload":"#, r#""extensions":null,"extensions":null,"payload":"#, "extensions"),
    ("an extension", r#""payload":"#, r#""extensions":{"a":{},"a":{}},"payload":"#, "extensions"),
    (
        "a member of an extension's info",
        r#""payload":"#,
        r#""extensions":{"a":{"info":{"b":1,"b":1}}},"payload":"#,
        "extensions",
    ),
];

/// C-3, with the payment as text and as JSON in the question.
fn duplicates() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (what, from, to, field) in TWICE {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        let payment = TEXT.replacen(from, to, 1);
        let title = format!("twice: {what}");
        faults.push(Fault::refused_in(title.as_str(), text(&payment), "json", "duplicate-member", field));
        let source = format!(r#"{{"json":{payment}}}"#);
        faults.push(Fault::refused_in(format!("{title}, in JSON"), source, "json", "duplicate-member", field));
    }
    faults.push(Fault::refused_in(
        "twice: every member",
        text(&format!("{},{}", &TEXT[..TEXT.len() - 1], &TEXT[1..])),
        "json",
        "duplicate-member",
        "x402Version",
    ));
    let far = TEXT.replacen(r#""version":"2""#, r#""version":"2","a":1,"name":"USDC""#, 1);
    let title = "twice: a member of extra, and another between";
    faults.push(Fault::refused_in(title, text(&far), "json", "duplicate-member", "accepted.extra"));
    let source = format!(r#"{{"json":{far}}}"#);
    faults.push(Fault::refused_in(format!("{title}, in JSON"), source, "json", "duplicate-member", "accepted.extra"));
    faults
}

/// The faults of JSON in each place that is kept as it came, or is not known.
fn places() -> Vec<Fault> {
    let places = [
        ("extra", r#""version":"2""#, r#""version":"2","zeta":@"#, "accepted.extra"),
        ("accepted", r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":60,"zeta":@"#, "accepted"),
        ("payload", r#""signature":"#, r#""zeta":@,"signature":"#, "payload"),
        ("the authorization", r#""from":"#, r#""zeta":@,"from":"#, "payload.authorization"),
        ("extensions", r#""payload":"#, r#""extensions":{"a":{"info":{"b":@}}},"payload":"#, "extensions"),
        ("resource", r#""payload":"#, r#""resource":{"url":"a","zeta":@},"payload":"#, "resource"),
    ];
    let wrong = [
        ("a comma behind the last element", "[1,]", "syntax"),
        ("NaN", "NaN", "syntax"),
        ("a leading zero", "01", "syntax"),
        ("a remark", "1/*a*/", "syntax"),
        ("half of a surrogate pair", r#""\ud83d""#, "lone-surrogate"),
        ("a tab in a text", "\"a\tb\"", "control-character"),
        ("another escape", r#""\x41""#, "syntax"),
    ];
    let mut faults = Vec::new();
    for (place, from, to, field) in places {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        for (what, json, kind) in wrong {
            let payment = TEXT.replacen(from, &to.replace('@', json), 1);
            faults.push(Fault::refused_in(format!("in {place}: {what}"), text(&payment), "json", kind, field));
        }
    }
    faults
}
