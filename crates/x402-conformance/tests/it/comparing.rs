//! How answers compare with vectors, and known differences with answers.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use serde_json::{Value, json};
use x402_conformance::{
    adapter::Reply,
    compare::{Compared, FieldFault, Outcome, compare},
    run::{Asking, Column, FieldCause, Known, RunReport, run_adapter, run_ourselves},
    single::Groups,
    vector::{Class, Input, Level, Vector, VectorFile},
};
use x402_types::RawJson;

use crate::files::vectors;
use crate::support::{base_question, script};

fn vector(id: &str, op: &str, class: &str, result: &Value) -> Vector {
    let input = base_question(op)["input"].clone();
    serde_json::from_value(json!({
        "id": id, "title": "a title", "flags": [], "level": "must", "rulings": [], "requirements": [], "op": op, "input": input,
        "expect": {"class": class, "result": result}, "noWitness": "made up",
    }))
    .unwrap()
}

fn compared(op: &str, class: &str, expected: &Value, answer: &Value) -> (Outcome, String) {
    let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
    let comparison = compare(&vector("x-1", op, class, expected), &reply);
    (comparison.outcome, comparison.actual)
}

#[test]
fn a_verdict_is_compared_by_the_class() {
    let expected = json!({"verdict": "valid", "payer": "0xAb", "offer": 0});
    let verdict = |class: &str, answer: Value| compared("verify", class, &expected, &answer).0;
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
    // The payer and the offer have to be right where money moves, and have to be there.
    for (answer, actual, owed) in [
        (json!({"verdict": "valid", "payer": "0xAc", "offer": 0}), "valid, other payer", vec![]),
        (json!({"verdict": "valid", "payer": "0xAb", "offer": 1}), "valid, other offer", vec![]),
        (json!({"verdict": "valid"}), "valid", vec!["payer", "offer"]),
        (json!({"verdict": "valid", "payer": "0xAb"}), "valid", vec!["offer"]),
        (json!({"verdict": "valid", "payer": "0xAb", "offer": 0}), "valid", vec![]),
    ] {
        for class in ["valid", "acceptable"] {
            let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
            let comparison = compare(&vector("x-1", "verify", class, &expected), &reply);
            let outcome = if actual == "valid" { Outcome::Pass } else { Outcome::Differs };
            assert_eq!((comparison.outcome, comparison.actual.as_str()), (outcome, actual), "{answer}");
            let is_owed = |compared: &Compared| matches!(compared, Compared::Owed(_));
            let found = comparison.fields.iter().filter(|field| is_owed(&field.compared));
            assert_eq!(found.map(|field| field.name.as_str()).collect::<Vec<_>>(), owed, "{answer}");
        }
    }
    // A claim, which a facilitator is about to send, has many payers.
    let submitted = json!({"verdict": "valid", "offer": 0});
    let mut claim = vector("x-1", "verify", "valid", &submitted);
    for (input, faults) in [(r#"{"phase":"submit"}"#, vec![]), (r#"{"phase":"verify"}"#, vec!["payer"])] {
        claim.input = Input::new(input).unwrap();
        let reply = Reply::Result(RawJson::parse(&submitted.to_string()).unwrap());
        assert_eq!(compare(&claim, &reply).outcome, Outcome::Pass, "{input}");
        assert_eq!(compare(&claim, &reply).field_faults().map(|(name, _)| name).collect::<Vec<_>>(), faults, "{input}");
    }
    let more = json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "replayKey": "?"});
    assert_eq!(verdict("valid", more), Outcome::Pass);
}

#[test]
fn an_implementation_that_asks_the_chain_may_decide_what_an_offline_one_leaves_undecided() {
    let compared = |op: &str, class: &str, needs: &[&str], answer: &Value| {
        let expected = json!({"verdict": class, "needs": needs});
        let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
        compare(&vector("x-1", op, class, &expected), &reply)
    };
    let valid = json!({"verdict": "valid", "payer": "0xAb", "offer": 0});
    let invalid = json!({"verdict": "invalid"});
    for answer in [&valid, &invalid] {
        let offline = compared("verify", "undecided", &["account-code"], answer);
        assert_eq!((offline.outcome, offline.decides(), offline.diff.is_empty()), (Outcome::Differs, true, false));
        assert_eq!(offline.fields, []);
        let asking = offline.asking_the_chain();
        assert_eq!((asking.outcome, asking.diff.len()), (Outcome::Pass, 0));
    }
    let decided = compared("verify", "undecided", &["account-code"], &valid).asking_the_chain().fields;
    assert_eq!(decided.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["payer", "offer"]);
    for (op, class, needs, answer) in [
        // No chain answers these questions.
        ("verify", "undecided", "facilitator", &invalid),
        ("verify", "undecided", "verifier", &valid),
        ("offer-receipt", "undecided", "signing-key", &invalid),
        ("http-message-signature", "undecided", "component", &invalid),
        // The chain has nothing to decide.
        ("verify", "valid", "account-code", &invalid),
        ("verify", "invalid", "account-code", &valid),
        // These answers are none.
        ("verify", "undecided", "account-code", &json!({"verdict": "perhaps"})),
        ("verify", "undecided", "account-code", &json!({"verdict": "valid", "offer": 0})),
        ("verify", "undecided", "account-code", &json!({})),
    ] {
        let comparison = compared(op, class, &[needs], answer).asking_the_chain();
        assert_eq!(
            (comparison.outcome, comparison.decides()),
            (Outcome::Differs, false),
            "{op} {class} {needs}: {answer}"
        );
    }
    let undecided = compared("verify", "undecided", &["account-code"], &json!({"verdict": "undecided"}));
    assert!(!undecided.decides());
}

#[test]
fn a_report_counts_what_was_decided_on_the_chain_for_who_asks_it() {
    let vectors = [("x-1", "account-code"), ("x-2", "facilitator")]
        .map(|(id, question)| vector(id, "verify", "undecided", &json!({"verdict": "undecided", "needs": [question]})));
    let mut files = files();
    files[0].vectors = vectors.into_iter().collect();
    for (asks, passed) in [("true", 1), ("false", 0)] {
        let first = format!(r#"{{\"testee\":{{\"name\":\"a\",\"asksTheChain\":{asks}}}}}"#);
        let answer = r#"{\"id\":\"$id\",\"result\":{\"verdict\":\"invalid\"}}"#;
        let program = script(&format!(r#"[ $id != q1 ] || echo "{first}"; echo "{answer}""#));
        let report = run_adapter(&files, |_| true, &Asking::new(program), &[], |_, _| ()).unwrap();
        assert_eq!((report.passed, report.decided, report.differences.len()), (passed, passed, 2 - passed), "{asks}");
        let written = serde_json::to_value(&report).unwrap();
        assert_eq!(written.get("decided"), (passed > 0).then(|| json!(1)).as_ref());
    }
}

#[test]
fn the_state_of_a_payment_is_compared_and_next_to_it_whether_to_sign_again() {
    let expected = json!({"state": "failed", "signAgain": "both-count"});
    let compare = |answer: Value| compared("settlement-state", "invalid", &expected, &answer);
    for (answer, actual) in [
        (json!({"state": "unknown", "signAgain": "both-count"}), "unknown"),
        (json!({"state": "failed", "signAgain": "no"}), "failed, other signAgain"),
        (json!({"signAgain": "both-count"}), "no state"),
        (json!({"state": 1}), "no state"),
    ] {
        assert_eq!(compare(answer), (Outcome::Differs, actual.to_owned()));
    }
    assert_eq!(compare(expected.clone()), (Outcome::Pass, "failed".to_owned()));
    // Whether an implementation says when to sign again is a column.
    let reply = Reply::Result(RawJson::parse(r#"{"state":"failed"}"#).unwrap());
    let silent = x402_conformance::compare::compare(&vector("x-1", "settlement-state", "invalid", &expected), &reply);
    assert_eq!((silent.outcome, silent.field_faults().count()), (Outcome::Pass, 1));
}

/// The nearest of each kind: a field that decides, and one that is a column.
#[test]
fn money_rests_on_a_verdict_and_not_on_what_describes_it() {
    let object = r#"{"a":1}"#;
    for (op, class, expected, answer, differs) in [
        // Next to an acceptance a value decides, and a remark does not.
        ("verify", "valid", json!({"replayKey": "k"}), json!({"replayKey": "l"}), Some("valid, other replayKey")),
        ("verify", "valid", json!({"transferKey": "k"}), json!({"transferKey": "l"}), Some("valid, other transferKey")),
        ("verify", "valid", json!({"channel": {"id": 1}}), json!({"channel": {"id": 2}}), Some("valid, other channel")),
        ("verify", "valid", json!({"flags": []}), json!({"flags": ["high-s"]}), None),
        ("verify", "valid", json!({"outstanding": ["nonce"]}), json!({"outstanding": []}), None),
        ("verify", "valid", json!({"replayKey": "k"}), json!({}), None),
        // Next to a refusal or to no verdict neither does.
        ("verify", "invalid", json!({"payer": "0xAb"}), json!({"payer": "0xAc"}), None),
        ("verify", "invalid", json!({"offer": 0}), json!({"offer": 1}), None),
        ("verify", "invalid", json!({"replayKey": "k"}), json!({"replayKey": "l"}), None),
        ("verify", "undecided", json!({"needs": ["balance"]}), json!({"needs": []}), None),
        ("verify", "undecided", json!({"payer": "0xAb"}), json!({}), None),
        // What a sponsor is asked to sign has a verdict of its own.
        (
            "verify",
            "invalid",
            json!({"sponsor": {"sponsoring": "invalid"}}),
            json!({"sponsor": {"sponsoring": "valid"}}),
            Some("invalid, other sponsor"),
        ),
        (
            "verify",
            "undecided",
            json!({"gasSponsoring": {"sponsoring": "invalid"}}),
            json!({"gasSponsoring": {"sponsoring": "valid"}}),
            Some("undecided, other gasSponsoring"),
        ),
        ("verify", "invalid", json!({"sponsor": {"sponsoring": "invalid"}}), json!({}), None),
        ("channel-response", "valid", json!({"charged": "1"}), json!({"charged": "2"}), Some("valid, other charged")),
        ("channel-response", "invalid", json!({"charged": "1"}), json!({"charged": "2"}), None),
        ("lint", "invalid", json!({"findings": [{"level": "error", "pointer": "/a"}]}), json!({"findings": []}), None),
        (
            "decode",
            "valid",
            json!({"canonical": object, "flags": []}),
            json!({"ok": {"a": 1}, "canonical": object, "flags": ["bom"]}),
            None,
        ),
        (
            "decode",
            "valid",
            json!({"canonical": object, "version": 2}),
            json!({"ok": {"a": 1}, "version": 1}),
            Some("ok, other version"),
        ),
        ("builder-code", "valid", json!({"codes": ["a"], "flags": []}), json!({"codes": ["a"], "flags": ["x"]}), None),
        (
            "builder-code",
            "valid",
            json!({"codes": ["a"], "flags": []}),
            json!({"codes": ["b"], "flags": []}),
            Some("codes, other codes"),
        ),
        ("match", "invalid", json!({"offer": null, "differs": []}), json!({"offer": null, "differs": [1]}), None),
    ] {
        let (mut expected, mut answer) = (expected, answer);
        let name = expected.as_object().unwrap().keys().next().unwrap().clone();
        if !matches!(op, "decode" | "builder-code" | "match") {
            for value in [&mut expected, &mut answer] {
                value["verdict"] = json!(class);
                if class == "valid" && op == "verify" {
                    (value["payer"], value["offer"]) = (json!("0xAb"), json!(0));
                }
            }
        }
        let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
        let comparison = compare(&vector("x-1", op, class, &expected), &reply);
        let outcome = if differs.is_some() { Outcome::Differs } else { Outcome::Pass };
        assert_eq!(comparison.outcome, outcome, "{op} {class}: {expected} and {answer}");
        match differs {
            // The diff has the field that decides, and no other.
            Some(actual) => {
                assert_eq!(comparison.actual, actual);
                let pointers: Vec<&str> = comparison.diff.iter().map(|line| line.pointer.as_str()).collect();
                let first = actual.rsplit(' ').next().unwrap();
                assert!(
                    !pointers.is_empty() && pointers.iter().all(|it| it.starts_with(&format!("/{first}"))),
                    "{pointers:?}"
                );
            }
            None => {
                assert_eq!(
                    (comparison.field_faults().count(), comparison.diff.len()),
                    (1, 0),
                    "{name}: {comparison:?}"
                );
            }
        }
    }
}

/// A refusal that is right too does not excuse what an acceptance has wrong.
#[test]
fn a_refusal_is_no_choice_of_an_acceptance() {
    let expected = json!([{"codes": ["a"], "flags": []}, {"err": {"kind": "x"}}]);
    for (answer, outcome, faults) in [
        (json!({"codes": ["a"], "flags": []}), Outcome::Pass, 0),
        (json!({"codes": ["a"], "flags": ["y"]}), Outcome::Pass, 1),
        (json!({"codes": ["b"], "flags": []}), Outcome::Differs, 0),
        (json!({"err": {"kind": "y"}}), Outcome::Pass, 0),
    ] {
        let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
        let comparison = compare(&vector("x-1", "builder-code", "acceptable", &expected), &reply);
        assert_eq!((comparison.outcome, comparison.field_faults().count()), (outcome, faults), "{answer}");
    }
}

/// What was not compared is not in the diff.
#[test]
fn a_diff_lists_what_was_compared() {
    let pointers = |op: &str, class: &str, expected: &Value, answer: &Value| {
        let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
        let comparison = compare(&vector("x-1", op, class, expected), &reply);
        assert_eq!(comparison.outcome, Outcome::Differs, "{answer}");
        comparison.diff.into_iter().map(|line| line.pointer).collect::<Vec<_>>()
    };
    let expected = json!({"verdict": "invalid", "payer": "0xAb", "offer": 0, "replayKey": "k"});
    assert_eq!(pointers("verify", "invalid", &expected, &json!({"verdict": "valid", "payer": "0xAc"})), ["/verdict"]);
    let valid = json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "replayKey": "k", "flags": []});
    let answer = json!({"verdict": "valid", "payer": "0xAc", "offer": 0, "flags": ["high-s"]});
    assert_eq!(pointers("verify", "valid", &valid, &answer), ["/payer"]);
    let object = json!({"canonical": r#"{"a":1}"#, "version": 2, "flags": []});
    assert_eq!(pointers("decode", "valid", &object, &json!({"err": {"stage": "json"}})), ["/ok", "/err"]);
    assert_eq!(pointers("decode", "valid", &object, &json!({"ok": {"a": 2}})), ["/ok/a"]);
    assert_eq!(pointers("decode", "valid", &object, &json!({"ok": {"a": 2}, "canonical": r#"{"a":1}"#})), ["/ok/a"]);
    assert_eq!(
        pointers("decode", "valid", &json!({"canonical": "{}"}), &json!({"ok": {}, "version": 2})),
        ["/version"]
    );
    let refused = json!({"err": {"stage": "json", "kind": "bom"}});
    assert_eq!(pointers("decode", "invalid", &refused, &json!({"ok": {}, "canonical": "{}"})), ["/err", "/ok"]);
    assert_eq!(pointers("digest", "invalid", &refused, &json!({"err": {"stage": "x"}, "digest": "0x"})), ["/digest"]);
    let offer = json!({"offer": 1, "differs": [{"offer": 0, "members": ["payTo"]}]});
    assert_eq!(pointers("match", "valid", &offer, &json!({"offer": 0})), ["/offer"]);
    // An operation without a verdict is compared whole.
    let network = json!({"caip2": "eip155:1", "name": "ethereum"});
    assert_eq!(pointers("network", "valid", &network, &json!({"caip2": "eip155:2"})), ["/caip2", "/name"]);
}

/// What an answer says is kept until the end of the run.
#[test]
fn of_a_long_answer_the_beginning_is_kept_and_the_length() {
    let expected = json!({"caip2": "eip155:8453"});
    let answer = |op: &str, member: &str, length: usize| {
        let (outcome, actual) = compared(op, "valid", &expected, &json!({member: "ä".repeat(length)}));
        assert_eq!(outcome, Outcome::Differs);
        actual
    };
    for (op, member) in [("network", "caip2"), ("verify", "verdict"), ("match", "offer")] {
        let [long, longer] = [100_000, 100_001].map(|length| answer(op, member, length));
        assert!(long.len() < 2100 && long != longer, "{op}: {} bytes", long.len());
    }
    assert_eq!(answer("network", "caip2", 1000).len(), r#"{"caip2":""}"#.len() + 2000);
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
        (json!({"verdict": "undecided", "needs": [{"kind": "balance"}]}), Outcome::Pass),
        (json!({"verdict": "invalid"}), Outcome::Pass),
    ] {
        assert_eq!(compared("verify", "acceptable", &expected, &answer).0, outcome, "{answer}");
    }
    let faults = |answer: &Value| {
        let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
        compare(&vector("x-1", "verify", "acceptable", &expected), &reply).field_faults().count()
    };
    assert_eq!(faults(&json!({"verdict": "undecided", "needs": [{"kind": "balance"}]})), 1);
    assert_eq!(faults(&json!({"verdict": "undecided", "needs": [{"kind": "account-code"}]})), 0);
}

#[test]
fn a_decoded_object_is_compared_by_class_and_value() {
    let expected = json!({"canonical": "{\"a\":1,\"b\":{\"c\":null}}", "version": 2, "flags": []});
    let decoded = |class: &str, answer: &Value| compared("decode", class, &expected, answer);
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
        ("flags", json!(["bom"]), "ok"),
    ] {
        let mut answer = taken.clone();
        answer[member] = value;
        assert_eq!(decoded("valid", &answer).1, actual, "{answer}");
    }
    // Neither says of which version it is.
    let unversioned = json!({"canonical": "{}"});
    let (outcome, actual) =
        compared("decode", "valid", &unversioned, &json!({"ok": {}, "canonical": "{}", "version": 2}));
    assert_eq!((outcome, actual.as_str()), (Outcome::Differs, "ok, version where there is none"));
}

/// Who says no `canonical` may have a model that drops what is null and adds what is empty; and nothing else.
#[test]
fn an_object_without_its_text_may_lack_what_is_empty() {
    let expected = json!({"canonical": r#"{"a":1,"b":{"c":null,"d":[{"e":2,"f":{}}]}}"#});
    let object = |ok: Value| {
        let reply = Reply::Result(RawJson::parse(&json!({"ok": ok}).to_string()).unwrap());
        compare(&vector("x-1", "decode", "valid", &expected), &reply)
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
        let comparison = object(ok.clone());
        let found = comparison.fields.iter().filter(|field| field.compared == Compared::Missing).count();
        assert_eq!((comparison.outcome, found), (outcome, left_out), "{ok}");
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
        assert_eq!(compared("network", "valid", &expected, &answer).0, outcome, "{answer}");
    }
}

/// An implementation that knows every verdict, and otherwise answers nothing or makes it up, passes nothing that is to be accepted: what
/// it does not say of a valid payment is never excused.
#[test]
fn a_liar_passes_nothing_that_is_to_be_taken() {
    let mut asked = 0;
    for vector in vectors().iter().filter(|vector| vector.expect.class != Class::Invalid) {
        let lie = match vector.op.as_str() {
            "decode" => json!({"ok": {"I": "lied"}}),
            "verify" if vector.expect.class != Class::Undecided => json!({"verdict": "valid"}),
            _ => continue,
        };
        asked += 1;
        let comparison = compare(vector, &Reply::Result(RawJson::parse(&lie.to_string()).unwrap()));
        let is_owed = comparison.fields.iter().any(|field| matches!(field.compared, Compared::Owed(_)));
        assert!(comparison.outcome == Outcome::Differs || is_owed, "{}", vector.id);
    }
    assert!(asked > 900);
}

#[test]
fn a_match_is_compared_by_the_offer() {
    let none = json!({"offer": null, "differs": [{"offer": 0, "members": ["payTo"]}]});
    let (hit, pass, differs) = (json!({"offer": 0}), Outcome::Pass, Outcome::Differs);
    for (class, expected, answer, outcome) in [
        ("invalid", &none, json!({"offer": null}), pass),
        ("invalid", &none, none.clone(), pass),
        ("invalid", &none, json!({"offer": null, "differs": []}), pass),
        ("invalid", &none, json!({"offer": 0}), differs),
        ("invalid", &none, json!({}), differs),
        ("valid", &hit, json!({"offer": 0}), pass),
        ("valid", &hit, json!({"offer": 1}), differs),
        ("valid", &hit, json!({"offer": null}), differs),
        ("acceptable", &hit, json!({"offer": null}), pass),
        ("acceptable", &hit, json!({}), differs),
    ] {
        assert_eq!(compared("match", class, expected, &answer).0, outcome, "{class}: {answer}");
    }
    // Where every offer is right, there still has to be one.
    let mut either = vector("x-1", "match", "acceptable", &hit);
    either.input = Input::new(r#"{"payment":{},"offers":[{},{}]}"#).unwrap();
    for (answer, outcome) in [
        (json!({"offer": 0}), pass),
        (json!({"offer": 1}), pass),
        (json!({"offer": null}), pass),
        (json!({"offer": 2}), differs),
        (json!({"offer": -1}), differs),
        (json!({"offer": "0"}), differs),
        (json!({"offer": [0]}), differs),
    ] {
        let reply = Reply::Result(RawJson::parse(&answer.to_string()).unwrap());
        assert_eq!(compare(&either, &reply).outcome, outcome, "{answer}");
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
        (Reply::TimedOut(0), Outcome::Differs, "timed out"),
    ] {
        let comparison = compare(&vector, &reply);
        assert_eq!((comparison.outcome, comparison.actual.as_str()), (outcome, actual));
        let has_reason = !matches!(reply, Reply::TimedOut(0));
        assert_eq!(comparison.detail.as_deref(), has_reason.then_some("why"));
    }
}

/// Each field with its number: compared, missing, different.
fn causes(report: &RunReport) -> BTreeMap<(String, String, FieldFault), usize> {
    let row = |cause: &FieldCause| ((cause.verdict.clone(), cause.pointer.clone(), cause.cause), cause.count);
    report.fields.iter().map(row).collect()
}

/// An implementation has a field or has it not. What it never gives is not compared, and counted; what it gives only sometimes is one
/// cause, and no vector differs by it.
#[test]
fn a_field_that_is_given_sometimes_is_one_cause() {
    let expected = json!({"verdict": "invalid", "payer": "0xAb", "offer": 0, "replayKey": "k"});
    let mut files = files();
    let mut vectors = ["x-1", "x-2", "x-3"].map(|id| vector(id, "verify", "invalid", &expected));
    vectors[2].level = Level::Policy;
    files[0].vectors = vectors.into_iter().collect();
    let invalid = |more: &str| format!(r#"echo "{{\"id\":\"$id\",\"result\":{{\"verdict\":\"invalid\"{more}}}}}""#);
    let run_at = |body: &str, levels: &[Level]| {
        let mut asking = asking(body);
        asking.field_levels = levels.iter().copied().collect();
        run_adapter(&files, |_| true, &asking, &[], |_, _| ()).unwrap()
    };
    let run = |body: &str| run_at(body, &[Level::Must, Level::Should, Level::Policy]);
    let (payer, key) = (r#",\"payer\":\"0xAb\""#, r#",\"replayKey\":\"k\""#);
    let counts = |report: &RunReport, name: &str| {
        let count = report.members.get(&format!("verify invalid: {name}")).copied().unwrap_or_default();
        (count.compared, count.not_compared)
    };
    let report = run(&invalid(payer));
    assert_eq!((report.passed, report.is_clean(), report.fields.len()), (3, true, 0));
    assert_eq!(
        (counts(&report, "payer"), counts(&report, "offer"), counts(&report, "replayKey")),
        ((3, 0), (0, 3), (0, 3))
    );
    let first = format!("if [ $id = q1 ]; then {}; else {}; fi", invalid(&format!("{payer}{key}")), invalid(payer));
    let report = run(&first);
    assert_eq!((report.passed, ids(&report), report.is_clean()), (3, vec![], false));
    let missing = ("invalid".to_owned(), "/replayKey".to_owned(), FieldFault::Missing);
    assert_eq!(causes(&report), [(missing, 2)].into());
    assert_eq!((counts(&report, "payer"), counts(&report, "replayKey")), ((3, 0), (1, 0)));
    let [cause] = report.fields.as_slice() else { panic!("{:?}", report.fields) };
    assert_eq!(cause.sentence(), "`replayKey` is missing next to `invalid` in 2 answers to verify (first: x-2)");
    assert_eq!(cause.ids, ["x-2", "x-3"]);
    // Never `must`, and `policy` stays what it is.
    assert_eq!(cause.levels, [(Level::Should, 1), (Level::Policy, 1)].into());
    assert_eq!(report.by_level[&Level::Must], [2, 0, 0, 0, 0]);
    assert_eq!((report.by_level[&Level::Should][4], report.by_level[&Level::Policy]), (1, [1, 0, 0, 0, 1]));
    assert_eq!((report.by_class["verify invalid"], report.by_group["x"]), ([3, 0, 0, 0, 2], [3, 0, 0, 0, 2]));
    // A run that does not ask these levels counts them, and does not fail.
    for (levels, is_clean) in
        [(&[Level::Must][..], true), (&[Level::Must, Level::Should], false), (&[Level::Policy], false), (&[], true)]
    {
        let report = run_at(&first, levels);
        assert_eq!((report.is_clean(), report.fields.len()), (is_clean, 1), "{levels:?}");
    }
    // A different value, in the order of the vectors.
    let other = r#",\"payer\":\"0xAc\""#;
    let report = run(&format!("if [ $id = q1 ]; then {}; else {}; fi", invalid(payer), invalid(other)));
    let [cause] = report.fields.as_slice() else { panic!("{:?}", report.fields) };
    let sentence =
        "`payer` is different next to `invalid` in 2 answers to verify (first: x-2, expected \"0xAb\", got \"0xAc\")";
    assert_eq!((cause.sentence().as_str(), report.passed), (sentence, 3));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["members"]["verify invalid: replayKey"], json!({"compared": 0, "notCompared": 3}));
    assert_eq!(json["fields"][0]["levels"], json!({"should": 1, "policy": 1}));
}

/// A single answer cannot show which fields its implementation gives.
#[test]
fn a_single_answer_has_its_fields_next_to_the_verdict() {
    let expected = json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "replayKey": "k", "flags": []});
    let mut file = serde_json::to_value(json!({
        "format": "x402-vectors/2", "group": "x", "license": "MIT OR Apache-2.0",
        "generated": {"by": "a test", "version": "0"}, "documents": [], "notes": {},
    }))
    .unwrap();
    file["vectors"] = json!([vector("x-1", "verify", "valid", &expected)]);
    let mut groups = Groups::default();
    groups.give("x", file.to_string().as_bytes()).unwrap();
    for (answer, outcome, fields) in [
        (json!({"verdict": "valid", "payer": "0xAb", "offer": 0}), "pass", vec![]),
        (json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "flags": ["x"]}), "pass", vec!["/flags"]),
        (json!({"verdict": "valid", "offer": 0}), "pass", vec!["/payer"]),
        (json!({"verdict": "valid", "payer": "0xAc", "offer": 0, "flags": ["x"]}), "differs", vec![]),
        (json!({"verdict": "invalid"}), "differs", vec![]),
    ] {
        let compared = groups.compare("x-1", &Reply::Result(RawJson::parse(&answer.to_string()).unwrap())).unwrap();
        let found: Vec<&str> = compared.fields.iter().map(|line| line.pointer.as_str()).collect();
        assert_eq!((compared.outcome, found), (outcome, fields), "{answer}");
    }
}

/// The payer of a valid payment is never excused.
#[test]
fn a_field_that_is_owed_is_a_cause_even_if_it_is_never_given() {
    let expected = json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "replayKey": "k"});
    let mut files = files();
    files[0].vectors = ["x-1", "x-2"].into_iter().map(|id| vector(id, "verify", "valid", &expected)).collect();
    let run = |more: &str| {
        let body = format!(r#"echo "{{\"id\":\"$id\",\"result\":{{\"verdict\":\"valid\"{more}}}}}""#);
        run_adapter(&files, |_| true, &asking(&body), &[], |_, _| ()).unwrap()
    };
    let report = run(r#",\"payer\":\"0xAb\",\"offer\":0"#);
    assert_eq!((report.passed, report.is_clean()), (2, true));
    let report = run(r#",\"offer\":0"#);
    let payer = ("valid".to_owned(), "/payer".to_owned(), FieldFault::Missing);
    assert_eq!((report.passed, report.is_clean(), causes(&report)), (2, false, [(payer, 2)].into()));
    let report = run(r#",\"payer\":\"0xAc\",\"offer\":0"#);
    assert_eq!((report.passed, ids(&report), report.fields.len()), (0, vec!["x-1", "x-2"], 0));
}

/// Three vectors for a program that finds every payment invalid.
fn files() -> Vec<VectorFile> {
    let vectors: Vec<Vector> =
        [("x-1", "valid"), ("x-2", "invalid"), ("x-3", "acceptable")].map(|(id, class)| made_up(id, class)).to_vec();
    let file = json!({
        "format": "x402-vectors/2", "group": "x", "license": "MIT OR Apache-2.0",
        "generated": {"by": "a test", "version": "0"}, "documents": [], "notes": {}, "vectors": vectors,
    });
    vec![serde_json::from_value(file).unwrap()]
}

fn made_up(id: &str, class: &str) -> Vector {
    vector(id, "verify", class, &json!({"verdict": class}))
}

fn asking(body: &str) -> Asking {
    let mut asking = Asking::new(script(body));
    asking.timeout = Duration::from_secs(5);
    asking
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
    let mut heard = Vec::new();
    let wanted = |vector: &Vector| wanted.is_empty() || wanted.contains(&vector.id.as_str());
    let report = run_adapter(&files(), wanted, &asking(body), &known, |done, all| heard.push((done, all))).unwrap();
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
    assert_eq!(report.by_class["verify valid"], [0, 0, 0, 1, 0]);
    assert!(run(INVALID, &["x-2", "x-3"], &[]).is_clean());
}

#[test]
fn a_known_difference_is_none_as_long_as_it_is_this_one() {
    let report = run(INVALID, &[], &[("x-1", "valid", "invalid")]);
    assert_eq!((report.passed, report.known, report.is_clean()), (2, 1, true));
    let known = Known { id: "x-1".into(), expected: "valid".into(), actual: "invalid".into(), why: "E-6".into() };
    assert_eq!(report.known_differences, [known]);
    for (expected, actual) in [("valid", "undecided"), ("undecided", "invalid")] {
        let report = run(INVALID, &[], &[("x-1", expected, actual)]);
        assert_eq!((report.known, ids(&report), report.stale.len()), (0, vec!["x-1"], 1));
        assert_eq!(report.known_differences, []);
    }
}

#[test]
fn a_known_difference_that_is_none_is_stale() {
    let skip = r#"echo "{\"id\":\"$id\",\"skipped\":\"not here\"}""#;
    for (body, known, stale) in [
        (INVALID, "x-2", "x-2: no longer differs"),
        (INVALID, "x-3", "x-3: no longer differs"),
        (skip, "x-1", "x-1: no longer differs"),
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
    for jobs in [1, 2, 8] {
        let mut heard = Vec::new();
        let wanted = |vector: &Vector| vector.id == "x-1" || vector.id == "x-2";
        let report = run_ourselves(&files(), wanted, jobs, |done, all| heard.push((done, all)));
        assert_eq!((report.passed, ids(&report), heard), (1, vec!["x-2"], vec![(1, 2), (2, 2)]));
    }
}

#[test]
fn nothing_passed_is_no_success() {
    let skip = r#"echo "{\"id\":\"$id\",\"skipped\":\"not here\"}""#;
    let report = run(skip, &[], &[]);
    assert_eq!((report.passed, report.skipped, report.is_clean()), (0, 3, false));
    assert_eq!(report.skip_reasons["not here"], 3);
    assert_eq!(report.skipped_by_op["verify"], 3);
    assert!(!run(INVALID, &["x-1"], &[("x-1", "valid", "invalid")]).is_clean());
}

#[test]
fn a_run_gives_up_after_so_many_crashes_in_a_row() {
    let mut files = files();
    files[0].vectors = (1..=9).map(|number| made_up(&format!("x-{number}"), "invalid")).collect();
    let run = |body: &str, after: usize| {
        let mut asking = asking(body);
        asking.give_up_after = after;
        run_adapter(&files, |_| true, &asking, &[], |_, _| ()).unwrap()
    };
    let report = run(&format!("case $id in q1) {INVALID};; *) exit 3;; esac"), 4);
    assert_eq!((report.differences.len(), report.not_asked, report.is_clean()), (4, 4, false));
    assert!(report.gave_up.is_some_and(|why| why.starts_with("gave up after 4 crashes")));
    // One answer between them, and the count begins again. The process that was started again counts its questions on.
    let report = run(&format!("case $id in q3|q6|q9) {INVALID};; *) exit 3;; esac"), 3);
    assert_eq!((report.passed, report.not_asked, report.gave_up), (3, 0, None));
    let report = run(&format!("case $id in q1) {INVALID};; *) exit 3;; esac"), 9);
    assert_eq!((report.differences.len(), report.gave_up), (8, None));
    // Whoever crashes at every question has shown nothing.
    for after in [4, 9, 20] {
        let report = run("echo sorry >&2; exit 3", after);
        assert_eq!((report.differences.len(), report.not_asked, report.is_clean()), (0, 9, false));
        let how = "the program ended before it answered: exit status: 3; its standard error ends with: sorry";
        assert_eq!(report.gave_up.as_deref(), Some(how));
    }
}

/// The one process crashes, and the other answers when the run is about to end.
#[test]
fn an_answer_that_comes_late_does_not_change_why_a_run_gave_up() {
    let mut files = files();
    files[0].vectors = (1..=9).map(|number| made_up(&format!("x-{number}"), "invalid")).collect();
    let taken = Path::new(env!("CARGO_TARGET_TMPDIR")).join("taken");
    fs::remove_dir(&taken).ok();
    let mut asking = asking(&format!("mkdir '{}' || exit 3; sleep 1; {INVALID}", taken.display()));
    (asking.jobs, asking.give_up_after) = (2.try_into().unwrap(), 1);
    let report = run_adapter(&files, |_| true, &asking, &[], |_, _| ()).unwrap();
    assert_eq!((report.passed, report.not_asked), (1, 7));
    assert!(report.gave_up.is_some_and(|why| why.starts_with("gave up after 1 crashes")));
}

#[test]
fn several_processes_give_the_report_of_one() {
    let mut files = files();
    let class = |number: usize| if number.is_multiple_of(3) { "valid" } else { "invalid" };
    files[0].vectors = (0..40).map(|number| made_up(&format!("x-{number}"), class(number))).collect();
    let report = |jobs: usize| {
        let mut asking = asking(INVALID);
        asking.jobs = jobs.try_into().unwrap();
        serde_json::to_value(run_adapter(&files, |_| true, &asking, &[], |_, _| ()).unwrap()).unwrap()
    };
    let one = report(1);
    assert_eq!((&one["passed"], one["differences"].as_array().map(Vec::len)), (&json!(26), Some(14)));
    assert_eq!(report(4), one);
}

#[test]
fn what_differs_is_shown_member_by_member() {
    let report = run(INVALID, &["x-1"], &[]);
    let [line] = report.differences[0].diff.as_slice() else { panic!("{:?}", report.differences) };
    assert_eq!(
        (line.pointer.as_str(), line.expected.as_deref(), line.given.as_deref()),
        ("/verdict", Some(r#""valid""#), Some(r#""invalid""#))
    );
    // The rule that is broken, and what broke it.
    let second = format!(r#"if [ $id = q1 ]; then {INVALID}; else echo "{{\"id\":\"$id\"}}"; fi"#);
    let report = run(&second, &["x-1", "x-2"], &[]);
    let detail = report.differences[1].detail.as_deref().unwrap();
    assert!(detail.contains("exactly one of result, skipped, error") && detail.contains(r#"{"id":"q2"}"#), "{detail}");
}

#[test]
fn reasons_are_compared_on_request_and_decide_nothing() {
    let mut files = files();
    let mut vectors: Vec<Vector> = files[0].vectors.iter().collect();
    vectors[1].expect.reason = Some("invalid_payload".into());
    files[0].vectors = vectors.into_iter().collect();
    let report = |reason: &str, columns: &[Column]| {
        let mut asking =
            asking(&format!(r#"echo "{{\"id\":\"$id\",\"result\":{{\"verdict\":\"invalid\"{reason}}}}}""#));
        asking.columns = columns.to_vec();
        run_adapter(&files, |vector| vector.id == "x-2", &asking, &[], |_, _| ()).unwrap()
    };
    let counts = |report: &RunReport| {
        let count = &report.columns[&Column::Reason];
        (count.same, count.other.len(), count.not_said)
    };
    let columns = [Column::Reason, Column::Check];
    assert!(report("", &[]).columns.is_empty());
    for (reason, expected) in [
        (r#",\"reason\":\"invalid_payload\""#, (1, 0, 0)),
        (r#",\"reason\":\"invalid_signature\""#, (0, 1, 0)),
        ("", (0, 0, 1)),
    ] {
        let report = report(reason, &columns);
        assert_eq!((counts(&report), report.is_clean(), report.columns.len()), (expected, true, 1));
    }
}

/// The order of flags is nobody's business.
#[test]
fn flags_are_a_set() {
    let expected = json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "flags": ["eip55", "high-s"]});
    let vector = vector("x-1", "verify", "valid", &expected);
    let outcome = |flags: Value| {
        let answer = json!({"verdict": "valid", "payer": "0xAb", "offer": 0, "flags": flags});
        compare(&vector, &Reply::Result(RawJson::parse(&answer.to_string()).unwrap())).field_faults().count()
    };
    assert_eq!(outcome(json!(["high-s", "eip55"])), 0);
    assert_eq!(outcome(json!(["high-s"])), 1);
    assert_eq!(outcome(json!(["high-s", "eip55", "compact"])), 1);
    assert_eq!(outcome(json!("high-s")), 1);
}

/// What is known may be a list by hand, or the report of an earlier run.
#[test]
fn a_report_is_a_list_of_known_differences() {
    let report = run(INVALID, &[], &[]);
    let known = Known::read_list(&serde_json::to_string(&report).unwrap()).unwrap();
    let asking = asking(INVALID);
    assert!(run_adapter(&files(), |_| true, &asking, &known, |_, _| ()).unwrap().is_clean());
    // Explanations stay.
    let explained = Known { why: "E-6".into(), ..known[0].clone() };
    let report = run_adapter(&files(), |_| true, &asking, std::slice::from_ref(&explained), |_, _| ()).unwrap();
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(Known::read_list(&text).unwrap(), std::slice::from_ref(&explained));
    assert_eq!(Known::after(&report, std::slice::from_ref(&explained)), [explained]);
    assert_eq!(Known::after(&report, &[]), []);
    let unknown = run_adapter(&files(), |_| true, &asking, &[], |_, _| ()).unwrap();
    assert_eq!(Known::after(&unknown, &[]), known);
}

/// A list for all vectors keeps its reasons in a run that does not ask them all.
#[test]
fn an_entry_of_a_vector_that_was_not_asked_stays() {
    let known = ["x-1", "x-2"].map(|id| Known {
        id: id.into(),
        expected: "valid".into(),
        actual: "invalid".into(),
        why: "E-6".into(),
    });
    let after = |body: &str, wanted: fn(&Vector) -> bool| {
        let report = run_adapter(&files(), wanted, &asking(body), &known, |_, _| ()).unwrap();
        Known::after(&report, &known).into_iter().map(|known| (known.id, known.why)).collect::<Vec<_>>()
    };
    let row = |id: &str| (id.to_owned(), "E-6".to_owned());
    // Of the two, the first alone differs.
    assert_eq!(after(INVALID, |_| true), [row("x-1")]);
    assert_eq!(after(INVALID, |vector| vector.id != "x-2"), [row("x-1"), row("x-2")]);
    assert_eq!(after("exit 1", |_| true), [row("x-1"), row("x-2")]);
}
