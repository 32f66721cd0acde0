//! What a facilitator is known to take, read in part: kinds, the margin of permits, and presets of hosted facilitators.

use x402_operations::hosted_presets;

use super::outcome::says_verdict;
use crate::{json::Json, mutant::Mutant};

const OP: &[&str] = &["verify"];

pub(super) fn mutants() -> Vec<Mutant> {
    [kinds(), margins(), hosted()].into_iter().flatten().collect()
}

fn edits(name: &str, edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static) -> Mutant {
    Mutant::edits(format!("verify/{name}"), OP, edit)
}

/// Edits the list of kinds.
fn kinds() -> Vec<Mutant> {
    let without = |member: &'static str| {
        edits(&format!("kinds/{member}-ignored"), move |input| {
            let kinds = input.get_mut("policy.kinds")?.elements_mut().iter_mut();
            kinds.filter_map(|kind| kind.remove(member)).last().map(drop)
        })
    };
    let only = |name: &str, at: fn(&[Json]) -> Option<&Json>| {
        edits(&format!("kinds/{name}"), move |input| {
            let kinds = input.get("policy.kinds")?.elements();
            (kinds.len() > 1).then_some(())?;
            let kind = Json::Array(vec![at(kinds)?.clone()]);
            input.set("policy.kinds", kind)
        })
    };
    vec![
        edits("kinds/ignored", |input| input.remove("policy.kinds").map(drop)),
        edits("kinds/none-is-any", |input| {
            input.get("policy.kinds")?.elements().is_empty().then_some(())?;
            input.remove("policy.kinds").map(drop)
        }),
        without("network"),
        without("x402Version"),
        without("extra"),
        only("the-first-alone", <[Json]>::first),
        only("the-last-alone", <[Json]>::last),
        edits("kinds/scheme-in-any-letter-case", |input| {
            let [kind] = input.get_mut("policy.kinds")?.elements_mut() else { return None };
            let scheme = kind.text_at("scheme")?.to_lowercase();
            kind.set("scheme", Json::text(&scheme))
        }),
        Mutant::own("verify/kinds/another-kind-is-invalid", OP, |question| {
            let is_open = question.input.get("policy.kinds").is_some() && question.judged()?.verdict == "undecided";
            is_open.then(|| says_verdict(question, "invalid"))?
        }),
    ]
}

fn margins() -> Vec<Mutant> {
    let margin = |name: &str, changed: fn(u64) -> u64| {
        edits(&format!("permit-margin/{name}"), move |input| {
            let seconds: u64 = input.get("policy.permitMargin")?.as_plain()?.parse().ok()?;
            input.set("policy.permitMargin", Json::number(changed(seconds)))
        })
    };
    vec![
        edits("permit-margin/ignored", |input| input.remove("policy.permitMargin").map(drop)),
        margin("one-less", |seconds| seconds - 1),
        margin("one-more", |seconds| seconds + 1),
        edits("permit-margin/of-payments-too", |input| {
            let seconds = input.get("policy.permitMargin")?.clone();
            input.set("policy.expiryMargin", seconds)
        }),
    ]
}

/// A preset that is ignored, or stronger than what is beside it.
fn hosted() -> Vec<Mutant> {
    let mut mutants = vec![edits("presets/hosted/members-beside-it-ignored", |input| {
        input.text_at("policy.preset").filter(|name| name.contains('@'))?;
        let policy = input.get_mut("policy")?.members_mut()?;
        (policy.len() > 1).then_some(())?;
        policy.retain(|(name, _)| name == "preset");
        Some(())
    })];
    for preset in hosted_presets() {
        mutants.push(edits(&format!("presets/hosted/{}/ignored", preset.name), |input| {
            let is_it = input.text_at("policy.preset")? == preset.name;
            is_it.then(|| input.remove("policy.preset").map(drop))?
        }));
    }
    mutants
}
