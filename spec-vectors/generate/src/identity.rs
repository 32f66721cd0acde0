//! The keys by which a payment and a paid request are recognised: replay keys and fingerprints, to the byte
//! (`docs/reference/rulings`, "Replay key" and "Fingerprint").

use serde_json::json;
use sha2::{Digest, Sha256};
use x402_schemes::Hex;
use x402_vectors::vector::{Class, Level};

use crate::{
    base::{self, SIGNATURE, VALID_BEFORE},
    case::Case,
    draft::{Draft, expect, raw_text},
    fault::Fault,
};

pub(crate) fn drafts() -> Vec<Draft> {
    [replay_keys(), fingerprints()].into_iter().flatten().collect()
}

const ASSET: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const OTHER: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
const NONCE: &str = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";

/// E-10: chain, token, payer and nonce, and nothing else, in any spelling.
fn replay_keys() -> Vec<Draft> {
    const BASE: [&str; 4] = ["eip155:84532", ASSET, base::PAYER, NONCE];
    let upper = |text: &str| format!("0x{}", text.trim_start_matches("0x").to_uppercase());
    let lower = |text: &str| text.to_lowercase();
    let other_nonce = NONCE.replace("480", "481");
    let compact = format!("{}8{}", &SIGNATURE[..64], &SIGNATURE[65..128]);
    let respelled = Case::base()
        .terms(ASSET, &lower(ASSET))
        .authorization(base::PAYER, &upper(base::PAYER))
        .authorization(&format!("0x{NONCE}"), &upper(NONCE));
    let on = |network: &str| Case::base().terms("eip155:84532", network);
    let mut in_v1_elsewhere = Case::base().in_version_1();
    in_v1_elsewhere.payment = in_v1_elsewhere.payment.replace("base-sepolia", "avalanche");
    in_v1_elsewhere.offer = in_v1_elsewhere.offer.replace("base-sepolia", "avalanche");
    let rows: Vec<(&str, &str, Case, [&str; 4])> = vec![
        ("0001", "the specification's own payment", Case::base(), BASE),
        ("0002", "the same authorization in V1", Case::base().in_version_1(), BASE),
        ("0003", "addresses and nonce in other letter case", respelled, BASE),
        ("0004", "the same authorization, unsigned", Case::base().signature(""), BASE),
        ("0005", "the signature in 64 bytes", Case::base().signature(&compact), BASE),
        ("0006", "another value, which nobody signed", Case::base().authorization("10000", "9999"), BASE),
        ("0007", "long expired", Case::base().at(VALID_BEFORE + 1_000_000), BASE),
        ("0008", "on another chain", on("eip155:8453"), ["eip155:8453", ASSET, base::PAYER, NONCE]),
        (
            "0009",
            "on the chain with the longest id that everybody can hold",
            on("eip155:9007199254740991"),
            ["eip155:9007199254740991", ASSET, base::PAYER, NONCE],
        ),
        ("0010", "V1, on another chain", in_v1_elsewhere, ["eip155:43114", ASSET, base::PAYER, NONCE]),
        ("0011", "another token", Case::base().terms(ASSET, OTHER), ["eip155:84532", OTHER, base::PAYER, NONCE]),
        (
            "0012",
            "another payer",
            Case::base().authorization(base::PAYER, OTHER),
            ["eip155:84532", ASSET, OTHER, NONCE],
        ),
        (
            "0013",
            "one bit of the nonce is another",
            Case::base().authorization(NONCE, &other_nonce),
            ["eip155:84532", ASSET, base::PAYER, &other_nonce],
        ),
    ];
    let draft = |(number, title, case, fields): (&str, &str, Case, [&str; 4])| {
        let [network, token, payer, nonce] = fields;
        let preimage: Vec<u8> = [b"eip3009".to_vec(), network.into(), bytes(token), bytes(payer), bytes(nonce)]
            .iter()
            .flat_map(field)
            .collect();
        let key = format!("x402:1:{}", hash(&preimage));
        let expected = expect(Class::Valid, &json!({"replayKey": key}));
        Draft::new(format!("identity-{number}"), "replay-key", title, raw_text(&case.input()), expected)
            .preimage(&Hex(&preimage).to_string())
            .rulings(&["E-10"])
            .fault(Fault::KeyText)
    };
    rows.into_iter().map(draft).collect()
}

/// The length of the field in four bytes, and the field.
fn field(bytes: &Vec<u8>) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).expect("a field of ours");
    [&length.to_be_bytes(), bytes.as_slice()].concat()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.trim_start_matches("0x");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("digits")).collect()
}

fn hash(bytes: &[u8]) -> String {
    Hex(&Sha256::digest(bytes)).to_string().split_off(2)
}

/// A paid request, each part as JSON text and as RFC 8785 writes it.
#[derive(Clone, Copy)]
struct Request {
    version: &'static str,
    method: &'static str,
    resource: &'static str,
    offer: [&'static str; 2],
    parameters: [&'static str; 2],
}

const OFFER: [&str; 2] = [
    base::OFFER,
    concat!(
        r#"{"amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
        r#""extra":{"name":"USDC","version":"2"},"maxTimeoutSeconds":60,"network":"eip155:84532","#,
        r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","scheme":"exact"}"#
    ),
];
const WEATHER: Request = Request {
    version: "2",
    method: r#""GET""#,
    resource: r#""https://api.example.com/weather""#,
    offer: OFFER,
    parameters: [r#"{"city":"Ulm","days":3}"#; 2],
};

/// X-1: one request has one hash, in any spelling of its JSON.
fn fingerprints() -> Vec<Draft> {
    let with =
        |parameters: &'static str, canonical: &'static str| Request { parameters: [parameters, canonical], ..WEATHER };
    let same = |parameters: &'static str| with(parameters, parameters);
    let v1_offer = [
        concat!(
            r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
            r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","resource":"https://api.example.com/weather","#,
            r#""description":"Wetter für 1 €","mimeType":"application/json","outputSchema":null,"maxTimeoutSeconds":60}"#
        ),
        concat!(
            r#"{"asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","description":"Wetter für 1 €","#,
            r#""maxAmountRequired":"10000","maxTimeoutSeconds":60,"mimeType":"application/json","network":"base-sepolia","outputSchema":null,"#,
            r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/weather","scheme":"exact"}"#
        ),
    ];
    let cheaper = [r#"{"scheme":"exact","amount":"9999"}"#, r#"{"amount":"9999","scheme":"exact"}"#];
    let renewed = [
        r#"{"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1","amount":"9999","extra":{"feePayer":"2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh","recentBlockhash":"9SQhqj4sNbsasGzEBaAh4T2HTEsHezC5zYF3j1Vwo2SE","lastValidBlockHeight":"1"}}"#,
        r#"{"amount":"9999","extra":{"feePayer":"2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh"},"network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1","scheme":"exact"}"#,
    ];
    let kept = [
        r#"{"scheme":"exact","network":"eip155:8453","amount":"9999","extra":{"recentBlockhash":"1"}}"#,
        r#"{"amount":"9999","extra":{"recentBlockhash":"1"},"network":"eip155:8453","scheme":"exact"}"#,
    ];
    let rows = [
        ("0101", "a request for the weather", WEATHER),
        (
            "0102",
            "the same, with space, and days before city",
            with(r#"{ "days" : 3 , "city" : "Ulm" }"#, WEATHER.parameters[1]),
        ),
        ("0103", "the same, with 3.0 days", with(r#"{"city":"Ulm","days":3.0}"#, WEATHER.parameters[1])),
        (
            "0104",
            "the same, with 0.3e1 days, and letters as escapes",
            with(r#"{"\u0063ity":"\u0055lm","days":0.3e1}"#, WEATHER.parameters[1]),
        ),
        ("0105", "another method", Request { method: r#""POST""#, ..WEATHER }),
        ("0106", "another resource", Request { resource: r#""https://api.example.com/weather?city=Ulm""#, ..WEATHER }),
        ("0107", "another offer", Request { offer: cheaper, ..WEATHER }),
        ("0108", "another version", Request { version: "1", offer: v1_offer, ..WEATHER }),
        ("0109", "4 days", same(r#"{"city":"Ulm","days":4}"#)),
        ("0110", "days as a text", same(r#"{"city":"Ulm","days":"3"}"#)),
        ("0111", "no parameters", same("null")),
        ("0112", "no parameter", same("{}")),
        ("0113", "parameters in a list", same(r#"["Ulm",3,[],{},true,false,null,""]"#)),
        (
            "0114",
            "members in the order of UTF-16: a surrogate stands before U+FB33 (RFC 8785, 3.2.3)",
            with(
                r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#,
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}",
            ),
        ),
        (
            "0115",
            "escapes that stay and escapes that go (RFC 8785, 3.2.2.2)",
            with(
                r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\b\f\n\r\t\u007f\u2028""#,
                "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\f\\n\\r\\t\u{7f}\u{2028}\"",
            ),
        ),
        (
            "0116",
            "numbers as ECMAScript writes them (RFC 8785, 3.2.2.3)",
            with(
                "[333333333.3333333,1E2,4.50,2e-3,0.000000000000000000000000001,123456.789e3,1e-6,1e-7,1.50E-10,-0,-0.0,0e9,5e-324]",
                "[333333333.3333333,100,4.5,0.002,1e-27,123456789,0.000001,1e-7,1.5e-10,0,0,0,5e-324]",
            ),
        ),
        ("0117", "the largest integers", same("[9007199254740991,-9007199254740991]")),
        (
            "0118",
            "an offer on Solana, without what the server renews for each offer (B-2)",
            Request { offer: renewed, ..WEATHER },
        ),
        ("0119", "an offer on another kind of chain, which renews no such member", Request { offer: kept, ..WEATHER }),
        (
            "0120",
            "a resource with a port, percent escapes, dot segments, an empty query and a fragment: hashed as it is",
            Request {
                resource: r#""HTTPS://API.example.com:443/a/../%2f%7E%20%c3%bc/./?b=2&a=1+1&c=%C3%BC%2F#part/?""#,
                ..WEATHER
            },
        ),
        (
            "0121",
            "a resource with the port of HTTP and a slash behind: hashed as it is",
            Request { resource: r#""http://api.example.com:80/weather/""#, ..WEATHER },
        ),
        ("0122", "the method in small letters", Request { method: r#""get""#, ..WEATHER }),
        (
            "0123",
            "characters that other writers escape, and a letter in one part and in two",
            same("{\"a\":\"<b> & 'c' + d/e \u{2028}\",\"é\":\"e\u{301}\"}"),
        ),
        (
            "0124",
            "what other writers leave out: null, an empty text, an empty list, an empty object, false and 0",
            same(r#"{"a":null,"b":"","c":[],"d":{},"e":false,"f":0}"#),
        ),
        ("0125", "the same without the null", same(r#"{"b":"","c":[],"d":{},"e":false,"f":0}"#)),
        (
            "0126",
            "numbers with 17 digits, and numbers that others write with an exponent",
            with(
                "[0.30000000000000004,5e-1,1e-6,1e-7,4.35,2.2250738585072014e-308,1.7976931348623157e-3]",
                "[0.30000000000000004,0.5,0.000001,1e-7,4.35,2.2250738585072014e-308,0.0017976931348623157]",
            ),
        ),
        (
            "0127",
            "a resource without a query, and an empty one",
            Request { resource: r#""https://api.example.com/weather?""#, ..WEATHER },
        ),
    ];
    let draft = |(number, title, request): (&str, &str, Request)| {
        let Request { version, method, resource, offer, parameters } = request;
        let input = format!(
            r#"{{"version":{version},"method":{method},"resource":{resource},"offer":{},"parameters":{}}}"#,
            offer[0], parameters[0]
        );
        let canonical = format!(
            r#"{{"method":{method},"offer":{},"parameters":{},"resource":{resource},"version":{version}}}"#,
            offer[1], parameters[1]
        );
        let expected = json!({"fingerprint": hash(canonical.as_bytes()), "canonical": canonical});
        Draft::new(
            format!("identity-{number}"),
            "fingerprint",
            title,
            raw_text(&input),
            expect(Class::Valid, &expected),
        )
        .rulings(&["X-1"])
        .level(Level::Must)
    };
    rows.into_iter().map(draft).collect()
}
