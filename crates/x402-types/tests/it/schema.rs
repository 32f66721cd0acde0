//! The JSON Schema of each object has the members of the tables in `objects.rs`, which are those of the objects
//! themselves. What the schemas say of documents, validators judge that nobody here wrote (`witness/schemas`).

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};
use x402_types::DecodeOptions;

use crate::objects::{Member, Presence, Tabled, Type, every_object};

fn schema<T: JsonSchema>() -> Value {
    SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}

/// The schema itself; or, of an object of either version, that of the version which the table is about.
fn of_version<'a>(root: &'a Value, members: &[Member]) -> &'a Value {
    let Some(versions) = root.get("oneOf").and_then(Value::as_array) else { return root };
    let version =
        members.iter().find_map(|member| if let Type::Version(version) = member.is { Some(version) } else { None });
    let version: Value = serde_json::from_str(version.unwrap()).unwrap();
    let versions = versions.iter().map(|schema| referred(root, schema));
    versions.into_iter().find(|schema| schema["properties"]["x402Version"]["const"] == version).unwrap()
}

fn referred<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => schema,
    }
}

/// Whether a schema takes `null`, by what this project's schemas say it with.
fn takes_null(schema: &Value) -> bool {
    schema["type"] == "null"
        || schema["type"].as_array().is_some_and(|types| types.contains(&json!("null")))
        || schema["anyOf"].as_array().is_some_and(|any| any.iter().any(takes_null))
}

/// What the property of such a member refers to, or else its type.
fn kind(is: Type) -> &'static str {
    match is {
        Type::Version(_) | Type::Integer => "integer",
        Type::Text => "string",
        Type::OneOf(..) => "#/$defs/Sign",
        Type::Reason(_) => "#/$defs/ReasonCode",
        Type::Scheme => "#/$defs/Scheme",
        Type::NetworkName => "#/$defs/NetworkName",
        Type::Network => "#/$defs/Network",
        Type::AnyNetwork => "#/$defs/AnyNetwork",
        Type::Decimal | Type::Settled => "#/$defs/Amount",
        Type::Boolean(_) => "boolean",
        Type::Opaque => "object",
        Type::Object(_) => "#/$defs/",
        Type::Texts | Type::Entries(_) => "array",
    }
}

fn is_of_kind(property: &Value, kind: &str) -> bool {
    property["$ref"].as_str().is_some_and(|reference| reference.starts_with(kind))
        || property["type"] == kind
        || property["type"].as_array().is_some_and(|types| types[0] == kind)
        || property["anyOf"].as_array().is_some_and(|any| is_of_kind(&any[0], kind))
}

fn schema_follows<T: Tabled + JsonSchema>() {
    let root = schema::<T>();
    let schema = of_version(&root, T::MEMBERS);
    let properties = schema["properties"].as_object().unwrap();
    assert_eq!(properties.len(), T::MEMBERS.len(), "{}", T::NAME);
    let required = T::MEMBERS
        .iter()
        .filter(|member| matches!(member.presence, Presence::Required | Presence::RequiredByStrict(_)));
    let required: Vec<_> = required.map(|member| member.name).collect();
    assert_eq!(schema["required"], json!(required), "{}", T::NAME);
    for member in T::MEMBERS {
        let what = format!("{}.{}", T::NAME, member.name);
        let property = properties.get(member.name).expect(&what);
        let optional =
            matches!(member.presence, Presence::Optional | Presence::OptionalWithFlag(_) | Presence::NullIsUsual);
        assert_eq!(takes_null(property), optional, "{what}: {property}");
        // What supports both versions stands in the table in version 2.
        let is = match (T::NAME, member.is) {
            ("SupportedKind", Type::Network) => Type::AnyNetwork,
            (_, is) => is,
        };
        // On the XRP Ledger these two have a second form.
        let kind = match (T::NAME, member.name) {
            ("v2::PaymentRequirements" | "SettleResponse", "amount") => "#/$defs/AnyAmount",
            _ => kind(is),
        };
        assert!(is_of_kind(property, kind), "{what}: {property}");
        assert!(property["description"].as_str().is_some_and(|text| text.ends_with('.')), "{what}");
    }
    let description = schema["description"].as_str().unwrap();
    assert!(["specification §", ".md"].iter().any(|source| description.contains(source)), "{}", T::NAME);
}

#[test]
fn schemas_have_the_members_of_the_objects() {
    every_object!(schema_follows);
}

fn examples_are_read<T: Tabled + JsonSchema>() {
    let root = schema::<T>();
    let examples = root["examples"].as_array().unwrap();
    // Of an object of either version, one each.
    assert_eq!(examples.len(), root["oneOf"].as_array().map_or(1, Vec::len), "{}", T::NAME);
    for example in examples {
        let decoded = T::decode(example.to_string(), &DecodeOptions::STRICT).expect(T::NAME);
        assert!(decoded.flags.is_empty(), "{}: {:?}", T::NAME, decoded.flags);
        let written: Value = serde_json::from_str(&decoded.value.to_json()).unwrap();
        assert_eq!(written, *example, "{}", T::NAME);
    }
}

/// Strict reads each example without a flag.
#[test]
fn the_examples_of_schemas_are_read() {
    every_object!(examples_are_read);
}

/// Decoding refuses what is beyond the limits that a schema can say, and takes what is just within.
#[test]
fn limits_are_those_of_decoding() {
    use x402_types::{Limits, v1, v2};
    for (schema, limit, place) in [
        (schema::<v2::PaymentRequired>(), Limits::DEFAULT.offers, "/properties/accepts/maxItems"),
        (schema::<v2::PaymentRequired>(), Limits::DEFAULT.members, "/maxProperties"),
        (schema::<v2::PaymentRequired>(), Limits::DEFAULT.members, "/properties/extensions/maxProperties"),
        (schema::<v1::PaymentPayload>(), Limits::DEFAULT.text, "/$defs/NetworkName/maxLength"),
        (schema::<v1::PaymentPayload>(), Limits::DEFAULT.text, "/$defs/Scheme/maxLength"),
    ] {
        assert_eq!(schema.pointer(place), Some(&json!(limit)), "{place}");
    }
    assert_eq!(x402_types::Uint256::MAX.to_string().len(), 78);
    assert_eq!(schema::<v2::PaymentRequirements>().pointer("/$defs/Amount/maxLength"), Some(&json!(78)));
}

/// Types of others that have ours in them get the schemas by reference.
#[test]
fn value_types_stand_in_the_types_of_others() {
    use x402_types::{Amount, RawJson, UnixSeconds};
    let mut generator = SchemaGenerator::default();
    assert_eq!(generator.subschema_for::<Amount>(), Schema::new_ref("#/$defs/Amount".into()));
    assert_eq!(generator.subschema_for::<UnixSeconds>(), Schema::new_ref("#/$defs/UnixSeconds".into()));
    assert_eq!(generator.subschema_for::<RawJson>(), json!({}));
    assert_eq!(generator.definitions().len(), 2);
    assert_eq!(schema::<RawJson>()["title"], "RawJson");
}
