//! Offers that a published table contradicts: each command that judges says so by one name (B-10).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Printed, x402, x402_reading};

/// The cases of `tests/cases/contradicted.jsonl` by their ids.
fn cases() -> BTreeMap<String, Value> {
    let lines =
        include_str!("../cases/contradicted.jsonl").lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|case| (case["id"].as_str().unwrap().to_owned(), case)).collect()
}

fn printed_by(command: &str, case: &Value, more: &[&str]) -> Printed {
    let [payment, offer, now] = ["payment", "offer", "now"].map(|member| case[member].to_string());
    let given = ["--payment", &*payment, "--offer", &*offer, "--now", &*now, "--account-code", "none"];
    x402(&[&[command], &given[..], more].concat())
}

/// What an operation answers.
fn asked(op: &str, input: &Value) -> Value {
    let printed = x402_reading(&["testee"], format!("{}\n", json!({"id": "1", "op": op, "input": input})));
    serde_json::from_str(&printed.out).unwrap()
}

fn input(case: &Value) -> Value {
    let facts = json!({"accounts": {"*": {"code": "none"}}});
    json!({"payment": {"json": case["payment"]}, "offers": [case["offer"]], "now": case["now"], "facts": facts})
}

/// The flag, or what has its name, in the answer of each command and of each operation that judges.
fn found_by(case: &Value, flag: &str) -> Vec<(&'static str, bool)> {
    let offer = &case["offer"];
    let required = json!({"x402Version": 2, "resource": {"url": "https://api.example.com/data"}, "accepts": [offer]});
    let line = format!("  flag {flag}: ");
    let has = |printed: &Printed, text: &str| printed.out.contains(text);
    let payer = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
    let nonce = format!("0x{}", "ab".repeat(32));
    let draft = x402(&[
        "draft",
        "--offer",
        &offer.to_string(),
        "--payer",
        payer,
        "--nonce",
        &nonce,
        "--now",
        &case["now"].to_string(),
    ]);
    let verified = asked("verify", &input(case));
    let flags = |report: &Value| report["flags"].as_array().unwrap().iter().any(|found| found == flag);
    let mut settled = input(case);
    settled["phase"] = json!({"settle": {"amount": offer["amount"]}});
    let lint = asked("lint", &json!({"json": required}));
    let audit = x402_reading(&["audit", "--json", "-"], format!("{}\n", input(case)));
    let line_of_audit: Value = serde_json::from_str(audit.out.lines().next().unwrap()).unwrap();
    let diagnosis = asked("diagnose", &input(case));
    let chosen = |tolerate: Value| asked("choose", &json!({"demand": required, "tolerate": tolerate}));
    vec![
        ("verify", has(&printed_by("verify", case, &[]), &line)),
        ("explain", has(&printed_by("explain", case, &[]), &line)),
        ("diagnose", has(&printed_by("diagnose", case, &[]), &format!("{flag}: "))),
        ("draft", has(&draft, &format!("warning: {flag}: "))),
        ("lint", has(&x402(&["lint", &required.to_string()]), &format!(" {flag} at /accepts/0/"))),
        ("audit", flags(&line_of_audit)),
        ("verify, the operation", flags(&verified["result"])),
        ("verify, to be settled", flags(&asked("verify", &settled)["result"])),
        ("lint, the operation", lint["result"]["findings"].to_string().contains(&format!("\"{flag}\""))),
        ("diagnose, the operation", diagnosis["result"]["findings"][0]["kind"] == flag),
        ("choose", chosen(json!([]))["result"] == json!({})),
        ("choose, tolerant", chosen(json!([flag]))["result"] == json!({"index": 0})),
    ]
}

fn all(flag: &str, case: &Value, is_found: bool) {
    for (by, found) in found_by(case, flag) {
        assert_eq!(found, is_found || by == "choose, tolerant", "{flag} by {by}");
    }
}

#[test]
fn the_domain_of_another_chain_is_named_everywhere() {
    let case = &cases()["domain-of-another-chain"];
    all("other-domain", case, true);
    let sentence = r#"the published tables list the domain "USD Coin", "2" for this token, so no signature over "USDC", "2" settles"#;
    for command in ["verify", "explain", "diagnose"] {
        let printed = printed_by(command, case, &[]);
        assert!(printed.code == 0 && printed.out.contains(sentence), "{printed:?}");
    }
    // The nearest right offer.
    let mut right = case.clone();
    for pointer in ["/offer/extra/name", "/payment/accepted/extra/name"] {
        *right.pointer_mut(pointer).unwrap() = "USD Coin".into();
    }
    all("other-domain", &right, false);
}

#[test]
fn the_token_of_another_chain_is_named_everywhere() {
    let case = &cases()["token-of-another-chain"];
    all("asset-network", case, true);
    let printed = printed_by("verify", case, &[]);
    let sentence =
        "the published tables list the asset as USDC on eip155:84532; on the offer's network USDC is 0x833589";
    assert!(printed.code == 0 && printed.out.contains(sentence), "{printed:?}");
    let mut right = case.clone();
    for pointer in ["/offer/network", "/payment/accepted/network"] {
        *right.pointer_mut(pointer).unwrap() = "eip155:84532".into();
    }
    all("asset-network", &right, false);
}

/// The policy makes a flag a refusal, and the chain comes before a table.
#[test]
fn a_flag_can_be_refused_and_refuted() {
    let case = &cases()["domain-of-another-chain"];
    let mut refusing = input(case);
    refusing["policy"] = json!({"refuse": ["other-domain"]});
    let answer = asked("verify", &refusing);
    assert_eq!((&answer["result"]["verdict"], &answer["result"]["check"]), (&json!("invalid"), &json!("policy")));
    let mut with_domain = input(case);
    let digest = asked("digest", &json!({"payment": {"json": case["payment"]}, "offer": case["offer"]}));
    let separator = &digest["result"]["domainSeparator"];
    assert!(separator.is_string(), "{digest}");
    with_domain["facts"]["domainSeparators"] = json!({"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913": separator});
    assert_eq!(asked("verify", &with_domain)["result"]["flags"], json!([]));
    assert_eq!(asked("diagnose", &with_domain)["result"]["findings"], json!([]));
}

/// U-50
#[test]
fn cdp_refuses_a_payment_to_oneself() {
    let case = &cases()["payment-to-oneself"];
    let by = |preset: &str| printed_by("verify", case, &["--policy", preset]);
    let printed = by("cdp@2026-10");
    assert!(printed.code == 1 && printed.out.starts_with("invalid (policy, invalid_payload)"), "{printed:?}");
    let printed = by("default");
    assert!(printed.code == 0 && printed.out.contains("  flag self-payment: "), "{printed:?}");
}
