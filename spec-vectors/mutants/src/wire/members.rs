//! Members of the objects that `decode` reads: one may be absent, may have another type, or is lost.

use x402_conformance::adapter::Reply;

use super::extremes::counts_as_false;
use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, result_of},
};

const OP: &[&str] = &["decode"];

/// A kind, the version that the document names if it names one, the place of the object, and its required members.
type Object = (&'static str, &'static str, Option<&'static str>, &'static str, &'static [&'static str]);

const TERMS_1: &[&str] = &["scheme", "network", "maxAmountRequired", "asset", "payTo", "resource", "maxTimeoutSeconds"];
const TERMS_2: &[&str] = &["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds"];

const OBJECTS: [Object; 12] = [
    ("payment-1", "payment", Some("1"), "", &["scheme", "network", "payload"]),
    ("payment-2", "payment", Some("2"), "", &["accepted", "payload"]),
    ("accepted", "payment", Some("2"), "accepted", TERMS_2),
    ("demand-1", "payment-required", Some("1"), "", &["accepts"]),
    ("demand-2", "payment-required", Some("2"), "", &["accepts"]),
    ("resource", "payment-required", Some("2"), "resource", &["url"]),
    ("verify-request-1", "verify-request", Some("1"), "", &["paymentPayload", "paymentRequirements"]),
    ("verify-request-2", "verify-request", Some("2"), "", &["paymentPayload", "paymentRequirements"]),
    ("requirements-1", "verify-request", Some("1"), "paymentRequirements", TERMS_1),
    ("requirements-2", "verify-request", Some("2"), "paymentRequirements", TERMS_2),
    ("settlement", "settlement", None, "", &["success", "transaction"]),
    ("verify-response", "verify-response", None, "", &["isValid"]),
];

/// A fault: its name, and the test for it.
type Fault = (&'static str, fn(Option<&Json>) -> bool);

/// A good value of a member.
fn good(member: &str, version: Option<&str>) -> Option<Json> {
    let terms = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}"#;
    let terms_1 = r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com","description":"a","maxTimeoutSeconds":60}"#;
    let payment = format!(r#"{{"x402Version":2,"accepted":{terms},"payload":{{}}}}"#);
    let is_first = version == Some("1");
    Json::parse(match member {
        "scheme" => r#""exact""#,
        "network" if is_first => r#""base-sepolia""#,
        "network" => r#""eip155:84532""#,
        "amount" | "maxAmountRequired" => r#""10000""#,
        "maxTimeoutSeconds" => "60",
        "success" | "isValid" => "false",
        "payload" => "{}",
        "accepts" => "[]",
        "accepted" => terms,
        "paymentRequirements" if is_first => terms_1,
        "paymentRequirements" => terms,
        "paymentPayload" if is_first => r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{}}"#,
        "paymentPayload" => &payment,
        _ => r#""x""#,
    })
}

pub(crate) fn mutants() -> Vec<Mutant> {
    let mut mutants: Vec<Mutant> = OBJECTS.into_iter().flat_map(of_object).collect();
    mutants.push(Mutant::own("decode/answer/lies", OP, |_| result_of(&Json::parse(r#"{"ok":{"I":"lied"}}"#)?)));
    mutants.push(Mutant::own("decode/answer/always-refuses", OP, |_| refusal()));
    mutants.push(Mutant::says("decode/answer/empty-object", OP, |result| {
        result.get("ok")?;
        result.set("ok", Json::Object(Vec::new()))
    }));
    mutants.push(Mutant::says("decode/answer/no-object", OP, |result| result.remove("ok").map(drop)));
    mutants.push(Mutant::says("decode/answer/no-error", OP, |result| result.remove("err").map(drop)));
    mutants
}

fn of_object((object, kind, version, path, members): Object) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for member in members {
        let at = if path.is_empty() { (*member).to_owned() } else { format!("{path}.{member}") };
        // A fault, and the test for it.
        let faults: [Fault; 7] = [
            ("missing", |value| value.is_none()),
            ("null", |value| value.is_some_and(Json::is_null)),
            ("a-text", |value| matches!(value, Some(Json::Text(_)))),
            ("a-number-or-a-boolean", |value| matches!(value, Some(plain @ Json::Plain(_)) if !plain.is_null())),
            ("an-object", |value| matches!(value, Some(Json::Object(_)))),
            ("an-array", |value| matches!(value, Some(Json::Array(_)))),
            ("what-counts-as-false", |value| value.is_some_and(counts_as_false)),
        ];
        let is_text = matches!(good(member, version), Some(Json::Text(_)));
        let is_plain = matches!(good(member, version), Some(Json::Plain(_)));
        let is_object = matches!(good(member, version), Some(Json::Object(_)));
        let is_array = matches!(good(member, version), Some(Json::Array(_)));
        for (fault, is_there) in faults {
            let is_right = match fault {
                "a-text" => is_text,
                "a-number-or-a-boolean" => is_plain,
                "an-object" => is_object,
                "an-array" => is_array,
                _ => false,
            };
            let (at, path) = (at.clone(), path);
            if is_right {
                continue;
            }
            mutants.push(Mutant::reads(format!("decode/{object}/{member}-may-be-{fault}"), OP, move |question| {
                let document = asked(question, kind, version)?;
                question.result()?.get("err")?;
                document.get(path).filter(|object| matches!(object, Json::Object(_)))?;
                is_there(document.get(&at)).then_some(())?;
                let mut document = document.clone();
                document.set(&at, good(member, version)?)?;
                question.with_document(&document.to_string())
            }));
        }
        let lost = at.clone();
        mutants.push(Mutant::own(format!("decode/{object}/{member}-is-lost"), OP, move |question| {
            asked(question, kind, version)?;
            let mut result = question.result()?.clone();
            let mut canonical = result.get("ok")?.clone();
            canonical.remove(&lost)?;
            result.set("canonical", Json::text(&canonical.to_string()))?;
            result.set("ok", canonical)?;
            result_of(&result)
        }));
        mutants.push(Mutant::own(format!("decode/{object}/{member}-is-another"), OP, move |question| {
            asked(question, kind, version)?;
            let mut result = question.result()?.clone();
            let mut ok = result.get("ok")?.clone();
            ok.get(&at)?;
            ok.set(&at, Json::text("another"))?;
            result.set("canonical", Json::text(&ok.to_string()))?;
            result.set("ok", ok)?;
            result_of(&result)
        }));
    }
    mutants
}

/// The document, if it is of this kind and version.
fn asked<'q>(question: &'q Question<'_>, kind: &str, version: Option<&str>) -> Option<&'q Json> {
    question.input.text_at("kind").filter(|asked| asked == kind)?;
    let document = question.document()?;
    (version.is_none() || document.get("x402Version").and_then(Json::as_plain) == version).then_some(document)
}

fn refusal() -> Option<Reply> {
    result_of(&Json::parse(r#"{"err":{"stage":"json","kind":"syntax"}}"#)?)
}
