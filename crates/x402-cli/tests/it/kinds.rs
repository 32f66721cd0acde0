//! `x402 decode` of every object, and V1 payments.

use serde_json::{Value, json};

use crate::{
    documents::{DOCUMENTS, Document, HEADERS, Header},
    support::{NOW, answer, at, json, read, result_in, x402, x402_reading},
};

fn first_line(kind: &str, version: Option<u64>) -> String {
    format!("x402 {kind}{}", version.map(|version| format!(", version {version}")).unwrap_or_default())
}

#[test]
fn text_of_every_object_of_the_documents() {
    for Document { location, kind, version, text } in DOCUMENTS {
        let expected = answer("decode", &json!({"kind": kind, "text": text}));
        for printed in [x402(&["decode", "--json", text]), x402_reading(&["decode", "--json"], format!("\n{text}\n"))] {
            assert_eq!((printed.code, &json(&printed)), (0, &expected), "{location} {kind}");
        }
        let printed = x402(&["decode", text]);
        assert_eq!((printed.code, printed.out.lines().next()), (0, Some(&*first_line(kind, *version))), "{location}");
        // What follows is the object, a member on each line, and then what a reason in it means.
        let (_, shown) = printed.out.split_once('\n').unwrap();
        let object: Value = serde_json::from_str(text).unwrap();
        let first = serde_json::Deserializer::from_str(shown).into_iter::<Value>().next();
        assert_eq!(first.unwrap().unwrap(), object, "{location}");
        for member in object.as_object().unwrap().keys() {
            assert!(shown.lines().any(|line| line.starts_with(&format!("  \"{member}\": "))), "{member}: {shown}");
        }
    }
}

/// With its name, and without: then it is what it can be read as, and belongs to the version that it names.
#[test]
fn every_header_of_the_documents() {
    for Header { name, kind, version, value, text } in HEADERS {
        let expected = answer("decode", &json!({"header": {"name": name, "value": value}}));
        let object: Value = serde_json::from_str(text).unwrap();
        assert_eq!((&expected["ok"], &expected["flags"]), (&object, &json!([])), "{name}");
        for input in [format!("{name}: {value}"), format!("{}:{value}", name.to_lowercase()), (*value).to_owned()] {
            let printed = x402(&["decode", "--json", &input]);
            assert_eq!((printed.code, &json(&printed)), (0, &expected), "{input}");
            let printed = x402(&["decode", &input]);
            assert_eq!(
                (printed.code, printed.out.lines().next()),
                (0, Some(&*first_line(kind, Some(*version)))),
                "{input}"
            );
            assert!(!printed.out.contains("flag "), "{}", printed.out);
        }
    }
    for (carried, under) in [("X-PAYMENT", "PAYMENT-SIGNATURE"), ("PAYMENT-RESPONSE", "X-PAYMENT-RESPONSE")] {
        let value = HEADERS.iter().find(|header| header.name == carried).unwrap().value;
        let printed = x402(&["decode", &format!("{under}: {value}")]);
        assert_eq!(printed.code, 0);
        assert!(printed.out.lines().any(|line| line.starts_with("  flag legacy-header: ")), "{}", printed.out);
    }
}

/// A defect is told of the object that was meant, not of a payment.
#[test]
fn what_is_broken_is_recognised_all_the_same() {
    for (text, kind, field) in [
        (r#"{"x402Version":1,"accepts":7}"#, "wrong-type", "accepts"),
        (r#"{"x402Version":2,"accepts":[],"resource":7}"#, "wrong-type", "resource"),
        (r#"{"success":"true","transaction":"0x12","network":"base"}"#, "wrong-type", "success"),
        (r#"{"success":true,"network":"base"}"#, "missing-member", "transaction"),
        (r#"{"isValid":"true"}"#, "wrong-type", "isValid"),
        (r#"{"x402Version":2,"paymentPayload":{}}"#, "missing-member", "paymentPayload.x402Version"),
        (r#"{"kinds":7}"#, "wrong-type", "kinds"),
        (r#"{"x402Version":1,"payload":{}}"#, "missing-member", "scheme"),
        ("{}", "missing-member", "x402Version"),
    ] {
        let expected = json!({"err": {"stage": "shape", "kind": kind, "field": field}});
        let printed = x402(&["decode", "--json", text]);
        assert_eq!((printed.code, json(&printed)), (65, expected), "{text}");
    }
}

#[test]
fn a_byte_order_mark_is_the_decoders_business() {
    let text = format!("\u{feff}{}", read("payment-20000.json"));
    let printed = x402_reading(&["decode", "--json"], &text);
    assert_eq!((printed.code, &json(&printed)["err"]["stage"]), (65, &json!("utf8")));
    let printed = x402_reading(&["decode", "--json", "--profile", "lenient"], &text);
    assert_eq!((printed.code, &json(&printed)["flags"]), (0, &json!(["bom"])));
}

#[test]
fn v1_payments_are_verified() {
    let (payment, offer) = (at("payment-v1.txt"), at("offer-v1.json"));
    let line = read("payment-v1.txt");
    let (name, value) = line.trim_end().split_once(": ").unwrap();
    let offers = json!([serde_json::from_str::<Value>(&read("offer-v1.json")).unwrap()]);
    let input = json!({"payment": {"header": {"name": name, "value": value}}, "offers": offers, "now": 1_740_672_100});
    for pasted in [&*payment, line.trim_end(), value] {
        let printed = x402(&["verify", "--json", "--payment", pasted, "--offer", &offer, "--now", NOW]);
        assert_eq!((printed.code, result_in(json(&printed))), (0, answer("verify", &input)), "{pasted}");
    }
    for command in ["verify", "explain"] {
        let printed = x402(&[command, "--payment", &payment, "--offer", &offer, "--now", NOW]);
        assert_eq!(printed.code, 0);
        let line = printed.out.lines().next().unwrap();
        assert!(
            line.starts_with(
                "valid: 0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 0.010000 USDC (10000 atomic units of 0x036CbD53"
            ),
            "{line}"
        );
        assert!(line.contains("on eip155:84532"), "{line}");

        let elsewhere = read("offer-v1.json").replace("base-sepolia", "base");
        let printed = x402(&[command, "--payment", &payment, "--offer", &elsewhere, "--now", NOW]);
        assert_eq!(printed.code, 1);
        let line = printed.out.lines().next().unwrap();
        assert!(
            line.starts_with("invalid (offer, invalid_payment_requirements): no payment requirements have"),
            "{line}"
        );

        // E-1: the first line says in plain words what to ask.
        let unnamed = read("offer-v1.json").replace("\"name\"", "\"title\"");
        let printed = x402(&[command, "--payment", &payment, "--offer", &unnamed, "--now", NOW]);
        assert_eq!(printed.code, 2);
        let line = printed.out.lines().next().unwrap();
        assert!(line.starts_with("undecided (domain): ask 0x036CbD53842c5426634e7929541eC2318f3dCF7e"), "{line}");
        assert!(line.contains("eip712Domain()"), "{line}");
    }
}

#[test]
fn an_offer_of_the_other_version_is_a_mistake_of_usage() {
    for (payment, offer, version) in [("payment.txt", "offer-v1.json", 2), ("payment-v1.txt", "offer.json", 1)] {
        for command in ["verify", "explain"] {
            for json in [&[][..], &["--json"]] {
                let (payment, offer) = (at(payment), at(offer));
                let arguments = [command, "--payment", &payment, "--offer", &offer, "--now", NOW];
                let printed = x402(&[&arguments, json].concat());
                assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{printed:?}");
                let expected = format!(
                    "--offer: offer 0 is not a PaymentRequirements of version {version}, the version of the payment: "
                );
                assert!(printed.err.contains(&expected), "{}", printed.err);
            }
        }
    }
}
