//! Questions about real faults of before: `x402 testee` answers each as it should, and its neighbour otherwise.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::x402_reading;

/// The questions of `tests/cases/payments.jsonl` by their ids.
fn questions() -> BTreeMap<String, Value> {
    let lines =
        include_str!("../cases/payments.jsonl").lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|question| (question["id"].as_str().unwrap().to_owned(), question)).collect()
}

fn asked(question: &Value) -> Value {
    let said = x402_reading(&["testee"], format!("{question}\n"));
    serde_json::from_str(&said.out).unwrap()
}

/// The question with this value in place of the one at the pointer.
fn with(mut question: Value, pointer: &str, value: Value) -> Value {
    let (object, member) = pointer.rsplit_once('/').unwrap();
    question.pointer_mut(object).unwrap()[member] = value;
    question
}

/// B-9
#[test]
fn a_request_for_a_refund_pays_for_no_service() {
    let question = questions().remove("refund-is-valid").unwrap();
    let answer = asked(&question);
    assert_eq!((&answer["result"]["verdict"], &answer["result"]["purpose"]), (&json!("invalid"), &json!("operation")));
    for (purpose, verdict) in [("service", "invalid"), ("operation", "valid"), ("any", "valid")] {
        let answer = asked(&with(question.clone(), "/input/purpose", json!(purpose)));
        assert_eq!(
            (&answer["result"]["verdict"], &answer["result"]["purpose"]),
            (&json!(verdict), &json!("operation"))
        );
    }
    let answer = asked(&with(question, "/input/purpose", json!("refund")));
    assert_eq!(answer["error"], "input.purpose must be \"service\", \"operation\" or \"any\"");
}

/// T-30: another key may sign for an account of which nothing is known.
#[test]
fn a_key_that_may_sign_for_the_account_is_not_called_wrong_alone() {
    let question = questions().remove("stellar-foreign-key-unknown-account").unwrap();
    let answer = asked(&question);
    let sentence = answer["result"]["findings"][0]["sentence"].as_str().unwrap();
    assert!(
        sentence.ends_with("if that key signs for the payer's account, say so by the fact stellarAccounts"),
        "{sentence}"
    );
}

#[test]
fn a_question_is_asked_once() {
    let question = questions().remove("stellar-ledger-asked-twice").unwrap();
    let answer = asked(&question);
    let kinds: Vec<_> = answer["result"]["needs"].as_array().unwrap().iter().map(|need| &need["kind"]).collect();
    assert_eq!(kinds, ["ledger"]);
    // Both checks wait for it.
    let checks = answer["result"]["checks"].as_array().unwrap().iter();
    assert_eq!(checks.filter(|check| check["outcome"] == "needs").count(), 2);
}

/// Facts that contradict themselves, or that no ledger has, are an error.
#[test]
fn a_signer_has_one_weight_of_one_byte() {
    let mut questions = questions();
    for id in ["stellar-signer-twice-a", "stellar-signer-twice-b"] {
        let question = questions.remove(id).unwrap();
        let answer = asked(&question);
        assert!(answer["error"].as_str().unwrap().ends_with("[1]: names a signer that was named before"), "{answer}");
        let accounts = question["input"]["facts"]["stellarAccounts"].as_object().unwrap();
        let (account, _) = accounts.iter().next().unwrap();
        let once = question["input"]["facts"]["stellarAccounts"][account]["signers"][1].clone();
        let pointer = format!("/input/facts/stellarAccounts/{account}/signers");
        let answer = asked(&with(question, &pointer, json!([once])));
        assert!(answer["result"]["verdict"].is_string(), "{answer}");
    }
    let question = questions.remove("stellar-weight-256").unwrap();
    assert!(asked(&question)["error"].as_str().unwrap().ends_with("must be from 0 to 255"));
    let text = question.to_string().replace(":256", ":255");
    assert!(asked(&serde_json::from_str(&text).unwrap())["result"]["verdict"].is_string());
}
