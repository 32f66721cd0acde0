//! `x402 verify` and `x402 explain`

use x402_verify::{CheckId, Concern};

use serde_json::{Value, json};

use crate::channel;
use crate::support::{NOW, Printed, answer, at, header, json, read, result_in, x402, x402_reading};

fn verify_with(command: &str, payment: &str, offer: &str, more: &[&str]) -> Printed {
    let payment = if payment.starts_with('{') { payment.to_owned() } else { at(payment) };
    let offer = at(offer);
    let arguments = [command, "--payment", &payment, "--offer", &offer, "--now", NOW];
    x402(&[&arguments, more].concat())
}

/// The end is the first second at which a payment has expired.
#[test]
fn at_its_end_a_payment_has_expired() {
    let line = |now| x402(&["verify", &at("payment.txt"), "--offer", &at("offer.json"), "--now", now]).out;
    assert!(line("1740672153").contains("and expires in 1 s, at "), "{}", line("1740672153"));
    assert!(line("1740672154").contains("and expired 0 s ago, at "), "{}", line("1740672154"));
}

#[test]
fn the_examples() {
    for command in ["verify", "explain"] {
        let valid = verify_with(command, "payment.txt", "offer.json", &[]);
        assert_eq!(valid.code, 0);
        let line = valid.out.lines().next().unwrap();
        assert!(
            line.starts_with(
                "valid: 0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 0.010000 USDC (10000 atomic units of 0x036CbD53"
            ),
            "{line}"
        );
        assert!(line.ends_with("expires in 54 s, at 2025-02-27T16:02:34Z"), "{line}");

        let stolen = verify_with(command, "payment.txt", "offer-other-payto.json", &[]);
        assert_eq!(stolen.code, 1);
        let line = stolen.out.lines().next().unwrap();
        assert!(line.starts_with("invalid (offer, invalid_payment_requirements)") && line.contains("payTo"), "{line}");

        // The terms were raised after the payer had signed.
        let raised = verify_with(command, "payment-20000.json", "offer-20000.json", &["--account-code", "none"]);
        assert_eq!(raised.code, 1);
        let line = raised.out.lines().next().unwrap();
        assert!(line.starts_with("invalid (signer, invalid_exact_evm_payload_signature)"), "{line}");
        let unknown = verify_with(command, "payment-20000.json", "offer-20000.json", &[]);
        assert_eq!(unknown.code, 2);
        let line = unknown.out.lines().next().unwrap();
        assert!(line.starts_with("undecided (signer): ask eip155:84532 whether 0x857b0651"), "{line}");
    }
}

#[test]
fn explain_shows_every_check_and_what_to_ask() {
    let printed = verify_with("explain", "payment.txt", "offer.json", &[]);
    let on_solana = verify_with("explain", "payment-solana.txt", "offer-solana.json", &[]);
    let (payment, offer) = (at("payment-permit.txt"), at("offer-permit2.json"));
    let now = ["--now", "1767225600", "--allowance", "10000"];
    let sponsored = x402(&[&["explain", "--payment", &payment, "--offer", &offer], now.as_slice()].concat());
    let payment = at("payment-approval.txt");
    let approved = x402(&["explain", "--payment", &payment, "--offer", &offer, "--now", "1767225600"]);
    let clock = r#"{"ledgers":{"stellar:testnet":{"sequence":5100002}}}"#;
    let facilitator = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";
    let more = ["--facts", clock, "--facilitator", facilitator, "--policy", "ts"];
    let on_stellar = verify_with("explain", "payment-stellar.txt", "offer-stellar.json", &more);
    let facts = r#"{
        "ledgers": {"xrpl:0": {"sequence": 90}},
        "xrplAccounts": {"r3sNTMefq5gsRumMYsNznnX6yzzxVH6dTC": {"sequence": 7}},
        "xrplSimulations": {"AC301AB359CFA3A1E8A4F185D5552F2411B9397FB510883ADFB4A6FA4D7A9FFD": "tesSUCCESS"}
    }"#;
    let on_xrpl = verify_with("explain", "payment-rlusd.json", "offer-rlusd.json", &["--facts", facts]);
    let gateway = verify_with("explain", "payment-gateway.txt", "offer-gateway.json", &[]);
    let named = "  in the Gateway variant of exact, operated by Circle, by the deposit in its wallet \
                 0x0077777d7EBA4688BDeF3E311b846F25870A19B9: settled in batches by the operator, no transfer on chain\n";
    for says in [named, "  gateway-balance ", "  gateway-nonce "] {
        assert!(gateway.out.contains(says), "{says}: {}", gateway.out);
    }
    let (payment, offer) = (at("payment-gateway.txt"), at("offer-gateway.json"));
    let short = x402(&["explain", "--payment", &payment, "--offer", &offer, "--now", "1740672201"]);
    assert!(short.code == 1 && short.out.contains(named), "{}", short.out);
    assert!(!printed.out.contains("operator"), "{}", printed.out);
    // The contract decides instead of the key; the others are made where they are asked for.
    let elsewhere = [
        "contract-signature",
        "flow",
        "extension-echo",
        "charge",
        "transfer-charge",
        "horizon",
        "policy",
        "fee-payer-managed",
        "compute-limit-cap",
        "sponsor-cost",
        "simulation",
        "factory",
        "facilitator",
        "approval-cost-cap",
        // The offer that is explained here lists no versions of transactions.
        "transaction-version",
        "transaction-versions",
        "data-limit",
        "batch-charge",
        "min-deposit",
    ];
    // The payloads of channels, where the client's record and the contract's state are known.
    let channels = ["0100a", "0100b", "0100c", "0100d", "0100f", "0100g", "0100h"];
    let channels = channels.map(|id| channel::ask("explain", &channel::input(id), &[]));
    // The same refund, where the facilitator is the authorizer of the channel.
    let mut refund = channel::input("0100g");
    for name in ["refundAuthorizerSignature", "claimAuthorizerSignature"] {
        refund["payment"]["json"]["payload"].as_object_mut().unwrap().remove(name);
    }
    let facilitator = ["--facilitator", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"];
    let unsigned = channel::ask("explain", &refund, &facilitator);
    // What is judged beside payments has no concern.
    let is_of_payment = |id: &CheckId| id.concerns(Concern::Payment) || id.concerns(Concern::Sponsor);
    for id in CheckId::all().filter(is_of_payment).filter(|id| !elsewhere.contains(&id.as_str())) {
        let line = format!("pass     {id} ");
        assert!(
            [&printed, &gateway, &on_solana, &on_stellar, &on_xrpl, &sponsored, &approved]
                .into_iter()
                .chain(&channels)
                .chain([&unsigned])
                .any(|printed| printed.out.contains(&line)),
            "{id}: {}",
            printed.out
        );
    }
    for word in [
        "0.010000 USDC",
        "blockhash",
        "simulation",
        "until the chain forgets",
        "Memo: \"order 7\"",
        "costs     at most 10001 lamports (0.000010001 SOL)",
        "transfer key",
        "not signed yet, pays the fee",
    ] {
        assert!(on_solana.out.contains(word), "{word}: {}", on_solana.out);
    }
    for word in [
        "by transaction 0x32dfcace07b0cddac054d0ae65f8aa78f7b2484c57e38b1c99e2cda54e18db7a",
        "lets Permit2 (0x000000000022D473030F116dDEE9F6B43aC78BA3) move any amount of 0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "costs at most 140000000000000 wei",
        "as a payment valid, as a transaction to sponsor valid",
        "native-balance",
    ] {
        assert!(approved.out.contains(word), "{word}: {}", approved.out);
    }
    for word in ["replay key", "x402:1:", "token-domain", "balance", "account-code"] {
        assert!(printed.out.contains(word), "{word}: {}", printed.out);
    }
    let short = verify_with("verify", "payment.txt", "offer.json", &[]);
    assert!(short.out.lines().count() <= 2, "{}", short.out);
    let invalid = verify_with("explain", "payment.txt", "offer-20000.json", &[]);
    assert!(!invalid.out.contains("to ask"), "nothing is worth asking: {}", invalid.out);
    assert!(invalid.out.contains("skipped  signer"), "{}", invalid.out);
}

#[test]
fn json_is_the_answer_of_the_operation() {
    let payment = json!({"header": {"name": "PAYMENT-SIGNATURE", "value": header()}});
    for (offer, code, facts, exit) in [
        ("offer.json", "unknown", json!({}), 0),
        ("offer.json", "none", json!({"accounts": {"*": {"code": "none"}}}), 0),
        ("offer.json", "some", json!({"accounts": {"*": {"code": "some"}}}), 2),
        ("offer-20000.json", "none", json!({"accounts": {"*": {"code": "none"}}}), 1),
    ] {
        let offers: Value = serde_json::from_str(&read(offer)).unwrap();
        let input = json!({"payment": payment, "offers": [offers], "now": 1_740_672_100, "facts": facts});
        for command in ["verify", "explain"] {
            let printed = verify_with(command, "payment.txt", offer, &["--json", "--account-code", code]);
            assert_eq!((printed.code, result_in(json(&printed))), (exit, answer("verify", &input)), "{offer} {code}");
        }
    }
    let unread = x402(&["verify", "--json", "--payment", "{", "--offer", &at("offer.json"), "--now", NOW]);
    let offers: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let input = json!({"payment": {"text": "{"}, "offers": [offers], "now": 1_740_672_100});
    assert_eq!((unread.code, result_in(json(&unread))), (65, answer("verify", &input)));
}

/// The pages show payments of the official clients, byte for byte.
#[test]
fn payments_by_permit2_are_what_the_clients_sent() {
    for (id, payment, offer) in [
        ("emissions-1132a", "payment-permit2.txt", "offer-permit2.json"),
        ("emissions-3032a", "payment-permit.txt", "offer-permit2.json"),
        ("emissions-3042a", "payment-approval.txt", "offer-permit2.json"),
        ("emissions-3052a", "payment-upto.txt", "offer-upto.json"),
    ] {
        let input = x402_laws::vectors::input(id);
        let header = &input["payment"]["header"];
        let line = format!("{}: {}\n", header["name"].as_str().unwrap(), header["value"].as_str().unwrap());
        assert_eq!(read(payment), line, "{id}");
        assert_eq!(serde_json::from_str::<Value>(&read(offer)).unwrap(), input["offers"][0], "{id}");
        assert_eq!(input["now"], 1_767_225_600, "{id}");
    }
}

/// What a payer allows in `upto`, in words that a payer understands; the payment is one of PyPI `x402` 2.25.0.
#[test]
fn upto_says_what_may_be_taken_at_most_and_by_whom() {
    let verify_with = |more: &[&str]| {
        let (payment, offer) = (at("payment-upto.txt"), at("offer-upto.json"));
        let arguments = ["verify", "--payment", &payment, "--offer", &offer, "--now", "1767225600"];
        let printed = x402(&[arguments.as_slice(), &["--account-code", "none"], more].concat());
        (printed.code, printed.out.lines().next().unwrap_or_default().to_owned())
    };
    let facilitator = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let (code, line) = verify_with(&[]);
    assert_eq!(code, 0);
    assert!(line.contains(" may take at most 0.050000 USDC (50000 atomic units of 0x036CbD53"), "{line}");
    let end = format!(" until 2026-01-01T00:05:01Z (in 301 s), only through facilitator {facilitator}");
    assert!(line.ends_with(&end), "{line}");
    assert_eq!(verify_with(&["--facilitator", facilitator]).0, 0);
    let (code, line) = verify_with(&["--facilitator", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"]);
    assert!(code == 1 && line.starts_with("invalid (facilitator, upto_facilitator_mismatch)"), "{line}");
    for (charged, code) in [("0", 0), ("50000", 0), ("50001", 1)] {
        assert_eq!(verify_with(&["--settle", charged]).0, code, "{charged}");
    }
    assert_eq!(verify_with(&["--facilitator", "me"]).0, 64);
}

#[test]
fn offers_come_one_by_one_or_in_an_array() {
    let (good, other) = (read("offer.json"), read("offer-20000.json"));
    let array = format!("[{other},{good}]");
    let payment = at("payment.txt");
    let base = ["verify", "--json", "--now", NOW, "--payment", &payment];
    for (offers, index) in [
        (vec!["--offer", &good], 0),
        (vec!["--offer", &array], 1),
        (vec!["--offer", &other, "--offer", &good], 1),
        (vec!["--offer", &array, "--offer", &good], 1),
        (vec!["--offer", &other, "--offer", &at("offer.json")], 1),
    ] {
        let offers: Vec<&str> = offers.iter().map(|text| &**text).collect();
        let printed = x402(&[base.as_slice(), &offers].concat());
        assert_eq!((printed.code, &json(&printed)["offer"]), (0, &json!(index)), "{offers:?}");
    }
    let none = x402(&[base.as_slice(), &["--offer", "[]"]].concat());
    assert_eq!((none.code, &json(&none)["check"]), (1, &json!("offer")));
}

#[test]
fn without_a_time_the_clock_is_asked() {
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    // The specification's payment expired in February 2025.
    let printed = x402(&["verify", "--json", "--payment", &payment, "--offer", &offer]);
    assert_eq!((printed.code, &json(&printed)["check"]), (1, &json!("valid-before")));
}

#[test]
fn the_payment_may_come_on_standard_input() {
    let offer = at("offer.json");
    for input in [read("payment.txt"), header()] {
        let printed = x402_reading(&["verify", "--payment", "-", "--offer", &offer, "--now", NOW], input);
        assert_eq!(printed.code, 0, "{printed:?}");
    }
}

/// Which of the two would count is not to be guessed.
#[test]
fn a_fact_has_one_source() {
    let (payment, offer) = (at("payment-permit2.txt"), at("offer-permit2.json"));
    let verify_with = |facts: &str, more: &[&str]| {
        let arguments =
            ["verify", "--payment", &payment, "--offer", &offer, "--now", "1767225600", "--json", "--facts", facts];
        x402(&[&arguments[..], more].concat())
    };
    let token = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    let owner = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    let allowances = json!({"allowances": [{"token": token, "owner": owner, "amount": "0"}]}).to_string();
    let domains = json!({"tokenDomains": {token: {"name": "USDC", "version": "2"}}}).to_string();
    let (allowance, domain) = (["--allowance", "10000"], ["--token-domain", "USD Coin", "2"]);
    for (facts, more, why) in [
        (&allowances, &allowance[..], "--facts: its field allowances replaces --allowance"),
        (&domains, &domain, "--facts: its field tokenDomains replaces --token-domain"),
    ] {
        let printed = verify_with(facts, more);
        assert!(printed.code == 64 && printed.err.contains(why), "{printed:?}");
    }
    // Of different things they are.
    for (facts, more) in [
        (&allowances, &domain[..]),
        (&domains, &allowance),
        (&r#"{"accounts": {"*": {"code": "none"}}}"#.to_owned(), &[&allowance[..], &domain].concat()),
    ] {
        let printed = verify_with(facts, more);
        assert_ne!(printed.code, 64, "{printed:?}");
    }
}

/// What the payer has signed for the sponsor, in words; and what is known of the allowance.
#[test]
fn a_permit_for_the_sponsor_is_explained() {
    let (payment, offer) = (at("payment-permit.txt"), at("offer-permit2.json"));
    let arguments = ["--payment", &payment, "--offer", &offer, "--now", "1767225600", "--account-code", "none"];
    let printed = |command: &str, more: &[&str]| x402(&[&[command], arguments.as_slice(), more].concat());
    let explained = printed("explain", &[]);
    assert_eq!(explained.code, 0, "{explained:?}");
    for words in [
        "lets Permit2 (0x000000000022D473030F116dDEE9F6B43aC78BA3) move 0.010000 USDC (10000 atomic units of",
        "until 2026-01-01T00:05:00Z",
        "pays the gas",
        "permit-signature      the payer signed exactly this EIP-2612 permit",
        "simulate the settlement, which is settleWithPermit, on eip155:84532",
        "permit-nonce         ask 0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    ] {
        assert!(explained.out.contains(words), "{words}: {explained:?}");
    }
    assert!(!printed("verify", &[]).out.contains("Permit2"), "the short answer is short");
    let offer_alone = read("offer-permit2.json");
    let answer = json(&printed("verify", &["--json", "--offer", &offer_alone]));
    assert_eq!(answer["gasSponsoring"]["extension"], "eip2612GasSponsoring");
    assert_eq!(answer["gasSponsoring"]["deadline"], "1767225900");
    // With enough allowed the permit is not asked about; too little it makes up for.
    let asked = |allowance: &str| {
        let answer = json(&printed("verify", &["--json", "--allowance", allowance]));
        let kinds: Vec<_> = answer["outstanding"].as_array().unwrap().iter().map(|q| q["kind"].to_string()).collect();
        (answer["verdict"].clone(), kinds.iter().any(|kind| kind.contains("permit-nonce")))
    };
    assert_eq!(asked("10000"), ("valid".into(), false));
    assert_eq!(asked("9999"), ("valid".into(), true));
    let odd = printed("verify", &["--allowance", "0x2710"]);
    assert!(odd.code == 64 && odd.err.contains("--allowance"), "{odd:?}");
}

/// A payment in the object of a request, whose offer is left out, is judged by the offer that is given.
#[test]
fn a_request_without_an_offer_is_a_payment() {
    let payment = json(&x402(&["decode", "--json", &header()]))["ok"].clone();
    let request = json!({"paymentPayload": payment});
    let printed = verify_with("verify", &request.to_string(), "offer.json", &["--account-code", "none"]);
    assert!(printed.code == 0 && printed.out.starts_with("valid: "), "{printed:?}");
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let whole = json!({"x402Version": 2, "paymentPayload": payment, "paymentRequirements": offer});
    let printed = verify_with("verify", &whole.to_string(), "offer.json", &[]);
    assert!(printed.code == 64 && printed.err.contains("the request contains an offer"), "{printed:?}");
}

/// B-6, X-8. With a whole 402 response the command knows what a payment should repeat. The verdict stays that of the offers.
#[test]
fn what_a_payment_leaves_out_of_the_402_response_is_flagged() {
    let payment = json(&x402(&["decode", "--json", &header()]))["ok"].clone();
    let with = |members: Value| {
        let mut payment = payment.as_object().unwrap().clone();
        payment.remove("resource");
        payment.remove("extensions");
        payment.extend(members.as_object().unwrap().clone());
        Value::Object(payment).to_string()
    };
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let resource = json!({"url": "https://api.example.com/premium-data"});
    let extensions = json!({
        "bazaar": {"info": {"input": {"type": "http", "method": "GET"}}, "schema": {}},
        "payment-identifier": {"info": {"required": true}, "schema": {}}
    });
    let response = |version: u64, members: Value| {
        let mut response = json!({"x402Version": version, "error": "", "accepts": [offer]});
        response.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        response.to_string()
    };
    let required = response(2, json!({"resource": resource, "extensions": extensions}));
    let plain = response(2, json!({"resource": resource}));
    let mut echoed = json!({"resource": resource, "extensions": extensions});
    let without_id = echoed.clone();
    echoed["extensions"]["payment-identifier"]["info"]["id"] = "pay_7d5d747be160e280".into();
    let all = &["extension-not-echoed", "resource-not-echoed", "no-identifier"][..];
    for (payment, offers, flags) in [
        (with(json!({})), &required, all),
        (with(json!({"resource": resource})), &required, &["extension-not-echoed", "no-identifier"]),
        (with(without_id), &required, &["no-identifier"]),
        (with(echoed), &required, &[]),
        (with(json!({})), &plain, &[]),
        // Without the 402 response nothing is known of its extensions.
        (with(json!({})), &offer.to_string(), &[]),
    ] {
        let asked = |command: &str, more: &[&str]| {
            let arguments = [command, "--payment", &payment, "--offer", offers, "--now", NOW, "--account-code", "none"];
            let printed = x402(&[&arguments[..], more].concat());
            assert_eq!(printed.code, 0, "{printed:?}");
            printed.out
        };
        for command in ["verify", "explain", "diagnose"] {
            let out = asked(command, &[]);
            for flag in all {
                assert_eq!(out.contains(&format!("flag {flag}: ")), flags.contains(flag), "{command}: {out}");
            }
        }
        let answer: Value = serde_json::from_str(&asked("verify", &["--json"])).unwrap();
        assert_eq!(answer["flags"], json!(flags), "{answer}");
        assert!(!answer.to_string().contains("extension-echo\""), "{answer}");
    }
    // In a text with both, too.
    let text = format!("{}\n{required}\n", with(json!({})));
    let printed = x402_reading(&["verify", "-", "--now", NOW, "--account-code", "none"], &text);
    assert!(printed.code == 0 && printed.out.contains("flag resource-not-echoed: "), "{printed:?}");
}
