//! Objects that the official SDKs sent, byte for byte (`witness/README.md`). They decode. Payments by EIP-3009, Permit2
//! or on Solana are valid, and invalid with another amount.
//!
//! Ids have the family's digit, two for the conversation and one for the object.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use crate::{
    draft::{Draft, expect, expect_decode, raw},
    fault::Fault,
};

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
    /// The version of the protocol that was spoken.
    version: u64,
    /// Package and version.
    by: String,
    /// The conversation.
    title: String,
    source: Source,
    /// The terms by which a payment is judged.
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

/// The member with the signed amount of a payment, and the member that contains it.
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
            let payments = emission.terms.as_ref().and_then(|terms| {
                let signed = METHODS.iter().find(|method| text.contains(method.member));
                match signed {
                    Some(method) => Some(payments(&emission, terms, method)),
                    None if text.contains(r#""transaction":"#) => Some(solana_payments(&emission, terms)),
                    None => None,
                }
            });
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
    .fault(Fault::SentBySdk)
}

/// An EVM payment as it is, and the same payment with an amount that is one higher than the signed one.
fn payments(emission: &Emission, terms: &Terms, method: &Method) -> [Draft; 2] {
    let id = &emission.id;
    let mut text = emission.source.text();
    let member = text.find(method.member).expect("the member that says the method");
    let start = member + text[member..].find(method.amount).expect("an amount is signed") + method.amount.len();
    let end = start + text[start..].find('"').expect("a string ends");
    let signed: u64 = text[start..end].parse().expect("a small amount");
    let more = signed + 1;
    text.replace_range(start..end, &more.to_string());
    let offer_rule = if emission.version == 1 { "B-3" } else { "B-2" };
    let facts = json!({"accounts": {"*": {"code": "none"}}});
    let [valid, other] = pair(emission, terms, &facts, &text);
    [
        valid.rulings(&[&[offer_rule], method.rulings].concat()).fault(Fault::SentBySdk),
        other
            .child_of(&format!("emissions-{id}a"), method.path, signed.to_string(), more.to_string())
            .decided_by("amount")
            .rulings(&["B-7"])
            .fault(Fault::UnsignedNumber),
    ]
}

/// A payment on Solana as it is, and the same payment with one bit of the amount changed.
fn solana_payments(emission: &Emission, terms: &Terms) -> [Draft; 2] {
    let id = &emission.id;
    let text = emission.source.text();
    let (_, rest) = text.split_once(r#""transaction":""#).expect("a payment on Solana");
    let (signed, _) = rest.split_once('"').expect("a string");
    let mut transaction = STANDARD.decode(signed).expect("base64, as the SDK wrote it");
    // TransferChecked of 10,000 with six decimals.
    let data = [12, 0x10, 0x27, 0, 0, 0, 0, 0, 0, 6];
    let found: Vec<_> = transaction.windows(data.len()).enumerate().filter(|(_, window)| *window == data).collect();
    let [(at, _)] = found[..] else { panic!("{id}: {} transfers", found.len()) };
    transaction[at + 1] ^= 1;
    let changed = STANDARD.encode(&transaction);
    let offer_rule = if emission.version == 1 { "B-3" } else { "B-2" };
    let [valid, other] = pair(emission, terms, &Value::Null, &text.replace(signed, &changed));
    [
        valid.rulings(&[offer_rule, "S-4", "S-5", "S-6", "S-7"]).fault(Fault::SentBySdk),
        other
            .child_of(&format!("emissions-{id}a"), "payload.transaction", signed, changed)
            .decided_by("transfer-amount")
            .rulings(&["B-7"])
            .fault(Fault::UnsignedNumber),
    ]
}

/// The payment as it was sent, valid, and a changed one, invalid.
fn pair(emission: &Emission, terms: &Terms, facts: &Value, changed: &str) -> [Draft; 2] {
    let Emission { id, by, title, source, .. } = emission;
    let Source::Header { name, value } = source else { panic!("{id}: a payment travels in a header") };
    let input = |value: &str| {
        let mut input = json!({
            "payment": {"header": {"name": name, "value": value}},
            "offers": terms.offers,
            "now": terms.now,
        });
        if !facts.is_null() {
            input["facts"] = facts.clone();
        }
        if let Some(declared) = &terms.declared {
            input["declaredExtensions"] = declared.clone();
        }
        raw(&input)
    };
    let draft = |letter: &str, title: String, input, class, result: &Value| {
        Draft::new(format!("emissions-{id}{letter}"), "verify", title, input, expect(class, result))
    };
    let valid = json!({"verdict": "valid", "payer": terms.payer, "offer": 0});
    let other_value = format!("payment by {by}, another value: {title}");
    let invalid = json!({"verdict": "invalid"});
    [
        draft("a", format!("payment by {by}: {title}"), input(value), Class::Valid, &valid),
        draft("b", other_value, input(&STANDARD.encode(changed)), Class::Invalid, &invalid),
    ]
}
