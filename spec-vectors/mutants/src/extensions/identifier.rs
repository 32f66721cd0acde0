//! The rules of an identifier, each broken once.

use super::change::{boolean, change};
use crate::{json::Json, mutant::Mutant};

const OP: &[&str] = &["payment-identifier"];

const EXTENSION: &str = "extensions.payment-identifier";
const INFO: &str = "extensions.payment-identifier.info";
const ID: &str = "extensions.payment-identifier.info.id";
const REQUIRED: &str = "extensions.payment-identifier.info.required";

pub(super) fn mutants() -> Vec<Mutant> {
    [lengths(), characters(), shapes(), requirements()].into_iter().flatten().collect()
}

fn edits(name: &str, edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static) -> Mutant {
    Mutant::edits_document(format!("payment-identifier/{name}"), OP, edit)
}

fn lengths() -> Vec<Mutant> {
    // An identifier of this length is read as if it had the other.
    let becomes = |name: &str, from: usize, to: usize| {
        edits(name, move |document| {
            change(document, ID, |id| {
                let letters: String = id.chars().chain(std::iter::repeat('a')).take(to).collect();
                (id.len() == from).then_some(letters)
            })
        })
    };
    vec![
        becomes("takes-15-characters", 15, 16),
        becomes("takes-129-characters", 129, 128),
        becomes("takes-none", 0, 16),
        becomes("refuses-16-characters", 16, 15),
        becomes("refuses-128-characters", 128, 129),
    ]
}

fn characters() -> Vec<Mutant> {
    let takes = |name: &str, taken: fn(char) -> bool| {
        edits(name, move |document| change(document, ID, |id| Some(id.replace(taken, "a"))))
    };
    let refuses = |name: &str, refused: fn(char) -> bool| {
        edits(name, move |document| change(document, ID, |id| id.contains(refused).then(|| "=".repeat(20))))
    };
    vec![
        takes("takes-a-space", |c| c == ' '),
        takes("takes-letters-beyond-ascii", |c| !c.is_ascii()),
        takes("takes-base64", |c| matches!(c, '=' | '+' | '/')),
        takes("takes-a-dot", |c| c == '.'),
        refuses("refuses-a-hyphen", |c| c == '-'),
        refuses("refuses-an-underscore", |c| c == '_'),
        refuses("refuses-digits", |c| c.is_ascii_digit()),
        refuses("refuses-capitals", |c| c.is_ascii_uppercase()),
    ]
}

fn shapes() -> Vec<Mutant> {
    let id = || Json::text("pay_7d5d747be160e280504c099d984bcfe0");
    vec![
        edits("takes-a-number", move |document| {
            document.get(ID)?.as_plain().filter(|plain| *plain != "null")?;
            document.set(ID, id())
        }),
        edits("without-info-is-absent", |document| {
            let extension = document.get(EXTENSION)?;
            let is_object = matches!(extension.get("info"), Some(Json::Object(_)));
            (!is_object).then(|| document.remove(EXTENSION).map(drop))?
        }),
        edits("beside-info-is-inside", |document| {
            let id = document.get(&format!("{EXTENSION}.id"))?.clone();
            document.set(EXTENSION, Json::parse(&format!(r#"{{"info":{{"required":true,"id":{id}}}}}"#))?)
        }),
        edits("v1-has-extensions", |document| {
            let info = Json::parse(r#"{"info":{"required":true,"id":"pay_7d5d747be160e280504c099d984bcfe0"}}"#)?;
            (document.get("x402Version")?.as_plain()? == "1").then_some(())?;
            let accepted = r#"{"scheme":"exact","network":"eip155:84532","amount":"1","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}"#;
            *document = Json::parse(&format!(
                r#"{{"x402Version":2,"accepted":{accepted},"payload":{{}},"extensions":{{"payment-identifier":{info}}}}}"#
            ))?;
            Some(())
        }),
        edits("the-schema-refuses", |document| {
            document.get(&format!("{EXTENSION}.schema"))?;
            document.set(ID, Json::text("no"))
        }),
        edits("the-schema-decides", move |document| {
            document.get(&format!("{EXTENSION}.schema"))?;
            document.get(ID).and_then(Json::as_text)?;
            document.set(ID, id())
        }),
        Mutant::reads("payment-identifier/takes-the-first-of-two", OP, |question| {
            let first = question.document()?.clone();
            let mut once = first.clone();
            once.get_mut(INFO)?.members_mut()?.dedup_by(|later, earlier| later.0 == earlier.0);
            (once != first).then(|| question.with_document(&once.to_string()))?
        }),
    ]
}

fn requirements() -> Vec<Mutant> {
    let required = |name: &str, required: bool| {
        Mutant::edits(format!("payment-identifier/{name}"), OP, move |input| input.set("required", boolean(required)))
    };
    vec![
        required("never-requires-one", false),
        required("always-requires-one", true),
        Mutant::reads("payment-identifier/the-payment-says-whether", OP, |question| {
            let said = question.document()?.get(REQUIRED).cloned().unwrap_or_else(|| boolean(false));
            matches!(said.as_plain(), Some("true" | "false")).then_some(())?;
            let mut input = question.input.clone();
            input.set("required", said)?;
            Some(input.to_string())
        }),
        edits("required-may-be-a-text", |document| {
            document.text_at(REQUIRED)?;
            document.set(REQUIRED, boolean(true))
        }),
        edits("required-may-be-a-number", |document| {
            document.get(REQUIRED)?.as_plain()?.parse::<f64>().ok()?;
            document.set(REQUIRED, boolean(true))
        }),
        edits("required-is-false-without-a-word", |document| {
            document.get(INFO)?;
            document.get(REQUIRED).is_none().then(|| document.set(REQUIRED, boolean(false)))?
        }),
    ]
}
