//! SARIF 2.1.0: a result for each difference. Its rule is the deciding check, or else the operation.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use x402_conformance::{
    run::Difference,
    vector::{Level, group_of},
};

use super::printed::Printed;

pub(super) fn text(printed: &Printed<'_>) -> serde_json::Result<String> {
    let mut rules: BTreeMap<&str, String> = BTreeMap::new();
    for difference in &printed.report.differences {
        let id = rule(difference);
        rules.entry(id).or_insert_with(|| {
            printed.reference.check(id).map_or_else(|| format!("the operation {id}"), str::to_owned)
        });
    }
    let rules: Vec<Value> =
        rules.iter().map(|(id, sentence)| json!({"id": id, "shortDescription": {"text": sentence}})).collect();
    let results: Vec<Value> = printed.report.differences.iter().map(|difference| result(difference, printed)).collect();
    let notification = |fault: String| json!({"level": "error", "message": {"text": fault}});
    let notifications: Vec<Value> = printed.faults().into_iter().map(notification).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "x402 conformance", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "properties": {"testee": printed.report.testee},
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
    let group = group_of(&difference.id);
    let usually = printed.usually(difference).join(" ");
    json!({
        "ruleId": rule(difference),
        "level": severity(difference.level),
        "message": {"text": format!(
            "{} ({}): expected {}, got {}. {usually}",
            difference.id, difference.title, difference.expected, difference.actual
        )},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": format!("spec-vectors/v1/{group}.json")}},
            "logicalLocations": [{"fullyQualifiedName": difference.id}],
        }],
        "partialFingerprints": {"vector": difference.id},
    })
}
