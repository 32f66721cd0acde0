//! 380: the methods that can be paid for.

use serde_json::json;

use super::build::{
    CAPABLE, EXTENSION_UNKNOWN, answer, asks, demand, flagged, invalid, payment, request, twice, v1_demand, valid,
};
use crate::{base, draft::Draft};

pub(super) fn drafts() -> Vec<Draft> {
    [paid_methods(), demanded_methods()].into_iter().flatten().collect()
}

/// 380: demands in answers.
fn demanded_methods() -> Vec<Draft> {
    let asked = |method: &str, meta: &str, response: &str| {
        asks(&request(method, &format!(r#"{{"uri":"file:///report","_meta":{{{meta}}}}}"#)), response)
    };
    let demand = demand();
    let as_result = answer(&twice(&demand, &demand));
    let by_extension = answer(&format!(r#"{{"resultType":"payment_required","paymentRequired":{demand}}}"#));
    let as_error = |demand: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"error":{{"code":402,"message":"Payment required","data":{demand}}}}}"#)
    };
    let refused = |number: &str, title: &str, method: &str, meta: &str, response: &str| {
        invalid(number, title, &asked(method, meta, response), "mcp_method", &["M-2"])
    };
    let said = |binding: &str| json!({"request": "unpaid", "response": "required", "binding": binding, "version": 2});
    vec![
        refused("0380g", "a demand for a list of tools", "tools/list", "", &as_result),
        refused("0380h", "a demand for the first request, as an error", "initialize", "", &as_error(&demand)),
        refused("0380i", "a demand for a ping, by the extension", "ping", CAPABLE, &by_extension),
        refused("0380j", "a demand for a resource without the extension", "resources/read", "", &as_result),
        refused(
            "0380k",
            "a demand for a prompt without the extension, as an error",
            "prompts/get",
            "",
            &as_error(&demand),
        ),
        refused(
            "0380l",
            "a demand for a resource by the extension, which the client did not declare",
            "resources/read",
            "",
            &by_extension,
        ),
        valid(
            "0380m",
            "a demand for a resource by the extension",
            &asked("resources/read", CAPABLE, &by_extension),
            said("extension"),
            &["M-2", "M-5"],
        )
        .no_witness(EXTENSION_UNKNOWN),
        flagged(
            "0380n",
            "a demand for a prompt as an error, to a client that has the extension",
            &asked("prompts/get", CAPABLE, &as_error(&demand)),
            said("rpc-error"),
            &["rpc-error"],
            &["M-2", "M-9"],
        ),
        invalid(
            "0380o",
            "a demand of V1 for a resource, to a client that has the extension",
            &asked("resources/read", CAPABLE, &as_error(&v1_demand())),
            "mcp_version",
            &["M-2", "M-5"],
        ),
        valid(
            "0380p",
            "a list of tools",
            &asked("tools/list", "", &answer(r#"{"tools":[]}"#)),
            json!({"request": "unpaid", "response": "none"}),
            &["M-2"],
        )
        .no_witness("the official package reads the results of tools alone"),
    ]
}

/// 380: payments in requests.
fn paid_methods() -> Vec<Draft> {
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
