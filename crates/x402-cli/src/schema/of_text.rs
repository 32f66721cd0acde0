//! The schemas of the JSON that `x402 verify`, `explain` and `diagnose` print: a result, and everything that it rests on.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use x402_operations::recognise::{Outcome, Provenance};

/// The outcomes of an answer, as the schema lists them.
const OUTCOMES: [Outcome; 6] =
    [Outcome::NotPaid, Outcome::Refused, Outcome::NotSettled, Outcome::Failed, Outcome::Accepted, Outcome::Settled];

/// The schema of the JSON of `x402 verify` and `x402 explain`: a report, and where its payment, offers and time came from.
pub(super) fn report(report: Schema) -> Schema {
    let description = "The JSON of `x402 verify` and `x402 explain`: the report on a payment, the answer of the seller or the facilitator \
                       in the same text, and where the payment, the offers and the time came from.";
    with_sources(report, "CommandReport", description)
}

/// The schema of the JSON of `x402 diagnose`.
pub(super) fn diagnosis(_: SchemaGenerator) -> Schema {
    let finding = json!({
        "title": "Finding",
        "description": "A guess that explains a payment. It is no verdict.",
        "examples": [{"kind": "empty-domain", "sentence": "the payer signed with an empty domain"}],
        "type": "object",
        "properties": {
            "kind": {"description": "The permanent name of the guess.", "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "sentence": {"description": "The guess, for people.", "type": "string", "minLength": 1},
        },
        "required": ["kind", "sentence"],
        "additionalProperties": false,
    });
    let diagnosis = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "examples": [{"findings": []}],
        "type": "object",
        "properties": {"findings": {"description": "The guesses.", "type": "array", "items": {"$ref": "#/$defs/Finding"}}},
        "required": ["findings"],
        "additionalProperties": false,
        "$defs": {"Finding": finding},
    });
    let description = "The JSON of `x402 diagnose`: guesses about what the payer signed, the answer of the seller or the facilitator in \
                       the same text, and where the payment, the offers and the time came from.";
    with_sources(diagnosis, "CommandDiagnosis", description)
}

/// Adds the fields that every answer about recognised text has.
fn with_sources(mut schema: Schema, title: &str, description: &str) -> Schema {
    let object = schema.ensure_object();
    object.insert("title".into(), title.into());
    object.insert("description".into(), description.into());
    let field = |description: &str, name: &str| json!({"description": description, "$ref": format!("#/$defs/{name}")});
    let fields = [
        (
            "answered",
            field(
                "The last answer of the seller or the facilitator in the text. It comes before the verdict.",
                "Answered",
            ),
        ),
        ("provenance", field("Where the payment, the offers and the time came from.", "Sources")),
        (
            "now",
            json!({"description": "The time of the verdict, in seconds since 1970-01-01 UTC.", "type": "integer", "minimum": 0}),
        ),
        (
            "recorded",
            field(
                "The verdict at the time that the text recorded, if the verdict is about the clock's.",
                "RecordedVerdict",
            ),
        ),
    ];
    let mut add = |keyword: &str, more: Map<String, Value>| match object.get_mut(keyword) {
        Some(Value::Object(known)) => known.extend(more),
        _ => {
            object.insert(keyword.into(), more.into());
        }
    };
    add("properties", fields.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect());
    add("$defs", definitions());
    let sources = ["provenance", "now"];
    if let Some(Value::Array(required)) = object.get_mut("required") {
        required.extend(sources.map(Value::from));
    }
    let example = json!({
        "provenance": {"payment": "request-header", "offers": "response", "time": "clock"},
        "now": 1_740_672_100_u64,
    });
    if let (Some(Value::Array(examples)), Value::Object(example)) = (object.get_mut("examples"), example) {
        for known in examples.iter_mut().filter_map(Value::as_object_mut) {
            known.extend(example.clone());
        }
    }
    schema
}

/// The definitions of those fields, by their titles.
fn definitions() -> Map<String, Value> {
    let refused = json!({"outcome": "refused", "by": "seller", "status": 402, "reason": "insufficient_funds"});
    let text = |description: &str| json!({"description": description, "type": "string"});
    let origin = |description: &str| json!({"description": description, "$ref": "#/$defs/Provenance"});
    let seconds = json!({"description": "Seconds since 1970-01-01 UTC.", "type": "integer", "minimum": 0});
    let definitions = [
        json!({
            "title": "Provenance",
            "description": "Where a value came from, and so who wrote it (docs/reference/operations/decode.md).",
            "examples": ["response"],
            "type": "string",
            "enum": Provenance::ALL,
        }),
        json!({
            "title": "Sources",
            "description": "Where the payment, the offers and the time of a verdict came from.",
            "examples": [{"payment": "request-header", "offers": "response", "time": "clock"}],
            "type": "object",
            "properties": {
                "payment": origin("Where the payment came from."),
                "offers": origin("Where the offers came from."),
                "time": origin("Where the time came from."),
            },
            "required": ["payment", "offers", "time"],
            "additionalProperties": false,
        }),
        json!({
            "title": "Answered",
            "description": "An answer of the seller or the facilitator. It is the word of its sender: only the chain shows whether money moved.",
            "examples": [refused],
            "type": "object",
            "properties": {
                "outcome": {"description": "The reported outcome.", "type": "string", "enum": OUTCOMES},
                "by": {"description": "The party that answered.", "type": "string", "enum": ["seller", "facilitator"]},
                "status": {"description": "The status of the response.", "type": "integer", "minimum": 0, "maximum": 65535},
                "reason": text("The reason code."),
                "message": text("The sentence of the party itself."),
                "transaction": text("The transaction of a settlement."),
            },
            "required": ["outcome", "by"],
            "additionalProperties": false,
        }),
        json!({
            "title": "RecordedVerdict",
            "description": "The verdict at the time that others than the client of the payment recorded.",
            "examples": [{"seconds": 1_740_672_100_u64, "provenance": "answer-date", "verdict": "valid"}],
            "type": "object",
            "properties": {
                "seconds": seconds,
                "provenance": {"description": "Where the text has the time.", "type": "string", "enum": ["answer-date", "har-entry", "log-line"]},
                "verdict": {"description": "The verdict at that time.", "type": "string", "enum": ["valid", "invalid", "undecided"]},
            },
            "required": ["seconds", "provenance", "verdict"],
            "additionalProperties": false,
        }),
    ];
    let named = |schema: Value| Some((schema.get("title")?.as_str()?.to_owned(), schema));
    definitions.into_iter().filter_map(named).collect()
}
