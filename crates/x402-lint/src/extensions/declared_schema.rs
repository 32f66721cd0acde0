//! Derives the JSON Schema of a declaration. The schema requires the fields that the specification requires, and leaves
//! open what the declaration leaves open.

use alloc::{format, string::String, vec::Vec};

use x402_extensions::bazaar::{BodyType, Declaration, HttpInput, Input, McpInput, Method, Transport};
use x402_types::{JsonRef, Members, RawJson};

/// The pointer to the extension.
pub(super) const EXTENSION: &str = "/extensions/bazaar";
/// The pointer to the declared schema.
pub(super) const SCHEMA: &str = "/extensions/bazaar/schema";
/// The dialect of every schema (Z-4).
pub(super) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The JSON Schema of `info` (bazaar.md lines 321 to 328). It accepts the declaration and refuses the wrong ones that
/// the specification names.
pub(crate) fn schema_of(declaration: &Declaration) -> RawJson {
    let input = match &declaration.input {
        Input::Http(input) => http(input),
        Input::Mcp(input) => mcp(input),
    };
    let mut members = vec_of([("input", input)]);
    if declaration.output.is_some() {
        members.push(("output", object([("type", text()), ("format", text())], &["type"])));
    }
    let mut schema = Members::from_iter([("$schema", RawJson::string(DIALECT))]);
    for (name, value) in object(members, &["input"]).iter() {
        schema.insert(name, value.clone());
    }
    schema.into()
}

fn http(input: &HttpInput) -> Members {
    let group = Method::ALL.iter().copied().filter(|method| method.has_body() == input.method.has_body());
    let mut members = vec_of([("type", constant("http")), ("method", one_of(group.map(Method::as_str)))]);
    let mut required = vec_of(["type", "method"]);
    for (name, example) in [("queryParams", &input.query_params), ("pathParams", &input.path_params)] {
        if let Some(example) = example {
            members.push((name, like(example.as_json())));
        }
    }
    if input.headers.is_some() {
        let texts = [("type", RawJson::string("object")), ("additionalProperties", text().into())];
        members.push(("headers", Members::from_iter(texts)));
    }
    if let Some(body) = &input.body {
        members.push(("bodyType", one_of(BodyType::ALL.iter().map(|known| known.as_str()))));
        members.push(("body", like(body.example.as_json())));
        required.extend(["bodyType", "body"]);
    }
    object(members, &required)
}

fn mcp(input: &McpInput) -> Members {
    let mut members = vec_of([("type", constant("mcp")), ("toolName", text()), ("inputSchema", of_type("object"))]);
    if input.description.is_some() {
        members.push(("description", text()));
    }
    if input.transport.is_some() {
        members.push(("transport", one_of(Transport::ALL.iter().map(|known| known.as_str()))));
    }
    if input.example.is_some() {
        members.push(("example", of_type("object")));
    }
    object(members, &["type", "toolName", "inputSchema"])
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Members)>, required: &[&str]) -> Members {
    let properties: Members = members.into_iter().map(|(name, schema)| (name, RawJson::from(schema))).collect();
    let required = RawJson::array(required.iter().map(|name| RawJson::string(name)));
    Members::from_iter([("type", RawJson::string("object")), ("properties", properties.into()), ("required", required)])
}

/// A schema that accepts an example: its type and, for an object, the types of its fields.
fn like(example: JsonRef<'_>) -> Members {
    let Ok(members) = example.members() else { return of_type(type_of(example)) };
    let members: Vec<(String, Members)> =
        members.map(|(name, value)| (format!("{name}"), of_type(type_of(value)))).collect();
    let names = members.iter().map(|(name, schema)| (name.as_str(), schema.clone()));
    let mut schema = object(names, &[]);
    schema.remove("required");
    schema
}

fn type_of(value: JsonRef<'_>) -> &'static str {
    match value {
        value if value.is_object() => "object",
        value if value.is_array() => "array",
        value if value.is_string() => "string",
        value if value.is_number() => "number",
        value if value.is_null() => "null",
        _ => "boolean",
    }
}

fn of_type(name: &str) -> Members {
    Members::from_iter([("type", RawJson::string(name))])
}

fn text() -> Members {
    of_type("string")
}

fn constant(value: &str) -> Members {
    Members::from_iter([("type", RawJson::string("string")), ("const", RawJson::string(value))])
}

fn one_of<'a>(values: impl IntoIterator<Item = &'a str>) -> Members {
    let values = RawJson::array(values.into_iter().map(RawJson::string));
    Members::from_iter([("type", RawJson::string("string")), ("enum", values)])
}

fn vec_of<T, const N: usize>(elements: [T; N]) -> Vec<T> {
    elements.into()
}
