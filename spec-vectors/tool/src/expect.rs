//! The expectation of a vector, with what follows from the class and from the question.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    json::Json,
    source::Expected,
    vector::{Class, Expect, Ours, Raw},
};

/// The expectation that a source states of an operation with this input.
pub(crate) fn expectation(expected: &Expected, op: &str, input: &Raw) -> Result<Expect, String> {
    let class = expected.class;
    let mut ours = None;
    let result = match (&expected.ours, &expected.result) {
        (Some(answers), None) if op == "decode" => {
            let document = || document(input).ok_or("/expect/ours: the input is no JSON, so write canonical");
            let whole = |answer: &Value| {
                let mut answer = answer.clone();
                if answer.get("err").is_none() && answer.get("canonical").is_none() {
                    answer["canonical"] = document()?.into();
                }
                Ok::<_, String>(answer)
            };
            let strict = whole(&answers.strict)?;
            let lenient = answers.lenient.as_ref().map_or_else(|| Ok(strict.clone()), whole)?;
            let taken = [&strict, &lenient].into_iter().find(|answer| answer.get("err").is_none());
            // Stage and kind have their own columns. Implementations have to agree only on the refusal.
            let result = taken.cloned().unwrap_or_else(|| json!({}));
            if follows(&strict, &lenient) != class {
                return Err(format!(
                    "/expect/class: is {class}, and from /expect/ours follows {}",
                    follows(&strict, &lenient)
                ));
            }
            ours = Some(Ours { strict: Raw::from(&strict), lenient: Raw::from(&lenient) });
            result
        }
        (None, _) if op == "decode" => return Err("/expect/ours: write the answers of both profiles".into()),
        (Some(_), _) => return Err(format!("/expect/ours: is of decode, and this is {op}; write /expect/result")),
        (None, result) => {
            let mut result = result.clone().unwrap_or_else(|| json!({}));
            if let (Value::Object(members), "verify") = (&mut result, op) {
                let verdict = if class == Class::Acceptable { Class::Valid } else { class };
                members.entry("verdict").or_insert(verdict.as_str().into());
            }
            result
        }
    };
    Ok(Expect {
        class,
        ours,
        result: Raw::from(&result),
        derived: Vec::new(),
        reason: expected.reason.clone(),
        stage: None,
        check: expected.check.clone(),
    })
}

/// The class that follows from the answers of both profiles.
fn follows(strict: &Value, lenient: &Value) -> Class {
    let taken = |answer: &Value| answer.get("err").is_none();
    match (taken(strict), taken(lenient)) {
        (true, _) if strict["flags"] == json!([]) => Class::Valid,
        (false, false) => Class::Invalid,
        _ => Class::Acceptable,
    }
}

/// The document of a question to `decode`, without white space.
fn document(input: &Raw) -> Option<String> {
    let input = Json::parse(input.as_str()).ok()?;
    if let Some(json) = input.get("json") {
        return Some(json.to_string());
    }
    let text = input.get("text").and_then(Json::as_text).or_else(|| {
        let value = input.get("header")?.get("value")?.as_text()?;
        String::from_utf8(STANDARD.decode(value).ok()?).ok()
    });
    Json::parse(&text?).ok().map(|json| json.to_string())
}
