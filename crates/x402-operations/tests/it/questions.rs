//! The words about a question that is wrong: the member's path, what to write, what was written. And what is taken although it is
//! written another way.

use serde_json::{Value, json, value::to_raw_value};
use x402_operations::{Answer, DecodedParts, Stop, decode_header_parts, decode_parts, in_seconds};

const NOW: u64 = 1_740_672_100;
const XRPL_ACCOUNT: &str = "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt";
const XRPL_HASH: &str = "B67748C210F27B0A9496DF9339055E1092F2FB5EFB698B30A410D7E24B93CDD2";

/// The specification's payment: the value of its header.
fn header() -> &'static str {
    include_str!("../../../../docs/examples/payment.txt").trim().split_once(": ").unwrap().1
}

fn question(member: &str, value: Value) -> Value {
    let offer: Value = serde_json::from_str(include_str!("../../../../docs/examples/offer.json")).unwrap();
    let payment = json!({"header": {"name": "PAYMENT-SIGNATURE", "value": header()}});
    let mut question = json!({"payment": payment, "offers": [offer], "now": NOW});
    question[member] = value;
    question
}

fn verify(question: &Value) -> Result<Value, String> {
    match x402_operations::run("verify", &to_raw_value(question).unwrap()) {
        Answer::Result(result) => Ok(serde_json::from_str(&result).unwrap()),
        Answer::Skipped(why) | Answer::Error(why) => Err(why),
    }
}

fn verdict(member: &str, value: Value) -> String {
    verify(&question(member, value)).unwrap()["verdict"].as_str().unwrap().into()
}

fn error(member: &str, value: Value) -> String {
    verify(&question(member, value)).unwrap_err()
}

#[test]
fn a_fraction_of_a_second_is_cut_off() {
    assert_eq!(verdict("now", json!(NOW)), "valid");
    assert_eq!(verdict("now", json!(1_740_672_100.75)), "valid");
    // The last second before the margin is valid to its end, and the next is not.
    assert_eq!(verdict("now", json!(1_740_672_148.999)), "valid");
    assert_eq!(verdict("now", json!(1_740_672_149.001)), "invalid");
    for (wrong, shown) in [(json!(-1.5), "-1.5"), (json!("1740672100"), "\"1740672100\""), (json!(1e300), "1e+300")] {
        assert_eq!(
            error("now", wrong),
            format!("input.now must be seconds since 1970-01-01 UTC, as a number, and is {shown}")
        );
    }
    assert_eq!(
        error("now", json!({})),
        "input.now must be seconds since 1970-01-01 UTC, as a number, and is an object"
    );
}

#[test]
fn a_time_that_is_not_in_seconds_is_shown_in_seconds() {
    for (unit, factor) in [("milliseconds", 1_000), ("microseconds", 1_000_000), ("nanoseconds", 1_000_000_000)] {
        let time = NOW * factor;
        let expected = format!("input.now is {time}, which looks like {unit}; in seconds it is {NOW}");
        assert_eq!(error("now", json!(time)), expected);
    }
    assert_eq!(error("now", json!(1_740_672_100_000.5)).split(',').next(), Some("input.now is 1740672100000"));
    // The year 5138.
    assert_eq!(in_seconds(99_999_999_999), Ok(99_999_999_999));
    for (time, shown) in [
        (100_000_000_000, "milliseconds; in seconds it is 100000000"),
        (u64::MAX, "nanoseconds; in seconds it is 18446744073"),
    ] {
        assert_eq!(in_seconds(time).unwrap_err().to_string(), format!("looks like {shown}"));
    }
    assert_eq!(verdict("now", json!(99_999_999_999_u64)), "invalid");
}

#[test]
fn a_payment_may_be_a_string() {
    let by_v1 = "eyJ4NDAyVmVyc2lvbiI6MX0=";
    for text in
        [header().to_owned(), format!("PAYMENT-SIGNATURE: {}", header()), format!("payment-signature:{}", header())]
    {
        assert_eq!(verdict("payment", json!(text)), "valid", "{text}");
    }
    let decoded = x402_operations::run(
        "decode",
        &to_raw_value(&json!({"header": {"name": "PAYMENT-SIGNATURE", "value": header()}})).unwrap(),
    );
    let Answer::Result(decoded) = decoded else { panic!("{decoded:?}") };
    let decoded: Value = serde_json::from_str(&decoded).unwrap();
    assert_eq!(verdict("payment", decoded["canonical"].clone()), "valid");
    // What is no payment came from a buyer, and is not the program's mistake.
    for text in ["", "{", "{}", "eyJ", "!", by_v1, "Authorization: eyJ", &header()[1..]] {
        let report = verify(&question("payment", json!(text))).unwrap();
        assert_eq!((&report["verdict"], &report["stage"]), (&json!("invalid"), &json!("decode")), "{text}");
    }
}

/// Only an offer in an issued currency of the XRP Ledger has amounts with a fraction (R-13).
#[test]
fn a_charge_has_the_format_of_the_offers() {
    let payment: Value = serde_json::from_str(include_str!("../../../../docs/examples/payment-rlusd.json")).unwrap();
    let rlusd: Value = serde_json::from_str(include_str!("../../../../docs/examples/offer-rlusd.json")).unwrap();
    let usdc: Value = serde_json::from_str(include_str!("../../../../docs/examples/offer.json")).unwrap();
    let mut xrp = rlusd.clone();
    (xrp["asset"], xrp["amount"]) = (json!("XRP"), json!("10000"));
    let charged = |offers: Value, amount: &str| {
        let facts = json!({"ledgers": {"xrpl:0": {"sequence": 90}}});
        let answer = verify(&json!({"payment": {"json": payment}, "offers": offers, "now": 1_790_000_000,
            "facts": facts, "phase": {"settle": {"amount": amount}}}));
        answer.map(|report| report["verdict"].as_str().unwrap().to_owned())
    };
    for offers in [json!([rlusd]), json!([usdc, rlusd])] {
        for (amount, verdict) in [("0.01", "valid"), ("0.010", "valid"), ("0.02", "invalid"), ("0", "invalid")] {
            assert_eq!(charged(offers.clone(), amount).as_deref(), Ok(verdict), "{amount}");
        }
        for malformed in ["00.01", "0.01 ", ".01", "1e-2", "0.0", "0.12345678901234567"] {
            let error = charged(offers.clone(), malformed).unwrap_err();
            assert!(error.starts_with("input.phase.settle.amount: "), "{error}");
        }
    }
    for offers in [json!([usdc]), json!([xrp]), json!([])] {
        let error = charged(offers, "0.01").unwrap_err();
        assert!(error.starts_with("input.phase.settle.amount: must be a decimal integer"), "{error}");
    }
}

#[test]
fn an_error_names_the_member_and_what_to_write() {
    for (member, value, expected) in [
        ("payment", json!(null), "input.payment must be an object, and is null"),
        ("payment", json!([1]), "input.payment must be an object, and is an array"),
        (
            "payment",
            json!({"header": header()}),
            &*format!("input.payment.header must be an object, and is \"{}…", &header()[..39]),
        ),
        ("payment", json!({"header": {"name": "X-PAYMENT"}}), "input.payment.header.value is missing"),
        ("payment", json!({"text": 1}), "input.payment.text must be a string, and is 1"),
        ("payment", json!({"headers": {"a": "b"}}), "input.payment.headers must be an array, and is an object"),
        (
            "payment",
            json!({"headers": [["a", "b"], ["c", 1]]}),
            "input.payment.headers[1] must be a pair [name, value] of strings, and is an array",
        ),
        ("offers", json!({}), "input.offers must be an array of the server's offers, and is an object"),
        (
            "policy",
            json!({"expiryMargin": "6"}),
            "input.policy.expiryMargin must be an integer from 0, of at most 64 bits, and is \"6\"",
        ),
        (
            "policy",
            json!({"expiryMargin": 1.5}),
            "input.policy.expiryMargin must be an integer from 0, of at most 64 bits, and is 1.5",
        ),
        ("policy", json!({"requireEcho": 1}), "input.policy.requireEcho must be true or false, and is 1"),
        (
            "policy",
            json!({"maxInstructions": 256}),
            "input.policy.maxInstructions must be an integer from 0 to 255, and is 256",
        ),
        ("policy", json!({"refuse": ["a", 2]}), "input.policy.refuse[1] must be a string, and is 2"),
        ("policy", json!({"kinds": [{"scheme": "exact"}, 1]}), "input.policy.kinds[1] must be an object, and is 1"),
        (
            "policy",
            json!({"kinds": [{"scheme": "exact", "x402Version": 3}]}),
            "input.policy.kinds[0].x402Version must be 1 or 2, and is 3",
        ),
        ("facts", json!({"contractSignatures": [{}]}), "input.facts.contractSignatures[0].digest is missing"),
        ("facts", json!({"lookupTables": 5}), "input.facts.lookupTables must be an object, and is 5"),
        (
            "facts",
            json!({"lookupTables": {"11111111111111111111111111111111": [1]}}),
            "input.facts.lookupTables.11111111111111111111111111111111[0] must be a string, and is 1",
        ),
        (
            "facts",
            json!({"ledgers": {"stellar:pubnet": {"sequence": 1, "secondsPerLedger": 0}}}),
            "input.facts.ledgers.stellar:pubnet.secondsPerLedger must be an integer from 1 to 4294967295, and is 0",
        ),
        (
            "facts",
            json!({"xrplAccounts": {"rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9": {}}}),
            "input.facts.xrplAccounts.rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9: rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9: must be an XRP Ledger address: r and base58 in the ledger's alphabet, with the right checksum",
        ),
        (
            "facts",
            json!({"xrplAccounts": {XRPL_ACCOUNT: {"sequence": 4_294_967_296_u64}}}),
            "input.facts.xrplAccounts.rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt.sequence must be an integer from 0 to 4294967295, and is 4294967296",
        ),
        (
            "facts",
            json!({"xrplSimulations": {"00": "tesSUCCESS"}}),
            "input.facts.xrplSimulations.00: the name must be 64 hexadecimal digits",
        ),
        (
            "facts",
            json!({"xrplSimulations": {XRPL_HASH: "success"}}),
            &format!(
                "input.facts.xrplSimulations.{XRPL_HASH}: must be a result code, such as tesSUCCESS or tecPATH_DRY"
            ),
        ),
        (
            "policy",
            json!({"allowFields": ["Memos", "Paths"]}),
            "input.policy.allowFields: must list Memos, CredentialIDs or AccountTxnID",
        ),
    ] {
        assert_eq!(error(member, value), expected);
    }
    // The nearest right ones.
    for (member, value) in [
        ("payment", json!({"headers": [["PAYMENT-SIGNATURE", header()], ["c", "1"]]})),
        ("policy", json!({"expiryMargin": 6, "requireEcho": true, "maxInstructions": 255, "refuse": []})),
        ("policy", json!({"kinds": [{"scheme": "exact", "x402Version": 2}]})),
        ("facts", json!({"lookupTables": {"11111111111111111111111111111111": null}})),
        ("facts", json!({"ledgers": {"stellar:pubnet": {"sequence": 1, "secondsPerLedger": 1}}})),
        ("facts", json!({"ledgers": {"xrpl:0": {"sequence": 1}, "stellar:pubnet": {"sequence": 1}}})),
        ("facts", json!({"xrplAccounts": {XRPL_ACCOUNT: null}})),
        (
            "facts",
            json!({"xrplAccounts": {XRPL_ACCOUNT: {"sequence": 1, "regularKey": null, "masterDisabled": true, "tickets": [2]}}}),
        ),
        ("facts", json!({"xrplAccounts": {XRPL_ACCOUNT: {"regularKey": XRPL_ACCOUNT}}})),
        ("facts", json!({"xrplSimulations": {XRPL_HASH: "tesSUCCESS"}})),
        ("facts", json!({"xrplSimulations": {XRPL_HASH.to_lowercase(): "tecPATH_DRY"}})),
        (
            "policy",
            json!({"allowFields": ["Memos", "CredentialIDs", "AccountTxnID"], "maxFeeDrops": 1, "payloadInvoice": true}),
        ),
        ("policy", json!({"allowFields": [], "ledgerTolerance": 0, "ledgerMargin": 1})),
    ] {
        assert_eq!(verdict(member, value), "valid");
    }
}

#[test]
fn a_text_that_is_no_question_is_named_too() {
    let mut auditor = x402_operations::audit::Auditor::new(1);
    for (line, expected) in [
        ("[]", "input must be an object, and is an array"),
        ("{\"now\":", "input: the JSON text ends inside a value (byte 7)"),
        ("{\"now\":1,\"now\":1}", "input.now occurs twice"),
        ("{} x", "input: something follows the JSON value (byte 3)"),
        ("{\"\\ud800\":1}", "input: a string has half of a surrogate pair (byte 2)"),
        (
            "{\"payment\":{\"text\":\"\\ud800\"},\"offers\":[],\"now\":1}",
            "input.payment.text: a string has half of a surrogate pair (byte 1)",
        ),
    ] {
        let result = auditor.verify_line(line.as_bytes()).unwrap();
        assert_eq!(result.outcome.unwrap_err().to_string(), expected, "{line}");
    }
}

/// A field under a near name, in each form of a payment and in an offer; nothing where there is none.
#[test]
fn a_near_name_is_named() {
    let offer: Value = serde_json::from_str(include_str!("../../../../docs/examples/offer.json")).unwrap();
    let snake = |value: &Value| {
        value.to_string().replace("payTo", "pay_to").replace("maxTimeoutSeconds", "max_timeout_seconds")
    };
    let near: Value = serde_json::from_str(&snake(&offer)).unwrap();
    let payment = json!({"x402_version": 2, "accepted": near, "payload": {}});
    let expected_detail = "x402Version: required and missing; found x402_version instead of x402Version, found pay_to instead of accepted.payTo, \
                found max_timeout_seconds instead of accepted.maxTimeoutSeconds";
    let detail = |payment: Value| {
        let report = verify(&question("payment", payment)).unwrap();
        assert_eq!(report["check"], "decode");
        report["checks"][0]["detail"].as_str().unwrap().to_owned()
    };
    let text = payment.to_string();
    let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    for payment in
        [json!({"json": payment}), json!({"text": text}), json!({"bytes": format!("0x{bytes}")}), json!(text)]
    {
        assert_eq!(detail(payment.clone()), expected_detail, "{payment}");
    }
    let encoded = x402_types::RawJson::base64(text.as_bytes());
    let value: Value = serde_json::from_str(encoded.as_str()).unwrap();
    for payment in [
        json!({"header": {"name": "PAYMENT-SIGNATURE", "value": value}}),
        json!({"headers": [["a", "b"], ["payment-signature", value]]}),
        value,
    ] {
        assert_eq!(detail(payment.clone()), expected_detail, "{payment}");
    }
    // Nothing is near, or what is near is there under its right name, too.
    let both = json!({"x402Version": 2, "x402_version": 2, "accepted": offer});
    assert_eq!(detail(json!({"json": both})), "payload: required and missing");
    assert_eq!(detail(json!({"json": {"zeta": 2}})), "x402Version: required and missing");
    let names = "found pay_to instead of payTo, found max_timeout_seconds instead of maxTimeoutSeconds";
    assert_eq!(
        error("offers", json!([offer, near])),
        format!(
            "input.offers[1] is not a requirement of version 2, which is the payment's: payTo: required and missing; {names}"
        )
    );
    let unread = verify(&json!({"payment": {"json": payment}, "offers": [near], "now": NOW})).unwrap_err();
    assert!(
        unread.starts_with(&format!(
            "input.offers: neither requirements of version 2 (payTo: required and missing; {names}) nor"
        )),
        "{unread}"
    );
    let mut lacking = offer;
    lacking.as_object_mut().unwrap().remove("payTo");
    assert!(error("offers", json!([lacking])).ends_with(": payTo: required and missing"));
}

#[test]
fn an_answer_in_parts_is_the_answer_of_decode() {
    let whole = |parts: Result<DecodedParts, Stop>| match parts {
        Ok(DecodedParts { fields, canonical: None, .. }) => fields,
        Ok(DecodedParts { fields, canonical: Some(canonical), .. }) => {
            // The order of the fields: `ok`, `version`, `canonical`, `flags`.
            let (version, flags) = fields.split_at(fields.find("\"flags\"").unwrap());
            let version = version.trim_start_matches('{');
            format!("{{\"ok\":{canonical},{version}\"canonical\":{},{flags}", json!(canonical))
        }
        Err(stop) => stop.to_string(),
    };
    let answer = |input: &Value| match x402_operations::run("decode", &to_raw_value(input).unwrap()) {
        Answer::Result(text) | Answer::Skipped(text) | Answer::Error(text) => text,
    };
    for (name, value, begin) in [
        ("PAYMENT-SIGNATURE", header(), r#"{"ok":{"x402Version":2,"#),
        ("X-PAYMENT", header(), r#"{"ok":{"x402Version":2,"#),
        ("X-PAYMENT", "\n", r#"{"err":{"stage":"base64","#),
        ("Accept", header(), "header Accept carries no known object"),
    ] {
        let input = json!({"header": {"name": name, "value": value}});
        let expected = answer(&input);
        assert!(expected.starts_with(begin), "{expected}");
        assert_eq!(whole(decode_header_parts(name, value)), expected);
        assert_eq!(whole(decode_parts(&to_raw_value(&input).unwrap())), expected);
    }
    for input in [
        json!({"kind": "verify-response", "text": "{\"isValid\": true,\n\"payer\": \"\\u0061\"}"}),
        json!({"kind": "payment", "text": "{}", "profile": "lenient"}),
        json!({"text": "{}"}),
        json!([]),
    ] {
        assert_eq!(whole(decode_parts(&to_raw_value(&input).unwrap())), answer(&input));
    }
}
