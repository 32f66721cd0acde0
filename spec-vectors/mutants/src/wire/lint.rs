//! Mutants of `lint`: one for each rule whose findings are errors, which does not know that rule.

use x402_lint::{Level, Rule};

use crate::{json::Json, mutant::Mutant};

pub(super) fn mutants() -> Vec<Mutant> {
    // Each implementation chooses its own bounds.
    let errors = Rule::all().filter(|rule| rule.level() == Level::Error && *rule != Rule::SCHEMA_LIMIT);
    let mut mutants: Vec<Mutant> = errors.map(|rule| without(rule.as_str())).collect();
    mutants.push(Mutant::edits_result("lint/findings/every-place-is-the-whole-demand", |j| {
        j.each("findings", |finding| finding.say("pointer", ""))
    }));
    // The host of an icon as it is written, in letters that nothing refuses.
    mutants.push(Mutant::edits("lint/icons/host-is-not-mapped", |j| {
        j.map("json.resource.iconUrl", |url| url.chars().map(|c| if c.is_ascii() { c } else { 'ü' }).collect())
    }));
    mutants
}

fn without(rule: &'static str) -> Mutant {
    Mutant::edits_result(format!("lint/rules/does-not-find-{rule}"), move |j| {
        let is_it = |finding: &Json| finding.text_at("rule").as_deref() == Some(rule);
        let is_error = |finding: &Json| finding.text_at("level").as_deref() == Some("error");
        j.holds("findings", |found| found.elements().iter().any(is_it))?.keep("findings", |finding| !is_it(finding))?;
        let has_error = j.get("findings")?.elements().iter().any(is_error);
        j.say("verdict", if has_error { "invalid" } else { "valid" })
    })
}
