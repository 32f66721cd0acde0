//! Mutants of what a buyer deposits (`choose`), and of what the linter says of offers that are paid from a channel (`lint`).

use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs, results},
};

pub(super) fn mutants() -> Vec<Mutant> {
    let of_each = |prefix: &str, path: &'static str, rows: &'static [Row]| {
        let mutant = |(name, edit): &'static Row| {
            Mutant::edits(format!("{prefix}{name}"), move |j: &mut Json| j.each(path, edit))
        };
        rows.iter().map(mutant).collect::<Vec<_>>()
    };
    [
        inputs("choose/deposits/", &CHOICES),
        of_each("choose/deposits/", "deposits", &DEPOSITS),
        of_each("choose/deposits/", "demand.accepts", &OFFERS),
        results("choose/deposits/", &DUE),
        of_each("lint/channels/", "json.accepts", &LINTED),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const CHOICES: [Row; 5] = [
    ("everybody-makes-deposits", |j| j.lacks("deposits")?.put("deposits", "[]")),
    ("made-deposits-are-not-looked-at", |j| j.has("deposits.0")?.put("deposits", "[]")),
    ("budgets-are-not-looked-at", |j| j.del("budgets")),
    ("the-budget-is-one-more", |j| j.is("budgets.0.atMost", "4999")?.say("budgets.0.atMost", "5000")),
    ("the-budget-counts-the-price", |j| j.is("budgets.0.atMost", "4999")?.say("budgets.0.atMost", "1000000")),
];

/// Edits of each deposit.
const DEPOSITS: [Row; 9] = [
    ("charges-are-not-looked-at", |j| j.has("charged")?.say("charged", "0")),
    ("the-balance-is-not-looked-at", |j| j.has("balance")?.say("balance", "0")),
    ("the-balance-is-one-more", |j| j.is("balance", "2999")?.say("balance", "3000")),
    ("the-balance-is-one-less", |j| j.is("balance", "3000")?.say("balance", "2999")),
    ("any-receiver", |j| j.has("offer.payTo")?.say("offer.payTo", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")),
    ("any-token", |j| j.has("offer.asset")?.say("offer.asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913")),
    ("any-authorizer", |j| {
        let member = "offer.extra.receiverAuthorizer";
        j.has(member)?.say(member, "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC")
    }),
    ("any-delay", |j| j.has("offer.extra.withdrawDelay")?.put("offer.extra.withdrawDelay", "86400")),
    ("any-chain", |j| j.has("offer.network")?.say("offer.network", "eip155:8453")),
];

/// Edits of each offer.
const OFFERS: [Row; 4] = [
    ("min-deposit-is-not-looked-at", |j| j.del("extra.minDeposit")),
    ("min-deposit-may-be-a-number", |j| j.is("extra.minDeposit", "20000")?.say("extra.minDeposit", "20000")),
    ("min-deposit-below-the-price", |j| j.is("extra.minDeposit", "999")?.say("extra.minDeposit", "1000")),
    ("min-deposit-with-a-fraction", |j| j.is("extra.minDeposit", "20000.0")?.say("extra.minDeposit", "20000")),
];

const DUE: [Row; 3] = [
    ("nothing-is-due", |j| j.has("deposit")?.say("deposit", "0")),
    ("ten-times-the-price", |j| j.is("deposit", "5000")?.say("deposit", "10000")),
    ("only-what-is-missing", |j| j.is("deposit", "5000")?.say("deposit", "1000")),
];

/// The linter does not look at a member, or takes less of it.
const LINTED: [Row; 10] = [
    ("no-authorizer", |j| {
        of_channels(j)?.lacks("extra.receiverAuthorizer")?;
        authorized(j)
    }),
    ("any-authorizer", |j| {
        of_channels(j)?.has("extra.receiverAuthorizer")?;
        authorized(j)
    }),
    ("no-delay", |j| of_channels(j)?.lacks("extra.withdrawDelay")?.at("extra")?.append("withdrawDelay", "900")),
    ("any-delay", |j| of_channels(j)?.has("extra.withdrawDelay")?.put("extra.withdrawDelay", "900")),
    ("the-least-delay-is-one-less", |j| j.is("extra.withdrawDelay", "899")?.put("extra.withdrawDelay", "900")),
    ("the-least-delay-is-one-more", |j| j.is("extra.withdrawDelay", "900")?.put("extra.withdrawDelay", "899")),
    ("the-longest-delay-is-one-less", |j| {
        j.is("extra.withdrawDelay", "2592000")?.put("extra.withdrawDelay", "2592001")
    }),
    ("the-longest-delay-is-one-more", |j| {
        j.is("extra.withdrawDelay", "2592001")?.put("extra.withdrawDelay", "2592000")
    }),
    ("any-min-deposit", |j| of_channels(j)?.at("extra")?.del("minDeposit")),
    ("any-flow", |j| of_channels(j)?.at("extra")?.del("paymentFlow")),
];

fn of_channels(offer: &mut Json) -> Option<&mut Json> {
    offer.is("scheme", "batch-settlement")
}

fn authorized(offer: &mut Json) -> Option<&mut Json> {
    let address = r#""0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC""#;
    if offer.get("extra.receiverAuthorizer").is_some() {
        offer.put("extra.receiverAuthorizer", address)
    } else {
        offer.at("extra")?.append("receiverAuthorizer", address)
    }
}
