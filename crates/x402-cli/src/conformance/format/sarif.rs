//! SARIF 2.1.0: a result for each difference, and for each cause of faults in fields next to right verdicts. The rule of a difference is
//! the deciding check, or else the operation. Each result leads to a file of the program under test.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use x402_conformance::{
    run::{Difference, FieldCause},
    vector::Level,
};

use super::printed::Printed;

pub(super) fn text(printed: &Printed<'_>) -> serde_json::Result<String> {
    let mut rules: BTreeMap<String, String> = BTreeMap::new();
    for difference in &printed.report.differences {
        let id = rule(difference);
        rules.entry(id.to_owned()).or_insert_with(|| {
            printed.reference.check(id).map_or_else(|| format!("the operation {id}"), str::to_owned)
        });
    }
    for cause in printed.report.fields.iter().filter(|cause| cause.known.is_none()) {
        rules.entry(field_rule(cause)).or_insert_with(|| "the fields next to a right verdict are right".to_owned());
    }
    let rules: Vec<Value> =
        rules.iter().map(|(id, sentence)| json!({"id": id, "shortDescription": {"text": sentence}})).collect();
    let differences = printed.report.differences.iter().map(|difference| result(difference, printed));
    let fields = printed.fields().filter(|(cause, _)| cause.known.is_none());
    let fields = fields.map(|(cause, line)| field_result(cause, &line, printed));
    let results: Vec<Value> = differences.chain(fields).collect();
    let notification = |fault: String| json!({"level": "error", "message": {"text": fault}});
    let notifications: Vec<Value> = printed.faults().into_iter().map(notification).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "x402 conformance", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "properties": {"testee": printed.report.testee, "causes": printed.causes().0},
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn rule(difference: &Difference) -> &str {
    difference.check.as_deref().unwrap_or(&difference.op)
}

/// The word of SARIF.
const fn severity(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::Policy => "note",
    }
}

fn result(difference: &Difference, printed: &Printed<'_>) -> Value {
    let usually = printed.usually(difference).join(" ");
    json!({
        "ruleId": rule(difference),
        "level": severity(difference.level),
        "message": {"text": format!(
            "{} ({}): expected {}, got {}. {usually}",
            difference.id, difference.title, difference.expected, difference.actual
        )},
        "locations": [location(printed, &difference.id)],
        "partialFingerprints": {"vector": difference.id},
    })
}

fn field_rule(cause: &FieldCause) -> String {
    format!("field{}", cause.pointer)
}

/// What does not fail the run is a note.
fn field_result(cause: &FieldCause, line: &str, printed: &Printed<'_>) -> Value {
    let name = format!("{} {} {} {}", cause.op, cause.verdict, cause.pointer, cause.cause);
    json!({
        "ruleId": field_rule(cause),
        "level": if cause.is_failure() { severity(cause.level()) } else { "note" },
        "message": {"text": line},
        "locations": [location(printed, &cause.first)],
        "partialFingerprints": {"field": name},
    })
}

/// The first line of the file to which the report leads, and the vector.
fn location(printed: &Printed<'_>, id: &str) -> Value {
    let mut location = json!({"logicalLocations": [{"fullyQualifiedName": id}]});
    if let Some(artifact) = &printed.about.artifact {
        location["physicalLocation"] = json!({"artifactLocation": {"uri": uri(artifact)}, "region": {"startLine": 1}});
    }
    location
}

/// A path as a reference in the sense of RFC 3986.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}
