//! Offers that a published table contradicts: each command that judges says so by one name (B-10).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Said, x402, x402_reading};

/// The cases of `tests/cases/contradicted.jsonl` by their ids.
fn cases() -> BTreeMap<String, Value> {
    let lines =
        include_str!("../cases/contradicted.jsonl").lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|case| (case["id"].as_str().unwrap().to_owned(), case)).collect()
}

fn judged(command: &str, case: &Value, more: &[&str]) -> Said {
    let [payment, offer, now] = ["payment", "offer", "now"].map(|member| case[member].to_string());
    let given = ["--payment", &*payment, "--offer", &*offer, "--now", &*now, "--account-code", "none"];
    x402(&[&[command], &given[..], more].concat())
}

/// What an operation answers.
fn asked(op: &str, input: &Value) -> Value {
    let said = x402_reading(&["testee"], format!("{}\n", json!({"id": "1", "op": op, "input": input})));
    serde_json::from_str(&said.out).unwrap()
}

fn input(case: &Value) -> Value {
    let facts = json!({"accounts": {"*": {"code": "none"}}});
    json!({"payment": {"json": case["payment"]}, "offers": [case["offer"]], "now": case["now"], "facts": facts})
}

/// The flag, or what has its name, in the answer of each command and of each operation that judges.
fn found_by(case: &Value, flag: &str) -> Vec<(&'static str, bool)> {
    let offer = &case["offer"];
    let demand = json!({"x402Version": 2, "resource": {"url": "https://api.example.com/data"}, "accepts": [offer]});
    let line = format!("  flag {flag}: ");
    let has = |said: &Said, text: &str| said.out.contains(text);
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
    let lint = asked("lint", &json!({"json": demand}));
    let audit = x402_reading(&["audit", "--json", "-"], format!("{}\n", input(case)));
    let line_of_audit: Value = serde_json::from_str(audit.out.lines().next().unwrap()).unwrap();
    let diagnosis = asked("diagnose", &input(case));
    let chosen = |tolerate: Value| asked("choose", &json!({"demand": demand, "tolerate": tolerate}));
    vec![
        ("verify", has(&judged("verify", case, &[]), &line)),
        ("explain", has(&judged("explain", case, &[]), &line)),
        ("diagnose", has(&judged("diagnose", case, &[]), &format!("{flag}: "))),
        ("draft", has(&draft, &format!("warning: {flag}: "))),
        ("lint", has(&x402(&["lint", &demand.to_string()]), &format!(" {flag} at /accepts/0/"))),
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
        let said = judged(command, case, &[]);
        assert!(said.code == 0 && said.out.contains(sentence), "{said:?}");
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
    let said = judged("verify", case, &[]);
    let sentence =
        "the published tables list the asset as USDC on eip155:84532; on the offer's network USDC is 0x833589";
    assert!(said.code == 0 && said.out.contains(sentence), "{said:?}");
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
    let mut told = input(case);
    let digest = asked("digest", &json!({"payment": {"json": case["payment"]}, "offer": case["offer"]}));
    let separator = &digest["result"]["domainSeparator"];
    assert!(separator.is_string(), "{digest}");
    told["facts"]["domainSeparators"] = json!({"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913": separator});
    assert_eq!(asked("verify", &told)["result"]["flags"], json!([]));
    assert_eq!(asked("diagnose", &told)["result"]["findings"], json!([]));
}

/// U-50
#[test]
fn cdp_refuses_a_payment_to_oneself() {
    let case = &cases()["payment-to-oneself"];
    let by = |preset: &str| judged("verify", case, &["--policy", preset]);
    let said = by("cdp@2026-10");
    assert!(said.code == 1 && said.out.starts_with("invalid (policy, invalid_payload)"), "{said:?}");
    let said = by("default");
    assert!(said.code == 0 && said.out.contains("  flag self-payment: "), "{said:?}");
}
