//! Checks sources by `spec-vectors/sources/sources.schema.json`, and names the place of each fault.
//!
//! This is as much of JSON Schema as that file uses; a test fails if it uses more.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::json::{Json, plain, quoted};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../sources/sources.schema.json")).expect("the schema is JSON")
});

/// The faults of a file of sources: the place as a JSON Pointer, and a sentence.
#[must_use]
pub fn faults(json: &Json) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    check(json, &SCHEMA, "", &mut faults);
    faults
}

/// The names of the members of a vector, in the order in which they are written.
pub(crate) fn members_of_a_vector() -> Vec<&'static str> {
    let properties = SCHEMA["$defs"]["vector"]["properties"].as_object();
    let mut names: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    // The map has them in the order of the alphabet, and the text in that of reading.
    let text = include_str!("../../sources/sources.schema.json");
    let start = text.find(r#""vector": {"#).unwrap_or_default();
    names.sort_by_key(|name| text[start..].find(&format!("    {}: ", quoted(name))));
    names
}

fn check(json: &Json, schema: &Value, path: &str, faults: &mut Vec<(String, String)>) {
    let mut fault = |sentence: String| faults.push((path.to_owned(), sentence));
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return check(json, SCHEMA.pointer(pointer).unwrap_or(&Value::Null), path, faults);
    }
    if let Some(values) = schema["enum"].as_array() {
        let text = json.to_string();
        if !json.as_text().is_some_and(|text| values.iter().any(|value| *value == text)) {
            let names: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            fault(format!("is {text:.80}; write one of {}", names.join(", ")));
        }
        return;
    }
    if let Some(kinds) = schema["oneOf"].as_array() {
        // A word, or else an object or an array, whose faults are what a person wants to see.
        let kind = kinds.iter().find(|kind| match json {
            Json::Leaf(_) => kind.get("enum").is_some(),
            Json::Object(_) => kind.get("$ref").is_some(),
            Json::List(_) => kind["type"] == "array",
        });
        return check(json, kind.unwrap_or(&Value::Null), path, faults);
    }
    match (schema["type"].as_str(), json) {
        (None, _) => {}
        (Some("object"), Json::Object(members)) => check_object(members, schema, path, faults),
        (Some("array"), Json::List(elements)) => {
            for (at, element) in elements.iter().enumerate() {
                check(element, &schema["items"], &format!("{path}/{at}"), faults);
            }
        }
        (Some("string"), Json::Leaf(_)) if json.as_text().is_some() => {
            let text = json.as_text().unwrap_or_default();
            if let Some(pattern) = schema["pattern"].as_str().filter(|pattern| !fits(pattern, &text)) {
                fault(format!("is {text:?}, which is not of the form {pattern}"));
            }
        }
        (Some(kind), _) => fault(format!("is {:.80}; write {}", json.to_string(), article(kind))),
    }
}

fn check_object(members: &[(String, Json)], schema: &Value, path: &str, faults: &mut Vec<(String, String)>) {
    let nothing = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&nothing);
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in members {
        let name = plain(name);
        let below = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
        if seen.contains(&name) {
            faults.push((below.clone(), "comes twice; keep one".into()));
        }
        match (properties.get(&name), &schema["additionalProperties"]) {
            (Some(of), _) => check(value, of, &below, faults),
            (None, Value::Bool(false)) => {
                let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                faults.push((below, format!("is no member; there are {}", known.join(", "))));
            }
            (None, Value::Null) => {}
            (None, of) => check(value, of, &below, faults),
        }
        seen.push(name);
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !seen.iter().any(|seen| seen == name) {
            faults.push((path.to_owned(), format!("has no {name}; add it")));
        }
    }
}

fn article(kind: &str) -> &'static str {
    match kind {
        "object" => "an object",
        "array" => "an array",
        _ => "a string",
    }
}

/// Whether a text has one of the forms that the schema uses.
fn fits(pattern: &str, text: &str) -> bool {
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    match pattern {
        GROUP => is_name(text),
        ID => text.rsplit_once('-').is_some_and(|(group, number)| {
            let letters = number.trim_start_matches(|c: char| c.is_ascii_digit());
            is_name(group) && letters.len() < number.len() && letters.bytes().all(|byte| byte.is_ascii_lowercase())
        }),
        POINTER => text.is_empty() || text.starts_with('/'),
        _ => false,
    }
}

/// The patterns of the schema.
const GROUP: &str = "^[a-z0-9-]+$";
const ID: &str = "^[a-z0-9-]+-[0-9]+[a-z]*$";
const POINTER: &str = "^(/.*)?$";

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        faults(&Json::parse(text).unwrap()).into_iter().map(|(path, fault)| format!("{path}: {fault}")).collect()
    }

    /// A file with one vector, with these members besides.
    fn with(others: &str) -> String {
        format!(
            r#"{{"group":"x","documents":[],"vectors":[{{"id":"x-1","title":"t","expect":{{"class":"valid"}},"level":"must"{others}}}]}}"#
        )
    }

    #[test]
    fn a_fault_is_named_with_its_path() {
        assert!(found(&with("")).is_empty());
        for (others, fault) in [
            (r#","colour":1"#, "/vectors/0/colour: is no member; there are change, comment, encode, "),
            (r#","flags":"a""#, "/vectors/0/flags: is \"a\"; write an array"),
            (r#","flags":[1]"#, "/vectors/0/flags/0: is 1; write a string"),
            (r#","comment":{}"#, "/vectors/0/comment: is {}; write a string"),
            (r#","encode":{"/a":"hex"}"#, "/vectors/0/encode/~1a: is \"hex\"; write one of json, base64"),
            (
                r#","change":[{"op":"set","path":"/a"}]"#,
                "/vectors/0/change/0/op: is \"set\"; write one of add, remove,",
            ),
            (r#","change":[{"op":"remove"}]"#, "/vectors/0/change/0: has no path; add it"),
            (
                r#","change":[{"op":"remove","path":"a"}]"#,
                "/vectors/0/change/0/path: is \"a\", which is not of the form",
            ),
            (r#","sign":"stay""#, "/vectors/0/sign: is \"stay\"; write one of keep"),
            (r#","sign":{"key":"payer"}"#, "/vectors/0/sign: has no mechanism; add it"),
            (r#","level":"must""#, "/vectors/0/level: comes twice; keep one"),
        ] {
            let found = found(&with(others));
            assert!(found.len() == 1 && found[0].starts_with(fault), "{found:?} {fault}");
        }
        for (id, is_one) in [
            ("x-1", true),
            ("x-y-0001ab", true),
            ("x", false),
            ("x-", false),
            ("x-a1", false),
            ("X-1", false),
            ("x-1A", false),
        ] {
            assert_eq!(found(&with("").replace("x-1", id)).is_empty(), is_one, "{id}");
        }
    }

    #[test]
    fn the_schema_uses_only_what_is_checked_here() {
        fn walk(value: &Value, is_schema: bool) {
            const KNOWN: [&str; 14] = [
                "$schema",
                "$defs",
                "$ref",
                "title",
                "description",
                "type",
                "properties",
                "required",
                "additionalProperties",
                "items",
                "enum",
                "oneOf",
                "pattern",
                "default",
            ];
            let Some(members) = value.as_object() else { return };
            for (name, value) in members {
                assert!(!is_schema || KNOWN.contains(&name.as_str()), "{name}");
                if is_schema && name == "pattern" {
                    assert!([GROUP, ID, POINTER].contains(&value.as_str().unwrap()), "{value}");
                }
                walk(value, !(is_schema && matches!(name.as_str(), "properties" | "$defs")));
            }
        }
        walk(&SCHEMA, true);
    }

    #[test]
    fn the_members_are_in_the_order_of_reading() {
        let names = members_of_a_vector();
        assert_eq!((names[0], names[1], names[names.len() - 1], names.len()), ("id", "title", "shown", 17));
    }
}
