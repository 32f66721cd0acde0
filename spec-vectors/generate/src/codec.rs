//! Rows 1–62, 108–110 and 181–183 of the catalogue: decoding.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    documents::{self, Example},
    draft::{Draft, err, expect_decode, raw},
};

const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const ABOVE_MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
const BY_RULING: &str = "a refusal by ruling: the witness takes it";
const NO_LIMITS: &str = "a limit of ours: the witness has none";

/// How a document is transported.
enum Source<'a> {
    /// In base64 in the V2 header.
    Encoded(&'a str),
    /// As the V2 header's value.
    Value(&'a str),
    /// In a header of this name.
    Named(&'a str, &'a str),
    /// With all headers of the request.
    Headers(&'a [(&'a str, &'a str)]),
    /// As text.
    Text(&'a str),
    /// As bytes in base64 in the V2 header.
    Bytes(&'a [u8]),
}

impl Source<'_> {
    fn input(&self) -> Value {
        let header = |name: &str, value: &str| json!({"header": {"name": name, "value": value}});
        match self {
            Self::Encoded(text) => header("PAYMENT-SIGNATURE", &STANDARD.encode(text)),
            Self::Bytes(bytes) => header("PAYMENT-SIGNATURE", &STANDARD.encode(bytes)),
            Self::Value(value) => header("PAYMENT-SIGNATURE", value),
            Self::Named(name, value) => header(name, value),
            Self::Headers(headers) => json!({"headers": headers}),
            Self::Text(text) => json!({"kind": "payment", "text": text}),
        }
    }
}

fn ok(canonical: &str, flags: &[&str]) -> Value {
    json!({"version": 2, "canonical": canonical, "flags": flags})
}

fn draft(number: &str, title: &str, source: &Source<'_>, class: Class, strict: &Value, lenient: &Value) -> Draft {
    Draft::new(format!("codec-{number}"), "decode", title, raw(&source.input()), expect_decode(class, strict, lenient))
}

/// Accepted by both profiles, with equal answers.
fn taken(number: &str, title: &str, source: &Source<'_>, canonical: &str, flags: &[&str]) -> Draft {
    let answer = ok(canonical, flags);
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    draft(number, title, source, class, &answer, &answer).flags(flags)
}

/// Refused by both profiles.
fn refused(number: &str, title: &str, source: &Source<'_>, stage: &str, kind: &str, field: &str) -> Draft {
    let answer = err(stage, kind, field);
    draft(number, title, source, Class::Invalid, &answer, &answer)
}

/// Refused by Strict, and accepted by Lenient with a flag.
fn tolerated(number: &str, title: &str, source: &Source<'_>, strict: &Value, canonical: &str, flag: &str) -> Draft {
    draft(number, title, source, Class::Acceptable, strict, &ok(canonical, &[flag])).flags(&[flag])
}

/// The text of BASE with one piece replaced.
fn edited(from: &str, to: &str) -> String {
    assert_eq!(base::TEXT.matches(from).count(), 1, "{from}");
    base::TEXT.replace(from, to)
}

fn with_amount(json: &str) -> String {
    edited(r#""amount":"10000""#, &format!(r#""amount":{json}"#))
}

pub(crate) fn drafts(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let permit2 = documents::find(examples, documents::EXACT_EVM, 136)?;
    Ok([transport(), json_text(&permit2.text), shape(), numbers(), networks(), hostile(), marks_and_bytes()]
        .into_iter()
        .flatten()
        .collect())
}

/// The transport of a payment: base64, UTF-8, headers, size (C-1, C-2, C-11, C-12).
fn transport() -> Vec<Draft> {
    use Source::{Bytes, Encoded, Headers, Named, Value};
    let text = base::TEXT;
    // The text alone ends in one character of padding.
    let no_pad = STANDARD.encode(format!("{text} "));
    let two_pads = STANDARD.encode(format!("{text}  "));
    assert!(!no_pad.ends_with('=') && two_pads.ends_with("=="));
    let (unpadded, half_padded) = (two_pads.trim_end_matches('='), &two_pads[..two_pads.len() - 1]);
    // The last character before the padding has four bits that belong to no byte.
    let dirty_bits = format!("{}B==", &two_pads[..two_pads.len() - 3]);
    let slashes = edited("Access to premium market data", "???~~~>>>");
    let url_alphabet = STANDARD.encode(&slashes).replace('+', "-").replace('/', "_");
    assert!(url_alphabet.contains(['-', '_']));
    let spaced = format!("{} {}", &base::header()[..400], &base::header()[400..]);
    let trailing_newline = format!("{}\n", base::header());
    let line_break = format!("{}\r\n{}", &base::header()[..400], &base::header()[400..]);
    let tether = edited(r#""name":"USDC""#, r#""name":"USD₮0""#);
    let not_utf8 = [&text.as_bytes()[..60], b"\xff", &text.as_bytes()[60..]].concat();
    let bom = format!("\u{feff}{text}");
    let (at_limit, above_limit) = (sized_header(65_536), sized_header(65_540));
    let (signature, x_payment) = ("PAYMENT-SIGNATURE", "X-PAYMENT");
    let padding = err("base64", "base64-padding", "");
    let alphabet = err("base64", "base64-alphabet", "");
    vec![
        taken("0001", "the specification's header", &Value(base::header()), text, &[])
            .rulings(&["C-1", "C-11"])
            .requirements(&[
                "HTTP2-payload-01",
                "HTTP2-payload-02",
                "HTTP2-payload-03",
                "HTTP2-payload-04",
                "V2-5.2.1-01",
            ]),
        taken("0001a", "a text that needs no padding", &Value(&no_pad), text, &[]).rulings(&["C-1"]),
        taken("0001b", "with two characters of padding", &Value(&two_pads), text, &[]).rulings(&["C-1"]),
        tolerated("0002", "without padding", &Value(unpadded), &padding, text, "missing-padding")
            .rulings(&["C-1"])
            .child_of("codec-0001b", "header.value", "…==", "…")
            .no_witness(BY_RULING),
        refused("0003", "in the URL alphabet", &Value(&url_alphabet), "base64", "base64-alphabet", "")
            .rulings(&["C-1"]),
        taken("0003a", "the same in the standard alphabet", &Encoded(&slashes), &slashes, &[]).rulings(&["C-1"]),
        tolerated("0004", "a space inside", &Value(&spaced), &alphabet, text, "white-space")
            .rulings(&["C-1"])
            .child_of("codec-0001", "header.value", "", " ")
            .no_witness(BY_RULING),
        tolerated("0005", "a line feed at the end", &Value(&trailing_newline), &alphabet, text, "white-space")
            .rulings(&["C-1"])
            .child_of("codec-0001", "header.value", "", "\\n")
            .no_witness(BY_RULING),
        tolerated(
            "0006",
            "bits that belong to no byte are not zero",
            &Value(&dirty_bits),
            &err("base64", "base64-trailing-bits", ""),
            text,
            "nonzero-pad-bits",
        )
        .rulings(&["C-1"])
        .child_of("codec-0001b", "header.value", "A==", "B=="),
        refused("0007", "one of two characters of padding", &Value(half_padded), "base64", "base64-padding", "")
            .rulings(&["C-1"])
            .child_of("codec-0001b", "header.value", "==", "="),
        refused(
            "0007a",
            "something behind the padding",
            &Value(&format!("{two_pads}AAAA")),
            "base64",
            "base64-padding",
            "",
        )
        .rulings(&["C-1"]),
        refused("0008", "an empty value", &Value(""), "header", "empty-header", "")
            .comment("Malformed, not absent: 400 and not 402.")
            .rulings(&["C-11"]),
        refused("0009", "no payment header", &Headers(&[("Accept", "*/*")]), "header", "no-header", "")
            .comment("Absent, not malformed: 402 and not 400.")
            .rulings(&["C-11"])
            .no_witness("header sets are not the witness' matter"),
        refused("0010", "base64 of something that is not JSON", &Encoded("hello"), "json", "syntax", "")
            .rulings(&["C-4"]),
        refused("0011", "JSON text without base64", &Value(text), "base64", "base64-alphabet", "").rulings(&["C-1"]),
        refused("0012", "encoded twice", &Encoded(base::header()), "json", "syntax", "").rulings(&["C-1"]),
        taken("0013", "a domain name outside ASCII", &Encoded(&tether), &tether, &[])
            .comment("x402-foundation/x402 issue 865: USD₮0 was broken by decoding base64 as Latin-1.")
            .rulings(&["C-2"]),
        refused("0014", "a byte that is not UTF-8", &Bytes(&not_utf8), "utf8", "utf8", "").rulings(&["C-2"]),
        tolerated("0015", "a byte order mark", &Encoded(&bom), &err("utf8", "byte-order-mark", ""), text, "bom")
            .rulings(&["C-2"])
            .no_witness(BY_RULING),
        taken("0016", "a header of 65,536 bytes", &Value(&at_limit), text, &[]).rulings(&["C-12"]),
        refused("0017", "a header of 65,540 bytes", &Value(&above_limit), "limit", "header-size", "")
            .rulings(&["C-12"])
            .no_witness(NO_LIMITS),
        taken("0018", "the header's name in lower case", &Named("payment-signature", base::header()), text, &[])
            .rulings(&["C-11"]),
        refused(
            "0019",
            "the header twice",
            &Headers(&[(signature, base::header()), (signature, base::header())]),
            "header",
            "several-headers",
            "",
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        refused(
            "0020",
            "a line break in a header",
            &Headers(&[(signature, &line_break)]),
            "header",
            "header-line-break",
            "",
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        refused(
            "0021",
            "both versions' headers",
            &Headers(&[(signature, base::header()), (x_payment, &two_pads)]),
            "header",
            "several-headers",
            "",
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        taken(
            "0021a",
            "one payment header among others",
            &Headers(&[("Accept", "*/*"), (signature, base::header())]),
            text,
            &[],
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        taken("0022", "a V2 payment in the V1 header", &Named(x_payment, base::header()), text, &["legacy-header"])
            .rulings(&["C-11"]),
    ]
}

/// A header's value of this length: BASE with white space behind it.
fn sized_header(length: usize) -> String {
    let bytes = length / 4 * 3;
    let value = STANDARD.encode(format!("{}{}", base::TEXT, " ".repeat(bytes - base::TEXT.len())));
    assert_eq!(value.len(), length);
    value
}

/// Which JSON text is read at all (C-3, C-4, C-16).
fn json_text(permit2_example: &str) -> Vec<Draft> {
    use Source::Text;
    let text = base::TEXT;
    let twice = edited(r#""payTo":"#, r#""payTo":"0x0000000000000000000000000000000000000001","payTo":"#);
    let twice_escaped = edited(r#""payTo":"#, r#""p\u0061yTo":"0x0000000000000000000000000000000000000001","payTo":"#);
    let twice_in_payload = edited(r#""value":"10000""#, r#""value":"1","value":"10000""#);
    let snake = edited(r#""payTo""#, r#""pay_to""#);
    let reordered = concat!(
        r#"{"payload":{"authorization":{"nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480","#,
        r#""validBefore":"1740672154","validAfter":"1740672089","value":"10000","#,
        r#""to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","from":"0x857b06519E91e3A54538791bDbb0E22373e36b66"},"#,
        r#""signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c"},"#,
        r#""accepted":{"extra":{"version":"2","name":"USDC"},"maxTimeoutSeconds":60,"#,
        r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
        r#""amount":"10000","network":"eip155:84532","scheme":"exact"},"#,
        r#""resource":{"mimeType":"application/json","description":"Access to premium market data","#,
        r#""url":"https://api.example.com/premium-data"},"x402Version":2}"#
    );
    let spelled = text
        .replace(":{", " : {\n ")
        .replace("\"scheme\"", "\"sch\\u0065me\"")
        .replace("\"exact\"", "\"\\u0065x\\u0061ct\"")
        .replace("https://", "https:\\/\\/");
    let unknown_top = edited(r#""payload":"#, r#""zeta":[1, 2.50],"payload":"#);
    let unknown_inside = edited(r#""nonce":"#, r#""memo":"hi","nonce":"#);
    let surrogate = edited("Access", r"\ud83d");
    let pair = edited("Access", r"\ud83d\ude00");
    let huge_ours = edited(r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":1e400"#);
    let huge_opaque = edited(r#""version":"2""#, r#""version":"2","limit":1e400"#);
    vec![
        refused("0023", "payTo twice", &Text(&twice), "json", "duplicate-member", "accepted.payTo")
            .comment("JavaScript, Python and Go keep the last one.")
            .rulings(&["C-3"]),
        refused(
            "0023a",
            "payTo twice, once escaped",
            &Text(&twice_escaped),
            "json",
            "duplicate-member",
            "accepted.payTo",
        )
        .rulings(&["C-3"]),
        refused(
            "0023b",
            "value twice in the authorization",
            &Text(&twice_in_payload),
            "json",
            "duplicate-member",
            "payload.authorization.value",
        )
        .rulings(&["C-3"]),
        refused("0025", "pay_to instead of payTo", &Text(&snake), "shape", "missing-member", "accepted.payTo")
            .comment("Python takes it.")
            .rulings(&["C-3", "C-8"])
            .requirements(&["V2-5.1.2-10"])
            .no_witness("the standard library knows no shapes"),
        taken("0026", "members in another order", &Text(reordered), text, &[]).rulings(&["C-13"]),
        taken("0027", "white space, and escapes in names and values", &Text(&spelled), text, &[]).rulings(&["C-4"]),
        taken(
            "0028",
            "a member that nobody knows",
            &Text(&unknown_top),
            &format!(r#"{},"zeta":[1,2.5]}}"#, &text[..text.len() - 1]),
            &[],
        )
        .comment("Kept byte for byte; canonical compares as a JSON value.")
        .rulings(&["C-13"]),
        taken("0029", "a member that nobody knows, in the authorization", &Text(&unknown_inside), &unknown_inside, &[])
            .comment("Kept, and not signed.")
            .rulings(&["C-13"]),
        refused("0036", "something behind the value", &Text(&format!("{text}x")), "json", "trailing-data", "")
            .rulings(&["C-4"]),
        refused(
            "0038",
            "half of a surrogate pair",
            &Text(&surrogate),
            "json",
            "lone-surrogate",
            "resource.description",
        )
        .rulings(&["C-16"]),
        taken("0038a", "a surrogate pair", &Text(&pair), &edited("Access", "😀"), &[]).rulings(&["C-16"]),
        refused(
            "0039",
            "1e400 in a member of ours",
            &Text(&huge_ours),
            "shape",
            "wrong-type",
            "accepted.maxTimeoutSeconds",
        )
        .rulings(&["C-5", "C-16"])
        .no_witness("the standard library knows no shapes"),
        taken("0039a", "1e400 in an opaque member", &Text(&huge_opaque), &huge_opaque, &["number-range"])
            .rulings(&["C-16"]),
        refused(
            "0040",
            "the document's Permit2 example: a comma too few, one too many, and a remark",
            &Text(permit2_example),
            "json",
            "syntax",
            "accepted",
        )
        .comment("scheme_exact_evm.md §2, verbatim.")
        .rulings(&["C-4"])
        .requirements(&["EVM-2-phase2-07"]),
        refused("0041", "an array", &Text(&format!("[{text}]")), "shape", "wrong-type", "")
            .rulings(&["C-5"])
            .no_witness("the standard library knows no shapes"),
        refused("0041a", "NaN", &Text(&with_amount("NaN")), "json", "syntax", "accepted.amount").rulings(&["C-4"]),
    ]
}

/// Versions, nulls and missing members (C-5, C-7, C-8).
fn shape() -> Vec<Draft> {
    use Source::Text;
    let no_shapes = "the standard library knows no shapes";
    let text = base::TEXT;
    let version = |json: &str| edited(r#""x402Version":2"#, &format!(r#""x402Version":{json}"#));
    let wrong_version_type = err("shape", "wrong-type", "x402Version");
    let nulls = edited(r#""payload":"#, r#""extensions":null,"payload":"#);
    let null_resource = concat!(r#"{"x402Version":2,"resource":null,"#, r#""accepted":"#);
    let null_resource = format!("{null_resource}{}", &text[text.find(r#"{"scheme""#).unwrap_or_default()..]);
    let no_resource = null_resource.replace(r#""resource":null,"#, "");
    let extra = r#","extra":{"name":"USDC","version":"2"}"#;
    let v1_shape = r#"{"x402Version":2,"scheme":"exact","network":"base-sepolia","payload":{}}"#;
    let v1_amount = edited(r#""amount":"10000""#, r#""maxAmountRequired":"10000""#);
    let with_resource =
        edited(r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":60,"resource":"https://api.example.com""#);
    vec![
        tolerated(
            "0030",
            "the version as a string",
            &Text(&version(r#""2""#)),
            &wrong_version_type,
            text,
            "string-version",
        )
        .rulings(&["C-5"])
        .requirements(&["V2-5.2.2-01"])
        .no_witness(no_shapes),
        tolerated("0031", "the version as 2.0", &Text(&version("2.0")), &wrong_version_type, text, "float-version")
            .rulings(&["C-5"]),
        refused("0031a", "the version as 2.5", &Text(&version("2.5")), "shape", "wrong-type", "x402Version")
            .rulings(&["C-5"])
            .no_witness(no_shapes),
        refused("0032", "version 3", &Text(&version("3")), "shape", "version", "x402Version")
            .rulings(&["C-5"])
            .no_witness(no_shapes),
        refused(
            "0033",
            "no version",
            &Text(&edited(r#""x402Version":2,"#, "")),
            "shape",
            "missing-member",
            "x402Version",
        )
        .rulings(&["C-5", "C-8"])
        .requirements(&["V2-5.2.2-01"])
        .no_witness(no_shapes),
        taken("0034", "extensions null", &Text(&nulls), &nulls, &["null-optional"])
            .rulings(&["C-7"])
            .requirements(&["V2-5.2.2-05"]),
        taken("0034a", "resource null", &Text(&null_resource), &null_resource, &["null-optional"])
            .rulings(&["C-7"])
            .requirements(&["V2-5.2.2-02"]),
        refused("0034b", "accepted.amount null", &Text(&with_amount("null")), "shape", "null", "accepted.amount")
            .rulings(&["C-7"])
            .no_witness(no_shapes),
        taken("0035", "extra absent", &Text(&edited(extra, "")), &edited(extra, ""), &[])
            .rulings(&["C-7"])
            .requirements(&["V2-5.1.2-12"]),
        taken(
            "0035a",
            "extra null",
            &Text(&edited(extra, r#","extra":null"#)),
            &edited(extra, r#","extra":null"#),
            &["null-optional"],
        )
        .rulings(&["C-7"]),
        taken("0035b", "extra empty", &Text(&edited(extra, r#","extra":{}"#)), &edited(extra, r#","extra":{}"#), &[])
            .rulings(&["C-7"]),
        refused(
            "0035c",
            "extra as an array",
            &Text(&edited(extra, r#","extra":[]"#)),
            "shape",
            "wrong-type",
            "accepted.extra",
        )
        .rulings(&["C-8"])
        .no_witness(no_shapes),
        refused("0042", "V1's shape with version 2", &Text(v1_shape), "shape", "missing-member", "accepted")
            .comment("x402-foundation/x402 issue 3015.")
            .rulings(&["C-5", "C-8"])
            .requirements(&["V2-5.2.2-03"])
            .no_witness(no_shapes),
        refused(
            "0043",
            "V1's maxAmountRequired in V2",
            &Text(&v1_amount),
            "shape",
            "missing-member",
            "accepted.amount",
        )
        .rulings(&["C-8"])
        .requirements(&["V2-5.1.2-08"])
        .no_witness(no_shapes),
        taken("0046", "V1's resource member in a V2 requirement", &Text(&with_resource), &with_resource, &[])
            .comment("Unknown there, so kept.")
            .rulings(&["C-13"]),
        taken("0048", "no resource", &Text(&no_resource), &no_resource, &[])
            .rulings(&["C-8"])
            .requirements(&["V2-5.2.2-02"]),
    ]
}

/// Spellings of an amount (C-6).
fn numbers() -> Vec<Draft> {
    use Source::Text;
    let no_shapes = "the standard library knows no shapes";
    let not_decimal = err("shape", "not-decimal", "accepted.amount");
    let mut drafts = vec![
        tolerated(
            "0050",
            "the amount as a JSON number",
            &Text(&with_amount("10000")),
            &not_decimal,
            base::TEXT,
            "number-amount",
        )
        .rulings(&["C-6"])
        .requirements(&["V2-5.1.2-08"])
        .no_witness(no_shapes),
        tolerated(
            "0051",
            "the amount as a JSON number of 30 digits",
            &Text(&with_amount("100000000000000000000000000001")),
            &not_decimal,
            &with_amount("\"100000000000000000000000000001\""),
            "number-amount",
        )
        .rulings(&["C-6"])
        .no_witness(no_shapes),
        draft(
            "0051a",
            "the amount as a JSON number above 2^256-1",
            &Text(&with_amount(ABOVE_MAX)),
            Class::Invalid,
            &not_decimal,
            &err("shape", "decimal-too-large", "accepted.amount"),
        )
        .rulings(&["C-6"])
        .no_witness(no_shapes),
        tolerated(
            "0058",
            "a leading zero",
            &Text(&with_amount("\"010000\"")),
            &not_decimal,
            base::TEXT,
            "leading-zero",
        )
        .rulings(&["C-6"])
        .no_witness(no_shapes),
        taken("0060", "2^256-1", &Text(&with_amount(&format!("\"{MAX}\""))), &with_amount(&format!("\"{MAX}\"")), &[])
            .rulings(&["C-6"]),
        refused(
            "0061",
            "2^256",
            &Text(&with_amount(&format!("\"{ABOVE_MAX}\""))),
            "shape",
            "decimal-too-large",
            "accepted.amount",
        )
        .rulings(&["C-6"])
        .no_witness(no_shapes),
    ];
    for (number, title, amount) in [
        ("0052", "an empty amount", ""),
        ("0053", "an underscore in the amount", "10_000"),
        ("0054", "a hexadecimal amount", "0x2710"),
        ("0055", "spaces around the amount", " 10000 "),
        ("0056", "a plus sign", "+10000"),
        ("0057", "full-width digits", "１０"),
        ("0057a", "an exponent", "1e4"),
        ("0057b", "a fraction", "10000.0"),
        ("0059", "a minus sign", "-1"),
    ] {
        let text = with_amount(&format!("\"{amount}\""));
        drafts.push(
            refused(number, title, &Text(&text), "shape", "not-decimal", "accepted.amount")
                .rulings(&["C-6"])
                .child_of("codec-0001", "accepted.amount", "10000", amount)
                .no_witness(no_shapes),
        );
    }
    drafts
}

/// Spellings of a network, in either version (C-9).
fn networks() -> Vec<Draft> {
    use Source::Text;
    let no_shapes = "the standard library knows no shapes";
    let with_network = |network: &str| edited("eip155:84532", network);
    let not_network = err("shape", "not-network", "accepted.network");
    let mut drafts = vec![
        tolerated(
            "0109",
            "a V1 name in V2",
            &Text(&with_network("base-sepolia")),
            &not_network,
            base::TEXT,
            "other-version-network",
        )
        .rulings(&["C-9"])
        .requirements(&["V2-5.1.2-07"])
        .no_witness(no_shapes),
        taken(
            "0110a",
            "a reference of 32 characters",
            &Text(&with_network("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")),
            &with_network("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
            &[],
        )
        .rulings(&["C-9"]),
    ];
    for (number, title, network) in [
        ("0108", "letters behind the chain id", "eip155:84532abc"),
        ("0108a", "a chain id that is no number", "eip155:x"),
        ("0108b", "a chain id with a sign", "eip155:+84532"),
        ("0108c", "a chain id with a leading zero", "eip155:084532"),
        ("0108d", "a chain id above 2^64-1", "eip155:18446744073709551616"),
        ("0109a", "a V1 name that nobody knows", "base-sepoliA"),
        ("0110", "a reference of 33 characters", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpx"),
    ] {
        drafts.push(
            refused(number, title, &Text(&with_network(network)), "shape", "not-network", "accepted.network")
                .rulings(&["C-9"])
                .child_of("codec-0001", "accepted.network", "eip155:84532", network)
                .no_witness(no_shapes),
        );
    }
    drafts
}

/// Depth, counts, numbers and names that trip readers up (C-12, C-16).
fn hostile() -> Vec<Draft> {
    use Source::Text;
    let inside = |json: &str| edited(r#""payload":"#, &format!(r#""zeta":{json},"payload":"#));
    // One container is the payment itself.
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    let members = |count: usize| {
        let members: Vec<String> = (0..count).map(|index| format!("\"k{index}\":0")).collect();
        format!("{{{}}}", members.join(","))
    };
    let wrapped = |name: &str| format!(r#"{{"$serde_json::private::{name}":"{{}}"}}"#);
    let mut drafts = Vec::new();
    for (number, title, json, limit) in [
        ("0037", "200 levels deep", nested(200), Some("depth")),
        ("0182", "128 levels deep", nested(128), None),
        ("0182a", "129 levels deep", nested(129), Some("depth")),
        ("0183", "a number of 128 characters", "1".repeat(128), None),
        ("0183a", "a number of 129 characters", "1".repeat(129), Some("number-length")),
        ("0183b", "an object of 1,024 members", members(1_024), None),
        ("0183c", "an object of 1,025 members", members(1_025), Some("members")),
    ] {
        let text = inside(&json);
        drafts.push(match limit {
            None => taken(number, title, &Text(&text), &text, &[]).rulings(&["C-12"]),
            Some(kind) => {
                let draft = refused(number, title, &Text(&text), "limit", kind, "");
                draft.rulings(&["C-4", "C-12"]).no_witness(NO_LIMITS)
            }
        });
    }
    for (number, title, name) in [
        ("0181", "a member named as serde_json names raw text", "RawValue"),
        ("0181a", "a member named as serde_json names numbers", "Number"),
    ] {
        let text = inside(&wrapped(name));
        drafts.push(
            taken(number, title, &Text(&text), &text, &[])
                .comment("An ordinary object; reading it into serde_json::Value would unwrap it.")
                .rulings(&["C-16"]),
        );
    }
    let extra = r#"{"name":"USDC","version":"2"}"#;
    let payload = &base::TEXT[base::TEXT.find(r#"{"signature""#).unwrap_or_default()..base::TEXT.len() - 1];
    for (letters, what, name) in [("bcd", "raw text", "RawValue"), ("efg", "numbers", "Number")] {
        let texts = [
            ("extra", edited(extra, &wrapped(name))),
            ("payload", edited(payload, &wrapped(name))),
            ("authorization", edited(r#""nonce":"#, &format!(r#""zeta":{},"nonce":"#, wrapped(name)))),
        ];
        for (letter, (place, text)) in letters.chars().zip(texts) {
            let title = format!("a member named as serde_json names {what}, in {place}");
            drafts.push(
                taken(&format!("0181{letter}"), &title, &Text(&text), &text, &[])
                    .comment("An ordinary object; reading it into serde_json::Value would unwrap it.")
                    .rulings(&["C-16"]),
            );
        }
    }
    drafts
}

/// C-2, C-6, C-10, C-12: a byte order mark in a source that is text, bytes that are not UTF-8, and zeros before a zero.
fn marks_and_bytes() -> Vec<Draft> {
    use Source::Text;
    let no_shapes = "the standard library knows no shapes";
    let text = base::TEXT;
    let mark = err("utf8", "byte-order-mark", "");
    let with_scheme = |scheme: &str| edited(r#""scheme":"exact""#, &format!(r#""scheme":"{scheme}""#));
    let not_decimal = err("shape", "not-decimal", "accepted.amount");
    let mut drafts = vec![
        tolerated("0850", "a byte order mark before text", &Text(&format!("\u{feff}{text}")), &mark, text, "bom")
            .comment("The same as in bytes, for who reads them first.")
            .rulings(&["C-2"])
            .no_witness("the witness refuses it, as Strict does"),
        draft(
            "0850a",
            "two byte order marks before text",
            &Text(&format!("\u{feff}\u{feff}{text}")),
            Class::Invalid,
            &mark,
            &err("json", "syntax", ""),
        )
        .rulings(&["C-2", "C-4"]),
        refused("0850b", "a byte order mark behind a space", &Text(&format!(" \u{feff}{text}")), "json", "syntax", "")
            .rulings(&["C-2", "C-4"]),
        refused(
            "0850c",
            "a byte order mark behind text",
            &Text(&format!("{text}\u{feff}")),
            "json",
            "trailing-data",
            "",
        )
        .rulings(&["C-2", "C-4"]),
        tolerated(
            "0852",
            "zeros in front of zero",
            &Text(&with_amount("\"00\"")),
            &not_decimal,
            &with_amount("\"0\""),
            "leading-zero",
        )
        .rulings(&["C-6"])
        .no_witness(no_shapes),
        taken("0852a", "zero", &Text(&with_amount("\"0\"")), &with_amount("\"0\""), &[]).rulings(&["C-6"]),
        demand("0853", "an offer with zeros in front of zero", "00", "unreadable-offer", ("0", "leading-zero")),
        demand("0853a", "an offer with a zero in front", "010000", "unreadable-offer", ("10000", "leading-zero")),
        demand("0853b", "an offer that neither profile reads", "0x0", "unreadable-offer", ("0x0", "unreadable-offer")),
    ];
    for (number, title, scheme, is_taken) in [
        ("0851", "a scheme of 256 bytes in as many characters", "e".repeat(256), true),
        ("0851a", "a scheme of 257 bytes in as many characters", "e".repeat(257), false),
        ("0851b", "a scheme of 256 bytes in 128 characters", "é".repeat(128), true),
        ("0851c", "a scheme of 258 bytes in 129 characters", "é".repeat(129), false),
    ] {
        let text = with_scheme(&scheme);
        drafts.push(if is_taken {
            taken(number, title, &Text(&text), &text, &[]).rulings(&["C-10", "C-12"])
        } else {
            refused(number, title, &Text(&text), "limit", "text-length", "accepted.scheme")
                .rulings(&["C-12"])
                .no_witness(NO_LIMITS)
        });
    }
    drafts
}

/// A demand with one offer of this amount. Strict keeps the offer unread. The rest is how Lenient reads the amount, and
/// its flag.
fn demand(number: &str, title: &str, amount: &str, strict: &str, (lenient, flag): (&str, &str)) -> Draft {
    let text = |amount: &str| {
        let offer = concat!(
            r#"{"scheme":"exact","network":"eip155:84532","amount":"AMOUNT","#,
            r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
            r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}"#,
        );
        let resource = r#"{"url":"https://api.example.com/premium-data"}"#;
        format!(r#"{{"x402Version":2,"resource":{resource},"accepts":[{}]}}"#, offer.replace("AMOUNT", amount))
    };
    let input = json!({"kind": "payment-required", "text": text(amount)});
    let (strict, lenient) = (ok(&text(amount), &[strict]), ok(&text(lenient), &[flag]));
    Draft::decode(format!("codec-{number}"), title, &input, &strict, &lenient).rulings(&["C-6", "C-10"])
}
