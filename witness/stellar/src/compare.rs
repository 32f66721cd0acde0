//! Whether the host's answer is that of the vector.

use x402_conformance::vector::{Class, Vector};

use crate::{
    ledger::{MAX_ENTRY_TTL, Signers},
    question::{Nothing, Question, credentials},
    run::{Event, Success, enforced, recorded},
};

/// The result of a comparison with a vector.
pub(crate) enum Comparison {
    Confirms(&'static str),
    /// The host cannot see the fault, for this reason.
    Unseen(&'static str),
    NotRun(&'static str),
}
use Comparison::{Confirms, NotRun, Unseen};

/// The checks whose failure the host does not see, and why: it runs a call with its entries, and knows neither the offer nor the
/// transaction around the call. With each of them it has to pay.
const UNSEEN: [(&str, &str); 14] = [
    ("sponsored", "the offer is not in the transaction"),
    ("charge", "what is to be taken is not in the transaction"),
    ("transaction-source", "the facilitator's transaction has another source"),
    ("transaction-memo", "nodes and validators refuse a memo before the host runs"),
    ("payer-isolation", "the host does not know whose address it is"),
    ("facilitator-authorization", "the host ignores an entry that nothing asks for"),
    ("expiry-far", "the host does not know the offer's time"),
    ("sub-invocations", "the host ignores calls that nobody makes"),
    ("further-authorizations", "the host ignores an entry that nothing asks for"),
    ("policy", "a policy is the server's own"),
    ("simulation", "the simulation of the facts says otherwise than this ledger"),
    ("sponsor-fee", "a policy is the server's own"),
    ("payload", "the host gets the bytes and not their text"),
    ("decode", "the host gets the bytes and not their text"),
];

/// Single vectors of which the host says otherwise, by the beginning of the title: whether it pays, and why that is no contradiction.
const EXPLAINED: [(&str, bool, &str); 11] = [
    ("the largest amount", false, "no trust line holds 2^127-1; another token may"),
    ("an amount beyond 64 bits", false, "no trust line holds 2^64; another token may"),
    (
        "in a token that nobody knows",
        false,
        "there is no such contract in this ledger; the open simulation asks for it",
    ),
    (
        "the token of the main network on the test network",
        false,
        "there is no such contract in this ledger; the open simulation asks for it",
    ),
    (
        "a contract that no table has",
        false,
        "there is no such contract in this ledger; the open simulation asks for it",
    ),
    (
        "credentials of arm 3",
        true,
        "the host takes credentials with delegates (CAP-71), which the document does not allow",
    ),
    (
        "credentials with delegates",
        true,
        "the host takes credentials with delegates (CAP-71), which the document does not allow",
    ),
    ("a further entry of the source account", true, "the host ignores an entry that nothing asks for"),
    ("version 2, and the policy wants version 1", true, "a policy is the server's own"),
    ("three ledgers are left, of three and the next", true, "a policy is the server's own"),
    ("the entry of another account is over", true, "the host ignores an entry that nothing asks for"),
];

/// Compares the answers with a vector. An error is a difference that nothing explains.
pub(crate) fn look(vector: &Vector) -> Result<Comparison, String> {
    let check = vector.expect.check.as_deref().unwrap_or_default();
    let question = match Question::of(vector) {
        Ok(question) => question,
        Err(Nothing::NotXdr) if check == "transaction" => return Ok(Confirms("refusal")),
        Err(Nothing::NoCall) if ["transaction", "operation"].contains(&check) => {
            return Ok(NotRun("there is no call of a contract"));
        }
        Err(Nothing::Other(why)) => return Ok(NotRun(why)),
        Err(Nothing::NotXdr | Nothing::NoCall) => return Err("there is no call of a contract".into()),
    };
    if check == "transaction" {
        return Ok(Unseen("size and depth are limits of this project, and nodes read more"));
    }
    if check == "offer" {
        return Ok(NotRun("the payment is for another offer"));
    }
    if question.price.is_none() {
        return Ok(NotRun("the offer names no addresses"));
    }
    let outcome = run_at_clock(&question)?;
    let is_paid = outcome.as_ref().is_ok_and(|success| pays(&question, success));
    let is_explained = |(title, pays, _): &&(&str, bool, &str)| vector.title.starts_with(title) && *pays == is_paid;
    if let Some((.., why)) = EXPLAINED.iter().find(is_explained) {
        return Ok(Unseen(why));
    }
    if outcome.as_ref().is_ok_and(|success| burns(&question, success)) {
        return match vector.expect.class {
            // The open simulation shows it, too.
            Class::Acceptable if has_flag(vector, "pay-to-issuer") => Ok(Confirms("a burn")),
            Class::Invalid if check == "policy" => Ok(Unseen("a policy is the server's own")),
            class => Err(format!("the token is burnt, and the vector is {class:?}")),
        };
    }
    match vector.expect.class {
        Class::Valid | Class::Acceptable => valid(&question, outcome, is_paid, is_disputed(vector)),
        Class::Invalid => match (UNSEEN.iter().find(|(name, _)| *name == check), is_paid) {
            (Some((_, why)), true) => Ok(Unseen(why)),
            (Some(_), false) if check == "expiry-far" && ends_too_late(&question) => Ok(Confirms("refusal")),
            (Some(_), false) => {
                contract_or(&question, &format!("which should not see {check}: {}", described(&outcome)))
            }
            (None, false) => Ok(Confirms(if outcome.is_ok() { "another effect" } else { "refusal" })),
            (None, true) => Err(format!("the host pays, in spite of {check}")),
        },
        Class::Undecided => undecided(&question, check, is_paid),
    }
}

/// Whether the payer's entry ends after all that the host keeps, whatever the offer's time is.
fn ends_too_late(question: &Question) -> bool {
    let ends = question.ledger.zip(question.credentials());
    ends.is_some_and(|(ledger, entry)| entry.signature_expiration_ledger > ledger.saturating_add(MAX_ENTRY_TTL))
}

/// Whether others may take what this project refuses.
fn is_disputed(vector: &Vector) -> bool {
    vector.expect.result.as_str().starts_with('[')
}

fn described(outcome: &Result<Success, String>) -> String {
    match outcome {
        Ok(success) => format!("{:?}", success.events),
        Err(error) => error.lines().next().unwrap_or_default().to_owned(),
    }
}

/// The outcome in the first ledger that can still take the payment.
fn run_at_clock(question: &Question) -> Result<Result<Success, String>, String> {
    let at = match (question.ledger, question.credentials()) {
        (Some(ledger), _) => ledger.checked_add(1).ok_or("there is no ledger after the last")?,
        (None, Some(credentials)) => credentials.signature_expiration_ledger,
        (None, None) => 1,
    };
    let ledger = question.ledger(None)?;
    Ok(enforced(&ledger, at, &question.call, &question.entries))
}

/// Whether the one event is the transfer that is asked for.
fn pays(question: &Question, success: &Success) -> bool {
    let price: Vec<&Event> = question.price.iter().collect();
    success.events.iter().collect::<Vec<_>>() == price
}

/// Whether the one event is that the asset's contract burns what its issuer gets (SEP-41).
fn burns(question: &Question, success: &Success) -> bool {
    match (&question.price, success.events.as_slice()) {
        (Some(price), [event]) => {
            let of_both = |event: &Event| (event.contract.clone(), event.from.clone(), event.amount.clone());
            event.name == "burn" && of_both(event) == of_both(price)
        }
        _ => false,
    }
}

fn has_flag(vector: &Vector, flag: &str) -> bool {
    let result: serde_json::Value = serde_json::from_str(vector.expect.result.as_str()).unwrap_or_default();
    result["flags"].as_array().is_some_and(|flags| flags.iter().any(|known| known == flag))
}

/// A payment that settles: it does so once, until its end, and a client would be asked for the entry that it has.
fn valid(
    question: &Question,
    outcome: Result<Success, String>,
    is_paid: bool,
    is_disputed: bool,
) -> Result<Comparison, String> {
    let success = match outcome {
        Ok(success) if is_paid => success,
        other => return contract_or(question, &described(&other)),
    };
    let credentials_of_payer = question.credentials().ok_or("the payer has no entry")?;
    let (nonce, end) = (credentials_of_payer.nonce, credentials_of_payer.signature_expiration_ledger);
    let ledger = question.ledger(None)?;
    let at = question.ledger.map_or(end, |ledger| ledger.saturating_add(1));
    let asked = recorded(&ledger, at, &question.call)?;
    let of_payer = question.entries.iter().find(|entry| credentials(entry).is_some_and(|it| it.nonce == nonce));
    let is_asked = asked.len() == 1
        && asked.iter().all(|entry| Some(&entry.root_invocation) == of_payer.map(|entry| &entry.root_invocation));
    if !is_asked {
        return Err("a client is asked for another entry".into());
    }
    if enforced(&ledger, end, &question.call, &question.entries).is_err() {
        return Err("the host does not pay in the last ledger".into());
    }
    let late = end.checked_add(1).map(|late| enforced(&ledger, late, &question.call, &question.entries));
    if late.is_some_and(|late| late.is_ok()) {
        return Err("the host pays after the last ledger".into());
    }
    let mut after = ledger;
    after.apply(&success.changes)?;
    // With a second entry the host takes the other nonce.
    if !is_disputed && enforced(&after, at, &question.call, &question.entries).is_ok() {
        return Err("the host pays twice".into());
    }
    Ok(if is_disputed { Unseen("the host ignores an entry that nothing asks for") } else { Confirms("outcome") })
}

/// Contracts that pay are not in this ledger.
fn contract_or(question: &Question, why: &str) -> Result<Comparison, String> {
    if question.payer.as_ref().is_some_and(|payer| payer.starts_with('C')) {
        return Ok(Unseen("the code of the paying contract decides, and it is not in this ledger"));
    }
    Err(format!("the host does not pay: {why}"))
}

/// Both answers to the open question lead to an outcome of their own.
fn undecided(question: &Question, check: &str, is_paid: bool) -> Result<Comparison, String> {
    let end = question.credentials().map_or(0, |credentials| credentials.signature_expiration_ledger);
    match check {
        "account-signers" => {
            let keys = question.signing_keys();
            let of_all = Signers { weights: keys.iter().map(|key| (*key, 1)).collect(), threshold: 0 };
            let at = question.ledger.unwrap_or_default().saturating_add(1);
            let with_all = enforced(&question.ledger(Some(&of_all))?, at, &question.call, &question.entries);
            match (is_paid, with_all.as_ref().is_ok_and(|success| pays(question, success))) {
                (false, true) => Ok(Confirms("both answers")),
                (by_key, all) => {
                    Err(format!("paid by its own key {by_key}, if all are signers {all}: {}", described(&with_all)))
                }
            }
        }
        "expired" => {
            let late = enforced(&question.ledger(None)?, end.saturating_add(1), &question.call, &question.entries);
            if is_paid && late.is_err() {
                Ok(Confirms("both answers"))
            } else {
                Err("the end makes no difference".into())
            }
        }
        "method" => Ok(Unseen("the host knows no scheme")),
        "simulation" if is_paid => Ok(Unseen("the host ignores an entry that nothing asks for")),
        "simulation" => contract_or(question, "an account pays"),
        other => Err(format!("no run decides {other}")),
    }
}
