//! Rows 365–380 of the catalogue: payments in calls of tools by the Model Context Protocol (M-1 to M-11).

use serde_json::{Value, json};
use x402_vectors::vector::{Class, Level};

use crate::{
    documents::{Example, MCP1, MCP2, find},
    draft::{Draft, expect, raw_text},
    rows::table,
    sheet::Sheet,
};

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet { usual: Level::Must, levels: &[], faults: &[] };

pub(crate) fn drafts(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let mut drafts = LEVELS.write(printed(examples)?);
    drafts.extend(table!("mcp"));
    Ok(drafts)
}

/// A question with a request, an answer, or both.
fn asks(request: &str, response: &str) -> String {
    let member = |name: &str, text: &str| if text.is_empty() { String::new() } else { format!(r#","{name}":{text}"#) };
    format!(r#"{{"carrier":"mcp"{}{}}}"#, member("request", request), member("response", response))
}

fn valid(number: &str, title: &str, question: &str, answer: Value, rulings: &[&str]) -> Draft {
    flagged(number, title, question, answer, &[], rulings)
}

/// Valid; with flags acceptable.
fn flagged(number: &str, title: &str, question: &str, mut answer: Value, flags: &[&str], rulings: &[&str]) -> Draft {
    (answer["verdict"], answer["flags"]) = ("valid".into(), json!(flags));
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    Draft::new(format!("mcp-{number}"), "carrier", title, raw_text(question), expect(class, &answer))
        .flags(flags)
        .rulings(rulings)
}

/// 365: the exchanges that the documents print. The text of three answers has `...` in it, and so is no demand.
fn printed(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let text = |document: &str, line: usize| Ok::<_, String>(find(examples, document, line)?.text.clone());
    let expected = |version: u64, request: &str, response: &str| {
        let mut answer = json!({"version": version});
        if !request.is_empty() {
            answer["request"] = request.into();
        }
        if !response.is_empty() {
            answer["response"] = response.into();
        }
        answer
    };
    let mut drafts = Vec::new();
    let mut number = (b'a'..=b'z').map(|letter| format!("0365{}", char::from(letter)));
    for (document, version, of, [payment_required, call, settled, failed]) in
        [(MCP1, 1, "MCP1", [40, 93, 135, 162]), (MCP2, 2, "MCP2", [40, 95, 152, 179])]
    {
        let (call_text, title) = (text(document, call)?, |line: usize| format!("{document}, line {line}"));
        let mut next = || number.next().ok_or("more examples than letters");
        let rows = |rows: &[&str]| -> Vec<String> { rows.iter().map(|row| format!("{of}-{row}")).collect() };
        let cited = |draft: Draft, names: &[&str]| {
            let rows = rows(names);
            draft.requirements(&rows.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let is_whole = version == 2;
        let question = asks("", &text(document, payment_required)?);
        let mut answer = expected(version, "", "required");
        answer["binding"] = "tool-result".into();
        let draft = if is_whole {
            valid(&next()?, &title(payment_required), &question, answer.clone(), &["M-3"])
        } else {
            flagged(&next()?, &title(payment_required), &question, answer.clone(), &["no-text-content"], &["M-3"])
        };
        let copies: &[&str] = if is_whole { &["server-03", "errors-01"] } else { &[] };
        drafts.push(cited(draft, &[&["required-01", "server-02", "server-05", "server-06"], copies].concat()));
        let draft = valid(&next()?, &title(call), &asks(&call_text, ""), expected(version, "paid", ""), &["M-2"]);
        drafts.push(cited(draft, &["payload-01", "payload-02", "payload-03"]));
        let both = asks(&call_text, &text(document, settled)?);
        let draft = valid(
            &next()?,
            &format!("{}, answered as in line {settled}", title(call)),
            &both,
            expected(version, "paid", "settled"),
            &["M-6"],
        );
        drafts.push(cited(draft, &["settlement-01", "settlement-02", "settle-ok-01"]));
        let question = asks("", &text(document, failed)?);
        let draft = flagged(&next()?, &title(failed), &question, answer, &["no-text-content"], &["M-3", "M-7"]);
        drafts.push(cited(draft, &["settle-fail-01", "settle-fail-03", "errors-02", "errors-03"]));
    }
    Ok(drafts)
}
