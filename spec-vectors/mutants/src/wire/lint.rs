//! Mutants of `lint`: one for each rule whose findings are errors, which does not know that rule.

use x402_lint::{Level, Rule};

use crate::{json::Json, mutant::Mutant};

const OPS: &[&str] = &["lint"];

pub(super) fn mutants() -> Vec<Mutant> {
    // Each implementation chooses its own bounds.
    let errors = Rule::all().filter(|rule| rule.level() == Level::Error && *rule != Rule::SCHEMA_LIMIT);
    errors.map(|rule| without(rule.as_str())).chain([blind(), unmapped()]).collect()
}

/// Judges the host of an icon as it is written, in letters that nothing refuses.
fn unmapped() -> Mutant {
    Mutant::edits("lint/icons/host-is-not-mapped", OPS, |input| {
        let place = "json.resource.iconUrl";
        let url = input.text_at(place)?;
        let letters = url.chars().map(|letter| if letter.is_ascii() { letter } else { 'ü' });
        input.set(place, Json::text(&letters.collect::<String>()))
    })
}

fn without(rule: &'static str) -> Mutant {
    Mutant::says(format!("lint/rules/does-not-find-{rule}"), OPS, move |result| {
        let is_kept = |finding: &&Json| finding.text_at("rule").is_some_and(|found| found != rule);
        let found = result.get("findings")?.elements();
        let kept: Vec<Json> = found.iter().filter(is_kept).cloned().collect();
        if kept.len() == found.len() {
            return None;
        }
        let has_error = kept.iter().any(|finding| finding.text_at("level").is_some_and(|level| level == "error"));
        result.set("verdict", Json::text(if has_error { "invalid" } else { "valid" }))?;
        result.set("findings", Json::Array(kept))
    })
}

fn blind() -> Mutant {
    Mutant::says("lint/findings/every-place-is-the-whole-demand", OPS, |result| {
        for finding in result.get_mut("findings")?.elements_mut() {
            finding.set("pointer", Json::text(""))?;
        }
        Some(())
    })
}
