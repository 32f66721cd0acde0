//! Members of the objects that `decode` reads: one may be absent, may have another type, or is lost.

use super::extremes::{canonical, counts_as_false};
use crate::{
    json::Json,
    mutant::{Mutant, Row, results},
    question::{Question, constant, result_of, unreadable},
};

/// A name, a kind, the version that the document names if it names one, the path of the object, and its required members.
type Object = (&'static str, &'static str, Option<&'static str>, &'static str, &'static str);

const TERMS_1: &str = "scheme network maxAmountRequired asset payTo resource maxTimeoutSeconds";
const TERMS_2: &str = "scheme network amount asset payTo maxTimeoutSeconds";

const OBJECTS: [Object; 12] = [
    ("payment-1", "payment", Some("1"), "", "scheme network payload"),
    ("payment-2", "payment", Some("2"), "", "accepted payload"),
    ("accepted", "payment", Some("2"), "accepted", TERMS_2),
    ("demand-1", "payment-required", Some("1"), "", "accepts"),
    ("demand-2", "payment-required", Some("2"), "", "accepts"),
    ("resource", "payment-required", Some("2"), "resource", "url"),
    ("verify-request-1", "verify-request", Some("1"), "", "paymentPayload paymentRequirements"),
    ("verify-request-2", "verify-request", Some("2"), "", "paymentPayload paymentRequirements"),
    ("requirements-1", "verify-request", Some("1"), "paymentRequirements", TERMS_1),
    ("requirements-2", "verify-request", Some("2"), "paymentRequirements", TERMS_2),
    ("settlement", "settlement", None, "", "success transaction"),
    ("verify-response", "verify-response", None, "", "isValid"),
];

/// A fault, and the test for it.
type Fault = (&'static str, fn(Option<&Json>) -> bool);

const FAULTS: [Fault; 7] = [
    ("missing", |value| value.is_none()),
    ("null", |value| value.is_some_and(Json::is_null)),
    ("a-text", |value| matches!(value, Some(Json::Text(_)))),
    ("a-number-or-a-boolean", |value| matches!(value, Some(plain @ Json::Plain(_)) if !plain.is_null())),
    ("an-object", |value| value.is_some_and(Json::is_object)),
    ("an-array", |value| value.is_some_and(Json::is_array)),
    ("what-counts-as-false", |value| value.is_some_and(counts_as_false)),
];

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

const ANSWERS: [Row; 3] = [
    ("empty-object", |j| j.has("ok")?.put("ok", "{}")),
    ("no-object", |j| j.del("ok")),
    ("no-error", |j| j.del("err")),
];

pub(crate) fn mutants() -> Vec<Mutant> {
    let mut mutants = results("decode/answer/", &ANSWERS);
    mutants.push(Mutant::new("decode/answer/lies", |_| constant(r#"{"ok":{"I":"lied"}}"#)));
    mutants.push(Mutant::new("decode/answer/always-refuses", |_| unreadable()));
    mutants.extend(OBJECTS.into_iter().flat_map(of_object));
    mutants
}

fn of_object((object, kind, version, path, members): Object) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for member in members.split(' ') {
        let at = if path.is_empty() { member.to_owned() } else { format!("{path}.{member}") };
        let good = good(member, version);
        for (fault, is_there) in FAULTS {
            // The right type, which only the two faults about a value can have.
            if !matches!(fault, "null" | "what-counts-as-false") && is_there(good.as_ref()) {
                continue;
            }
            let (at, good) = (at.clone(), good.clone());
            mutants.push(Mutant::reads(format!("decode/{object}/{member}-may-be-{fault}"), move |question| {
                let document = asked(question, kind, version)?;
                question.result()?.get("err")?;
                document.get(path).filter(|object| object.is_object() && is_there(document.get(&at)))?;
                let mut document = document.clone();
                document.set(&at, good.clone()?)?;
                question.with_document(&document.to_string())
            }));
        }
        for (fault, other) in [("is-lost", None), ("is-another", Some("\"another\""))] {
            let at = format!("ok.{at}");
            mutants.push(Mutant::new(format!("decode/{object}/{member}-{fault}"), move |question| {
                asked(question, kind, version)?;
                let edited = question.result()?.edited(|j| match other {
                    None => canonical(j.del(&at)?),
                    Some(other) => canonical(j.has(&at)?.put(&at, other)?),
                });
                result_of(&edited?)
            }));
        }
    }
    mutants
}

/// The document, if it is of this kind and version.
fn asked<'q>(question: &'q Question<'_>, kind: &str, version: Option<&str>) -> Option<&'q Json> {
    question.input.text_at("kind").filter(|asked| asked == kind)?;
    let document = question.document()?;
    (version.is_none() || document.get("x402Version").and_then(Json::as_plain) == version).then_some(document)
}
