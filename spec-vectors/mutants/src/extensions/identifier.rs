//! The rules of an identifier, each broken once.

use crate::{
    json::Json,
    mutant::{Mutant, Row, documents, inputs},
};

const EXTENSION: &str = "extensions.payment-identifier";
const INFO: &str = "extensions.payment-identifier.info";
const ID: &str = "extensions.payment-identifier.info.id";
const REQUIRED: &str = "extensions.payment-identifier.info.required";
const SCHEMA: &str = "extensions.payment-identifier.schema";
const GOOD: &str = "pay_7d5d747be160e280504c099d984bcfe0";

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = documents("payment-identifier/", &DOCUMENTS);
    mutants.extend(inputs("payment-identifier/", &INPUTS));
    mutants.push(Mutant::reads("payment-identifier/the-payment-says-whether", |question| {
        let required = question.document()?.get(REQUIRED).and_then(Json::as_plain).unwrap_or("false");
        let is_boolean = matches!(required, "true" | "false");
        Some(question.input.edited(|j| j.when(is_boolean)?.put("required", required))?.to_string())
    }));
    mutants
}

const INPUTS: [Row; 2] =
    [("never-requires-one", |j| j.put("required", "false")), ("always-requires-one", |j| j.put("required", "true"))];

/// An identifier of this length is read as if it had the other.
fn becomes(j: &mut Json, from: usize, to: usize) -> Option<&mut Json> {
    j.reads(ID, |id| id.len() == from)?.map(ID, |id| id.chars().chain(std::iter::repeat('a')).take(to).collect())
}

fn takes(j: &mut Json, taken: fn(char) -> bool) -> Option<&mut Json> {
    j.map(ID, |id| id.replace(taken, "a"))
}

fn refuses(j: &mut Json, refused: fn(char) -> bool) -> Option<&mut Json> {
    j.reads(ID, |id| id.contains(refused))?.say(ID, &"=".repeat(20))
}

const DOCUMENTS: [Row; 23] = [
    ("takes-15-characters", |j| becomes(j, 15, 16)),
    ("takes-129-characters", |j| becomes(j, 129, 128)),
    ("takes-none", |j| becomes(j, 0, 16)),
    ("refuses-16-characters", |j| becomes(j, 16, 15)),
    ("refuses-128-characters", |j| becomes(j, 128, 129)),
    ("takes-a-space", |j| takes(j, |c| c == ' ')),
    ("takes-letters-beyond-ascii", |j| takes(j, |c| !c.is_ascii())),
    ("takes-base64", |j| takes(j, |c| matches!(c, '=' | '+' | '/'))),
    ("takes-a-dot", |j| takes(j, |c| c == '.')),
    ("refuses-a-hyphen", |j| refuses(j, |c| c == '-')),
    ("refuses-an-underscore", |j| refuses(j, |c| c == '_')),
    ("refuses-digits", |j| refuses(j, |c| c.is_ascii_digit())),
    ("refuses-capitals", |j| refuses(j, |c| c.is_ascii_uppercase())),
    ("takes-a-number", |j| j.holds(ID, |id| id.as_plain().is_some() && !id.is_null())?.say(ID, GOOD)),
    ("without-info-is-absent", |j| {
        let has_none = |extension: &Json| !extension.get("info").is_some_and(Json::is_object);
        j.holds(EXTENSION, has_none)?.del(EXTENSION)
    }),
    ("beside-info-is-inside", |j| {
        let id = j.get(&format!("{EXTENSION}.id"))?.to_string();
        j.put(EXTENSION, &format!(r#"{{"info":{{"required":true,"id":{id}}}}}"#))
    }),
    ("v1-has-extensions", |j| {
        let accepted = r#"{"scheme":"exact","network":"eip155:84532","amount":"1","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}"#;
        let extension = format!(r#"{{"payment-identifier":{{"info":{{"required":true,"id":"{GOOD}"}}}}}}"#);
        let payment = format!(r#"{{"x402Version":2,"accepted":{accepted},"payload":{{}},"extensions":{extension}}}"#);
        j.is("x402Version", "1")?.be(&payment)
    }),
    ("the-schema-refuses", |j| j.has(SCHEMA)?.say(ID, "no")),
    ("the-schema-decides", |j| j.has(SCHEMA)?.reads(ID, |_| true)?.say(ID, GOOD)),
    ("takes-the-first-of-two", |j| {
        j.at(INFO)?.members_mut()?.dedup_by(|later, earlier| later.0 == earlier.0);
        Some(j)
    }),
    ("required-may-be-a-text", |j| j.reads(REQUIRED, |_| true)?.put(REQUIRED, "true")),
    ("required-may-be-a-number", |j| {
        let is_number = |required: &Json| required.as_plain().is_some_and(|plain| plain.parse::<f64>().is_ok());
        j.holds(REQUIRED, is_number)?.put(REQUIRED, "true")
    }),
    ("required-is-false-without-a-word", |j| j.has(INFO)?.lacks(REQUIRED)?.put(REQUIRED, "false")),
];
