//! What the operations answer about the specification's payment.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use x402_operations::{OPERATIONS, testee::answer_line};

use crate::files::vector_files;
use crate::support::{base_header, base_offer, base_payment, base_question};

fn ask(op: &str, input: &Value) -> Value {
    let answer: Value =
        serde_json::from_str(&answer_line(&json!({"id": "1", "op": op, "input": input}).to_string())).unwrap();
    answer.get("result").unwrap_or_else(|| panic!("{answer}")).clone()
}

/// The answer to the question about the specification's payment, with these members of the input replaced.
fn ask_base(op: &str, changes: &Value) -> Value {
    let mut input = base_question(op)["input"].clone();
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    ask(op, &input)
}

/// The JSON object that the specification prints (V2 §5.2).
fn printed() -> Value {
    json!({
        "x402Version": 2,
        "resource": {
            "url": "https://api.example.com/premium-data",
            "description": "Access to premium market data",
            "mimeType": "application/json"
        },
        "accepted": base_offer(),
        "payload": {
            "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
            "authorization": {
                "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
                "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
                "value": "10000",
                "validAfter": "1740672089",
                "validBefore": "1740672154",
                "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
            }
        }
    })
}

/// The rulings' "Replay key", computed here.
fn replay_key() -> String {
    let bytes = |text: &str| -> Vec<u8> {
        let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    };
    let mut hasher = Sha256::new();
    for field in [
        b"eip3009".to_vec(),
        b"eip155:84532".to_vec(),
        bytes("036CbD53842c5426634e7929541eC2318f3dCF7e"),
        bytes("857b06519E91e3A54538791bDbb0E22373e36b66"),
        bytes("f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"),
    ] {
        hasher.update(u32::try_from(field.len()).unwrap().to_be_bytes());
        hasher.update(field);
    }
    let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x402:1:{digest}")
}

#[test]
fn every_operation_answers() {
    for &op in OPERATIONS {
        ask_base(op, &json!({}));
    }
}

/// Each example of the page, question and answer, and one at least for each operation.
#[test]
fn the_page_is_true() {
    let pages = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/operations")).unwrap();
    let page: String = pages.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    let mut seen = Vec::new();
    for block in page.split("```json\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        let pair: Vec<Value> = serde_json::Deserializer::from_str(block).into_iter().collect::<Result<_, _>>().unwrap();
        let [question, answer] = &pair[..] else { panic!("{block}") };
        let mut found: Value = serde_json::from_str(&answer_line(&question.to_string())).unwrap();
        // The address of an entry exists once the site is published.
        if question["op"] == "reason" {
            found["result"].as_object_mut().unwrap().remove("address");
        }
        assert_eq!(found, *answer, "{question}");
        seen.push(question["op"].as_str().unwrap().to_owned());
    }
    for &op in OPERATIONS {
        assert!(seen.iter().any(|found| found == op), "{op} has no example");
        assert!(page.contains(&format!("## {op}\n")), "{op} has no section");
    }
}

#[test]
fn decode() {
    let canonical = |answer: &Value| -> Value { serde_json::from_str(answer["canonical"].as_str().unwrap()).unwrap() };
    let base = ask("decode", &base_payment());
    assert_eq!((&base["ok"], &base["version"], &base["flags"]), (&printed(), &json!(2), &json!([])));
    assert_eq!(canonical(&base), printed());
    assert_eq!(base.as_object().unwrap().len(), 4);

    let text = printed().to_string();
    let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    for input in [
        json!({"headers": [["host", "api.example.com"], ["payment-signature", base_header()]]}),
        json!({"kind": "payment", "headers": [["Payment-Signature", base_header()]]}),
        json!({"kind": "payment", "text": text}),
        json!({"kind": "payment", "bytes": format!("0x{bytes}")}),
        json!({"kind": "payment", "text": text, "profile": "strict"}),
        json!({"kind": "payment", "text": text, "profile": "lenient"}),
    ] {
        let answer = ask("decode", &input);
        assert_eq!((&answer["ok"], &answer["flags"]), (&printed(), &json!([])), "{input}");
    }

    // C-11
    let legacy = ask("decode", &json!({"header": {"name": "x-payment", "value": base_header()}}));
    assert_eq!((&legacy["ok"], &legacy["flags"]), (&printed(), &json!(["legacy-header"])));
    // C-1, both profiles
    let unpadded = json!({"name": "PAYMENT-SIGNATURE", "value": base_header().trim_end_matches('=')});
    let strict = ask("decode", &json!({"header": unpadded}));
    assert_eq!(strict, json!({"err": {"stage": "base64", "kind": "base64-padding"}}));
    let lenient = ask("decode", &json!({"header": unpadded, "profile": "lenient"}));
    assert_eq!((&lenient["ok"], &lenient["flags"]), (&printed(), &json!(["missing-padding"])));
    // The member is named.
    let text = text.replace("\"amount\":\"10000\"", "\"amount\":10000");
    let strict = ask("decode", &json!({"kind": "payment", "text": text}));
    assert_eq!(strict, json!({"err": {"stage": "shape", "kind": "not-decimal", "field": "accepted.amount"}}));
    let lenient = ask("decode", &json!({"kind": "payment", "text": text, "profile": "lenient"}));
    assert_eq!((canonical(&lenient), &lenient["flags"]), (printed(), &json!(["number-amount"])));
}

/// Every member comes back, in text that nobody reformatted.
#[test]
fn decode_keeps_what_it_does_not_know() {
    let text = printed().to_string().replacen('{', r#"{"hint":[1.50, 1e400],"#, 1);
    let line = json!({"id": "1", "op": "decode", "input": {"kind": "payment", "text": text}}).to_string();
    let answer = answer_line(&line);
    assert!(answer.contains(r#""hint":[1.50, 1e400]"#), "{answer}");
    assert!(answer.contains(r#"\"hint\":[1.50, 1e400]"#), "{answer}");
    assert!(answer.ends_with(r#""flags":["number-range"]}}"#), "{answer}");
}

#[test]
fn digest() {
    // Domain separator: `DOMAIN_SEPARATOR()` of this token; digest: what eth-account and viem compute.
    let expected = json!({
        "family": "eip3009",
        "domainSeparator": "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
        "digest": "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6",
        "form": "ecdsa65",
        "signer": "0x857b06519E91e3A54538791bDbb0E22373e36b66"
    });
    let answer = ask_base("digest", &json!({}));
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(answer[name], *value, "{name}");
    }
    assert_eq!(answer["structHash"].as_str().unwrap().len(), 66);

    let with_signature = |signature: &str| {
        let mut payment = printed();
        payment["payload"]["signature"] = json!(signature);
        ask_base("digest", &json!({"payment": {"json": payment}}))
    };
    let original = printed()["payload"]["signature"].as_str().unwrap().to_owned();
    let (r_s, _) = original.split_at(130);
    let magic = "6492".repeat(16);
    for (signature, format, has_signer) in [
        (format!("{r_s}01"), "y-parity", true),
        (format!("{r_s}1d"), "other", false),
        ("0x".to_owned(), "other", false),
        (format!("0x{magic}"), "other", false),
        // s is low, so its top bit is free for the parity: v is 28, so it is set.
        (format!("{}88{}", &r_s[..66], &r_s[68..]), "erc2098", true),
    ] {
        let answer = with_signature(&signature);
        assert_eq!(answer["digest"], expected["digest"], "the signature is not signed");
        assert_eq!(answer["form"], format, "{signature}");
        let signer = has_signer.then_some(&expected["signer"]);
        assert_eq!(answer.get("signer"), signer, "{signature}");
    }
    // Not decided, so whatever Lenient reads is read; a payload of another shape is a result.
    let mut payment = printed();
    payment["payload"]["authorization"]["value"] = json!(10_000);
    assert_eq!(ask_base("digest", &json!({"payment": {"json": payment}}))["digest"], expected["digest"]);
    payment["payload"] = json!({"transaction": "AQ=="});
    let answer = ask_base("digest", &json!({"payment": {"json": payment}}));
    let field = "payload.authorization";
    assert_eq!(answer, json!({"err": {"stage": "shape", "kind": "missing-member", "field": field}}));
}

/// Signed by PyPI `x402` 2.25.0: whose digest were another, would recover somebody else.
#[test]
fn digest_of_upto_and_permit2() {
    let line = include_str!("../../../../docs/examples/payment-upto.txt");
    let (name, value) = line.trim_end().split_once(": ").unwrap();
    let mut offer: Value = serde_json::from_str(include_str!("../../../../docs/examples/offer-upto.json")).unwrap();
    let ask_for = |payment: &Value, offer: &Value| ask_base("digest", &json!({"payment": payment, "offer": offer}));
    let payment = json!({"header": {"name": name, "value": value}});
    let answer = ask_for(&payment, &offer);
    assert_eq!(answer["family"], "upto");
    assert_eq!(answer["form"], "ecdsa65");
    assert_eq!(answer["signer"], "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    // Permit2's own domain: the token's name is nobody's business.
    offer["extra"] = json!({});
    offer["asset"] = json!("a token");
    assert_eq!(ask_for(&payment, &offer), answer);
    // In `exact` it is a payload of another shape.
    offer["scheme"] = json!("exact");
    let field = "payload.permit2Authorization.witness.facilitator";
    let err = json!({"err": {"stage": "shape", "kind": "other-witness", "field": field}});
    assert_eq!(ask_for(&payment, &offer), err);
    let mut payment = ask("decode", &payment)["ok"].clone();
    payment["payload"]["permit2Authorization"]["witness"].as_object_mut().unwrap().remove("facilitator");
    let permit2 = ask_for(&json!({"json": payment}), &offer);
    assert_eq!(permit2["family"], "permit2");
    assert_eq!(permit2["domainSeparator"], answer["domainSeparator"]);
    assert_ne!(permit2["structHash"], answer["structHash"]);
    // Nobody hashes a delegation.
    offer["extra"] = json!({"assetTransferMethod": "erc7710"});
    payment["payload"] =
        json!({"delegationManager": answer["signer"], "permissionContext": "0x", "delegator": answer["signer"]});
    let question = json!({"id": "1", "op": "digest", "input": {"payment": {"json": payment}, "offer": offer}});
    let answer: Value = serde_json::from_str(&answer_line(&question.to_string())).unwrap();
    assert!(answer["skipped"].as_str().is_some_and(|why| why.contains("erc7710")), "{answer}");
}

#[test]
fn matching() {
    let mut dearer = base_offer();
    dearer["amount"] = json!("20000");
    dearer["extra"]["version"] = json!("1");
    assert_eq!(ask_base("match", &json!({})), json!({"offer": 0}));
    assert_eq!(ask_base("match", &json!({"offers": [dearer, base_offer(), base_offer()]})), json!({"offer": 1}));
    assert_eq!(ask_base("match", &json!({"offers": []})), json!({"offer": null, "differs": []}));
    let differs = json!([{"offer": 0, "members": ["amount", "extra.version"]}]);
    assert_eq!(ask_base("match", &json!({"offers": [dearer]})), json!({"offer": null, "differs": differs}));

    let mut more = base_offer();
    more["extra"]["hint"] = json!(1);
    more["maxTimeoutSeconds"] = json!(61);
    for (rule, members) in [
        ("sdk", Some(json!(["maxTimeoutSeconds"]))),
        ("exact", Some(json!(["maxTimeoutSeconds", "extra"]))),
        ("core", None),
    ] {
        let expected = match members {
            Some(members) => json!({"offer": null, "differs": [{"offer": 0, "members": members}]}),
            None => json!({"offer": 0}),
        };
        assert_eq!(ask_base("match", &json!({"accepted": more, "rule": rule})), expected, "{rule}");
    }
}

#[test]
fn network() {
    for (name, caip2) in [("base", "eip155:8453"), ("base-sepolia", "eip155:84532")] {
        let expected = json!({"name": name, "caip2": caip2});
        assert_eq!(ask("network", &json!({"name": name})), expected);
        assert_eq!(ask("network", &json!({"caip2": caip2})), expected);
    }
    assert_eq!(ask("network", &json!({"caip2": "eip155:999999"})), json!({"caip2": "eip155:999999"}));
    for input in [json!({"name": "eip155:8453"}), json!({"caip2": "base"}), json!({"caip2": "eip155:08453"})] {
        assert_eq!(ask("network", &input), json!({"err": {"kind": "not-network"}}), "{input}");
    }
}

#[test]
fn replay_keys() {
    assert_eq!(ask_base("replay-key", &json!({})), json!({"replayKey": replay_key()}));
    // Whatever the verdict: an hour later, and with a signature that is nobody's.
    assert_eq!(ask_base("replay-key", &json!({"now": 1_740_675_700})), json!({"replayKey": replay_key()}));
    let mut payment = printed();
    payment["payload"]["signature"] = json!("0x");
    assert_eq!(ask_base("replay-key", &json!({"payment": {"json": payment}})), json!({"replayKey": replay_key()}));
    // No key where no offer says which token it is, nor where nothing can be read.
    assert_eq!(ask_base("replay-key", &json!({"offers": []})), json!({}));
    assert_eq!(ask_base("replay-key", &json!({"payment": {"text": "{"}})), json!({}));
}

#[test]
fn verify() {
    let valid = ask_base("verify", &json!({}));
    for (name, value) in [
        ("verdict", json!("valid")),
        ("payer", json!("0x857b06519E91e3A54538791bDbb0E22373e36b66")),
        ("replayKey", json!(replay_key())),
        ("offer", json!(0)),
        ("flags", json!([])),
        ("needs", json!([])),
    ] {
        assert_eq!(valid[name], value, "{name}");
    }
    for absent in ["stage", "reason", "check"] {
        assert!(valid.get(absent).is_none(), "{absent}");
    }
    assert!(valid["checks"].as_array().unwrap().iter().all(|check| check["outcome"] == "pass"));
    let kinds = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|question| question["kind"].as_str().unwrap().into()).collect()
    };
    assert_eq!(
        kinds(&valid["outstanding"]),
        ["token-domain", "balance", "authorization-unused", "account-code", "transfer"]
    );
    // `eth_call` of DOMAIN_SEPARATOR() at the token.
    assert_eq!(
        valid["outstanding"][0]["rpc"],
        json!({"method": "eth_call", "params": [{"to": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "data": "0x3644e515"}, "latest"]})
    );
    assert_eq!(
        valid["outstanding"][3]["rpc"],
        json!({"method": "eth_getCode", "params": ["0x857b06519E91e3A54538791bDbb0E22373e36b66", "latest"]})
    );
}

#[test]
fn verify_says_what_decided() {
    let decided = |answer: &Value| {
        ["verdict", "stage", "reason", "check"].map(|name| answer[name].as_str().unwrap_or_default().to_owned())
    };
    let late = ask_base("verify", &json!({"now": 1_740_672_154}));
    let before = "invalid_exact_evm_payload_authorization_valid_before";
    assert_eq!(decided(&late), ["invalid", "verify", before, "valid-before"]);
    assert_eq!((&late["outstanding"], &late["needs"]), (&json!([]), &json!([])));

    let unmatched = ask_base("verify", &json!({"offers": []}));
    assert_eq!(decided(&unmatched), ["invalid", "match", "invalid_payment_requirements", "offer"]);
    assert!(unmatched.get("offer").is_none() && unmatched.get("replayKey").is_none());

    let unread = ask_base("verify", &json!({"payment": {"text": "{"}}));
    assert_eq!(decided(&unread), ["invalid", "decode", "invalid_payload", "decode"]);
    let mut v3 = printed();
    v3["x402Version"] = json!(3);
    let v3 = ask_base("verify", &json!({"payment": {"json": v3}}));
    assert_eq!(decided(&v3), ["invalid", "decode", "invalid_x402_version", "decode"]);

    let contract = ask_base("verify", &json!({"facts": {"accounts": {"*": {"code": "some"}}}}));
    let signature = "invalid_exact_evm_payload_signature";
    assert_eq!(decided(&contract), ["undecided", "verify", signature, "contract-signature"]);
    assert_eq!(contract["needs"][0]["kind"], "contract-signature");
    assert_eq!(contract["payer"], "0x857b06519E91e3A54538791bDbb0E22373e36b66");
}

#[test]
fn facts_and_policy_reach_the_checks() {
    let verdict = |changes: &Value| ask_base("verify", changes)["verdict"].as_str().unwrap().to_owned();
    let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    let upper = payer.replace("0x", "0X").to_uppercase();
    for (accounts, expected) in [
        (json!({"*": {"code": "none"}}), "valid"),
        (json!({"*": {"code": "0x"}}), "valid"),
        (json!({"*": {"code": "some"}}), "undecided"),
        (json!({"*": {"code": "0x60"}}), "undecided"),
        // The exact key beats the star, in whatever order and case.
        (json!({"*": {"code": "some"}, payer: {"code": "none"}}), "valid"),
        (json!({"*": {"code": "none"}, upper: {"code": "some"}}), "undecided"),
        (json!({"0x0000000000000000000000000000000000000001": {"code": "some"}}), "valid"),
    ] {
        assert_eq!(verdict(&json!({"facts": {"accounts": accounts}})), expected, "{accounts}");
    }
    for valid in [true, false] {
        let fact = json!({
            "account": payer,
            "digest": "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6",
            "signature": printed()["payload"]["signature"],
            "valid": valid
        });
        let facts = json!({"accounts": {"*": {"code": "some"}}, "contractSignatures": [fact]});
        assert_eq!(verdict(&json!({"facts": facts})), if valid { "valid" } else { "invalid" });
    }
    // 54 s are left.
    for (margin, expected) in [(54, "valid"), (55, "invalid")] {
        assert_eq!(verdict(&json!({"policy": {"expiryMargin": margin}})), expected);
    }
    let mut cheaper = base_offer();
    cheaper["amount"] = json!("9999");
    for (policy, expected) in [
        (json!({}), "invalid"),
        (json!({"amountRule": "equal"}), "invalid"),
        (json!({"amountRule": "at-least"}), "valid"),
    ] {
        let mut payment = printed();
        payment["accepted"] = cheaper.clone();
        let changes = json!({"payment": {"json": payment}, "offers": [cheaper], "policy": policy});
        assert_eq!(verdict(&changes), expected, "{policy}");
    }
    let mut short = printed();
    let signature = short["payload"]["signature"].as_str().unwrap().to_owned();
    short["payload"]["signature"] = json!(format!("{}88{}", &signature[..66], &signature[68..130]));
    for (policy, expected) in [
        (json!({"assumePlainAccounts": true}), "invalid"),
        (json!({"assumePlainAccounts": true, "compactSignatures": true}), "valid"),
        (json!({"compactSignatures": true}), "undecided"),
        (json!({}), "undecided"),
    ] {
        assert_eq!(verdict(&json!({"payment": {"json": short}, "policy": policy})), expected, "{policy}");
    }
    let declared = |a: u8| json!({"bazaar": {"info": {"a": a}}});
    let mut echoing = printed();
    echoing["extensions"] = declared(1);
    for (payment, extensions, policy, expected) in [
        (&echoing, declared(1), json!({"requireEcho": true}), "valid"),
        (&echoing, declared(2), json!({}), "invalid"),
        (&printed(), declared(1), json!({}), "valid"),
        (&printed(), declared(1), json!({"requireEcho": true}), "invalid"),
    ] {
        let changes = json!({"payment": {"json": payment}, "declaredExtensions": extensions, "policy": policy});
        assert_eq!(verdict(&changes), expected, "{changes}");
    }
    let mut longer = base_offer();
    longer["maxTimeoutSeconds"] = json!(300);
    for (rule, expected) in [("sdk", "invalid"), ("exact", "invalid"), ("core", "valid")] {
        assert_eq!(verdict(&json!({"offers": [longer], "policy": {"preset": "default", "matchRule": rule}})), expected);
    }
}

/// Where `payTo` is paid, as solders 0.27.1 derives it.
#[test]
fn ata() {
    let account = json!({"address": "8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq", "bump": 254});
    assert_eq!(ask_base("ata", &json!({})), account);
    // The other token program's.
    let other = ask_base("ata", &json!({"program": "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"}));
    assert_eq!(other, json!({"address": "EkWoYf5CKsSdoFemFzQ5NyaV9kNT1ZV8X6KdkY5XVG4d", "bump": 253}));
}

/// Without a commitment a node answers as `finalized`, which is too late for a blockhash of now.
#[test]
fn every_call_to_solana_names_its_commitment() {
    const CONFIRMED: &str = "confirmed";
    let files = vector_files();
    let of_solana = files.iter().filter(|file| ["solana", "chain-solana"].contains(&file.group.as_str()));
    let mut seen = std::collections::BTreeMap::new();
    for vector in of_solana.flat_map(|file| &file.vectors).filter(|vector| vector.op == "verify") {
        let answer = ask("verify", &serde_json::from_str(vector.input.as_str()).unwrap());
        let questions = ["needs", "outstanding"].map(|list| answer[list].as_array().unwrap().clone());
        for question in questions.iter().flatten() {
            let (kind, Some(rpc)) = (question["kind"].as_str().unwrap(), question.get("rpc")) else { continue };
            let (asked, options) = (&rpc["params"][0], &rpc["params"][1]);
            // Before a payment is signed as fee payer, and for what the programs do with it.
            let decides = ["multisig-program", "smart-wallet"].contains(&kind);
            let expected = match rpc["method"].as_str().unwrap() {
                "getAccountInfo" | "getMultipleAccounts" => json!({"encoding": "base64", "commitment": CONFIRMED}),
                "isBlockhashValid" => json!({"commitment": CONFIRMED}),
                "simulateTransaction" => json!({
                    "encoding": "base64", "commitment": CONFIRMED, "sigVerify": false,
                    "innerInstructions": decides, "maxSupportedTransactionVersion": 1, "replaceRecentBlockhash": decides,
                }),
                other => panic!("{}: {other}", vector.id),
            };
            assert_eq!((options, asked.is_null()), (&expected, false), "{}: {kind}", vector.id);
            *seen.entry(kind.to_owned()).or_insert(0) += 1;
        }
    }
    let asked: Vec<&str> = seen.keys().map(String::as_str).collect();
    let kinds = [
        "blockhash",
        "destination",
        "lookup-tables",
        "mint",
        "multisig",
        "multisig-program",
        "simulation",
        "smart-wallet",
        "source",
    ];
    assert_eq!(asked, kinds, "{seen:?}");
}

/// A `targetUri` that is no URI is a fault of the question. It says nothing about the signature.
#[test]
fn the_target_of_a_signed_request_is_a_uri() {
    let answer = |target: &str| {
        let headers = json!([["Signature-Input", "s=(\"@target-uri\")"], ["Signature", "s=:AAAA:"]]);
        let request = json!({"method": "GET", "targetUri": target, "headers": headers});
        let input = json!({"label": "s", "request": request, "now": 1});
        let line = json!({"id": "1", "op": "http-message-signature", "input": input}).to_string();
        serde_json::from_str::<Value>(&answer_line(&line)).unwrap()
    };
    for good in ["https://api.example.com", "http://[::1]:8402/a?b=%2F", "HTTPS://API.example.com:443/"] {
        assert_eq!(answer(good)["result"]["verdict"], "undecided", "{good}");
    }
    for bad in [
        "",
        "/weather",
        "api.example.com/weather",
        "https://",
        "https:///weather",
        "ftp://api.example.com/",
        "https://api.example.com/a b",
        "https://api.example.com/é",
        "https://api.example.com/%zz",
        "https://api.example.com/#a",
        "https://me@api.example.com/",
    ] {
        let answer = answer(bad);
        assert!(answer["error"].as_str().is_some_and(|why| why.contains("targetUri")), "{bad}: {answer}");
    }
}
