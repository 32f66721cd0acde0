//! Rows 1–62, 108–110 and 181–183 of the catalogue: decoding.

mod case;
mod extremes;
mod json_text;
mod transport;

use serde_json::json;
use x402_conformance::vector::Class;

use self::case::{NO_LIMITS, draft, edited, ok, refused, taken, tolerated, with_amount};
use crate::{
    base,
    documents::{self, Example},
    draft::{Draft, err},
};

const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const ABOVE_MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639936";

pub(crate) fn drafts(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let permit2 = documents::find(examples, documents::EXACT_EVM, 136)?;
    Ok([
        transport::drafts(),
        json_text::drafts(&permit2.text),
        shape(),
        numbers(),
        networks(),
        json_text::hostile(),
        marks_and_bytes(),
        extremes::drafts(),
    ]
    .into_iter()
    .flatten()
    .collect())
}

/// Versions, nulls and missing members (C-5, C-7, C-8).
fn shape() -> Vec<Draft> {
    use self::case::Source::Text;
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
    use self::case::Source::Text;
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
    use self::case::Source::Text;
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

/// C-2, C-6, C-10, C-12: a byte order mark in a source that is text, bytes that are not UTF-8, and zeros before a zero.
fn marks_and_bytes() -> Vec<Draft> {
    use self::case::Source::Text;
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
