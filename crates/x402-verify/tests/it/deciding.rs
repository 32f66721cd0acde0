//! The driver of questions, with a node that speaks JSON-RPC: every question is answered before a payment is settled.

#![allow(clippy::wildcard_enum_match_arm, reason = "every other question is answered alike")]

use std::cell::RefCell;

use serde_json::{Value, json};
use x402_types::{FacilitatorRequest, RawJson, VerifyOutcome, v2};
use x402_verify::{Answer, Deciding, Decision, Facts, Question, Unanswered, evm, json_rpc::ResponseError};

use crate::{
    permit2::{self, approved, sponsored},
    support::{Case, Terms},
    v1::V1,
};

/// A payment of a payer about whom nothing is known.
fn case() -> Case {
    Case::new().facts(Facts::new())
}

fn word(value: u64) -> Value {
    json!(format!("0x{value:064x}"))
}

/// The response of a node on which each payment settles: the payer is a plain account with enough of everything.
fn good(call: &Value, case: &Case) -> Value {
    let params = &call["params"];
    let result = match call["method"].as_str().unwrap() {
        // Everything but the payer is a contract.
        "eth_getCode" => json!(if params[0].as_str().unwrap() == Terms::new().from { "0x" } else { "0x6080" }),
        "eth_getTransactionCount" => json!("0x7"),
        "eth_gasPrice" => json!("0x1"),
        "eth_getBalance" => json!("0xfffffffffffffffffffff"),
        "eth_simulateV1" => json!([{"calls": [{"status": "0x1"}, {"status": "0x1"}]}]),
        "eth_call" => match &params[0]["data"].as_str().unwrap()[..10] {
            "0x3644e515" => json!(expected(case, "token-domain")),
            "0x70a08231" | "0xdd62ed3e" => word(10_000),
            // Unused, a fee of one wei, settled.
            "0xe94a0102" | "0x4fe02b44" => word(0),
            "0x49948e0e" => word(1),
            _ => json!("0x"),
        },
        other => panic!("{other}"),
    };
    json!({"jsonrpc": "2.0", "id": call["id"], "result": result})
}

fn expected(case: &Case, kind: &str) -> String {
    let report = case.report();
    report.outstanding().iter().find(|question| question.kind() == kind).unwrap().expected().unwrap()
}

/// The decision with this node, which gets the calls of a batch.
fn decide(case: &Case, node: impl Fn(&[Value]) -> Value) -> Decision {
    drive(Deciding::new(&case.payment, &case.offers, &case.context()), node)
}

fn drive(mut deciding: Deciding<'_>, node: impl Fn(&[Value]) -> Value) -> Decision {
    let mut ids = Vec::new();
    while let Some(batch) = deciding.request() {
        let calls: Vec<Value> = serde_json::from_str(batch.as_str()).unwrap();
        for call in &calls {
            assert_eq!(call["jsonrpc"], "2.0");
            assert!(!ids.contains(&call["id"]), "each call has an id of its own");
            ids.push(call["id"].clone());
        }
        assert!(ids.len() < 50, "the rounds end");
        deciding.response(Some(&RawJson::parse(&node(&calls).to_string()).unwrap()));
    }
    deciding.decide()
}

/// Answers each call by itself.
fn each(case: &Case, answer: impl Fn(&Value) -> Option<Value>) -> Decision {
    decide(case, |calls| calls.iter().map(|call| answer(call).unwrap_or_else(|| good(call, case))).collect())
}

fn is(call: &Value, method: &str, selector: &str) -> bool {
    call["method"] == method && call["params"][0]["data"].as_str().is_none_or(|data| data.starts_with(selector))
}

fn error(call: &Value, code: i64, message: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": call["id"], "error": {"code": code, "message": message}})
}

fn returns(call: &Value, result: impl Into<Value>) -> Value {
    json!({"jsonrpc": "2.0", "id": call["id"], "result": result.into()})
}

fn unanswered(decision: Decision) -> Vec<Unanswered> {
    let Decision::AskAgain(open) = decision else { panic!("{decision:?}") };
    open
}

fn refused_by(decision: &Decision) -> (&'static str, String) {
    let Decision::Refuse(refusal) = decision else { panic!("{decision:?}") };
    (refusal.question().map_or("none", Question::kind), refusal.reason().to_string())
}

fn is_settled(decision: &Decision) -> bool {
    matches!(decision, Decision::Settle(paid) if paid.outstanding().is_empty())
}

#[test]
fn a_plain_payer_is_settled_whatever_the_order_of_the_responses() {
    assert!(is_settled(&each(&case(), |_| None)));
    let reversed = |calls: &[Value]| calls.iter().rev().map(|call| good(call, &case())).collect();
    assert!(is_settled(&decide(&case(), reversed)));
    let decision = each(&case(), |_| None);
    let response = decision.to_verify_response();
    assert_eq!((response.outcome, response.payer), (VerifyOutcome::Valid, Some(Terms::new().from)));
}

/// A key signed, and the account has code: the code decides, and without its answer nobody settles.
#[test]
fn the_code_of_the_payer_cannot_be_overlooked() {
    let with_code = |call: &Value| is(call, "eth_getCode", "").then(|| returns(call, "0xef0100"));
    let magic = format!("0x1626ba7e{:056}", 0);
    for (answer, settles) in
        [(magic.as_str(), true), (&*format!("0x{:064}", 0), false), ("0x", false), ("0x1626ba7e", false)]
    {
        let says = |call: &Value| is(call, "eth_call", "0x1626ba7e").then(|| returns(call, answer));
        let decision = each(&case(), |call| with_code(call).or_else(|| says(call)));
        assert_eq!(is_settled(&decision), settles, "{answer}: {decision:?}");
        if !settles {
            assert_eq!(refused_by(&decision), ("none", "invalid_exact_evm_payload_signature".into()));
        }
    }
    let busy = |call: &Value| is(call, "eth_call", "0x1626ba7e").then(|| error(call, -32005, "limit exceeded"));
    let open = unanswered(each(&case(), |call| with_code(call).or_else(|| busy(call))));
    assert_eq!((open[0].question.kind(), open.len()), ("contract-signature", 1));
    assert_eq!(open[0].error, Some(ResponseError::Node(-32005)));
    assert_eq!(open[0].to_string(), "contract-signature (the node reports error -32005)");

    // The node says nothing about the code, or nothing that can be read.
    let missing = |calls: &[Value]| {
        calls.iter().filter(|call| !is(call, "eth_getCode", "")).map(|call| good(call, &case())).collect()
    };
    let twice = |calls: &[Value]| calls.iter().chain(calls).map(|call| good(call, &case())).collect();
    assert_eq!(unanswered(decide(&case(), twice)).len(), 5);
    let [open] = &unanswered(decide(&case(), missing))[..] else { panic!("one question is left") };
    assert_eq!((open.question.kind(), &open.error), ("account-code", &Some(ResponseError::Missing)));
    for result in [json!(null), json!("0x6"), json!("6080"), json!(7), json!("0xzz"), json!(["0x"])] {
        let unread = each(&case(), |call| is(call, "eth_getCode", "").then(|| returns(call, result.clone())));
        let [open] = &unanswered(unread)[..] else { panic!("one question is left: {result}") };
        assert_eq!((open.question.kind(), &open.error), ("account-code", &Some(ResponseError::Malformed)), "{result}");
    }
    // A revert is no answer of `eth_getCode`.
    let reverted = each(&case(), |call| is(call, "eth_getCode", "").then(|| error(call, 3, "execution reverted")));
    assert_eq!(unanswered(reverted)[0].error, Some(ResponseError::Node(3)));
}

#[test]
fn an_answer_by_hand_is_taken_only_if_it_is_one() {
    let case = case();
    let context = case.context();
    let start = Deciding::new(&case.payment, &case.offers, &context);
    let kinds: Vec<_> = start.questions().map(Question::kind).collect();
    assert_eq!(kinds, ["token-domain", "balance", "authorization-unused", "account-code", "transfer"]);
    // Nobody asked anything.
    let open: Vec<_> = unanswered(start.clone().decide()).iter().map(Unanswered::to_string).collect();
    assert_eq!(open, kinds);
    // Every question but the one is answered.
    for left in start.questions() {
        let mut deciding = start.clone();
        while let Some(question) = deciding.next() {
            let answer = match &question {
                Question::Evm(evm::Question::AccountCode(_)) => evm::Answer::Code(evm::AccountCode::Absent).into(),
                _ => Answer::Yes,
            };
            deciding.answer(&question, (question != *left).then_some(answer));
        }
        let open = unanswered(deciding.decide());
        assert_eq!((&open[0].question, open.len()), (left, 1));
    }
    // A plain yes says nothing about code.
    let mut deciding = start.clone();
    while let Some(question) = deciding.next() {
        deciding.answer(&question, Answer::Yes);
    }
    assert_eq!(unanswered(deciding.decide())[0].question.kind(), "account-code");
    // An answer to a question that is not open changes nothing.
    let mut deciding = start.clone();
    let other = permit2::cases()[0].clone().facts(Facts::new()).report().outstanding()[0].clone();
    assert!(!start.questions().any(|question| *question == other), "{other}");
    deciding.answer(&other, Answer::No);
    assert_eq!(deciding.questions().count(), kinds.len());
}

#[test]
fn what_prevents_the_settlement_refuses_it() {
    let short = each(&case(), |call| is(call, "eth_call", "0x70a08231").then(|| returns(call, word(9_999))));
    assert_eq!(refused_by(&short), ("balance", "insufficient_funds".into()));
    let response = short.to_verify_response();
    assert_eq!(response.payer, Some(Terms::new().from));
    assert!(response.invalid_message.unwrap().contains("10000 atomic units"));
    let used = each(&case(), |call| is(call, "eth_call", "0xe94a0102").then(|| returns(call, word(1))));
    assert_eq!(refused_by(&used), ("authorization-unused", "invalid_transaction_state".into()));
    // A node that answers, and one that says only in words that the call reverted.
    for (code, message) in [
        (3, "execution reverted: paused"),
        (3, "VM: Reverted"),
        (-32000, "execution reverted"),
        (-32000, "Execution reverted"),
    ] {
        let transfer = each(&case(), |call| is(call, "eth_call", "0xe3ee160e").then(|| error(call, code, message)));
        assert_eq!(refused_by(&transfer), ("transfer", "invalid_transaction_state".into()), "{message}");
    }
    // Some nodes write what is not there.
    for without in
        [json!({"code": 3, "message": "execution reverted"}), json!({"code": 3, "message": "", "data": "0x"})]
    {
        let transfer = each(&case(), |call| {
            let response = json!({"jsonrpc": "2.0", "id": call["id"], "result": null, "error": without});
            is(call, "eth_call", "0xe3ee160e").then_some(response)
        });
        assert_eq!(refused_by(&transfer).0, "transfer", "{without}");
    }
    for (code, message) in [
        (-32000, "header not found"),
        (-32603, "reverted"),
        (429, "slow down: execution reverted"),
        (3, "invalid argument 0: hex string has length 5"),
    ] {
        let transfer = each(&case(), |call| is(call, "eth_call", "0xe3ee160e").then(|| error(call, code, message)));
        assert_eq!(unanswered(transfer)[0].error, Some(ResponseError::Node(code)), "{message}");
    }
}

/// Nobody asks about a payment that no answer can save.
#[test]
fn an_invalid_payment_asks_nothing() {
    let late = case().at(1_740_672_154);
    let decision = decide(&late, |calls| panic!("{calls:?}"));
    assert_eq!(refused_by(&decision).1, "invalid_exact_evm_payload_authorization_valid_before");
}

/// A node that knows no batches answers with one error. It is nobody's answer, also if it says that something reverted.
#[test]
fn one_error_for_a_batch_answers_no_call() {
    for (code, message) in [(-32600, "invalid request"), (3, "execution reverted")] {
        let open = unanswered(decide(
            &case(),
            |_| json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": message}}),
        ));
        assert_eq!(open.len(), 5);
        assert!(open.iter().all(|open| open.error == Some(ResponseError::Node(code))));
    }
    for nonsense in [json!([]), json!({}), json!(7), json!([[]]), json!([{"id": 1}])] {
        let decision = decide(&case(), |_| nonsense.clone());
        let response = decision.to_verify_response();
        assert!(
            matches!(response.outcome, VerifyOutcome::Invalid(Some(reason)) if reason.as_str() == "unexpected_verify_error")
        );
        assert_eq!(unanswered(decision).len(), 5, "{nonsense}");
    }
    let case = case();
    let context = case.context();
    let mut deciding = Deciding::new(&case.payment, &case.offers, &context);
    deciding.response(None);
    assert!(deciding.request().is_none());
    assert_eq!(unanswered(deciding.decide()).len(), 5);
}

/// Only a domain is asked in another way. Any other answer that cannot be read leaves its question open.
#[test]
fn an_answer_that_cannot_be_read_is_named() {
    let decision = each(&case(), |call| is(call, "eth_call", "0x70a08231").then(|| returns(call, "0x")));
    let [open] = &unanswered(decision)[..] else { panic!("one question is left") };
    assert_eq!(open.question.kind(), "balance");
    assert!(matches!(open.error, Some(ResponseError::Answer(_))), "{:?}", open.error);
}

/// A response with both members is none, and an `error` that is null is no error.
#[test]
fn result_and_error_exclude_each_other() {
    let both = |error: Value| {
        each(&case(), |call| {
            let mut response = good(call, &case());
            response["error"] = error.clone();
            Some(response)
        })
    };
    assert!(is_settled(&both(Value::Null)));
    assert_eq!(unanswered(both(json!({"code": 3, "message": "execution reverted"}))).len(), 5);
}

/// An approval and a settlement are simulated together, and numbers come with any number of digits.
#[test]
fn simulated_calls_all_have_to_succeed() {
    for case in approved::cases() {
        let case = case.facts(Facts::new()).facilitators(&[permit2::FACILITATOR]);
        let kinds = RefCell::new(Vec::new());
        let run = |simulated: Option<Value>| {
            each(&case, |call| {
                // With more, nobody sends the approval.
                if is(call, "eth_call", "0xdd62ed3e") {
                    return Some(returns(call, word(9_999)));
                }
                kinds.borrow_mut().push(call["method"].as_str().unwrap().to_owned());
                is(call, "eth_simulateV1", "")
                    .then_some(simulated.clone())
                    .flatten()
                    .map(|result| returns(call, result))
            })
        };
        assert!(is_settled(&run(None)), "{:?}", run(None));
        assert!(kinds.borrow().iter().any(|method| method == "eth_simulateV1"));
        let of = |statuses: &[&str]| {
            let calls: Vec<_> = statuses.iter().map(|status| json!({"status": status})).collect();
            json!([{"calls": calls}])
        };
        for fails in [of(&["0x1", "0x0"]), of(&["0x0", "0x1"])] {
            assert_eq!(refused_by(&run(Some(fails))).0, "settlement");
        }
        for unread in [of(&["0x1"]), of(&["0x1", "0x1", "0x1"]), of(&["0x1", "0x2"]), json!([]), json!("0x1")] {
            assert_eq!(unanswered(run(Some(unread)))[0].error, Some(ResponseError::Malformed));
        }
    }
}

/// P-5, P-6: whether a permit or an approval takes effect matters only if less is allowed. Somebody else may have submitted the
/// permit before: then its nonce is used, and the allowance is there.
#[test]
fn with_an_allowance_no_permit_or_approval_is_needed() {
    let used = |call: &Value| match call["method"].as_str() {
        Some("eth_call") if is(call, "eth_call", "0x7ecebe00") => Some(returns(call, word(4))),
        Some("eth_getTransactionCount") => Some(returns(call, "0x8")),
        _ => None,
    };
    for (case, kind) in sponsored::cases()
        .map(|case| (case, "permit-nonce"))
        .into_iter()
        .chain(approved::cases().map(|case| (case, "transaction-count")))
    {
        let case = case.facts(Facts::new()).facilitators(&[permit2::FACILITATOR]);
        let allowing = |allowed: Option<u64>, others: &dyn Fn(&Value) -> Option<Value>| {
            each(&case, |call| {
                let allowance = is(call, "eth_call", "0xdd62ed3e").then(|| {
                    allowed
                        .map_or_else(|| error(call, -32005, "limit exceeded"), |allowed| returns(call, word(allowed)))
                });
                allowance.or_else(|| used(call)).or_else(|| others(call))
            })
        };
        assert!(is_settled(&allowing(Some(10_000), &|_| None)), "{kind}");
        assert_eq!(refused_by(&allowing(Some(9_999), &|_| None)), (kind, "invalid_transaction_state".into()));
        let open = unanswered(allowing(None, &|_| None));
        assert_eq!(open.iter().map(|open| open.question.kind()).collect::<Vec<_>>(), ["allowance"]);
        // What the payment needs in any case.
        let poor = |call: &Value| is(call, "eth_call", "0x70a08231").then(|| returns(call, word(9_999)));
        for allowed in [Some(10_000), None] {
            assert_eq!(refused_by(&allowing(allowed, &poor)).0, "balance");
        }
    }
}

/// P-6: whoever pays the gas sends what the payer lacks for it.
#[test]
fn a_payer_without_gas_is_no_reason_to_refuse() {
    for case in approved::cases() {
        let case = case.facts(Facts::new()).facilitators(&[permit2::FACILITATOR]);
        let asked = RefCell::new(0);
        let decision = each(&case, |call| {
            is(call, "eth_getBalance", "").then(|| {
                *asked.borrow_mut() += 1;
                returns(call, "0x0")
            })
        });
        assert!(is_settled(&decision), "{decision:?}");
        assert!(*asked.borrow() > 0);
    }
}

/// A question that no call answers does not keep the others from being asked, and is left at the end.
#[test]
fn what_no_call_answers_is_left_to_the_caller() {
    let [_, upto] = permit2::cases();
    let upto = upto.facts(Facts::new());
    let with_code = |call: &Value| match call["params"][0].as_str() {
        Some(address) if is(call, "eth_getCode", "") && address == Terms::new().from => Some(returns(call, "0xef0100")),
        _ => None,
    };
    let magic =
        |call: &Value| is(call, "eth_call", "0x1626ba7e").then(|| returns(call, format!("0x1626ba7e{:056}", 0)));
    let decision = each(&upto, |call| with_code(call).or_else(|| magic(call)));
    let [open] = &unanswered(decision)[..] else { panic!("one question is left") };
    assert_eq!((open.question.kind(), &open.error, open.question.rpc()), ("facilitator", &None, None));
    let own = upto.facilitators(&[permit2::FACILITATOR]);
    assert!(is_settled(&each(&own, |call| with_code(call).or_else(|| magic(call)))));
}

/// USDC has no `eip712Domain()`: its domain is asked by two calls.
#[test]
fn a_domain_is_asked_in_two_ways() {
    let case = V1::new().extra("{}").facts(Facts::new());
    let text = |text: &str| {
        let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        json!(format!("0x{:064x}{:064x}{bytes:0<64}", 32, text.len()))
    };
    let separator = expected(&self::case(), "token-domain");
    let run = |first: &dyn Fn(&Value) -> Value, name: Value, separator: &str| {
        let answer = |call: &Value| match call["params"][0]["data"].as_str().unwrap_or_default() {
            data if data.starts_with("0x84b0196e") => first(call),
            data if data.starts_with("0x06fdde03") => returns(call, name.clone()),
            data if data.starts_with("0x54fd4d50") => returns(call, text("2")),
            data if data.starts_with("0x3644e515") => returns(call, separator),
            _ => good(call, &self::case()),
        };
        let deciding = Deciding::new(&case.payment, &case.offers, &case.context());
        drive(deciding, |calls| calls.iter().map(answer).collect())
    };
    let reverts = |call: &Value| error(call, 3, "execution reverted");
    let empty = |call: &Value| returns(call, "0x");
    let busy = |call: &Value| error(call, -32005, "busy");
    assert!(is_settled(&run(&reverts, text("USDC"), &separator)));
    assert!(is_settled(&run(&empty, text("USDC"), &separator)));
    // The name is not that of the domain: the separator decides.
    assert!(is_settled(&run(&empty, text("USD Coin"), &separator)));
    let other = format!("0x{:064x}", 1);
    assert_eq!(refused_by(&run(&empty, text("USDC"), &other)).0, "token-domain");
    assert_eq!(refused_by(&run(&empty, text("USD Coin"), &other)).1, "invalid_exact_evm_payload_signature");
    assert_eq!(unanswered(run(&busy, text("USDC"), &separator))[0].error, Some(ResponseError::Node(-32005)));
    // The two calls are asked once.
    assert!(matches!(unanswered(run(&empty, json!("0x"), &separator))[0].error, Some(ResponseError::Answer(_))));
}

#[test]
fn a_facilitators_request_is_verified_with_its_offer() {
    let case = case();
    let request = v2::FacilitatorRequest::new(case.payment.clone(), case.offers[0].clone());
    let request = FacilitatorRequest::V2(request);
    let deciding = Deciding::of_request(&request, &case.context());
    assert_eq!(deciding.questions().count(), 5);
    let mut dearer = case.offers[0].clone();
    dearer.amount = 20_000.into();
    let request = FacilitatorRequest::V2(v2::FacilitatorRequest::new(case.payment.clone(), dearer));
    let decision = Deciding::of_request(&request, &case.context()).decide();
    assert_eq!(refused_by(&decision).1, "invalid_payment_requirements");
}
