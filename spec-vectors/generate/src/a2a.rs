//! Rows 390–398 of the catalogue: payments in tasks of Agent2Agent (A-1 to A-6).

use serde_json::{Value, json};
use x402_types::RawJson;
use x402_vectors::vector::{Class, Level};

use crate::{
    documents::{A2A1, A2A2, Example, find},
    draft::{Draft, expect, raw_text},
    rows::table,
    sheet::Sheet,
};

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet { usual: Level::Must, levels: &[(Level::Policy, "0390d 0390e 0390i 0390j")], faults: &[] };

pub(crate) fn drafts(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let mut drafts = LEVELS.write(printed(examples)?);
    drafts.extend(table!("a2a"));
    Ok(drafts)
}

/// Valid; with flags acceptable.
fn taken(number: &str, title: &str, question: &str, mut answer: Value, flags: &[&str], rulings: &[&str]) -> Draft {
    (answer["verdict"], answer["flags"]) = ("valid".into(), json!(flags));
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    Draft::new(format!("a2a-{number}"), "carrier", title, raw_text("{}"), expect(class, &answer))
        .asks(question)
        .flags(flags)
        .rulings(rulings)
        .no_witness("the one package of the extension, on PyPI, reads V1 alone and refuses no message")
}

fn of_task(task: &str) -> String {
    format!(r#"{{"carrier":"a2a","task":{task}}}"#)
}

fn of_message(message: &str) -> String {
    format!(r#"{{"carrier":"a2a","message":{message}}}"#)
}

/// 390: the examples of the documents.
fn printed(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let mut drafts = Vec::new();
    let mut number = (b'a'..=b'z').map(|letter| format!("0390{}", char::from(letter)));
    for (document, version, of, lines) in
        [(A2A1, 1, "A2A1", [22, 80, 125, 167, 233]), (A2A2, 2, "A2A2", [22, 81, 141, 183, 249])]
    {
        for (index, line) in lines.into_iter().enumerate() {
            let text = &find(examples, document, line)?.text;
            let whole = RawJson::parse(text).map_err(|error| format!("{document}, line {line}: {error}"))?;
            let inside = |path: &[&str]| {
                path.iter()
                    .try_fold(whole.as_json(), |value, name| value.get(name))
                    .map(|value| value.text().to_owned())
            };
            let question = match index {
                1 => inside(&["params", "message"]).map(|message| of_message(&message)),
                4 => inside(&[]).map(|task| of_task(&task)),
                _ => inside(&["result"]).map(|task| of_task(&task)),
            };
            let question = question.ok_or_else(|| format!("{document}, line {line}: no message and no task"))?;
            let (answer, flags, rows): (_, &[&str], &[&str]) = match index {
                0 => (
                    json!({"response": "required", "status": "payment-required"}),
                    &[],
                    &["required-01", "required-02", "required-03", "required-04", "lifecycle-01", "errors-01"],
                ),
                1 => (
                    json!({"request": "paid", "status": "payment-submitted"}),
                    &[],
                    &["payload-01", "payload-02", "payload-03", "payload-04", "payload-05"],
                ),
                2 => (
                    json!({"response": "settled", "status": "payment-completed"}),
                    &[],
                    &["settlement-01", "settlement-02", "settlement-03", "settlement-04", "lifecycle-05", "errors-06"],
                ),
                3 => (
                    json!({"response": "settlement-failed", "status": "payment-failed"}),
                    &["prose-reason"],
                    &["settlement-05", "settlement-06", "lifecycle-06", "errors-03", "errors-04"],
                ),
                _ => (
                    json!({"response": "settlement-failed", "status": "payment-failed"}),
                    &["prose-reason"],
                    &["errors-05", "errors-07", "errors-08"],
                ),
            };
            let mut answer: Value = answer;
            answer["version"] = version.into();
            let mut rows: Vec<String> = rows.iter().map(|row| format!("{of}-{row}")).collect();
            if version == 1 && index == 0 {
                rows.push("A2A1-required-05".into());
            }
            let number = number.next().ok_or("more examples than letters")?;
            let draft = taken(&number, &format!("{document}, line {line}"), &question, answer, flags, &["A-1", "A-3"]);
            drafts.push(draft.requirements(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
        }
    }
    Ok(drafts)
}
