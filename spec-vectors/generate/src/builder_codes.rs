//! Rows 280–289 of the catalogue: builder codes behind the calldata of a settlement (X-30 to X-32), and their metadata
//! (U-40, U-41).

mod metadata;

use serde_json::{Value, json};
use x402_vectors::vector::{Class, Level};

use crate::{
    draft::{Draft, expect, raw},
    fault::Fault,
    sheet::Sheet,
};

/// `transferWithAuthorization`, whose arguments do not matter here.
const CALL: &str = "e3ee160e";
const MARKER: &str = "80218021802180218021802180218021";
const FORM: &str = "the form of a code is the document's, and no reader that is asked here looks at it";

/// The calldata of this CBOR, with its length and schema.
fn calldata(cbor: &str) -> String {
    let cbor = cbor.replace(' ', "");
    framed(&cbor, cbor.len() / 2, "02", MARKER)
}

fn framed(cbor: &str, length: usize, schema: &str, marker: &str) -> String {
    format!("0x{CALL}{}{length:04x}{schema}{marker}", cbor.replace(' ', ""))
}

fn draft(number: &str, title: &str, calldata: &str, class: Class, result: &Value) -> Draft {
    let input = raw(&json!({"calldata": calldata}));
    Draft::new(format!("builder-code-{number}"), "builder-code", title, input, expect(class, result)).rulings(&["X-32"])
}

fn valid(number: &str, title: &str, cbor: &str, codes: &Value) -> Draft {
    draft(number, title, &calldata(cbor), Class::Valid, &json!({"codes": codes, "flags": []}))
}

fn flagged(number: &str, title: &str, cbor: &str, codes: &Value, flags: &[&str]) -> Draft {
    let result = json!({"codes": codes, "flags": flags});
    draft(number, title, &calldata(cbor), Class::Acceptable, &result).flags(flags)
}

fn refused(number: &str, title: &str, calldata: &str, kind: &str) -> Draft {
    draft(number, title, calldata, Class::Invalid, &json!({"err": {"kind": kind}}))
}

/// Not one map of the members.
fn malformed(number: &str, title: &str, cbor: &str) -> Draft {
    refused(number, title, &calldata(cbor), "cbor")
}

/// No code.
fn no_code(number: &str, title: &str, cbor: &str) -> Draft {
    refused(number, title, &calldata(cbor), "code").rulings(&["X-30", "X-32"]).no_witness(FORM)
}

/// A text of this many bytes.
fn text(text: &str) -> String {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    if text.len() < 24 { format!("{:02x}{hex}", 0x60 + text.len()) } else { format!("78{:02x}{hex}", text.len()) }
}

/// The service codes of these numbers.
fn services(count: usize) -> (String, Vec<String>) {
    let codes: Vec<String> = (0..count).map(|number| format!("code_{number}")).collect();
    let cbor: String = codes.iter().map(|code| text(code)).collect();
    (format!("a1 6173 {:02x} {cbor}", 0x80 + count), codes)
}

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[
        (Level::Should, "0280b"),
        (
            Level::Policy,
            "0284l 0840 0840a 0840b 0840c 0840d 0840e 0840f 0840g 0840h 0840i 0840j 0840k 0841 0841a 0841b 0841c 0841d \
             0841e 0841f 0841g 0841h 0841i 0841j 0841k 0842 0842a 0842b 0842c 0842d 0842e 0842f 0842g 0842h 0842i 0842j \
             0842k 0842l 0842m 0842n 0842o 0842p 0842q 0842r 0842s 0842t 0842u 0842v 0842w 0842x 0842y 0843 0843a 0843b \
             0843c 0843d 0843e 0843f",
        ),
    ],
    faults: &[
        (Fault::DuplicateMember, "0284"),
        (Fault::OddCbor, "0284e 0284f 0284g 0284h 0284i"),
        (Fault::LongHead, "0285 0285a 0285b"),
    ],
};

pub(crate) fn drafts() -> Vec<Draft> {
    let parts = [written(), codes(), frames(), maps(), others(), metadata::drafts()];
    LEVELS.write(parts.into_iter().flatten().collect())
}

/// 280 and 281: the printed example, and the written forms.
fn written() -> Vec<Draft> {
    vec![
        valid("0280", "the document's application", "a161616862635f6d79617070", &json!({"a": "bc_myapp"}))
            .requirements(&[
                "BCODE-example1-01",
                "BCODE-suffix-01",
                "BCODE-suffix-02",
                "BCODE-suffix-03",
                "BCODE-suffix-04",
                "BCODE-suffix-05",
                "BCODE-cbor-01",
            ]),
        valid(
            "0280a",
            "the document's application and facilitator",
            "a261616862635f6d7961707061777062635f6d79666163696c697461746f72",
            &json!({"a": "bc_myapp", "w": "bc_myfacilitator"}),
        )
        .requirements(&["BCODE-example2-01", "BCODE-cbor-01", "BCODE-cbor-02"]),
        valid(
            "0280b",
            "all three, in the order in which the official SDKs write them",
            "a3 6161 66 6d795f617070 6177 66 6d795f666163 6173 81 69 6d795f636c69656e74",
            &json!({"a": "my_app", "w": "my_fac", "s": ["my_client"]}),
        )
        .requirements(&["BCODE-flow-01", "BCODE-cbor-03"])
        .rulings(&["X-31", "X-32"]),
        valid("0280c", "service codes alone", "a1 6173 82 63 6f6e65 63 74776f", &json!({"s": ["one", "two"]}))
            .requirements(&["BCODE-cbor-04", "BCODE-cbor-03"]),
        flagged(
            "0281",
            "the order a, s, w of the document's prose",
            "a3 6161 66 6d795f617070 6173 81 69 6d795f636c69656e74 6177 66 6d795f666163",
            &json!({"a": "my_app", "w": "my_fac", "s": ["my_client"]}),
            &["key-order"],
        )
        .requirements(&["BCODE-construct-01"]),
        flagged("0281a", "w before a", "a2 6177 6177 6161 6161", &json!({"a": "a", "w": "w"}), &["key-order"]),
    ]
}

/// 282: the form of a code.
fn codes() -> Vec<Draft> {
    let app = |text: &str| format!("a1 6161 {}", self::text(text));
    let form: &[&str] = &["BCODE-code-01", "BCODE-validate-01"];
    vec![
        no_code("0282", "a code without characters", &app("")).requirements(form),
        no_code("0282a", "a code of 33 characters", &app(&"a".repeat(33))).requirements(form),
        no_code("0282b", "a code in capitals", &app("My_app")).requirements(form),
        no_code("0282c", "a code with a hyphen", &app("my-app")).requirements(form),
        no_code("0282d", "a wallet's code with a space", &format!("a1 6177 {}", text("my fac"))).requirements(form),
        no_code(
            "0282e",
            "a service code in capitals beside a good one",
            &format!("a1 6173 82 {}{}", text("one"), text("Two")),
        )
        .requirements(form),
        no_code("0282f", "a letter beyond ASCII", &app("äpp")).requirements(form),
        valid("0282g", "a code of one character", &app("a"), &json!({"a": "a"})).requirements(form),
        valid("0282h", "a code of 32 characters", &app(&"a".repeat(32)), &json!({"a": "a".repeat(32)}))
            .requirements(form),
        valid("0282i", "digits and underscores alone", &app("_0_9_"), &json!({"a": "_0_9_"})).requirements(form),
    ]
}

/// 283: marker, schema, length.
fn frames() -> Vec<Draft> {
    let good = "a1 6161 66 6d795f617070";
    let none = |number: &str, title: &str, calldata: &str| refused(number, title, calldata, "no-suffix");
    vec![
        none("0283", "no suffix", "0xe3ee160e").requirements(&["BCODE-parse-01"]),
        none("0283a", "nothing at all", "0x"),
        none(
            "0283b",
            "one byte of the marker is another",
            &framed(good, 10, "02", &MARKER.replace("8021802180218021", "8021802180218022")),
        )
        .requirements(&["BCODE-suffix-01"]),
        none(
            "0283l",
            "the first byte of the marker is another",
            &framed(good, 10, "02", &format!("81{}", &MARKER[2..])),
        )
        .requirements(&["BCODE-suffix-01"]),
        none("0283c", "a byte behind the marker", &format!("{}00", calldata(good))),
        refused("0283d", "schema 0", &framed(good, 10, "00", MARKER), "other-schema").requirements(&["BCODE-parse-02"]),
        refused("0283e", "schema 1", &framed(good, 10, "01", MARKER), "other-schema").requirements(&["BCODE-parse-02"]),
        refused("0283f", "a length beyond the calldata", &framed(good, 15, "02", MARKER), "length")
            .requirements(&["BCODE-parse-03", "BCODE-parse-04"]),
        refused("0283g", "the greatest length", &framed(good, 65535, "02", MARKER), "length"),
        refused("0283h", "a length that is one too short", &framed(good, 9, "02", MARKER), "cbor")
            .requirements(&["BCODE-parse-04"]),
        refused("0283i", "a length that takes a byte of the call", &framed(good, 11, "02", MARKER), "cbor"),
        refused(
            "0283j",
            "the length with the least significant byte first",
            &framed(good, 10 << 8, "02", MARKER),
            "length",
        )
        .requirements(&["BCODE-suffix-03"]),
        refused("0283k", "the marker alone", &format!("0x{MARKER}"), "length"),
    ]
}

/// 284 and 285: the CBOR.
fn maps() -> Vec<Draft> {
    let app = "66 6d795f617070";
    vec![
        malformed("0284", "a key twice", &format!("a2 6161 {app} 6161 63 6f6e65")),
        malformed("0284a", "a byte behind the map", &format!("a1 6161 {app} 00")),
        malformed("0284b", "a second map behind the map", &format!("a1 6161 {app} a0")),
        malformed("0284c", "a text that is cut off", "a1 6161 67 6d795f617070"),
        malformed("0284d", "a pair that is missing", &format!("a2 6161 {app}")),
        malformed("0284e", "a map of indefinite length", &format!("bf 6161 {app} ff")),
        malformed("0284f", "a text of indefinite length", &format!("a1 6161 7f {app} ff")),
        malformed("0284g", "a list of indefinite length", "a1 6173 9f 63 6f6e65 ff"),
        malformed("0284h", "a tag before the map", &format!("d9d9f7 a1 6161 {app}")),
        malformed("0284i", "a tag before a code", &format!("a1 6161 c0 {app}")),
        malformed("0284j", "a byte string for a code", "a1 6161 46 6d795f617070"),
        malformed("0284k", "a byte string for a key", &format!("a1 4161 {app}")),
        metadata::valid(
            "0284l",
            "metadata without a key beside a code",
            &format!("a2 6161 {app} 616d a0"),
            &json!({"a": "my_app"}),
            &json!({}),
        ),
        malformed("0284m", "custom registries, r", &format!("a2 6161 {app} 6172 a0"))
            .requirements(&["BCODE-summary-02"]),
        malformed("0284n", "a key that nobody knows", &format!("a1 6178 {app}")),
        malformed("0284o", "invalid UTF-8", "a1 6161 63 c3286f"),
        malformed("0284p", "a number for a code", "a1 6161 01"),
        malformed("0284q", "a list for the application's code", "a1 6161 81 63 6f6e65"),
        malformed("0284r", "a map for the service codes", "a1 6173 a0"),
        malformed("0284s", "a list in the place of the map", &format!("82 6161 {app}"))
            .requirements(&["BCODE-parse-05"]),
        malformed("0284t", "nothing in the place of the map", ""),
        malformed("0284u", "a service code that is missing", "a1 6173 82 63 6f6e65"),
        malformed("0284v", "a list of 2^64-1 service codes", "a1 6173 9bffffffffffffffff"),
        flagged(
            "0285",
            "the head of a code is longer than it has to be",
            "a1 6161 7806 6d795f617070",
            &json!({"a": "my_app"}),
            &["long-head"],
        ),
        flagged(
            "0285a",
            "the head of the map is longer than it has to be",
            &format!("b801 6161 {app}"),
            &json!({"a": "my_app"}),
            &["long-head"],
        ),
        flagged(
            "0285b",
            "the head of a key is longer than it has to be",
            &format!("a1 780161 {app}"),
            &json!({"a": "my_app"}),
            &["long-head"],
        ),
        flagged(
            "0285c",
            "the head of the service codes has nine bytes",
            "a1 6173 9b0000000000000001 63 6f6e65",
            &json!({"s": ["one"]}),
            &["long-head"],
        ),
    ]
}

/// 286 to 289.
fn others() -> Vec<Draft> {
    let (eleven, most) = services(11);
    let (twelve, more) = services(12);
    let (first, second) = ("a1 6161 63 6f6e65", "a1 6161 63 74776f");
    let both = format!("{}{}", calldata(first), calldata(second).trim_start_matches("0x"));
    let two = json!({"codes": {"a": "two"}, "flags": []});
    vec![
        flagged("0286", "one service code as a text", "a1 6173 63 6f6e65", &json!({"s": ["one"]}), &["service-text"])
            .requirements(&["BCODE-cbor-03"]),
        valid("0287", "eleven service codes", &eleven, &json!({"s": most})),
        flagged("0287a", "twelve service codes", &twelve, &json!({"s": more}), &["service-codes"]),
        valid("0288", "no code", "a0", &json!({})).requirements(&["BCODE-cbor-04"]),
        valid("0288a", "no service code", "a1 6173 80", &json!({})),
        draft("0289", "two suffixes", &both, Class::Valid, &two)
            .comment("The last counts: it is the one that is read from the end."),
        draft("0289a", "the calldata is the suffix", &calldata(second).replacen(CALL, "", 1), Class::Valid, &two),
    ]
}
