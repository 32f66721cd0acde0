//! Rows 154 and 155 of the catalogue: payments by Permit2 whose approval a sponsor pays for, by an EIP-2612 permit.

mod allowance;
mod answered;
mod signatures;
mod terms;
mod token_permits;

use serde_json::{Value, json};

use crate::{
    callers,
    case::Case,
    draft::Draft,
    permit::{REPLAY_KEY, TOKEN, allowance},
    sign::{SIGNER, TokenPermit, sign_token_permit},
};

const PERMIT2: &str = "0x000000000022D473030F116dDEE9F6B43aC78BA3";
const MAX: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const PARENT: &str = "eip2612-0154a";

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
        number @ 500..=540 => number + 150,
        other => unreachable!("{other} has no twin"),
    };
    format!("eip2612-{twin:04}{rest}")
}

/// The members of a permit, and the domain in which it is signed.
#[derive(Clone)]
struct Permit {
    from: &'static str,
    asset: &'static str,
    spender: &'static str,
    amount: &'static str,
    nonce: &'static str,
    deadline: String,
    name: &'static str,
    version: &'static str,
    chain_id: u64,
    contract: &'static str,
}

impl Permit {
    /// A permit as the official clients sign it: for the amount of the payment, until its deadline.
    fn new() -> Self {
        Self {
            from: SIGNER,
            asset: TOKEN,
            spender: PERMIT2,
            amount: "10000",
            nonce: "0",
            deadline: "1740672154".into(),
            name: "USDC",
            version: "2",
            chain_id: 84_532,
            contract: TOKEN,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The signature of 65 bytes, without `0x`.
    fn signature(&self) -> String {
        sign_token_permit(&TokenPermit {
            owner: self.from,
            spender: self.spender,
            value: self.amount,
            nonce: self.nonce,
            deadline: &self.deadline,
            name: self.name,
            version: self.version,
            chain_id: self.chain_id,
            contract: self.contract,
        })
    }

    fn info(&self) -> String {
        self.info_with(&self.signature())
    }

    fn info_with(&self, signature: &str) -> String {
        let Self { from, asset, spender, amount, nonce, deadline, .. } = self;
        format!(
            r#"{{"from":"{from}","asset":"{asset}","spender":"{spender}","amount":"{amount}","nonce":"{nonce}","deadline":"{deadline}","signature":"0x{signature}","version":"1"}}"#
        )
    }
}

/// A payment with this `info` of the extension. It becomes the last member, so that all others keep their places.
fn sponsored(case: Case, info: &str) -> Case {
    extended(case, &format!(r#"{{"eip2612GasSponsoring":{{"info":{info}}}}}"#))
}

fn extended(mut case: Case, extensions: &str) -> Case {
    let payment = case.payment.strip_suffix('}').expect("a payment of ours");
    case.payment = format!(r#"{payment},"extensions":{extensions}}}"#);
    case.in_group("eip2612")
}

fn exact(info: &str) -> Case {
    sponsored(Case::permit2(), info)
}

/// A payment with a permit, as the official clients sign it.
pub(crate) fn paid() -> Case {
    exact(&Permit::new().info())
}

fn signed(change: impl FnOnce(&mut Permit)) -> Case {
    exact(&Permit::new().with(change).info())
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
