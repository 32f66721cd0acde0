//! U-16: which offers with the name of the Gateway a buyer takes.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::{
    NAME, Row, Rows, TESTNET_WALLET,
    Verdict::{Answer, NotChosen},
    WALLET, base,
    offers::with_null_method,
};
use crate::{base::OFFER, base::V1_OFFER, permit::FACILITATOR};

/// Whether the buyer says that it has a balance.
type Balance = Option<bool>;

/// A demand of version 2.
fn demand(offers: &[Value]) -> Value {
    json!({"x402Version": 2, "accepts": offers})
}

/// A V1 demand with an offer that has the members of the Gateway, on a network of this name.
fn v1(network: &str, name: &str) -> Value {
    let mut offer: Value = serde_json::from_str(V1_OFFER).expect("JSON of ours");
    offer["network"] = network.into();
    offer["extra"] = base().offers("extra.name", name).offer()["extra"].clone();
    json!({"x402Version": 1, "error": "pay", "accepts": [offer]})
}

fn asked(title: &str, demand: &Value, balance: Balance, more: &Value, index: Option<u32>) -> Row {
    let mut question = json!({"demand": demand});
    if let Some(balance) = balance {
        question["gatewayBalance"] = balance.into();
    }
    for (name, value) in more.as_object().into_iter().flatten() {
        question[name] = value.clone();
    }
    let verdict = match index {
        Some(index) => Answer("choose", Class::Valid, json!({"index": index})),
        None => NotChosen("accepts-unfunded-offers"),
    };
    Row { title: title.into(), question, verdict }
}

fn row(title: &str, offers: &[Value], balance: Balance, index: Option<u32>) -> Row {
    asked(title, &demand(offers), balance, &Value::Null, index)
}

pub(super) fn rows() -> Rows {
    let plain = || serde_json::from_str::<Value>(OFFER).expect("JSON of ours");
    let gateway = || base().offer();
    let with = |path: &str, value: Value| base().offers(path, value).offer();
    let near = || with("extra.verifyingContract", Value::Null);
    let mut rows = vec![
        row("an offer of the Gateway, by a buyer who says nothing of a balance", &[gateway()], None, None),
        row("by a buyer without a balance", &[gateway()], Some(false), None),
        row("by a buyer with a balance", &[gateway()], Some(true), Some(0)),
        row("the Gateway is passed over", &[gateway(), plain()], None, Some(1)),
        row("the Gateway is passed over without a balance", &[gateway(), plain()], Some(false), Some(1)),
        row("the Gateway stands first, and there is a balance", &[gateway(), plain()], Some(true), Some(0)),
        row("the Gateway stands second, and there is a balance", &[plain(), gateway()], Some(true), Some(0)),
        row("no offer of the Gateway, by a buyer without a balance", &[plain()], Some(false), Some(0)),
        row("a near miss, by a buyer without a balance", &[near()], None, None),
        row("a near miss is passed over", &[near(), plain()], Some(true), Some(1)),
        row("a near miss is passed over, and the Gateway is not", &[near(), gateway(), plain()], Some(true), Some(1)),
    ];
    rows.extend(near_misses());
    rows.extend(neighbours());
    rows.extend(flows());
    rows
}

/// By a buyer with a balance: none of these is of the variant.
fn near_misses() -> Rows {
    let misses = [
        ("names no wallet", "extra.verifyingContract", Value::Null),
        ("names the wallet of the mainnets on a testnet", "extra.verifyingContract", WALLET.into()),
        ("has a number for a wallet", "extra.verifyingContract", 7.into()),
        ("has another version", "extra.version", "2".into()),
        ("has a number for a version", "extra.version", 1.into()),
        ("has another token", "asset", FACILITATOR.into()),
        ("wants Permit2", "extra.assetTransferMethod", "permit2".into()),
        ("is of upto", "scheme", "upto".into()),
        ("is on a chain that the table does not have", "network", "eip155:100".into()),
        ("is on Solana", "network", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1".into()),
    ];
    let rows = misses.into_iter().map(|(what, path, value)| {
        let offer = base().offers(path, value).offer();
        row(&format!("an offer with the name that {what}, and there is a balance"), &[offer], Some(true), None)
    });
    let in_v1 = [("V1 has no Gateway", "base-sepolia"), ("V1 on a network without a known name", "fuji")]
        .map(|(title, network)| asked(title, &v1(network, NAME), Some(true), &Value::Null, None));
    rows.chain(in_v1).collect()
}

/// What does not have the name is chosen as before, and what is spelled in another way is of the variant.
fn neighbours() -> Rows {
    let named = |title: &str, name: Value| {
        row(title, &[base().offers("extra.name", name).offers("maxTimeoutSeconds", 60).offer()], None, Some(0))
    };
    let spelled =
        |title: &str, path: &str, value: Value| row(title, &[base().offers(path, value).offer()], Some(true), Some(0));
    vec![
        named("the name in lower case is another name", NAME.to_lowercase().into()),
        named("the beginning of the name is another name", "GatewayWallet".into()),
        named("a list of the name is no name", json!([NAME])),
        asked(
            "V1 on a network without a known name, with another name",
            &v1("fuji", "USDC"),
            None,
            &Value::Null,
            Some(0),
        ),
        spelled("the wallet in lower case", "extra.verifyingContract", TESTNET_WALLET.to_lowercase().into()),
        spelled("further members of extra", "extra.minimum", json!({"deposit": "5"})),
        row("the transfer method is null", &[with_null_method().offer()], Some(true), Some(0)),
    ]
}

/// The same row, which another bug takes.
fn found_by(bug: &'static str, row: Row) -> Row {
    Row { verdict: NotChosen(bug), ..row }
}

/// The flow and the horizon count for the Gateway as for others (F-2). Its least life is added to the horizon.
fn flows() -> Rows {
    let upfront = || base().offers("extra.paymentFlow", "upfront").offer();
    let plain = || serde_json::from_str::<Value>(OFFER).expect("JSON of ours");
    let both = json!({"flows": ["upfront", "authorization"]});
    let one =
        |title: &str, offers: &[Value], more: &Value, index| asked(title, &demand(offers), Some(true), more, index);
    let lasting = |title: &str, seconds: u64, more: &Value, index| {
        one(title, &[base().offers("maxTimeoutSeconds", seconds).offer()], more, index)
    };
    let minute = json!({"horizon": 60});
    vec![
        found_by(
            "accepts-other-flows",
            one("upfront, by a buyer who has a balance and not the flow", &[upfront()], &Value::Null, None),
        ),
        one("upfront, by a buyer who has both", &[upfront()], &both, Some(0)),
        one("authorization is preferred", &[upfront(), plain()], &both, Some(1)),
        lasting("a day and the least life", 691_300, &Value::Null, Some(0)),
        found_by(
            "accepts-distant-ends",
            lasting("a second beyond a day and the least life", 691_301, &Value::Null, None),
        ),
        lasting("the buyer's own horizon and the least life", 604_960, &minute, Some(0)),
        found_by(
            "accepts-distant-ends",
            lasting("a second beyond the buyer's own horizon and the least life", 604_961, &minute, None),
        ),
    ]
}
