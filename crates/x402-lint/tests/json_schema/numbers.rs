//! Numbers compare exactly, and values by what they are (C-16).

use crate::support::answer;

#[test]
fn limits_are_exact() {
    for (schema, instance, expected) in [
        (r#"{"maximum":9007199254740992}"#, "9007199254740993", "refuses"),
        (r#"{"maximum":9007199254740993}"#, "9007199254740993", "accepts"),
        (r#"{"exclusiveMaximum":0.3}"#, "0.30000000000000000000000000000000000000", "refuses"),
        (r#"{"exclusiveMaximum":0.3}"#, "0.29999999999999999999999999999999999999", "accepts"),
        (r#"{"minimum":-0}"#, "0", "accepts"),
        (r#"{"exclusiveMinimum":1e400}"#, "1e401", "accepts"),
        (r#"{"exclusiveMinimum":1e400}"#, "1e400", "refuses"),
        (r#"{"multipleOf":0.01}"#, "4.35", "accepts"),
        (r#"{"multipleOf":0.01}"#, "4.351", "refuses"),
        (r#"{"multipleOf":3}"#, "100000000000000000000000000000000000002", "accepts"),
        (r#"{"multipleOf":3}"#, "100000000000000000000000000000000000003", "refuses"),
        (r#"{"type":"integer"}"#, "1e2", "accepts"),
        (r#"{"type":"integer"}"#, "1.00", "accepts"),
        (r#"{"type":"integer"}"#, "1e-1", "refuses"),
        (r#"{"type":"integer"}"#, "10e-1", "accepts"),
    ] {
        assert_eq!(answer(schema, instance), expected, "{schema} {instance}");
    }
}

#[test]
fn values_are_equal_by_what_they_are() {
    for (left, right, equal) in [
        ("1", "1.0", true),
        ("100", "1e2", true),
        ("0", "-0.0", true),
        ("9007199254740992", "9007199254740993", false),
        ("1", "true", false),
        ("0", "false", false),
        ("null", "false", false),
        (r#""a""#, r#""\u0061""#, true),
        (r#"{"a":1,"b":[2]}"#, r#"{"b":[2.0],"\u0061":1}"#, true),
        (r#"{"a":1}"#, r#"{"a":1,"b":null}"#, false),
        ("[1,2]", "[2,1]", false),
        ("[]", "{}", false),
        (r#"[["a"],"b"]"#, r#"[["a","b"]]"#, false),
    ] {
        let expected = if equal { "accepts" } else { "refuses" };
        assert_eq!(answer(&format!(r#"{{"const":{left}}}"#), right), expected, "{left} {right}");
        assert_eq!(answer(&format!(r#"{{"enum":["x",{left}]}}"#), right), expected, "{left} {right}");
        let unique = if equal { "refuses" } else { "accepts" };
        assert_eq!(answer(r#"{"uniqueItems":true}"#, &format!("[{left},[0],{right}]")), unique, "{left} {right}");
    }
}

#[test]
fn lengths_are_in_characters() {
    for (schema, instance, expected) in [
        (r#"{"maxLength":2}"#, "\"💩💩\"", "accepts"),
        (r#"{"maxLength":1}"#, "\"\\ud83d\\udca9\"", "accepts"),
        (r#"{"maxLength":1}"#, "\"e\u{301}\"", "refuses"),
        (r#"{"minLength":2}"#, "\"💩\"", "refuses"),
    ] {
        assert_eq!(answer(schema, instance), expected, "{schema} {instance}");
    }
}
