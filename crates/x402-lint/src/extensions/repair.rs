//! The edits that may correct a declared schema. Each changes only the wrong part.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_extensions::bazaar::{Declaration, Method};
use x402_types::{JsonRef, Members, RawJson};

use super::{
    declared_schema::{DIALECT, SCHEMA, schema_of},
    promise::Refusing,
};
use crate::{
    Edit,
    json_schema::{Refusal, SchemaError, SchemaErrorKind},
    position::{at, value_at},
};

/// The fields that the specification defines. A schema that refuses a different field may be right.
const MEMBERS: [&str; 14] = [
    "/output",
    "/output/type",
    "/output/format",
    "/output/example",
    "/input/queryParams",
    "/input/headers",
    "/input/pathParams",
    "/input/bodyType",
    "/input/body",
    "/input/toolName",
    "/input/inputSchema",
    "/input/description",
    "/input/transport",
    "/input/example",
];

/// The edit for a schema that cannot be used.
#[allow(clippy::wildcard_enum_match_arm, reason = "nothing certain follows from the other errors")]
pub(super) fn of_error(schema: JsonRef<'_>, error: &SchemaError) -> Option<Edit> {
    let pointer = format!("{SCHEMA}{}", error.pointer());
    match error.kind() {
        // The keyword has no effect in this dialect, so the schema would require less.
        SchemaErrorKind::Dialect if has_old_keyword(schema) => None,
        SchemaErrorKind::Dialect => Some(Edit { pointer, value: Some(RawJson::string(DIALECT)) }),
        // Nothing refers to the identifier: such a reference would be an error, too.
        SchemaErrorKind::OutsideReference if error.pointer() == "/$id" => Some(Edit { pointer, value: None }),
        SchemaErrorKind::Shape { .. } if error.pointer().ends_with("/type") => {
            let written = value_at(schema, error.pointer())?.string().ok()?;
            Some(Edit { pointer, value: Some(RawJson::string(meant_type(&written)?)) })
        }
        _ => None,
    }
}

/// Returns `true` if the schema, or one in it, has a keyword of older dialects.
fn has_old_keyword(schema: JsonRef<'_>) -> bool {
    let mut members = schema.members().into_iter().flatten();
    let mut elements = schema.elements().into_iter().flatten();
    members.any(|(name, value)| match &*name {
        "dependencies" | "$recursiveRef" => true,
        // These objects have the names of properties and of schemas.
        "properties" | "patternProperties" | "$defs" | "definitions" => {
            value.members().into_iter().flatten().any(|(_, schema)| has_old_keyword(schema))
        }
        // These are values.
        "const" | "enum" | "default" | "examples" => false,
        _ => has_old_keyword(value),
    }) || elements.any(has_old_keyword)
}

/// The type that a misspelt name means: the only one that differs in letter case and at most one letter.
fn meant_type(written: &str) -> Option<&'static str> {
    const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
    let written = written.to_ascii_lowercase();
    let mut meant = TYPES.into_iter().filter(|name| differ_in_one(name.as_bytes(), written.as_bytes()));
    meant.next().filter(|_| meant.next().is_none())
}

/// Returns `true` if the texts differ in at most one letter, which is different, or is in only one of them.
fn differ_in_one(one: &[u8], other: &[u8]) -> bool {
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let next = same.saturating_add(1);
    let steps = [(next, next), (next, same), (same, next)];
    steps.into_iter().any(|(in_one, in_other)| rest(one, in_one) == rest(other, in_other))
}

fn rest(text: &[u8], from: usize) -> &[u8] {
    text.get(from..).unwrap_or_default()
}

/// The edit for a field of the specification that the schema does not allow, although an example contains it.
pub(super) fn of_refusal(schema: JsonRef<'_>, refusal: &Refusal, declaration: &Declaration) -> Option<Edit> {
    let object = refusal.schema().strip_suffix("/additionalProperties")?;
    if !MEMBERS.contains(&refusal.instance()) {
        return None;
    }
    let name = refusal.instance().rsplit('/').next()?;
    let derived = schema_of(declaration);
    let path = refusal.instance().replace('/', "/properties/");
    let value = value_at(derived.as_json(), &path).map_or_else(|| RawJson::from(true), RawJson::from);
    deep(schema, &at(&format!("{object}/properties"), name), value)
}

/// The edit that makes the schema refuse a wrong declaration.
pub(super) fn of_promise(schema: JsonRef<'_>, refusing: Refusing) -> Option<Edit> {
    let texts = |pointer: &str| -> Vec<String> {
        let list = value_at(schema, pointer).and_then(|list| list.elements().ok()).into_iter().flatten();
        list.filter_map(|text| Some(text.string().ok()?.to_string())).collect()
    };
    let list = |texts: Vec<String>| RawJson::array(texts.iter().map(|text| RawJson::string(text)));
    match refusing {
        Refusing::Required(object, member) => {
            let pointer = format!("{object}/required");
            let mut required = texts(&pointer);
            required.push(member.into());
            deep(schema, &pointer, list(required))
        }
        Refusing::Const(text, value) => deep(schema, &format!("{text}/const"), RawJson::string(value)),
        Refusing::Methods(text, method) => {
            let pointer = format!("{text}/enum");
            let group = Method::ALL.iter().copied().filter(|other| other.has_body() == method.has_body());
            let group: Vec<_> = group.map(|method| method.as_str().to_string()).collect();
            let mut kept = texts(&pointer);
            kept.retain(|method| group.contains(method));
            deep(schema, &pointer, list(if kept.is_empty() { group } else { kept }))
        }
    }
}

/// An edit that sets a value in the schema, and adds the missing objects on the path. `None` if the path contains a
/// different value.
fn deep(schema: JsonRef<'_>, pointer: &str, value: RawJson) -> Option<Edit> {
    let (mut at, mut path, mut rest) = (schema, String::new(), pointer.strip_prefix('/')?.split('/'));
    for segment in rest.by_ref() {
        at.members().ok()?;
        path = format!("{path}/{segment}");
        match value_at(schema, &path) {
            Some(inner) => at = inner,
            None => break,
        }
    }
    let missing: Vec<_> = rest.collect();
    let value = missing.into_iter().rev().fold(value, |inner, name| Members::from_iter([(name, inner)]).into());
    Some(Edit { pointer: format!("{SCHEMA}{path}"), value: Some(value) })
}
