//! 370, 379: JSON-RPC itself.

use serde_json::json;

use super::build::{asks, call, demand, invalid, paid, served, twice, valid};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    let demanded = twice(&demand(), &demand());
    let answer = |id: &str, result: &str| format!(r#"{{"jsonrpc":"2.0",{id}"result":{result}}}"#);
    let refused = |number: &str, title: &str, request: &str, response: &str| {
        invalid(number, title, &asks(request, response), "mcp_envelope", &["M-1"])
    };
    let said = json!({"request": "unpaid", "response": "required", "binding": "tool-result", "version": 2});
    let (call, good) = (call(""), answer(r#""id":1,"#, &demanded));
    let nested = |levels: usize| format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
    // The answer and its result are two levels.
    let (deep, deeper) = (nested(126), nested(127));
    let holding = |value: &str| answer(r#""id":1,"#, &served(&format!(r#","structuredContent":{value}"#)));
    vec![
        valid("0370", "the answer to the request", &asks(&call, &good), said.clone(), &["M-1"]),
        refused("0370a", "another id", &call, &answer(r#""id":2,"#, &demanded)),
        refused("0370b", "the id as a text", &call, &answer(r#""id":"1","#, &demanded)),
        refused("0370c", "the id is null", "", &answer(r#""id":null,"#, &demanded)),
        refused("0370d", "no id", "", &answer("", &demanded)),
        refused("0370e", "a request without id", &call.replace(r#""id":1,"#, ""), ""),
        refused("0370f", "another version of JSON-RPC", "", &good.replace(r#""2.0""#, r#""1.0""#)),
        refused(
            "0370g",
            "result and error",
            "",
            &good.replacen(r#""id""#, r#""error":{"code":402,"message":""},"id""#, 1),
        ),
        refused("0370h", "neither result nor error", "", r#"{"jsonrpc":"2.0","id":1}"#),
        refused("0370i", "a request without method", &call.replace(r#""method":"tools/call","#, ""), ""),
        refused("0370j", "a member twice", &paid().replace(r#""name""#, r#""name":"other","name""#), ""),
        valid(
            "0370k",
            "a text as id",
            &asks(&call.replace(r#""id":1"#, r#""id":"a""#), &good.replace(r#""id":1"#, r#""id":"a""#)),
            said,
            &["M-1"],
        ),
        valid("0379", "128 levels", &asks("", &holding(&deep)), json!({"response": "none"}), &["M-1", "C-12"]),
        refused("0379a", "129 levels", "", &holding(&deeper)),
    ]
}
