//! What nodes of the XRP Ledger answer, and what follows from it (R-61 to R-63).

use x402_types::RawJson;
use x402_verify::{
    Answer, AnswerError, CheckId, Context, Deciding, Decision, Question, Returned, Unsettled, Verdict,
    json_rpc::JsonRpc,
    xrpl::{self, AnswerError as Error, RegularKey},
};

use crate::xrpl_payments::{Case, KEY, Signer, prefixed};

fn question(case: &Case, kind: &str) -> Question {
    let report = case.report();
    let mut all = report.needs().chain(report.outstanding());
    all.find(|question| question.kind() == kind).unwrap().clone()
}

fn ask(question: &Question, result: &str) -> Result<Answer, AnswerError> {
    question.answer(Returned::Json(RawJson::parse(result).unwrap().as_json()))
}

fn member(name: &'static str) -> Result<Answer, AnswerError> {
    Err(Error::Member(name).into())
}

fn call(question: &Question) -> (String, String) {
    let call = JsonRpc::from(&question.rpc().unwrap());
    (call.method, call.params.as_str().into())
}

fn without_clock() -> Case {
    Case::new().with(|case| case.facts = x402_verify::Facts::new())
}

#[test]
fn the_latest_validated_ledger_is_the_clock() {
    let asked = question(&without_clock(), "ledger");
    assert_eq!(call(&asked), ("ledger".into(), r#"[{"ledger_index":"validated"}]"#.into()));
    let answer = ask(&asked, r#"{"ledger_hash":"00","ledger_index":98000000,"status":"success","validated":true}"#);
    assert_eq!(answer, Ok(xrpl::Answer::Ledger(98_000_000).into()));
    assert_eq!(asked.settles(&answer.clone().unwrap()), Err(Unsettled::VerifyAgain));
    assert_eq!(
        without_clock().with(|case| case.facts = case.facts.clone().with_answer(&asked, answer.unwrap())).verdict(),
        Verdict::Valid
    );
    let not_validated = r#"{"ledger_index":98000000,"validated":false}"#;
    assert_eq!(ask(&asked, not_validated), Err(Error::NotValidated.into()));
    assert_eq!(ask(&asked, r#"{"ledger_index":98000000}"#), Err(Error::NotValidated.into()));
    assert_eq!(ask(&asked, r#"{"ledger_index":"98000000","validated":true}"#), member("ledger_index"));
    assert_eq!(ask(&asked, r#"{"ledger_index":4294967296,"validated":true}"#), member("ledger_index"));
    assert_eq!(ask(&asked, r#"{"error":"noNetwork","status":"error"}"#), Err(Error::Error.into()));
    assert_eq!(asked.answer(Returned::Bytes(&[1])), Err(AnswerError::OtherNode));
}

#[test]
fn the_account_has_keys_and_a_sequence_number() {
    let case = Case::new();
    let asked = question(&case, "account");
    let own = Signer::Secp256k1(1).address().to_string();
    let (method, params) = call(&asked);
    assert_eq!(
        (method.as_str(), params),
        ("account_info", format!(r#"[{{"account":"{own}","ledger_index":"validated"}}]"#))
    );
    let info = |account: &str, members: &str| {
        format!(
            r#"{{"account_data":{{"Account":"{account}","Balance":"10",{members}}},"ledger_index":7,"validated":true}}"#
        )
    };
    let state = |members: &str| match ask(&asked, &info(&own, members)) {
        Ok(Answer::Xrpl(xrpl::Answer::Account(Some(state)))) => state,
        other => panic!("{other:?}"),
    };
    let plain = state(r#""Flags":0,"Sequence":7"#);
    assert_eq!((plain.sequence, plain.regular_key, plain.is_master_disabled), (Some(7), RegularKey::None, Some(false)));
    let other = Signer::Secp256k1(3).address();
    let locked = state(&format!(r#""Flags":1048576,"Sequence":7,"RegularKey":"{other}""#));
    assert_eq!((locked.regular_key, locked.is_master_disabled), (RegularKey::Key(other), Some(true)));
    assert_eq!(state(r#""Flags":524288,"Sequence":7"#).is_master_disabled, Some(false));
    let none =
        ask(&asked, r#"{"account":"r","error":"actNotFound","ledger_index":7,"status":"error","validated":true}"#);
    assert_eq!(none, Ok(xrpl::Answer::Account(None).into()));
    // The answer decides.
    let verify_again =
        |answer: Answer| case.clone().with(|case| case.facts = case.facts.clone().with_answer(&asked, answer)).report();
    let reason = |answer: Answer| verify_again(answer).reason();
    assert_eq!(reason(none.unwrap()), Some("invalid_exact_xrpl_payload_simulation_failed"));
    assert_eq!(
        reason(xrpl::Answer::Account(Some(locked)).into()),
        Some("invalid_exact_xrpl_payload_signer_not_authorized")
    );
    let known = verify_again(xrpl::Answer::Account(Some(plain)).into());
    assert_eq!(known.verdict(), Verdict::Valid);
    assert!(known.outstanding().iter().all(|question| question.kind() != "account"));
    assert_eq!(
        ask(&asked, &info("rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt", r#""Flags":0,"Sequence":7"#)),
        member("Account")
    );
    assert_eq!(ask(&asked, &info(&own, r#""Sequence":7"#)), member("Flags"));
    assert_eq!(ask(&asked, &info(&own, r#""Flags":0"#)), member("Sequence"));
    assert_eq!(ask(&asked, &info(&own, r#""Flags":0,"Sequence":7,"RegularKey":"r""#)), member("RegularKey"));
    assert_eq!(ask(&asked, r#"{"error":"lgrNotFound"}"#), Err(Error::Error.into()));
}

#[test]
fn a_ticket_is_there_or_not() {
    let asked = question(&Case::of_xrp(), "ticket");
    let own = Signer::Ed25519(2).address();
    let expected = format!(r#"[{{"ticket":{{"account":"{own}","ticket_seq":345}},"ledger_index":"validated"}}]"#);
    assert_eq!(call(&asked), ("ledger_entry".into(), expected));
    let there = ask(&asked, r#"{"node":{"LedgerEntryType":"Ticket","TicketSequence":345},"validated":true}"#);
    assert_eq!((there.clone(), asked.settles(&there.unwrap())), (Ok(Answer::Yes), Ok(())));
    let gone = ask(&asked, r#"{"error":"entryNotFound","status":"error"}"#);
    assert_eq!((gone.clone(), asked.settles(&gone.unwrap())), (Ok(Answer::No), Err(Unsettled::Prevented)));
    assert_eq!(ask(&asked, r#"{"node":{"TicketSequence":344},"validated":true}"#), member("TicketSequence"));
    assert_eq!(ask(&asked, r#"{"node":{"TicketSequence":345}}"#), Err(Error::NotValidated.into()));
}

#[test]
fn a_simulation_answers_with_a_final_code() {
    let asked = question(&Case::new(), "simulation");
    let (method, params) = call(&asked);
    // A node rejects a signed transaction.
    let unsigned: String = Case::new().preimage()[4..].iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!((method.as_str(), params), ("simulate", format!(r#"[{{"tx_blob":"{unsigned}"}}]"#)));
    let result = |code: &str| ask(&asked, &format!(r#"{{"applied":false,"engine_result":"{code}","ledger_index":7}}"#));
    for (code, verdict) in
        [("tesSUCCESS", Verdict::Valid), ("tecPATH_DRY", Verdict::Invalid), ("temREDUNDANT", Verdict::Invalid)]
    {
        let answer = result(code).unwrap();
        assert_eq!(answer, xrpl::Answer::Simulated(code.into()).into());
        assert_eq!(
            Case::new().with(|case| case.facts = case.facts.clone().with_answer(&asked, answer)).verdict(),
            verdict
        );
    }
    assert_eq!(result("terPRE_SEQ"), Err(Error::Local.into()));
    assert_eq!(result("telINSUF_FEE_P"), Err(Error::Local.into()));
    assert_eq!(ask(&asked, "{}"), member("engine_result"));
    assert_eq!(ask(&asked, r#"{"error":"transactionSigned"}"#), Err(Error::Error.into()));
}

#[test]
fn a_transaction_that_no_ledger_has_is_unused() {
    let asked = question(&Case::new(), "unused");
    let hash: String = Case::new().hash().iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(call(&asked), ("tx".into(), format!(r#"[{{"transaction":"{hash}"}}]"#)));
    assert_eq!(ask(&asked, r#"{"error":"txnNotFound"}"#), Ok(Answer::Yes));
    assert_eq!(ask(&asked, r#"{"hash":"00","validated":true}"#), Ok(Answer::No));
    assert_eq!(ask(&asked, r#"{"hash":"00","validated":false}"#), Err(Error::NotValidated.into()));
}

/// The result of a call to a node on which the payment settles, unless its simulation has another code.
fn result(call: &RawJson, engine: &str) -> String {
    let (own, key_3) = (Signer::Secp256k1(1).address(), Signer::Secp256k1(3).address());
    match &*call.as_json().get("method").unwrap().string().unwrap() {
        "ledger" => r#"{"ledger_index":98000000,"validated":true}"#.to_owned(),
        "account_info" => format!(
            r#"{{"account_data":{{"Account":"{own}","Flags":0,"Sequence":7,"RegularKey":"{key_3}"}},"validated":true}}"#
        ),
        "simulate" => format!(r#"{{"engine_result":"{engine}"}}"#),
        "tx" => r#"{"error":"txnNotFound"}"#.to_owned(),
        other => panic!("{other}"),
    }
}

/// All questions, as a facilitator asks them: the clock first, and then the rest. A node takes one call at a time, and its
/// response has no id.
#[test]
fn a_facilitator_decides_with_a_node() {
    let decide = |case: &Case, engine: &str| {
        let payment = case.payment();
        let facts = x402_verify::Facts::new();
        let context = Context::at(1_790_000_000).with_facts(&facts);
        let mut deciding = Deciding::new(&payment, std::slice::from_ref(&case.offer), &context);
        while let Some(request) = deciding.request() {
            let response = format!(r#"{{"result":{}}}"#, result(&request, engine));
            deciding.response(Some(&RawJson::parse(&response).unwrap()));
        }
        deciding.decide()
    };
    assert!(matches!(decide(&Case::new(), "tesSUCCESS"), Decision::Settle(_)));
    assert!(matches!(decide(&Case::new(), "tecUNFUNDED_PAYMENT"), Decision::Refuse(_)));
    let by_regular_key = Case::new().with(|case| {
        case.signer = Signer::Secp256k1(3);
        case.set(KEY, prefixed(&case.signer.key()));
    });
    assert_eq!(by_regular_key.report().deciding().unwrap().id, CheckId::ACCOUNT_SIGNER);
    assert!(matches!(decide(&by_regular_key, "tesSUCCESS"), Decision::Settle(_)));
}

/// Without an answer each question stays open: if a node returns an array, a different id or an error, and if it returns
/// nothing, which ends the loop.
#[test]
fn a_response_must_be_that_of_the_call() {
    let (case, payment) = (Case::new(), Case::new().payment());
    let context = || Context::at(1_790_000_000).with_facts(&case.facts);
    let unanswered = |response: &dyn Fn(&str, &str) -> Option<String>| {
        let context = context();
        let mut deciding = Deciding::new(&payment, std::slice::from_ref(&case.offer), &context);
        let mut calls = 0;
        while let Some(request) = deciding.request() {
            calls += 1;
            let id = request.as_json().get("id").unwrap().text().to_owned();
            let response = response(&id, &result(&request, "tesSUCCESS"));
            deciding.response(response.map(|text| RawJson::parse(&text).unwrap()).as_ref());
        }
        match deciding.decide() {
            Decision::AskAgain(asked) => (calls, asked.len()),
            Decision::Settle(_) => (calls, 0),
            refused @ (Decision::Refuse(_) | Decision::CarryOut(_)) => panic!("{refused:?}"),
        }
    };
    type Node = dyn Fn(&str, &str) -> Option<String>;
    let good: [&Node; 2] = [&|_, result| Some(format!(r#"{{"result":{result}}}"#)), &|id, result| {
        Some(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#))
    }];
    for node in good {
        assert_eq!(unanswered(node), (3, 0));
    }
    let bad: [&Node; 3] = [
        &|id, result| Some(format!(r#"[{{"id":{id},"result":{result}}}]"#)),
        &|id, result| Some(format!(r#"{{"id":1{id},"result":{result}}}"#)),
        &|_, _| Some(r#"{"result":{"error":"tooBusy","error_code":9}}"#.into()),
    ];
    for node in bad {
        assert_eq!(unanswered(node), (3, 3));
    }
    assert_eq!(unanswered(&|_, _| None), (1, 3));
}
