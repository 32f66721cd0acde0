//! 365, 369, 378: the documents' examples, and payments.

use serde_json::json;

use super::build::{answer, asks, call, demand, flagged, invalid, paid, payment, request, twice, valid};
use crate::{
    base,
    documents::{Example, MCP1, MCP2, find},
    draft::Draft,
};

/// 365: the exchanges that the documents print. The text of three answers has `...` in it, and so is no demand.
pub(super) fn printed(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let text = |document: &str, line: usize| Ok::<_, String>(find(examples, document, line)?.text.clone());
    let said = |version: u64, request: &str, response: &str| {
        let mut says = json!({"version": version});
        if !request.is_empty() {
            says["request"] = request.into();
        }
        if !response.is_empty() {
            says["response"] = response.into();
        }
        says
    };
    let mut drafts = Vec::new();
    let mut number = (b'a'..=b'z').map(|letter| format!("0365{}", char::from(letter)));
    for (document, version, of, [demand, call, settled, failed]) in
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
        let question = asks("", &text(document, demand)?);
        let mut says = said(version, "", "required");
        says["binding"] = "tool-result".into();
        let draft = if is_whole {
            valid(&next()?, &title(demand), &question, says.clone(), &["M-3"])
        } else {
            flagged(&next()?, &title(demand), &question, says.clone(), &["no-text-content"], &["M-3"])
        };
        let copies: &[&str] = if is_whole { &["server-03", "errors-01"] } else { &[] };
        drafts.push(cited(draft, &[&["required-01", "server-02", "server-05", "server-06"], copies].concat()));
        let draft = valid(&next()?, &title(call), &asks(&call_text, ""), said(version, "paid", ""), &["M-2"]);
        drafts.push(cited(draft, &["payload-01", "payload-02", "payload-03"]));
        let both = asks(&call_text, &text(document, settled)?);
        let draft = valid(
            &next()?,
            &format!("{}, answered as in line {settled}", title(call)),
            &both,
            said(version, "paid", "settled"),
            &["M-6"],
        );
        drafts.push(cited(draft, &["settlement-01", "settlement-02", "settle-ok-01"]));
        let question = asks("", &text(document, failed)?);
        let draft = flagged(&next()?, &title(failed), &question, says, &["no-text-content"], &["M-3", "M-7"]);
        drafts.push(cited(draft, &["settle-fail-01", "settle-fail-03", "errors-02", "errors-03"]));
    }
    Ok(drafts)
}

pub(super) fn drafts() -> Vec<Draft> {
    payments()
}

/// 369: values in the payment's place.
fn payments() -> Vec<Draft> {
    let refused = |number: &str, title: &str, payment_text: &str, reason: &str| {
        let rows: &[&str] = &["MCP2-payload-02", "MCP1-payload-02"];
        invalid(number, title, &asks(&call(&payment(payment_text)), ""), reason, &["M-2"]).requirements(rows)
    };
    let text = serde_json::Value::from(base::TEXT).to_string();
    let listed = |meta: &str| asks(&request("tools/call", &format!(r#"{{"name":"report","_meta":{meta}}}"#)), "");
    vec![
        refused("0369", "the payment as a text", &text, "mcp_payment_shape"),
        refused("0369a", "the payment in a list", &format!("[{}]", base::TEXT), "mcp_payment_shape"),
        refused("0369b", "an object without version", "{}", "invalid_payload"),
        refused("0369c", "an amount as a number", &base::TEXT.replacen(r#""10000""#, "10000", 1), "invalid_payload"),
        valid("0369d", "no payment", &asks(&call(""), ""), json!({"request": "unpaid"}), &["M-2"]),
        flagged(
            "0369e",
            "null in the payment's place",
            &asks(&call(&payment("null")), ""),
            json!({"request": "unpaid"}),
            &["null-optional"],
            &["M-2", "C-7"],
        ),
        invalid("0369g", "the metadata as a list", &listed("[]"), "mcp_envelope", &["M-1"]),
        invalid(
            "0369h",
            "the payment in a list of metadata",
            &listed(&format!(r#"[{{"x402/payment":{}}}]"#, base::TEXT)),
            "mcp_envelope",
            &["M-1"],
        ),
        valid(
            "0369i",
            "null in the place of the metadata",
            &listed("null"),
            json!({"request": "unpaid"}),
            &["M-1", "C-7"],
        ),
        valid("0369f", "a payment", &asks(&paid(), ""), json!({"request": "paid", "version": 2}), &["M-2"])
            .requirements(&["MCP2-payload-01", "MCP2-payload-02"]),
        flagged(
            "0378",
            "the payment is for another tool",
            &asks(&call(&payment(&base::TEXT.replace("https://api.example.com/premium-data", "mcp://tool/other"))), ""),
            json!({"request": "paid", "version": 2}),
            &["tool-name"],
            &["M-10"],
        ),
        flagged(
            "0378a",
            "the demand is for another tool",
            &{
                let other = demand().replace("mcp://tool/", "mcp://tool/other_");
                asks(&call(""), &answer(&twice(&other, &other)))
            },
            json!({"request": "unpaid", "response": "required", "binding": "tool-result", "version": 2}),
            &["tool-name"],
            &["M-10"],
        ),
        valid(
            "0378b",
            "the payment is for a tool with / in its name",
            &{
                let payment =
                    payment(&base::TEXT.replace("https://api.example.com/premium-data", "mcp://tool/admin/report"));
                asks(&request("tools/call", &format!(r#"{{"name":"admin/report","_meta":{{{payment}}}}}"#)), "")
            },
            json!({"request": "paid", "version": 2}),
            &["M-10"],
        ),
    ]
}
