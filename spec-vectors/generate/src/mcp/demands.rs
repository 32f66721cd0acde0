//! 366 to 368, 371, 377: the place of a demand.

use serde_json::json;

use super::build::{
    CAPABLE, EXTENSION_UNKNOWN, answer, asks, call, demand, demand_for, flagged, invalid, item, paid, required, twice,
    v1_demand, valid,
};
use crate::{base, draft::Draft};

pub(super) fn drafts() -> Vec<Draft> {
    [copies(), unreadable_copies(), places(), extension(), errors()].into_iter().flatten().collect()
}

/// 366, 367: the two copies.
fn copies() -> Vec<Draft> {
    let demand = demand();
    let asked = |structure: &str, text: &str| asks("", &answer(&twice(structure, text)));
    let rows: &[&str] = &["MCP2-required-01", "MCP2-server-01", "MCP2-server-04"];
    let spelt = demand.replace(":[", " : [ ").replace("exact", "ex\\u0061ct").replace("Payment", "\\u0050ayment");
    let reordered = {
        let members = demand.strip_prefix(r#"{"x402Version":2,"#).and_then(|rest| rest.strip_suffix('}'));
        format!(r#"{{{},"x402Version":2}}"#, members.expect("a demand of ours"))
    };
    let priced = demand_for(&base::OFFER.replace("10000", "90000"));
    let doubled = demand.replace(r#""accepts":"#, r#""accepts":[],"accepts":"#);
    let alone = |member: &str| asks("", &answer(&format!(r#"{{"isError":true,{member}}}"#)));
    let v1 = v1_demand();
    let wrapped = format!(r#"{{"x402/error":{{"code":402,"message":"Payment required","data":{v1}}}}}"#);
    vec![
        valid("0366", "both copies are one text", &asked(&demand, &demand), required(), &["M-3"]).requirements(rows),
        valid("0366a", "the text is spelt otherwise", &asked(&demand, &spelt), required(), &["M-3", "C-16"])
            .requirements(rows),
        valid("0366b", "the text has its members in another order", &asked(&demand, &reordered), required(), &["M-3"])
            .requirements(rows),
        invalid("0366c", "the text names another amount", &asked(&demand, &priced), "mcp_demands_differ", &["M-3"])
            .requirements(rows),
        invalid(
            "0366d",
            "the text has one member more",
            &asked(&demand, &demand.replace(r#""accepts""#, r#""note":"","accepts""#)),
            "mcp_demands_differ",
            &["M-3"],
        )
        .requirements(rows),
        invalid(
            "0366e",
            "the text is a demand of the other version",
            &asked(&demand, &v1),
            "mcp_demands_differ",
            &["M-3"],
        ),
        flagged(
            "0367",
            "the structure alone",
            &alone(&format!(r#""structuredContent":{demand},"content":[]"#)),
            required(),
            &["no-text-content"],
            &["M-3"],
        )
        .requirements(&["MCP2-server-03", "MCP2-client-01", "MCP2-client-02"]),
        flagged(
            "0367a",
            "the text alone",
            &alone(&format!(r#""content":[{}]"#, item(&demand))),
            required(),
            &["no-structured-content"],
            &["M-3"],
        )
        .requirements(&["MCP2-server-02", "MCP2-client-03"]),
        flagged(
            "0367b",
            "the text is for people",
            &asked(&demand, "Payment required"),
            required(),
            &["no-text-content"],
            &["M-3"],
        )
        .requirements(&["MCP2-server-03"]),
        invalid(
            "0367c",
            "the text has a member twice",
            &asked(&demand, &doubled),
            "mcp_envelope",
            &["M-1", "M-3", "C-3"],
        ),
        flagged(
            "0367d",
            "V1: the text is wrapped as an error",
            &asked(&v1, &wrapped),
            json!({"response": "required", "binding": "tool-result", "version": 1}),
            &["v1-error-text"],
            &["M-3"],
        )
        .requirements(&["MCP1-server-02", "MCP1-client-01", "MCP1-client-02"]),
        flagged(
            "0367e",
            "V1: the text alone",
            &alone(&format!(r#""content":[{}]"#, item(&v1))),
            json!({"response": "required", "binding": "tool-result", "version": 1}),
            &["no-structured-content"],
            &["M-3"],
        )
        .requirements(&["MCP1-server-03", "MCP1-server-04", "MCP1-client-03"]),
        valid(
            "0367f",
            "V1: both copies",
            &asked(&v1, &v1),
            json!({"response": "required", "binding": "tool-result", "version": 1}),
            &["M-3"],
        )
        .requirements(&["MCP1-required-01", "MCP1-server-01", "MCP1-server-04", "MCP1-errors-01"]),
        flagged(
            "0367g",
            "no offer at all",
            &asked(r#"{"x402Version":2,"accepts":[]}"#, r#"{"x402Version":2,"accepts":[]}"#),
            required(),
            &["empty-accepts", "no-resource"],
            &["M-4", "C-8"],
        )
        .no_witness("the official package passes over a demand without an offer"),
    ]
}

/// 366, 367: copies that clients read and Strict does not, with the nearest that it reads.
fn unreadable_copies() -> Vec<Draft> {
    let demand = demand();
    let dearer = demand_for(&base::OFFER.replace("10000", "90000"));
    let asked = |structure: &str, text: &str| asks("", &answer(&twice(structure, text)));
    let alone = |text: &str| asks("", &answer(&format!(r#"{{"isError":true,"content":[{}]}}"#, item(text))));
    let versioned = |demand: &str| demand.replace(r#""x402Version":2"#, r#""x402Version":2.0"#);
    let doubled = |demand: &str| demand.replace(r#""accepts":"#, r#""accepts":[],"accepts":"#);
    let half = dearer.replace("Payment required", r"\ud83d");
    let levels = |count: usize| {
        let nested = format!("{}1{}", r#"{"a":"#.repeat(count), "}".repeat(count));
        demand.replace(r#""accepts""#, &format!(r#""extensions":{nested},"accepts""#))
    };
    let offers = |count: usize| demand_for(&vec![base::OFFER; count].join(","));
    let spelt = doubled(&dearer).replace("x402Version", r"x402Versio\u006e");
    let wrapped = format!(r#"{{"x402/error":{{"code":402,"data":{}}}}}"#, doubled(&dearer));
    let refused = |number: &str, title: &str, question: &str, rulings: &[&str]| {
        invalid(number, title, question, "mcp_envelope", rulings).requirements(&["MCP2-server-04"])
    };
    vec![
        refused("0366f", "the version in the text is 2.0", &asked(&demand, &versioned(&dearer)), &["M-3", "C-5"]),
        refused("0366g", "the text has half of a surrogate pair", &asked(&demand, &half), &["M-1", "M-3", "C-16"]),
        refused("0366h", "the text has 129 levels", &asked(&demand, &levels(128)), &["M-1", "M-3", "C-12"]),
        refused("0366i", "the text has 65 offers", &asked(&demand, &offers(65)), &["M-3", "C-12"]),
        valid("0366j", "64 offers in both copies", &asked(&offers(64), &offers(64)), required(), &["M-3", "C-12"]),
        refused("0366k", "the version in the structure is 2.0", &asked(&versioned(&dearer), &demand), &["M-3", "C-5"]),
        refused("0366l", "the structure has 65 offers", &asked(&offers(65), &demand), &["M-3", "C-12"]),
        refused(
            "0366m",
            "the text has a member twice, and the version is written with an escape",
            &asked(&demand, &spelt),
            &["M-1", "M-3", "C-3"],
        ),
        refused(
            "0366n",
            "the text wraps an error with a member twice",
            &asked(&demand, &wrapped),
            &["M-1", "M-3", "C-3"],
        ),
        refused("0366o", "the text alone, with a member twice", &alone(&doubled(&demand)), &["M-1", "M-3", "C-3"]),
        flagged(
            "0366p",
            "the text alone, with 128 levels",
            &alone(&levels(127)),
            required(),
            &["no-structured-content"],
            &["M-3", "C-12"],
        ),
        flagged(
            "0366q",
            "the text has a member twice, and is about something else",
            &asked(&demand, r#"{"x402Version":2,"price":"10000","price":"90000"}"#),
            required(),
            &["no-text-content"],
            &["M-3"],
        ),
        valid(
            "0366r",
            "the error of a tool, with a member twice",
            &alone(r#"{"error":"no such ticker","error":"no such ticker"}"#),
            json!({"response": "none"}),
            &["M-3"],
        ),
        valid(
            "0366s",
            "the structure has a version and no list of offers",
            &asked(r#"{"x402Version":2,"accepts":"card"}"#, "no such ticker"),
            json!({"response": "none"}),
            &["M-4"],
        ),
    ]
}

/// 368: where no client reads a demand.
fn places() -> Vec<Draft> {
    let demand = demand();
    let twice = twice(&demand, &demand);
    let behind = format!(r#"{{"isError":true,"content":[{},{}]}}"#, item("Payment required"), item(&demand));
    let refused = |number: &str, title: &str, result: &str, reason: &str| {
        invalid(number, title, &asks("", &answer(result)), reason, &["M-4"])
    };
    vec![
        refused("0368", "isError is absent", &twice.replace(r#""isError":true,"#, ""), "mcp_not_error")
            .requirements(&["MCP2-required-01"]),
        refused("0368a", "isError is false", &twice.replace("true", "false"), "mcp_not_error")
            .requirements(&["MCP2-required-01"]),
        refused("0368b", "isError is a text", &twice.replace("true", r#""true""#), "mcp_not_error"),
        refused("0368c", "the demand is the second text", &behind, "mcp_misplaced_demand")
            .requirements(&["MCP2-server-03", "MCP2-client-03"]),
        refused(
            "0368f",
            "the demand is the second text and has a member twice",
            &behind.replace(r#"\"accepts\":"#, r#"\"accepts\":[],\"accepts\":"#),
            "mcp_misplaced_demand",
        ),
        valid(
            "0368d",
            "a failed tool without a demand",
            &asks("", &answer(&format!(r#"{{"isError":true,"content":[{}]}}"#, item("no such ticker")))),
            json!({"response": "none"}),
            &["M-4"],
        ),
        valid(
            "0368e",
            "a tool's own result",
            &asks("", &answer(&super::build::served(""))),
            json!({"response": "none"}),
            &["M-4"],
        ),
    ]
}

/// 371: the demand by the extension.
fn extension() -> Vec<Draft> {
    let demanded = |demand: &str, more: &str| {
        answer(&format!(r#"{{"resultType":"payment_required","paymentRequired":{demand}{more}}}"#))
    };
    let (demand, v1, capable) = (demand(), v1_demand(), call(CAPABLE));
    let says = |request: bool| {
        let mut says = json!({"response": "required", "binding": "extension", "version": 2});
        if request {
            says["request"] = "unpaid".into();
        }
        says
    };
    let refused = |number: &str, title: &str, request: &str, response: &str, reason: &str| {
        invalid(number, title, &asks(request, response), reason, &["M-5"]).no_witness(EXTENSION_UNKNOWN)
    };
    let tool_result = answer(&twice(&demand, &demand));
    let input = tool_result.replace(r#""isError""#, r#""resultType":"input_required","isError""#);
    let complete = tool_result.replace(r#""isError""#, r#""resultType":"complete","isError""#);
    let asked = json!({"request": "unpaid", "response": "required", "binding": "tool-result", "version": 2});
    vec![
        valid("0371", "a demand by the extension", &asks(&capable, &demanded(&demand, "")), says(true), &["M-5"])
            .no_witness(EXTENSION_UNKNOWN),
        valid("0371a", "the same without its request", &asks("", &demanded(&demand, "")), says(false), &["M-5"])
            .no_witness(EXTENSION_UNKNOWN),
        refused("0371b", "the client did not ask for it", &call(""), &demanded(&demand, ""), "mcp_capability"),
        refused("0371c", "V1 by the extension", &capable, &demanded(&v1, ""), "mcp_version"),
        refused(
            "0371d",
            "content beside it",
            &capable,
            &demanded(&demand, r#","content":[]"#),
            "mcp_unsettled_content",
        ),
        refused(
            "0371e",
            "the contents of a resource beside it",
            &capable,
            &demanded(&demand, r#","contents":[]"#),
            "mcp_unsettled_content",
        ),
        refused(
            "0371f",
            "no demand inside",
            &capable,
            &answer(r#"{"resultType":"payment_required"}"#),
            "mcp_result_type",
        ),
        refused(
            "0371g",
            "an offer list of another type",
            &capable,
            &demanded(r#"{"x402Version":2,"accepts":{}}"#, ""),
            "invalid_payload",
        ),
        flagged(
            "0371h",
            "the result of a tool, to a client that has the extension",
            &asks(&capable, &complete),
            asked.clone(),
            &["tool-result-binding"],
            &["M-8"],
        ),
        flagged(
            "0371i",
            "the same without resultType",
            &asks(&capable, &tool_result),
            asked,
            &["no-result-type", "tool-result-binding"],
            &["M-8"],
        ),
        refused(
            "0371k",
            "a structure beside it whose version is 2.0",
            &capable,
            &demanded(
                &demand,
                &format!(r#","structuredContent":{}"#, demand.replace(r#""x402Version":2"#, r#""x402Version":2.0"#)),
            ),
            "mcp_envelope",
        ),
        valid(
            "0371l",
            "the same structure beside it",
            &asks(&capable, &demanded(&demand, &format!(r#","structuredContent":{demand}"#))),
            says(true),
            &["M-5"],
        )
        .no_witness(EXTENSION_UNKNOWN),
        invalid("0371j", "the demand in a result that asks for input", &asks("", &input), "mcp_result_type", &["M-8"]),
    ]
}

const OTHER_ERROR: &str = "the official package reads an error with the code 402 and the demand as its data";

/// 377: errors of JSON-RPC.
fn errors() -> Vec<Draft> {
    let demand = demand();
    let error = |code: &str, data: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"error":{{"code":{code},"message":"Payment required","data":{data}}}}}"#)
    };
    let says = json!({"response": "required", "binding": "rpc-error", "version": 2});
    let read = |number: &str, title: &str, text: &str| {
        flagged(number, title, &asks("", text), says.clone(), &["rpc-error"], &["M-9"])
    };
    vec![
        read("0377", "code 402", &error("402", &demand)),
        read("0377a", "code -32042", &error("-32042", &demand)).no_witness(OTHER_ERROR),
        read("0377b", "the demand below x402", &error("402", &format!(r#"{{"x402":{demand}}}"#)))
            .no_witness(OTHER_ERROR),
        invalid(
            "0377e",
            "code 402, and the version is 2.0",
            &asks("", &error("402", &demand.replace(r#""x402Version":2"#, r#""x402Version":2.0"#))),
            "mcp_envelope",
            &["M-3", "M-9", "C-5"],
        ),
        valid("0377c", "another error", &asks("", &error("-32602", &demand)), json!({"response": "none"}), &["M-9"]),
        undecided_error(&error("-32603", "null")),
    ]
}

/// A paid request that is answered by an error of the server.
fn undecided_error(error: &str) -> Draft {
    super::build::undecided(
        "0377d",
        "paid, and the server had an error",
        &asks(&paid(), error),
        json!({"request": "paid", "response": "none"}),
        &["M-11"],
    )
}
