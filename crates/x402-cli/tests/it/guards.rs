//! Payments whose wallet adds guards, in layouts that wallets send, made with PyPI `solders` (V-50 to V-56).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Printed, json, x402};

/// The payments of `tests/cases/guards.jsonl` by their ids: the account that the guards name, how many guards stand before the
/// transfer, and how many at the end.
fn payments() -> BTreeMap<String, Value> {
    let lines = include_str!("../cases/guards.jsonl").lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|mut line| (line["id"].as_str().unwrap().to_owned(), line["payment"].take())).collect()
}

/// For each payment the answer by default, under `ts` and under `x402-rs`: the flags of a valid payment, or the check that decides.
const ANSWERS: &[(&str, [Answer; 3])] = &[
    ("payer-0-0", [Valid(""), Valid(""), Valid("")]),
    ("payer-0-3", [Valid(""), Valid(""), Valid("")]),
    ("payer-0-4", [Valid("guard-count"), COUNT, Valid("guard-count")]),
    ("payer-3-0", [Valid("guard-position"), POLICY, POLICY]),
    ("payer-3-1", [Valid("guard-position guard-count"), COUNT, POLICY]),
    ("payer-3-2", [COUNT, COUNT, POLICY]),
    ("source-1-0", [Valid("guard-position"), POLICY, POLICY]),
    ("sponsor-0-1", [Valid("guard-fee-payer"), Valid("guard-fee-payer"), POLICY]),
    ("sponsor-3-1", [Valid("guard-position guard-count guard-fee-payer"), COUNT, POLICY]),
    ("sponsor-3-2", [COUNT, COUNT, POLICY]),
    (
        "payer-0-4-without-memo",
        [Valid("guard-count no-memo"), Valid("guard-count no-memo"), Valid("guard-count no-memo")],
    ),
    ("payer-0-5-without-memo", [COUNT, COUNT, Valid("guard-count no-memo")]),
    ("payer-0-3-two-memos", [Valid("guard-count"), COUNT, Valid("guard-count")]),
    ("payer-0-3-three-memos", [COUNT, COUNT, Valid("guard-count")]),
    ("sponsor-0-1-first-0", [ISOLATION, ISOLATION, ISOLATION]),
    ("sponsor-0-1-first-1", [ISOLATION, ISOLATION, ISOLATION]),
    ("sponsor-0-1-first-2", [Valid("guard-fee-payer"), Valid("guard-fee-payer"), POLICY]),
    ("sponsor-0-1-first-17", [Valid("guard-fee-payer"), Valid("guard-fee-payer"), POLICY]),
    ("sponsor-0-1-first-18", [ISOLATION, ISOLATION, ISOLATION]),
    ("sponsor-0-1-first-none", [ISOLATION, ISOLATION, ISOLATION]),
    ("payer-0-1-first-0", [Valid(""), Valid(""), Valid("")]),
    ("payer-0-1-first-1", [Valid(""), Valid(""), Valid("")]),
    ("payer-0-1-first-2", [Valid(""), Valid(""), Valid("")]),
    ("payer-0-1-first-17", [Valid(""), Valid(""), Valid("")]),
    ("payer-0-1-first-18", [Valid(""), Valid(""), Valid("")]),
    ("payer-0-1-first-none", [Valid(""), Valid(""), Valid("")]),
    ("memo-names-sponsor", [ISOLATION, ISOLATION, ISOLATION]),
];

/// The valid payments with a guard that its program cannot read (V-57).
const UNREADABLE: &[&str] = &[
    "payer-0-3",
    "payer-3-0",
    "source-1-0",
    "sponsor-0-1-first-17",
    "payer-0-1-first-17",
    "payer-0-1-first-18",
    "payer-0-1-first-none",
];

#[derive(Clone, Copy)]
enum Answer {
    Valid(&'static str),
    Invalid(&'static str),
}
use Answer::{Invalid, Valid};

const COUNT: Answer = Invalid("instructions");
const POLICY: Answer = Invalid("policy");
const ISOLATION: Answer = Invalid("fee-payer-isolation");

fn verify(payment: &Value, more: &[&str]) -> Printed {
    let (offer, payment) = (payment["accepted"].to_string(), payment.to_string());
    let mut arguments = vec!["verify", "--payment", &payment, "--offer", &offer, "--now", "1740672100"];
    arguments.extend(more);
    x402(&arguments)
}

/// V-51 to V-56: verdict, exit code, flags, and both halves of the report.
#[test]
fn guards_are_verified_by_their_effect() {
    let payments = payments();
    assert_eq!(payments.len(), ANSWERS.len());
    for (id, answers) in ANSWERS {
        // Nothing is published about the guards that a hosted facilitator takes (V-54).
        let hosted = [("cdp@2026-10", answers[0]), ("payai@2026-10", answers[0])];
        let presets = ["default", "ts", "x402-rs"].into_iter().zip(*answers).chain(hosted);
        for (preset, answer) in presets {
            let printed = verify(&payments[*id], &["--policy", preset, "--json"]);
            let report = json(&printed);
            let mut flags: Vec<_> =
                report["flags"].as_array().unwrap().iter().map(|flag| flag.as_str().unwrap()).collect();
            let is_unknown = flags.contains(&"unknown-guard");
            flags.retain(|flag| *flag != "unknown-guard");
            let halves = ["sponsoring", "payment"].map(|half| report["sponsor"][half].as_str().unwrap());
            let failed = report["checks"].as_array().unwrap().iter().find(|check| check["outcome"] == "fail");
            match answer {
                Valid(expected) => {
                    assert_eq!((printed.code, flags.join(" ").as_str()), (0, expected), "{id}, {preset}");
                    assert_eq!(is_unknown, UNREADABLE.contains(id), "{id}, {preset}");
                    assert_eq!((&report["verdict"], halves), (&"valid".into(), ["valid"; 2]), "{id}, {preset}");
                }
                Invalid(check) => {
                    assert_eq!((printed.code, &report["verdict"]), (1, &"invalid".into()), "{id}, {preset}");
                    assert_eq!(failed.unwrap()["id"], check, "{id}, {preset}");
                    assert_eq!(halves[0], "invalid", "{id}, {preset}");
                }
            }
        }
    }
}

/// The summary for people.
#[test]
fn the_summary_lists_the_flags() {
    let payments = payments();
    let printed = verify(&payments["sponsor-3-1"], &[]);
    let lines: Vec<_> = printed.out.lines().collect();
    assert!(
        lines[0].starts_with("valid: AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9 pays 0.010000 USDC"),
        "{printed:?}"
    );
    for (line, flag) in lines[1..].iter().zip(["guard-position", "guard-count", "guard-fee-payer"]) {
        assert!(line.starts_with(&format!("  flag {flag}: ")), "{line}");
    }
    assert_eq!((printed.code, lines.len()), (0, 4));
    let printed = verify(&payments["sponsor-0-1-first-0"], &[]);
    assert!(printed.out.starts_with("invalid (fee-payer-isolation, "), "{printed:?}");
    // A guard is described by what it does.
    let described = |id: &str| {
        let (payment, offer) = (payments[id].to_string(), payments[id]["accepted"].to_string());
        x402(&["explain", "--payment", &payment, "--offer", &offer, "--now", "1740672100"]).out
    };
    for (id, sentence) in [
        ("sponsor-0-1-first-2", "4         Lighthouse: an assertion of the wallet about "),
        ("sponsor-0-1-first-0", "4         Lighthouse: MemoryWrite on "),
        ("sponsor-0-1-first-1", "4         Lighthouse: MemoryClose on "),
        ("sponsor-0-1-first-18", "4         Lighthouse: an unknown instruction, on "),
        ("sponsor-0-1-first-none", "4         Lighthouse: an unknown instruction, on "),
    ] {
        let printed = described(id);
        assert!(printed.contains(sentence), "{printed}");
    }
}
