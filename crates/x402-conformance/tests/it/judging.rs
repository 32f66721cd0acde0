//! How answers compare with vectors, and known differences with answers.

use std::time::Duration;

use serde_json::{Value, json};
use x402_conformance::{
    adapter::{Adapter, Reply},
    judge::{Outcome, judge},
    run::{Known, RunReport, run_adapter, run_ourselves},
    vector::{Vector, VectorFile},
};
use x402_types::RawJson;

use crate::support::{base_question, script};

fn vector(id: &str, op: &str, class: &str, result: &Value) -> Vector {
    let input = base_question(op)["input"].clone();
    serde_json::from_value(json!({
        "id": id, "title": "a title", "flags": [], "rulings": [], "requirements": [], "op": op, "input": input,
        "expect": {"class": class, "result": result}, "noWitness": "made up",
    }))
    .unwrap()
}

fn judged(op: &str, class: &str, expected: &Value, answer: &Value) -> (Outcome, String) {
    let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
    let judgement = judge(&vector("x-1", op, class, expected), &reply);
    (judgement.outcome, judgement.actual)
}

#[test]
fn a_verdict_is_judged_by_the_class() {
    let expected = json!({"verdict": "valid", "payer": "0xAb", "offer": 0});
    let verdict = |class: &str, answer: Value| judged("verify", class, &expected, &answer).0;
    for (class, passes) in [
        ("valid", vec!["valid"]),
        ("invalid", vec!["invalid"]),
        ("undecided", vec!["undecided"]),
        ("acceptable", vec!["valid", "invalid", "undecided"]),
    ] {
        for answer in ["valid", "invalid", "undecided", "perhaps"] {
            let outcome = if passes.contains(&answer) { Outcome::Pass } else { Outcome::Differs };
            assert_eq!(verdict(class, json!({"verdict": answer})), outcome, "{class}: {answer}");
        }
        assert_eq!(verdict(class, json!({})), Outcome::Differs);
        assert_eq!(verdict(class, json!({"verdict": 1})), Outcome::Differs);
    }
    // What is said beside it has to be right, whoever has to pay for it.
    for (answer, actual) in [
        (json!({"verdict": "valid", "payer": "0xAc"}), "valid, other payer"),
        (json!({"verdict": "valid", "payer": "0xAb", "offer": 1}), "valid, other offer"),
    ] {
        for class in ["valid", "acceptable"] {
            assert_eq!(judged("verify", class, &expected, &answer), (Outcome::Differs, actual.to_owned()));
        }
    }
    assert_eq!(verdict("valid", json!({"verdict": "valid", "payer": "0xAb", "replayKey": "?"})), Outcome::Pass);
}

#[test]
fn a_decoded_object_is_judged_by_class_and_value() {
    let expected = json!({"canonical": "{\"a\":1}", "version": 2, "flags": []});
    let decoded = |class: &str, answer: Value| judged("decode", class, &expected, &answer);
    let (taken, refused) = (json!({"ok": {"a": 1}}), json!({"err": {"stage": "json"}}));
    for (class, when_taken, when_refused) in [
        ("valid", Outcome::Pass, Outcome::Differs),
        ("invalid", Outcome::Differs, Outcome::Pass),
        ("acceptable", Outcome::Pass, Outcome::Pass),
    ] {
        assert_eq!(decoded(class, taken.clone()).0, when_taken, "{class}");
        assert_eq!(decoded(class, refused.clone()).0, when_refused, "{class}");
        assert_eq!(decoded(class, json!({})).0, Outcome::Differs, "{class}");
    }
    for (answer, outcome) in [
        (json!({"ok": {}, "canonical": "{ \"a\" : 1.0 }"}), Outcome::Pass),
        (json!({"ok": {}, "canonical": "{\"a\":2}"}), Outcome::Differs),
        (json!({"ok": {}, "version": 1}), Outcome::Differs),
        (json!({"ok": {}, "flags": ["bom"]}), Outcome::Differs),
    ] {
        assert_eq!(decoded("valid", answer).0, outcome);
    }
}

#[test]
fn a_match_is_judged_by_the_offer() {
    let none = json!({"offer": null, "differs": [{"offer": 0, "members": ["payTo"]}]});
    let (hit, pass, differs) = (json!({"offer": 0}), Outcome::Pass, Outcome::Differs);
    for (class, expected, answer, outcome) in [
        ("invalid", &none, json!({"offer": null}), pass),
        ("invalid", &none, none.clone(), pass),
        ("invalid", &none, json!({"offer": null, "differs": []}), differs),
        ("invalid", &none, json!({"offer": 0}), differs),
        ("invalid", &none, json!({}), differs),
        ("valid", &hit, json!({"offer": 0}), pass),
        ("valid", &hit, json!({"offer": 1}), differs),
        ("valid", &hit, json!({"offer": null}), differs),
        ("acceptable", &hit, json!({"offer": null}), pass),
        ("acceptable", &hit, json!({}), differs),
    ] {
        assert_eq!(judged("match", class, expected, &answer).0, outcome, "{class}: {answer}");
    }
}

#[test]
fn no_answer_differs_and_a_skip_is_one() {
    let vector = vector("x-1", "network", "valid", &json!({"name": "base"}));
    for (reply, outcome, actual) in [
        (Reply::Skipped("why".into()), Outcome::Skipped, "skipped"),
        (Reply::Error("why".into()), Outcome::Differs, "error"),
        (Reply::Malformed("why".into()), Outcome::Differs, "malformed answer"),
        (Reply::Crashed("why".into()), Outcome::Differs, "crashed"),
        (Reply::TimedOut, Outcome::Differs, "timed out"),
    ] {
        let judgement = judge(&vector, &reply);
        assert_eq!((judgement.outcome, judgement.actual.as_str()), (outcome, actual));
    }
}

/// Three vectors for a program that finds every payment invalid.
fn files() -> Vec<VectorFile> {
    let vectors: Vec<Vector> =
        [("x-1", "valid"), ("x-2", "invalid"), ("x-3", "acceptable")].map(|(id, class)| made_up(id, class)).to_vec();
    let file = json!({
        "format": "x402-vectors/1", "group": "x", "generated": {"by": "a test", "version": "0"}, "documents": [],
        "notes": {}, "vectors": vectors,
    });
    vec![serde_json::from_value(file).unwrap()]
}

fn made_up(id: &str, class: &str) -> Vector {
    vector(id, "verify", class, &json!({"verdict": class}))
}

const INVALID: &str = r#"echo "{\"id\":\"$id\",\"result\":{\"verdict\":\"invalid\"}}""#;

fn run(body: &str, wanted: &[&str], known: &[(&str, &str, &str)]) -> RunReport {
    let known: Vec<Known> = known
        .iter()
        .map(|(id, expected, actual)| Known {
            id: (*id).into(),
            expected: (*expected).into(),
            actual: (*actual).into(),
            why: "E-6".into(),
        })
        .collect();
    let mut adapter = Adapter::new(script(body), Duration::from_secs(5));
    let mut heard = Vec::new();
    let wanted = |vector: &Vector| wanted.is_empty() || wanted.contains(&vector.id.as_str());
    let report = run_adapter(&files(), wanted, &mut adapter, &known, |done, all| heard.push((done, all))).unwrap();
    assert_eq!(heard.last(), Some(&(report.asked(), report.asked())));
    report
}

fn ids(report: &RunReport) -> Vec<&str> {
    report.differences.iter().map(|difference| difference.id.as_str()).collect()
}

#[test]
fn an_unknown_difference_is_reported() {
    let report = run(INVALID, &[], &[]);
    assert_eq!((report.passed, report.known, ids(&report), report.is_clean()), (2, 0, vec!["x-1"], false));
    assert_eq!((report.differences[0].expected.as_str(), report.differences[0].actual.as_str()), ("valid", "invalid"));
    assert_eq!(report.by_class["verify valid"], [0, 0, 0, 1]);
    assert!(run(INVALID, &["x-2", "x-3"], &[]).is_clean());
}

#[test]
fn a_known_difference_is_none_as_long_as_it_is_this_one() {
    let report = run(INVALID, &[], &[("x-1", "valid", "invalid")]);
    assert_eq!((report.passed, report.known, report.is_clean()), (2, 1, true));
    for (expected, actual) in [("valid", "undecided"), ("undecided", "invalid")] {
        let report = run(INVALID, &[], &[("x-1", expected, actual)]);
        assert_eq!((report.known, ids(&report), report.stale.len()), (0, vec!["x-1"], 1));
    }
}

#[test]
fn a_known_difference_that_is_none_is_stale() {
    let skip = r#"echo "{\"id\":\"$id\",\"skipped\":\"not here\"}""#;
    for (body, known, stale) in [
        (INVALID, "x-2", "x-2: does not differ any more"),
        (INVALID, "x-3", "x-3: does not differ any more"),
        (skip, "x-1", "x-1: does not differ any more"),
        (INVALID, "x-9", "x-9: there is no such vector"),
    ] {
        let report = run(body, &[], &[("x-1", "valid", "invalid"), (known, "valid", "invalid")]);
        assert!(report.stale.iter().any(|found| found == stale), "{:?}", report.stale);
        assert!(!report.is_clean());
    }
    // Nobody asked this time.
    assert!(run(INVALID, &["x-2"], &[("x-1", "valid", "invalid")]).is_clean());
}

#[test]
fn a_run_goes_on_after_a_crash() {
    let report = run(&format!("if [ $id = q1 ]; then exit 9; fi; {INVALID}"), &[], &[]);
    assert_eq!((report.passed, ids(&report)), (2, vec!["x-1"]));
    assert_eq!(report.differences[0].actual, "crashed");
    let report = run(&format!("if [ $id = q1 ]; then exit 9; fi; {INVALID}"), &[], &[("x-1", "valid", "crashed")]);
    assert!(report.is_clean());
}

#[test]
fn this_workspace_is_run_in_process() {
    let report = run_ourselves(&files(), |vector| vector.id == "x-1" || vector.id == "x-2");
    assert_eq!((report.passed, ids(&report)), (1, vec!["x-2"]));
}
