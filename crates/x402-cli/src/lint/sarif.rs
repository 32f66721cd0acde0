//! SARIF 2.1.0: a result for each finding.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use x402_lint::{Finding, Level, Rule};
use x402_types::Topic;

use super::linted::Linted;

pub(super) fn text(linted: &Linted<'_>) -> serde_json::Result<String> {
    let rules: BTreeMap<&str, Value> =
        linted.lint.findings.iter().map(|finding| (finding.rule, rule(finding))).collect();
    let results: Vec<Value> = linted.lint.findings.iter().map(|finding| result(finding, linted)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "x402 lint",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

/// The rule of a finding. Deviations that a lenient reader tolerates have no row in the table of rules, so the finding
/// itself is the rule.
fn rule(finding: &Finding) -> Value {
    let known = Rule::all().find(|rule| rule.as_str() == finding.rule);
    known.map_or_else(
        || json!({"id": finding.rule, "shortDescription": {"text": finding.what}}),
        |rule| {
            let mut shown = json!({
                "id": rule.as_str(),
                "shortDescription": {"text": rule.sentence()},
                "help": {"text": format!("{} ({})", rule.remedy(), rule.source())},
                "properties": {"rulings": rule.rulings()},
            });
            if let Some(address) = Topic::Rule(rule.as_str()).address() {
                shown["helpUri"] = address.into();
            }
            shown
        },
    )
}

/// A path as a reference of RFC 3986. A colon is escaped, too: in the first segment it would end the name of a scheme (§4.2).
fn uri(path: &str) -> String {
    let character = |byte: u8| match byte {
        b'\\' if cfg!(windows) => "/".into(),
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ if b"/-._~!$&'()*+,;=@".contains(&byte) => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(character).collect()
}

fn result(finding: &Finding, linted: &Linted<'_>) -> Value {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        // The last arm is for levels of later versions.
        Level::Info | _ => "note",
    };
    let mut physical = json!({"artifactLocation": {"uri": uri(linted.file.unwrap_or("demand.json"))}});
    if let Some(line) = linted.line_of(finding) {
        physical["region"] = json!({"startLine": line});
    }
    json!({
        "ruleId": finding.rule,
        "level": level,
        "message": {"text": finding.message()},
        "locations": [{
            "physicalLocation": physical,
            "logicalLocations": [{"fullyQualifiedName": finding.pointer}],
        }],
        "partialFingerprints": {"place": format!("{} {}", finding.rule, finding.pointer)},
    })
}
