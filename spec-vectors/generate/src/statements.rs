//! Numbered statements of the documents that no row of the catalogue is about: error codes, V1's checks, headers,
//! networks. And delegations beside members of other methods.

mod checks;
mod headers;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    draft::{Draft, err, expect, ok, raw},
    other_methods,
    responses::{V1_OFFER, V1_PAYMENT},
};

const GROUP: &str = "statements";

pub(crate) fn drafts() -> Vec<Draft> {
    [
        codes(),
        checks::version_1(GROUP),
        checks::version_2(GROUP),
        headers::drafts(id),
        schemes(),
        networks(),
        objects(),
        other_methods::delegations(GROUP),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn id(number: &str) -> String {
    format!("{GROUP}-{number}")
}

/// The standard codes, V1 and V2 §9: number, code, row of V1, row of V2. Which they are follows from the documents; that
/// each is kept to the letter, whoever says it, is C-15.
const CODES: &[(u32, &str, &[&str])] = &[
    (101, "insufficient_funds", &["V1-9-02", "V2-9-02"]),
    (102, "invalid_exact_evm_payload_authorization_valid_after", &["V1-9-03", "V2-9-03"]),
    (103, "invalid_exact_evm_payload_authorization_valid_before", &["V1-9-04", "V2-9-04"]),
    (104, "invalid_exact_evm_payload_authorization_value", &["V1-9-05"]),
    (105, "invalid_exact_evm_payload_authorization_value_mismatch", &["V2-9-05"]),
    (106, "invalid_exact_evm_payload_signature", &["V1-9-06", "V2-9-06"]),
    (107, "invalid_exact_evm_payload_recipient_mismatch", &["V1-9-07", "V2-9-07"]),
    (108, "invalid_network", &["V1-9-08", "V2-9-08"]),
    (109, "invalid_payload", &["V1-9-09", "V2-9-09"]),
    (110, "invalid_payment_requirements", &["V1-9-10", "V2-9-10"]),
    (111, "invalid_scheme", &["V1-9-11", "V2-9-11"]),
    (112, "unsupported_scheme", &["V1-9-12", "V2-9-12"]),
    (113, "invalid_x402_version", &["V1-9-13", "V2-9-13"]),
    (114, "invalid_transaction_state", &["V1-9-14", "V2-9-14"]),
    (115, "unexpected_verify_error", &["V1-9-15", "V2-9-15"]),
    (116, "unexpected_settle_error", &["V1-9-16", "V2-9-16"]),
];

/// The codes in the documents of the schemes.
const SCHEME_CODES: &[(u32, &str, &[&str])] = &[
    (121, "PERMIT2_ALLOWANCE_REQUIRED", &["EVM-2-phase3-08", "UPTOEVM-1-phase3-09"]),
    (122, "invalid_upto_evm_payload_settlement_exceeds_amount", &["UPTOEVM-4-codes-01"]),
    (123, "smart_wallet_alt_resolution_not_available", &["SVM-2.1.2-03"]),
    (124, "smart_wallet_program_not_allowed", &["SVM-2.2.2-11"]),
    (125, "duplicate_settlement", &["SVM-dup-03"]),
];

fn codes() -> Vec<Draft> {
    // From a facilitator and from a resource server.
    const SAID: &[&str] = &["V1-9-01", "V2-9-01"];
    let standard = CODES.iter().map(|(number, code, rows)| (number, code, [rows, SAID].concat()));
    let schemes = SCHEME_CODES.iter().map(|(number, code, rows)| (number, code, rows.to_vec()));
    let mut drafts = Vec::new();
    for (number, code, rows) in standard.chain(schemes) {
        let answer = format!(r#"{{"isValid":false,"invalidReason":"{code}","payer":"{}"}}"#, base::PAYER);
        let settlement = format!(
            r#"{{"success":false,"errorReason":"{code}","payer":"{}","transaction":"","network":"eip155:84532"}}"#,
            base::PAYER
        );
        let header = json!({"header": {"name": "PAYMENT-RESPONSE", "value": STANDARD.encode(&settlement)}});
        for (letter, title, input, version, canonical) in [
            ("", "answers a verify request", json!({"kind": "verify-response", "text": answer}), None, &answer),
            ("a", "comes with a settlement", header, Some(2), &settlement),
        ] {
            let answer = ok(version, canonical, &[]);
            drafts.push(
                Draft::decode(id(&format!("{number:04}{letter}")), format!("{code} {title}"), &input, &answer, &answer)
                    .rulings(&["C-15"])
                    .requirements(&rows),
            );
        }
    }
    drafts
}

/// Schemes are an open set, and each defines its payload (C-10).
fn schemes() -> Vec<Draft> {
    let v1 = r#"{"x402Version":1,"scheme":"subscription","network":"base-sepolia","payload":{"ticket":[1]}}"#;
    let v2 = |scheme: &str| {
        format!(
            r#"{{"x402Version":2,"accepted":{},"payload":{{"ticket":[1]}}}}"#,
            base::OFFER.replace(r#""scheme":"exact""#, &format!(r#""scheme":"{scheme}""#))
        )
    };
    let (known, unknown, none) = (v2("batch-settlement"), v2("subscription"), v2(""));
    let text = |text: &str| json!({"kind": "payment", "text": text});
    let taken = |number: &str, title: &str, payment: &str, version: u64, rows: &[&str]| {
        let answer = ok(Some(version), payment, &[]);
        Draft::decode(id(number), title, &text(payment), &answer, &answer).rulings(&["C-10"]).requirements(rows)
    };
    let refused = err("shape", "empty-scheme", "accepted.scheme");
    vec![
        taken("0501", "a V1 payment of a scheme that nobody knows", v1, 1, &["V1-6-01"]),
        taken(
            "0502",
            "a V2 payment of a scheme that the document names",
            &known,
            2,
            &["V2-x402-protocol-specification-01", "V2-6-01"],
        ),
        taken(
            "0503",
            "a V2 payment of a scheme that nobody knows",
            &unknown,
            2,
            &["V2-x402-protocol-specification-01", "V2-6-01"],
        ),
        Draft::decode(id("0504"), "a scheme without a name", &text(&none), &refused, &refused)
            .rulings(&["C-10"])
            .requirements(&["V2-x402-protocol-specification-01", "V2-5.1.2-06"])
            .no_witness("a refusal by ruling: the standard library knows no shapes, and the Python SDK does not look"),
    ]
}

/// Names and identifiers (C-9): number, title, input, answer, rows.
fn networks() -> Vec<Draft> {
    let chain = |name: &str, chain_id: u64| (name.to_owned(), format!("eip155:{chain_id}"));
    let mut drafts = Vec::new();
    for (number, (name, caip2), named, identified) in [
        ("0601", chain("base-sepolia", 84532), "V1-11.1-01", "V2-11.1-03"),
        ("0602", chain("base", 8453), "V1-11.1-02", "V2-11.1-04"),
        ("0603", chain("avalanche-fuji", 43113), "V1-11.1-03", "V2-11.1-05"),
        ("0604", chain("avalanche", 43114), "V1-11.1-04", "V2-11.1-06"),
        ("0605", chain("iotex", 4689), "V1-7.3-06", "V1-7.3-06"),
        ("0606", ("solana".into(), "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp".into()), "V2-11.1-07", "V2-11.1-07"),
        (
            "0607",
            ("solana-devnet".into(), "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1".into()),
            "V2-11.1-08",
            "V2-11.1-08",
        ),
    ] {
        let answer = json!({"name": name, "caip2": caip2});
        for (letter, title, input, row) in [
            ("", format!("what V1 calls {name}"), json!({"name": name}), named),
            ("a", format!("what V1 calls the network {caip2}"), json!({"caip2": caip2}), identified),
        ] {
            let expectation = expect(Class::Valid, &answer);
            drafts.push(
                Draft::new(id(&format!("{number}{letter}")), "network", title, raw(&input), expectation)
                    .rulings(&["C-9"])
                    .requirements(&[row])
                    .no_witness("no SDK that is a witness has a table of it"),
            );
        }
    }
    let not_network = json!({"err": {"kind": "not-network"}});
    for (number, title, input, class, answer, rows) in [
        (
            "0611",
            "a rail for fiat money",
            json!({"caip2": "ach:us"}),
            Class::Valid,
            json!({"caip2": "ach:us"}),
            &["V2-11.1-01", "V2-11.1-02"][..],
        ),
        (
            "0612",
            "another rail for fiat money",
            json!({"caip2": "sepa:eu"}),
            Class::Valid,
            json!({"caip2": "sepa:eu"}),
            &["V2-11.1-01", "V2-11.1-02"],
        ),
        (
            "0613",
            "an identifier without a colon",
            json!({"caip2": "base"}),
            Class::Invalid,
            not_network.clone(),
            &["V2-11.1-01"],
        ),
        (
            "0614",
            "an identifier without a reference",
            json!({"caip2": "solana:"}),
            Class::Invalid,
            not_network.clone(),
            &["V2-11.1-01"],
        ),
        (
            "0615",
            "an identifier without a namespace",
            json!({"caip2": ":8453"}),
            Class::Invalid,
            not_network.clone(),
            &["V2-11.1-01"],
        ),
        (
            "0616",
            "a name in another letter case",
            json!({"name": "Base"}),
            Class::Invalid,
            not_network,
            &["V1-11.1-02"],
        ),
    ] {
        drafts.push(
            Draft::new(id(number), "network", title, raw(&input), expect(class, &answer))
                .rulings(&["C-9"])
                .requirements(rows)
                .no_witness("a grammar and no table: no official SDK checks it"),
        );
    }
    drafts
}

/// Versions, networks and amounts in the objects where the catalogue does not try them.
fn objects() -> Vec<Draft> {
    let v1_payment = |network: &str| V1_PAYMENT.replace("base-sepolia", network);
    let v1_request =
        |offer: &str| format!(r#"{{"x402Version":1,"paymentPayload":{V1_PAYMENT},"paymentRequirements":{offer}}}"#);
    let kind = |version: u64, network: &str| {
        let kind = format!(r#"{{"x402Version":{version},"scheme":"exact","network":"{network}"}}"#);
        format!(r#"{{"kinds":[{kind}],"extensions":[],"signers":{{}}}}"#)
    };
    let demand = |version: u64| format!(r#"{{"x402Version":{version},"error":"pay","accepts":[]}}"#);
    let refused = |kind: &str, field: &str| [err("shape", kind, field), err("shape", kind, field)];
    let fiat = concat!(
        r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"ach:us","amount":"10000","asset":"USD","#,
        r#""payTo":"merchant","maxTimeoutSeconds":60},"payload":{"ticket":[1]}}"#
    );
    let renamed = |version, canonical: &str, field: &str| {
        [err("shape", "not-network", field), ok(version, canonical, &["other-version-network"])]
    };
    // A kind that cannot be read, and how Lenient reads it.
    let unread = |text: String, lenient: Option<String>| {
        let kept = ok(None, &text, &["unreadable-kind"]);
        [kept.clone(), lenient.map_or(kept, |canonical| ok(None, &canonical, &["other-version-network"]))]
    };
    // (number, title, kind, text, what Strict and Lenient answer, rows)
    type Row<'a> = (&'a str, &'a str, &'a str, String, [Value; 2], &'a [&'a str]);
    let rows: Vec<Row<'_>> = vec![
        (
            "0701",
            "a CAIP-2 identifier in a V1 payment",
            "payment",
            v1_payment("eip155:84532"),
            renamed(Some(1), V1_PAYMENT, "network"),
            &["V1-5.2.2-04"],
        ),
        (
            "0702",
            "a CAIP-2 identifier in a V1 offer",
            "verify-request",
            v1_request(&V1_OFFER.replace("base-sepolia", "eip155:84532")),
            renamed(Some(1), &v1_request(V1_OFFER), "paymentRequirements.network"),
            &["V1-5.1.2-06"],
        ),
        (
            "0703",
            "a hexadecimal amount in a V1 offer",
            "verify-request",
            v1_request(&V1_OFFER.replace("10000", "0x2710")),
            refused("not-decimal", "paymentRequirements.maxAmountRequired"),
            &["V1-5.1.2-07"],
        ),
        (
            "0704",
            "version 3 of a demand",
            "payment-required",
            demand(3),
            refused("version", "x402Version"),
            &["V1-5.1.2-02", "V2-5.1.2-01"],
        ),
        (
            "0705",
            "V1's shape with version 2",
            "payment",
            V1_PAYMENT.replace(r#""x402Version":1"#, r#""x402Version":2"#),
            refused("missing-member", "accepted"),
            &["V1-5.2.2-02"],
        ),
        (
            "0706",
            "V1's shape with version 0",
            "payment",
            V1_PAYMENT.replace(r#""x402Version":1"#, r#""x402Version":0"#),
            refused("version", "x402Version"),
            &["V1-5.2.2-02"],
        ),
        (
            "0707",
            "a kind of version 3",
            "supported",
            kind(3, "eip155:84532"),
            unread(kind(3, "eip155:84532"), None),
            &["V1-7.3-03", "V2-7.3.1-04"],
        ),
        (
            "0708",
            "a CAIP-2 identifier in a V1 kind",
            "supported",
            kind(1, "eip155:84532"),
            unread(kind(1, "eip155:84532"), Some(kind(1, "base-sepolia"))),
            &["V1-7.3-05"],
        ),
        (
            "0709",
            "a V1 name in a V2 kind",
            "supported",
            kind(2, "base-sepolia"),
            unread(kind(2, "base-sepolia"), Some(kind(2, "eip155:84532"))),
            &["V2-7.3.1-06"],
        ),
        (
            "0710",
            "a currency's code and a role where addresses stand elsewhere",
            "payment",
            fiat.into(),
            [ok(Some(2), fiat, &[]), ok(Some(2), fiat, &[])],
            &["V2-5.1.2-09", "V2-5.1.2-10", "V2-11.1-02"],
        ),
    ];
    rows.into_iter()
        .map(|(number, title, kind, text, [strict, lenient], requirements)| {
            Draft::decode(id(number), title, &json!({"kind": kind, "text": text}), &strict, &lenient)
                .rulings(&["C-5", "C-6", "C-9"])
                .requirements(requirements)
                .no_witness("a ruling: the standard library knows no shapes, and no model of an SDK looks")
        })
        .collect()
}
