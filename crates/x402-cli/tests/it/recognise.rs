//! What a text is, by the table that the page's tests read, too, and the same text at the doors of the command.

use std::time::Instant;

use serde_json::{Value, json};
use x402_operations::recognise::{Form, MOST, What, recognise};
use x402_types::RawJson;

use crate::support::{NOW, answer, at, header, json as json_of, read, x402, x402_reading};

const TABLE: &str = include_str!("../cases/recognise.jsonl");

fn base64(text: &str) -> String {
    RawJson::base64(text.as_bytes()).as_str().trim_matches('"').to_owned()
}

/// The text of a row, with the examples in the place of their names, the longest names first.
fn filled(text: &str) -> String {
    let payment = header();
    let payment_json = json_of(&x402(&["decode", "--json", &payment]))["ok"].to_string();
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let required = json!({"x402Version": 2, "resource": {"url": "https://a.example"}, "accepts": [offer]}).to_string();
    let request = format!(r#"{{"x402Version":2,"paymentPayload":{payment_json},"paymentRequirements":{offer}}}"#);
    let broken: Vec<&str> = payment.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect();
    [
        ("$REQUEST_ESCAPED", request.replace('"', "\\\"")),
        ("$DEMAND_STRING", json!(required).to_string()),
        ("$DEMAND6464", base64(&base64(&required))),
        ("$DEMAND64", base64(&required)),
        ("$DEMAND", required),
        ("$PAYMENT_JSON", payment_json),
        ("$PAYMENT_PERCENT", payment.replace('=', "%3D")),
        ("$PAYMENT_BROKEN", broken.join("\n")),
        ("$PAYMENT", payment),
        ("$OFFER", offer.to_string()),
    ]
    .iter()
    .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn rows() -> Vec<(Value, String)> {
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = filled(row["text"].as_str().unwrap());
        (row, text)
    };
    TABLE.lines().map(row).collect()
}

/// A part as the table has it: its kind, a mark if it is a guess, and the name of its header.
fn shown(part: &Value) -> String {
    let guess = if part["guessed"] == true { "?" } else { "" };
    let name = part["header"]["name"].as_str().map(|name| format!("@{name}")).unwrap_or_default();
    format!("{}{guess}{name}", part["kind"].as_str().unwrap())
}

#[test]
fn each_text_is_what_the_table_says() {
    let mut wrong = Vec::new();
    for (row, text) in rows() {
        let found = answer("recognise", &json!({"text": text}));
        let parts: Vec<String> = found["parts"].as_array().unwrap().iter().map(shown).collect();
        let notes: Vec<&Value> = found["notes"].as_array().unwrap().iter().map(|note| &note["kind"]).collect();
        let seen = json!({"form": found["form"], "parts": parts, "notes": notes, "time": found["time"]["seconds"]});
        let printed = json!({"form": row["form"], "parts": row["parts"], "notes": row["notes"], "time": row["time"]});
        if seen != printed {
            wrong.push(format!("{}: {seen}, not {printed}", row["id"]));
        }
        // A place is where the text has it.
        for part in found["parts"].as_array().unwrap() {
            for (value, at) in [(&part["text"], &part["at"]), (&part["header"]["value"], &part["header"]["at"])] {
                if let Some(at) = at.as_u64() {
                    let from = &text[usize::try_from(at).unwrap()..];
                    assert!(from.starts_with(value.as_str().unwrap()), "{}: {part}", row["id"]);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the table calls a payment, or has one in it, is judged; a demand is linted; and each text is decoded or refused with a sentence.
#[test]
fn each_command_takes_the_same_texts() {
    let offer = at("offer.json");
    for (row, text) in rows() {
        let kinds: Vec<&str> = row["parts"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        let has = |kind: &str| kinds.iter().any(|part| part.split('@').next() == Some(kind));
        let id = &row["id"];
        let decoded = x402_reading(&["decode"], &text);
        assert!([0, 64, 65].contains(&decoded.code), "{id}: {decoded:?}");
        assert!(decoded.code != 0 || !decoded.out.is_empty(), "{id}: {decoded:?}");
        let is_whole = text.contains("eyJ4NDAy") || text.contains("\"signature\":\"0x2d6a");
        let is_sent_so = id.as_str().unwrap().starts_with("value-") && id != "value-of-demand";
        if has("payment") && is_whole && !is_sent_so {
            let printed = x402_reading(&["verify", "-", "--offer", &offer, "--now", NOW], &text);
            let code = if printed.out.starts_with("The seller refused") { 4 } else { 0 };
            assert_eq!(printed.code, code, "{id}: {printed:?}");
        }
        if has("demand") && text.contains("accepts") && !is_sent_so && !text.contains("\"accepts\":[]") {
            let printed = x402_reading(&["lint"], &text);
            assert!(printed.out.contains("a 402 response of version 2"), "{id}: {printed:?}");
        }
    }
}

/// The verdict on a payment is that at the `Date` of the answer, and `--now` comes before it.
#[test]
fn a_payment_is_verified_at_the_date_of_the_answer() {
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let required =
        base64(&json!({"x402Version": 2, "resource": {"url": "https://a.example"}, "accepts": [offer]}).to_string());
    let transcript = |date: &str| {
        format!(
            "> GET /x HTTP/1.1\n> PAYMENT-SIGNATURE: {}\n>\n< HTTP/1.1 402 Payment Required\n< PAYMENT-REQUIRED: {required}\n{date}<\n",
            header()
        )
    };
    let dated = transcript("< Date: Thu, 27 Feb 2025 16:01:40 GMT\n");
    for command in ["verify", "explain", "diagnose"] {
        // The server asked again, so it did not take the payment.
        let printed = x402_reading(&[command, "-", "--at-recorded-time"], &dated);
        assert_eq!(printed.code, 4, "{command}: {printed:?}");
        assert!(
            printed.out.starts_with("The seller refused the payment (status 402), without a reason\n"),
            "{printed:?}"
        );
        assert!(printed.out.contains("verified at 2025-02-27T16:01:40Z, when the server answered"), "{printed:?}");
        assert!(printed.err.contains("verified against the payment requirements in the same text"), "{printed:?}");
        // Without the option the clock decides, and the line has both times.
        let printed = x402_reading(&[command, "-"], &dated);
        assert_eq!(printed.code, 1, "{command}: {printed:?}");
        let both = "valid when the server answered at 2025-02-27T16:01:40Z, expired since, at 2025-02-27T16:02:34Z";
        assert!(printed.out.lines().nth(1).unwrap().contains(both), "{printed:?}");
        assert!(printed.out.contains("pass --at-recorded-time for 2025-02-27T16:01:40Z"), "{printed:?}");
        let late = x402_reading(&[command, "-", "--now", "1740672160"], &dated);
        assert!(late.code == 1 && !late.out.contains("verified at"), "{late:?}");
        let undated = x402_reading(&[command, "-"], transcript(""));
        assert_eq!(undated.code, 1, "by the clock it has expired");
        assert!(undated.out.contains("verified by this machine's clock, at "), "{undated:?}");
        let none = x402_reading(&[command, "-", "--at-recorded-time"], transcript(""));
        assert!(none.code == 64 && none.err.contains("--at-recorded-time: the text has no time"), "{none:?}");
    }
    assert_eq!(x402_reading(&["verify", "-", "--offer", &at("offer-20000.json")], &dated).code, 1);
    let logged = format!("2025-02-27T16:01:40Z INFO payment-signature: {}", header());
    let printed = x402_reading(&["verify", "-", "--offer", &at("offer.json"), "--at-recorded-time"], &logged);
    assert!(
        printed.code == 0 && printed.out.contains("verified at 2025-02-27T16:01:40Z, when the line was logged"),
        "{printed:?}"
    );
    // A date that is none is not taken.
    for date in ["Thu, 30 Feb 2025 16:01:40 GMT", "27 Feb 2025 16:01:40 GMT", "Thu, 27 Feb 2025 16:01:40 CET", "soon"] {
        assert_eq!(recognise(&transcript(&format!("< Date: {date}\n"))).time(), None, "{date}");
    }
}

/// A directory's page has more values than one object may have. Each entry has its own limit.
#[test]
fn the_limits_of_a_page_are_those_of_its_entries() {
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let item = |index: usize, values: usize| {
        let many: Vec<u8> = vec![0; values];
        json!({"resource": format!("https://a.example/{index}"), "type": "http", "x402Version": 2, "accepts": [offer],
            "lastUpdated": "2026-08-14T00:00:00Z", "extensions": {"a": {"info": many, "schema": {}}}})
    };
    let page = |items: Vec<Value>| {
        json!({"x402Version": 2, "items": items, "pagination": {"limit": 100, "offset": 0, "total": 1}}).to_string()
    };
    for (text, flag) in [
        (page((0..170).map(|index| item(index, 600)).collect()), false),
        (page(vec![item(0, 10), item(1, 17_000), item(2, 10)]), true),
    ] {
        let printed = x402_reading(&["decode"], &text);
        assert!(
            printed.code == 0 && printed.out.starts_with("x402 resource-list, version 2\n"),
            "{}",
            &printed.out[..200]
        );
        assert_eq!(printed.out.contains("flag unreadable-item"), flag);
        let linted = x402_reading(&["lint"], &text);
        assert!(linted.out.starts_with("x402 resource-list with "), "{}", &linted.out[..200]);
    }
    // An object keeps its limit.
    let alone = json!({"x402Version": 2, "accepts": [offer], "a": vec![0; 17_000]}).to_string();
    assert_eq!(x402_reading(&["decode"], &alone).code, 65);
    let lines = x402_reading(&["lint", "--json"], page(vec![item(0, 1), item(1, 1)]));
    let lines: Vec<Value> = lines.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[1]["resource"]), (2, &json!("https://a.example/1")));
}

/// The time grows as the text. Each of these would take minutes if it were read again for each of its pieces.
#[test]
fn no_text_takes_long_or_makes_it_fail() {
    const LENGTH: usize = 1 << 20;
    let start = Instant::now();
    for piece in [
        "{",
        "[",
        "\"",
        "'",
        "{\"a\":",
        "{\"a\":[{},",
        "HTTP/1.1 402 x\n",
        "> a: b\n",
        "curl -H 'a: b' ",
        "PAYMENT-SIGNATURE: e30=\n",
        "eyJ",
        "invalid_a ",
        "{} ",
        "{\"jsonrpc\":\"2.0\"}\n",
        "2026-11-28 19:55:25 ",
        "\\",
        "%3D",
        "a_b ",
        "\u{202e}",
        "data: {}\n",
        "'HTTP/1.1 402 x\n\n",
        "{\"x402/payment\":\"e30=\",\"_meta\":",
    ] {
        let text = piece.repeat(LENGTH / piece.len());
        let found = recognise(&text);
        assert!(found.parts.len() <= 65_536 + 1, "{piece}");
        for end in [1, 7, 100] {
            assert!(recognise(&text[..text.len().min(piece.len() * end)]).parts.len() <= 101, "{piece}");
        }
    }
    assert_eq!(recognise(&"a".repeat(MOST + 1)).form, Form::Unknown);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    // Pieces in any order.
    let pieces = [
        "\"",
        "{",
        "[",
        ":",
        ",",
        "HTTP/1.1 402",
        "\n",
        "> ",
        "eyJ",
        "X-PAYMENT: ",
        "null",
        "==",
        "'",
        "curl ",
        "-H ",
        "é",
        "\r",
    ];
    let mut seed: u32 = 7;
    for _ in 0..3000 {
        let text: String = (0..8)
            .map(|_| {
                seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345) % 2_147_483_648;
                pieces[usize::try_from(seed).unwrap() % pieces.len()]
            })
            .collect();
        let found = recognise(&text);
        assert!(
            found.parts.iter().all(|part| part.what != What::Demand || part.is_guess || part.text.is_some()),
            "{text:?}"
        );
    }
}

/// The nearest of a secret is no secret, and no sentence repeats one.
#[test]
fn a_secret_is_never_repeated() {
    let key = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";
    for text in [key.to_owned(), format!("0x{key}"), format!("PAYMENT-SIGNATURE: 0x{key}"), format!("\"{key}\"")] {
        for arguments in [&["decode"][..], &["verify", "-", "--offer", &at("offer.json")], &["lint"], &["explain", "-"]]
        {
            let printed = x402_reading(arguments, &text);
            assert_ne!(printed.code, 0, "{printed:?}");
            let all = format!("{}{}", printed.out, printed.err);
            assert!(!all.contains(key), "{arguments:?}: {all}");
        }
    }
    let printed = x402_reading(&["decode"], key);
    assert!(printed.out.contains("never paste it anywhere"), "{printed:?}");
}

/// The body of a request to a facilitator in a line of a log is judged at the line's time.
#[test]
fn a_log_of_requests_is_audited() {
    let payment = json_of(&x402(&["decode", "--json", &header()]))["ok"].clone();
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let body = json!({"x402Version": 2, "paymentPayload": payment, "paymentRequirements": offer});
    let log = [
        json!({"ts": "2025-02-27T16:01:40Z", "body": body}).to_string(),
        format!("2025-02-27T16:01:40Z POST /verify {body}"),
        json!({"ts": "2025-02-27T16:09:00Z", "body": body}).to_string(),
        body.to_string(),
        json!({"ts": "2025-02-27T16:01:40Z", "msg": "started"}).to_string(),
    ];
    let printed = x402_reading(&["audit"], log.join("\n"));
    let starts: Vec<&str> = printed.out.lines().take(5).map(|line| &line[..9]).collect();
    assert_eq!(starts, ["1 valid 0", "2 valid 0", "3 invalid", "4 error: ", "5 error: "], "{printed:?}");
    assert!(printed.out.contains("and no time that its client did not write"), "{printed:?}");
}
