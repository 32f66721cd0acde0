//! What a facilitator is known to take, read in part: kinds, the margin of permits, and presets of hosted facilitators.

use x402_operations::hosted_presets;

use super::outcome::with_verdict;
use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs},
};

const KINDS: [Row; 8] = [
    ("ignored", |j| j.del("policy.kinds")),
    ("none-is-any", |j| j.holds("policy.kinds", Json::is_empty)?.del("policy.kinds")),
    ("network-ignored", |j| j.each("policy.kinds", |j| j.del("network"))),
    ("x402Version-ignored", |j| j.each("policy.kinds", |j| j.del("x402Version"))),
    ("extra-ignored", |j| j.each("policy.kinds", |j| j.del("extra"))),
    ("the-first-alone", |j| j.cut("policy.kinds", 1)),
    ("the-last-alone", |j| j.reverse("policy.kinds")?.cut("policy.kinds", 1)),
    ("scheme-in-any-letter-case", |j| {
        let is_one = |kinds: &Json| kinds.elements().len() == 1;
        j.holds("policy.kinds", is_one)?.map("policy.kinds.0.scheme", str::to_lowercase)
    }),
];

const MARGINS: [Row; 4] = [
    ("ignored", |j| j.del("policy.permitMargin")),
    ("one-less", |j| j.add("policy.permitMargin", -1)),
    ("one-more", |j| j.add("policy.permitMargin", 1)),
    ("of-payments-too", |j| j.copy("policy.permitMargin", "policy.expiryMargin")),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = inputs("verify/kinds/", &KINDS);
    mutants.extend(inputs("verify/permit-margin/", &MARGINS));
    mutants.push(Mutant::new("verify/kinds/another-kind-is-invalid", |question| {
        let is_open = question.input.get("policy.kinds").is_some() && question.evaluated()?.verdict == "undecided";
        is_open.then(|| with_verdict(question, "invalid"))?
    }));
    // A preset that is ignored, or stronger than what is beside it.
    mutants.push(Mutant::edits("verify/presets/hosted/members-beside-it-ignored", |j| {
        let policy = j.at("policy")?.reads("preset", |name| name.contains('@'))?;
        policy.members_mut()?.retain(|(name, _)| name == "preset");
        Some(policy)
    }));
    mutants.extend(hosted_presets().iter().map(|preset| {
        let name = format!("verify/presets/hosted/{}/ignored", preset.name);
        Mutant::edits(name, |j| j.is("policy.preset", preset.name)?.del("policy.preset"))
    }));
    mutants
}
