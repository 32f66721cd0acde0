//! Messages of other protocols that are pasted whole.

use serde_json::{Value, json};

use crate::support::{Printed, answer, at, json as json_of, read, result_in, x402, x402_reading};

const NOW: [&str; 2] = ["--now", "1740672100"];

fn value(name: &str) -> Value {
    serde_json::from_str(&read(name)).unwrap()
}

fn decoded(text: &str) -> Printed {
    x402_reading(&["decode"], text)
}

/// In JSON-RPC and alone, and as the operation answers.
#[test]
fn each_message_is_recognised() {
    let task = value("a2a-demand.json")["result"].clone();
    let message = value("a2a-paid.json")["params"]["message"].clone();
    let messages = [
        (
            "mcp-demand.json",
            "x402 in an answer of MCP, version 2: required, tool-result\npayment requirements\n{",
            "mcp",
            "response",
            None,
        ),
        ("mcp-paid.json", "x402 in a request of MCP, version 2: paid\npayment\n{", "mcp", "request", None),
        (
            "a2a-demand.json",
            "x402 in a task of A2A, version 2: payment-required\npayment requirements\n{",
            "a2a",
            "task",
            Some(task),
        ),
        (
            "a2a-paid.json",
            "x402 in a message of A2A, version 2: payment-submitted\npayment\n{",
            "a2a",
            "message",
            Some(message),
        ),
    ];
    for (file, first, carrier, member, inner) in messages {
        let printed = x402(&["decode", &at(file)]);
        assert!(printed.code == 0 && printed.out.starts_with(first), "{printed:?}");
        let expected = answer("carrier", &json!({"carrier": carrier, member: inner.clone().unwrap_or(value(file))}));
        assert_eq!(json_of(&x402(&["decode", "--json", &at(file)])), expected, "{file}");
        if let Some(inner) = inner {
            assert!(decoded(&inner.to_string()).out.starts_with(first), "{file}");
        }
    }
    // A2A 1.0 says what the result is.
    let mut wrapped = value("a2a-demand.json");
    wrapped["result"] = json!({"task": wrapped["result"]});
    assert!(decoded(&wrapped.to_string()).out.starts_with("x402 in a task of A2A"));
}

/// The answer is deeper than the demand in it, which is as deep as one may be.
#[test]
fn a_402_response_of_the_greatest_depth_is_answered() {
    let mut message = value("mcp-demand.json");
    let mut required = message["result"]["structuredContent"].take();
    message["result"].as_object_mut().unwrap().remove("structuredContent");
    required["zzz"] = (0..125).fold(json!([]), |inner, _| json!([inner]));
    message["result"]["content"][0]["text"] = required.to_string().into();
    let printed = x402_reading(&["decode", "--json", "-"], message.to_string());
    assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{printed:?}");
    assert!(printed.out.contains(&required["zzz"].to_string()), "{printed:?}");
}

#[test]
fn a_message_that_is_refused_says_why() {
    for (file, from, to, first) in [
        ("mcp-demand.json", "\"isError\": true", "\"isError\": false", "refused (mcp_not_error): "),
        ("mcp-paid.json", "tools/call", "tools/list", "refused (mcp_method): "),
        ("a2a-demand.json", "input-required", "completed", "refused (a2a_state): "),
        ("a2a-paid.json", "\"taskId\": \"task-123\"", "\"taskId\": \"\"", "refused (a2a_task_id): "),
    ] {
        let printed = decoded(&read(file).replace(from, to));
        assert!(printed.code == 65 && printed.out.starts_with(first), "{printed:?}");
        assert!(printed.out.contains("\ntaken for a"), "{printed:?}");
    }
    let lenient = x402(&["decode", "--profile", "lenient", &at("mcp-paid.json")]);
    assert!(lenient.code == 64 && lenient.err.contains("--profile does not apply"), "{lenient:?}");
    let nothing = decoded(r#"{"jsonrpc":"2.0","id":1,"result":{"content":[]}}"#);
    assert!(nothing.out.starts_with("x402 in an answer of MCP: none\n"), "{nothing:?}");
}

/// The verdict is that of payment and offer by themselves.
#[test]
fn the_payment_in_a_message_is_verified_against_the_402_response_in_one() {
    let alone = x402(&[&["explain", &at("payment.txt"), "--offer", &at("offer.json")], &NOW[..]].concat());
    assert_eq!(alone.code, 0);
    for (paid, required) in [("mcp-paid.json", "mcp-demand.json"), ("a2a-paid.json", "a2a-demand.json")] {
        for offer in [required, "offer.json"] {
            let printed = x402(&[&["explain", &at(paid), "--offer", &at(offer)], &NOW[..]].concat());
            assert_eq!(printed.out, alone.out, "{paid} {offer}");
        }
        let other = x402(&[&["verify", &at(paid), "--offer", &at("offer-20000.json")], &NOW[..]].concat());
        assert_eq!(other.code, 1, "{other:?}");
        let no_payment = x402(&["verify", &at(required), "--offer", &at(required)]);
        assert!(no_payment.code == 64 && no_payment.err.contains("has no payment"), "{no_payment:?}");
        let no_requirements = x402(&["verify", &at(paid), "--offer", &at(paid)]);
        assert!(
            no_requirements.code == 64 && no_requirements.err.contains("has no payment requirements"),
            "{no_requirements:?}"
        );
    }
    // Nor is there another report on one that cannot be decoded, or by Lenient alone.
    let of = |payment: &Value| {
        [
            ("mcp-paid.json", "/params/_meta/x402~1payment"),
            ("a2a-paid.json", "/params/message/metadata/x402.payment.payload"),
        ]
        .map(|(file, place)| {
            let mut message = value(file);
            *message.pointer_mut(place).unwrap() = payment.clone();
            message.to_string()
        })
    };
    let paid = value("mcp-paid.json")["params"]["_meta"]["x402/payment"].clone();
    let mut with_number = paid;
    with_number["accepted"]["amount"] = 10_000.into();
    for (payment, strict, lenient) in [(json!({"x402Version": 2}), 65, 65), (with_number, 65, 0)] {
        for (profile, code) in [("strict", strict), ("lenient", lenient)] {
            for command in ["verify", "explain", "diagnose"] {
                let verify_with = |payment: &str| {
                    let offer = at("offer.json");
                    let arguments = [command, "-", "--json", "--profile", profile, "--offer", &offer];
                    x402_reading(&[&arguments[..], &NOW].concat(), payment)
                };
                let alone = verify_with(&payment.to_string());
                assert_eq!(alone.code, code, "{command} {profile}: {alone:?}");
                for message in of(&payment) {
                    let printed = verify_with(&message);
                    assert_eq!(printed.code, code, "{command} {profile}: {message}");
                    let results = [&printed, &alone].map(|printed| result_in(json_of(printed)));
                    assert_eq!(results[0], results[1], "{command} {profile}: {message}");
                }
            }
        }
    }
    // An offer beside the payment is the payer's word.
    let payment = value("mcp-paid.json")["params"]["_meta"]["x402/payment"].clone();
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let request = json!({"x402Version": 2, "paymentPayload": payment, "paymentRequirements": offer});
    let alone = x402_reading(&[&["verify", "-"], &NOW[..]].concat(), request.to_string());
    assert_eq!(alone.code, 0, "{alone:?}");
    for message in of(&request) {
        let printed = x402_reading(&[&["verify", "-"], &NOW[..]].concat(), &message);
        assert!(printed.code == 64 && printed.err.contains("--offer is missing"), "{printed:?}");
        let printed = x402_reading(&[&["verify", "-", "--offer", &at("offer.json")], &NOW[..]].concat(), &message);
        assert_eq!(printed.code, 65, "{printed:?}");
    }
    let refused = read("mcp-paid.json").replace("tools/call", "tools/list");
    let refused = x402_reading(&["verify", "-", "--offer", &at("offer.json")], refused);
    assert!(refused.code == 64 && refused.err.contains("mcp_method"), "{refused:?}");
}
