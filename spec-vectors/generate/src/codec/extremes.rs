//! Integers above those that a double holds, both sides of each limit, and names that every object of JavaScript has
//! (C-3, C-5, C-9, C-12).

use serde_json::{Value, json};

use super::case::{NO_LIMITS, Source, edited, refused, taken};
use crate::{
    base,
    draft::{self, Draft, err},
    responses::{V1_OFFER, V1_PAYMENT},
};

const NO_SHAPES: &str = "the standard library knows no shapes";

/// Names of members that every object of JavaScript has.
const INHERITED: [&str; 4] = ["__proto__", "constructor", "toString", "hasOwnProperty"];

pub(super) fn drafts() -> Vec<Draft> {
    [integers(), offers(), sizes(), names()].into_iter().flatten().collect()
}

/// Integers fit 64 bits, and more than the 53 bits of a double (C-5).
fn integers() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (number, title, seconds, is_taken) in [
        ("0854", "2^32", "4294967296", true),
        ("0854a", "2^53", "9007199254740992", true),
        ("0854b", "2^53+1, which no double is", "9007199254740993", true),
        ("0854c", "2^63-1", "9223372036854775807", true),
        ("0854d", "2^63", "9223372036854775808", true),
        ("0854e", "2^64-1", "18446744073709551615", true),
        ("0854f", "2^64", "18446744073709551616", false),
        ("0854g", "2^64 and 60, which is 60 in 64 bits", "18446744073709551676", false),
        ("0854h", "minus one", "-1", false),
    ] {
        let title = format!("maxTimeoutSeconds is {title}");
        let text = edited(r#""maxTimeoutSeconds":60"#, &format!(r#""maxTimeoutSeconds":{seconds}"#));
        let (source, field) = (Source::Text(&text), "accepted.maxTimeoutSeconds");
        drafts.push(if is_taken {
            taken(number, &title, &source, &text, &[]).rulings(&["C-5"])
        } else {
            refused(number, &title, &source, "shape", "wrong-type", field).rulings(&["C-5"]).no_witness(NO_SHAPES)
        });
    }
    for (number, version) in [("0855", "4294967298"), ("0855a", "18446744073709551618")] {
        let text = edited(r#""x402Version":2"#, &format!(r#""x402Version":{version}"#));
        let kind = if number == "0855" { "version" } else { "wrong-type" };
        let title = format!("version {version}, which is 2 in fewer bits");
        let draft = refused(number, &title, &Source::Text(&text), "shape", kind, "x402Version");
        drafts.push(draft.rulings(&["C-5"]).no_witness(NO_SHAPES));
    }
    drafts
}

/// Demands with as many offers as are read, and with one more (C-12).
fn offers() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (letters, version, beside, offer) in [
        (["", "a"], 2, r#""resource":{"url":"https://api.example.com/premium-data"}"#, base::OFFER),
        (["b", "c"], 1, r#""error":"X-PAYMENT header is required""#, V1_OFFER),
    ] {
        for (letter, count) in letters.into_iter().zip([64, 65]) {
            let text = format!(r#"{{"x402Version":{version},{beside},"accepts":[{}]}}"#, vec![offer; count].join(","));
            let answer =
                if count == 64 { draft::ok(Some(version), &text, &[]) } else { err("limit", "offers", "accepts") };
            let input = json!({"kind": "payment-required", "text": text});
            let title = format!("a V{version} demand of {count} offers");
            let draft = Draft::decode(format!("codec-0856{letter}"), title, &input, &answer, &answer);
            drafts.push(draft.rulings(&["C-12"]).no_witness(NO_LIMITS));
        }
    }
    drafts
}

/// Payments of as many values and bytes as are read, and of one more (C-12).
fn sizes() -> Vec<Draft> {
    let inside = |json: &str| edited(r#""payload":"#, &format!(r#""zeta":{json},"payload":"#));
    let others = count(&serde_json::from_str(&inside("[]")).expect("JSON of ours"));
    let list = |values: usize| inside(&format!("[{}]", vec!["0"; values - others].join(",")));
    let long = |bytes: usize| format!("{}{}", base::TEXT, " ".repeat(bytes - base::TEXT.len()));
    let (most, longest) = (list(16_384), long(1_048_576));
    vec![
        taken("0857", "16,384 values", &Source::Text(&most), &most, &[]).rulings(&["C-12"]),
        refused(
            "0857a",
            "16,385 values",
            &Source::Text(&list(16_385)),
            "limit",
            "values",
            "payload.authorization.nonce",
        )
        .rulings(&["C-12"])
        .no_witness(NO_LIMITS),
        taken("0858", "a text of 1 MiB", &Source::Text(&longest), base::TEXT, &[]).rulings(&["C-12"]),
        refused("0858a", "a text of 1 MiB and a byte", &Source::Text(&long(1_048_577)), "limit", "body-size", "")
            .rulings(&["C-12"])
            .no_witness(NO_LIMITS),
    ]
}

/// The values of a document, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        Value::Array(elements) => elements.iter().map(count).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A member of an inherited name is an ordinary member, and such a name is a network that V1 does not know.
fn names() -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut numbers = (0..).map(|index| format!("0859{}", draft::suffix(index)));
    let mut number = || numbers.next().expect("endless");
    for name in INHERITED {
        let member = format!(r#""{name}":{{"name":"USD Coin"}},"#);
        for (place, before) in
            [("the payment", r#""payload":"#), ("extra", r#""name":"USDC""#), ("the authorization", r#""nonce":"#)]
        {
            let text = edited(before, &format!("{member}{before}"));
            let title = format!("a member named {name} in {place}");
            drafts.push(taken(&number(), &title, &Source::Text(&text), &text, &[]).rulings(&["C-3", "C-13"]));
        }
        let text = edited("eip155:84532", name);
        let title = format!("the network {name} in V2");
        let draft = refused(&number(), &title, &Source::Text(&text), "shape", "not-network", "accepted.network");
        drafts.push(draft.rulings(&["C-9"]).no_witness(NO_SHAPES));
        let text = V1_PAYMENT.replace("base-sepolia", name);
        let input = json!({"kind": "payment", "text": text});
        let answer = draft::ok(Some(1), &text, &[]);
        let title = format!("the network {name} in V1");
        let draft = Draft::decode(format!("codec-{}", number()), title, &input, &answer, &answer);
        drafts.push(draft.rulings(&["C-9", "C-10"]));
    }
    drafts
}
