//! What the official SDKs sent (`witness/README.md`): it decodes under Strict, and their payments on EVM chains are valid.
//!
//! Ids have the family's digit, two for the conversation and one for the object.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::draft::{Draft, expect, expect_decode, raw};

const RECORDED: [&str; 3] = [
    include_str!("../documents/emissions/npm-v2.json"),
    include_str!("../documents/emissions/npm-v1.json"),
    include_str!("../documents/emissions/pypi.json"),
];

#[derive(Deserialize)]
struct Recorded {
    emissions: Vec<Emission>,
}

/// One object as it was sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Emission {
    id: String,
    kind: String,
    /// Of the protocol that was spoken.
    version: u64,
    /// Package and version.
    by: String,
    /// The conversation.
    title: String,
    source: Source,
    /// What a payment is judged by.
    terms: Option<Terms>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Header { name: String, value: String },
    Text(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    offers: Value,
    declared: Option<Value>,
    now: u64,
    payer: String,
}

/// What a payment's signed amount is called, by the member that it is in.
struct Method {
    member: &'static str,
    amount: &'static str,
    path: &'static str,
    rulings: &'static [&'static str],
}

const METHODS: [Method; 2] = [
    Method {
        member: r#""authorization":"#,
        amount: r#""value":""#,
        path: "payload.authorization.value",
        rulings: &["E-1", "E-6"],
    },
    Method {
        member: r#""permit2Authorization":"#,
        amount: r#""amount":""#,
        path: "payload.permit2Authorization.permitted.amount",
        rulings: &["P-1", "P-2", "E-7"],
    },
];

pub(crate) fn drafts() -> Vec<Draft> {
    RECORDED
        .into_iter()
        .flat_map(|text| serde_json::from_str::<Recorded>(text).expect("a file that our scripts write").emissions)
        .flat_map(|emission| {
            let text = emission.source.text();
            let signed = METHODS.iter().find(|method| text.contains(method.member));
            let payments =
                emission.terms.as_ref().zip(signed).map(|(terms, method)| payments(&emission, terms, method));
            [decoding(&emission)].into_iter().chain(payments.into_iter().flatten()).collect::<Vec<_>>()
        })
        .collect()
}

impl Source {
    /// The JSON text.
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Header { value, .. } => {
                let bytes = STANDARD.decode(value).expect("base64, as the SDK wrote it");
                String::from_utf8(bytes).expect("UTF-8, as the SDK wrote it")
            }
        }
    }
}

fn decoding(emission: &Emission) -> Draft {
    let Emission { id, kind, version, by, title, source, .. } = emission;
    let text = source.text();
    let input = match source {
        Source::Header { name, value } => json!({"header": {"name": name, "value": value}}),
        Source::Text(text) => json!({"kind": kind, "text": text}),
    };
    // Pydantic writes null for what is absent.
    let flags: &[&str] = if text.contains(":null") { &["null-optional"] } else { &[] };
    let mut answer = json!({"canonical": text, "flags": flags});
    if !matches!(kind.as_str(), "verify-response" | "supported") {
        answer["version"] = (*version).into();
    }
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    let mut rulings = vec!["C-13"];
    rulings.extend(matches!(source, Source::Header { .. }).then_some("C-11"));
    rulings.extend((!flags.is_empty()).then_some("C-7"));
    rulings.extend(matches!(kind.as_str(), "verify-response" | "settlement").then_some("C-14"));
    Draft::new(
        format!("emissions-{id}"),
        "decode",
        format!("{kind} by {by}: {title}"),
        raw(&input),
        expect_decode(class, &answer, &answer),
    )
    .flags(flags)
    .rulings(&rulings)
}

/// A payment itself, and the same with one more signed than was.
fn payments(emission: &Emission, terms: &Terms, method: &Method) -> [Draft; 2] {
    let Emission { id, by, title, source, version, .. } = emission;
    let Source::Header { name, value } = source else { panic!("{id}: a payment travels in a header") };
    let mut text = source.text();
    let member = text.find(method.member).expect("the member that says the method");
    let start = member + text[member..].find(method.amount).expect("an amount is signed") + method.amount.len();
    let end = start + text[start..].find('"').expect("a string ends");
    let signed: u64 = text[start..end].parse().expect("a small amount");
    let more = signed + 1;
    text.replace_range(start..end, &more.to_string());
    let changed = STANDARD.encode(text);
    let input = |value: &str| {
        let mut input = json!({
            "payment": {"header": {"name": name, "value": value}},
            "offers": terms.offers,
            "now": terms.now,
            "facts": {"accounts": {"*": {"code": "none"}}},
        });
        if let Some(declared) = &terms.declared {
            input["declaredExtensions"] = declared.clone();
        }
        raw(&input)
    };
    let draft = |letter: &str, title: String, input, class, result: &Value| {
        Draft::new(format!("emissions-{id}{letter}"), "verify", title, input, expect(class, result))
    };
    let offer_rule = if *version == 1 { "B-3" } else { "B-2" };
    let valid = json!({"verdict": "valid", "payer": terms.payer, "offer": 0});
    [
        draft("a", format!("payment by {by}: {title}"), input(value), Class::Valid, &valid)
            .rulings(&[&[offer_rule], method.rulings].concat()),
        draft(
            "b",
            format!("payment by {by}, another value: {title}"),
            input(&changed),
            Class::Invalid,
            &json!({"verdict": "invalid"}),
        )
        .child_of(&format!("emissions-{id}a"), method.path, signed.to_string(), more.to_string())
        .decided_by("amount")
        .rulings(&["B-7"]),
    ]
}
