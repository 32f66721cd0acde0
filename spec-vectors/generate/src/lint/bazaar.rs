//! Rows 310 to 322: the extension bazaar, and the service metadata in a directory.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{LESS, edited, of, plain, with};
use crate::draft::Draft;

/// Checks that the official packages do not make.
const NO_BODY: &str = "the official validators let a method with a body go without its type";
const ONLY_BY_SCHEMA: &str = "the official validators do not look at the output, but for its schema";
const REPAIRED: &str = "a ruling of ours: some readers of URLs repair this one";
const BAZAAR: &str = "/extensions/bazaar";
const INPUT: &str = "/extensions/bazaar/schema/properties/input";

pub(super) fn drafts() -> Vec<Draft> {
    [declarations(), promises(), dialects(), undecided(), infos(), shapes(), routes(), icons(), services()]
        .into_iter()
        .flatten()
        .collect()
}

#[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
fn schema_of(input: Value) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "input": input,
            "output": {
                "type": "object",
                "properties": {"type": {"type": "string"}, "example": {"type": "object"}},
                "required": ["type"]
            }
        },
        "required": ["input"]
    })
}

/// bazaar.md, Example: GET Endpoint.
fn get() -> Value {
    with(
        "bazaar",
        json!({
            "info": {
                "input": {"type": "http", "method": "GET", "queryParams": {"city": "San Francisco"}},
                "output": {"type": "json", "example": {"city": "San Francisco", "weather": "foggy", "temperature": 60}}
            },
            "schema": schema_of(json!({
                "type": "object",
                "properties": {
                    "type": {"type": "string", "const": "http"},
                    "method": {"type": "string", "enum": ["GET", "HEAD", "DELETE"]},
                    "queryParams": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
                    "headers": {"type": "object", "additionalProperties": {"type": "string"}}
                },
                "required": ["type", "method"],
                "additionalProperties": false
            }))
        }),
    )
}

/// bazaar.md, Example: POST Endpoint.
fn post() -> Value {
    with(
        "bazaar",
        json!({
            "info": {
                "input": {"type": "http", "method": "POST", "bodyType": "json", "body": {"query": "example"}},
                "output": {"type": "json", "example": {"results": []}}
            },
            "schema": schema_of(json!({
                "type": "object",
                "properties": {
                    "type": {"type": "string", "const": "http"},
                    "method": {"type": "string", "enum": ["POST", "PUT", "PATCH"]},
                    "bodyType": {"type": "string", "enum": ["json", "form-data", "text"]},
                    "body": {"type": "object"}
                },
                "required": ["type", "method", "bodyType", "body"],
                "additionalProperties": false
            }))
        }),
    )
}

/// bazaar.md, Example: MCP Tool.
fn tool() -> Value {
    with(
        "bazaar",
        json!({
            "info": {
                "input": {
                    "type": "mcp",
                    "toolName": "financial_analysis",
                    "description": "Advanced AI-powered financial analysis",
                    "inputSchema": {"type": "object", "properties": {"ticker": {"type": "string"}}, "required": ["ticker"]},
                    "example": {"ticker": "AAPL"}
                },
                "output": {"type": "json", "example": {"score": 8.5}}
            },
            "schema": schema_of(json!({
                "type": "object",
                "properties": {
                    "type": {"type": "string", "const": "mcp"},
                    "toolName": {"type": "string"},
                    "description": {"type": "string"},
                    "transport": {"type": "string", "enum": ["streamable-http", "sse"]},
                    "inputSchema": {"type": "object"},
                    "example": {"type": "object"}
                },
                "required": ["type", "toolName", "inputSchema"],
                "additionalProperties": false
            }))
        }),
    )
}

/// Changes one place of the GET endpoint, and one rule finds it somewhere below bazaar.
fn case(number: &str, title: &str, place: &str, value: Value, class: Class, found: &[(&str, &str)]) -> Draft {
    let found: Vec<_> = found.iter().map(|(place, rule)| (format!("{BAZAAR}{place}"), *rule)).collect();
    let found: Vec<_> = found.iter().map(|(place, rule)| (&**place, *rule)).collect();
    of(number, title, &edited(get(), &format!("{BAZAAR}{place}"), value), class, &found)
}

/// 310
fn declarations() -> Vec<Draft> {
    let of = |number: &str, title: &str, demand: &Value| {
        of(number, title, demand, Class::Valid, &[]).rulings(&["Z-1", "Z-2", "Z-3"])
    };
    vec![
        of("0310", "the document's GET endpoint", &get()),
        of("0310a", "the document's POST endpoint", &post()),
        of("0310b", "the document's tool", &tool()),
        of(
            "0310c",
            "the document's schema of a tool, and a text for an example",
            &edited(
                edited(tool(), "/extensions/bazaar/schema/properties/output/properties/example", json!({})),
                "/extensions/bazaar/info/output/example",
                json!("Strong fundamentals"),
            ),
        ),
    ]
}

/// 311: the edits that a schema has to refuse.
fn promises() -> Vec<Draft> {
    let promise = |number: &str, title: &str, demand: Value, times: usize| {
        let found = vec![("/extensions/bazaar/schema", "schema-promise"); times];
        of(number, title, &demand, Class::Invalid, &found).rulings(&["Z-3"]).no_witness(LESS)
    };
    let schema = |value: Value| edited(get(), "/extensions/bazaar/schema", value);
    let input = |member: &str, value: Value| edited(get(), &format!("{INPUT}/{member}"), value);
    let dialect = json!({"$schema": "https://json-schema.org/draft/2020-12/schema"});
    let of_tool = |required: Value| edited(tool(), &format!("{INPUT}/required"), required);
    vec![
        promise("0311", "a schema without a keyword", schema(dialect), 6),
        promise("0311a", "the schema true", schema(json!(true)), 6),
        promise("0311b", "input is not required", edited(get(), "/extensions/bazaar/schema/required", Value::Null), 1),
        promise("0311c", "any type of call", input("properties/type", json!({"type": "string"})), 2),
        promise("0311d", "any method", input("properties/method", json!({"type": "string"})), 3),
        promise("0311e", "a method of the other group", input("properties/method", json!({"enum": ["GET", "PUT"]})), 1),
        promise("0311f", "a tool without a name", of_tool(json!(["type", "inputSchema"])), 1),
        promise("0311g", "a tool without a schema of its input", of_tool(json!(["type", "toolName"])), 1),
    ]
}

/// 312, 313 and 316: dialect, references, bounds.
fn dialects() -> Vec<Draft> {
    let dialect = |number: &str, title: &str, value: Value, class: Class, found: &[(&str, &str)]| {
        case(number, title, "/schema/$schema", value, class, found).rulings(&["Z-4"])
    };
    let reference = |number: &str, title: &str, target: &str| {
        let place = "/schema/properties/input/properties/type/$ref";
        case(number, title, place, json!(target), Class::Invalid, &[(place, "schema-reference")]).rulings(&["Z-5"])
    };
    let deep =
        (0..40).fold(json!({"type": "string"}), |inner, _| json!({"type": "object", "properties": {"a": inner}}));
    vec![
        dialect(
            "0312",
            "the dialect draft-07",
            json!("http://json-schema.org/draft-07/schema#"),
            Class::Invalid,
            &[("/schema/$schema", "schema-dialect")],
        )
        .no_witness("the Python package evaluates every dialect that its library knows"),
        dialect("0312a", "no dialect", Value::Null, Class::Valid, &[("/schema", "no-dialect")]),
        dialect(
            "0312b",
            "the dialect with an empty fragment",
            json!("https://json-schema.org/draft/2020-12/schema#"),
            Class::Valid,
            &[],
        ),
        case(
            "0312c",
            "a type that does not exist",
            "/schema/properties/input/properties/method/type",
            json!("foo"),
            Class::Invalid,
            &[("/schema/properties/input/properties/method/type", "schema-shape")],
        )
        .rulings(&["Z-4"]),
        reference("0313", "a reference to nowhere", "#/nowhere"),
        case(
            "0313a",
            "a reference in a circle",
            "/schema/allOf",
            json!([{"$ref": "#"}]),
            Class::Invalid,
            &[("/schema/allOf/0", "schema-reference")],
        )
        .rulings(&["Z-5"]),
        case(
            "0313b",
            "a word that only an older dialect has for a reference",
            "/schema/properties/input/properties/type/$recursiveRef",
            json!("#/nowhere"),
            Class::Valid,
            &[],
        )
        .rulings(&["Z-4", "Z-5"])
        .no_witness("ajv still takes the word for the keyword of 2019-09"),
        case("0316", "40 schemas inside one another", "/schema/properties/more", deep, Class::Acceptable, &[])
            .result(&json!({"verdict": "invalid"}))
            .flags(&["schema-limit"])
            .comment("Where a bound lies is for each implementation to say.")
            .rulings(&["Z-7"]),
    ]
}

/// 314: keywords that the engine leaves to another one.
fn undecided() -> Vec<Draft> {
    let open = |number: &str, title: &str, place: &str, value: Value, kind: &str| {
        case(number, title, place, value, Class::Undecided, &[])
            .result(&json!({"verdict": "undecided", "findings": [], "needs": [kind]}))
            .reason(kind)
            .rulings(&["Z-4", "Z-6"])
    };
    let city = "/schema/properties/input/properties/queryParams/properties/city/pattern";
    vec![
        open(
            "0314",
            "a keyword that is not evaluated",
            "/schema/unevaluatedProperties",
            json!(false),
            "schema-keyword",
        ),
        open("0314a", "a pattern that looks ahead", city, json!("^(?=San)"), "schema-pattern"),
    ]
}

/// 317: a schema that refuses its own info.
fn infos() -> Vec<Draft> {
    let refused = |number: &str, title: &str, place: &str, value: Value| {
        case(number, title, place, value, Class::Invalid, &[(place, "info-schema")]).rulings(&["Z-2"])
    };
    let body = edited(
        post(),
        "/extensions/bazaar/schema",
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {"query": {"type": "string"}},
            "required": ["query"]
        }),
    );
    vec![
        refused(
            "0317",
            "parameters of the path, which the schema does not have",
            "/info/input/pathParams",
            json!({"id": "1"}),
        ),
        refused("0317a", "a text as example, where the schema has an object", "/info/output/example", json!("foggy")),
        of(
            "0317c",
            "a POST endpoint with a member that its schema forbids",
            &edited(post(), "/extensions/bazaar/info/input/timeout", json!(3)),
            Class::Invalid,
            &[("/extensions/bazaar/info/input/timeout", "info-schema")],
        )
        .rulings(&["Z-2"]),
        of(
            "0317d",
            "a tool with a member that its schema forbids",
            &edited(tool(), "/extensions/bazaar/info/input/timeout", json!(3)),
            Class::Invalid,
            &[("/extensions/bazaar/info/input/timeout", "info-schema")],
        )
        .rulings(&["Z-2"]),
        of(
            "0317b",
            "the schema of the body in place of that of info",
            &body,
            Class::Invalid,
            &[("/extensions/bazaar/info", "info-schema")],
        )
        .rulings(&["Z-2"]),
    ]
}

/// 318: the declaration itself.
fn shapes() -> Vec<Draft> {
    let any_input = |number: &str, title: &str, demand: Value, place: &str, also_refused: bool| {
        let pointer = format!("{BAZAAR}/info/input{place}");
        let mut found = vec![(&*pointer, "bazaar-input")];
        if also_refused {
            found.push((&pointer, "info-schema"));
        }
        of(number, title, &demand, Class::Invalid, &found).rulings(&["Z-1"])
    };
    let input =
        |demand: Value, member: &str, value: Value| edited(demand, &format!("{BAZAAR}/info/input/{member}"), value);
    let open = |demand: Value| edited(demand, &format!("{INPUT}/additionalProperties"), json!(true));
    let without_body =
        edited(input(post(), "bodyType", Value::Null), &format!("{INPUT}/required"), json!(["type", "method"]));
    vec![
        any_input("0318", "GET with a type of body", open(input(get(), "bodyType", json!("json"))), "/bodyType", false),
        any_input("0318a", "POST without a type of body", without_body, "/bodyType", false).no_witness(NO_BODY),
        any_input("0318b", "a method that is not known", input(get(), "method", json!("OPTIONS")), "/method", true),
        any_input(
            "0318c",
            "a transport that is not known",
            input(tool(), "transport", json!("stdio")),
            "/transport",
            true,
        ),
        any_input("0318d", "a tool with an empty name", input(tool(), "toolName", json!("")), "/toolName", false),
        case(
            "0318e",
            "the type of the answer is no text",
            "/info/output/type",
            json!(1),
            Class::Invalid,
            &[("/info/output/type", "bazaar-output"), ("/info/output/type", "info-schema")],
        )
        .rulings(&["Z-1"])
        .no_witness(ONLY_BY_SCHEMA),
        of(
            "0318f",
            "the type of the answer is no text, and the schema takes it",
            &edited(
                edited(get(), "/extensions/bazaar/info/output/type", json!(1)),
                "/extensions/bazaar/schema/properties/output",
                json!({"type": "object"}),
            ),
            Class::Invalid,
            &[("/extensions/bazaar/info/output/type", "bazaar-output")],
        )
        .rulings(&["Z-1"])
        .no_witness(ONLY_BY_SCHEMA),
    ]
}

/// 319 and 320: route templates.
fn routes() -> Vec<Draft> {
    let route = |number: &str, title: &str, template: &str, class: Class, found: &[&str]| {
        let found: Vec<_> = found.iter().map(|rule| ("/routeTemplate", *rule)).collect();
        case(number, title, "/routeTemplate", json!(template), class, &found).rulings(&["Z-8"])
    };
    let bad =
        |number: &str, title: &str, template: &str| route(number, title, template, Class::Invalid, &["route-template"]);
    let odd = |number: &str, title: &str, template: &str, flag: &str| {
        route(number, title, template, Class::Acceptable, &[flag]).flags(&[flag])
    };
    vec![
        bad("0319", "no slash at the beginning", "users/1"),
        bad("0319a", "a slash alone", "/"),
        bad("0319b", "two dots", "/users/../admin"),
        bad("0319c", "two dots in escapes", "/users/%2e%2e/admin"),
        bad("0319d", "two dots in escapes of escapes", "/users/%252e%252e/admin"),
        bad("0319e", "an origin inside", "/https://evil.example"),
        bad("0319f", "a space", "/users/a b"),
        bad("0319g", "a name in braces", "/users/{id}"),
        bad("0319j", "an empty template", ""),
        bad("0319k", "a name in brackets", "/users/[userId]"),
        route("0319h", "a path without a name", "/weather/today", Class::Valid, &[]),
        route("0319i", "a name that pathParams does not have", "/weather/:city", Class::Valid, &["route-parameter"]),
        odd("0320", "two slashes", "//evil.example/weather", "double-slash"),
        odd("0320a", "two slashes in escapes", "/%2f%2fevil.example/weather", "double-slash"),
        odd("0320b", "a percent sign that begins no escape", "/%zz/weather", "bad-percent"),
    ]
}

/// 321: icons.
fn icons() -> Vec<Draft> {
    let icon = |number: &str, title: &str, url: &str, class: Class| {
        let demand = edited(plain(), "/resource/iconUrl", json!(url));
        let found = [("/resource/iconUrl", "icon-url")];
        let found = if class == Class::Invalid { &found[..] } else { &[] };
        of(number, title, &demand, class, found).rulings(&["Z-9"])
    };
    let bad = |number: &str, title: &str, url: &str| icon(number, title, url, Class::Invalid);
    let long = format!("https://api.example.com/{}", "a".repeat(2_025));
    vec![
        icon("0321", "an icon", "https://api.example.com/icon.png", Class::Valid),
        bad("0321a", "a name before the host", "https://user@api.example.com/icon.png"),
        bad("0321b", "another scheme", "ftp://api.example.com/icon.png"),
        bad("0321c", "an address of IP version 6", "http://[::1]/icon.png"),
        bad("0321d", "an address of IP version 4", "http://127.0.0.1/icon.png"),
        bad("0321e", "localhost", "http://localhost/icon.png"),
        bad("0321f", "localhost in capitals", "http://LocalHost/icon.png"),
        bad("0321g", "localhost with a dot", "http://localhost./icon.png")
            .no_witness("a ruling of ours: with the dot it is the same host"),
        bad("0321h", "a backslash", "https:\\\\api.example.com\\icon.png").no_witness(REPAIRED),
        bad("0321i", "no slashes", "https:api.example.com/icon.png").no_witness(REPAIRED),
        bad("0321j", "2,049 characters", &long),
        icon("0321k", "2,048 characters", &long[..2_048], Class::Valid),
        icon("0321l", "a name that a service resolves to an address", "http://127.0.0.1.nip.io/icon.png", Class::Valid),
        of(
            "0321m",
            "a name below localhost",
            &edited(plain(), "/resource/iconUrl", json!("http://a.localhost/icon.png")),
            Class::Acceptable,
            &[("/resource/iconUrl", "icon-url")],
        )
        .flags(&["localhost-name"])
        .rulings(&["Z-9"]),
        of(
            "0321n",
            "a host beyond ASCII",
            &edited(plain(), "/resource/iconUrl", json!("https://bücher.example/icon.png")),
            Class::Acceptable,
            &[("/resource/iconUrl", "idn-host")],
        )
        .flags(&["idn-host"])
        .rulings(&["Z-9"]),
    ]
}

/// 322: name and tags.
fn services() -> Vec<Draft> {
    let name = |number: &str, title: &str, text: &str, class: Class| {
        let demand = edited(plain(), "/resource/serviceName", json!(text));
        let found = [("/resource/serviceName", "service-name")];
        of(number, title, &demand, class, if class == Class::Valid { &[] } else { &found }).rulings(&["Z-9"])
    };
    let tags = |number: &str, title: &str, tags: Value, class: Class, found: &[(&str, &str)]| {
        of(number, title, &edited(plain(), "/resource/tags", tags), class, found).rulings(&["Z-9"])
    };
    vec![
        name("0322", "a name of 32 characters", &"a".repeat(32), Class::Valid),
        name("0322a", "a name of 33 characters", &"a".repeat(33), Class::Invalid),
        name("0322b", "a name beyond ASCII", "Café", Class::Invalid),
        tags(
            "0322c",
            "a tag of 33 characters",
            json!(["a".repeat(33)]),
            Class::Invalid,
            &[("/resource/tags/0", "tag")],
        ),
        tags(
            "0322d",
            "a tag beyond ASCII",
            json!(["weather", "météo"]),
            Class::Invalid,
            &[("/resource/tags/1", "tag")],
        ),
        tags(
            "0322e",
            "six tags",
            json!(["a", "b", "c", "d", "e", "f"]),
            Class::Invalid,
            &[("/resource/tags/5", "tag-count")],
        ),
        tags(
            "0322f",
            "a tag twice, but for letter case",
            json!(["weather", "Weather"]),
            Class::Valid,
            &[("/resource/tags/1", "duplicate-tag")],
        ),
    ]
}
