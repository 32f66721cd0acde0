//! What people have at hand: a demand as it came, a part of one, the body of a request to a facilitator, a path.

use serde_json::{Value, json};

use crate::{
    documents::DOCUMENTS,
    support::{NOW, answer, at, example, header, json, read, x402, x402_reading},
};

const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
const NONCE: &str = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
/// `PaymentRequired` of V2 with the example's offers: base64 by CPython.
const DEMAND: &str = "eyJ4NDAyVmVyc2lvbiI6MiwicmVzb3VyY2UiOnsidXJsIjoiaHR0cHM6Ly9hcGkuZXhhbXBsZS5jb20vcHJlbWl1bS1kYXRhIn0sImFjY2VwdHMiOlt7InNjaGVtZSI6ImV4YWN0IiwibmV0d29yayI6ImVpcDE1NTo4NDUzMiIsImFtb3VudCI6IjIwMDAwIiwiYXNzZXQiOiIweDAzNkNiRDUzODQyYzU0MjY2MzRlNzkyOTU0MWVDMjMxOGYzZENGN2UiLCJwYXlUbyI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsIm1heFRpbWVvdXRTZWNvbmRzIjo2MCwiZXh0cmEiOnsibmFtZSI6IlVTREMiLCJ2ZXJzaW9uIjoiMiJ9fSx7InNjaGVtZSI6ImV4YWN0IiwibmV0d29yayI6ImVpcDE1NTo4NDUzMiIsImFtb3VudCI6IjEwMDAwIiwiYXNzZXQiOiIweDAzNkNiRDUzODQyYzU0MjY2MzRlNzkyOTU0MWVDMjMxOGYzZENGN2UiLCJwYXlUbyI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsIm1heFRpbWVvdXRTZWNvbmRzIjo2MCwiZXh0cmEiOnsibmFtZSI6IlVTREMiLCJ2ZXJzaW9uIjoiMiJ9fV19";

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The same demand, as a body, a header's value and a header line.
fn responses_402() -> [String; 4] {
    let body = json!({
        "x402Version": 2,
        "resource": {"url": "https://api.example.com/premium-data"},
        "accepts": [parse(&read("offer-20000.json")), parse(&read("offer.json"))],
    });
    [
        body.to_string(),
        DEMAND.to_owned(),
        format!("PAYMENT-REQUIRED: {DEMAND}"),
        format!("payment-required:{DEMAND}\r\n"),
    ]
}

#[test]
fn a_402_response_shows_its_offers() {
    let payment = at("payment.txt");
    for required in responses_402() {
        let verify_with = |more: &[&str]| {
            let arguments = ["verify", "--json", "--payment", &payment, "--now", NOW, "--offer", &required];
            let printed = x402(&[&arguments, more].concat());
            (printed.code, json(&printed)["offer"].clone())
        };
        assert_eq!(verify_with(&[]), (0, json!(1)), "{required}");
        assert_eq!(verify_with(&["--index", "1"]), (0, json!(0)), "{required}");
        // The other one is not what was paid.
        assert_eq!(verify_with(&["--index", "0"]).0, 1, "{required}");
        assert_eq!(verify_with(&["--index", "2", "--offer", &at("offer.json")]).0, 0, "{required}");
    }
    let none = x402(&["verify", "--payment", &payment, "--offer", DEMAND, "--index", "2"]);
    assert_eq!(
        (none.code, none.err.as_str()),
        (64, "x402: --index 2: no offer has this index; the indices are 0 to 1\n")
    );
}

/// C-10: it does not affect its neighbours, which keep their numbers.
#[test]
fn an_offer_that_a_402_response_keeps_unread_is_left_out() {
    let unread = json!({
        "scheme": "exact", "network": "xrpl:0", "amount": "1e3", "asset": "RLUSD.rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De",
        "payTo": "rN7n7otQDd6FczFgLdSqtcsAUxDkw6fzRH", "maxTimeoutSeconds": 60,
    });
    let [good, dear] = ["offer.json", "offer-20000.json"].map(|name| parse(&read(name)));
    let required = |offers: &[&Value]| {
        json!({"x402Version": 2, "resource": {"url": "https://api.example.com"}, "accepts": offers}).to_string()
    };
    let verify_with = |command: &str, offer: &str, more: &[&str]| {
        x402(&[&[command, "--payment", &at("payment.txt"), "--now", NOW, "--offer", offer], more].concat())
    };
    let warning = "x402: --offer: offer 0 is ignored, because it cannot be read: ";
    let three = required(&[&unread, &dear, &good]);
    for command in ["verify", "explain", "diagnose"] {
        let printed = verify_with(command, &three, &[]);
        assert!(printed.code == 0 && printed.err.starts_with(warning), "{command}: {printed:?}");
    }
    assert_eq!(json(&verify_with("verify", &three, &["--json"]))["offer"], 2);
    // Each sentence has the number, too.
    let two = required(&[&unread, &dear]);
    for (command, more) in [("verify", &[][..]), ("explain", &[]), ("verify", &["--json"])] {
        let printed = verify_with(command, &two, more);
        assert!(printed.code == 1 && printed.out.contains("(index 1) differ in "), "{command}: {printed:?}");
    }
    let of_v1 = x402(&["verify", &at("payment-v1.txt"), "--now", NOW, "--offer", &two]);
    assert!(of_v1.code == 64 && of_v1.err.contains("offer 1 is not a PaymentRequirements of version 1"), "{of_v1:?}");
    let draft = ["draft", "--payer", PAYER, "--nonce", NONCE, "--now", NOW, "--offer", &three, "--index"];
    assert_eq!([0, 1, 2].map(|index| x402(&[&draft[..], &[&index.to_string()]].concat()).code), [64, 0, 0]);
    // An offer without such neighbours has to be right.
    let array = json!([unread, good]).to_string();
    for (offer, more) in [
        (&*unread.to_string(), &[][..]),
        (&*required(&[&unread]), &[]),
        (&*required(&[&unread, &unread]), &[]),
        (&*three, &["--index", "0"]),
        (&*array, &[]),
    ] {
        let printed = verify_with("verify", offer, more);
        assert!(
            printed.code == 64 && printed.err.contains("offer 0 is not a PaymentRequirements of version 2"),
            "{printed:?}"
        );
    }
}

#[test]
fn a_draft_is_of_one_of_the_offers() {
    for required in responses_402() {
        let draft = |more: &[&str]| {
            let arguments = ["draft", "--offer", &required, "--payer", PAYER, "--nonce", NONCE, "--now", NOW, "--json"];
            x402(&[&arguments, more].concat())
        };
        let undecided = draft(&[]);
        assert_eq!(undecided.code, 64);
        assert!(undecided.err.contains("2 offers") && undecided.err.contains("--index"), "{undecided:?}");
        for (index, value) in [("0", "20000"), ("1", "10000")] {
            assert_eq!(json(&draft(&["--index", index]))["typedData"]["message"]["value"], value, "{required}");
        }
        assert_eq!(draft(&["--index", "2"]).code, 64);
    }
    // A V1 demand is a body, and says the version of its offers.
    let body = json!({"x402Version": 1, "error": "", "accepts": [parse(&read("offer-v1.json"))]}).to_string();
    let arguments = ["draft", "--payer", PAYER, "--nonce", NONCE, "--now", NOW, "--offer"];
    let [of_demand, of_offer] = [&*body, &*at("offer-v1.json")].map(|offer| x402(&[&arguments, &[offer][..]].concat()));
    assert_eq!((of_demand.code, of_demand.out), (0, of_offer.out));
}

/// Nothing is drafted by the rules of another kind of chain.
#[test]
fn no_draft_is_made_on_a_chain_that_is_not_known() {
    let mut offer = parse(&read("offer.json"));
    for (network, code) in
        [("eip155:8453", 0), ("cosmos:cosmoshub-4", 64), ("bip122:000000000019d6689c085ae165831e93", 64)]
    {
        offer["network"] = network.into();
        let offer = offer.to_string();
        let printed = x402(&["draft", "--payer", PAYER, "--nonce", NONCE, "--now", NOW, "--offer", &offer]);
        assert_eq!(printed.code, code, "{network}: {printed:?}");
        assert_eq!(printed.err.contains(&format!("cannot draft payments on {network}")), code == 64, "{printed:?}");
    }
}

/// What is not an offer, and has none.
#[test]
fn a_text_without_an_offer_is_distinguished() {
    let (payment, bare) = (at("payment.txt"), header());
    for (offer, word) in [
        (&*payment, "PAYMENT-SIGNATURE"),
        (&*bare, "--offer"),
        (&*at("payment-20000.json"), "payer's claim"),
        ("{\"x402Version\":2,\"accepts\":7}", "accepts"),
        ("{", "--offer"),
        ("\u{1}", "--offer"),
        ("", "--offer"),
    ] {
        let printed = x402(&["verify", "--payment", &payment, "--offer", offer, "--now", NOW]);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{offer}: {printed:?}");
        assert!(printed.err.contains(word) && printed.err.contains("@FILE"), "{offer}: {}", printed.err);
    }
}

#[test]
fn an_offer_by_itself_is_decoded() {
    for (name, version) in [
        ("offer.json", 2),
        ("offer-v1.json", 1),
        ("offer-upto.json", 2),
        ("offer-solana.json", 2),
        ("offer-20000.json", 2),
    ] {
        let object = parse(&read(name));
        let decoded = json(&x402(&["decode", "--json", &at(name)]));
        assert_eq!(
            (&decoded["ok"], &decoded["version"], &decoded["flags"]),
            (&object, &json!(version), &json!([])),
            "{name}"
        );
        let printed = x402(&["decode", &read(name)]);
        assert_eq!(
            (printed.code, printed.out.lines().next().unwrap()),
            (0, &*format!("x402 offer, version {version}"))
        );
    }
    for (text, kind, field) in [
        (r#"{"scheme":"exact","payTo":"0x12"}"#, "missing-member", "network"),
        (r#"{"scheme":"exact","network":"base","maxAmountRequired":1}"#, "not-decimal", "maxAmountRequired"),
        (r#"{"scheme":"exact","network":"base","payTo":"0x12"}"#, "missing-member", "description"),
        // No table has the name, and there is no price.
        (r#"{"scheme":"exact","network":"near","payTo":"0x12"}"#, "not-network", "network"),
    ] {
        let printed = x402(&["decode", "--json", text]);
        assert_eq!((printed.code, &json(&printed)["err"]["field"]), (65, &json!(field)), "{text}: {printed:?}");
        assert_eq!(json(&printed)["err"]["kind"], kind, "{text}");
    }
}

/// `POST /verify`, pasted.
#[test]
fn a_request_to_a_facilitator_is_payment_and_offer() {
    for (payment, offer, version) in [("payment.txt", "offer.json", 2), ("payment-v1.txt", "offer-v1.json", 1)] {
        let decoded = json(&x402(&["decode", "--json", &at(payment)]))["ok"].clone();
        let request = |payment: &Value, version: u64| {
            let offer = parse(&read(offer));
            json!({"x402Version": version, "paymentPayload": payment, "paymentRequirements": offer}).to_string()
        };
        let whole = request(&decoded, version);
        let apart = x402(&["explain", "--payment", &decoded.to_string(), "--offer", &at(offer), "--now", NOW]);
        assert_eq!(apart.code, 0, "{apart:?}");
        for arguments in [&["explain", &*whole][..], &["explain", "--payment", &*whole]] {
            let printed = x402(&[arguments, &["--now", NOW]].concat());
            assert_eq!((printed.code, &printed.out), (0, &apart.out));
        }
        assert_eq!(x402_reading(&["explain", "-", "--now", NOW], &whole).out, apart.out);
        // It has one offer, and is of one version; a broken payment is a broken payment.
        let twice = x402(&["verify", &whole, "--offer", &at(offer)]);
        assert!(twice.code == 64 && twice.err.contains("--offer"), "{twice:?}");
        let broken = x402(&["verify", "--json", &request(&json!({}), version)]);
        assert_eq!((broken.code, &json(&broken)["verdict"]), (65, &json!("invalid")), "{broken:?}");
        assert_eq!(x402(&["diagnose", &request(&decoded, 3 - version), "--now", NOW]).code, 65);
    }
    // The payment may stand there, too; what it is to be judged by has to be said.
    let payment = at("payment.txt");
    assert_eq!(x402(&["verify", &payment, "--offer", &at("offer.json"), "--now", NOW]).code, 0);
    let alone = x402(&["verify", &payment]);
    assert!(alone.code == 64 && alone.err.contains("--offer"), "{alone:?}");
    assert_eq!(x402(&["verify", &payment, "--payment", &payment, "--offer", &at("offer.json")]).code, 64);
    for document in DOCUMENTS.iter().filter(|document| document.kind == "verify-request") {
        // The addresses of the documents are "0x...": no payment, and no mistake of usage.
        assert!([1, 65].contains(&x402(&["verify", document.text, "--now", NOW]).code), "{}", document.location);
    }
}

/// What Lenient tolerates has a flag, also around the payment.
#[test]
fn what_is_tolerated_in_a_request_is_flagged() {
    let payment = json(&x402(&["decode", "--json", &at("payment.txt")]))["ok"].clone();
    let whole = |start: &str| {
        let offer = read("offer.json");
        format!(r#"{start},"paymentPayload":{payment},"paymentRequirements":{offer}}}"#)
    };
    let request = whole("\u{feff}{\"x402Version\":2.0");
    let lenient = |command: &str, request: &str, more: &[&str]| {
        x402(&[&[command, request, "--now", NOW, "--profile", "lenient"], more].concat())
    };
    let printed = lenient("verify", &request, &["--json"]);
    assert_eq!((printed.code, &json(&printed)["flags"]), (0, &json!(["bom", "float-version"])), "{printed:?}");
    for command in ["verify", "explain", "diagnose"] {
        let printed = lenient(command, &request, &[]);
        assert!(
            printed.code == 0 && ["bom", "float-version"].iter().all(|flag| printed.out.contains(flag)),
            "{printed:?}"
        );
        assert_eq!(x402(&[command, &request, "--now", NOW]).code, 65);
    }
    let printed = lenient("verify", &whole("{\"x402Version\":2"), &["--json"]);
    assert_eq!((printed.code, &json(&printed)["flags"]), (0, &json!([])), "{printed:?}");
}

/// The profile is for the payment.
#[test]
fn the_offers_of_a_402_response_are_read_by_strict() {
    let mut offer = parse(&read("offer.json"));
    offer["amount"] = 10_000.into();
    let body =
        json!({"x402Version": 2, "resource": {"url": "https://api.example.com"}, "accepts": [offer]}).to_string();
    for profile in ["strict", "lenient"] {
        for offer in [&*body, &*offer.to_string()] {
            let arguments = ["verify", &at("payment.txt"), "--now", NOW, "--profile", profile, "--offer", offer];
            let printed = x402(&arguments);
            assert!(printed.code == 64 && printed.err.contains("offer 0 is not a PaymentRequirements"), "{printed:?}");
        }
    }
}

/// The name of a file is read with and without the mark before it.
#[test]
fn a_path_is_what_is_in_the_file() {
    let (payment, offer) = (example("payment.txt"), example("offer.json"));
    let marked = x402(&["verify", &at("payment.txt"), "--offer", &at("offer.json"), "--now", NOW]);
    assert_eq!(marked.code, 0);
    for arguments in [["verify", &payment, "--offer", &offer], ["verify", &at("payment.txt"), "--offer", &offer]] {
        assert_eq!(x402(&[&arguments[..], &["--now", NOW]].concat()).out, marked.out);
    }
    assert_eq!(x402(&["decode", &payment]).out, x402(&["decode", &at("payment.txt")]).out);
    let draft = |offer: &str| x402(&["draft", "--payer", PAYER, "--nonce", NONCE, "--now", NOW, "--offer", offer]);
    assert_eq!(draft(&offer).out, draft(&at("offer.json")).out);
    for arguments in [
        &["decode", "nowhere.json"][..],
        &["decode", "./payment"],
        &["decode", "@nowhere"],
        &["verify", &payment, "--offer", "@offer.json"],
        &["verify", "--payment", "{}", "--offer", "{}", "--facts", "facts.json"],
    ] {
        let printed = x402(arguments);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{arguments:?}: {printed:?}");
        assert!(printed.err.contains("No such file"), "{arguments:?}: {printed:?}");
    }
    // Base64 with slashes is no path, though one could be named so.
    let printed = x402(&["decode", "eyJ4/NDAy"]);
    assert_eq!(printed.code, 65, "{printed:?}");
    assert_eq!(answer("decode", &json!({"kind": "payment", "text": "[]"})), json(&x402(&["decode", "--json", "[]"])));
}
