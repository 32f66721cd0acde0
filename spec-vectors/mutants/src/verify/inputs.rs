//! The caller's input, ignored, off by one, or about another account.

use x402_conformance::adapter::Reply;

use super::faults::{Fault, NUMBER_FAULTS};
use crate::{
    json::Json,
    judged::{Mechanism, Part},
    mutant::Mutant,
    question::Question,
};

const OP: &[&str] = &["verify"];

pub(super) fn mutants() -> Vec<Mutant> {
    [ignored(), presets(), off_by_one(), cut(), of_others()].into_iter().flatten().collect()
}

fn parts(mechanisms: &'static str) -> impl Iterator<Item = Part> {
    let named = Mechanism::ALL.into_iter().filter(|mechanism| mechanisms.contains(&mechanism.as_str()[..1]));
    named.flat_map(|mechanism| {
        [(2, false), (2, true), (1, false), (1, true)].map(|(version, settling)| Part { mechanism, version, settling })
    })
}

fn edits(
    name: String,
    part: Part,
    edit: impl Fn(&mut Json, &Question<'_>) -> Option<()> + Send + Sync + 'static,
) -> Mutant {
    Mutant::own(name, OP, move |question| {
        if question.judged()?.part != part {
            return None;
        }
        let input = question.input.edited(|input| edit(input, question))?;
        Some(question.ask(&input.to_string()))
    })
}

/// A member of the input, and the mechanisms that read it: `e`ip3009, `p`ermit2, `u`pto, `s`olana.
type Member = (&'static str, &'static str);

/// Members that a mutant ignores. An input that only a policy accepts is acceptable, so its refusal is no bug.
const IGNORED: [Member; 18] = [
    ("policy", "epus"),
    ("policy.expiryMargin", "epu"),
    ("policy.horizon", "epu"),
    ("policy.refuse", "epus"),
    ("policy.assumePlainAccounts", "epu"),
    ("policy.allowedFactories", "epu"),
    ("policy.extraSigners", "s"),
    ("policy.maxUnitPrice", "s"),
    ("policy.maxComputeUnits", "s"),
    ("policy.maxSponsorLamports", "s"),
    ("policy.maxInstructions", "s"),
    ("policy.maxLighthouse", "s"),
    ("policy.smartWallets", "s"),
    ("facts", "epus"),
    ("facts.accounts", "epu"),
    ("facts.contractSignatures", "epu"),
    ("facts.simulations", "s"),
    ("facilitators", "us"),
];

/// The same for members that V1 does not have.
const IGNORED_IN_V2: [Member; 4] = [
    ("facts.allowances", "pu"),
    ("facts.tokenPermits", "pu"),
    ("declaredExtensions", "epus"),
    ("policy.requireEcho", "epu"),
];

/// The same for members of which the vectors before the service tell, in V2.
const IGNORED_BEFORE: [Member; 3] =
    [("facts.domainSeparators", "ep"), ("policy.strictAddresses", "e"), ("policy.emptyDomainNames", "e")];

/// Each member with each part that reads it.
fn read_by(in_any: &[Member], in_version_2: &[Member]) -> Vec<(&'static str, Part)> {
    let with_parts = |(path, mechanisms): &Member| {
        let path = *path;
        parts(mechanisms).map(move |part| (path, part)).collect::<Vec<_>>()
    };
    let newer = in_version_2.iter().flat_map(with_parts).filter(|(_, part)| part.version == 2);
    in_any.iter().flat_map(with_parts).chain(newer).collect()
}

fn ignored() -> Vec<Mutant> {
    let settling = parts("epus").filter(|part| part.settling).map(|part| ("phase", part));
    let before = read_by(&[], &IGNORED_BEFORE).into_iter().filter(|(_, part)| !part.settling);
    let ignored = read_by(&IGNORED, &IGNORED_IN_V2).into_iter().chain(before).chain(settling).map(|(path, part)| {
        edits(format!("verify/ignores/{path}/{}", part.name()), part, move |input, _| input.remove(path).map(drop))
    });
    ignored.collect()
}

/// The preset of a facilitator that accepts more than the price in `exact`, read as if it did in `upto`.
fn presets() -> Vec<Mutant> {
    let of_upto = parts("u").filter(|part| part.version == 2).map(|part| {
        edits(format!("verify/presets/the-rule-of-exact/{}", part.name()), part, |input, _| {
            let is_lenient = input.text_at("policy.preset")? == "x402-rs" && input.get("policy.amountRule").is_none();
            if is_lenient { input.set("policy.amountRule", Json::text("at-least")) } else { None }
        })
    });
    of_upto.collect()
}

/// Compared numbers.
const COMPARED: [Member; 9] = [
    ("now", "epu"),
    ("policy.expiryMargin", "epu"),
    ("policy.horizon", "epu"),
    ("policy.extraSigners", "s"),
    ("policy.maxUnitPrice", "s"),
    ("policy.maxComputeUnits", "s"),
    ("policy.maxSponsorLamports", "s"),
    ("policy.maxInstructions", "s"),
    ("policy.maxLighthouse", "s"),
];

const COMPARED_IN_V2: [Member; 3] =
    [("facts.allowances.0.amount", "pu"), ("policy.maxSponsorWei", "pu"), ("policy.maxApprovalGas", "pu")];

fn off_by_one() -> Vec<Mutant> {
    let off = |(path, part): (&'static str, Part)| {
        [("one-less", -1), ("one-more", 1)].map(|(name, more)| {
            let name = format!("verify/compares/{path}/{name}/{}", part.name());
            edits(name, part, move |input, _| add(input, path, more))
        })
    };
    read_by(&COMPARED, &COMPARED_IN_V2).into_iter().flat_map(off).collect()
}

/// To a number, or to the digits in a text.
fn add(input: &mut Json, path: &str, more: i64) -> Option<()> {
    let sum = |digits: &str| Some((digits.parse::<i64>().ok()? + more).max(0));
    let value = match input.text_at(path) {
        Some(text) => Json::text(&sum(&text)?.to_string()),
        None => Json::number(sum(input.get(path)?.as_plain()?)?),
    };
    input.set(path, value)
}

/// Amounts in too small a type.
fn cut() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let faults: Vec<Fault> = NUMBER_FAULTS.into_iter().filter(|(name, _)| *name == "cut-to-64-bits").collect();
    for (name, fault) in faults {
        for part in parts("epus") {
            let price = if part.version == 1 { "maxAmountRequired" } else { "amount" };
            let name_of = |what: &str| format!("verify/{name}/{what}/{}", part.name());
            mutants.push(edits(name_of("the-price"), part, move |input, _| {
                let cut = fault(&input.text_at(&format!("offers.0.{price}"))?)?;
                if part.version == 2 {
                    input.set("payment.json.accepted.amount", Json::text(&cut))?;
                }
                input.set(&format!("offers.0.{price}"), Json::text(&cut))
            }));
            if part.settling {
                mutants.push(edits(name_of("the-charge"), part, move |input, _| {
                    let cut = fault(&input.text_at("phase.settle.amount")?)?;
                    input.set("phase.settle.amount", Json::text(&cut))
                }));
            }
        }
    }
    mutants
}

/// A fact about another account, used for the payment.
fn of_others() -> Vec<Mutant> {
    type Right = fn(&Question<'_>) -> Option<Json>;
    fn payer(question: &Question<'_>) -> Option<Json> {
        let document = question.document()?;
        let of_permit = || document.get("payload.permit2Authorization.from").cloned();
        document.get("payload.authorization.from").cloned().or_else(of_permit)
    }
    fn digest(question: &Question<'_>) -> Option<Json> {
        let mut input = Json::Object(Vec::new());
        input.set("payment", question.input.get("payment")?.clone())?;
        input.set("offer", question.input.get("offers.0")?.clone())?;
        let Reply::Result(result) = question.ask_of("digest", &input.to_string()) else { return None };
        Json::parse(result.as_str())?.get("digest").cloned()
    }
    let members: [(&str, &str, Right, &str); 5] = [
        ("facts.contractSignatures", "account", payer, "epu"),
        ("facts.contractSignatures", "digest", digest, "epu"),
        (
            "facts.contractSignatures",
            "signature",
            |question| question.document()?.get("payload.signature").cloned(),
            "epu",
        ),
        ("facts.allowances", "token", |question| question.input.get("offers.0.asset").cloned(), "pu"),
        ("facts.allowances", "owner", payer, "pu"),
    ];
    let mut mutants = Vec::new();
    for (list, member, right, mechanisms) in members {
        for part in parts(mechanisms) {
            let name = format!("verify/any/{list}/{member}/{}", part.name());
            mutants.push(edits(name, part, move |input, question| {
                let right = right(question)?;
                for entry in input.get_mut(list)?.elements_mut() {
                    entry.set(member, right.clone())?;
                }
                Some(())
            }));
        }
    }
    for part in parts("epu") {
        let name = format!("verify/any/facts.contractSignatures/valid/{}", part.name());
        mutants.push(edits(name, part, |input, _| {
            for entry in input.get_mut("facts.contractSignatures")?.elements_mut() {
                entry.set("valid", Json::Plain("true".into()))?;
            }
            Some(())
        }));
        let name = format!("verify/any/facts.accounts/the-others/{}", part.name());
        mutants.push(edits(name, part, |input, _| {
            let others = input.get("facts.accounts")?.members().iter().find(|(name, _)| name == "*")?.1.clone();
            input.get_mut("facts.accounts")?.members_mut()?.retain(|(name, _)| name == "*");
            (!others.is_null()).then_some(())
        }));
        let name = format!("verify/any/facts.accounts/his-alone/{}", part.name());
        mutants.push(edits(name, part, |input, _| {
            input.get_mut("facts.accounts")?.members_mut()?.retain(|(name, _)| name != "*");
            Some(())
        }));
        let name = format!("verify/any/facts.accounts/in-upper-and-lower-case/{}", part.name());
        mutants.push(edits(name, part, |input, question| {
            let payer = payer(question)?.as_text()?;
            input.get_mut("facts.accounts")?.members_mut()?.retain(|(name, _)| name == "*" || *name == payer);
            Some(())
        }));
    }
    mutants
}
