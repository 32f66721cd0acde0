//! A limit of 0, or an empty list, that is taken for a limit that was not given.

use crate::{
    evaluated::Mechanism,
    json::Json,
    mutant::{Mutant, Row, inputs},
};

/// The letters of mechanisms that read the limit, and the limits.
const LIMITS: [(&[Mechanism], &str); 9] = [
    (&[Mechanism::Eip3009], "policy.expiryMargin policy.horizon policy.allowedFactories"),
    (
        &[Mechanism::Permit2],
        "policy.expiryMargin policy.horizon policy.allowedFactories policy.maxApprovalGas policy.maxSponsorWei \
         facts.allowances.0.amount",
    ),
    (&[Mechanism::Upto], "policy.expiryMargin policy.horizon policy.allowedFactories facilitators phase.settle.amount"),
    (&[Mechanism::Gateway], "policy.gatewayMargin policy.horizon"),
    (
        &[Mechanism::BatchSettlement],
        "policy.expiryMargin policy.horizon records.charged.* facts.channels.*.balance facts.channels.*.totalClaimed",
    ),
    (
        &[Mechanism::Solana],
        "policy.maxUnitPrice policy.maxComputeUnits policy.maxSponsorLamports policy.maxInstructions policy.maxLighthouse \
         facilitators",
    ),
    (&[Mechanism::Stellar], "policy.ledgerTolerance policy.maxFeeStroops"),
    (&[Mechanism::Xrpl], "policy.ledgerTolerance policy.allowFields"),
    (
        &[
            Mechanism::Eip3009,
            Mechanism::Permit2,
            Mechanism::Upto,
            Mechanism::Solana,
            Mechanism::Stellar,
            Mechanism::BatchSettlement,
            Mechanism::Gateway,
        ],
        "policy.kinds declaredExtensions",
    ),
];

const CHOICES: [Row; 3] = [
    ("horizon", |j| without_nothing(j, "horizon")),
    ("the-most-of-a-budget", |j| j.each("budgets", |budget| without_nothing_as(budget, "atMost", "999999999999"))),
    ("an-empty-list-of-budgets", |j| without_nothing(j, "budgets")),
];

const TIMEOUTS: [Row; 1] =
    [("maxTimeoutSeconds", |j| j.each("demand.accepts", |offer| without_nothing_as(offer, "maxTimeoutSeconds", "60")))];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (mechanisms, limits) in LIMITS {
        for limit in limits.split_whitespace() {
            let which = if mechanisms.len() == 1 { mechanisms[0].as_str() } else { "any" };
            mutants.push(Mutant::reads(format!("verify/nothing-is-none/{limit}/{which}"), move |question| {
                let evaluated = question.evaluated()?;
                mechanisms.contains(&evaluated.part.mechanism).then_some(())?;
                let edited = question.input.edited(|j| match limit.split_once(".*") {
                    None => without_nothing(j, limit),
                    Some((list, "")) => {
                        j.at(list)?.members_mut()?.retain(|(_, value)| !is_nothing(value));
                        Some(j)
                    }
                    Some((list, field)) => j.each(list, |j| without_nothing(j, &field[1..])),
                })?;
                Some(edited.to_string())
            }));
        }
    }
    mutants.extend(inputs("choose/nothing-is-none/", &CHOICES));
    mutants.extend(inputs("choose/nothing-is-none/", &TIMEOUTS));
    mutants
}

/// 0, an empty text, list or object.
fn is_nothing(value: &Json) -> bool {
    value.is_empty()
        || value.as_plain() == Some("0")
        || value.as_text().is_some_and(|text| text.is_empty() || text == "0")
}

fn without_nothing<'a>(j: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    j.holds(path, is_nothing)?.del(path)
}

fn without_nothing_as<'a>(j: &'a mut Json, path: &str, instead: &str) -> Option<&'a mut Json> {
    let is_text = j.holds(path, is_nothing)?.get(path)?.as_text().is_some();
    if is_text { j.say(path, instead) } else { j.put(path, instead) }
}
