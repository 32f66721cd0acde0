//! The members of an answer of `verify` that follow from the question and the expectation, by rules that are the
//! same for all vectors: the payer, the replay key, the offer, and the kinds of questions. If an implementation has
//! the right verdict with another value of such a member, any vector finds it, and not only those about that
//! member.

use crate::vector::{Class, Vector, Witness};
use serde_json::{Map, Value, json};

use crate::{vector::Raw, witness::agrees, witnessed::Known};

/// If one of these checks decides, the payer or the matching offer is unknown.
const NOBODYS: [&str; 21] = [
    "decode",
    "offer",
    "method",
    "flow",
    "payload",
    "transaction",
    "transaction-type",
    "network",
    "asset",
    "runtime-rules",
    "lookup-tables",
    "asset-address",
    "pay-to-address",
    "programs",
    "transfer",
    "operation",
    "transfer-function",
    "payer-form",
    "authorizations",
    "credentials",
    "payer-authorization",
];

/// Completes vectors of `digest` and `replay-key` with everything that the first witness computed and the vector does
/// not state. Other witnesses are compared with the result. The values of witnesses that did not run are kept.
pub(crate) fn complete_members(vector: &mut Vector, known: &Known<'_>) {
    if vector.expect.class == Class::Invalid {
        return;
    }
    let Ok(Value::Object(mut result)) = serde_json::from_str(vector.expect.result.as_str()) else { return };
    let names: &[&str] = match vector.op.as_str() {
        "digest" => &[
            "domainSeparator",
            "structHash",
            "digest",
            "signer",
            "signers",
            "hash",
            "networkId",
            "preimage",
            "permit",
            "approval",
            "channelId",
            "voucher",
            "deposit",
            "rows",
            "batch",
            "refund",
        ],
        "replay-key" => &["replayKey"],
        _ => return,
    };
    let stated = result.clone();
    for name in names {
        if let Some(found) = known.findings.first(vector, name) {
            match (result.get_mut(*name), found) {
                (None, found) if !["permit", "approval"].contains(name) => {
                    result.insert((*name).into(), found.clone());
                }
                // A signature that no key can have made is refused, but the hashes exist.
                (Some(Value::Object(members)), Value::Object(found))
                    if *name == "permit" || !found.contains_key("refused") =>
                {
                    members.extend(found.clone().into_iter().filter(|(name, _)| name != "refused"));
                }
                _ => {}
            }
        }
        // If the witnesses that ran compute a different value, that is what the vector is compared with.
        let is_computed = result.get(*name) != stated.get(*name);
        if let Some(kept) = known.kept(name).filter(|kept| !is_computed || agrees(&result[*name], kept)) {
            result.insert((*name).into(), kept);
        }
    }
    vector.expect.derived = result.keys().filter(|name| result.get(*name) != stated.get(*name)).cloned().collect();
    vector.expect.result = Raw::from(&Value::Object(result));
}

/// Adds the members that the vector does not state, and names the witness that has just computed them.
pub(crate) fn complete(vector: &mut Vector, known: &Known<'_>) -> Option<Witness> {
    let Ok(Value::Object(mut result)) = serde_json::from_str(vector.expect.result.as_str()) else { return None };
    let input: Value = serde_json::from_str(vector.input.as_str()).ok()?;
    let check = vector.expect.check.as_deref().unwrap_or_default();
    let has_payer = !NOBODYS.contains(&check);
    let computed = known.findings.identity(vector).filter(|_| has_payer);
    let by = computed.map(|(by, ..)| by.to_owned());
    let identity = match computed {
        Some((_, payer, replay_key)) => Some((payer.to_owned(), replay_key.to_owned())),
        None => known.kept_identity().filter(|_| has_payer),
    };
    let has_identity = identity.is_some();
    let stated = result.clone();
    if let Some((payer, replay_key)) = identity {
        add(&mut result, "payer", payer.into());
        add(&mut result, "replayKey", replay_key.into());
        if input["offers"].as_array().is_some_and(|offers| offers.len() == 1) {
            add(&mut result, "offer", 0.into());
        }
    }
    let paid =
        result.get("offer").and_then(Value::as_u64).and_then(|index| input["offers"].get(usize::try_from(index).ok()?));
    // The message alone does not show what a smart wallet transfers.
    let is_simulated = input["facts"].get("simulations").is_some();
    let transfer_key = known.findings.first(vector, "transferKey").cloned().or_else(|| known.kept("transferKey"));
    if let Some(key) = transfer_key.filter(|_| has_identity && !is_simulated) {
        add(&mut result, "transferKey", key);
    }
    match vector.expect.class {
        Class::Undecided => {
            if let Some(kind) = need(check, &vector.flags) {
                add(&mut result, "needs", json!([kind]));
            }
        }
        Class::Valid => {
            if let Some(kinds) = paid.and_then(|offer| outstanding(&input, offer)) {
                add(&mut result, "outstanding", kinds.into());
            }
            // A payment with a flag is acceptable, or states the flag. Solana's runtime accepted many of `chain-solana` with one.
            if payment(&input).is_some() && !vector.id.starts_with("chain-solana") {
                add(&mut result, "flags", json!([]));
            }
        }
        Class::Invalid | Class::Acceptable => {}
    }
    let confirms = ["payer", "replayKey", "transferKey"].iter().filter(|name| result.contains_key(**name));
    let confirms: Vec<String> = confirms.map(|name| (*name).to_owned()).collect();
    let witness = by.map(|by| Witness { by, confirms });
    vector.expect.derived = result.keys().filter(|name| !stated.contains_key(*name)).cloned().collect();
    vector.expect.result = Raw::from(&Value::Object(result));
    witness.filter(|_| vector.expect.derived.iter().any(|name| name == "replayKey"))
}

/// Adds a member that the vector does not state.
fn add(result: &mut Map<String, Value>, name: &str, value: Value) {
    result.entry(name).or_insert(value);
}

/// The question if this check leaves the verdict open (`docs/reference/operations`, kinds of need).
fn need(check: &str, flags: &[String]) -> Option<&'static str> {
    let is_wrapped = flags.iter().any(|flag| flag == "counterfactual");
    Some(match check {
        "method" | "flow" => "verifier",
        "transaction-version" => "transaction-version",
        "domain" => "domain-names",
        "facilitator" => "facilitator",
        "lookup-tables" => "lookup-tables",
        "programs" => "smart-wallet",
        "authority" | "signers" => "multisig",
        "contract-signature" => "contract-signature",
        "signature-form" if is_wrapped => return None,
        "signature-form" | "signature-range" | "signature-low-s" | "signer" => "account-code",
        _ => return None,
    })
}

/// The questions that are worth asking before a valid payment for this offer is settled (`docs/reference/operations`).
/// `None` if a member of the question changes them.
fn outstanding(input: &Value, offer: &Value) -> Option<Vec<&'static str>> {
    let payload = payment(input)?.get("payload")?;
    if offer["network"].as_str().is_some_and(|network| network.starts_with("stellar:")) {
        // What the facts tell is not asked, if they are about this payment.
        let has_facts = ["stellarAccounts", "stellarSimulations"].iter().any(|fact| input["facts"].get(fact).is_some());
        return (!has_facts).then(|| vec!["account", "simulation", "nonce-unused"]);
    }
    if offer["network"].as_str().is_some_and(|network| network.starts_with("xrpl:")) {
        let has_facts = ["xrplAccounts", "xrplSimulations"].iter().any(|fact| input["facts"].get(fact).is_some());
        let of_payer = &payment(input)?["accepted"]["extra"]["assetTransferMethod"];
        let by_ticket =
            [of_payer, &offer["extra"]["assetTransferMethod"]].iter().any(|method| *method == "ticketSequence");
        let all = ["account", "ticket", "simulation", "unused"];
        return (!has_facts).then(|| all.into_iter().filter(|kind| by_ticket || *kind != "ticket").collect());
    }
    // Depends on the channel, so each vector states them.
    if offer["scheme"] == "batch-settlement" {
        return None;
    }
    if payload.get("transaction").is_some() {
        // The simulation of a smart wallet's transaction has decided this already. Other vectors with one say what is left.
        let is_simulated = input["facts"].get("simulations").is_some();
        let all = ["blockhash", "mint", "source", "destination", "simulation"];
        return Some(
            all.into_iter().filter(|kind| !is_simulated || !["source", "simulation"].contains(kind)).collect(),
        );
    }
    let takes_nothing = input["phase"]["settle"]["amount"] == "0";
    let is_sponsored = payment(input).is_some_and(|payment| payment.contains_key("extensions"));
    let knows = |fact: &str| input["facts"].get(fact).is_some();
    if takes_nothing || is_sponsored || knows("allowances") {
        return None;
    }
    let mut kinds = if payload.get("permit2Authorization").is_some() {
        vec!["contract-code", "balance", "allowance", "permit-unused", "settlement"]
    } else {
        vec!["token-domain", "balance", "authorization-unused", "transfer"]
    };
    // The token has stated its domain.
    if knows("domainSeparators") {
        kinds.retain(|kind| *kind != "token-domain");
    }
    if !knows("accounts") && input["policy"].is_null() {
        kinds.push("account-code");
    }
    if offer["scheme"] == "upto" && input["facilitators"].is_null() {
        kinds.push("facilitator");
    }
    Some(kinds)
}

fn payment(input: &Value) -> Option<&Map<String, Value>> {
    input["payment"]["json"].as_object()
}
