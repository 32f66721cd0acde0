//! A fact more never turns `invalid` into anything else, and `valid` only into what the question that it answers was about.
//!
//! For every vector of `verify`, so for all schemes, phases and policies: what its facts say and, where they say nothing, one
//! of a few states that the chain may be in, told fact by fact in several orders.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json, value::RawValue};
use x402_laws::bounds::step;
use x402_operations::Answer;

use crate::files::vectors;

/// One in so many is tried by default.
const SAMPLED: usize = 4;

/// Something that is known besides: the member of the facts, what is added to it, and which kind of question it answers.
#[derive(Clone, Debug)]
struct Fact {
    member: &'static str,
    value: Value,
    answers: &'static str,
}

/// A state of the chain.
#[derive(Clone, Copy)]
struct World {
    code: &'static str,
    /// What the payer's contract says to whatever it is asked.
    accepts: bool,
    /// Whether the token takes a permit of which code and key say different things.
    takes: bool,
    allowance: &'static str,
    domain: (&'static str, &'static str),
    is_facilitator_known: bool,
    /// What a simulation shows of a transaction on Solana or Stellar.
    simulation: Simulated,
}

/// The result of a simulation.
#[derive(Clone, Copy)]
enum Simulated {
    Fails,
    /// It pays what is asked, and costs the fee.
    Pays,
    /// It pays, and costs the fee payer lamports besides.
    Drains,
    /// It pays, and less arrives.
    Keeps,
    /// It pays, and a delegate is set over an account that the fee payer owns.
    Encumbers,
    /// It pays nobody.
    Nothing,
}

const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

const WORLDS: [World; 6] = [
    World {
        code: "none",
        accepts: true,
        takes: true,
        allowance: "0",
        domain: ("USDC", "2"),
        is_facilitator_known: true,
        simulation: Simulated::Fails,
    },
    World {
        code: "none",
        accepts: true,
        takes: false,
        allowance: MAX,
        domain: ("USDC", "2"),
        is_facilitator_known: false,
        simulation: Simulated::Pays,
    },
    World {
        code: "some",
        accepts: true,
        takes: true,
        allowance: "9999",
        domain: ("USDC", "2"),
        is_facilitator_known: true,
        simulation: Simulated::Drains,
    },
    World {
        code: "some",
        accepts: false,
        takes: true,
        allowance: "10000",
        domain: ("USDC", "2"),
        is_facilitator_known: true,
        simulation: Simulated::Keeps,
    },
    World {
        code: "some",
        accepts: false,
        takes: false,
        allowance: "1",
        domain: ("USD Coin", "1"),
        is_facilitator_known: false,
        simulation: Simulated::Encumbers,
    },
    World {
        code: "none",
        accepts: false,
        takes: true,
        allowance: "10000",
        domain: ("USD Coin", "1"),
        is_facilitator_known: true,
        simulation: Simulated::Nothing,
    },
];

/// Members of the facts whose entries are known one by one, by key, and the questions that they answer.
const BY_KEY: [(&str, &str); 12] = [
    ("channels", "channel-state"),
    ("domainSeparators", "domain-separator"),
    ("dataFees", "data-fee"),
    ("accounts", "account-code"),
    ("tokenDomains", "domain-names"),
    ("lookupTables", "lookup-tables"),
    ("multisigs", "multisig"),
    ("simulations", "simulation"),
    ("stellarAccounts", "account"),
    ("stellarSimulations", "simulation"),
    ("xrplAccounts", "account"),
    ("xrplSimulations", "simulation"),
];
/// The member that is a clock, like the time: the law holds for one time.
const CLOCK: &str = "ledgers";
/// Those that are lists.
const LISTS: [(&str, &str); 3] =
    [("contractSignatures", "contract-signature"), ("tokenPermits", "token-permit"), ("allowances", "allowance")];

/// A verdict before a fact, and after it.
type Turn = (&'static str, &'static str);

/// What may become of a verdict.
const TURNS: [Turn; 7] = [
    ("undecided", "valid"),
    ("undecided", "invalid"),
    ("undecided", "undecided"),
    ("valid", "valid"),
    ("valid", "invalid"),
    ("valid", "undecided"),
    ("invalid", "invalid"),
];
/// What may become of it by a simulation.
const BY_SIMULATION: [Turn; 5] = [
    ("undecided", "valid"),
    ("undecided", "invalid"),
    ("valid", "valid"),
    ("valid", "invalid"),
    ("invalid", "invalid"),
];

fn is_seen(seen: &BTreeMap<(String, String), usize>, (was, is): Turn) -> bool {
    seen.contains_key(&(was.into(), is.into()))
}

fn is_often(seen: &BTreeMap<(String, String), usize>, (was, is): Turn) -> bool {
    seen.get(&(was.into(), is.into())).is_some_and(|count| *count > 100 / step(SAMPLED))
}

fn verify(question: &Value) -> Value {
    asked("verify", question)
}

fn asked(op: &str, question: &Value) -> Value {
    try_asked(op, question).unwrap_or_else(|| panic!("{op}: {question}"))
}

/// `None` if the question cannot be answered.
fn try_asked(op: &str, question: &Value) -> Option<Value> {
    let question: Box<RawValue> = serde_json::from_str(&question.to_string()).unwrap();
    match x402_operations::run(op, &question) {
        Answer::Result(result) => Some(serde_json::from_str(&result).unwrap()),
        Answer::Skipped(_) | Answer::Error(_) => None,
    }
}

/// The vector's question without facts, and its facts.
fn taken_apart(input: &Value) -> (Value, Vec<Fact>) {
    let mut bare = input.clone();
    let mut facts = bare.as_object_mut().unwrap().remove("facts").unwrap_or_default();
    if let Some(clock) = facts.as_object_mut().and_then(|facts| facts.remove(CLOCK)) {
        bare["facts"] = json!({CLOCK: clock});
    }
    let mut all = Vec::new();
    for (member, answers) in BY_KEY {
        let Some(entries) = facts[member].as_object() else { continue };
        // What is said of all accounts is corrected by what is said of one: no fact more, but another.
        if entries.contains_key("*") {
            all.push(Fact { member, value: facts[member].clone(), answers });
            continue;
        }
        for (key, value) in entries {
            all.push(Fact { member, value: json!({ key: value }), answers });
        }
    }
    for (member, answers) in LISTS {
        let Some(entries) = facts[member].as_array() else { continue };
        // So it is with what a contract says to all callers, and to one.
        let digests: BTreeSet<_> = entries.iter().filter_map(|entry| entry["digest"].as_str()).collect();
        if member == "contractSignatures" && digests.len() < entries.len() {
            all.push(Fact { member, value: facts[member].clone(), answers });
            continue;
        }
        for value in entries {
            all.push(Fact { member, value: json!([value]), answers });
        }
    }
    let known: BTreeSet<_> = BY_KEY.into_iter().chain(LISTS).map(|(member, _)| member).collect();
    let members = facts.as_object().into_iter().flatten();
    assert!(members.into_iter().all(|(member, _)| known.contains(member.as_str())), "{facts}");
    (bare, all)
}

fn with_facts<'a>(bare: &Value, facts: impl Iterator<Item = &'a Fact>) -> Value {
    let mut question = bare.clone();
    let mut members: BTreeMap<&str, Value> = BTreeMap::new();
    for Fact { member, value, .. } in facts {
        if *member == "facilitators" {
            question["facilitators"] = value.clone();
        } else if LISTS.iter().any(|(list, _)| list == member) {
            members
                .entry(member)
                .or_insert_with(|| json!([]))
                .as_array_mut()
                .unwrap()
                .extend(value.as_array().unwrap().clone());
        } else {
            let entry = members.entry(member).or_insert_with(|| Map::new().into());
            entry.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
        }
    }
    if let Some(clock) = bare["facts"].get(CLOCK) {
        members.insert(CLOCK, clock.clone());
    }
    question["facts"] = json!(members);
    question
}

/// What is true in the world of which the vector says nothing.
fn all_facts(bare: &Value, of_input: &[Fact], world: World) -> Vec<Fact> {
    let mut all = of_input.to_vec();
    let says = |member: &str| of_input.iter().any(|fact| fact.member == member);
    let permit = &bare["payment"]["json"]["payload"]["permit2Authorization"];
    let asset = &bare["offers"][0]["asset"];
    if !says("accounts") {
        // A policy that assumes plain accounts is wrong about others, and says so.
        let code = if bare["policy"]["assumePlainAccounts"] == true { "none" } else { world.code };
        all.push(Fact { member: "accounts", value: json!({"*": {"code": code}}), answers: "account-code" });
    }
    if let (false, Some(owner), Some(token)) = (says("allowances"), address(&permit["from"]), address(asset)) {
        let value = json!([{"token": token, "owner": owner, "amount": world.allowance}]);
        all.push(Fact { member: "allowances", value, answers: "allowance" });
    }
    if let (false, Some(token)) = (says("tokenDomains"), address(asset)) {
        let (name, version) = world.domain;
        let value = json!({token: {"name": name, "version": version}});
        all.push(Fact { member: "tokenDomains", value, answers: "domain-names" });
    }
    // Where nothing is taken nobody settles.
    let is_open = bare["facilitators"].is_null() && bare["phase"]["settle"]["amount"] != "0";
    if let (true, Some(facilitator)) = (is_open, address(&permit["witness"]["facilitator"])) {
        let other = "0x0000000000000000000000000000000000000001";
        let value = json!([if world.is_facilitator_known { facilitator } else { other }]);
        all.push(Fact { member: "facilitators", value, answers: "facilitator" });
    }
    all.extend(simulated(bare, world.simulation).filter(|_| !says("simulations")));
    all.extend(on_stellar(bare, of_input, world.simulation).filter(|_| !says("stellarSimulations")));
    // Both signatures of a payment with a permit.
    for _ in 0..2 {
        let answer = verify(&with_facts(bare, all.iter().filter(|fact| fact.answers != "allowance")));
        let question =
            answer["needs"].as_array().unwrap().iter().find(|question| question["kind"] == "contract-signature");
        let Some(rpc) = question.map(|question| &question["rpc"]) else { break };
        let data = rpc["params"][0]["data"].as_str().unwrap_or_default().strip_prefix("0x").unwrap();
        let length = usize::from_str_radix(&data[8 + 2 * 64 + 48..8 + 3 * 64], 16).unwrap();
        let (digest, signature) = (&data[8..72], &data[8 + 3 * 64..][..2 * length]);
        let value = json!([{
            "account": rpc["params"][0]["to"], "caller": rpc["params"][0]["from"],
            "digest": format!("0x{digest}"), "signature": format!("0x{signature}"), "valid": world.accepts,
        }]);
        all.push(Fact { member: "contractSignatures", value, answers: "contract-signature" });
    }
    let answer = verify(&with_facts(bare, all.iter().filter(|fact| fact.answers != "allowance")));
    let asks = answer["needs"].as_array().unwrap().iter().any(|question| question["kind"] == "token-permit");
    if let (true, Some(token)) = (asks && !says("tokenPermits"), address(asset)) {
        let question = json!({"payment": bare["payment"], "offer": bare["offers"][0]});
        let digest = &asked("digest", &question)["permit"]["digest"];
        let signature = &bare["payment"]["json"]["extensions"]["eip2612GasSponsoring"]["info"]["signature"];
        let value = json!([{"token": token, "digest": digest, "signature": signature, "taken": world.takes}]);
        all.push(Fact { member: "tokenPermits", value, answers: "token-permit" });
    }
    all
}

/// The simulation of the payment's transaction, as far as its offer can be read.
fn simulated(bare: &Value, simulation: Simulated) -> Option<Fact> {
    let offer = &bare["offers"][0];
    let (mint, fee_payer) = (offer["asset"].as_str()?, offer["extra"]["feePayer"].as_str()?);
    let digest = try_asked("digest", &json!({"payment": bare["payment"], "offer": offer}))?;
    let message = digest["digest"].as_str()?;
    let program = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
    let account = |owner: &str| {
        let derived = try_asked("ata", &json!({"owner": owner, "mint": mint, "program": program}))?;
        Some(derived["address"].as_str()?.to_owned())
    };
    let (pay_to, of_input) = (account(offer["payTo"].as_str()?)?, account(fee_payer)?);
    let amount = offer["amount"].as_str().or_else(|| offer["maxAmountRequired"].as_str())?;
    let amount = amount.parse::<u64>().ok()?.to_string();
    // Any account may be the wallet's.
    let wallet = "FuWDKDYbDow2aaQEP9eQtpsY8Ttj1Vq7WFuDYPnYZXCj";
    let transfer = json!({
        "program": program, "source": wallet, "mint": mint, "destination": pay_to, "authority": wallet, "amount": amount,
    });
    let pays = json!({"feePayerLost": "5000", "transfers": [transfer]});
    let with = |member: &str, value: Value| {
        let mut pays = pays.clone();
        pays[member] = value;
        pays
    };
    let call = json!({"program": program, "name": "approve", "accounts": [of_input, wallet, wallet]});
    let shown = match simulation {
        Simulated::Fails => Value::Null,
        Simulated::Pays => pays,
        Simulated::Drains => with("feePayerLost", "18446744073709551615".into()),
        Simulated::Keeps => with("received", json!({})),
        Simulated::Encumbers => with("otherCalls", json!([call])),
        Simulated::Nothing => with("transfers", json!([])),
    };
    Some(Fact { member: "simulations", value: json!({message: shown}), answers: "simulation" })
}

/// The same of a transaction on Stellar.
fn on_stellar(bare: &Value, of_input: &[Fact], simulation: Simulated) -> Option<Fact> {
    let offer = &bare["offers"][0];
    if !offer["network"].as_str()?.starts_with("stellar:") {
        return None;
    }
    let digest = try_asked("digest", &json!({"payment": bare["payment"], "offer": offer}))?;
    let payer = verify(bare)["payer"].as_str()?.to_owned();
    let transfer = json!({"asset": offer["asset"], "from": payer, "to": offer["payTo"], "amount": offer["amount"]});
    // No simulation succeeds that the account's signers do not allow.
    let is_refused = verify(&with_facts(bare, of_input.iter()))["check"] == "account-signers";
    let transfers = match simulation {
        _ if is_refused => Value::Null,
        Simulated::Fails => Value::Null,
        Simulated::Pays => json!({"transfers": [transfer]}),
        Simulated::Drains | Simulated::Keeps => json!({"transfers": [transfer, transfer]}),
        Simulated::Encumbers => {
            let events = json!([{"contract": offer["asset"], "name": "approve"}]);
            json!({"transfers": [transfer], "otherEvents": events})
        }
        Simulated::Nothing => json!({"transfers": []}),
    };
    Some(Fact {
        member: "stellarSimulations",
        value: json!({digest["digest"].as_str()?: transfers}),
        answers: "simulation",
    })
}

/// One that can be a fact's: not of Solana, and with all its digits.
fn address(value: &Value) -> Option<&str> {
    let is_one =
        |text: &&str| text.len() == 42 && text.starts_with("0x") && text[2..].bytes().all(|c| c.is_ascii_hexdigit());
    value.as_str().filter(is_one)
}

fn law(id: &str, before: &Value, after: &Value, fact: &Fact) -> Result<(), String> {
    let kinds = |answer: &Value, list: &str| -> BTreeSet<String> {
        let kinds =
            answer[list].as_array().unwrap().iter().map(|question| question["kind"].as_str().unwrap().to_owned());
        kinds.collect()
    };
    match (before["verdict"].as_str().unwrap(), after["verdict"].as_str().unwrap()) {
        ("undecided", _) | ("valid", "valid") | ("invalid", "invalid") => Ok(()),
        ("valid", _) if kinds(before, "outstanding").contains(fact.answers) => Ok(()),
        // The same question, once the names are known.
        ("valid", _) if fact.answers == "domain-separator" && kinds(before, "outstanding").contains("token-domain") => {
            Ok(())
        }
        // It asks for the authority's account as well, which may be a multisig.
        ("valid", _) if fact.answers == "multisig" && kinds(before, "outstanding").contains("source") => Ok(()),
        (was, is) => Err(format!("{id}: {fact:?} turns {was} into {is} ({} {})", before["check"], after["check"])),
    }
}

#[test]
fn no_fact_turns_a_verdict_round() {
    let mut broken = Vec::new();
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut by_simulation = seen.clone();
    let vectors = vectors().iter().filter(|vector| vector.op == "verify");
    // One sample, and others as long as it lacks a turn. Together they are everything.
    for draw in 0..step(SAMPLED) {
        if TURNS.into_iter().all(|turn| is_often(&seen, turn))
            && BY_SIMULATION.into_iter().all(|turn| is_seen(&by_simulation, turn))
        {
            break;
        }
        for (number, vector) in vectors.clone().enumerate() {
            let Ok(input) = serde_json::from_str::<Value>(vector.input.as_str()) else { continue };
            let (bare, of_input) = taken_apart(&input);
            let is_permit2 = bare["payment"]["json"]["payload"]["permit2Authorization"].is_object();
            for (at, world) in WORLDS.into_iter().enumerate() {
                // Each is in some of the states, and its neighbours in others; where more can be known, in more.
                let one_in = if is_permit2 { 8 } else { 24 };
                if (number + at) % (step(SAMPLED) * one_in) != draw * one_in {
                    continue;
                }
                let all = all_facts(&bare, &of_input, world);
                let mut known: BTreeMap<BTreeSet<usize>, Value> = BTreeMap::new();
                let mut answer = |set: &BTreeSet<usize>| {
                    let facts = set.iter().filter_map(|index| all.get(*index));
                    known.entry(set.clone()).or_insert_with(|| verify(&with_facts(&bare, facts))).clone()
                };
                // In their order and the other way round, or from the middle on and the other way round.
                for order in 0..2 {
                    let mut indices: Vec<usize> = (0..all.len()).collect();
                    if at % 2 == 1 {
                        indices.rotate_left(all.len() / 2);
                    }
                    if order == 1 {
                        indices.reverse();
                    }
                    let mut set = BTreeSet::new();
                    for index in indices {
                        let before = answer(&set);
                        set.insert(index);
                        let after = answer(&set);
                        broken.extend(law(&vector.id, &before, &after, &all[index]).err());
                        let verdict = |answer: &Value| answer["verdict"].as_str().unwrap().to_owned();
                        let turn = (verdict(&before), verdict(&after));
                        if all[index].answers == "simulation" {
                            *by_simulation.entry(turn.clone()).or_default() += 1;
                        }
                        *seen.entry(turn).or_default() += 1;
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} are broken, of them\n{}", broken.len(), broken[..broken.len().min(20)].join("\n"));
    // It was put to the test: everything that may become of a verdict became of some.
    for turn in TURNS {
        assert!(is_often(&seen, turn), "{turn:?}: {seen:?}");
    }
    for turn in BY_SIMULATION {
        assert!(is_seen(&by_simulation, turn), "{turn:?}: {by_simulation:?}");
    }
}
