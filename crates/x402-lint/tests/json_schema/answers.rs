//! Three answers: what is refused is found at its location, and what is not evaluated counts only where it decides.

use crate::support::{answer, evaluate, refusals};
use x402_lint::json_schema::{Answer, Unsupported};

#[test]
fn a_refusal_names_location_keyword_and_subschema() {
    let schema = r##"{
        "type": "object",
        "properties": {
            "a/b": {"type": "string"},
            "list": {"prefixItems": [true, {"$ref": "#/$defs/small"}], "items": false},
            "~": {"anyOf": [{"type": "null"}, {"const": 1}]}
        },
        "patternProperties": {"^x": {"minLength": 2}},
        "additionalProperties": false,
        "required": ["list"],
        "propertyNames": {"maxLength": 4},
        "$defs": {"small": {"maximum": 3}}
    }"##;
    assert_eq!(evaluate(schema, r#"{"list":[9,3],"a/b":"","~":1,"x":"ab"}"#).unwrap(), Answer::Accepts);
    let found = refusals(schema, r#"{"a/b":1,"list":[9,4,5],"~":2,"x":"a","other":1}"#);
    let expected = [
        ("/a~1b", "type", "/properties/a~1b"),
        ("/list/1", "maximum", "/$defs/small"),
        ("/list/2", "items", "/properties/list/items"),
        ("/~0", "anyOf", "/properties/~0"),
        ("/x", "minLength", "/patternProperties/^x"),
        ("/other", "additionalProperties", "/additionalProperties"),
        ("/other", "maxLength", "/propertyNames"),
    ];
    let expected: Vec<_> = expected.map(|(location, keyword, schema)| (location.into(), keyword, schema.into())).into();
    assert_eq!(found, expected);
    assert_eq!(refusals(schema, "{}"), [(String::new(), "required", String::new())]);
    assert_eq!(refusals("false", "1"), [(String::new(), "false", String::new())]);
    assert_eq!(refusals(schema, "[]"), [(String::new(), "type", String::new())]);
}

#[test]
fn refusals_are_at_most_thirty_two() {
    let many = format!("[{}1]", "1,".repeat(99));
    assert_eq!(refusals(r#"{"items": false}"#, &many).len(), 32);
}

/// Kleene's logic, for a keyword (`u`) and a pattern (`p`) that are not evaluated.
#[test]
fn what_is_not_evaluated_counts_only_where_it_decides() {
    let cases = [
        (r#"{"not": u}"#, "1", "schema-keyword"),
        (r#"{"allOf": [u, true]}"#, "1", "schema-keyword"),
        (r#"{"allOf": [u, false]}"#, "1", "refuses"),
        (r#"{"anyOf": [u, false]}"#, "1", "schema-keyword"),
        (r#"{"anyOf": [u, true]}"#, "1", "accepts"),
        (r#"{"oneOf": [u, true]}"#, "1", "schema-keyword"),
        (r#"{"oneOf": [u, true, true]}"#, "1", "refuses"),
        (r#"{"oneOf": [u, false]}"#, "1", "schema-keyword"),
        (r#"{"if": u, "then": false}"#, "1", "schema-keyword"),
        (r#"{"if": u, "then": false, "else": {"type": "string"}}"#, "1", "refuses"),
        (r#"{"if": u, "then": true, "else": {"type": "number"}}"#, "1", "accepts"),
        (r#"{"properties": {"a": u}}"#, r#"{"b": 1}"#, "accepts"),
        (r#"{"properties": {"a": u}}"#, r#"{"a": 1}"#, "schema-keyword"),
        (r#"{"contains": u}"#, "[1]", "schema-keyword"),
        (r#"{"contains": u}"#, "[]", "refuses"),
        (r#"{"contains": u, "minContains": 0}"#, "[1]", "accepts"),
        (r#"{"contains": u, "maxContains": 1, "minContains": 0}"#, "[1, 2]", "schema-keyword"),
        (r#"{"contains": u, "minContains": 3}"#, "[1, 2]", "refuses"),
        (r#"{"contains": {"anyOf": [{"const": 1}, u]}, "minContains": 2}"#, "[1, 1]", "accepts"),
        (r#"{"items": u}"#, "[]", "accepts"),
        (r#"{"propertyNames": u}"#, r#"{"a": 1}"#, "schema-keyword"),
        (r#"{"dependentSchemas": {"a": u}}"#, r#"{"b": 1}"#, "accepts"),
        (r#"{"pattern": p}"#, "\"a\"", "schema-pattern"),
        (r#"{"pattern": p}"#, "1", "accepts"),
        (r#"{"patternProperties": {p: false}}"#, r#"{"a": 1}"#, "schema-pattern"),
        (r#"{"patternProperties": {p: true}}"#, r#"{"a": 1}"#, "accepts"),
        (r#"{"patternProperties": {p: true}, "additionalProperties": false}"#, r#"{"a": 1}"#, "schema-pattern"),
        (r#"{"patternProperties": {p: true, "a": true}, "additionalProperties": false}"#, r#"{"a": 1}"#, "accepts"),
        (
            r#"{"properties": {"a": true}, "patternProperties": {p: true}, "additionalProperties": false}"#,
            r#"{"a": 1}"#,
            "accepts",
        ),
    ];
    for (schema, instance, expected) in cases {
        let schema = schema.replace("p:", r#""(?=a)":"#).replace(": p", r#": "(?=a)""#);
        for unevaluated in [r#"{"unevaluatedItems": false}"#, r##"{"$ref": "#name"}"##, r#"{"dependencies": {}}"#] {
            let schema = schema.replace(": u", &format!(": {unevaluated}")).replace("[u", &format!("[{unevaluated}"));
            let schema = schema.replace(", u]", &format!(", {unevaluated}]"));
            assert_eq!(answer(&schema, instance), expected, "{schema} {instance}");
        }
    }
}

#[test]
fn an_open_answer_names_the_keyword() {
    let Answer::Undecided(open) = evaluate(r#"{"properties":{"a":{"$anchor":"x"}}}"#, r#"{"a":1}"#).unwrap() else {
        panic!()
    };
    assert_eq!((open.unsupported(), open.keyword(), open.schema()), (Unsupported::Keyword, "$anchor", "/properties/a"));
    let Answer::Undecided(open) = evaluate(r#"{"pattern":"\\p{L}"}"#, "\"a\"").unwrap() else { panic!() };
    assert_eq!((open.unsupported(), open.keyword(), open.schema()), (Unsupported::Pattern, "pattern", ""));
}

#[test]
fn unknown_words_and_annotations_say_nothing() {
    let schema = r#"{"format": "email", "title": 5, "contentMediaType": "a", "x-own": {"$ref": "http://a"}, "default": 1,
        "examples": [{"$id": "http://a"}], "$comment": "", "readOnly": true}"#;
    assert_eq!(answer(schema, "\"no address\""), "accepts");
}

#[test]
fn references_lead_anywhere_in_the_schema() {
    let schema = r##"{"x-own": {"a%b/~": {"type": "string"}}, "allOf": [{"$ref": "#/x-own/a%25b~1~0"}, true]}"##;
    assert_eq!(answer(schema, "\"\""), "accepts");
    assert_eq!(refusals(schema, "1"), [(String::new(), "type", "/x-own/a%b~1~0".into())]);
    assert_eq!(answer(r##"{"x": {"y": false}, "$ref": "#/x%2Fy"}"##, "1"), "refuses");
    let schema = r##"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#"}}]}"##;
    assert_eq!(answer(schema, r#"[["a"], [[]]]"#), "accepts");
    assert_eq!(answer(schema, r#"[["a"], [[1]]]"#), "refuses");
    let schema = r##"{"$dynamicRef": "#/allOf/0", "allOf": [{"type": "null"}]}"##;
    assert_eq!(answer(schema, "null"), "accepts");
    assert_eq!(refusals(schema, "1").len(), 2);
}
