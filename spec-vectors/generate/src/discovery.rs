//! Rows 322, 333 and 334 of the catalogue: service metadata, a facilitator's answer to a listing, and the answers of a
//! directory (Z-10, Z-11).
//!
//! `members` has each of their members missing, null and of another type.

mod services;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    draft::{Draft, err, ok},
    responses::V1_OFFER,
};

const GROUP: &str = "discovery";
const HEADER: &str = "EXTENSION-RESPONSES";
/// `extensions/bazaar.md`, Verify and Settlement Response Header.
const PRINTED_SUCCESS: &str = "eyJiYXphYXIiOnsic3RhdHVzIjoic3VjY2VzcyJ9fQ==";
const PRINTED_REJECTED: &str =
    "eyJiYXphYXIiOnsic3RhdHVzIjoicmVqZWN0ZWQiLCJyZWplY3RlZFJlYXNvbiI6ImluZm8gZmFpbGVkIHNjaGVtYSB2YWxpZGF0aW9uIn19";
const OFFER: &str = concat!(
    r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60}"#
);
const NO_SHAPES: &str =
    "a refusal by ruling: the standard library knows no shapes, and no package reads a directory strictly";

pub(crate) fn drafts() -> Vec<Draft> {
    [services::drafts(id), responses(), refused_responses(), lists(), items()].into_iter().flatten().collect()
}

fn id(number: &str) -> String {
    format!("{GROUP}-{number}")
}

/// 333
fn responses() -> Vec<Draft> {
    let header = |number: &str, title: &str, name: &str, value: &str, canonical: &str, rows: &[&str]| {
        let answer = ok(None, canonical, &[]);
        let input = json!({"header": {"name": name, "value": value}});
        Draft::decode(id(number), title, &input, &answer, &answer).rulings(&["Z-11"]).requirements(rows)
    };
    let of = |number: &str, title: &str, text: &str, rows: &[&str]| {
        header(number, title, HEADER, &STANDARD.encode(text), text, rows)
    };
    let printed = ["BAZAAR-header-01", "BAZAAR-header-02", "BAZAAR-header-03", "BAZAAR-header-11"];
    let rows = |more: &[&'static str]| [&printed[..], more].concat();
    vec![
        header(
            "0333",
            "the printed answer: listed",
            HEADER,
            PRINTED_SUCCESS,
            r#"{"bazaar":{"status":"success"}}"#,
            &rows(&["BAZAAR-header-04", "BAZAAR-header-06", "BAZAAR-header-09"]),
        ),
        header(
            "0333a",
            "the printed answer: rejected, with the reason",
            HEADER,
            PRINTED_REJECTED,
            r#"{"bazaar":{"status":"rejected","rejectedReason":"info failed schema validation"}}"#,
            &rows(&["BAZAAR-header-04", "BAZAAR-header-05", "BAZAAR-header-08", "BAZAAR-header-10"]),
        ),
        of("0333b", "being listed", r#"{"bazaar":{"status":"processing"}}"#, &["BAZAAR-header-04", "BAZAAR-header-07"]),
        of("0333c", "another status", r#"{"bazaar":{"status":"queued"}}"#, &["BAZAAR-header-04"])
            .comment("The set is open: of another status nothing is known, and the header is kept."),
        of(
            "0333d",
            "a reason beside success",
            r#"{"bazaar":{"status":"success","rejectedReason":"info failed schema validation"}}"#,
            &["BAZAAR-header-05"],
        )
        .comment("The reason counts beside rejected alone. The header is kept as it came."),
        of("0333e", "the answer of another extension", r#"{"example":{"status":7}}"#, &["BAZAAR-header-03"]),
        header(
            "0333f",
            "the name of the header in lower case",
            "extension-responses",
            PRINTED_SUCCESS,
            r#"{"bazaar":{"status":"success"}}"#,
            &["BAZAAR-header-02"],
        ),
    ]
}

/// 333: values that are no such header.
fn refused_responses() -> Vec<Draft> {
    let refused = |number: &str, title: &str, name: &str, value: &str, error: [&str; 3]| {
        let answer = err(error[0], error[1], error[2]);
        let input = json!({"kind": "extension-responses", "header": {"name": name, "value": value}});
        Draft::decode(id(number), title, &input, &answer, &answer).rulings(&["Z-11"]).no_witness(NO_SHAPES)
    };
    let raw = r#"{"bazaar":{"status":"success"}}"#;
    vec![
        refused("0333g", "JSON that is not in base64", HEADER, raw, ["base64", "base64-alphabet", ""])
            .requirements(&["BAZAAR-header-03"]),
        refused("0333h", "a list", HEADER, &STANDARD.encode("[]"), ["shape", "wrong-type", ""])
            .requirements(&["BAZAAR-header-03"]),
        refused(
            "0333i",
            "the answer of bazaar as a text",
            HEADER,
            &STANDARD.encode(r#"{"bazaar":"success"}"#),
            ["shape", "wrong-type", "bazaar"],
        )
        .requirements(&["BAZAAR-header-03", "BAZAAR-header-04"]),
        refused(
            "0333j",
            "the header of a settlement",
            "PAYMENT-RESPONSE",
            PRINTED_SUCCESS,
            ["header", "header-name", ""],
        )
        .rulings(&["Z-11", "C-11"])
        .requirements(&["BAZAAR-header-02"]),
    ]
}

fn item(version: u64, transport: &str, offer: &str, more: &str) -> String {
    format!(
        r#"{{"resource":"https://api.example.com/premium-data","type":"{transport}","x402Version":{version},"accepts":[{offer}],"lastUpdated":"2024-01-15T10:30:00Z"{more}}}"#
    )
}

/// 334: the member with the resources.
fn lists() -> Vec<Draft> {
    let item = item(2, "http", OFFER, "");
    let taken = |number: &str, title: &str, kind: &str, text: &str, rows: &[&str]| {
        let answer = ok(Some(2), text, &[]);
        let input = json!({"kind": kind, "text": text});
        Draft::decode(id(number), title, &input, &answer, &answer).rulings(&["Z-10"]).requirements(rows)
    };
    let refused = |number: &str, title: &str, kind: &str, text: &str, member: &str, rows: &[&str]| {
        let answer = err("shape", "missing-member", member);
        let input = json!({"kind": kind, "text": text});
        let draft = Draft::decode(id(number), title, &input, &answer, &answer).rulings(&["Z-10"]);
        draft.requirements(rows).no_witness(NO_SHAPES)
    };
    let answer = |member: &str, more: &str| format!(r#"{{"x402Version":2,"{member}":[{item}]{more}}}"#);
    let null = r#","pagination":null"#;
    vec![
        taken("0334", "a list", "resource-list", &answer("items", ""), &["V2-8.1-10"]),
        refused(
            "0334a",
            "a list as a search has it",
            "resource-list",
            &answer("resources", ""),
            "items",
            &["V2-8.1-10"],
        ),
        taken("0334b", "a search", "search-results", &answer("resources", ""), &["BAZAAR-search-02"]),
        refused(
            "0334c",
            "a search as a list has it",
            "search-results",
            &answer("items", ""),
            "resources",
            &["BAZAAR-search-02"],
        ),
        taken("0334d", "a list whose pagination is null", "resource-list", &answer("items", null), &["V2-8.1-12"]),
        taken(
            "0334e",
            "a search whose pagination is null",
            "search-results",
            &answer("resources", null),
            &["BAZAAR-search-12"],
        ),
        taken(
            "0334f",
            "a search without a next page",
            "search-results",
            &answer("resources", r#","partialResults":false,"pagination":{"limit":1,"cursor":null}"#),
            &["BAZAAR-search-11", "BAZAAR-search-12", "BAZAAR-search-13", "BAZAAR-search-14"],
        ),
        taken("0334g", "a search that finds nothing", "search-results", r#"{"x402Version":2,"resources":[]}"#, &[]),
    ]
}

/// 334: the resources.
fn items() -> Vec<Draft> {
    let of = |number: &str, title: &str, items: &[&str], flags: &[&str], rows: &[&str]| {
        let text = format!(r#"{{"x402Version":2,"items":[{}]}}"#, items.join(","));
        let answer = ok(Some(2), &text, flags);
        let input = json!({"kind": "resource-list", "text": text});
        Draft::decode(id(number), title, &input, &answer, &answer).rulings(&["Z-10"]).requirements(rows)
    };
    let good = item(2, "http", OFFER, "");
    let extensions = r#","extensions":{"bazaar":{"info":{"input":{"type":"http","method":"GET"}}}}"#;
    let names = r#","description":"The weather","mimeType":"application/json","serviceName":"Example Weather""#;
    vec![
        of("0334h", "one of two resources cannot be read", &[r#"{"resource":7}"#, &good], &["unreadable-item"], &[]),
        of("0334i", "a resource with extensions", &[&item(2, "http", OFFER, extensions)], &[], &["V2-8.3-06"]),
        of("0334j", "a tool of MCP", &[&item(2, "mcp", OFFER, "")], &[], &["V2-8.3-02"]),
        of("0334k", "a resource of another type", &[&item(2, "grpc", OFFER, "")], &[], &["V2-8.3-02"]),
        of(
            "0334l",
            "a resource of V1 with an offer of V1",
            &[&item(1, "http", V1_OFFER, "")],
            &[],
            &["V2-8.1-11", "V2-8.3-03"],
        ),
        of(
            "0334m",
            "a resource of V1 with an offer of V2",
            &[&item(1, "http", OFFER, "")],
            &[],
            &["V2-8.1-11", "V2-8.3-03"],
        ),
        of(
            "0334n",
            "a resource with an offer that cannot be read",
            &[&item(2, "http", "{}", "")],
            &["unreadable-offer"],
            &[],
        ),
        of("0334o", "a resource with what describes it", &[&item(2, "http", OFFER, names)], &[], &[]),
    ]
}
