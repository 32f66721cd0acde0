//! Times in another unit or in too few bits, and the ends of a window as another method treats them.

use x402_conformance::adapter::Reply;

use crate::{
    evaluated::Mechanism,
    evaluated::Mechanism::{BatchSettlement, Eip3009, Gateway, Permit2, Upto},
    mutant::Mutant,
    question::Question,
    verify::outcome::with_outcome,
};

/// Beyond it a number of seconds is taken for milliseconds.
const MILLISECONDS: u128 = 100_000_000_000;

const METHODS: [Mechanism; 5] = [Eip3009, Permit2, Upto, Gateway, BatchSettlement];

fn now(question: &Question<'_>) -> Option<u128> {
    question.input.get("now")?.as_plain()?.parse().ok()
}

/// The end of the authorization, and its start.
fn times(question: &Question<'_>) -> Option<(u128, u128)> {
    let document = question.document()?;
    let number = |paths: [&str; 3]| paths.iter().find_map(|path| document.text_at(path))?.parse::<u128>().ok();
    let before = number([
        "payload.authorization.validBefore",
        "payload.permit2Authorization.deadline",
        "payload.deposit.authorization.erc3009Authorization.validBefore",
    ])?;
    let after = number([
        "payload.authorization.validAfter",
        "payload.permit2Authorization.witness.validAfter",
        "payload.deposit.authorization.erc3009Authorization.validAfter",
    ])?;
    Some((before, after))
}

fn in_seconds(time: u128) -> u128 {
    if time >= MILLISECONDS { time / 1000 } else { time }
}

/// The outcome of `valid-before` by this comparison, if it is another.
fn compared(question: &Question<'_>, check: &str, passes: bool) -> Option<Reply> {
    let ours = question.evaluated()?.outcome(check)?;
    let theirs = if passes { "pass" } else { "fail" };
    (ours != theirs && ours != "skipped").then(|| with_outcome(question, check, theirs))?
}

/// Operations with a clock, and its name.
const CLOCKS: [&str; 3] = ["verify", "sign-in-with-x", "offer-receipt"];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for op in CLOCKS {
        for bits in [31, 32] {
            mutants.push(Mutant::reads(format!("{op}/near/now-in-{bits}-bits"), move |question| {
                let cut = now(question)? % (1 << bits);
                Some(question.input.edited(|j| j.put("now", &cut.to_string()))?.to_string())
            }));
            mutants.push(Mutant::reads(format!("{op}/near/now-at-most-{bits}-bits"), move |question| {
                let cut = now(question)?.min((1 << bits) - 1);
                Some(question.input.edited(|j| j.put("now", &cut.to_string()))?.to_string())
            }));
        }
    }
    for mechanism in METHODS {
        let name = |what: &str| format!("verify/near/{what}/{}", mechanism.as_str());
        let of = move |question: &Question<'_>| (question.evaluated()?.part.mechanism == mechanism).then_some(());
        mutants.push(Mutant::new(name("the-end-may-be-in-milliseconds"), move |question| {
            of(question)?;
            let (now, (before, _)) = (now(question)?, times(question)?);
            (before >= MILLISECONDS).then(|| compared(question, "valid-before", in_seconds(before) > now))?
        }));
        mutants.push(Mutant::new(name("the-start-may-be-in-milliseconds"), move |question| {
            of(question)?;
            let (now, (_, after)) = (now(question)?, times(question)?);
            (after >= MILLISECONDS).then(|| compared(question, "valid-after", in_seconds(after) <= now))?
        }));
        mutants.push(Mutant::new(name("a-horizon-in-milliseconds"), move |question| {
            of(question)?;
            let (now, (before, _)) = (now(question)?, times(question)?);
            let horizon: u128 = question.input.get("policy.horizon")?.as_plain()?.parse().ok()?;
            (before >= MILLISECONDS).then(|| compared(question, "horizon", in_seconds(before) <= now + horizon))?
        }));
        for bits in [31, 32, 53] {
            mutants.push(Mutant::new(name(&format!("the-end-in-{bits}-bits")), move |question| {
                of(question)?;
                let (now, (before, _)) = (now(question)?, times(question)?);
                (before >> bits > 0).then(|| compared(question, "valid-before", before % (1 << bits) > now))?
            }));
            mutants.push(Mutant::new(name(&format!("the-start-in-{bits}-bits")), move |question| {
                of(question)?;
                let (now, (_, after)) = (now(question)?, times(question)?);
                (after >> bits > 0).then(|| compared(question, "valid-after", after % (1 << bits) <= now))?
            }));
        }
        // By Permit2 the window includes its end (P-2), by EIP-3009 it does not (E-2).
        let includes_end = matches!(mechanism, Permit2 | Upto);
        let end = if includes_end { "outside" } else { "inside" };
        if matches!(mechanism, Eip3009 | Permit2 | Upto) {
            mutants.push(Mutant::new(name(&format!("the-end-is-{end}-with-no-margin")), move |question| {
                of(question)?;
                let none = question.input.get("policy.expiryMargin")?.as_plain() == Some("0");
                let is_end = now(question)? == times(question)?.0;
                (none && is_end).then(|| compared(question, "valid-before", !includes_end))?
            }));
        }
        // The start of EIP-3009 is flagged in any case, and the Gateway and channels have margins of their own.
        if !includes_end {
            continue;
        }
        mutants.push(Mutant::new(name("a-second-must-be-left"), move |question| {
            of(question)?;
            let none = question.input.get("policy.expiryMargin")?.as_plain() == Some("0");
            let is_near = times(question)?.0 <= now(question)? + 1;
            (none && is_near).then(|| compared(question, "expiry-margin", false))?
        }));
        mutants.push(Mutant::new(name("the-start-is-outside"), move |question| {
            of(question)?;
            (now(question)? == times(question)?.1).then(|| compared(question, "valid-after", false))?
        }));
        mutants.push(Mutant::new(name("the-end-is-the-offers-timeout"), move |question| {
            of(question)?;
            let timeout: u128 = question.input.get("offers.0.maxTimeoutSeconds")?.as_plain()?.parse().ok()?;
            let (now, (before, _)) = (now(question)?, times(question)?);
            (before > now + timeout)
                .then(|| compared(question, "horizon", false).or_else(|| compared(question, "valid-before", false)))?
        }));
    }
    mutants.push(Mutant::new("verify/near/permit-deadline-in-milliseconds", |question| {
        let deadline = question.document()?.text_at("extensions.eip2612GasSponsoring.info.deadline")?;
        let deadline = deadline.parse::<u128>().ok().filter(|time| *time >= MILLISECONDS)?;
        compared(question, "permit-deadline", in_seconds(deadline) >= now(question)? + 6)
    }));
    mutants.push(Mutant::new("verify/near/permit-deadline-in-32-bits", |question| {
        let deadline = question.document()?.text_at("extensions.eip2612GasSponsoring.info.deadline")?;
        let deadline = deadline.parse::<u128>().ok().filter(|time| time >> 32 > 0)?;
        compared(question, "permit-deadline", deadline % (1 << 32) >= now(question)? + 6)
    }));
    mutants.push(Mutant::new("verify/near/permit-deadline-is-outside-with-no-margin", |question| {
        let deadline = question.document()?.text_at("extensions.eip2612GasSponsoring.info.deadline")?;
        let is_end = deadline.parse::<u128>().ok()? == now(question)?;
        (is_end && question.input.get("policy.expiryMargin")?.as_plain() == Some("0"))
            .then(|| compared(question, "permit-deadline", false))?
    }));
    // Of `upto`, what is taken lies between the price and what was signed.
    for (name, is_refused) in CHARGES {
        mutants.push(Mutant::new(format!("verify/near/charge/{name}"), move |question| {
            (question.evaluated()?.part.mechanism == Upto).then_some(())?;
            let number = |text: Option<String>| text?.parse::<u128>().ok();
            let charge = number(question.input.text_at("phase.settle.amount"))?;
            let price = number(question.input.text_at("offers.0.amount"))?;
            let signed = number(question.document()?.text_at("payload.permit2Authorization.permitted.amount"))?;
            is_refused(charge, price, signed).then(|| compared(question, "charge", false))?
        }));
        mutants.push(Mutant::new(format!("verify/near/charge/{name}-alone"), move |question| {
            (question.evaluated()?.part.mechanism == Upto).then_some(())?;
            let number = |text: Option<String>| text?.parse::<u128>().ok();
            let charge = number(question.input.text_at("phase.settle.amount"))?;
            let price = number(question.input.text_at("offers.0.amount"))?;
            let signed = number(question.document()?.text_at("payload.permit2Authorization.permitted.amount"))?;
            compared(question, "charge", !is_refused(charge, price, signed))
        }));
    }
    mutants
}

/// A charge, the price, and what was signed. A charge above the price needs a policy that takes more than the price, so its refusal is no bug.
type Charge = (&'static str, fn(u128, u128, u128) -> bool);

const CHARGES: [Charge; 3] = [
    ("less-than-signed", |charge, _, signed| charge >= signed && signed > 0),
    ("at-least-the-price", |charge, price, _| charge < price),
    ("just-the-price", |charge, price, _| charge != price),
];
