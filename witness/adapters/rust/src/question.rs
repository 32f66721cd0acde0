//! A question of `verify`, and how a verdict is made of the answers in each state of the chain (`verdict.mjs`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::answer::Skipped;
use crate::chain::{State, World};
use crate::member::{list, text};

/// A facilitator's answer about a payment: the payer, and the matching offer.
pub enum Outcome {
    Valid { offer: usize, payer: String },
    Invalid(String),
}

/// The margin in the code of both packages, in seconds.
const MARGIN: u64 = 6;
/// The settler if nobody names one: a public development key.
const SETTLER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/// The header as given, or the one that a client would send.
fn header_of(payment: &Value) -> Result<String, Skipped> {
    if let Some(header) = payment.get("header") {
        return Ok(text(header, "value").to_owned());
    }
    let raw = if let Some(text) = payment.get("text") {
        text.as_str().unwrap_or_default().as_bytes().to_vec()
    } else if let Some(bytes) = payment.get("bytes") {
        bytes_of(bytes.as_str().unwrap_or_default())
    } else if let Some(json) = payment.get("json") {
        json.to_string().into_bytes()
    } else {
        return Err(Skipped("several headers are not for this package to choose from".into()));
    };
    Ok(STANDARD.encode(raw))
}

/// The content of a header; null if it cannot be read.
fn message_of(header: &str) -> Value {
    STANDARD.decode(header).ok().and_then(|raw| serde_json::from_slice(&raw).ok()).unwrap_or(Value::Null)
}

/// An extension that the package lacks. Payments with this extension are skipped.
pub fn without(extension: &str, input: &Value) -> Result<(), Skipped> {
    if message_of(&header_of(&input["payment"])?)["extensions"].get(extension).is_some() {
        return Err(Skipped(format!("the package does not have the extension {extension}")));
    }
    Ok(())
}

/// Asks `verify_in` in each state of the chain that the facts leave open.
pub fn verify(input: &Value, verify_in: impl Fn(&str, &Value, &World) -> Outcome) -> Result<Value, Skipped> {
    let known =
        ["payment", "offers", "now", "profile", "facts", "policy", "declaredExtensions", "facilitators", "phase"];
    only(input, &known, "input")?;
    let facts = input.get("facts").cloned().unwrap_or_else(|| json!({}));
    only(&facts, &["accounts", "allowances", "contractSignatures", "tokenDomains", "lookupTables"], "input.facts")?;
    if list(&facts, "contractSignatures").iter().any(|fact| fact.get("caller").is_some()) {
        return Err(Skipped("a contract that looks at its caller: the package asks in nobody's name".into()));
    }
    if input["profile"] == "lenient" {
        return Err(Skipped("the package has one profile, and no lenient one".into()));
    }
    if input.get("phase").is_some_and(|phase| phase != "verify") {
        return Err(Skipped("settlement waits for a receipt of a node, which nobody makes up here".into()));
    }
    let header = header_of(&input["payment"])?;
    let message = message_of(&header);
    if message["payload"].get("delegationManager").is_some() && message["payload"].get("authorization").is_none() {
        return Err(Skipped("payload.delegationManager: this package's facilitator is not asked about it".into()));
    }
    check_policy(input, &message)?;
    crate::clock::set(input["now"].as_i64().unwrap_or_default());
    let mut outcomes = Vec::new();
    for state in states(input, &facts, &message) {
        for guess in [false, true] {
            let world = World::new(&facts, &input["offers"], &message, state.clone(), guess);
            let outcome = verify_in(&header, input, &world);
            if world.notes().unheard {
                return Err(Skipped("the package asks the chain what no fact of a vector can say".into()));
            }
            let was_guessed = world.notes().guessed;
            outcomes.push((world, outcome));
            if !was_guessed {
                break;
            }
        }
    }
    Ok(combine(&outcomes))
}

/// If all states agree, that is the answer. If all usual states are valid, and nobody knows whether it is another one, the
/// payment is valid (E-8, P-4). Otherwise the chain decides.
fn combine(outcomes: &[(World, Outcome)]) -> Value {
    let is_valid = |outcome: &Outcome| matches!(outcome, Outcome::Valid { .. });
    let usual: Vec<_> = outcomes.iter().filter(|(world, _)| world.state.is_usual).collect();
    let first = is_valid(&outcomes[0].1);
    let undecided = outcomes.iter().any(|(world, _)| world.notes().unknown)
        || outcomes.iter().any(|(_, outcome)| is_valid(outcome) != first);
    let all = !usual.is_empty() && usual.iter().all(|(_, outcome)| is_valid(outcome));
    match &outcomes[0].1 {
        Outcome::Valid { offer, payer } if all && (usual.len() < outcomes.len() || !undecided) => {
            json!({ "verdict": "valid", "offer": offer, "payer": payer })
        }
        _ if undecided => json!({ "verdict": "undecided" }),
        Outcome::Invalid(reason) => json!({ "verdict": "invalid", "reason": reason }),
        Outcome::Valid { .. } => json!({ "verdict": "invalid" }),
    }
}

/// The states that the facts leave open, the usual ones first.
fn states(input: &Value, facts: &Value, message: &Value) -> Vec<State> {
    let mut states = Vec::new();
    for (code, code_is_usual) in codes(facts, message) {
        for (owners, owners_are_usual) in owners(input, message) {
            states.push(State { code: code.clone(), owners, is_usual: code_is_usual && owners_are_usual });
        }
    }
    states
}

/// The possible codes of the payer: the fact's, or else none, which is usual, and some.
fn codes(facts: &Value, message: &Value) -> Vec<(Vec<u8>, bool)> {
    let payload = &message["payload"];
    if payload.get("transaction").is_some() {
        return vec![(Vec::new(), true)];
    }
    let signed = payload.get("authorization").or_else(|| payload.get("permit2Authorization"));
    let payer = signed.map_or("", |signed| text(signed, "from")).to_lowercase();
    let accounts = facts["accounts"].as_object();
    let fact = accounts.and_then(|accounts| {
        let of_payer = accounts.iter().find(|(who, _)| who.to_lowercase() == payer).map(|(_, fact)| fact);
        of_payer.or_else(|| accounts.get("*"))
    });
    match fact.and_then(|fact| fact["code"].as_str()) {
        None => vec![(Vec::new(), true), (vec![0x60], false)],
        Some("none") => vec![(Vec::new(), true)],
        Some("some") => vec![(vec![0x60], true)],
        Some(code) => vec![(bytes_of(code), true)],
    }
}

/// The addresses of the facilitator: those given, or else those that the offer names, which is usual, or others.
fn owners(input: &Value, message: &Value) -> Vec<(Vec<String>, bool)> {
    let is_solana = message["payload"].get("transaction").is_some();
    if let Some(addresses) = input.get("facilitators").and_then(Value::as_array) {
        let facilitators =
            addresses.iter().filter_map(Value::as_str).filter(|address| address.starts_with("0x") != is_solana);
        let facilitators: Vec<_> = facilitators.map(str::to_owned).collect();
        // Neither package has facilitators without an address.
        return vec![(if facilitators.is_empty() { vec![SETTLER.to_owned()] } else { facilitators }, true)];
    }
    let extra = &input["offers"][0]["extra"];
    if is_solana {
        return vec![(vec![extra["feePayer"].as_str().unwrap_or(SETTLER).to_owned()], true)];
    }
    let Some(signed) = message["payload"]["permit2Authorization"]["witness"]["facilitator"].as_str() else {
        return vec![(vec![SETTLER.to_owned()], true)];
    };
    let named = extra["facilitatorAddress"].as_str();
    let mut owners: Vec<_> = named.map(|named| (vec![named.to_owned()], true)).into_iter().collect();
    // The zero address belongs to nobody.
    let others = [signed, SETTLER]
        .into_iter()
        .filter(|other| Some(*other) != named && !other.trim_matches(['0', 'x']).is_empty());
    owners.extend(others.map(|other| (vec![other.to_owned()], false)));
    owners
}

/// The packages have few settings. A margin that makes no difference at this time is allowed.
fn check_policy(input: &Value, message: &Value) -> Result<(), Skipped> {
    let policy = &input["policy"];
    only(policy, &["preset", "expiryMargin"], "input.policy")?;
    if let Some(preset) = policy.get("preset").filter(|preset| *preset != "default") {
        return Err(Skipped(format!("the policy {preset} is not this package's")));
    }
    let Some(margin) = policy["expiryMargin"].as_u64() else {
        return Ok(());
    };
    let now = input["now"].as_i64().unwrap_or_default();
    let permit = &message["extensions"]["eip2612GasSponsoring"]["info"]["deadline"];
    let ends = [
        (&message["payload"]["authorization"]["validBefore"], 1),
        (&message["payload"]["permit2Authorization"]["deadline"], 0),
        (permit, 0),
    ];
    for (last, least) in ends {
        let left = last.as_str().and_then(|last| last.parse::<i64>().ok()).map(|last| last.saturating_sub(now));
        if left.is_some_and(|left| left >= least && left < margin.max(MARGIN) as i64) {
            return Err(Skipped(format!(
                "the package wants {MARGIN} s to be left, and is not told another margin here"
            )));
        }
    }
    Ok(())
}

/// Questions by another implementation's rule are skipped.
pub fn is_known_rule(input: &Value) -> Result<(), Skipped> {
    only(input, &["version", "accepted", "offers", "rule"], "input")?;
    if input["version"] != 2 {
        return Err(Skipped("a V1 payment says nothing of what it accepted".into()));
    }
    match input["rule"].as_str() {
        None | Some("sdk") => Ok(()),
        Some(rule) => Err(Skipped(format!("the rule {rule} is another implementation's"))),
    }
}

/// Skips a question with an unknown member, because an ignored constraint would change the answer.
pub fn only(value: &Value, known: &[&str], path: &str) -> Result<(), Skipped> {
    let strange = value.as_object().and_then(|members| members.keys().find(|name| !known.contains(&name.as_str())));
    strange.map_or(Ok(()), |name| Err(Skipped(format!("{path}.{name} is not known here"))))
}

fn bytes_of(hex: &str) -> Vec<u8> {
    alloy_primitives::hex::decode(hex).unwrap_or_default()
}
