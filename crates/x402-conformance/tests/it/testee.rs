//! The JSON-lines protocol, rule by rule (`docs/reference/operations`).

use std::io::BufReader;

use serde_json::{Value, json};
use x402_operations::testee::serve;

use crate::support::{base_header, base_offer, base_question};

/// What is answered to these bytes: one object for each line of output.
fn talk(input: impl AsRef<[u8]>) -> Vec<Value> {
    let mut output = Vec::new();
    // A small buffer, so that lines are put together from pieces.
    serve(BufReader::with_capacity(61, input.as_ref()), &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    assert!(output.is_empty() || output.ends_with('\n'));
    let answers: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for answer in &answers {
        let members = answer.as_object().unwrap();
        let outcomes = ["result", "skipped", "error"].iter().filter(|name| members.contains_key(**name)).count();
        assert!(members.contains_key("id") && members.len() == 2 && outcomes == 1, "{answer}");
    }
    answers
}

fn answer(line: impl AsRef<[u8]>) -> Value {
    let mut answers = talk(line);
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

/// The reason of an answer that is an error without an id.
fn error(line: impl AsRef<[u8]>) -> String {
    let answer = answer(line);
    assert_eq!(answer["id"], Value::Null, "{answer}");
    answer["error"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn skipped(question: &Value) -> String {
    let answer = answer(question.to_string());
    assert_eq!(answer["id"], question["id"]);
    answer["skipped"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn refused(question: &Value) -> String {
    let answer = answer(question.to_string());
    assert_eq!(answer["id"], question["id"]);
    answer["error"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

const GOOD: &str = r#"{"id":"good","op":"network","input":{"name":"base"}}"#;

fn good() -> Value {
    json!({"id": "good", "result": {"name": "base", "caip2": "eip155:8453"}})
}

#[test]
fn the_id_comes_back() {
    for id in ["1", " ", "null", "\u{0}\n\"\\", "Zürich 🦀", &"i".repeat(200), &"🦀".repeat(200)] {
        let question = json!({"id": id, "op": "network", "input": {"name": "base"}});
        assert_eq!(answer(question.to_string())["id"], id);
    }
    assert_eq!(answer(r#"{"id":"\u0061","op":"network","input":{"name":"base"}}"#)["id"], "a");
}

#[test]
fn what_has_no_id_is_an_error_without_one() {
    for line in [
        "[]",
        "7",
        "null",
        "\"id\"",
        "{}",
        "{",
        "nonsense",
        r#"{"op":"network","input":{"name":"base"}}"#,
        r#"{"id":7,"op":"network","input":{"name":"base"}}"#,
        r#"{"id":null,"op":"network","input":{"name":"base"}}"#,
        r#"{"id":["1"],"op":"network","input":{"name":"base"}}"#,
        r#"{"id":"","op":"network","input":{"name":"base"}}"#,
        r#"{"id":"\ud800","op":"network","input":{"name":"base"}}"#,
        &format!("{GOOD}{GOOD}"),
        &format!("{GOOD} x"),
    ] {
        error(line);
    }
    for length in [201, 100_000] {
        error(json!({"id": "i".repeat(length), "op": "network", "input": {"name": "base"}}).to_string());
    }
}

#[test]
fn a_member_twice_is_an_error() {
    for line in [
        r#"{"id":"1","id":"1","op":"network","input":{"name":"base"}}"#,
        r#"{"id":"1","op":"network","op":"decode","input":{"name":"base"}}"#,
        r#"{"id":"1","op":"network","input":{"name":"base"},"\u0069nput":{"name":"base"}}"#,
    ] {
        assert!(error(line).contains("twice"), "{line}");
    }
    // One level down the question has been understood so far that its id is known.
    for line in [
        r#"{"id":"1","op":"network","input":{"name":"base","name":"base"}}"#,
        r#"{"id":"1","op":"decode","input":{"kind":"payment","header":{"name":"a","name":"a","value":"b"}}}"#,
    ] {
        let answer = answer(line);
        assert_eq!(answer["id"], "1");
        assert!(answer["error"].as_str().unwrap().contains("twice"), "{answer}");
    }
}

#[test]
fn an_operation_of_others_is_skipped() {
    assert!(skipped(&json!({"id": "1", "op": "teleport", "input": {"a": 1}})).contains("teleport"));
    // Whatever its input looks like: only who knows the operation can tell.
    assert!(skipped(&json!({"id": "1", "op": "teleport", "input": [1]})).contains("teleport"));
    assert!(refused(&json!({"id": "1", "op": 7, "input": {}})).contains("op"));
    assert!(refused(&json!({"id": "1", "input": {}})).contains("op"));
    assert!(refused(&json!({"id": "1", "op": "network"})).contains("input"));
    assert!(refused(&json!({"id": "1", "op": "network", "input": []})).contains("input"));
    assert!(refused(&json!({"id": "1", "op": "network", "input": null})).contains("input"));
    assert!(skipped(&json!({"id": "1", "op": "network", "input": {"name": "base"}, "now": 1})).contains("now"));
}

/// A constraint that is ignored would change the verdict.
#[test]
fn what_is_not_understood_is_skipped_by_name() {
    for (path, member) in [
        ("", "color"),
        ("/payment", "carrier"),
        ("/payment/header", "charset"),
        ("/policy", "haste"),
        ("/phase", "refund"),
        ("/phase/settle", "currency"),
        ("/facts", "balances"),
        ("/facts/accounts/*", "nonce"),
        ("/facts/contractSignatures/0", "block"),
    ] {
        let mut question = base_question("verify");
        question["input"]["policy"] = json!({});
        question["input"]["phase"] = json!({"settle": {"amount": "10000"}});
        question["input"]["facts"] = json!({"accounts": {"*": {"code": "none"}}, "contractSignatures": [
            {"account": format!("0x{}", "1".repeat(40)), "digest": format!("0x{}", "2".repeat(64)), "signature": "0x", "valid": true}
        ]});
        assert_eq!(answer(question.to_string())["result"]["verdict"], "valid");
        let inner = question["input"].pointer_mut(path).unwrap();
        inner[member] = json!(1);
        assert!(skipped(&question).contains(member), "{path}/{member}");
    }
    let mut phase = base_question("verify");
    phase["input"]["phase"] = json!("verify");
    assert_eq!(answer(phase.to_string())["result"]["verdict"], "valid");
    phase["input"]["phase"] = json!({"settle": {"amount": "1000"}});
    assert_eq!(answer(phase.to_string())["result"]["check"], "charge");
    let mut policy = base_question("verify");
    policy["input"]["policy"] = json!({"preset": "go"});
    assert!(skipped(&policy).contains("preset"));
    policy["input"]["policy"] = json!({"refuse": ["y-parity", "haste"]});
    assert!(skipped(&policy).contains("haste"));
    // A source of a kind that is not known here, alone or beside one that is.
    for payment in [json!({"grpc": "…"}), json!({"text": "{}", "grpc": "…"})] {
        let question = json!({"id": "1", "op": "verify", "input": {"payment": payment, "offers": [], "now": 1}});
        assert!(skipped(&question).contains("payment.grpc"));
    }
    let json_in_decode = json!({"id": "1", "op": "decode", "input": {"kind": "payment", "json": {}}});
    assert!(skipped(&json_in_decode).contains("input.json"));
    for question in [
        json!({"id": "1", "op": "decode", "input": {"kind": "receipt", "text": "{}"}}),
        json!({"id": "1", "op": "decode", "input": {"header": {"name": "SIGN-IN-WITH-X", "value": "e30="}}}),
    ] {
        skipped(&question);
    }
}

/// A question with everything that has members, and the objects whose names are data.
fn full_question() -> (Value, Vec<&'static str>) {
    let address = |digit: &str| format!("0x{}", digit.repeat(40));
    let (wallet, token) =
        ("7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg", "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
    let mut question = base_question("verify");
    let input = &mut question["input"];
    input["policy"] = json!({"preset": "ts"});
    input["phase"] = json!({"settle": {"amount": "10000"}});
    input["facts"] = json!({
        "accounts": {"*": {"code": "none"}},
        "contractSignatures": [
            {"account": address("1"), "digest": format!("0x{}", "2".repeat(64)), "signature": "0x", "valid": true},
            {"account": address("1"), "caller": address("3"), "digest": format!("0x{}", "2".repeat(64)), "signature": "0x", "valid": false},
        ],
        "tokenDomains": {address("3"): {"name": "Token", "version": "1"}},
        "allowances": [{"token": address("3"), "owner": address("1"), "amount": "1"}],
        "lookupTables": {wallet: [token]},
        "multisigs": {wallet: {"required": 1, "members": [token], "program": token}},
        "simulations": {format!("0x{}", "4".repeat(64)): {"feePayerLost": "5000", "transfers": [
            {"program": token, "source": wallet, "mint": wallet, "destination": wallet, "authority": wallet, "amount": "1"},
        ], "received": {wallet: "1"}}},
    });
    let by_name = ["accounts", "tokenDomains", "lookupTables", "multisigs", "simulations", "received"];
    (question, by_name.to_vec())
}

/// The pointers to all objects of a question that are not the payment's or the offers'.
fn objects_of(question: &Value) -> Vec<String> {
    fn walk(value: &Value, at: String, found: &mut Vec<String>) {
        let below = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter().filter(|(name, _)| *name != "offers") {
                    walk(member, below(name), found);
                }
                found.push(at);
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    walk(element, below(&index.to_string()), found);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    walk(question, String::new(), &mut found);
    found
}

#[test]
fn whatever_is_not_known_is_skipped_at_every_depth() {
    let (question, by_name) = full_question();
    assert_eq!(answer(question.to_string())["result"]["verdict"], "valid");
    let objects = objects_of(&question);
    assert_eq!(objects.len(), 22, "{objects:?}");
    for at in &objects {
        let mut more = question.clone();
        more.pointer_mut(at).unwrap()["haste"] = json!(1);
        // An account named so is no account.
        let names_are_data = by_name.iter().any(|name| at.ends_with(&format!("/{name}")));
        let why = if names_are_data { refused(&more) } else { skipped(&more) };
        assert!(why.contains("haste"), "{at}: {why}");
        // What has a member that is not known lacks no other: it may stand in its place.
        if !names_are_data && at.starts_with("/input/") && !at.ends_with("payment") {
            let mut other = question.clone();
            *other.pointer_mut(at).unwrap() = json!({"haste": 1});
            assert!(skipped(&other).contains("haste"), "{at}");
        }
    }
}

/// The values of the members, in whichever order a reader may want them.
#[test]
fn an_array_is_no_object_at_any_depth() {
    let (question, _) = full_question();
    for at in objects_of(&question) {
        let mut listed = question.clone();
        let object = listed.pointer_mut(&at).unwrap();
        let values: Vec<Value> = object.as_object().unwrap().values().cloned().collect();
        for order in [values.clone(), values.into_iter().rev().collect()] {
            *listed.pointer_mut(&at).unwrap() = json!(order);
            let answer = answer(listed.to_string());
            assert!(answer["error"].is_string(), "{at}: {answer}");
        }
    }
}

/// Said once more it is no other fact.
#[test]
fn no_two_texts_contradict_each_other() {
    let (lower, upper) = ("0xabcdefabcdefabcdefabcdefabcdefabcdefabcd", "0xABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD");
    let (digest, other_digest) = (format!("0x{}", "ab".repeat(32)), format!("0x{}", "AB".repeat(32)));
    let simulation = |lost: &str| json!({"feePayerLost": lost, "transfers": []});
    let domain = |version: &str| json!({"name": "Token", "version": version});
    let signature = |account: &str, digest: &str, signature: &str, valid: bool| json!({"account": account, "digest": digest, "signature": signature, "valid": valid});
    let permit = |token: &str, digest: &str, taken: bool| json!({"token": token, "digest": digest, "signature": "0xab", "taken": taken});
    let allowance = |owner: &str, amount: &str| json!({"token": lower, "owner": owner, "amount": amount});
    for (kind, again, otherwise) in [
        (
            "accounts",
            json!({lower: {"code": "some"}, upper: {"code": "0xef"}}),
            json!({lower: {"code": "some"}, upper: {"code": "none"}}),
        ),
        (
            "contractSignatures",
            json!([signature(lower, &digest, "0xab", true), signature(upper, &other_digest, "0xAB", true)]),
            json!([signature(lower, &digest, "0xab", true), signature(upper, &other_digest, "0xAB", false)]),
        ),
        (
            "tokenPermits",
            json!([permit(lower, &digest, true), permit(upper, &other_digest, true)]),
            json!([permit(lower, &digest, true), permit(upper, &other_digest, false)]),
        ),
        (
            "tokenDomains",
            json!({lower: domain("1"), upper: domain("1")}),
            json!({lower: domain("1"), upper: domain("2")}),
        ),
        (
            "domainSeparators",
            json!({lower: &digest, upper: &other_digest}),
            json!({lower: &digest, upper: format!("0x{}", "ac".repeat(32))}),
        ),
        ("dataFees", json!({&digest: "1", &other_digest: "1"}), json!({&digest: "1", &other_digest: "2"})),
        (
            "allowances",
            json!([allowance(lower, "1"), allowance(upper, "1")]),
            json!([allowance(lower, "1"), allowance(upper, "2")]),
        ),
        (
            "simulations",
            json!({&digest: simulation("1"), &other_digest: simulation("1")}),
            json!({&digest: simulation("1"), &other_digest: null}),
        ),
    ] {
        let mut question = base_question("verify");
        question["input"]["facts"] = json!({kind: again});
        assert!(answer(question.to_string())["result"].is_object(), "{kind}");
        question["input"]["facts"] = json!({kind: otherwise});
        assert!(refused(&question).contains("twice"), "{kind}");
    }
    // Of another signature, of another's, or to a caller, another thing may be said.
    let mut to_caller = signature(lower, &digest, "0xab", false);
    to_caller["caller"] = json!(lower);
    for other in [
        signature(lower, &digest, "0xac", false),
        signature(&format!("0x{}", "1".repeat(40)), &digest, "0xab", false),
        to_caller,
    ] {
        let mut question = base_question("verify");
        question["input"]["facts"] = json!({"contractSignatures": [signature(lower, &digest, "0xab", true), other]});
        assert!(answer(question.to_string())["result"].is_object());
    }
    // In one spelling, too.
    let mut question = base_question("verify");
    question["input"]["facts"] = json!({"dataFees": {&digest: "1"}});
    let twice = question.to_string().replace("{\"0x", &format!("{{\"{digest}\":\"2\",\"0x"));
    assert!(answer(twice)["error"].as_str().unwrap().contains("twice"));
    // What is said of all others is said of no account twice.
    let mut question = base_question("verify");
    question["input"]["facts"] = json!({"accounts": {"*": {"code": "none"}, lower: {"code": "some"}}});
    assert_eq!(answer(question.to_string())["result"]["verdict"], "valid");
}

#[test]
fn members_that_are_missing_or_mistyped_are_errors() {
    let changed = |pointer: &str, value: Value| {
        let mut question = base_question("verify");
        *question.pointer_mut(pointer).unwrap() = value;
        question
    };
    for name in ["payment", "offers", "now"] {
        let mut question = base_question("verify");
        question["input"].as_object_mut().unwrap().remove(name);
        assert!(refused(&question).contains(name));
    }
    for value in [json!("1740672100"), json!(1_740_672_100_000_u64), json!(-1), json!(null), json!([1])] {
        assert!(refused(&changed("/input/now", value)).contains("now"));
    }
    for value in [json!({}), json!(null), json!([1]), json!([{}])] {
        assert!(refused(&changed("/input/offers", value)).contains("offers"));
    }
    for value in
        [json!([]), json!(null), json!({}), json!({"header": {"name": "PAYMENT-SIGNATURE"}}), json!({"text": 7})]
    {
        assert!(refused(&changed("/input/payment", value)).contains("payment"));
    }
    for (name, value) in [
        ("profile", json!("loose")),
        ("profile", json!(7)),
        ("policy", json!([])),
        ("policy", json!({"amountRule": "about"})),
        ("policy", json!({"matchRule": "roughly"})),
        ("policy", json!({"expiryMargin": "6"})),
        ("policy", json!({"assumePlainAccounts": "yes"})),
        ("policy", json!({"requireEcho": "no"})),
        ("policy", json!({"horizon": -1})),
        ("policy", json!({"refuse": "eip55"})),
        ("policy", json!({"allowedFactories": "0x857b06519E91e3A54538791bDbb0E22373e36b66"})),
        ("policy", json!({"allowedFactories": ["0x857b"]})),
        ("phase", json!("settle")),
        ("phase", json!({})),
        ("phase", json!({"settle": {}})),
        ("phase", json!({"settle": {"amount": 10000}})),
        ("phase", json!({"settle": {"amount": "1e4"}})),
        ("facilitators", json!("0x857b06519E91e3A54538791bDbb0E22373e36b66")),
        ("facilitators", json!(["0x857b"])),
        ("facilitators", json!(["facilitator"])),
        ("declaredExtensions", json!(null)),
        ("declaredExtensions", json!([])),
        ("facts", json!({"accounts": []})),
        ("facts", json!({"accounts": {"*": {}}})),
        ("facts", json!({"accounts": {"*": {"code": "perhaps"}}})),
        ("facts", json!({"accounts": {"*": {"code": "0x0"}}})),
        ("facts", json!({"accounts": {"merchant": {"code": "none"}}})),
        ("facts", json!({"contractSignatures": {}})),
        ("facts", json!({"contractSignatures": [{"account": "0x", "digest": "0x", "signature": "0x", "valid": true}]})),
        ("facts", json!({"contractSignatures": [contract_signature("0x")]})),
        ("facts", json!({"contractSignatures": [contract_signature("permit2")]})),
    ] {
        let mut question = base_question("verify");
        question["input"][name] = value;
        assert!(refused(&question).contains(name), "{question}");
    }
}

/// Right but for the caller.
fn contract_signature(caller: &str) -> Value {
    json!({
        "account": format!("0x{}", "1".repeat(40)),
        "caller": caller,
        "digest": format!("0x{}", "2".repeat(64)),
        "signature": "0x",
        "valid": true,
    })
}

#[test]
fn a_payment_has_exactly_one_source() {
    let sources = [
        ("header", json!({"name": "PAYMENT-SIGNATURE", "value": base_header()})),
        ("headers", json!([["Accept", "*/*"], ["payment-signature", base_header()]])),
        ("text", json!(include_str!("../../../../docs/examples/payment-20000.json"))),
        ("bytes", json!("0x7b7d")),
        ("json", json!({"x402Version": 2})),
    ];
    for (name, value) in &sources {
        let question =
            |payment: Value| json!({"id": "1", "op": "verify", "input": {"payment": payment, "offers": [], "now": 1}});
        assert_eq!(answer(question(json!({*name: value})).to_string())["result"]["verdict"], "invalid", "{name}");
        for (other, second) in sources.iter().filter(|(other, _)| other != name) {
            let why = refused(&question(json!({*name: value, *other: second})));
            assert!(why.contains("exactly one of"), "{why}");
        }
    }
    for bytes in ["7b7d", "0x7", "0xzz", "0X7b7d", "0x7b7d "] {
        let question = json!({"id": "1", "op": "decode", "input": {"kind": "payment", "bytes": bytes}});
        assert!(refused(&question).contains("bytes"), "{bytes}");
    }
    let without_kind = json!({"id": "1", "op": "decode", "input": {"text": "{}"}});
    assert!(refused(&without_kind).contains("kind"));
}

#[test]
fn what_cannot_be_decoded_is_a_result() {
    let decode = |payment: Value| {
        let mut input = payment;
        input["kind"] = json!("payment");
        answer(json!({"id": "1", "op": "decode", "input": input}).to_string())["result"].clone()
    };
    for (input, stage, kind) in [
        (json!({"header": {"name": "X-OTHER", "value": "e30="}}), "header", "header-name"),
        (json!({"headers": []}), "header", "no-header"),
        (json!({"headers": [["payment-signature", "a"], ["x-payment", "a"]]}), "header", "several-headers"),
        (json!({"header": {"name": "payment-signature", "value": "e30"}}), "base64", "base64-padding"),
        (json!({"bytes": "0x22ff22"}), "utf8", "utf8"),
        (json!({"text": "{"}), "json", "unexpected-end"),
        (json!({"text": "{} {}"}), "json", "trailing-data"),
        (json!({"text": ""}), "json", "unexpected-end"),
        (json!({"text": "[]"}), "shape", "wrong-type"),
        (json!({"text": "{}"}), "shape", "missing-member"),
        (json!({"text": format!("{}{}", "[".repeat(200), "]".repeat(200))}), "limit", "depth"),
    ] {
        let result = decode(input.clone());
        assert_eq!((&result["err"]["stage"], &result["err"]["kind"]), (&json!(stage), &json!(kind)), "{input}");
        assert!(result.get("ok").is_none());
    }
}

/// The member's own text is what is read: what the outer line may say twice, the payment inside may not.
#[test]
fn the_text_of_a_json_source_is_read_unchanged() {
    let ask = |json: &str| {
        let line = format!(r#"{{"id":"1","op":"verify","input":{{"payment":{{"json":{json}}},"offers":[],"now":1}}}}"#);
        answer(line)["result"]["checks"][0]["detail"].as_str().unwrap().to_owned()
    };
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    for (json, expected) in [
        (r#"{"x402Version":2,"x402Version":2}"#.to_owned(), "twice"),
        (r#"{"x402Version":2,"payload":{"a":{"b":1,"\u0062":2}}}"#.to_owned(), "twice"),
        (r#"{"x402Version":2,"a":"\ud800"}"#.to_owned(), "surrogate"),
        (format!(r#"{{"x402Version":2,"a":{deep}}}"#), "nesting"),
        (format!(r#"{{"x402Version":2,"a":1{}}}"#, "0".repeat(500)), "number"),
        (r#"{"$serde_json::private::RawValue":"{}"}"#.to_owned(), "x402Version"),
        ("7".to_owned(), "object"),
    ] {
        let detail = ask(&json);
        assert!(detail.contains(expected), "{expected}: {detail}");
    }
}

#[test]
fn lines_are_served_in_order_with_anything_between() {
    let second = GOOD.replace("good", "second");
    let lines = ["", "   ", "\t", "\r", GOOD, "", "{\"id\":", "\u{0}", GOOD, "[[[[", &second, " \t\r "];
    let answers = talk(lines.join("\n"));
    let ids: Vec<_> = answers.iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(ids, [json!("good"), json!(null), json!(null), json!("good"), json!(null), json!("second")]);
    // What is white space elsewhere is none in JSON.
    for space in ["\u{a0}", "\u{2003}\u{2003}", "\u{3000}", "\u{85}", "\u{b}", "\u{c}", "\u{2028}", " \u{a0}"] {
        assert!(error(space).contains("JSON"), "{space:?}");
    }
    assert_eq!(answers[0], good());
}

#[test]
fn line_ends() {
    assert_eq!(talk(""), Vec::<Value>::new());
    assert_eq!(talk("\n\r\n \n"), Vec::<Value>::new());
    for input in
        [GOOD.to_owned(), format!("{GOOD}\n"), format!("{GOOD}\r\n"), format!("\r\n{GOOD}\r"), format!(" {GOOD} \n")]
    {
        assert_eq!(talk(&input), [good()], "{input:?}");
    }
    assert_eq!(talk(format!("{GOOD}\r\n{GOOD}")), [good(), good()]);
    // A carriage return alone ends no line.
    assert!(error(format!("{GOOD}\r{GOOD}")).contains("JSON"));
}

#[test]
fn a_line_that_is_not_utf8_harms_no_other() {
    let mut input = br#"{"id":"1","op":"network","input":{"name":""#.to_vec();
    input.extend(b"\xff\"}}\n");
    input.extend(GOOD.as_bytes());
    let answers = talk(input);
    assert_eq!(answers[0]["id"], Value::Null);
    assert!(answers[0]["error"].as_str().unwrap().contains("UTF-8"));
    assert_eq!(answers[1], good());
    // Nor is a byte order mark white space.
    assert!(error(format!("\u{feff}{GOOD}")).contains("JSON"));
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    const MAX: usize = 16 * 1024 * 1024;
    let padded = |length: usize| {
        let mut line = GOOD.as_bytes().to_vec();
        line.resize(length, b' ');
        line.push(b'\n');
        line
    };
    let mut output = Vec::new();
    let input = [padded(MAX), padded(MAX + 1), GOOD.as_bytes().to_vec()].concat();
    serve(input.as_slice(), &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    let answers: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[0], &answers[2]), (&good(), &good()));
    assert_eq!(answers[1]["id"], Value::Null);
    assert!(answers[1]["error"].as_str().unwrap().contains("more than 16777216 bytes"), "{}", answers[1]);
}

/// An answer is one line, even where it hands back text that has several: else a payment could write answers of its
/// own between ours.
#[test]
fn a_payment_cannot_write_answers() {
    let forged = r#"{"id":"2","result":{"verdict":"valid"}}"#;
    let payment = include_str!("../../../../docs/examples/payment-20000.json");
    for line_end in ["\n", "\r\n", "\r"] {
        let text = payment.replacen('{', &format!("{{\"x\":[{line_end}{forged}{line_end}],"), 1);
        let text = text.replace('\n', line_end);
        for op in ["decode", "verify"] {
            let input = match op {
                "decode" => json!({"kind": "payment", "text": text}),
                _ => json!({"payment": {"text": text}, "offers": [base_offer()], "now": 1}),
            };
            let answer = answer(json!({"id": "1", "op": op, "input": input}).to_string());
            assert_eq!(answer["id"], "1");
            assert!(answer.get("result").is_some());
        }
    }
}

/// Bytes in lower-case hexadecimal, addresses with their checksum, amounts as decimal strings; what is absent is left
/// out.
#[test]
fn how_answers_are_spelled() {
    fn walk(value: &Value, seen: &mut Vec<String>) {
        match value {
            Value::Null => seen.push("null".into()),
            Value::String(text) if text.starts_with("0x") => seen.push(text.clone()),
            Value::Array(elements) => elements.iter().for_each(|element| walk(element, seen)),
            // What is expected of an answer is a sentence, which may begin with bytes.
            Value::Object(members) => {
                members.iter().filter(|(name, _)| *name != "expected").for_each(|(_, member)| walk(member, seen));
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut upper = base_question("verify");
    upper["input"]["offers"][0]["asset"] = json!("0x036CBD53842C5426634E7929541EC2318F3DCF7E");
    let mut digest = base_question("digest");
    digest["input"]["offer"]["asset"] = json!("0x036CBD53842C5426634E7929541EC2318F3DCF7E");
    for question in [upper, digest, base_question("replay-key")] {
        let answer = answer(question.to_string());
        let mut seen = Vec::new();
        walk(&answer["result"], &mut seen);
        assert!(!seen.contains(&"null".to_owned()), "{answer}");
        for text in seen {
            let is_address = text.len() == 42;
            assert!(text.len() % 2 == 0);
            assert!(is_address || text == text.to_lowercase(), "{text}");
        }
        let payer = answer["result"].get("payer").or(answer["result"].get("signer"));
        assert!(payer.is_none_or(|payer| payer == "0x857b06519E91e3A54538791bDbb0E22373e36b66"), "{answer}");
    }
}

/// Names of members of a hostile question are looked up in linear time.
#[test]
fn many_members_are_no_burden() {
    let members: Vec<String> = (0..200_000).map(|index| format!("\"{index}\":1")).collect();
    let line = format!(r#"{{"id":"1","op":"network","input":{{{}}}}}"#, members.join(","));
    assert!(answer(line).get("result").is_none());
}

#[test]
fn a_message_may_be_given_as_text() {
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}}"#;
    let message = r#"{"messageId":"1","role":"user","parts":[],"kind":"message"}"#;
    let question = |input: Value| json!({"id": "1", "op": "carrier", "input": input});
    let asked = |input: Value| answer(question(input).to_string());
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for (carrier, member, text) in [("mcp", "request", call), ("a2a", "message", message)] {
        let in_json = asked(json!({"carrier": carrier, member: json(text)}));
        let named = format!("{member}Text");
        assert_eq!(asked(json!({"carrier": carrier, &named: text})), in_json, "{member}");
        assert!(in_json["result"]["verdict"] == "valid", "{in_json}");
        let both = refused(&question(json!({"carrier": carrier, member: json(text), &named: text})));
        assert!(both.contains("both"), "{both}");
        assert!(refused(&question(json!({"carrier": carrier, &named: json(text)}))).contains(&named), "{member}");
        let twice = text.replacen('{', r#"{"a":1,"a":2,"#, 1);
        assert_eq!(asked(json!({"carrier": carrier, named: twice}))["result"]["verdict"], "invalid");
    }
}

#[test]
fn carriers_flows_and_ends_that_are_not_known_are_skipped() {
    let ask = |op: &str, input: Value| json!({"id": "1", "op": op, "input": input});
    assert!(skipped(&ask("carrier", json!({"carrier": "grpc", "request": {}}))).contains("grpc"));
    assert!(refused(&ask("carrier", json!({"carrier": "mcp"}))).contains("request"));
    assert!(
        refused(&ask("carrier", json!({"carrier": "a2a", "task": {}, "messageText": "{}"}))).contains("exactly one")
    );
    assert!(skipped(&ask("choose", json!({"demand": {}, "flows": ["deferred"]}))).contains("deferred"));
    assert!(refused(&ask("choose", json!({"flows": ["upfront"]}))).contains("demand"));
    assert!(skipped(&ask("http-outcome", json!({"headers": [], "then": "lost"}))).contains("lost"));
    let settled = json!({"headers": [], "then": "settled", "reason": "insufficient_funds"});
    assert!(refused(&ask("http-outcome", settled)).contains("reason"));
}

/// R-7, R-13: a budget of an issued currency is a decimal with an issuer. No other budget has one.
#[test]
fn a_budget_has_the_format_of_its_asset() {
    let issuer = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
    let ask = |network: &str, asset: &str, at_most: &str, issuer: Option<&str>| {
        let mut budget = json!({"scheme": "exact", "network": network, "asset": asset, "atMost": at_most});
        if let Some(issuer) = issuer {
            budget["issuer"] = issuer.into();
        }
        json!({"id": "1", "op": "choose", "input": {"demand": {"x402Version": 2, "accepts": []}, "budgets": [budget]}})
    };
    for question in [
        ask("xrpl:0", "USD", "0.01", Some(issuer)),
        ask("xrpl:0", "XRP", "10000", None),
        ask("eip155:8453", "USD", "10000", None),
    ] {
        assert_eq!(answer(question.to_string())["result"], json!({}), "{question}");
    }
    for (question, why) in [
        (ask("xrpl:0", "USD", "0.01", None), "input.budgets[0].issuer: name the account"),
        (ask("xrpl:0", "USD", "0.01", Some("rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5Df")), "input.budgets[0].issuer: "),
        (ask("xrpl:0", "USD", "1e2", Some(issuer)), "input.budgets[0].atMost: "),
        (ask("xrpl:0", "XRP", "0.01", None), "input.budgets[0].atMost: "),
        (ask("xrpl:0", "XRP", "10000", Some(issuer)), "input.budgets[0].issuer: only an issued currency"),
        (ask("eip155:8453", "USD", "0.01", None), "input.budgets[0].atMost: "),
        (ask("eip155:8453", "USD", "10000", Some(issuer)), "input.budgets[0].issuer: only an issued currency"),
    ] {
        let error = refused(&question);
        assert!(error.contains(why), "{error}");
    }
}
