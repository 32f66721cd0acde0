//! The caller's input, ignored, off by one, or about another account.

use super::faults::low_bits;
use crate::{evaluated::Part, json::Json, mutant::Mutant, question::Question};

pub(super) fn mutants() -> Vec<Mutant> {
    [ignored(), off_by_one(), cut(), of_others()].into_iter().flatten().collect()
}

/// A mutant that edits the input in one part.
fn edits(
    what: &str,
    part: Part,
    edit: impl for<'a> Fn(&'a mut Json, &Question<'_>) -> Option<&'a mut Json> + Send + Sync + 'static,
) -> Mutant {
    Mutant::new(format!("verify/{what}/{}", part.name()), move |question| {
        (question.evaluated()?.part == part).then_some(())?;
        let input = question.input.edited(|input| edit(input, question))?;
        Some(question.ask(&input.to_string()))
    })
}

/// Members that a mutant ignores, by the first letters of the mechanisms that read them and, as in [`super::checks`], with the
/// limits of version and phase: `v` before the service alone. An input that only a policy accepts is acceptable, so its refusal
/// is no bug.
const IGNORED: [(&str, &str, &str); 10] = [
    ("epus", "", "policy policy.refuse facts"),
    (
        "epu",
        "",
        "policy.expiryMargin policy.horizon policy.assumePlainAccounts policy.allowedFactories facts.accounts \
         facts.contractSignatures",
    ),
    (
        "s",
        "",
        "policy.extraSigners policy.maxUnitPrice policy.maxComputeUnits policy.maxSponsorLamports policy.maxInstructions \
         policy.maxLighthouse policy.smartWallets facts.simulations",
    ),
    ("us", "", "facilitators"),
    ("pu", "2", "facts.allowances facts.tokenPermits"),
    ("epus", "2", "declaredExtensions"),
    ("epu", "2", "policy.requireEcho"),
    ("ep", "2v", "facts.domainSeparators"),
    ("e", "2v", "policy.strictAddresses policy.emptyDomainNames"),
    ("epus", "s", "phase"),
];

/// Compared numbers.
const COMPARED: [(&str, &str, &str); 3] = [
    ("epu", "", "now policy.expiryMargin policy.horizon"),
    (
        "s",
        "",
        "policy.extraSigners policy.maxUnitPrice policy.maxComputeUnits policy.maxSponsorLamports policy.maxInstructions \
         policy.maxLighthouse",
    ),
    ("pu", "2", "facts.allowances.0.amount policy.maxSponsorWei policy.maxApprovalGas"),
];

/// Each member with each part that reads it.
fn read_by(rows: &[(&'static str, &'static str, &'static str)]) -> impl Iterator<Item = (&'static str, Part)> {
    rows.iter().flat_map(|(mechanisms, limits, members)| {
        let parts = Part::all(mechanisms).filter(|part| part.version == 2 || !limits.contains('2'));
        let parts = parts.filter(|part| !limits.contains(if part.settling { 'v' } else { 's' }));
        parts.flat_map(|part| members.split_whitespace().map(move |member| (member, part)))
    })
}

fn ignored() -> Vec<Mutant> {
    let ignored =
        read_by(&IGNORED).map(|(path, part)| edits(&format!("ignores/{path}"), part, move |j, _| j.del(path)));
    // The preset of a facilitator that accepts more than the price in `exact`, read as if it did in `upto`.
    let presets = Part::all("u").filter(|part| part.version == 2).map(|part| {
        edits("presets/the-rule-of-exact", part, |j, _| {
            j.is("policy.preset", "x402-rs")?.lacks("policy.amountRule")?.say("policy.amountRule", "at-least")
        })
    });
    ignored.chain(presets).collect()
}

fn off_by_one() -> Vec<Mutant> {
    let off = |(path, part)| {
        [("one-less", -1), ("one-more", 1)]
            .map(|(name, more)| edits(&format!("compares/{path}/{name}"), part, move |j, _| j.add(path, more)))
    };
    read_by(&COMPARED).flat_map(off).collect()
}

/// Amounts in too small a type.
fn cut() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for part in Part::all("epus") {
        let price = if part.version == 1 { "offers.0.maxAmountRequired" } else { "offers.0.amount" };
        mutants.push(edits("cut-to-64-bits/the-price", part, move |j, _| {
            let cut = low_bits(&j.text_at(price)?, 64)?;
            let accepted = if part.version == 2 { "payment.json.accepted.amount" } else { price };
            j.say(accepted, &cut)?.say(price, &cut)
        }));
        if part.settling {
            mutants.push(edits("cut-to-64-bits/the-charge", part, |j, _| {
                j.change("phase.settle.amount", |amount| low_bits(amount, 64))
            }));
        }
    }
    mutants
}

/// What is right for the payment.
type Right = fn(&Question<'_>) -> Option<Json>;

fn payer(question: &Question<'_>) -> Option<Json> {
    let document = question.document()?;
    let of_permit = || document.get("payload.permit2Authorization.from");
    document.get("payload.authorization.from").or_else(of_permit).cloned()
}

/// A list of facts, its member, what is right, and the mechanisms.
const OF_OTHERS: [(&str, &str, Right, &str); 6] = [
    ("facts.contractSignatures", "account", payer, "epu"),
    ("facts.contractSignatures", "digest", |question| question.digest()?.get("digest").cloned(), "epu"),
    ("facts.contractSignatures", "signature", |question| question.document()?.get("payload.signature").cloned(), "epu"),
    ("facts.contractSignatures", "valid", |_| Json::parse("true"), "epu"),
    ("facts.allowances", "token", |question| question.input.get("offers.0.asset").cloned(), "pu"),
    ("facts.allowances", "owner", payer, "pu"),
];

/// A fact about another account, used for the payment.
fn of_others() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (list, member, right, mechanisms) in OF_OTHERS {
        mutants.extend(Part::all(mechanisms).map(|part| {
            edits(&format!("any/{list}/{member}"), part, move |j, question| {
                let right = right(question)?;
                j.each(list, |j| j.with(member, &right))
            })
        }));
    }
    for part in Part::all("epu") {
        let keeps = |what: &str, keep: fn(&str, &str) -> bool, needed: &'static str| {
            edits(&format!("any/facts.accounts/{what}"), part, move |j, question| {
                let payer = payer(question)?.as_text()?;
                let accounts = j.at("facts.accounts")?.has(needed)?.members_mut()?;
                accounts.retain(|(name, _)| keep(name, &payer));
                Some(j)
            })
        };
        mutants.push(keeps("the-others", |name, _| name == "*", "*"));
        mutants.push(keeps("his-alone", |name, _| name != "*", ""));
        mutants.push(keeps("in-upper-and-lower-case", |name, payer| name == "*" || name == payer, ""));
    }
    mutants
}
