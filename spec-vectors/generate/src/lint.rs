//! Rows 310–334 and 414 of the catalogue: the declarations of a seller.

pub(crate) mod hosts;
mod payment_required;
pub(crate) mod rules_page;

use serde_json::{Value, json};
use x402_lint::Level;
use x402_vectors::vector::Class;

use crate::{
    draft::{Draft, expect, raw},
    rows::{self, Row},
};

pub(crate) fn drafts() -> Vec<Draft> {
    rows::read(include_str!("lint/rows.txt")).0.iter().map(draft).collect()
}

/// The answer has the pointer and rule of each finding, in the order of the document; `$` is the demand itself. `LEVEL:RULE` is a
/// rule that has several levels. `?RULE` is open, and `-` says that the demand is invalid, and no more.
fn draft(row: &Row<'_>) -> Draft {
    let of_level = |rule: &'_ str| match rule.split_once(':') {
        Some((level, rule)) => (level.to_owned(), rule.to_owned(), false),
        None => (payment_required::level(rule).as_str().to_owned(), rule.to_owned(), true),
    };
    let findings = row.answer.split(", ").filter_map(|finding| finding.rsplit_once(' '));
    let findings: Vec<_> = findings.map(|(pointer, rule)| (pointer.trim_start_matches('$'), of_level(rule))).collect();
    let is_error = |level: &str| level == Level::Error.as_str();
    let reason = findings.iter().find(|(_, (level, _, is_its_own))| is_error(level) && *is_its_own);
    let reason = reason.map(|(_, (_, rule, _))| rule.as_str()).filter(|_| row.class == Class::Invalid);
    let open = row.answer.strip_prefix('?');
    let has_error = findings.iter().any(|(_, (level, ..))| is_error(level));
    let verdict = match open {
        Some(_) => "undecided",
        None if has_error => "invalid",
        None => "valid",
    };
    let shown =
        findings.iter().map(|(pointer, (level, rule, _))| json!({"pointer": pointer, "rule": rule, "level": level}));
    let mut result = json!({"verdict": verdict, "findings": shown.collect::<Vec<Value>>()});
    if row.answer == "-" {
        result = json!({"verdict": "invalid"});
    }
    if let Some(open) = open {
        result["needs"] = json!([open]);
    }
    let input: Value = serde_json::from_str(&row.input).expect("JSON of ours");
    let input = raw(&input);
    let mut draft = Draft::new(format!("lint-{}", row.number), "lint", row.title, input, expect(row.class, &result))
        .flags(&row.flags)
        .rulings(&row.rulings)
        .requirements(&row.requirements)
        .no_witness(if row.no_witness.is_empty() { x402_vectors::parts::NO_LINTER } else { row.no_witness });
    if let Some(rule) = open.or(reason) {
        draft = draft.reason(rule);
    }
    let draft = row.leveled(draft);
    if row.comment.is_empty() { draft } else { draft.comment(row.comment) }
}
