//! Row 318, member by member: the tables of `extensions/bazaar.md`, with a minimal schema.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{edited, of, with};
use crate::draft::Draft;

/// Members that the official validators ignore.
const ONLY_BY_SCHEMA: &str = "the official validators leave this member to the schema, which takes it";
const NO_METHOD_YET: &str = "the official validators take a declaration that is not on the wire yet, and has no method";
const INPUT: &str = "/extensions/bazaar/info/input";

pub(super) fn drafts() -> Vec<Draft> {
    [queries(), bodies(), tools(), outputs(), placed()].into_iter().flatten().collect()
}

/// A declaration with the minimal schema that the document allows (Z-3).
#[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
fn declared(input: Value, methods: Value) -> Value {
    let schema = if methods.is_null() {
        json!({
            "type": "object",
            "properties": {"type": {"const": "mcp"}},
            "required": ["type", "toolName", "inputSchema"]
        })
    } else {
        json!({
            "type": "object",
            "properties": {"type": {"const": "http"}, "method": {"enum": methods}},
            "required": ["type", "method"]
        })
    };
    with(
        "bazaar",
        json!({
            "info": {"input": input, "output": {"type": "json"}},
            "schema": {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": {"input": schema},
                "required": ["input"]
            }
        }),
    )
}

fn query() -> Value {
    declared(
        json!({
            "type": "http",
            "method": "GET",
            "queryParams": {"city": "Ulm", "days": 3},
            "headers": {"accept-language": "de"},
            "pathParams": {"userId": "123"}
        }),
        json!(["GET", "HEAD", "DELETE"]),
    )
}

fn body() -> Value {
    declared(
        json!({
            "type": "http",
            "method": "POST",
            "bodyType": "json",
            "body": {"query": "example"},
            "queryParams": {"city": "Ulm"},
            "headers": {"accept-language": "de"}
        }),
        json!(["POST", "PUT", "PATCH"]),
    )
}

fn tool() -> Value {
    declared(
        json!({
            "type": "mcp",
            "toolName": "financial_analysis",
            "description": "Advanced AI-powered financial analysis",
            "inputSchema": {"type": "object"},
            "transport": "sse",
            "example": {"ticker": "AAPL"}
        }),
        Value::Null,
    )
}

/// A member of the input has another valid value, or may be missing.
fn good(number: &str, title: &str, from: Value, changes: &[(&str, Value)], rows: &[&str]) -> Draft {
    let demand =
        changes.iter().fold(from, |demand, (name, value)| edited(demand, &format!("{INPUT}/{name}"), value.clone()));
    of(number, title, &demand, Class::Valid, &[]).rulings(&["Z-1"]).requirements(rows)
}

/// A member of the input has an invalid value, or is missing, and a rule finds it.
fn bad(number: &str, title: &str, from: Value, member: &str, value: Value, rows: &[&str]) -> Draft {
    let pointer = format!("{INPUT}/{member}");
    of(number, title, &edited(from, &pointer, value), Class::Invalid, &[(&pointer, "bazaar-input")])
        .rulings(&["Z-1"])
        .requirements(rows)
}

/// The same for a member that the schema also has to require, at this place of the input.
fn bad_twice(
    number: &str,
    title: &str,
    from: Value,
    (member, value): (&str, Value),
    found_by_schema: &str,
    rows: &[&str],
) -> Draft {
    let (pointer, by_schema) = (format!("{INPUT}/{member}"), format!("{INPUT}{found_by_schema}"));
    let found = [(&*pointer, "bazaar-input"), (&*by_schema, "info-schema")];
    of(number, title, &edited(from, &pointer, value), Class::Invalid, &found)
        .rulings(&["Z-1", "Z-2"])
        .requirements(rows)
}

fn queries() -> Vec<Draft> {
    let method = |name: &str| [("method", json!(name))];
    vec![
        good(
            "0318g",
            "GET with every member",
            query(),
            &[],
            &[
                "BAZAAR-required-04",
                "BAZAAR-query-01",
                "BAZAAR-query-02",
                "BAZAAR-query-03",
                "BAZAAR-query-04",
                "BAZAAR-routes-01",
                "BAZAAR-input-type-02",
            ],
        ),
        good("0318h", "HEAD", query(), &method("HEAD"), &["BAZAAR-query-02"]),
        good("0318i", "DELETE", query(), &method("DELETE"), &["BAZAAR-query-02"]),
        good(
            "0318j",
            "GET with no more than has to be there",
            query(),
            &[("queryParams", Value::Null), ("headers", Value::Null), ("pathParams", Value::Null)],
            &["BAZAAR-query-03", "BAZAAR-query-04", "BAZAAR-routes-01"],
        ),
        bad_twice("0318k", "GET without type", query(), ("type", Value::Null), "", &["BAZAAR-query-01"]),
        bad_twice(
            "0318l",
            "a type that is not known",
            query(),
            ("type", json!("grpc")),
            "/type",
            &["BAZAAR-required-04", "BAZAAR-query-01", "BAZAAR-input-type-01"],
        ),
        bad_twice("0318m", "no method", query(), ("method", Value::Null), "", &["BAZAAR-query-02"])
            .no_witness(NO_METHOD_YET),
        bad("0318n", "the query as a list", query(), "queryParams", json!([]), &["BAZAAR-query-03"])
            .no_witness(ONLY_BY_SCHEMA),
        bad("0318o", "the headers as a text", query(), "headers", json!("de"), &["BAZAAR-query-04"])
            .no_witness(ONLY_BY_SCHEMA),
        bad("0318p", "the values of the path as a text", query(), "pathParams", json!("123"), &["BAZAAR-routes-01"])
            .no_witness(ONLY_BY_SCHEMA),
    ]
}

fn bodies() -> Vec<Draft> {
    vec![
        good(
            "0318q",
            "POST with every member",
            body(),
            &[],
            &[
                "BAZAAR-body-01",
                "BAZAAR-body-02",
                "BAZAAR-body-03",
                "BAZAAR-body-04",
                "BAZAAR-body-05",
                "BAZAAR-body-06",
                "BAZAAR-input-type-02",
            ],
        ),
        good(
            "0318r",
            "PUT of a form",
            body(),
            &[("method", json!("PUT")), ("bodyType", json!("form-data")), ("queryParams", Value::Null)],
            &["BAZAAR-body-02", "BAZAAR-body-03", "BAZAAR-body-05"],
        ),
        good(
            "0318s",
            "PATCH of a text",
            body(),
            &[
                ("method", json!("PATCH")),
                ("bodyType", json!("text")),
                ("body", json!("example")),
                ("headers", Value::Null),
            ],
            &["BAZAAR-body-02", "BAZAAR-body-03", "BAZAAR-body-04", "BAZAAR-body-06"],
        ),
        bad_twice("0318t", "POST without type", body(), ("type", Value::Null), "", &["BAZAAR-body-01"]),
        bad_twice("0318u", "POST without method", body(), ("method", Value::Null), "", &["BAZAAR-body-02"])
            .no_witness(NO_METHOD_YET),
        bad("0318v", "a type of body that is not known", body(), "bodyType", json!("xml"), &["BAZAAR-body-03"]),
        bad("0318w", "no body", body(), "body", Value::Null, &["BAZAAR-body-04"]).no_witness(ONLY_BY_SCHEMA),
        bad("0318x", "the body as a list", body(), "body", json!([]), &["BAZAAR-body-04"]).no_witness(ONLY_BY_SCHEMA),
        bad("0318y", "POST with its query as a list", body(), "queryParams", json!([]), &["BAZAAR-body-05"])
            .no_witness(ONLY_BY_SCHEMA),
        bad("0318z", "POST with its headers as a text", body(), "headers", json!("de"), &["BAZAAR-body-06"])
            .no_witness(ONLY_BY_SCHEMA),
    ]
}

fn tools() -> Vec<Draft> {
    vec![
        good(
            "0318aa",
            "a tool with every member",
            tool(),
            &[],
            &[
                "BAZAAR-mcp-input-01",
                "BAZAAR-mcp-input-02",
                "BAZAAR-mcp-input-03",
                "BAZAAR-mcp-input-04",
                "BAZAAR-mcp-input-06",
                "BAZAAR-mcp-input-07",
                "BAZAAR-input-type-01",
            ],
        ),
        good(
            "0318ab",
            "a tool with no more than has to be there",
            tool(),
            &[("description", Value::Null), ("transport", Value::Null), ("example", Value::Null)],
            &["BAZAAR-mcp-input-03", "BAZAAR-mcp-input-06", "BAZAAR-mcp-input-07"],
        ),
        good(
            "0318ac",
            "a tool over streamable HTTP",
            tool(),
            &[("transport", json!("streamable-http"))],
            &["BAZAAR-mcp-input-06"],
        ),
        bad_twice("0318ad", "a tool without type", tool(), ("type", Value::Null), "", &["BAZAAR-mcp-input-01"]),
        bad_twice("0318ae", "a tool without a name", tool(), ("toolName", Value::Null), "", &["BAZAAR-mcp-input-02"]),
        bad("0318af", "the name of a tool as a number", tool(), "toolName", json!(7), &["BAZAAR-mcp-input-02"]),
        bad("0318ag", "the description as a number", tool(), "description", json!(7), &["BAZAAR-mcp-input-03"])
            .no_witness(ONLY_BY_SCHEMA),
        bad_twice(
            "0318ah",
            "a tool without a schema of its input",
            tool(),
            ("inputSchema", Value::Null),
            "",
            &["BAZAAR-mcp-input-04"],
        ),
        bad(
            "0318ai",
            "the schema of the input as a text",
            tool(),
            "inputSchema",
            json!("object"),
            &["BAZAAR-mcp-input-04"],
        ),
        bad("0318aj", "the example as a list", tool(), "example", json!(["AAPL"]), &["BAZAAR-mcp-input-07"])
            .no_witness(ONLY_BY_SCHEMA),
    ]
}

fn outputs() -> Vec<Draft> {
    let output = "/extensions/bazaar/info/output";
    let with_output = |value: Value| edited(query(), output, value);
    let good = |number: &str, title: &str, demand: &Value, rows: &[&str]| {
        of(number, title, demand, Class::Valid, &[]).rulings(&["Z-1"]).requirements(rows)
    };
    let bad = |number: &str, title: &str, value: Value, member: &str, row: &str| {
        let found = [(&*format!("{output}/{member}"), "bazaar-output")];
        of(number, title, &with_output(value), Class::Invalid, &found)
            .rulings(&["Z-1"])
            .requirements(&[row])
            .no_witness(ONLY_BY_SCHEMA)
    };
    vec![
        good(
            "0318ak",
            "an answer with every member, and a text for an example",
            &with_output(json!({"type": "text", "format": "markdown", "example": "# Weather"})),
            &["BAZAAR-output-01", "BAZAAR-output-02", "BAZAAR-output-03"],
        ),
        good(
            "0318al",
            "a list for an example",
            &with_output(json!({"type": "json", "example": [1, null]})),
            &["BAZAAR-output-02", "BAZAAR-output-03"],
        ),
        bad("0318am", "an answer without type", json!({"example": {}}), "type", "BAZAAR-output-01"),
        bad("0318an", "the format as a number", json!({"type": "json", "format": 7}), "format", "BAZAAR-output-02"),
        good(
            "0318ao",
            "a tool that does not say what it answers",
            &edited(tool(), output, Value::Null),
            &["BAZAAR-output-04", "BAZAAR-schema-03"],
        ),
    ]
}

/// The places of the parts of a declaration.
fn placed() -> Vec<Draft> {
    let bazaar = "/extensions/bazaar";
    let at = |place: &str| format!("{bazaar}{place}");
    let valid = |number: &str, title: &str, demand: &Value, found: &[(&str, &str)], rows: &[&str]| {
        of(number, title, demand, Class::Valid, found).rulings(&["X-6", "Z-2", "Z-8"]).requirements(rows)
    };
    let mut other_key = query();
    let mut declaration = other_key["extensions"]["bazaar"].take();
    declaration["info"]["input"]["method"] = json!("OPTIONS");
    other_key["extensions"] = json!({"Bazaar": declaration});
    vec![
        of(
            "0318ap",
            "no info",
            &edited(query(), &at("/info"), Value::Null),
            Class::Invalid,
            &[(bazaar, "extension-shape")],
        )
        .rulings(&["X-6"])
        .requirements(&["BAZAAR-required-02"]),
        of(
            "0318aq",
            "no schema",
            &edited(query(), &at("/schema"), Value::Null),
            Class::Invalid,
            &[(&at("/schema"), "bazaar-schema")],
        )
        .rulings(&["Z-2", "Z-3"])
        .requirements(&["BAZAAR-required-03"]),
        valid(
            "0318ar",
            "the key in another letter case is another extension's",
            &other_key,
            &[],
            &["BAZAAR-required-01"],
        ),
        valid(
            "0318as",
            "a route template in the place that the document gives it",
            &edited(query(), &at("/routeTemplate"), json!("/users/:userId")),
            &[],
            &["BAZAAR-routes-02", "BAZAAR-routes-03", "BAZAAR-routes-wire-01"],
        ),
        valid(
            "0318at",
            "a route template inside info, which is none",
            &edited(query(), &at("/info/routeTemplate"), json!("users/[userId]")),
            &[],
            &["BAZAAR-routes-03"],
        ),
    ]
}
