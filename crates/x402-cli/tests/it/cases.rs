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
    let printed = x402_reading(&["testee"], format!("{question}\n"));
    serde_json::from_str(&printed.out).unwrap()
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
        sentence.ends_with("if that key may sign for the payer's account, pass the fact stellarAccounts"),
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

fn kinds(questions: &Value) -> Vec<&str> {
    questions.as_array().unwrap().iter().map(|question| question["kind"].as_str().unwrap()).collect()
}

/// N-12: a payer who signs vouchers itself can have code at the claim.
#[test]
fn a_voucher_of_the_payer_itself_is_flagged_and_leaves_its_code_open() {
    let question = questions().remove("revocable-voucher").unwrap();
    let result = &asked(&question)["result"];
    assert_eq!((&result["verdict"], &result["flags"]), (&json!("valid"), &json!(["revocable-voucher"])));
    assert_eq!(kinds(&result["outstanding"]), ["account-code"]);
    let refused = asked(&with(question, "/input/policy", json!({"refuse": ["revocable-voucher"]})));
    assert_eq!((&refused["result"]["verdict"], &refused["result"]["check"]), (&json!("invalid"), &json!("policy")));
    // With a key for the vouchers there is nothing to flag, and the policy refuses nothing.
    let by_key =
        with(questions().remove("ts-no-delay").unwrap(), "/input/policy", json!({"refuse": ["revocable-voucher"]}));
    let delay = |question, pointer| with(question, pointer, json!(86_400));
    let by_key = delay(by_key, "/input/offers/0/extra/withdrawDelay");
    let by_key = delay(by_key, "/input/payment/json/accepted/extra/withdrawDelay");
    let result = &asked(&by_key)["result"];
    assert_eq!((&result["verdict"], &result["flags"]), (&json!("valid"), &json!([])));
    assert_eq!(kinds(&result["outstanding"]), [""; 0]);
}

/// N-19, N-27
#[test]
fn a_claim_asks_for_all_at_once() {
    for (id, kind) in [("claim-asks-one-channel", "channel-state"), ("claim-asks-one-signature", "contract-signature")]
    {
        let question = questions().remove(id).unwrap();
        let result = &asked(&question)["result"];
        assert_eq!((&result["verdict"], kinds(&result["needs"])), (&json!("undecided"), vec![kind; 5]), "{id}");
        // Each is another call, and the check has all sentences.
        let needs = result["needs"].as_array().unwrap();
        assert!((1..5).all(|index| needs[..index].iter().all(|need| need["rpc"] != needs[index]["rpc"])));
        let checks = result["checks"].as_array().unwrap();
        let detail = checks.iter().find(|check| check["outcome"] == "needs").unwrap()["detail"].as_str().unwrap();
        let sentences: Vec<_> = needs.iter().map(|need| need["sentence"].as_str().unwrap()).collect();
        assert_eq!(detail, sentences.join("; "));
        // What is printed can be read again.
        let recorded = result.to_string().parse::<x402_verify::json::RecordedReport>().unwrap();
        assert_eq!(recorded.needs().count(), 5);
        assert_eq!(serde_json::from_str::<Value>(recorded.to_json().as_str()).unwrap(), *result);
    }
}

/// N-27: a row of a known channel fails whatever is unknown of other rows; one of an unknown channel may do nothing.
#[test]
fn a_bad_row_of_a_known_channel_decides() {
    let question = questions().remove("claim-bad-row-known-channel").unwrap();
    let result = &asked(&question)["result"];
    assert_eq!((&result["verdict"], &result["check"]), (&json!("invalid"), &json!("row-voucher")));
    let result = &asked(&with(question, "/input/facts/channels", json!({})))["result"];
    assert_eq!((&result["verdict"], &result["check"]), (&json!("undecided"), &json!("row-balance")));
    assert_eq!(kinds(&result["needs"]), ["channel-state"; 2]);
}

/// N-38: what the preset `ts` refuses and takes, as its facilitator does when it is executed.
#[test]
fn the_preset_ts_reads_channels_as_its_facilitator() {
    let mut questions = questions();
    let verdict = |question: &Value| asked(question)["result"]["verdict"].as_str().unwrap().to_owned();
    let by_default = |question: &Value| with(question.clone(), "/input/policy", json!({}));
    let checksummed = questions.remove("ts-checksum").unwrap();
    assert_eq!((verdict(&checksummed).as_str(), verdict(&by_default(&checksummed)).as_str()), ("invalid", "valid"));
    let payer = "/input/payment/json/payload/channelConfig/payer";
    let lower = checksummed.pointer(payer).unwrap().as_str().unwrap().to_ascii_lowercase();
    assert_eq!(verdict(&with(checksummed, payer, json!(lower))), "valid");
    let undelayed = questions.remove("ts-no-delay").unwrap();
    assert_eq!((verdict(&undelayed).as_str(), verdict(&by_default(&undelayed)).as_str()), ("valid", "invalid"));
    // The id of the channel is taken in any letter case; only the witness of a permit has to be the same text.
    assert_eq!(verdict(&questions["ts-channel-id-case"]), "valid");
}

/// B-4, N-9, T-8
#[test]
fn a_payload_has_fields_of_one_mechanism() {
    let mut questions = questions();
    for (id, others) in [
        ("voucher-beside-authorization", &["authorization", "transaction"][..]),
        ("stellar-beside-voucher", &["voucher", "channelConfig"]),
    ] {
        let question = questions.remove(id).unwrap();
        let verdict = |question: &Value| {
            let result = &asked(question)["result"];
            (result["verdict"].as_str().unwrap().to_owned(), result["check"].as_str().map(str::to_owned))
        };
        assert_eq!(verdict(&question), ("invalid".into(), Some("payload".into())), "{id}");
        for kept in others.iter().copied().chain([""]) {
            let mut question = question.clone();
            let payload = question.pointer_mut("/input/payment/json/payload").unwrap().as_object_mut().unwrap();
            payload.retain(|member, _| member == kept || !others.contains(&member.as_str()));
            let expected = if kept.is_empty() { "valid" } else { "invalid" };
            // Members that several mechanisms have are left.
            assert_eq!(verdict(&question).0, expected, "{id}, {kept}");
        }
    }
}

/// T-33: every settlement costs 100 stroops.
#[test]
fn a_cap_that_no_fee_meets_refuses_at_once() {
    let question = questions().remove("stellar-fee-cap-99").unwrap();
    let result = &asked(&question)["result"];
    assert_eq!((&result["verdict"], &result["check"]), (&json!("invalid"), &json!("sponsor-fee")));
    let result = &asked(&with(question, "/input/policy", json!({"maxFeeStroops": 100})))["result"];
    assert_eq!((&result["verdict"], kinds(&result["outstanding"]).contains(&"simulation")), (&json!("valid"), true));
}

/// N-21, N-35: a voucher may be sent again, and a request for a refund is used by its key.
#[test]
fn an_audit_counts_what_is_used_twice() {
    let mut questions = questions();
    let repeated = |question: &Value| {
        let lines = format!("{question}\n{question}\n");
        let printed = x402_reading(&["audit", "--json"], lines);
        let summary: Value = serde_json::from_str(printed.out.lines().last().unwrap()).unwrap();
        assert_eq!(summary["summary"]["valid"], 2, "{summary}");
        let keys = &summary["summary"]["replayKeys"];
        ["distinct", "repeated", "repeatedValid"].map(|member| keys[member].as_u64().unwrap())
    };
    assert_eq!(repeated(&questions.remove("revocable-voucher").unwrap()), [1, 0, 0]);
    let refund = with(questions.remove("refund-is-valid").unwrap(), "/input/purpose", json!("operation"));
    assert_eq!(repeated(&refund), [1, 1, 1]);
}

/// N-9: a method that is not known decides before the domain, which it may not have.
#[test]
fn the_method_is_asked_before_the_domain() {
    let question = questions().remove("deposit-by-an-unknown-method").unwrap();
    let decided = |question: &Value| {
        let result = &asked(question)["result"];
        (result["verdict"].clone(), result["check"].clone())
    };
    assert_eq!(decided(&question), (json!("undecided"), json!("method")));
    // Without the method the name must be a text.
    let mut known = question;
    for place in ["/input/offers/0/extra", "/input/payment/json/accepted/extra"] {
        known.pointer_mut(place).unwrap().as_object_mut().unwrap().remove("assetTransferMethod").unwrap();
    }
    assert_eq!(decided(&known), (json!("invalid"), json!("domain")));
}
