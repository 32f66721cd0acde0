//! How answers compare with vectors, and known differences with answers.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};
use x402_conformance::{
    adapter::{Adapter, Reply},
    judge::{Outcome, judge},
    run::{Known, RunReport, run_adapter, run_ourselves},
    vector::{self, Class, Vector, VectorFile},
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
            assert_eq!(
                verdict(class, json!({"verdict": answer, "payer": "0xAb", "offer": 0})),
                outcome,
                "{class}: {answer}"
            );
        }
        assert_eq!(verdict(class, json!({})), Outcome::Differs);
        assert_eq!(verdict(class, json!({"verdict": 1})), Outcome::Differs);
    }
    // What is said beside it has to be right, whoever has to pay for it.
    for (answer, actual) in [
        (json!({"verdict": "valid", "payer": "0xAc", "offer": 0}), "valid, other payer"),
        (json!({"verdict": "valid", "payer": "0xAb", "offer": 1}), "valid, other offer"),
        (json!({"verdict": "valid"}), "valid, no payer"),
        (json!({"verdict": "valid", "payer": "0xAb"}), "valid, no offer"),
    ] {
        for class in ["valid", "acceptable"] {
            assert_eq!(judged("verify", class, &expected, &answer), (Outcome::Differs, actual.to_owned()));
        }
    }
    let more = json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "replayKey": "?"});
    assert_eq!(verdict("valid", more), Outcome::Pass);
}

/// What an answer says is kept until the end of the run.
#[test]
fn of_a_long_answer_the_beginning_is_kept_and_the_length() {
    let expected = json!({"caip2": "eip155:8453"});
    let said = |op: &str, member: &str, length: usize| {
        let (outcome, actual) = judged(op, "valid", &expected, &json!({member: "ä".repeat(length)}));
        assert_eq!(outcome, Outcome::Differs);
        actual
    };
    for (op, member) in [("network", "caip2"), ("verify", "verdict"), ("match", "offer")] {
        let [long, longer] = [100_000, 100_001].map(|length| said(op, member, length));
        assert!(long.len() < 2100 && long != longer, "{op}: {} bytes", long.len());
    }
    assert_eq!(said("network", "caip2", 1000).len(), r#"{"caip2":""}"#.len() + 2000);
}

/// Two choices do not make a third one.
#[test]
fn the_members_are_those_of_one_choice() {
    let choice = |payer: &str, offer: u8| json!({"verdict": "valid", "payer": payer, "offer": offer});
    let expected = json!([choice("0xAb", 0), choice("0xAc", 1), {"verdict": "undecided", "needs": ["account-code"]}]);
    for (answer, outcome) in [
        (choice("0xAb", 0), Outcome::Pass),
        (choice("0xAc", 1), Outcome::Pass),
        (choice("0xAb", 1), Outcome::Differs),
        (json!({"verdict": "undecided", "needs": [{"kind": "account-code"}, {"kind": "balance"}]}), Outcome::Pass),
        (json!({"verdict": "undecided", "needs": [{"kind": "balance"}]}), Outcome::Differs),
        (json!({"verdict": "invalid"}), Outcome::Pass),
    ] {
        assert_eq!(judged("verify", "acceptable", &expected, &answer).0, outcome, "{answer}");
    }
}

#[test]
fn a_decoded_object_is_judged_by_class_and_value() {
    let expected = json!({"canonical": "{\"a\":1,\"b\":{\"c\":null}}", "version": 2, "flags": []});
    let decoded = |class: &str, answer: &Value| judged("decode", class, &expected, answer);
    let rest = |ok: Value, canonical: &str| json!({"ok": ok, "canonical": canonical, "version": 2, "flags": []});
    let canonical = expected["canonical"].as_str().unwrap();
    let (taken, refused) = (rest(json!({"b": {"c": null}, "a": 1.0}), canonical), json!({"err": {"stage": "json"}}));
    for (class, when_taken, when_refused) in [
        ("valid", Outcome::Pass, Outcome::Differs),
        ("invalid", Outcome::Differs, Outcome::Pass),
        ("acceptable", Outcome::Pass, Outcome::Pass),
    ] {
        assert_eq!(decoded(class, &taken).0, when_taken, "{class}");
        assert_eq!(decoded(class, &refused).0, when_refused, "{class}");
        assert_eq!(decoded(class, &json!({})).0, Outcome::Differs, "{class}");
        assert_eq!(decoded(class, &json!({"ok": taken["ok"], "err": refused["err"]})).0, Outcome::Differs, "{class}");
    }
    for (member, value, actual) in [
        ("ok", json!({"I": "lied"}), "ok, other object"),
        ("ok", json!({}), "ok, other object"),
        ("ok", json!({"a": 1}), "ok, other object"),
        ("ok", json!({"a": 1, "b": {"c": null}, "d": 1}), "ok, other object"),
        ("canonical", json!("{ \"b\": {\"c\": null}, \"a\" : 1.0 }"), "ok"),
        ("canonical", json!("{\"a\":2}"), "ok, other canonical"),
        ("canonical", json!("{"), "ok, other canonical"),
        ("canonical", json!(1), "ok, other canonical"),
        ("version", json!(1), "ok, other version"),
        ("flags", json!(["bom"]), "ok, other flags"),
    ] {
        let mut answer = taken.clone();
        answer[member] = value;
        assert_eq!(decoded("valid", &answer).1, actual, "{answer}");
    }
    // Neither says of which version it is.
    let unversioned = json!({"canonical": "{}"});
    let (outcome, actual) =
        judged("decode", "valid", &unversioned, &json!({"ok": {}, "canonical": "{}", "version": 2}));
    assert_eq!((outcome, actual.as_str()), (Outcome::Differs, "ok, version where there is none"));
}

/// Who says no `canonical` may have a model that drops what is null and adds what is empty; and nothing else.
#[test]
fn an_object_without_its_text_may_lack_what_is_empty() {
    let expected = json!({"canonical": r#"{"a":1,"b":{"c":null,"d":[{"e":2,"f":{}}]}}"#});
    let object = |ok: Value| {
        let reply = Reply::Result(RawJson::parse(&json!({"ok": ok}).to_string()).unwrap());
        judge(&vector("x-1", "decode", "valid", &expected), &reply).excusing(|_| true)
    };
    for (ok, outcome, left_out) in [
        (json!({"a": 1, "b": {"c": null, "d": [{"e": 2, "f": {}}]}}), Outcome::Pass, 1),
        (json!({"a": 1, "b": {"d": [{"e": 2}]}, "g": {}, "h": [], "i": null}), Outcome::Pass, 2),
        (json!({"a": 1, "b": {"d": [{"e": 2}, {}]}}), Outcome::Differs, 1),
        (json!({"a": 1, "b": {"d": [{}]}}), Outcome::Differs, 1),
        (json!({"a": 1, "b": {}}), Outcome::Differs, 1),
        (json!({"a": 1, "b": {"d": [{"e": 2}]}, "g": 0}), Outcome::Differs, 1),
        (json!({"a": null, "b": {"d": [{"e": 2}]}}), Outcome::Differs, 1),
    ] {
        let judgement = object(ok.clone());
        assert_eq!((judgement.outcome, judgement.left_out.len()), (outcome, left_out), "{ok}");
    }
}

#[test]
fn a_network_has_a_name_only_where_it_has_one() {
    let expected = json!({"caip2": "eip155:5"});
    for (answer, outcome) in [
        (expected.clone(), Outcome::Pass),
        (json!({"caip2": "eip155:5", "name": "goerli"}), Outcome::Differs),
        (json!({"caip2": "eip155:6"}), Outcome::Differs),
        (json!({}), Outcome::Differs),
    ] {
        assert_eq!(judged("network", "valid", &expected, &answer).0, outcome, "{answer}");
    }
}

/// One who knows every verdict, and else says nothing or makes it up.
#[test]
fn a_liar_passes_nothing_that_is_to_be_taken() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let files = vector::read_all(&directory).unwrap();
    let mut asked = 0;
    for vector in files.iter().flat_map(|file| &file.vectors).filter(|vector| vector.expect.class != Class::Invalid) {
        let lie = match vector.op.as_str() {
            "decode" => json!({"ok": {"I": "lied"}}),
            "verify" if vector.expect.class != Class::Undecided => json!({"verdict": "valid"}),
            _ => continue,
        };
        asked += 1;
        let judgement = judge(vector, &Reply::Result(RawJson::parse(&lie.to_string()).unwrap()));
        assert_eq!(judgement.excusing(|_| true).outcome, Outcome::Differs, "{}", vector.id);
    }
    assert!(asked > 900);
}

#[test]
fn a_match_is_judged_by_the_offer() {
    let none = json!({"offer": null, "differs": [{"offer": 0, "members": ["payTo"]}]});
    let (hit, pass, differs) = (json!({"offer": 0}), Outcome::Pass, Outcome::Differs);
    for (class, expected, answer, outcome) in [
        ("invalid", &none, json!({"offer": null}), differs),
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

/// An implementation has a member or has it not. What it never says is not compared, and counted.
#[test]
fn who_says_a_member_once_says_it_wherever_a_vector_does() {
    let expected = json!({"verdict": "invalid", "payer": "0xAb", "offer": 0, "replayKey": "k"});
    let mut files = files();
    files[0].vectors = ["x-1", "x-2"].map(|id| vector(id, "verify", "invalid", &expected)).to_vec();
    let invalid = |more: &str| format!(r#"echo "{{\"id\":\"$id\",\"result\":{{\"verdict\":\"invalid\"{more}}}}}""#);
    let run = |body: &str| {
        let mut adapter = Adapter::new(script(body), Duration::from_secs(5));
        run_adapter(&files, |_| true, &mut adapter, &[], |_, _| ()).unwrap()
    };
    let (payer, key) = (r#",\"payer\":\"0xAb\""#, r#",\"replayKey\":\"k\""#);
    let counts = |report: &RunReport, name: &str| {
        let count = report.members[&format!("verify invalid: {name}")];
        (count.compared, count.not_compared)
    };
    let report = run(&invalid(payer));
    assert_eq!((report.passed, report.is_clean()), (2, true));
    assert_eq!(
        (counts(&report, "payer"), counts(&report, "offer"), counts(&report, "replayKey")),
        ((2, 0), (0, 2), (0, 2))
    );
    let first = format!("if [ $id = q1 ]; then {}; else {}; fi", invalid(&format!("{payer}{key}")), invalid(payer));
    let report = run(&first);
    assert_eq!((ids(&report), report.differences[0].actual.as_str()), (vec!["x-2"], "invalid, no replayKey"));
    assert_eq!((counts(&report, "payer"), counts(&report, "replayKey")), ((2, 0), (1, 1)));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["members"]["verify invalid: replayKey"], json!({"compared": 1, "notCompared": 1}));
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
