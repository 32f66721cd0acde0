//! What fuzzing begins with: the inputs of the vectors, the examples of the documentation, and the hard cases below.

mod misses;
mod schemas;

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use x402_laws::vectors;
use x402_types::{DecodeOptions, PaymentPayload, Version, Wire};

use crate::{
    objects::MADE,
    verify::{AS_TEXTS, V1},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What a directory reads, and a key of a kind that signs nothing.
const LISTING: &[(&str, &str, &str)] = &[
    ("icon_url", "good", "https://api.example.com/icon.png"),
    ("icon_url", "loopback", "http://loc%61lhost.:80/"),
    ("icon_url", "space", "https://a.example/ "),
    ("icon_url", "scheme", "ftp://a.example/"),
    ("icon_url", "no-scheme", "a.example"),
    ("icon_url", "user", "https://a@b.example/"),
    ("icon_url", "address", "https://[::1]/"),
    ("icon_url", "address-hexadecimal", "https://127.0.0.0x1/"),
    ("icon_url", "port", "https://a.example:65536/"),
    ("icon_url", "host-escape", "https://a%2/"),
    ("icon_url", "host-empty", "https://\u{ad}/"),
    ("icon_url", "below-localhost", "https://a_.localhost./"),
    ("icon_url", "letters-of-loopback", "https://\u{24db}o\u{200b}ca\u{2113}host/"),
    ("icon_url", "ligature", "https://\u{fb01}.\u{1d7ce}/"),
    ("icon_url", "international", "https://\u{fc}\u{1d41a}.example/"),
    ("json_schema", "nested", "{\"items\":{\"$ref\":\"#\"},\"type\":[\"array\",\"integer\"]}\n[[1],[[2.0]]]"),
    ("json_schema", "condition", "{\"if\":{\"minLength\":2},\"then\":{\"pattern\":\"(?=a)\"},\"else\":false}\n\"ab\""),
    ("route_template", "good", "/weather/:country/:city"),
    ("key_id", "x25519", "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"),
    ("route_template", "no-path", "weather"),
    ("route_template", "scheme", "/http%3a%2f/a"),
    ("route_template", "escaped-again", "/%252525252525252525252525252525252525252561"),
    ("route_template", "slashes", "//a%f%ff"),
    ("route_template", "traversal", "/users/%252e%252e/admin"),
];

/// Larger inputs are slow, and say no more: the vectors test limits.
const LARGEST: usize = 4096;

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    vectors: Vec<Vector<'a>>,
}

#[derive(Deserialize)]
struct Vector<'a> {
    id: String,
    op: String,
    #[serde(borrow)]
    input: Input<'a>,
}

/// Of the operations' inputs what can be one of ours.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input<'a> {
    kind: Option<String>,
    text: Option<String>,
    #[serde(borrow)]
    json: Option<&'a RawValue>,
    headers: Vec<(String, String)>,
    header: Option<Header>,
    profile: Option<String>,
    #[serde(borrow)]
    payment: Payment<'a>,
    #[serde(borrow)]
    offers: Vec<&'a RawValue>,
    // Of `builder-code`.
    calldata: Option<String>,
    // Of `offer-receipt`.
    #[serde(borrow)]
    jwk: Option<&'a RawValue>,
    // Of `carrier`.
    #[serde(borrow)]
    request: Option<&'a RawValue>,
    #[serde(borrow)]
    response: Option<&'a RawValue>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    task: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Header {
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Payment<'a> {
    #[serde(borrow)]
    json: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Carrier<'a> {
    #[serde(borrow)]
    payload: &'a RawValue,
}

/// What is of interest in a payload.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Carried<'a> {
    transaction: Option<String>,
    signature: Option<String>,
    signed_tx_blob: Option<String>,
    #[serde(borrow, rename = "permit2Authorization")]
    permit: Option<&'a RawValue>,
}

/// A payment with a signed approval.
#[derive(Deserialize)]
struct Approved {
    extensions: Extensions,
}

#[derive(Deserialize)]
struct Extensions {
    #[serde(rename = "erc20ApprovalGasSponsoring")]
    approval: Extension,
}

#[derive(Deserialize)]
struct Extension {
    info: Info,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    signed_transaction: String,
}

impl Approved {
    fn raw(&self) -> Option<Vec<u8>> {
        alloy_primitives::hex::decode(&self.extensions.approval.info.signed_transaction).ok()
    }
}

const JSON: &[(&str, &str)] = &[
    ("scalars", r#"[null,true,false,"",0,-0,1.5e-3]"#),
    (
        "escapes",
        r#"["\"\\\/\b\f\n\r\t","\u0000\u001f\u007f\uFFFF","\ud83d\ude00","\\u0041","plain text of more than sixteen bytes\n"]"#,
    ),
    ("unicode", r#"{"€₮😀":"ключ","\u20ac":"\ud801\udc37"}"#),
    ("surrogate-high", r#""\ud83d""#),
    ("surrogate-low", r#""\ude00""#),
    ("surrogate-twice", r#""\ud83d\ud83d\ude00""#),
    ("surrogate-cut", r#""\ud83d\u""#),
    ("space", " \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } } \n"),
    ("duplicate", r#"{"a":1,"b":{"c":1,"\u0063":2}}"#),
    (
        "duplicate-of-many",
        r#"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"m":0,"\u0061":0}"#,
    ),
    ("integers", "[18446744073709551615,18446744073709551616,-9223372036854775808,-9223372036854775809]"),
    (
        "doubles",
        "[1.7976931348623157e308,1.7976931348623158e308,1.7976931348623159e308,1e400,-1E+400,0e400,1e-400,9007199254740993]",
    ),
    (
        "number-long",
        "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567e1",
    ),
    (
        "number-too-long",
        "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567.1",
    ),
    ("number-bad", "[01,1.,.5,+1,1e,--1,0x1]"),
    ("private-raw", r#"{"$serde_json::private::RawValue":"{\"a\":1}"}"#),
    ("private-number", r#"[{"$serde_json::private::Number":"1e400"}]"#),
    ("bom", "\u{feff}{}"),
    ("control", "\"\u{1}\""),
    ("trailing", "{} {}"),
    ("comment", "[1,/* */2,]"),
    ("not-a-number", "[NaN,Infinity,-Infinity]"),
];

const HEADERS: &[(&str, &[u8])] = &[
    ("base64-empty-object", b"e30="),
    ("base64-unpadded", b"e30"),
    ("base64-pad-bits", b"e31="),
    ("base64-spaces", b" e3 0=\t"),
    ("base64-url", b"4oKs_-8="),
    ("not-utf8", b"/w=="),
    ("not-utf8-body", b"{\"x402Version\":2,\"\xff\":1}"),
];

/// Target, name, text.
const OBJECTS: &[(&str, &str, &str)] = &[
    (
        "payment_required",
        "v2",
        r#"{"x402Version":2,"error":"pay","resource":{"url":"https://a.example/"},"accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"b","maxTimeoutSeconds":1},{"scheme":""}],"extensions":{}}"#,
    ),
    (
        "payment_required",
        "v1",
        r#"{"x402Version":1,"error":"pay","accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"1","resource":"r","description":"d","mimeType":"","payTo":"b","maxTimeoutSeconds":1,"asset":"a","outputSchema":null,"extra":{}}]}"#,
    ),
    (
        "payment_required",
        "lenient-offer",
        r#"{"x402Version":2,"accepts":[{"scheme":"exact","network":"base","amount":1,"asset":"a","payTo":"b","maxTimeoutSeconds":1.0}]}"#,
    ),
    (
        "facilitator_request",
        "v2",
        r#"{"x402Version":2,"paymentPayload":{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"b","maxTimeoutSeconds":1},"payload":{}},"paymentRequirements":{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"b","maxTimeoutSeconds":1}}"#,
    ),
    (
        "facilitator_request",
        "v1",
        r#"{"x402Version":1,"paymentPayload":{"x402Version":1,"scheme":"exact","network":"base","payload":{}},"paymentRequirements":{"scheme":"exact","network":"base","maxAmountRequired":"1","resource":"r","description":"d","mimeType":"","payTo":"b","maxTimeoutSeconds":1,"asset":"a"}}"#,
    ),
    ("verify_response", "valid", r#"{"isValid":true,"payer":"0x1","invalidReason":"none"}"#),
    (
        "verify_response",
        "invalid",
        r#"{"isValid":false,"invalidReason":"insufficient_funds","payer":null,"extra":{"a":1}}"#,
    ),
    (
        "settle_response",
        "success",
        r#"{"success":true,"payer":"0x1","transaction":"0x2","network":"eip155:1","amount":"5","extensions":{}}"#,
    ),
    ("settle_response", "empty", r#"{"success":false,"errorReason":"x","transaction":"","network":"","amount":""}"#),
    ("settle_response", "network-name", r#"{"success":true,"transaction":"0x2","network":"a\"b\\"}"#),
    (
        "supported_response",
        "both-versions",
        r#"{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:1","extra":{}},{"x402Version":1,"scheme":"exact","network":"base"}],"extensions":["a"],"signers":{"eip155:*":["0x1"]}}"#,
    ),
    (
        "payment_requirements",
        "v2",
        r#"{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"b","maxTimeoutSeconds":1,"extra":{}}"#,
    ),
    (
        "payment_requirements",
        "resource",
        r#"{"url":"u","description":"d","mimeType":null,"serviceName":"s","tags":["t"],"iconUrl":"i","rank":1.50}"#,
    ),
    ("supported_response", "kind", r#"{"x402Version":1,"scheme":"exact","network":"base","extra":{}}"#),
];

const NETWORKS: &[(&str, &str)] = &[
    ("chain", "eip155:84532"),
    ("chain-largest", "eip155:18446744073709551615"),
    ("chain-too-large", "eip155:18446744073709551616"),
    ("chain-zeros", "eip155:01"),
    ("caip2-longest", "abcdefgh:-_345678901234567890123456789012"),
    ("caip2-too-long", "abcdefghi:1"),
    ("caip2-signs", "a-1:_-Z"),
    ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
    ("v1-name", "base-sepolia"),
    ("v1-renamed", "skale-base-sepolia"),
    ("caip2-two-colons", "solana:a:b"),
    ("v1-unknown", "\u{20ac} \"new\"\\"),
    ("read-only-name", "skale-base"),
];

const AMOUNTS: &[(&str, &str)] = &[
    ("zero", "0"),
    ("zeros", "00"),
    ("u64-and-one", "18446744073709551616"),
    ("largest", "115792089237316195423570985008687907853269984665640564039457584007913129639935"),
    ("too-large", "115792089237316195423570985008687907853269984665640564039457584007913129639936"),
    ("too-large-and-no-number", "999999999999999999999999999999999999999999999999999999999999999999999999999999999x"),
    ("sign", "+1"),
    ("underscore", "1_000"),
    (
        "words",
        "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{7f}",
    ),
    ("fraction-of-zeros", "10000.00"),
    ("exponent", "0.000012e+6"),
    ("exponent-down", "12000e-3"),
    ("exponent-no-integer", "12e-3"),
    ("exponent-too-large", "1e20"),
    ("minus-zero", "-0"),
];

/// Names and values, each behind a zero byte but the first; see `headers::set`.
const HEADER_SETS: &[(&str, &[u8])] = &[
    ("v2", b"Accept\0*/*\0payment-signature\0@2"),
    ("v1", b"X-PAYMENT\0@1\0Cookie\0a=b"),
    ("v1-under-v2", b"PAYMENT-SIGNATURE\0@1"),
    ("v2-under-v1", b"x-Payment\0@2"),
    ("twice", b"PAYMENT-SIGNATURE\0@2\0Payment-Signature\0@2"),
    ("both", b"PAYMENT-SIGNATURE\0@2\0X-PAYMENT\0@1"),
    ("none", b"PAYMENT-RESPONSE\0e30=\0PAYMENT-REQUIRED\0e30="),
    ("near", "X-PAYMENT \0@1\0X_PAYMENT\0@1\0PAYMENT-\u{17f}IGNATURE\0@2\0X-PAYMENT-RESPONSE\0@1".as_bytes()),
    ("line-break", b"PAYMENT-SIGNATURE\0e30=\r\nX-PAYMENT: e30="),
    ("empty", b"PAYMENT-SIGNATURE\0\0Accept\0"),
    ("lenient", b"X-PAYMENT\0 e30"),
];

/// The targets that read an object: their inputs are texts, or decisions about one.
const OBJECT_TARGETS: &[&str] = &[
    "facilitator_request",
    "payment_payload",
    "payment_required",
    "payment_requirements",
    "settle_response",
    "supported_response",
    "verify_response",
];

/// Switches, then edits: action, place (two bytes, little-endian), arguments. See `verify::draft`.
const EDITS: &[(&str, &[u8])] = &[
    ("none", &[0x00]),
    ("lenient", &[0x40]),
    ("accepted-asset-in-lower-case", &[0x00, 5, 33, 0]),
    ("payer-in-lower-case", &[0x00, 5, 61, 0]),
    ("payer-zero", &[0x00, 0, 61, 0, 17]),
    ("amount-signed", &[0x00, 0, 69, 0, 4]),
    ("amount-everywhere", &[0x00, 8, 29, 0, 4]),
    ("amount-at-least", &[0x02, 0, 69, 0, 4, 6, 0, 0, 0]),
    ("recipient-everywhere", &[0x00, 8, 65, 0, 23]),
    ("network-everywhere", &[0x00, 8, 25, 0, 30]),
    ("solana", &[0x00, 8, 25, 0, 33]),
    ("permit2", &[0x00, 8, 47, 0, 36, 8, 49, 0, 37]),
    ("domain-name-everywhere", &[0x00, 8, 45, 0, 34]),
    ("nonce-last-digit", &[0x00, 4, 81, 0, 65, 49]),
    ("nonce-bare-lenient", &[0x40, 0, 81, 0, 26]),
    ("resource-edited", &[0x00, 0, 7, 0, 0]),
    ("number-for-amount", &[0x00, 0, 40, 0, 41]),
    ("asset-everywhere", &[0, 8, 33, 0, 24]),
    ("domain-name-in-lower-case", &[0, 8, 45, 0, 35]),
    ("domain-version-everywhere", &[0, 8, 49, 0, 2]),
    ("valid-after-moved", &[0, 0, 73, 0, 1]),
    ("valid-before-moved", &[0, 0, 77, 0, 10]),
    ("now-early", &[0x80, 0, 0, 0, 0, 103, 192, 140, 88]),
    ("now-no-margin", &[0x82, 0, 0, 0, 0, 103, 192, 140, 153]),
    ("now-expired-no-margin", &[0x82, 0, 0, 0, 0, 103, 192, 140, 154]),
    ("now-boundary", &[0x80, 0, 0, 0, 0, 103, 192, 140, 89]),
    ("now-last-second", &[0x80, 0, 0, 0, 0, 103, 192, 140, 148]),
    ("now-late", &[0x80, 0, 0, 0, 0, 103, 192, 140, 149]),
    ("now-end-of-time", &[0x80, 255, 255, 255, 255, 255, 255, 255, 255]),
    ("sign", &[0x00, 6, 0, 0, 0]),
    ("sign-as-somebody-else", &[0x00, 6, 0, 0, 128]),
    ("sign-for-another-payer-then-be-named", &[0x70, 6, 0, 0, 129, 0, 2, 0, 44, 6, 0, 0, 1]),
    ("sign-another-amount", &[0x00, 8, 29, 0, 4, 6, 0, 0, 1]),
    ("sign-then-edit", &[0x00, 6, 0, 0, 2, 8, 29, 0, 4]),
    ("sign-twice", &[0x00, 6, 0, 0, 3, 8, 29, 0, 4, 6, 0, 0, 3, 7, 0, 0, 0]),
    ("y-parity", &[0x00, 7, 0, 0, 0]),
    ("v-of-a-contract", &[0x00, 7, 0, 0, 1]),
    ("other-parity", &[0x00, 7, 0, 0, 2]),
    ("high-s", &[0x00, 7, 0, 0, 3]),
    ("compact", &[0x00, 7, 0, 0, 4]),
    ("compact-allowed", &[0x04, 7, 0, 0, 4]),
    ("longer", &[0x00, 7, 0, 0, 5]),
    ("r-zero", &[0x00, 7, 0, 0, 6]),
    ("wrapped", &[0x00, 7, 0, 0, 7]),
    ("plain-accounts", &[0x08, 7, 0, 0, 3]),
    ("v1", &[V1]),
    ("v1-sign", &[V1, 6, 0, 0, 0]),
    ("v1-compact", &[V1 | 4, 7, 0, 0, 4]),
    ("v1-another-network", &[V1, 0, 50, 0, 30]),
    ("v1-nameless-domain", &[V1, 0, 80, 0, 40]),
    ("rule-exact", &[0x10, 0, 40, 0, 41]),
    ("rule-core", &[0x20, 0, 40, 0, 41]),
];

/// One input: target, name, data.
pub type Seed = (&'static str, String, Vec<u8>);

/// All of them.
///
/// # Errors
/// The vectors or the examples cannot be read.
pub fn seeds() -> io::Result<Vec<Seed>> {
    let mut seeds = Vec::new();
    hand_made(&mut seeds)?;
    for group in vectors::groups() {
        vector_inputs(&format!("{{\"vectors\":[{}]}}", vectors::texts(&group).join(",")), &mut seeds)?;
    }
    // Vectors that differ in facts or policy are one input.
    let mut inputs = HashSet::new();
    seeds.retain(|(target, _, data)| data.len() <= LARGEST && inputs.insert((*target, data.clone())));
    // A vector may have several inputs for a target, and each becomes a file.
    let mut names = HashMap::new();
    for (target, name, _) in &mut seeds {
        let count = names.entry((*target, name.clone())).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 {
            name.push_str(&format!("-{count}"));
        }
    }
    Ok(seeds)
}

fn hand_made(seeds: &mut Vec<Seed>) -> io::Result<()> {
    let mut add = |target, name: &str, data: &[u8]| seeds.push((target, name.into(), data.into()));
    for (name, text) in JSON {
        add("reader", name, text.as_bytes());
    }
    for (target, name, text) in LISTING {
        add(target, name, text.as_bytes());
    }
    add("icon_url", "long", format!("https://a.example/{}", "i".repeat(2_031)).as_bytes());
    for (name, text) in schemas::seeds() {
        add("json_schema", &name, text.as_bytes());
    }
    for depth in [127, 128, 129] {
        let text = ["[".repeat(depth), "]".repeat(depth)].concat();
        add("reader", &format!("depth-{depth}"), text.as_bytes());
        let text = [r#"{"a":"#.repeat(depth), "0".into(), "}".repeat(depth)].concat();
        add("reader", &format!("depth-{depth}-objects"), text.as_bytes());
    }
    misses::seeds(&mut add);
    for (name, data) in HEADERS {
        add("header", name, data);
    }
    let example = fs::read_to_string(Path::new(ROOT).join("docs/examples/payment.txt"))?;
    let (_, header) = example.trim_end().split_once(": ").unwrap_or_default();
    add("header", "example", header.as_bytes());
    let offer = fs::read_to_string(Path::new(ROOT).join("docs/examples/offer.json"))?;
    let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).map_err(io::Error::other)?.text;
    let (before, signature) = payment.split_once(r#""signature":"0x"#).unwrap_or_default();
    let unsigned = [before, r#""signature":"0x"#, misses::NO_POINT, signature.get(64..).unwrap_or_default()].concat();
    add("verify", "no-signer", &as_texts(0, &unsigned, &offer));
    for (name, data) in HEADER_SETS {
        add("header_set", name, data);
    }
    for (target, name, text) in OBJECTS {
        add(target, name, text.as_bytes());
    }
    for target in OBJECT_TARGETS {
        for number in 0..4 {
            let decisions = (0..512).map(|at: u32| (at + 512 * number).wrapping_mul(0x9e37_79b9).to_be_bytes()[1]);
            let data: Vec<u8> = std::iter::once(MADE).chain(decisions).collect();
            add(target, &format!("made-{number}"), &data);
        }
    }
    for (name, text) in NETWORKS {
        add("network", name, text.as_bytes());
    }
    for (name, text) in AMOUNTS {
        add("amount", name, text.as_bytes());
    }
    for (name, data) in EDITS {
        for target in ["verify", "verify_permit2", "verify_upto"] {
            add(target, name, data);
        }
    }
    for (name, data) in crate::transcripts::seeds() {
        add("transcript", &name, &data);
    }
    for (name, data) in crate::gateway::seeds() {
        add("verify_gateway", &name, &data);
    }
    for (name, data) in crate::recover::seeds() {
        add("recover", &name, &data);
    }
    for (name, data) in crate::solana::address_seeds() {
        add("solana_address", &name, &data);
    }
    for (name, data) in crate::solana::made_seeds() {
        add("solana_parser", &name, &data);
    }
    for (name, data) in crate::stellar::answer_seeds() {
        add("stellar_answer", &name, &data);
    }
    for (name, data) in crate::stellar::payment_seeds() {
        add("stellar_payment", &name, &data);
    }
    for (name, data) in crate::stellar::xdr_seeds() {
        add("stellar_xdr", &name, &data);
    }
    for (name, data) in crate::xrpl::seeds() {
        add("xrpl_transaction", &name, &data);
    }
    for (name, data) in crate::builder_code::seeds() {
        add("builder_code", &name, &data);
    }
    for (target, name, text) in crate::keys::SEEDS.into_iter().chain(crate::sign_in::SEEDS) {
        add(target, name, text.as_bytes());
    }
    for (name, data) in crate::approval_transaction::seeds() {
        add("approval_transaction", &name, &data);
    }
    Ok(())
}

fn vector_inputs(text: &str, seeds: &mut Vec<Seed>) -> io::Result<()> {
    let mut add = |target, name: &str, data: &[u8]| seeds.push((target, name.into(), data.into()));
    let file: File<'_> = serde_json::from_str(text)?;
    let (mut has_unsigned, mut without_asset) = (false, HashSet::new());
    for Vector { id, op, input } in file.vectors {
        if let ("sign-in-with-x", Some(json)) = (&*op, input.json) {
            add("sign_in", &id, json.get().as_bytes());
        }
        if op == "carrier" {
            for message in [input.request, input.response, input.message, input.task].into_iter().flatten() {
                add("carrier", &id, message.get().as_bytes());
            }
        }
        if let Some(calldata) = input.calldata.as_deref().and_then(from_hex) {
            add("builder_code", &id, &calldata);
        }
        if let Some(key) = input.jwk {
            add("key_id", &id, misses::did_jwk(key.get()).as_bytes());
        }
        let document = input.text.as_deref().or_else(|| Some(input.json?.get())).unwrap_or_default();
        if let Ok(document) = serde_json::from_str::<Value>(document) {
            inside(&document, &mut |target, text| add(target, &id, text.as_bytes()));
        }
        if let (Some(kind), Some(text)) = (input.kind, input.text) {
            add("reader", &id, text.as_bytes());
            // Of a directory only the reader's text.
            if matches!(&*kind, "resource-list" | "search-results" | "extension-responses") {
                continue;
            }
            let Some(target) = target_of(&kind) else {
                return Err(io::Error::other(format!("{id}: no target reads objects of kind {kind}")));
            };
            add(target, &id, text.as_bytes());
        }
        if let Some(Header { value }) = input.header {
            add("header", &id, value.as_bytes());
        }
        let headers = input.headers.iter().flat_map(|(name, value)| [name.as_str(), value]).collect::<Vec<_>>();
        if !headers.is_empty() {
            add("header_set", &id, headers.join("\0").as_bytes());
        }
        if let (Some(payment), [offer, ..]) = (input.payment.json, input.offers.as_slice()) {
            let lenient = if input.profile.as_deref() == Some("lenient") { 0x40 } else { 0 };
            let decoded = PaymentPayload::decode(payment.get(), &DecodeOptions::LENIENT);
            let version = if decoded.is_ok_and(|decoded| decoded.value.version() == Version::V1) { V1 } else { 0 };
            let data = as_texts(version | lenient, payment.get(), offer.get());
            add("verify", &id, &data);
            if let Ok(approval) = serde_json::from_str::<Approved>(payment.get())
                && let Some(raw) = approval.raw()
            {
                add("approval_transaction", &id, &raw);
                if let Some(unsigned) = without_signer(&raw).filter(|_| !has_unsigned) {
                    has_unsigned = true;
                    add("approval_transaction", "no-signer", &unsigned);
                    let [signed, unsigned] = [&raw, &unsigned].map(alloy_primitives::hex::encode);
                    let payment = payment.get().replace(&signed, &unsigned);
                    add("verify", "approval-no-signer", &as_texts(version | lenient, &payment, offer.get()));
                }
            }
            let sponsoring = ["eip2612GasSponsoring", "erc20ApprovalGasSponsoring"];
            let asset = serde_json::from_str::<Value>(offer.get())
                .ok()
                .and_then(|offer| Some(offer["asset"].as_str()?.to_owned()));
            if let (Some(kind), Some(asset)) = (sponsoring.iter().find(|kind| payment.get().contains(**kind)), asset)
                && without_asset.insert(*kind)
            {
                let [payment, offer] = [payment, offer].map(|text| text.get().replace(&asset, "0x1"));
                add("verify", &format!("{kind}-without-asset"), &as_texts(version | lenient, &payment, &offer));
            }
            let Ok(Carrier { payload }) = serde_json::from_str(payment.get()) else { continue };
            add("batch_settlement_payload", &id, payload.get().as_bytes());
            let Ok(Carried { transaction, signature, signed_tx_blob, permit }) = serde_json::from_str(payload.get())
            else {
                continue;
            };
            if permit.is_some() {
                add("verify_permit2", &id, &data);
                add("verify_upto", &id, &data);
                add("permit2_payload", &id, payload.get().as_bytes());
            }
            if let Some(transaction) = transaction.and_then(|text| STANDARD.decode(text).ok()) {
                add("solana_parser", &id, &transaction);
                add("transaction", &id, &transaction);
                add("stellar_payment", &id, &transaction);
                add("stellar_xdr", &id, &[&[0], transaction.as_slice()].concat());
            }
            if let Some(transaction) = signed_tx_blob.and_then(|digits| from_hex(&format!("0x{digits}"))) {
                add("xrpl_transaction", &id, &[&[0], transaction.as_slice()].concat());
            }
            if let Some(signature) = signature.as_deref().and_then(from_hex) {
                add("erc6492", &id, &signature);
            }
        }
    }
    Ok(())
}

/// What an object in a document says to other targets: the members of a declaration, and the parts of a JWS.
fn inside(value: &Value, add: &mut impl FnMut(&'static str, &str)) {
    let Value::Object(members) = value else {
        value.as_array().into_iter().flatten().for_each(|element| inside(element, add));
        return;
    };
    if let (Some(schema), Some(info)) = (members.get("schema"), members.get("info")) {
        add("json_schema", &format!("{schema}\n{info}"));
    }
    for (name, value) in members {
        match (name.as_str(), value.as_str()) {
            ("routeTemplate", Some(text)) => add("route_template", text),
            ("iconUrl", Some(text)) => add("icon_url", text),
            ("signature", Some(text)) if text.contains('.') => add("jws", text),
            _ => inside(value, add),
        }
    }
}

/// A transaction that ends with r and s of 32 bytes, each behind its length, with an r that no key makes.
fn without_signer(transaction: &[u8]) -> Option<Vec<u8>> {
    let (before, [0xa0, signature @ ..]) = transaction.split_at_checked(transaction.len().checked_sub(66)?)? else {
        return None;
    };
    let (_, s) = signature.split_at_checked(32).filter(|(_, s)| s.starts_with(&[0xa0]))?;
    Some([before, &[0xa0], &alloy_primitives::hex::decode(misses::NO_POINT).ok()?, s].concat())
}

/// An input of `verify`.
fn as_texts(switches: u8, payment: &str, offer: &str) -> Vec<u8> {
    [&[AS_TEXTS | switches], payment.as_bytes(), b"\0", offer.as_bytes()].concat()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x")?.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(byte).collect()
}

/// The target that reads the objects that an operation calls so (`docs/reference/operations`).
fn target_of(kind: &str) -> Option<&'static str> {
    match kind {
        "payment" => Some("payment_payload"),
        "payment-required" => Some("payment_required"),
        "settle-request" | "verify-request" => Some("facilitator_request"),
        "settlement" => Some("settle_response"),
        "supported" => Some("supported_response"),
        "verify-response" => Some("verify_response"),
        _ => None,
    }
}
