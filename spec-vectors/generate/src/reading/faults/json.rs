//! The faults of JSON (C-3, C-4, C-16).

use serde_json::json;

use super::super::fault::{Fault, TEXT, text, with};

/// C-4: texts that are no value, or contain none.
pub(super) fn values_refused() -> Vec<Fault> {
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
pub(super) fn texts_refused() -> Vec<Fault> {
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
        Fault::refused_in("without `accepted`", text(&without_accepted("")), "shape", "missing-member", "accepted"),
        Fault::refused_in(
            "null as `accepted`",
            text(&without_accepted(r#""accepted":null,"#)),
            "shape",
            "null",
            "accepted",
        ),
    ]
}

/// The payment with this in the place of the member `accepted`.
fn without_accepted(member: &str) -> String {
    let (front, rest) = TEXT.split_once(r#""accepted":{"#).expect("a payment of version 2");
    let (_, behind) = rest.split_once("},\"payload\"").expect("the payload follows");
    format!("{front}{member}\"payload\"{behind}")
}

/// One container is the payment itself.
fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth - 1), "]".repeat(depth - 1))
}

/// C-4, C-16: texts that are values, although not every reader accepts them.
pub(super) fn values_taken() -> Vec<Fault> {
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
        Fault::taken(format!("a value: {what}"), text(&payment), payment.as_str(), &["C-4", "C-16"]).chosen()
    })
    .collect();
    let deep = with(&nested(128));
    let spelled = TEXT.replace("accepted", r"acc\u0065pted").replace("0xf3746613", r"\u0030xf3746613");
    let padded = format!(" \n{TEXT}\t\r\n ");
    let huge = with("1e400");
    faults.push(Fault::taken("a value: 128 levels deep", text(&deep), deep.as_str(), &["C-12"]).chosen());
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
pub(super) fn duplicates() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (what, from, to, field) in TWICE {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        let payment = TEXT.replacen(from, to, 1);
        let title = format!("twice: {what}");
        faults.push(Fault::refused_in(title.as_str(), text(&payment), "json", "duplicate-member", field));
        faults.push(Fault::refused_in(title, text(&payment), "json", "duplicate-member", field).beyond_decode());
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
    let again = Fault::refused_in(title, text(&far), "json", "duplicate-member", "accepted.extra");
    faults.push(again.beyond_decode());
    faults
}

/// The faults of JSON in each place that is kept as text, or is unknown.
pub(super) fn fields() -> Vec<Fault> {
    let fields = [
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
    for (field_name, from, to, field) in fields {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        for (what, json, kind) in wrong {
            let payment = TEXT.replacen(from, &to.replace('@', json), 1);
            faults.push(Fault::refused_in(format!("in {field_name}: {what}"), text(&payment), "json", kind, field));
        }
    }
    faults
}
