//! Offers next to the one that a payment answers, and the rule that is meant where none is named.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs},
    question::{Question, constant, result_of},
};

/// The rule where none is named.
const RULES: [Row; 2] = [
    ("exact-where-none-is-named", |j| j.lacks("rule")?.append("rule", "\"exact\"")),
    ("core-where-none-is-named", |j| j.lacks("rule")?.append("rule", "\"core\"")),
];

const POLICIES: [Row; 4] = [
    ("exact-where-none-is-named", |j| rule(j.lacks("policy.matchRule")?.lacks("policy.preset")?, "exact")),
    ("core-where-none-is-named", |j| rule(j.lacks("policy.matchRule")?.lacks("policy.preset")?, "core")),
    ("the-first-offer-alone", |j| j.cut("offers", 1)),
    ("the-last-offer-alone", |j| {
        let offers = j.list("offers")?;
        let last = offers.pop()?;
        *offers = vec![last];
        Some(j)
    }),
];

fn rule<'a>(j: &'a mut Json, rule: &str) -> Option<&'a mut Json> {
    j.also(|j| j.lacks("policy")?.append("policy", "{}"))?.say("policy.matchRule", rule)
}

/// The field of the offers by which a mutant selects before it counts, in V1 and V2.
const COUNTED: [&str; 4] = ["scheme", "network", "asset", "payTo"];

fn counted_among(question: &Question<'_>, accepted: &str, field: &str) -> Option<Reply> {
    let result = question.result()?;
    let index: usize = result.get("offer")?.as_plain()?.parse().ok()?;
    let theirs = question.input.get(accepted)?.get(field)?;
    let before = question.input.get("offers")?.elements().iter().take(index);
    let counted = before.filter(|offer| offer.get(field) == Some(theirs)).count();
    result_of(&result.edited(|j| j.put("offer", &counted.to_string()))?)
}

/// Offers from the first that is not the payment's on are not looked at.
fn up_to_another(j: &mut Json, field: &str) -> Option<Json> {
    let theirs = j.get("accepted")?.get(field)?.clone();
    let offers = j.list("offers")?;
    let end = offers.iter().position(|offer| offer.get(field) != Some(&theirs)).unwrap_or(offers.len());
    offers.truncate(end);
    Some(j.clone())
}

/// An amount that does not fit is no amount.
const BITS: [(&str, &str); 5] = [
    ("31-bits", "2147483647"),
    ("53-bits", "9007199254740991"),
    ("63-bits", "9223372036854775807"),
    ("64-bits", "18446744073709551615"),
    ("128-bits", "340282366920938463463374607431768211455"),
];

fn is_above(amount: &str, most: &str) -> bool {
    amount.bytes().all(|digit| digit.is_ascii_digit()) && (amount.len(), amount) > (most.len(), most)
}

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = inputs("match/near/", &RULES);
    mutants.extend(inputs("verify/near/match/", &POLICIES));
    for field in COUNTED {
        mutants.push(Mutant::new(format!("match/near/counted-among-those-with-its-{field}"), move |question| {
            counted_among(question, "accepted", field)
        }));
        mutants.push(Mutant::new(format!("verify/near/match/counted-among-those-with-its-{field}"), move |question| {
            let document = question.document()?;
            let result = question.result()?;
            let index: usize = result.get("offer")?.as_plain()?.parse().ok()?;
            let theirs = document.get("accepted").unwrap_or(document).get(field)?;
            let before = question.input.get("offers")?.elements().iter().take(index);
            let counted = before.filter(|offer| offer.get(field) == Some(theirs)).count();
            result_of(&result.edited(|j| j.put("offer", &counted.to_string()))?)
        }));
        mutants.push(Mutant::reads(format!("match/near/none-behind-one-with-another-{field}"), move |question| {
            up_to_another(&mut question.input.clone(), field).map(|input| input.to_string())
        }));
    }
    for (name, most) in BITS {
        mutants.push(Mutant::new(format!("match/near/amounts-above-{name}-match-nothing"), move |question| {
            let amount = question.input.text_at("accepted.amount")?;
            let matches = !question.result()?.get("offer")?.is_null();
            (matches && is_above(&amount, most))
                .then(|| constant(r#"{"offer":null,"differs":[{"offer":0,"members":["amount"]}]}"#))?
        }));
        mutants.push(Mutant::edits(format!("match/near/amounts-above-{name}-are-equal"), move |j| {
            let theirs = j.text_at("accepted.amount").filter(|amount| is_above(amount, most))?;
            j.each("offers", |offer| {
                offer.reads("amount", |ours| is_above(ours, most) && ours != theirs)?.say("amount", &theirs)
            })
        }));
        mutants.push(Mutant::new(format!("match/near/one-offer-above-{name}-spoils-all"), move |question| {
            let above = question
                .input
                .get("offers")?
                .elements()
                .iter()
                .any(|offer| offer.text_at("amount").is_some_and(|amount| is_above(&amount, most)));
            let matches = !question.result()?.get("offer")?.is_null();
            (above && matches).then(|| constant(r#"{"offer":null,"differs":[]}"#))?
        }));
    }
    mutants
}
