//! Rows 154 and 155 of the catalogue: payments by Permit2 whose approval a sponsor pays for, by an EIP-2612 permit.

mod allowance;
mod answered;
mod signatures;
mod sponsored;
mod terms;
mod token_permits;

use serde_json::{Value, json};

use self::sponsored::{MAX, PARENT, Permit, exact, signed, sponsored};
use crate::{
    callers,
    case::Case,
    draft::Draft,
    permit::{REPLAY_KEY, allowance},
    sign::SIGNER,
};

pub(crate) fn drafts() -> Vec<Draft> {
    [
        base(),
        terms::drafts(),
        terms::changed(),
        signatures::drafts(),
        allowance::drafts(),
        answered::drafts(),
        token_permits::drafts(),
        upto(),
        callers::eip2612(&paid()),
    ]
    .into_iter()
    .flatten()
    .chain(answered::printed())
    .flat_map(|draft| draft.unless_allowed(number_of_twin, &allowance("4")))
    .map(|draft| draft.no_witness("the libraries hash what is signed, and this is decided before"))
    .collect()
}

/// For an undecided vector, the number of its twin in which the allowance is known to be too small.
fn number_of_twin(id: &str) -> String {
    let number = id.strip_prefix("eip2612-").expect("an id of ours");
    let (digits, rest) = number.split_at(4);
    let twin = match digits.parse::<u16>().expect("four digits") {
        154 => 691,
        155 => 692,
        601 => 693,
        604 => 644,
        number @ 670..=674 => number + 5,
        number @ 830..=839 => number + 10,
        number @ 500..=540 => number + 150,
        other => unreachable!("{other} has no twin"),
    };
    format!("eip2612-{twin:04}{rest}")
}

/// A payment with a permit, as the official clients sign it.
pub(crate) fn paid() -> Case {
    exact(&Permit::new().info())
}

/// The questions that are left. For the chain only the permit takes the place of the allowance.
fn left(more: &[&str]) -> Value {
    let kinds: Vec<&str> = ["contract-code", "balance", "token-domain", "permit-nonce", "permit-unused"]
        .into_iter()
        .chain(more.iter().copied())
        .chain(["settlement"])
        .collect();
    json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY, "flags": [], "outstanding": kinds,
    })
}

fn base() -> Vec<Draft> {
    vec![
        paid()
            .valid("0154a", "a permit for just what the payment permits, until the payment's deadline", SIGNER)
            .result(&left(&[]))
            .comment("As the official clients sign it. Whether the permit's nonce is the next, the token knows.")
            .rulings(&["P-5", "E-11"])
            .requirements(&[
                "EIP2612-required-01",
                "EIP2612-usage-01",
                "EIP2612-example-02",
                "EIP2612-verify-01",
                "EIP2612-verify-03",
                "EVM-2-phase3-06",
            ]),
        signed(|permit| permit.amount = MAX)
            .invalid("0154", "a permit for 2^256-1, as the extension's document shows it", "permit-amount")
            .comment("Both proxies refuse every amount but the permitted one, before all else.")
            .child_of(PARENT, "extensions.eip2612GasSponsoring.info.amount", "10000", MAX),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-5"]))
    .collect()
}

/// The proxy of `upto` has the same rules, and moves at most what is permitted.
fn upto() -> Vec<Draft> {
    let upto = |change: fn(&mut Permit)| sponsored(Case::upto(), &Permit::new().with(change).info());
    let settling = |amount: &str, change: fn(&mut Permit)| {
        upto(change).more(&format!(r#","phase":{{"settle":{{"amount":"{amount}"}}}}"#))
    };
    vec![
        upto(|_| {})
            .valid("0154b", "upto: a permit for just what the payment permits", SIGNER)
            .result(&left(&["facilitator"]))
            .requirements(&["UPTOEVM-1-phase3-07"]),
        upto(|permit| permit.amount = MAX).invalid("0154c", "upto: a permit for 2^256-1", "permit-amount"),
        settling("5", |_| {}).valid("0154d", "upto: 5 of what both permit are to be settled", SIGNER),
        settling("5", |permit| permit.amount = "5").invalid(
            "0154e",
            "upto: 5 are to be settled, and the permit is for no more",
            "permit-amount",
        ),
        upto(|permit| permit.spender = crate::permit::UPTO_PROXY).invalid(
            "0154f",
            "upto: the permit allows the proxy",
            "permit-spender",
        ),
        upto(|permit| permit.name = "USD Coin").invalid(
            "0154g",
            "upto: the permit is signed in another domain",
            "permit-signature",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-5"]))
    .collect()
}
