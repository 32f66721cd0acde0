//! Schemas that are refused before any instance is looked at.

use crate::support::{answer, compile, error};
use x402_lint::json_schema::SchemaErrorKind as Kind;

#[test]
fn the_dialect_is_2020_12() {
    for dialect in ["https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2020-12/schema#"] {
        assert!(compile(&format!(r#"{{"$schema": "{dialect}"}}"#)).unwrap().has_dialect());
    }
    assert!(!compile("{}").unwrap().has_dialect());
    assert!(!compile("true").unwrap().has_dialect());
    for dialect in [r#""http://json-schema.org/draft-07/schema#""#, "\"\"", "null", "\"#\""] {
        let wrong = format!(r#"{{"$schema": {dialect}}}"#);
        assert_eq!(error(&wrong), (Kind::Dialect, "/$schema".into()), "{wrong}");
    }
}

#[test]
fn a_schema_is_an_object_or_a_boolean() {
    for (schema, pointer) in [
        ("1", ""),
        ("null", ""),
        ("[]", ""),
        (r#"{"properties": {"a/b": "x"}}"#, "/properties/a~1b"),
        (r#"{"items": [true]}"#, "/items"),
        (r#"{"allOf": [true, null]}"#, "/allOf/1"),
        (r#"{"not": 1}"#, "/not"),
        (r#"{"then": 1}"#, "/then"),
        (r#"{"$defs": {"a": {"definitions": {"b": []}}}}"#, "/$defs/a/definitions/b"),
        (r#"{"contentSchema": 1}"#, "/contentSchema"),
        (r#"{"unevaluatedProperties": 1}"#, "/unevaluatedProperties"),
    ] {
        assert_eq!(error(schema), (Kind::NotSchema, pointer.into()), "{schema}");
    }
}

#[test]
fn keywords_have_their_types() {
    let wrong = [
        ("type", r#""foo""#),
        ("type", "[]"),
        ("type", r#"["string", "string"]"#),
        ("type", "1"),
        ("enum", "1"),
        ("multipleOf", "0"),
        ("multipleOf", "-1"),
        ("multipleOf", r#""1""#),
        ("maximum", "null"),
        ("exclusiveMinimum", "true"),
        ("maxLength", "-1"),
        ("minItems", "1.5"),
        ("maxProperties", r#""1""#),
        ("minContains", "-1"),
        ("pattern", "1"),
        ("uniqueItems", "1"),
        ("required", r#"{"a": true}"#),
        ("required", "true"),
        ("required", "[1]"),
        ("required", r#"["a", "\u0061"]"#),
        ("properties", "[]"),
        ("patternProperties", "[]"),
        ("dependentRequired", r#"{"a": {}}"#),
        ("dependentSchemas", "[]"),
        ("allOf", "[]"),
        ("anyOf", "{}"),
        ("prefixItems", "[]"),
        ("$defs", "[]"),
    ];
    for (keyword, value) in wrong {
        let (kind, pointer) = error(&format!(r#"{{"{keyword}": {value}}}"#));
        assert!(matches!(kind, Kind::Shape { .. }), "{keyword}: {value}: {kind:?}");
        assert_eq!(pointer, format!("/{keyword}"));
    }
    let right = [
        ("type", r#"["string", "null"]"#),
        ("enum", "[]"),
        ("multipleOf", "1e-9"),
        ("maxLength", "2.0"),
        ("minItems", "0"),
        ("required", "[]"),
        ("dependentRequired", r#"{"a": []}"#),
        ("properties", "{}"),
        ("uniqueItems", "false"),
    ];
    for (keyword, value) in right {
        assert!(compile(&format!(r#"{{"{keyword}": {value}}}"#)).is_ok(), "{keyword}: {value}");
    }
}

#[test]
fn nothing_leads_out_of_the_schema() {
    for keyword in ["$ref", "$dynamicRef"] {
        for value in [r#""http://a.example/b""#, r#""other.json""#, "\"\"", "1", r#""/a""#, "null"] {
            let schema = format!(r#"{{"$defs": {{"a": {{"{keyword}": {value}}}}}}}"#);
            assert_eq!(error(&schema), (Kind::OutsideReference, format!("/$defs/a/{keyword}")), "{schema}");
        }
    }
    for value in [r#""http://a.example/b""#, r##""#a""##, "\"\"", "1"] {
        let schema = format!(r#"{{"not": {{"$id": {value}}}}}"#);
        assert_eq!(error(&schema), (Kind::OutsideReference, "/not/$id".into()), "{schema}");
    }
    // Nobody evaluates what stands there, and it is a schema all the same.
    for (member, pointer) in [(r#"{"$ref": "http://a.example/b"}"#, "$ref"), (r#"{"not": {"$id": "a"}}"#, "not/$id")] {
        let schema = format!(r#"{{"dependencies": {{"b": ["c"], "a/b": {member}}}}}"#);
        assert_eq!(error(&schema), (Kind::OutsideReference, format!("/dependencies/a~1b/{pointer}")), "{schema}");
    }
    for member in ["{}", "false", r#"["$ref"]"#, r##"{"$ref": "#/$defs/a"}"##, r#"{"const": {"$ref": "http://a"}}"#] {
        let schema = format!(r#"{{"dependencies": {{"a": {member}}}, "$defs": {{"a": true}}}}"#);
        assert_eq!(answer(&schema, "1"), "schema-keyword", "{schema}");
    }
    assert_eq!(answer(r##"{"$id": "#", "$ref": "#/$defs/a", "$defs": {"a": true}}"##, "1"), "accepts");
    // Dialects before 2020-12 had another one, which is an unknown word now.
    for value in [r#""http://a.example/b""#, "1", r##""#""##, r##""#/nowhere""##] {
        assert_eq!(answer(&format!(r#"{{"$recursiveRef": {value}}}"#), "1"), "accepts", "{value}");
    }
    // A property of that name is no keyword, and neither is a word in a value.
    let schema =
        r#"{"properties": {"$ref": {"type": "string"}, "$id": true}, "const": {"$ref": "http://a", "$id": 1}}"#;
    assert_eq!(answer(schema, r#"{"$ref": "http://a", "$id": 1}"#), "accepts");
}

#[test]
fn references_lead_somewhere() {
    for reference in
        ["#/$defs/b", "#/$defs/a/const", "#/$defs/%zz", "#/$defs/~2", "#/allOf/01", "#/allOf/1", "#/$defs/", "#/"]
    {
        let schema = format!(r##"{{"$ref": "{reference}", "$defs": {{"a": {{"const": 1}}}}, "allOf": [true]}}"##);
        assert_eq!(error(&schema), (Kind::LostReference, "/$ref".into()), "{schema}");
    }
    for reference in ["#/$defs/a", "#/allOf/0", "#/%24defs/a"] {
        assert!(
            compile(&format!(r##"{{"$ref": "{reference}", "$defs": {{"a": {{"const": 1}}}}, "allOf": [true]}}"##))
                .is_ok()
        );
    }
}

#[test]
fn references_do_not_come_back_to_the_same_location() {
    for schema in [
        r##"{"$ref": "#"}"##,
        r##"{"allOf": [{"$ref": "#"}]}"##,
        r##"{"not": {"anyOf": [true, {"$ref": "#/not"}]}}"##,
        r##"{"if": {"$ref": "#/$defs/a"}, "$defs": {"a": {"oneOf": [{"$ref": "#/$defs/b"}]}, "b": {"$ref": "#/$defs/a"}}}"##,
        r##"{"dependentSchemas": {"a": {"$ref": "#"}}}"##,
        r##"{"then": {"$ref": "#"}, "if": true}"##,
        // Nothing evaluates it, and it is a circle all the same.
        r##"{"$defs": {"a": {"$ref": "#/$defs/a"}}}"##,
    ] {
        assert_eq!(error(schema).0, Kind::CircularReference, "{schema}");
    }
    for schema in [
        r##"{"items": {"$ref": "#"}}"##,
        r##"{"properties": {"a": {"$ref": "#"}}}"##,
        r##"{"additionalProperties": {"$ref": "#"}, "contains": {"$ref": "#"}, "propertyNames": {"$ref": "#"}}"##,
        r##"{"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}], "$defs": {"a": true}}"##,
    ] {
        assert!(compile(schema).is_ok(), "{schema}");
    }
}

#[test]
fn messages_say_where_and_what() {
    let error = compile(r#"{"properties": {"a": {"type": "foo"}}}"#).unwrap_err();
    let expected = "/properties/a/type: must be the name of a type, or an array of different type names";
    assert_eq!(error.to_string(), expected);
}
