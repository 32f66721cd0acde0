//! The faults of each step.

mod json;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use serde_json::json;

use super::fault::{Answer::Refused, Fault, TEXT, bytes, encoded, header, headers, with};

/// The faults in the order of their numbers, which are permanent. New faults are added at the end of their step.
pub(super) fn steps() -> [Vec<Fault>; 8] {
    [
        base64(),
        sets(),
        utf8(),
        json::values_refused(),
        json::texts_refused(),
        json::values_taken(),
        json::duplicates(),
        json::fields(),
    ]
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
