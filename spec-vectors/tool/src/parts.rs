//! The parts of a 402 response that witnesses examine.

use serde_json::Value;

/// The reason why no witness confirms the vector.
pub const NO_LINTER: &str = "no published package judges this part of a demand";

/// The parts of a 402 response that witnesses examine, and the rules that a refusal confirms.
const PARTS: [(&str, &[&str]); 15] = [
    ("demand", &["unreadable", "unreadable-offer", "bare-offer"]),
    ("declaration", &["bazaar-input", "bazaar-output", "extension-shape"]),
    (
        "schema",
        &[
            "bazaar-schema",
            "info-schema",
            "schema-shape",
            "schema-dialect",
            "schema-reference",
            "schema-limit",
            "extension-shape",
        ],
    ),
    ("route", &["route-template"]),
    ("icon", &["icon-url"]),
    ("serviceName", &["service-name"]),
    ("tags", &["tag", "tag-count"]),
    ("address", &["not-address", "key-as-address"]),
    ("url", &["relative-url"]),
    ("identifier", &["identifier-required"]),
    ("codes", &["builder-code"]),
    ("challenge", &["siwx-info", "siwx-never"]),
    ("offer", &["offer-shape", "offer-signature"]),
    ("terms", &["offer-terms"]),
    ("hints", &["auth-hints", "auth-token-type", "auth-pointer", "auth-schema"]),
];

/// The parts in which a result has an error.
pub fn refused_parts(result: &Value) -> Vec<&'static str> {
    let findings = result["findings"].as_array();
    let rules: Vec<_> = findings.into_iter().flatten().filter_map(|finding| finding["rule"].as_str()).collect();
    let refused = PARTS.iter().filter(|(_, of_part)| of_part.iter().any(|rule| rules.contains(rule)));
    refused.map(|(part, _)| *part).collect()
}
