//! The right verdict with a wrong or missing member.

use crate::{
    json::Json,
    judged::{Judged, Mechanism, Part},
    mutant::Mutant,
    question::{Question, result_of},
};

const OP: &[&str] = &["verify"];

pub(super) fn mutants() -> Vec<Mutant> {
    [members(), flags(), questions(), undeployed(), halves()].into_iter().flatten().collect()
}

/// A mutant that edits the answers of one part with one verdict.
fn says(
    name: String,
    part: Part,
    verdict: &'static str,
    edit: impl Fn(&mut Json, &Question<'_>) -> Option<()> + Send + Sync + 'static,
) -> Mutant {
    Mutant::own(name, OP, move |question| {
        let Judged { part: found, verdict: said, .. } = question.judged()?;
        if *found != part || said != verdict {
            return None;
        }
        result_of(&question.result()?.edited(|result| edit(result, question))?)
    })
}

fn parts() -> impl Iterator<Item = Part> {
    Mechanism::ALL.into_iter().flat_map(|mechanism| {
        let all = [(2, false), (2, true), (1, false), (1, true)].into_iter();
        let of_mechanism = all.filter(move |(version, _)| mechanism.is_in(*version));
        of_mechanism.map(move |(version, settling)| Part { mechanism, version, settling })
    })
}

/// The fault of a member.
type Change = (&'static str, fn(&mut Json, &Question<'_>) -> Option<()>);

const CHANGES: [Change; 15] = [
    ("payer/missing", |result, _| result.remove("payer").map(drop)),
    ("payer/the-recipient", |result, question| {
        result.get("payer")?;
        let to = question.input.get("offers.0.payTo")?.clone();
        result.set("payer", to)
    }),
    ("payer/in-lower-case", |result, _| {
        let payer = result.text_at("payer")?.to_lowercase();
        result.set("payer", Json::text(&payer))
    }),
    ("payer/cut", |result, _| {
        let mut payer = result.text_at("payer")?;
        payer.pop();
        result.set("payer", Json::text(&payer))
    }),
    ("replay-key/missing", |result, _| result.remove("replayKey").map(drop)),
    ("replay-key/empty", |result, _| {
        result.get("replayKey")?;
        result.set("replayKey", Json::text(""))
    }),
    ("replay-key/cut", |result, _| {
        let mut key = result.text_at("replayKey")?;
        key.pop();
        result.set("replayKey", Json::text(&key))
    }),
    ("replay-key/the-payer", |result, _| {
        result.get("replayKey")?;
        let payer = result.get("payer")?.clone();
        result.set("replayKey", payer)
    }),
    ("offer/missing", |result, _| result.remove("offer").map(drop)),
    ("offer/from-one", |result, _| {
        let offer: u64 = result.get("offer")?.as_plain()?.parse().ok()?;
        result.set("offer", Json::number(offer + 1))
    }),
    ("offer/as-text", |result, _| {
        let offer = result.get("offer")?.as_plain()?.to_owned();
        result.set("offer", Json::text(&offer))
    }),
    ("all-but-the-verdict", |result, _| bare(result, &["verdict"])),
    ("verdict-payer-and-offer-alone", |result, _| bare(result, &["verdict", "payer", "offer"])),
    ("all-but-payer-offer-and-questions", |result, _| {
        bare(result, &["verdict", "payer", "offer", "needs", "outstanding", "flags"])
    }),
    ("nobody's-keys", |result, _| {
        result.remove("transferKey");
        result.remove("replayKey").map(drop)
    }),
];

fn bare(result: &mut Json, kept: &[&str]) -> Option<()> {
    result.members_mut()?.retain(|(name, _)| kept.contains(&name.as_str()));
    Some(())
}

fn members() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for part in parts() {
        if part.mechanism != Mechanism::Solana {
            let name = format!("verify/answers/{}/valid/payer/as-sent", part.name());
            mutants.push(says(name, part, "valid", |result, question| {
                let sent = |member: &str| question.document()?.get(&format!("payload.{member}.from")).cloned();
                let payer = sent("authorization").or_else(|| sent("permit2Authorization"))?;
                result.set("payer", payer)
            }));
        }
        let verdicts = ["valid", "invalid", "undecided"].into_iter();
        for verdict in verdicts.filter(|verdict| part.mechanism.may_be_undecided() || *verdict != "undecided") {
            for (name, change) in CHANGES {
                let name = format!("verify/answers/{}/{verdict}/{name}", part.name());
                mutants.push(says(name, part, verdict, change));
            }
        }
        let is_solana = part.mechanism == Mechanism::Solana;
        let of_valid: &[Change] = if is_solana {
            &[
                ("transfer-key/missing", |result, _| result.remove("transferKey").map(drop)),
                ("transfer-key/the-replay-key", |result, _| {
                    result.get("transferKey")?;
                    let key = result.get("replayKey")?.clone();
                    result.set("transferKey", key)
                }),
                ("sponsor/missing", |result, _| result.remove("sponsor").map(drop)),
                ("sponsor/one-lamport-less", |result, _| more_lamports(result, -1)),
                ("sponsor/one-lamport-more", |result, _| more_lamports(result, 1)),
                ("sponsor/of-one-signature", |result, _| more_lamports(result, -5_000)),
                ("sponsor/without-the-price", |result, _| {
                    result.get("sponsor")?;
                    result.set("sponsor.mostLamports", Json::text("10000"))
                }),
                ("sponsor/the-payer", |result, _| {
                    let payer = result.get("payer")?.clone();
                    result.get("sponsor")?;
                    result.set("sponsor.feePayer", payer)
                }),
            ]
        } else {
            &[]
        };
        for (name, change) in of_valid {
            mutants.push(says(format!("verify/answers/{}/valid/{name}", part.name()), part, "valid", *change));
        }
    }
    mutants
}

fn more_lamports(result: &mut Json, more: i64) -> Option<()> {
    let lamports: i64 = result.text_at("sponsor.mostLamports")?.parse().ok()?;
    result.set("sponsor.mostLamports", Json::text(&(lamports + more).to_string()))
}

/// Flags that each mechanism raises with a valid verdict.
const FLAGS: [(&str, &[&str]); 5] = [
    (
        "eip3009",
        &[
            "eip55",
            "y-parity",
            "compact",
            "boundary-after",
            "self-payment",
            "pay-to-asset",
            "overpayment",
            "null-optional",
        ],
    ),
    ("gateway", &["eip55", "y-parity", "boundary-after", "pay-to-asset"]),
    ("permit2", &["eip55", "compact", "high-s", "self-payment", "pay-to-asset", "overpayment", "untagged-method"]),
    ("upto", &["eip55", "compact", "high-s", "self-payment", "pay-to-asset", "overpayment", "upto-in-v1"]),
    ("solana", &["no-memo", "high-limit", "trailing-data", "extra-accounts", "units-short", "zero-amount"]),
];

/// A flag that is never or always raised; an absent list, or an empty one.
fn flags() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (mechanism, flags) in FLAGS {
        for flag in flags {
            mutants.push(of_mechanism(format!("verify/flags/{mechanism}/{flag}/never"), mechanism, move |result| {
                let flags = result.get_mut("flags")?;
                let Json::Array(found) = flags else { return None };
                found.retain(|found| found.as_text().as_deref() != Some(flag));
                Some(())
            }));
            mutants.push(of_mechanism(format!("verify/flags/{mechanism}/{flag}/always"), mechanism, move |result| {
                let Json::Array(found) = result.get_mut("flags")? else { return None };
                if !found.contains(&Json::text(flag)) {
                    found.push(Json::text(flag));
                }
                Some(())
            }));
        }
    }
    for part in parts() {
        let name = format!("verify/answers/{}/valid/flags/none", part.name());
        mutants.push(says(name, part, "valid", |result, _| result.set("flags", Json::Array(Vec::new()))));
        let name = format!("verify/answers/{}/valid/flags/missing", part.name());
        mutants.push(says(name, part, "valid", |result, _| result.remove("flags").map(drop)));
    }
    mutants
}

fn of_mechanism(
    name: String,
    mechanism: &'static str,
    edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static,
) -> Mutant {
    Mutant::own(name, OP, move |question| {
        let judged = question.judged()?;
        if judged.part.mechanism.as_str() != mechanism || judged.verdict != "valid" {
            return None;
        }
        result_of(&question.result()?.edited(&edit)?)
    })
}

/// Kinds of outstanding questions.
const OUTSTANDING: [(&str, &[&str]); 5] = [
    ("eip3009", &["token-domain", "balance", "authorization-unused", "account-code", "transfer"]),
    ("gateway", &["gateway-balance", "gateway-nonce"]),
    ("permit2", &["contract-code", "balance", "allowance", "permit-unused", "account-code", "settlement"]),
    ("upto", &["contract-code", "balance", "allowance", "permit-unused", "facilitator", "account-code", "settlement"]),
    ("solana", &["blockhash", "mint", "source", "destination", "simulation"]),
];

/// Kinds of questions that decide.
const NEEDS: [(&str, &[&str]); 5] = [
    ("gateway", &[]),
    ("eip3009", &["verifier", "account-code", "contract-signature", "counterfactual-signature"]),
    ("permit2", &["verifier", "account-code", "contract-signature", "counterfactual-signature", "token-permit"]),
    ("upto", &["account-code", "contract-signature", "counterfactual-signature", "facilitator", "token-permit"]),
    ("solana", &["lookup-tables", "smart-wallet", "multisig"]),
];

/// A question that is missing or has another name.
fn questions() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for part in parts() {
        let mechanism = part.mechanism.as_str();
        let tables = [("outstanding", "valid", OUTSTANDING), ("needs", "undecided", NEEDS)];
        let is_open = |verdict: &str| part.mechanism.may_be_undecided() || verdict != "undecided";
        for (member, verdict, table) in tables.into_iter().filter(|(_, verdict, _)| is_open(verdict)) {
            let kinds = table.iter().find(|(name, _)| *name == mechanism).map_or(&[][..], |(_, kinds)| kinds);
            // A payment of V1 brings no permit for a sponsor.
            for kind in kinds.iter().filter(|kind| part.version == 2 || **kind != "token-permit") {
                let name = format!("verify/answers/{}/{member}/{kind}/not-asked", part.name());
                mutants.push(says(name, part, verdict, move |result, _| {
                    let Json::Array(found) = result.get_mut(member)? else { return None };
                    found.retain(|found| found.text_at("kind").as_deref() != Some(kind));
                    Some(())
                }));
                let name = format!("verify/answers/{}/{member}/{kind}/of-another-name", part.name());
                mutants.push(says(name, part, verdict, move |result, _| {
                    for found in result.get_mut(member)?.elements_mut() {
                        if found.text_at("kind").as_deref() == Some(kind) {
                            found.set("kind", Json::text("question"))?;
                        }
                    }
                    Some(())
                }));
            }
            let name = format!("verify/answers/{}/{member}/missing", part.name());
            mutants.push(says(name, part, verdict, move |result, _| result.remove(member).map(drop)));
            let name = format!("verify/answers/{}/{member}/none", part.name());
            mutants.push(says(name, part, verdict, move |result, _| result.set(member, Json::Array(Vec::new()))));
        }
    }
    mutants
}

/// A wrapped signature of an account of which nothing is known, taken for that of a wallet that is not deployed (E-9).
fn undeployed() -> Vec<Mutant> {
    let asks_for_code = |part: &Part| part.mechanism != Mechanism::Solana && part.mechanism.may_be_undecided();
    let newer = parts().filter(|part| part.version == 2 && !part.settling && asks_for_code(part));
    let mutants = newer.map(|part| {
        let name = format!("verify/answers/{}/needs/account-code/of-an-undeployed-wallet", part.name());
        says(name, part, "undecided", |result, question| {
            let is_wrapped = question.input.text_at("payment.json.payload.signature")?.ends_with(&"6492".repeat(16));
            let found = result.get_mut("needs")?.elements_mut().first_mut()?;
            let is_about_code = found.text_at("kind").as_deref() == Some("account-code");
            if is_wrapped && is_about_code { found.set("kind", Json::text("counterfactual-signature")) } else { None }
        })
    });
    mutants.collect()
}

/// The members about a sponsor.
fn halves() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for verdict in ["valid", "invalid", "undecided"] {
        for half in ["sponsoring", "payment"] {
            for other in ["valid", "invalid", "undecided"] {
                if verdict != other {
                    let name = format!("verify/sponsor/solana/{half}/{verdict}-as-{other}");
                    mutants.push(Mutant::says(name, OP, move |result| {
                        let found = result.get_mut("sponsor")?.get_mut(half)?;
                        (found.as_text()? == verdict).then(|| *found = Json::text(other))
                    }));
                }
            }
        }
    }
    for member in ["extension", "spender", "amount", "deadline", "transaction"] {
        let name = format!("verify/sponsor/gas/{member}/missing");
        mutants.push(Mutant::says(name, OP, move |result| result.get_mut("gasSponsoring")?.remove(member).map(drop)));
    }
    for member in
        ["hash", "nonce", "gasLimit", "maxFeePerGas", "maxPriorityFeePerGas", "mostWei", "sponsoring", "payment"]
    {
        let name = format!("verify/sponsor/gas/transaction/{member}/missing");
        mutants.push(Mutant::says(name, OP, move |result| {
            result.get_mut("gasSponsoring.transaction")?.remove(member).map(drop)
        }));
        let name = format!("verify/sponsor/gas/transaction/{member}/zero");
        mutants.push(Mutant::says(name, OP, move |result| {
            result.get(&format!("gasSponsoring.transaction.{member}"))?;
            result.set(&format!("gasSponsoring.transaction.{member}"), Json::text("0"))
        }));
    }
    mutants
}
