//! 365, 369, 372 to 376, 380: the documents' examples, payments, and their settlements.

use serde_json::json;

use super::build::{
    CAPABLE, EXTENSION_UNKNOWN, TRANSACTION, answer, asks, call, demand, demand_for, flagged, invalid, item, meta,
    paid, payment, request, served, settlement, twice, undecided, v1_demand, valid,
};
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
    [payments(), settlements(), demanded_again(), methods()].into_iter().flatten().collect()
}

/// 369: values in the payment's place.
fn payments() -> Vec<Draft> {
    let refused = |number: &str, title: &str, payment_text: &str, reason: &str| {
        let rows: &[&str] = &["MCP2-payload-02", "MCP1-payload-02"];
        invalid(number, title, &asks(&call(&payment(payment_text)), ""), reason, &["M-2"]).requirements(rows)
    };
    let text = serde_json::Value::from(base::TEXT).to_string();
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

/// 372, 373, 375: the settlement of the payment.
fn settlements() -> Vec<Draft> {
    let (good, bad, sent) = (settlement(true, TRANSACTION), settlement(false, ""), settlement(false, TRANSACTION));
    let failed = |settlement: &str| served(&format!(r#","isError":true{}"#, meta(settlement)));
    let said = |response: &str| json!({"request": "paid", "response": response, "version": 2});
    let answered = |result: &str| asks(&paid(), &answer(result));
    let rows: &[&str] = &["MCP2-settlement-01", "MCP2-settlement-02"];
    // The settlement is read before any demand.
    let failed_with = |result: &str| format!("{}{}}}", result.strip_suffix('}').expect("a result of ours"), meta(&bad));
    let behind = format!(r#"{{"isError":true,"content":[{},{}]}}"#, item("not paid"), item(&demand()));
    let dearer = demand_for(&base::OFFER.replace("10000", "90000"));
    vec![
        valid("0372", "settled", &answered(&served(&meta(&good))), said("settled"), &["M-6"]).requirements(rows),
        flagged(
            "0372a",
            "settled, and the tool failed",
            &answered(&failed(&good)),
            said("settled"),
            &["paid-error"],
            &["M-6"],
        ),
        valid(
            "0372b",
            "settled; the tool's own result has the shape of a demand",
            &answered(&format!(r#"{{"content":[{}]{}}}"#, item(&demand()), meta(&good))),
            said("settled"),
            &["M-6"],
        ),
        invalid("0373", "not settled, and served", &answered(&served(&meta(&bad))), "mcp_unsettled_content", &["M-6"])
            .requirements(&["MCP2-settle-fail-01"]),
        invalid(
            "0373a",
            "not settled, and isError is false",
            &answered(&served(&format!(r#","isError":false{}"#, meta(&bad)))),
            "mcp_unsettled_content",
            &["M-6"],
        ),
        valid("0373b", "not settled, and an error", &answered(&failed(&bad)), said("settlement-failed"), &["M-6"])
            .requirements(&["MCP2-settle-fail-01"]),
        flagged(
            "0373c",
            "not settled, and a transaction is named",
            &answered(&failed(&sent)),
            said("settlement-failed"),
            &["pending"],
            &["M-6", "F-5"],
        ),
        invalid(
            "0373d",
            "the settlement as a text",
            &answered(&served(&meta(&serde_json::Value::from(good.as_str()).to_string()))),
            "invalid_payload",
            &["M-6"],
        )
        .requirements(rows),
        invalid(
            "0373e",
            "a settlement that does not say whether it succeeded",
            &answered(&served(&meta(r#"{"transaction":"","network":"eip155:84532"}"#))),
            "invalid_payload",
            &["M-6", "C-14"],
        )
        .requirements(rows),
        valid(
            "0373f",
            "not settled, and the content names another price than the structure",
            &answered(&failed_with(&twice(&demand(), &dearer))),
            said("settlement-failed"),
            &["M-6", "F-4"],
        ),
        valid(
            "0373g",
            "not settled, and a demand behind the first text",
            &answered(&failed_with(&behind)),
            said("settlement-failed"),
            &["M-6", "F-4"],
        ),
        undecided(
            "0375",
            "paid, and nothing is said about a settlement",
            &answered(&served("")),
            json!({"request": "paid", "response": "none"}),
            &["M-11"],
        ),
        undecided(
            "0375a",
            "paid, and the tool failed",
            &answered(&served(r#","isError":true"#)),
            json!({"request": "paid", "response": "none"}),
            &["M-11"],
        ),
        valid(
            "0375b",
            "unpaid, and served",
            &asks(&call(""), &answer(&served(""))),
            json!({"request": "unpaid", "response": "none"}),
            &["M-11"],
        ),
    ]
}

/// 374, 376: a second demand, in answer to a payment.
fn demanded_again() -> Vec<Draft> {
    let again = demand();
    let inside = format!(
        r#"{},"x402/payment-response":{}}}"#,
        again.strip_suffix('}').expect("a demand of ours"),
        settlement(false, "")
    );
    let said =
        |response: &str| json!({"request": "paid", "response": response, "binding": "tool-result", "version": 2});
    let v1 = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{}}"#;
    let refused = twice(&again, &again);
    let with_meta =
        format!("{}{}}}", refused.strip_suffix('}').expect("a result of ours"), meta(&settlement(false, "")));
    vec![
        valid("0374", "the demand again", &asks(&paid(), &answer(&refused)), said("required"), &["M-7"])
            .requirements(&["MCP2-settle-fail-01", "MCP2-errors-02"]),
        valid(
            "0374a",
            "the demand again, with the settlement in _meta",
            &asks(&paid(), &answer(&with_meta)),
            said("settlement-failed"),
            &["M-7"],
        )
        .requirements(&["MCP2-settle-fail-01", "MCP2-errors-03"]),
        flagged(
            "0374b",
            "the settlement in the demand",
            &asks(&paid(), &answer(&twice(&inside, &inside))),
            said("settlement-failed"),
            &["settlement-in-demand"],
            &["M-7"],
        ),
        invalid(
            "0376",
            "a payment of version 1 is answered in version 2",
            &asks(&call(&payment(v1)), &answer(&refused)),
            "mcp_version",
            &["M-10"],
        ),
        invalid(
            "0376a",
            "a payment of version 2 is answered in version 1",
            &asks(&paid(), &answer(&twice(&v1_demand(), &v1_demand()))),
            "mcp_version",
            &["M-10"],
        ),
    ]
}

/// 380: the methods that can be paid for.
fn methods() -> Vec<Draft> {
    let pays = |method: &str, meta: &str| {
        asks(&request(method, &format!(r#"{{"uri":"file:///report","_meta":{{{meta}}}}}"#)), "")
    };
    let (plain, capable) = (payment(base::TEXT), format!("{CAPABLE},{}", payment(base::TEXT)));
    let old = capable.replace("2026-07-28", "2025-06-18");
    let v1 = format!("{CAPABLE},{}", payment(r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#));
    let read = |number: &str, title: &str, method: &str| {
        valid(number, title, &pays(method, &capable), json!({"request": "paid", "version": 2}), &["M-2", "M-5"])
            .no_witness(EXTENSION_UNKNOWN)
    };
    let refused = |number: &str, title: &str, question: &str, reason: &str| {
        invalid(number, title, question, reason, &["M-2"]).requirements(&["MCP2-payload-03", "MCP1-payload-03"])
    };
    vec![
        read("0380", "a resource by the extension", "resources/read"),
        read("0380a", "a prompt by the extension", "prompts/get"),
        refused("0380b", "a payment for a list of tools", &pays("tools/list", &capable), "mcp_method"),
        refused("0380c", "a resource without the extension", &pays("resources/read", &plain), "mcp_method"),
        refused(
            "0380d",
            "a resource, and a version of MCP without the extension",
            &pays("resources/read", &old),
            "mcp_method",
        ),
        refused("0380e", "a resource in V1", &pays("resources/read", &v1), "mcp_version"),
        valid(
            "0380f",
            "a resource that is not paid for",
            &pays("resources/read", ""),
            json!({"request": "unpaid"}),
            &["M-2"],
        ),
    ]
}
