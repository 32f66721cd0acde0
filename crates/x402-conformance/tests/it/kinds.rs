//! `decode` of every kind of object, in both versions.

use serde_json::{Value, json};
use x402_operations::{Kind, testee::answer_line};
use x402_types::{DecodeOptions, Wire};

use crate::documents::{DOCUMENTS, Document, HEADERS, Header};

fn ask(input: &Value) -> Value {
    serde_json::from_str(&answer_line(&json!({"id": "1", "op": "decode", "input": input}).to_string())).unwrap()
}

fn decode(input: &Value) -> Value {
    let answer = ask(input);
    answer.get("result").unwrap_or_else(|| panic!("{answer}")).clone()
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The answer for an object that has nothing to be tolerated, or no more than these flags.
#[track_caller]
fn check(input: &Value, object: &Value, version: Option<u64>, flags: &[&str]) {
    let answer = decode(input);
    assert_eq!((&answer["ok"], &answer["flags"]), (object, &json!(flags)), "{input}");
    assert_eq!(parse(answer["canonical"].as_str().unwrap()), *object, "{input}");
    // Absent, not null.
    assert_eq!(answer.get("version"), version.map(|version| json!(version)).as_ref(), "{input}");
    assert_eq!(answer.as_object().unwrap().len(), 3 + usize::from(version.is_some()), "{answer}");
}

fn document(kind: &str, version: u64) -> &'static Document {
    DOCUMENTS.iter().find(|known| known.kind == kind && known.location.starts_with(&format!("V{version} "))).unwrap()
}

fn header(name: &str) -> &'static Header {
    HEADERS.iter().find(|known| known.name == name).unwrap()
}

#[test]
fn every_object_of_the_documents() {
    for Document { location, kind, version, text } in DOCUMENTS {
        let object = parse(text);
        let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let kinds = if *kind == "verify-request" { vec!["verify-request", "settle-request"] } else { vec![*kind] };
        for kind in kinds {
            println!("{location} {kind}");
            check(&json!({"kind": kind, "text": text}), &object, *version, &[]);
            check(&json!({"kind": kind, "bytes": format!("0x{bytes}")}), &object, *version, &[]);
            check(&json!({"kind": kind, "text": text, "profile": "lenient"}), &object, *version, &[]);
            // A member that nobody knows comes back.
            let more = text.replacen('{', r#"{"hint":[1.50],"#, 1);
            check(&json!({"kind": kind, "text": more}), &parse(&more), *version, &[]);
        }
    }
    // What the documents print of a directory has a flag (`lists_of_a_directory`).
    let without = [Kind::SettleRequest, Kind::ResourceList, Kind::SearchResults, Kind::ExtensionResponses];
    for kind in Kind::ALL.iter().filter(|kind| !without.contains(kind)) {
        for version in [1, 2] {
            document(kind.name(), version);
        }
        assert_eq!(Kind::from_name(kind.name()), Some(*kind));
    }
    assert_eq!(Kind::from_name("receipt"), None);
}

#[test]
fn lists_of_a_directory() {
    let item = |date: &str| {
        format!(r#"{{"resource":"https://a.example","type":"http","x402Version":2,"accepts":[],"lastUpdated":{date}}}"#)
    };
    for (kind, list) in [("resource-list", "items"), ("search-results", "resources")] {
        for (date, flags) in
            [("\"2024-01-15T10:30:00Z\"", &["empty-accepts"][..]), ("1703123456", &["empty-accepts", "last-updated"])]
        {
            let text = format!(r#"{{"x402Version":2,"{list}":[{}]}}"#, item(date));
            check(&json!({"kind": kind, "text": text}), &parse(&text), Some(2), flags);
        }
        let text = format!(r#"{{"x402Version":1,"{list}":[7]}}"#);
        check(&json!({"kind": kind, "text": text}), &parse(&text), Some(1), &["unreadable-item"]);
    }
    let text = r#"{"bazaar":{"status":"success"}}"#;
    check(&json!({"kind": "extension-responses", "text": text}), &parse(text), None, &[]);
    let value = "eyJiYXphYXIiOnsic3RhdHVzIjoic3VjY2VzcyJ9fQ==";
    for name in ["EXTENSION-RESPONSES", "extension-responses"] {
        let header = json!({"name": name, "value": value});
        check(&json!({"header": header}), &parse(text), None, &[]);
        check(&json!({"header": header, "kind": "extension-responses"}), &parse(text), None, &[]);
        let answer = decode(&json!({"header": header, "kind": "settlement"}));
        assert_eq!(answer, json!({"err": {"stage": "header", "kind": "header-name"}}));
    }
}

#[test]
fn every_header_of_the_documents() {
    for Header { name, kind, version, value, text } in HEADERS {
        let object = parse(text);
        for name in [name.to_string(), name.to_lowercase()] {
            let header = json!({"name": name, "value": value});
            check(&json!({"header": header}), &object, Some(*version), &[]);
            check(&json!({"header": header, "kind": kind}), &object, Some(*version), &[]);
        }
        // Another object than the header carries.
        for other in Kind::ALL.iter().map(|known| known.name()).filter(|other| other != kind) {
            let answer = decode(&json!({"header": {"name": name, "value": value}, "kind": other}));
            assert_eq!(answer, json!({"err": {"stage": "header", "kind": "header-name"}}), "{name} as {other}");
        }
    }
    // V1 demands payment in the body, so there is no sixth.
    for name in ["PAYMENT-REQUIRED", "PAYMENT-SIGNATURE", "PAYMENT-RESPONSE", "X-PAYMENT", "X-PAYMENT-RESPONSE"] {
        assert!(header(name).value.starts_with("ey"));
    }
}

/// C-11, both ways.
#[test]
fn the_other_versions_header_is_flagged() {
    for (carried, under) in [
        ("X-PAYMENT", "PAYMENT-SIGNATURE"),
        ("PAYMENT-SIGNATURE", "X-PAYMENT"),
        ("X-PAYMENT-RESPONSE", "PAYMENT-RESPONSE"),
        ("PAYMENT-RESPONSE", "X-PAYMENT-RESPONSE"),
    ] {
        for Header { value, text, version, .. } in HEADERS.iter().filter(|known| known.name == carried) {
            let input = json!({"header": {"name": under, "value": value}});
            check(&input, &parse(text), Some(*version), &["legacy-header"]);
        }
    }
    for (carried, under) in [("X-PAYMENT", "PAYMENT-SIGNATURE"), ("PAYMENT-SIGNATURE", "X-PAYMENT")] {
        let Header { value, text, version, .. } = header(carried);
        let input = json!({"headers": [["Accept", "*/*"], [under, value]]});
        check(&input, &parse(text), Some(*version), &["legacy-header"]);
    }
    let body = document("payment-required", 1).text;
    let value = x402_types::PaymentRequired::decode(body, &DecodeOptions::STRICT).unwrap().value.to_header();
    let input = json!({"header": {"name": "PAYMENT-REQUIRED", "value": value}});
    check(&input, &parse(body), Some(1), &["legacy-header"]);
}

/// The object names no version; the form of its network does, and without a network nothing does.
#[test]
fn the_version_of_a_settlement_is_its_networks() {
    let settled = |network: &str| format!(r#"{{"success":true,"transaction":"0x12","network":"{network}"}}"#);
    for (network, version) in [("base", 1), ("moonbase", 1), ("eip155:8453", 2), ("ach:us", 2)] {
        let text = settled(network);
        check(&json!({"kind": "settlement", "text": text}), &parse(&text), Some(version), &[]);
    }
    for text in [
        r#"{"success":false,"errorReason":"insufficient_funds","transaction":""}"#,
        r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":""}"#,
    ] {
        check(&json!({"kind": "settlement", "text": text}), &parse(text), None, &["no-network"]);
        let value = x402_types::SettleResponse::decode(text, &DecodeOptions::STRICT).unwrap().value.to_header();
        for name in ["PAYMENT-RESPONSE", "X-PAYMENT-RESPONSE"] {
            let input = json!({"header": {"name": name, "value": value}});
            check(&input, &parse(text), None, &["no-network"]);
        }
    }
}

#[test]
fn headers_of_a_request_carry_payments_only() {
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Payment) {
        for Header { name, value, .. } in HEADERS {
            let answer = ask(&json!({"kind": kind.name(), "headers": [[name, value]]}));
            assert!(answer["skipped"].as_str().unwrap().contains("input.headers"), "{answer}");
        }
    }
    // Those of a response carry none, whatever else they carry.
    for Header { name, value, text, version, kind } in HEADERS {
        let input = json!({"kind": "payment", "headers": [["Accept", "*/*"], [name, value]]});
        if *kind == "payment" {
            check(&input, &parse(text), Some(*version), &[]);
        } else {
            assert_eq!(decode(&input), json!({"err": {"stage": "header", "kind": "no-header"}}), "{name}");
        }
    }
    let both =
        json!([["X-PAYMENT", header("X-PAYMENT").value], ["PAYMENT-SIGNATURE", header("PAYMENT-SIGNATURE").value]]);
    let twice = json!({"err": {"stage": "header", "kind": "several-headers"}});
    assert_eq!(decode(&json!({"headers": both})), twice);
}

/// C-5, C-7 and C-8, C-11 for requests, C-14 for responses: what is missing is named, and nothing has a default.
#[test]
fn what_is_no_such_object_says_where() {
    let v1_request = document("verify-request", 1).text;
    let v2_request = document("verify-request", 2).text;
    for (kind, text, error, field) in [
        ("payment-required", "{}", "missing-member", "x402Version"),
        ("payment-required", r#"{"x402Version":1,"error":"pay"}"#, "missing-member", "accepts"),
        ("payment-required", r#"{"x402Version":2,"accepts":{}}"#, "wrong-type", "accepts"),
        ("payment-required", r#"{"x402Version":3,"accepts":[]}"#, "version", "x402Version"),
        ("payment", r#"{"x402Version":1}"#, "missing-member", "scheme"),
        ("payment", r#"{"x402Version":2}"#, "missing-member", "accepted"),
        ("settlement", "{}", "missing-member", "success"),
        ("settlement", r#"{"success":"true","transaction":"","network":"base"}"#, "wrong-type", "success"),
        ("settlement", r#"{"success":true,"transaction":null,"network":"base"}"#, "null", "transaction"),
        ("settlement", r#"{"success":true,"transaction":"0x12"}"#, "missing-member", "network"),
        ("verify-response", "{}", "missing-member", "isValid"),
        ("verify-response", r#"{"isValid":"true"}"#, "wrong-type", "isValid"),
        ("verify-response", r#"{"isValid":null}"#, "null", "isValid"),
        ("verify-request", r#"{"x402Version":2}"#, "missing-member", "paymentPayload"),
        ("settle-request", r#"{"x402Version":1}"#, "missing-member", "paymentPayload"),
        ("supported", "{}", "missing-member", "kinds"),
        ("supported", r#"{"kinds":{}}"#, "wrong-type", "kinds"),
        ("supported", r#"{"kinds":[],"signers":[]}"#, "wrong-type", "signers"),
    ] {
        let expected = json!({"err": {"stage": "shape", "kind": error, "field": field}});
        assert_eq!(decode(&json!({"kind": kind, "text": text})), expected, "{kind} {text}");
    }
    // Of one version outside and of the other inside.
    for kind in ["verify-request", "settle-request"] {
        for text in [v1_request.replacen(":1", ":2", 1), v2_request.replacen(":2", ":1", 1)] {
            let field = "paymentPayload.x402Version";
            let expected = json!({"err": {"stage": "shape", "kind": "version", "field": field}});
            assert_eq!(decode(&json!({"kind": kind, "text": text})), expected, "{text}");
        }
    }
}

/// C-10: one offer that cannot be read does not spoil the others.
#[test]
fn an_unreadable_offer_is_flagged() {
    for version in [1, 2] {
        let text = document("payment-required", version).text;
        let more = text.replacen(r#""accepts":["#, r#""accepts":[{"scheme":"new"},"#, 1);
        check(&json!({"kind": "payment-required", "text": more}), &parse(&more), Some(version), &["unreadable-offer"]);
        let mut none = parse(text);
        none["accepts"] = json!([]);
        let input = json!({"kind": "payment-required", "text": none.to_string()});
        check(&input, &none, Some(version), &["empty-accepts"]);
    }
}

/// C-10 and C-8: the same of the kinds that a facilitator supports, and of what V2 wants beside them.
#[test]
fn an_unreadable_kind_is_flagged() {
    let kinds = r#"{"x402Version":1,"scheme":"exact","network":"base"},{"x402Version":3}"#;
    let text = format!("{{\"kinds\":[{kinds}]}}");
    check(&json!({"kind": "supported", "text": text}), &parse(&text), None, &["unreadable-kind"]);
    let text = text.replacen(":1,", ":2,", 1).replacen("base", "eip155:8453", 1);
    let flags = ["unreadable-kind", "no-extensions", "no-signers"];
    check(&json!({"kind": "supported", "text": text}), &parse(&text), None, &flags);
}
