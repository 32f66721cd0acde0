//! `verify`, `replay-key` and `digest` of V1 payments: the one of the V1 transport document, which is the authorization
//! of V2's.

use serde_json::{Value, json};
use x402_operations::testee::answer_line;

use crate::support::{base_offer, base_payment, base_question, v1_offer, v1_payment};

const NOW: u64 = 1_740_672_100;
const TOKEN: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

fn answer(op: &str, input: &Value) -> Value {
    serde_json::from_str(&answer_line(&json!({"id": "1", "op": op, "input": input}).to_string())).unwrap()
}

fn ask(op: &str, input: &Value) -> Value {
    let answer = answer(op, input);
    answer.get("result").unwrap_or_else(|| panic!("{answer}")).clone()
}

fn refused(op: &str, input: &Value) -> String {
    let answer = answer(op, input);
    answer["error"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// V1's payment against these offers, with these facts.
fn verify(offers: &Value, facts: &Value) -> Value {
    ask("verify", &json!({"payment": v1_payment(), "offers": offers, "now": NOW, "facts": facts}))
}

/// The V1 specification's offer with another `extra`.
fn with_extra(extra: &Value) -> Value {
    let mut offer = v1_offer();
    offer["extra"] = extra.clone();
    offer
}

fn decided(answer: &Value) -> [&str; 4] {
    ["verdict", "stage", "reason", "check"].map(|name| answer[name].as_str().unwrap_or_default())
}

/// 160: V1 and V2 of one authorization are one payment, so all that is compared is the same.
#[test]
fn the_answers_are_those_of_v2() {
    let question = json!({"payment": v1_payment(), "offers": [v1_offer()], "now": NOW});
    for op in ["verify", "replay-key"] {
        assert_eq!(ask(op, &question), ask(op, &base_question(op)["input"]), "{op}");
    }
    let digest = json!({"payment": v1_payment(), "offer": v1_offer()});
    assert_eq!(ask("digest", &digest), ask("digest", &base_question("digest")["input"]));
    // What eth-account and viem compute.
    let expected = "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6";
    assert_eq!(ask("digest", &digest)["digest"], expected);
    assert_eq!(verify(&json!([v1_offer()]), &json!({}))["verdict"], "valid");
    // V1's form of a network is its own.
    let mut caip2 = v1_offer();
    caip2["network"] = json!("eip155:84532");
    let why = refused("verify", &json!({"payment": v1_payment(), "offers": [caip2], "now": NOW}));
    assert!(why.contains("input.offers[0]") && why.contains("network"), "{why}");
}

/// Each offer with the payment's scheme and network is tried (B-3).
#[test]
fn the_offer_that_fits_best() {
    let dearer = {
        let mut offer = v1_offer();
        offer["maxAmountRequired"] = json!("20000");
        offer
    };
    let unnamed = with_extra(&json!({}));
    for (offers, verdict, offer, check) in [
        (json!([dearer, unnamed, v1_offer(), v1_offer()]), "valid", 2, ""),
        (json!([dearer, unnamed]), "undecided", 1, "domain"),
        (json!([dearer, dearer]), "invalid", 0, "amount"),
    ] {
        let answer = verify(&offers, &json!({"accounts": {"*": {"code": "none"}}}));
        let found = (decided(&answer)[0], &answer["offer"], decided(&answer)[3]);
        assert_eq!(found, (verdict, &json!(offer), check), "{offers}");
    }
    let mut elsewhere = v1_offer();
    elsewhere["network"] = json!("base");
    for offers in [json!([]), json!([elsewhere])] {
        let answer = verify(&offers, &json!({}));
        assert_eq!(decided(&answer), ["invalid", "match", "invalid_payment_requirements", "offer"]);
        assert!(answer.get("offer").is_none() && answer.get("payer").is_none(), "{answer}");
    }
    let mut payment = json!({"x402Version": 1, "scheme": "exact", "network": "moonbase", "payload": {}});
    elsewhere["network"] = json!("moonbase");
    let question = |payment: &Value| json!({"payment": {"json": payment}, "offers": [elsewhere], "now": NOW});
    let answer = ask("verify", &question(&payment));
    assert_eq!(decided(&answer), ["undecided", "verify", "unsupported_scheme", "method"]);
    assert_eq!(answer["needs"][0]["kind"], "verifier");
    assert!(answer["needs"][0].get("rpc").is_none(), "{answer}");
    payment["network"] = json!("eip155:84532");
    assert_eq!(decided(&ask("verify", &question(&payment))), ["invalid", "decode", "invalid_payload", "decode"]);
    // Nor is the digest of an unknown network known.
    payment["network"] = json!("moonbase");
    let skipped = answer_of_digest(&payment, &elsewhere);
    assert!(skipped["skipped"].as_str().unwrap().contains("moonbase"), "{skipped}");
}

fn answer_of_digest(payment: &Value, offer: &Value) -> Value {
    answer("digest", &json!({"payment": {"json": payment}, "offer": offer}))
}

/// Facts name the domain, and only where the offer does not (E-1).
#[test]
fn the_domain_that_the_offer_does_not_name() {
    let plain = json!({"accounts": {"*": {"code": "none"}}});
    let knowing = |domains: Value| json!({"accounts": {"*": {"code": "none"}}, "tokenDomains": domains});
    let unnamed = json!([with_extra(&json!({}))]);
    let mut without_extra = v1_offer();
    without_extra.as_object_mut().unwrap().remove("extra");
    for offers in [unnamed.clone(), json!([without_extra]), json!([with_extra(&json!({"name": "USDC"}))])] {
        let answer = verify(&offers, &plain);
        assert_eq!(decided(&answer), ["undecided", "verify", "invalid_payment_requirements", "domain"]);
        let question = &answer["needs"][0];
        assert_eq!((answer["needs"].as_array().unwrap().len(), &question["kind"]), (1, &json!("domain-names")));
        // eip712Domain() of EIP-5267, at the token.
        let call = json!({"method": "eth_call", "params": [{"to": TOKEN, "data": "0x84b0196e"}, "latest"]});
        assert_eq!(question["rpc"], call);
        assert_eq!(answer["replayKey"], verify(&json!([v1_offer()]), &plain)["replayKey"]);
        let answer = verify(&offers, &knowing(json!({TOKEN: {"name": "USDC", "version": "2"}})));
        assert_eq!(answer, verify(&json!([v1_offer()]), &plain), "as if the offer had said it");
    }
    let other = "0x0000000000000000000000000000000000000001";
    for (domains, expected) in [
        (json!({}), ["undecided", "domain"]),
        (json!({other: {"name": "USDC", "version": "2"}}), ["undecided", "domain"]),
        (json!({TOKEN.to_lowercase(): {"name": "USDC", "version": "2"}}), ["valid", ""]),
        (json!({TOKEN.to_uppercase(): {"name": "USDC", "version": "2"}}), ["valid", ""]),
        // Its domain may have another name than it says of itself.
        (json!({TOKEN: {"name": "USD Coin", "version": "2"}}), ["undecided", "signer"]),
        (json!({TOKEN: {"name": "USDC", "version": "1"}}), ["undecided", "signer"]),
    ] {
        let answer = verify(&unnamed, &knowing(domains.clone()));
        assert_eq!([decided(&answer)[0], decided(&answer)[3]], expected, "{domains}");
        if expected[1] == "signer" {
            assert_eq!(answer["needs"][0]["kind"], "domain-separator");
            let mut facts = knowing(domains.clone());
            facts["domainSeparators"] = json!({TOKEN: format!("0x{}", "00".repeat(32))});
            let answer = verify(&unnamed, &facts);
            assert_eq!([decided(&answer)[0], decided(&answer)[3]], ["invalid", "signer"], "{domains}");
        }
        // What the offer does name is not asked.
        assert_eq!(verify(&json!([v1_offer()]), &knowing(domains))["verdict"], "valid");
    }
    // In `digest` nothing is known but the offer.
    let why = refused("digest", &json!({"payment": v1_payment(), "offer": unnamed[0]}));
    assert!(why.contains("input.offer") && why.contains("extra.name"), "{why}");

    for domains in [
        json!([]),
        json!(null),
        json!({TOKEN: {}}),
        json!({TOKEN: null}),
        json!({TOKEN: {"name": "USDC"}}),
        json!({TOKEN: {"version": "2"}}),
        json!({TOKEN: {"name": "USDC", "version": 2}}),
        json!({TOKEN: {"name": null, "version": "2"}}),
        json!({"*": {"name": "USDC", "version": "2"}}),
        json!({"USDC": {"name": "USDC", "version": "2"}}),
    ] {
        let facts = knowing(domains);
        let question = json!({"payment": v1_payment(), "offers": unnamed, "now": NOW, "facts": facts});
        let why = refused("verify", &question);
        assert!(why.contains("tokenDomains") || why.contains("input.facts: "), "{why}");
    }
    let facts = knowing(json!({TOKEN: {"name": "USDC", "version": "2", "decimals": 6}}));
    let answer = answer("verify", &json!({"payment": v1_payment(), "offers": unnamed, "now": NOW, "facts": facts}));
    assert!(answer["skipped"].as_str().unwrap().contains("decimals"), "{answer}");
}

/// They are the tester's own, and have to be of the payment's version.
#[test]
fn offers_of_the_wrong_version() {
    for (payment, offer, version) in [(v1_payment(), base_offer(), 1), (base_payment(), v1_offer(), 2)] {
        for op in ["verify", "replay-key"] {
            for offers in [json!([offer]), json!([v1_offer(), base_offer()]), json!([base_offer(), v1_offer()])] {
                let why = refused(op, &json!({"payment": payment, "offers": offers, "now": NOW}));
                assert!(why.contains("input.offers[") && why.contains(&format!("version {version}")), "{why}");
            }
        }
        let why = refused("digest", &json!({"payment": payment, "offer": offer}));
        assert!(why.contains("input.offer"), "{why}");
    }
}

/// Then nobody says which version is the right one; that it is none is malformed all the same.
#[test]
fn offers_next_to_a_payment_that_cannot_be_decoded() {
    let unread = json!({"text": "{"});
    for offers in [json!([]), json!([v1_offer()]), json!([base_offer(), base_offer()])] {
        let question = json!({"payment": unread, "offers": offers, "now": NOW});
        assert_eq!(decided(&ask("verify", &question)), ["invalid", "decode", "invalid_payload", "decode"]);
        assert_eq!(ask("replay-key", &question), json!({}));
    }
    for offers in [json!([{}]), json!([v1_offer(), base_offer()]), json!([base_offer(), 7])] {
        for op in ["verify", "replay-key"] {
            let why = refused(op, &json!({"payment": unread, "offers": offers, "now": NOW}));
            assert!(why.contains("input.offers") && why.contains("version 1"), "{why}");
        }
    }
    for offer in [v1_offer(), base_offer()] {
        assert_eq!(ask("digest", &json!({"payment": unread, "offer": offer}))["err"]["stage"], "json");
    }
    let why = refused("digest", &json!({"payment": unread, "offer": {}}));
    assert!(why.contains("input.offer"), "{why}");
}
