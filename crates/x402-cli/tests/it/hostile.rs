//! Text that a stranger wrote, in every place where a command may repeat it. None of it may reach a terminal as it is.

use std::{fs, path::PathBuf};

use serde_json::Value;
use x402_laws::{
    bounds,
    hostile::{HOSTILE, hostile},
};

use crate::support::{NOW, Printed, at, json, networks, read, x402, x402_reading};

/// The same in a JSON string.
fn quoted() -> String {
    let quoted = Value::from(hostile()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn check(printed: &Printed, what: &str) {
    for text in [&printed.out, &printed.err] {
        let found = text.chars().find(|c| HOSTILE.contains(c));
        assert_eq!(found, None, "{what}: {text:?}");
        assert!(!text.lines().any(|line| line.starts_with("valid: forged")), "{what}: {text}");
    }
}

/// A hostile text in each string, and as a name of a member in each object.
fn spoiled(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                for other in spoiled(member) {
                    let mut copy = members.clone();
                    copy.insert(name.clone(), other);
                    all.push(copy.into());
                }
                let mut renamed = members.clone();
                renamed.remove(name);
                renamed.insert(format!("{name}{}", hostile()), member.clone());
                all.push(renamed.into());
            }
            let mut more = members.clone();
            more.insert(hostile(), hostile().into());
            all.push(more.into());
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                for other in spoiled(element) {
                    let mut copy = elements.clone();
                    copy[index] = other;
                    all.push(copy.into());
                }
            }
        }
        Value::String(text) => all.extend([format!("{text}{}", hostile()).into(), hostile().into()]),
        Value::Null | Value::Bool(_) | Value::Number(_) => all.push(hostile().into()),
    }
    all
}

fn offer(name: &str) -> Value {
    serde_json::from_str(&read(name)).unwrap()
}

/// The payment in a header line, as JSON.
fn payment(name: &str) -> Value {
    json(&x402(&["decode", "--json", &at(name)]))["ok"].clone()
}

#[test]
fn at_each_pointer_of_a_payment_and_of_an_offer() {
    for (payment_file, offer_file, now) in [
        ("payment.txt", "offer.json", NOW),
        ("payment-v1.txt", "offer-v1.json", NOW),
        ("payment-permit.txt", "offer-permit2.json", "1767225600"),
        ("payment-solana.txt", "offer-solana.json", "1767225600"),
    ] {
        let (payment, offer) = (payment(payment_file), offer(offer_file));
        let mut pairs: Vec<(Value, Value)> =
            spoiled(&payment).into_iter().map(|payment| (payment, offer.clone())).collect();
        pairs.extend(spoiled(&offer).into_iter().map(|offer| {
            // So that it matches, and is looked at.
            let mut payment = payment.clone();
            if payment.get("accepted").is_some() {
                payment["accepted"] = offer.clone();
            }
            (payment, offer)
        }));
        for (payment, offer) in pairs.into_iter().step_by(bounds::step(5)) {
            let (payment, offer) = (payment.to_string(), offer.to_string());
            for command in [&["explain"][..], &["explain", "--json"]] {
                let arguments = [command, &["--payment", &payment, "--offer", &offer, "--now", now]].concat();
                check(&x402(&arguments), &payment);
            }
            for more in [&[][..], &["--json"]] {
                check(&x402(&[&["decode", &payment], more].concat()), &payment);
            }
        }
    }
}

#[test]
fn in_what_a_draft_is_made_of() {
    let nonce = format!("0x{}", "5a".repeat(32));
    for (name, payer, nonce, more) in [
        ("offer.json", "0x857b06519E91e3A54538791bDbb0E22373e36b66", nonce.as_str(), &[][..]),
        ("offer-v1.json", "0x857b06519E91e3A54538791bDbb0E22373e36b66", &nonce, &[]),
        ("offer-permit2.json", "0x857b06519E91e3A54538791bDbb0E22373e36b66", &nonce, &["--permit-nonce", "0"]),
        (
            "offer-solana.json",
            "BMrx53jtoLRpFBjyMbnVo6gzERCFDBUtDBm5kHwxh5qD",
            &nonce[..34],
            &["--blockhash", "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N"],
        ),
    ] {
        for offer in spoiled(&offer(name)) {
            let offer = offer.to_string();
            let arguments = ["draft", "--offer", &offer, "--payer", payer, "--nonce", nonce, "--now", NOW];
            for json in [&[][..], &["--json"]] {
                check(&x402(&[&arguments, more, json].concat()), &offer);
            }
        }
    }
}

/// Arguments come from scripts, and scripts take them from strangers.
#[test]
fn in_each_argument() {
    let (text, quoted) = (hostile(), format!("{{\"{0}\": \"{0}\"}}", quoted()));
    let file = format!("@{text}");
    let option = format!("--{text}");
    let (payment, offer) = (at("payment.txt"), at("offer.json"));
    let verify = ["--payment", &payment, "--offer", &offer, "--now", NOW];
    let draft = ["--offer", &offer, "--payer", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "--nonce", "0x00"];
    let commands: [(&[&str], &[&str]); 11] = [
        (&[], &[]),
        (&["audit"], &["--only", "--explain", "--jobs"]),
        (&["decode"], &["--profile"]),
        (
            &["verify"],
            &["--payment", "--offer", "--account-code", "--now", "--policy", "--facts", "--settle", "--index"],
        ),
        (&["explain"], &["--payment", "--offer", "--facts", "--records", "--allowance", "--facilitator"]),
        (&["diagnose"], &["--payment", "--offer", "--profile"]),
        (
            &["draft"],
            &["--offer", "--index", "--payer", "--nonce", "--signature", "--permit-nonce", "--declared", "--blockhash"],
        ),
        (&["reason"], &["--json"]),
        (&["schema"], &["--version"]),
        (&["conformance", "run"], &["--vectors", "--op", "--group", "--known", "--timeout", "--"]),
        (&["conformance", "coverage"], &["--vectors"]),
    ];
    for (command, options) in commands {
        for value in [&text, &quoted, &file, &option] {
            check(&x402(&[command, &[value]].concat()), value);
            for option in options {
                // The others as they have to be, so that it is this one that fails.
                let others: Vec<&str> = match command {
                    ["verify" | "explain" | "diagnose"] => verify.to_vec(),
                    ["draft"] => draft.to_vec(),
                    ["conformance", ..] => vec!["--vectors", networks()],
                    _ => Vec::new(),
                };
                let others = others.chunks(2).filter(|pair| pair[0] != *option).flatten().copied();
                let arguments: Vec<&str> =
                    command.iter().copied().chain(others).chain([*option, value.as_str()]).collect();
                check(&x402(&arguments), option);
            }
        }
    }
    // A demand with it, in each form that one comes in.
    for required in [
        format!("{{\"x402Version\":2,\"accepts\":[{quoted}]}}"),
        format!("PAYMENT-REQUIRED: {text}"),
        format!("{text}: eyJ4NDAyVmVyc2lvbiI6Mn0="),
        format!("[{quoted}]"),
    ] {
        check(&x402(&["verify", "--payment", &payment, "--offer", &required, "--index", "0"]), &required);
        check(&x402(&["verify", &required, "--offer", &offer]), &required);
    }
    let names = ["--token-domain", &text, &text];
    check(&x402(&[&["explain"], verify.as_slice(), &names].concat()), "--token-domain");
}

#[test]
fn on_standard_input_and_in_files() {
    let directory: PathBuf = [env!("CARGO_TARGET_TMPDIR"), &hostile()].iter().collect();
    fs::create_dir_all(&directory).unwrap();
    let directory = directory.to_str().unwrap();
    let printed = x402(&["schema", "--all", directory]);
    assert_eq!(printed.code, 0, "{printed:?}");
    check(&printed, "a directory's name");
    check(&x402(&["conformance", "run", "--vectors", directory]), "vectors");
    for bytes in
        [hostile().into_bytes(), [b"{\"", hostile().as_bytes()].concat(), [hostile().as_bytes(), b"\xff"].concat()]
    {
        check(&x402_reading(&["decode"], &bytes), "decode");
        check(&x402_reading(&["verify", "--payment", "-", "--offer", &at("offer.json")], &bytes), "verify");
        check(&x402_reading(&["testee"], &bytes), "testee");
        check(&x402_reading(&["audit"], &bytes), "audit");
        check(&x402_reading(&["audit", "--json"], &bytes), "audit");
    }
    let question =
        serde_json::json!({"id": hostile(), "op": "decode", "input": {"text": format!("{{\"{}\":1}}", quoted())}});
    let printed = x402_reading(&["testee"], question.to_string());
    check(&printed, "testee");
    assert_eq!(json(&printed)["id"], hostile());
}

/// What another implementation answers, and what it is called.
#[test]
fn from_an_implementation_that_is_tested() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec-vectors");
    let answer = format!("{{\"id\": \"q1\", \"result\": {{\"{0}\": \"{0}\"}}}}", quoted());
    let text = hostile();
    for script in [format!("read -r line; printf '%s\\n' '{answer}'"), format!("read -r line; printf '%s' '{text}'")] {
        for json in [&[][..], &["--json"]] {
            let arguments = ["conformance", "run", "--vectors", vectors, "--group", "flows", "--op", "choose"];
            let printed = x402(&[&arguments, json, &["--", "sh", "-c", &script]].concat());
            assert_eq!(printed.code, 1, "{printed:?}");
            check(&printed, "an answer");
        }
    }
}

/// Nothing is lost: the JSON says what was sent, and what people may read stays as it is.
#[test]
fn and_it_is_shown_all_the_same() {
    let mut payment = payment("payment.txt");
    let readable = "日本 हिन्दी عربى é 💡 …";
    payment["resource"]["description"] = format!("{readable}{}", hostile()).into();
    for more in [&[][..], &["--json"]] {
        let printed = x402(&[&["decode", &payment.to_string()], more].concat());
        check(&printed, "decode");
        assert!(printed.out.contains(readable), "{}", printed.out);
        let start = printed.out.find('{').unwrap();
        let shown: Value = serde_json::from_str(&printed.out[start..]).unwrap();
        let shown = shown.get("ok").unwrap_or(&shown);
        assert_eq!(shown["resource"]["description"], payment["resource"]["description"]);
    }
}
