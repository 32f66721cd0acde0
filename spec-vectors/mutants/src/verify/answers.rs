//! The right verdict with a wrong or missing member.

use crate::{
    evaluated::{Evaluated, Mechanism, Part},
    json::Json,
    mutant::Mutant,
    question::{Question, result_of},
};

/// The fault of a member.
type Change = (&'static str, for<'a> fn(&'a mut Json, &Question<'_>) -> Option<&'a mut Json>);

pub(super) fn mutants() -> Vec<Mutant> {
    [members(), flags(), questions(), sponsors()].into_iter().flatten().collect()
}

/// A mutant that edits the answers of one part with one verdict.
fn with_edit(
    part: Part,
    verdict: &'static str,
    what: &str,
    edit: impl for<'a> Fn(&'a mut Json, &Question<'_>) -> Option<&'a mut Json> + Send + Sync + 'static,
) -> Mutant {
    Mutant::new(format!("verify/answers/{}/{what}", part.name()), move |question| {
        let Evaluated { part: found, verdict: actual, .. } = question.evaluated()?;
        (*found == part && actual == verdict).then_some(())?;
        result_of(&question.result()?.edited(|result| edit(result, question))?)
    })
}

fn parts() -> impl Iterator<Item = Part> {
    Part::all("egpus")
}

const CHANGES: [Change; 15] = [
    ("payer/missing", |j, _| j.del("payer")),
    ("payer/the-recipient", |j, question| j.has("payer")?.with("payer", question.input.get("offers.0.payTo")?)),
    ("payer/in-lower-case", |j, _| j.map("payer", str::to_lowercase)),
    ("payer/cut", |j, _| j.change("payer", cut)),
    ("replay-key/missing", |j, _| j.del("replayKey")),
    ("replay-key/empty", |j, _| j.has("replayKey")?.say("replayKey", "")),
    ("replay-key/cut", |j, _| j.change("replayKey", cut)),
    ("replay-key/the-payer", |j, _| j.has("replayKey")?.copy("payer", "replayKey")),
    ("offer/missing", |j, _| j.del("offer")),
    ("offer/from-one", |j, _| j.add("offer", 1)),
    ("offer/as-text", |j, _| {
        let offer = j.get("offer")?.as_plain()?.to_owned();
        j.say("offer", &offer)
    }),
    ("all-but-the-verdict", |j, _| bare(j, &["verdict"])),
    ("verdict-payer-and-offer-alone", |j, _| bare(j, &["verdict", "payer", "offer"])),
    ("all-but-payer-offer-and-questions", |j, _| {
        bare(j, &["verdict", "payer", "offer", "needs", "outstanding", "flags"])
    }),
    ("nobody's-keys", |j, _| j.also(|j| j.del("transferKey"))?.del("replayKey")),
];

const OF_SOLANA: [Change; 8] = [
    ("transfer-key/missing", |j, _| j.del("transferKey")),
    ("transfer-key/the-replay-key", |j, _| j.has("transferKey")?.copy("replayKey", "transferKey")),
    ("sponsor/missing", |j, _| j.del("sponsor")),
    ("sponsor/one-lamport-less", |j, _| j.add("sponsor.mostLamports", -1)),
    ("sponsor/one-lamport-more", |j, _| j.add("sponsor.mostLamports", 1)),
    ("sponsor/of-one-signature", |j, _| j.add("sponsor.mostLamports", -5_000)),
    ("sponsor/without-the-price", |j, _| j.has("sponsor")?.say("sponsor.mostLamports", "10000")),
    ("sponsor/the-payer", |j, _| j.has("sponsor")?.copy("payer", "sponsor.feePayer")),
];

fn cut(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    text.pop();
    Some(text)
}

fn bare<'a>(j: &'a mut Json, kept: &[&str]) -> Option<&'a mut Json> {
    j.members_mut()?.retain(|(name, _)| kept.contains(&name.as_str()));
    Some(j)
}

fn members() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for part in parts() {
        let open = part.mechanism.may_be_undecided().then_some("undecided");
        for verdict in ["valid", "invalid"].into_iter().chain(open) {
            mutants
                .extend(CHANGES.map(|(name, change)| with_edit(part, verdict, &format!("{verdict}/{name}"), change)));
        }
        if part.mechanism == Mechanism::Solana {
            mutants.extend(OF_SOLANA.map(|(name, change)| with_edit(part, "valid", &format!("valid/{name}"), change)));
        } else {
            mutants.push(with_edit(part, "valid", "valid/payer/as-sent", |j, question| {
                let sent = |member: &str| question.document()?.get(&format!("payload.{member}.from"));
                j.with("payer", sent("authorization").or_else(|| sent("permit2Authorization"))?)
            }));
        }
    }
    mutants
}

/// Flags that each mechanism raises with a valid verdict.
const FLAGS: [(&str, &str); 5] = [
    ("eip3009", "eip55 y-parity compact boundary-after self-payment pay-to-asset overpayment null-optional"),
    ("gateway", "eip55 y-parity boundary-after pay-to-asset"),
    ("permit2", "eip55 compact high-s self-payment pay-to-asset overpayment untagged-method"),
    ("upto", "eip55 compact high-s self-payment pay-to-asset overpayment upto-in-v1"),
    ("solana", "no-memo high-limit trailing-data extra-accounts units-short zero-amount"),
];

/// A mutant that edits the valid answers of a mechanism.
fn of_mechanism(
    mechanism: &'static str,
    what: &str,
    edit: impl Fn(&mut Json) -> Option<&mut Json> + Send + Sync + 'static,
) -> Mutant {
    Mutant::new(format!("verify/flags/{mechanism}/{what}"), move |question| {
        let evaluated = question.evaluated()?;
        (evaluated.part.mechanism.as_str() == mechanism && evaluated.verdict == "valid").then_some(())?;
        result_of(&question.result()?.edited(&edit)?)
    })
}

/// A flag that is never or always raised; an absent list, or an empty one.
fn flags() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (mechanism, flag) in FLAGS.iter().flat_map(|(of, flags)| flags.split(' ').map(move |flag| (*of, flag))) {
        let is_other = move |found: &Json| found.as_text().as_deref() != Some(flag);
        mutants.push(of_mechanism(mechanism, &format!("{flag}/never"), move |j| j.keep("flags", is_other)));
        mutants.push(of_mechanism(mechanism, &format!("{flag}/always"), move |j| {
            j.holds("flags", |flags| flags.elements().iter().all(is_other))?.push("flags", flag)
        }));
    }
    for part in parts() {
        mutants.push(with_edit(part, "valid", "valid/flags/none", |j, _| j.put("flags", "[]")));
        mutants.push(with_edit(part, "valid", "valid/flags/missing", |j, _| j.del("flags")));
    }
    mutants
}

/// Kinds of outstanding questions, and of questions that decide.
const QUESTIONS: [(&str, &str, &str); 5] = [
    (
        "eip3009",
        "token-domain balance authorization-unused account-code transfer",
        "verifier account-code contract-signature counterfactual-signature",
    ),
    ("gateway", "gateway-balance gateway-nonce", ""),
    (
        "permit2",
        "contract-code balance allowance permit-unused account-code settlement",
        "verifier account-code contract-signature counterfactual-signature token-permit",
    ),
    (
        "upto",
        "contract-code balance allowance permit-unused facilitator account-code settlement",
        "account-code contract-signature counterfactual-signature facilitator token-permit",
    ),
    ("solana", "blockhash mint source destination simulation", "lookup-tables smart-wallet multisig"),
];

/// A question that is missing or has another name.
fn questions() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for part in parts() {
        let of_mechanism = QUESTIONS.into_iter().find(|(name, ..)| *name == part.mechanism.as_str());
        let (_, outstanding, needs) = of_mechanism.unwrap_or_default();
        let open = part.mechanism.may_be_undecided().then_some(("needs", "undecided", needs));
        for (member, verdict, kinds) in [("outstanding", "valid", outstanding)].into_iter().chain(open) {
            // A payment of V1 brings no permit for a sponsor.
            for kind in kinds.split(' ').filter(|kind| part.version == 2 || *kind != "token-permit") {
                let is_it = move |found: &Json| found.text_at("kind").as_deref() == Some(kind);
                mutants.push(with_edit(part, verdict, &format!("{member}/{kind}/not-asked"), move |j, _| {
                    j.keep(member, |found| !is_it(found))
                }));
                mutants.push(with_edit(part, verdict, &format!("{member}/{kind}/of-another-name"), move |j, _| {
                    j.each(member, |j| j.holds("", is_it)?.say("kind", "question"))
                }));
            }
            mutants.push(with_edit(part, verdict, &format!("{member}/missing"), move |j, _| j.del(member)));
            mutants.push(with_edit(part, verdict, &format!("{member}/none"), move |j, _| j.put(member, "[]")));
        }
        // A wrapped signature of an account of which nothing is known, taken for that of a wallet that is not deployed (E-9).
        if part.mechanism != Mechanism::Solana && part.version == 2 && !part.settling && open.is_some() {
            mutants.push(with_edit(part, "undecided", "needs/account-code/of-an-undeployed-wallet", |j, question| {
                let signature = question.input.text_at("payment.json.payload.signature")?;
                let first = j.when(signature.ends_with(&"6492".repeat(16)))?.at("needs.0")?;
                first.is("kind", "account-code")?.say("kind", "counterfactual-signature")
            }));
        }
    }
    mutants
}

/// The members about a sponsor.
fn sponsors() -> Vec<Mutant> {
    let verdicts = ["valid", "invalid", "undecided"];
    let mut mutants = Vec::new();
    for (verdict, other) in verdicts.iter().flat_map(|verdict| verdicts.map(|other| (*verdict, other))) {
        for half in ["sponsoring", "payment"].into_iter().filter(|_| verdict != other) {
            let name = format!("verify/sponsor/solana/{half}/{verdict}-as-{other}");
            mutants.push(Mutant::edits_result(name, move |j| j.at("sponsor")?.is(half, verdict)?.say(half, other)));
        }
    }
    for member in ["extension", "spender", "amount", "deadline", "transaction"] {
        let name = format!("verify/sponsor/gas/{member}/missing");
        mutants.push(Mutant::edits_result(name, move |j| j.at("gasSponsoring")?.del(member)));
    }
    for member in "hash nonce gasLimit maxFeePerGas maxPriorityFeePerGas mostWei sponsoring payment".split(' ') {
        let name = format!("verify/sponsor/gas/transaction/{member}");
        mutants.push(Mutant::edits_result(format!("{name}/zero"), move |j| {
            j.at("gasSponsoring.transaction")?.has(member)?.say(member, "0")
        }));
        mutants.push(Mutant::edits_result(format!("{name}/missing"), move |j| {
            j.at("gasSponsoring.transaction")?.del(member)
        }));
    }
    mutants
}
