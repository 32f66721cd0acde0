//! Whose text decides a verdict: generated transcripts in which the client writes what it likes.

use serde_json::{Value, json};
use x402_laws::{
    chance::Chance,
    transcripts::{Answer, Seen, Transcript, holds, logged, seen, transcript},
};
use x402_operations::{Source, audit::Auditor};
use x402_types::RawJson;

use crate::support::{NOW, at, header, json as json_of, read, x402, x402_reading};

struct Random(u64);

impl Chance for Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[test]
fn a_client_chooses_neither_the_time_nor_the_offer_nor_another_payment() {
    let mut random = Random(1);
    let (mut complete, count) = (0, 20_000);
    for _ in 0..count {
        let transcript = transcript(&mut random);
        complete += usize::from(holds(&transcript, &seen(&transcript.text)));
    }
    // Nothing is gained by finding nothing.
    assert!(complete > count * 17 / 20, "{complete} of {count}");
}

/// An audit verifies the request that the facilitator got, at the time that the log recorded, or nothing.
#[test]
fn a_caller_does_not_choose_what_an_audit_says() {
    let mut random = Random(3);
    let (mut complete, count) = (0, 4_000);
    for _ in 0..count {
        let transcript = logged(&mut random);
        let line = Auditor::new(1).read(transcript.text.as_bytes());
        let Ok(input) = line.input else { continue };
        let Source::Text(payment) = &input.payment else { panic!("{:?}", input.payment) };
        let offers: Vec<Value> =
            input.offers.texts().iter().map(|offer| serde_json::from_str(offer.as_str()).unwrap()).collect();
        let seen = Seen {
            payment: serde_json::from_str(payment).ok(),
            offers: Some(offers.into()),
            time: Some(input.now),
            is_ambiguous: false,
            is_taken: None,
        };
        complete += usize::from(holds(&transcript, &seen));
    }
    // A quarter has no time that is known.
    assert!(complete > count * 7 / 10, "{complete} of {count}");
}

/// What a command prints first is never a word of success if the last answer does not take the payment.
#[test]
fn a_refused_payment_does_not_begin_with_success() {
    let mut random = Random(2);
    let refused = std::iter::repeat_with(|| transcript(&mut random)).filter(|made| made.answer == Answer::NotTaken);
    for Transcript { kind, text, .. } in refused.take(60) {
        for arguments in
            [&["verify", "-"][..], &["explain", "-", "--at-recorded-time"], &["diagnose", "-", "--json"], &["lint"]]
        {
            let printed = x402_reading(arguments, &text);
            assert!(printed.code != 0 || arguments[0] == "lint", "{kind} {arguments:?}: {printed:?}\n{text}");
            let begin: String = printed.out.chars().take(40).collect();
            let is_success = ["valid", "ok", "settled", "accepted"].iter().any(|word| {
                begin.trim_start_matches(['{', '"']).starts_with(word) || begin.contains(&format!("\"{word}\""))
            });
            assert!(!is_success, "{kind} {arguments:?}: {printed:?}\n{text}");
        }
    }
}

fn base64(value: &Value) -> String {
    RawJson::base64(value.to_string().as_bytes()).as_str().trim_matches('"').to_owned()
}

/// A 402 response that asks for this amount.
fn required(amount: &str) -> Value {
    let mut offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    offer["amount"] = amount.into();
    json!({"x402Version": 2, "resource": {"url": "https://a.example"}, "accepts": [offer]})
}

/// The command with an option, and its exit code. Each wrong text has its nearest right one.
#[test]
fn each_door_believes_only_who_may_be_believed() {
    let payment = json_of(&x402(&["decode", "--json", &header()]))["ok"].clone();
    let (sent, offer) = (header(), at("offer.json"));
    let with = |name: &str, value: Value| {
        let mut payment = payment.clone();
        payment[name] = value;
        payment.to_string()
    };
    let mut forged = payment.clone();
    forged["payload"]["signature"] = format!("0x{}1b", "11".repeat(64)).into();
    let own = ["verify", "-", "--offer", &offer];
    let at_recorded = ["verify", "-", "--offer", &offer, "--at-recorded-time"];
    let at_now = ["verify", "-", "--now", NOW];
    let at_now_own = ["verify", "-", "--offer", &offer, "--now", NOW];
    let asks = |amount: &str| {
        format!("HTTP/1.1 402 Payment Required\nPAYMENT-REQUIRED: {}\n\n{{}}\n", base64(&required(amount)))
    };
    let record =
        |headers: Value, more: Value| json!({"time": 1_740_672_100, "headers": headers, "query": more}).to_string();
    let (cheap, dear) = (base64(&required("10000")), asks("1000000"));
    for (id, arguments, text, code) in [
        // The time.
        ("a field of the payment", &own[..], with("ts", 1_740_672_100.into()), 1),
        ("a field of the payment, asked for", &at_recorded, with("timestamp", "2025-02-27T16:01:40Z".into()), 64),
        ("a field around the payment", &at_recorded, json!({"ts": 1_740_672_100, "payment": payment}).to_string(), 0),
        ("the same without the option", &own, json!({"ts": 1_740_672_100, "payment": payment}).to_string(), 1),
        (
            "the request's Date",
            &at_recorded,
            format!("Date: Thu, 27 Feb 2025 16:01:40 GMT\nPAYMENT-SIGNATURE: {sent}\n"),
            64,
        ),
        ("a user agent", &at_recorded, format!("INFO ua=\"2025-02-27T16:01:40Z\" PAYMENT-SIGNATURE: {sent}"), 64),
        ("the start of a line", &at_recorded, format!("INFO 2025-02-27T16:01:40Z PAYMENT-SIGNATURE: {sent}"), 0),
        // The offer.
        (
            "a request's header",
            &at_now,
            format!("GET / HTTP/1.1\nPAYMENT-REQUIRED: {cheap}\nPAYMENT-SIGNATURE: {sent}\n\n{dear}"),
            1,
        ),
        (
            "a request's body",
            &at_now,
            format!("POST / HTTP/1.1\nPAYMENT-SIGNATURE: {sent}\n\n{}\n{dear}", required("10000")),
            1,
        ),
        (
            "a request's body alone",
            &at_now,
            format!("POST / HTTP/1.1\nPAYMENT-SIGNATURE: {sent}\n\n{}\n", required("10000")),
            64,
        ),
        ("a response", &at_now, format!("GET / HTTP/1.1\nPAYMENT-SIGNATURE: {sent}\n\n{}", asks("10000")), 4),
        (
            "a response before it",
            &at_now,
            format!("GET / HTTP/1.1\n\n{}GET / HTTP/1.1\nPAYMENT-SIGNATURE: {sent}\n\n", asks("10000")),
            0,
        ),
        (
            "another status",
            &at_now,
            format!("GET / HTTP/1.1\nPAYMENT-SIGNATURE: {sent}\n\nHTTP/1.1 200 OK\n\n{}\n", required("10000")),
            64,
        ),
        // The payment.
        (
            "a field of the query",
            &at_now_own,
            record(json!({"payment-signature": base64(&forged)}), json!({"p": payment})),
            2,
        ),
        (
            "another header",
            &at_now_own,
            record(json!({"payment-signature": base64(&forged), "x-note": sent}), json!({})),
            2,
        ),
        (
            "two headers of the protocol",
            &at_now_own,
            record(json!({"payment-signature": base64(&forged), "x-payment": sent}), json!({})),
            64,
        ),
        (
            "the header",
            &at_now_own,
            record(json!({"payment-signature": sent, "x-note": base64(&forged)}), json!({"p": forged})),
            0,
        ),
        // A request to a facilitator.
        (
            "in a header",
            &["audit"],
            json!({"time": 1_740_672_100, "headers": {"x": request(&payment).to_string()}}).to_string(),
            65,
        ),
        (
            "in a field of the query",
            &["audit"],
            json!({"time": 1_740_672_100, "query": {"x": request(&payment)}}).to_string(),
            65,
        ),
        (
            "two that differ",
            &["audit"],
            json!({"time": 1_740_672_100, "body": request(&payment), "request": request(&forged)}).to_string(),
            65,
        ),
        (
            "with a field of its own",
            &["audit"],
            {
                let mut body = request(&payment);
                body["ts"] = 1_740_672_100.into();
                body.to_string()
            },
            65,
        ),
        (
            "in a field",
            &["audit"],
            json!({"time": 1_740_672_100, "body": request(&payment), "headers": {"x": request(&forged).to_string()}})
                .to_string(),
            0,
        ),
    ] {
        let printed = x402_reading(arguments, &text);
        assert_eq!(printed.code, code, "{id}: {printed:?}\n{text}");
    }
}

fn request(payment: &Value) -> Value {
    json!({"x402Version": 2, "paymentPayload": payment, "paymentRequirements": required("10000")["accepts"][0]})
}
