//! What an error, or an answer without a finding, says in addition.

use serde_json::{Value, json};
use x402_types::RawJson;

use crate::support::{NOW, at, header, json as json_of, read, x402, x402_reading};

fn verify(payment: &str, offer: &str, now: &str) -> crate::support::Printed {
    x402(&["verify", "--payment", payment, "--offer", offer, "--now", now])
}

fn payment() -> Value {
    json_of(&x402(&["decode", "--json", &header()]))["ok"].clone()
}

#[test]
fn a_time_is_seconds_or_what_the_command_prints() {
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    let in_seconds = verify(&payment, &offer, NOW);
    assert_eq!(in_seconds.code, 0);
    assert_eq!(verify(&payment, &offer, "2025-02-27T16:01:40Z").out, in_seconds.out);
    assert_eq!(verify(&payment, &offer, "2025-02-27T16:02:40Z").code, 1);
    for (now, why) in [
        ("1740672100000", "looks like milliseconds; in seconds it is 1740672100"),
        ("soon", "2025-02-27T16:01:40Z"),
        ("2025-02-30T16:01:40Z", "or seconds since 1970"),
        ("1969-12-31T23:59:59Z", "or seconds since 1970"),
    ] {
        let printed = verify(&payment, &offer, now);
        assert!(printed.code == 64 && printed.err.contains(why), "{now}: {printed:?}");
    }
    assert_eq!(verify(&payment, &offer, "99999999999").code, 1, "the year 5138 is a time");
}

#[test]
fn a_payment_of_the_other_version_is_recognised() {
    let mut shaped_as_v2 = payment();
    shaped_as_v2["x402Version"] = 1.into();
    let shaped_as_v2 = shaped_as_v2.to_string();
    for printed in [verify(&shaped_as_v2, &at("offer.json"), NOW), x402(&["decode", &shaped_as_v2])] {
        assert!(
            printed.code == 65 && printed.out.contains("looks like version 2, because it has the field accepted"),
            "{printed:?}"
        );
        assert!(!printed.out.contains("byte 0"), "{printed:?}");
    }
    let v1 = json_of(&x402(&["decode", "--json", &at("payment-v1.txt")]))["ok"].to_string();
    let shaped_as_v1 = v1.replace("\"x402Version\":1", "\"x402Version\":2");
    assert!(verify(&shaped_as_v1, &at("offer.json"), NOW).out.contains("looks like version 1"));
    for (payment, offer, hint) in [
        ("payment.txt", "offer-v1.json", "it looks like version 1"),
        ("payment-v1.txt", "offer.json", "it looks like version 2"),
    ] {
        let printed = verify(&at(payment), &at(offer), NOW);
        assert!(printed.code == 64 && printed.err.contains(hint), "{printed:?}");
    }
}

#[test]
fn a_diagnosis_that_explains_is_complete() {
    let mut late = payment();
    late["payload"]["authorization"]["validBefore"] = "1740672154000".into();
    let printed = x402(&["diagnose", "--payment", &late.to_string(), "--offer", &at("offer.json"), "--now", NOW]);
    assert!(printed.out.starts_with("milliseconds: ") && !printed.out.contains("gave-up"), "{printed:?}");
    // Where nothing explains it, the verdict is said.
    let expired =
        x402(&["diagnose", "--payment", &at("payment.txt"), "--offer", &at("offer.json"), "--now", "1740672160"]);
    assert!(expired.out.starts_with("invalid (valid-before, "), "{expired:?}");
    assert!(expired.out.ends_with("nothing to add; see x402 explain\n"), "{expired:?}");
}

#[test]
fn a_whole_response_is_decoded() {
    let settlement = r#"{"success":true,"transaction":"0x12","network":"eip155:8453"}"#;
    for (response, kind) in [
        (format!("HTTP/2 200\r\ncontent-type: text/plain\r\n\r\n{settlement}"), "x402 settlement"),
        (format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\na: b\r\n\r\n{settlement}"), "x402 settlement"),
        (format!("HTTP/1.1 400 Bad Request\r\nPAYMENT-SIGNATURE: {}\r\n\r\nno", header()), "x402 payment"),
    ] {
        let printed = x402_reading(&["decode"], &response);
        assert!(printed.code == 0 && printed.out.starts_with(kind), "{printed:?}");
    }
    let none = x402_reading(&["decode"], "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>");
    assert!(none.code == 64 && none.err.contains("no header of x402"), "{none:?}");
}

#[test]
fn a_line_of_a_log_may_have_further_members() {
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let line = |payment: Value| json!({"payment": payment, "offers": [offer], "now": 1_740_672_100});
    let with_meta = |mut line: Value| {
        line["meta"] = json!({"ip": "192.0.2.1", "requestId": [1, null]});
        line
    };
    let in_header = json!({"header": {"name": "PAYMENT-SIGNATURE", "value": header()}});
    let question = json!({"id": "q", "op": "verify", "input": line(in_header.clone())});
    for line in [with_meta(line(in_header.clone())), with_meta(question)] {
        let printed = x402_reading(&["audit", "--json"], line.to_string());
        let first: Value = serde_json::from_str(printed.out.lines().next().unwrap()).unwrap();
        assert_eq!((&first["verdict"], &first["meta"]), (&json!("valid"), &line["meta"]), "{printed:?}");
        assert_eq!(x402_reading(&["audit"], line.to_string()).code, 0);
    }
    // Only under this name.
    let mut other = line(in_header);
    other["ip"] = "192.0.2.1".into();
    assert_eq!(x402_reading(&["audit"], other.to_string()).code, 65);
    let inline = x402_reading(&["audit"], line(payment()).to_string());
    assert!(inline.code == 65 && inline.out.contains(r#"write {"json": …}"#), "{inline:?}");
}

#[test]
fn an_error_of_a_log_repeats_little() {
    let line = json!({"payment": {"json": {}}, "offers": "é".repeat(1_000_000), "now": 1}).to_string();
    for more in [&["audit"][..], &["audit", "--json"]] {
        let printed = x402_reading(more, &line);
        let first = printed.out.lines().next().unwrap();
        assert!(printed.code == 65 && first.chars().count() < 300 && first.contains('…'), "{first}");
    }
}

#[test]
fn the_nearest_reason_is_named() {
    let printed = x402(&["reason", "invalid_exact_evm_payload_signatur"]);
    assert!(
        printed.code == 65 && printed.out.contains("; the nearest is invalid_exact_evm_payload_signature\n"),
        "{printed:?}"
    );
    let printed = x402(&["reason", "INSUFFICIENT_FUNDS"]);
    assert!(printed.code == 65 && printed.out.contains("; the nearest is insufficient_funds\n"), "{printed:?}");
    assert!(!x402(&["reason", "too_tired"]).out.contains("nearest"));
}

#[test]
fn a_question_says_the_answer_to_compare_with() {
    let printed =
        x402(&["explain", "--json", "--payment", &at("payment.txt"), "--offer", &at("offer.json"), "--now", NOW]);
    let report = json_of(&printed);
    let expected = |kind: &str| {
        let questions = report["outstanding"].as_array().unwrap();
        questions.iter().find(|question| question["kind"] == kind).unwrap()["expected"].clone()
    };
    // cast keccak of the domain of Base Sepolia's USDC, as spec-vectors have it.
    assert_eq!(expected("token-domain").as_str().unwrap().len(), 66);
    assert_eq!(expected("balance"), "at least 10000");
    assert_eq!(expected("authorization-unused"), "false, which is 32 zero bytes");
}

/// A facilitator's refusal is explained, as its reason code alone would be.
#[test]
fn a_facilitators_refusal_is_explained() {
    let code = "insufficient_funds";
    let explained = x402(&["reason", code]).out;
    for object in [
        json!({"isValid": false, "invalidReason": code}),
        json!({"success": false, "errorReason": code, "transaction": "", "network": "eip155:84532"}),
    ] {
        for command in ["verify", "explain", "diagnose"] {
            let printed = x402(&[command, &object.to_string()]);
            assert!(printed.code == 65 && printed.out.ends_with(&explained), "{object}: {printed:?}");
            let first = printed.out.lines().next().unwrap();
            assert!(first.contains("insufficient_funds, the payer has too little"), "{first}");
        }
    }
}

/// The command that shows or judges what is no payment.
#[test]
fn what_is_no_payment_is_named() {
    let offer = at("offer.json");
    let request = json!({"x402Version": 1, "paymentHeader": "e30=", "paymentRequirements": payment()["accepted"]});
    for (object, why) in [
        (
            r#"{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#,
            "this is a facilitator's answer: run x402 decode to see its content",
        ),
        (r#"{"kinds":[]}"#, "this looks like supported: run x402 decode to see its content"),
        (r#"{"success":true}"#, "this is a settlement response: it cannot be read. Run x402 decode to see why"),
        (&*read("offer.json"), "expected a payment, but these are payment requirements: pass them with --offer"),
        (&*read("offer-v1.json"), "expected a payment, but these are payment requirements: pass them with --offer"),
        (&*request.to_string(), "pass the value of paymentHeader with --payment, and paymentRequirements with --offer"),
        ("0x12ab", "looks like calldata"),
        (r#"{"supportedChains":[]}"#, "looks like sign-in-challenge"),
    ] {
        for arguments in [&["verify", object][..], &["explain", object, "--offer", &offer], &["diagnose", object]] {
            let printed = x402(arguments);
            assert!(printed.code == 64 && printed.err.contains(why), "{object}: {printed:?}");
        }
    }
    // A 402 response says that nobody paid.
    let in_base64 = "eyJhY2NlcHRzIjpbXSwieDQwMlZlcnNpb24iOjIsInJlc291cmNlIjp7InVybCI6Imh0dHBzOi8vYSJ9fQ==";
    for required in [r#"{"x402Version":2,"accepts":[]}"#, in_base64] {
        let printed = x402(&["verify", required]);
        assert!(printed.code == 65 && printed.out.starts_with("No payment was sent"), "{printed:?}");
        assert!(printed.err.contains("x402 lint checks its 402 response"), "{printed:?}");
    }
    // What is none of them is a payment that cannot be read.
    for object in ["{}", "[]", "e30=", "eyJ4NDAy...", "{\"x402Version\":2}"] {
        assert_eq!(verify(object, &offer, NOW).code, 65, "{object}");
    }
}

#[test]
fn standard_input_is_read_once() {
    for arguments in [
        &["verify", "-", "--offer", "-"][..],
        &["explain", "--payment", "-", "--offer", &at("offer.json"), "--facts", "-"],
        &["diagnose", &at("payment.txt"), "--offer", "-", "--offer", "-"],
        &[
            "draft",
            "--payer",
            "0x857b06519E91e3A54538791bDbb0E22373e36b66",
            "--offer",
            "-",
            "--declared",
            "-",
            "--permit-nonce",
            "0",
        ],
    ] {
        let printed = x402_reading(arguments, header());
        assert!(printed.code == 64 && printed.err.contains("standard input can be read only once"), "{printed:?}");
    }
}

#[test]
fn submit_is_for_channels() {
    let printed = x402(&["verify", &at("payment.txt"), "--offer", &at("offer.json"), "--now", NOW, "--submit"]);
    assert!(printed.code == 64 && printed.err.contains("--submit is only for batch-settlement"), "{printed:?}");
}

/// Base64 that has suffered on its way is named, if it reads once that is mended.
#[test]
fn the_history_of_a_header_is_printed() {
    let (payment, offer) = (header(), at("offer.json"));
    let wrapped = |end: &str| {
        payment.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect::<Vec<_>>().join(end)
    };
    let twice = RawJson::base64(payment.as_bytes()).as_str().trim_matches('"').to_owned();
    // The payment of the example has no letter that differs in base64url, and a member of its own may have one.
    let mut other = self::payment();
    other["extensions"] = json!({"a": {"info": {"b": "???>>>"}, "schema": {}}});
    let url =
        RawJson::base64(other.to_string().as_bytes()).as_str().trim_matches('"').replace('+', "-").replace('/', "_");
    assert!(url.contains(['-', '_']));
    for (value, why) in [
        (wrapped("\n"), ""),
        (wrapped("\r\n"), ""),
        (payment.trim_end_matches('=').to_owned(), "flag missing-padding"),
        (format!("\"{payment}\""), "the value is in quotes; leave them out"),
        (format!("'{}'", payment.replace('=', "%3D")), "the value is percent-encoded"),
        (payment.replace('=', "%3d"), "write = for %3D"),
        (url, "the value is base64url"),
        (twice, "the value is encoded twice"),
    ] {
        // What was done to a value when it was copied is undone; what was done before it was sent is not.
        let (is_broken, is_quoted) = (value.contains('\n'), value.starts_with('"'));
        for value in [format!("PAYMENT-SIGNATURE: {value}"), value] {
            if is_broken || (is_quoted && value.starts_with('"')) {
                let printed = x402(&["verify", "--payment", &value, "--offer", &offer, "--now", NOW]);
                assert!(printed.code == 0 && printed.err.contains("left out"), "{value}: {printed:?}");
                continue;
            }
            for command in ["verify", "explain", "diagnose"] {
                let printed = x402(&[command, "--payment", &value, "--offer", &offer, "--now", NOW]);
                assert!(printed.code == 65 && printed.out.contains(why), "{value}: {printed:?}");
                let is_lenient = printed.out.contains("servers refuse this encoding; --profile lenient verifies it:\n");
                assert_eq!(is_lenient, why.contains("flag"), "{printed:?}");
            }
            let printed = x402(&["decode", &value]);
            assert!(printed.code == 65 && printed.out.contains(why), "{value}: {printed:?}");
        }
    }
    for value in ["e30=", "%3D", "\"e30=\"", "####", "ZTMwPQ=="] {
        let printed = verify(value, &offer, NOW);
        assert!(printed.code == 65 && printed.out.lines().count() == 1, "{printed:?}");
    }
}
