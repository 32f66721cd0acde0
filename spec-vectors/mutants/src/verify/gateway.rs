//! Mutants about the Gateway: what makes an offer one of the variant, how long is left, and the keys.

use x402_schemes::{evm::gateway, solana::sha256};

use super::{
    outcome::with_verdict,
    replay_key::{by, preimage},
};
use crate::{
    evaluated::Mechanism,
    json::Json,
    mutant::{Mutant, Row, inputs},
    question::{Question, from_hex, result_of},
};

const NAMED: &str = "\"GatewayWalletBatched\"";

pub(super) fn mutants() -> Vec<Mutant> {
    [inputs("verify/gateway/", &OFFERS), inputs("verify/gateway/", &POLICIES), reports(), keys()]
        .into_iter()
        .flatten()
        .collect()
}

/// Sets a member in the offers and in what was accepted, or removes it.
fn everywhere<'a>(j: &'a mut Json, path: &str, value: Option<&str>) -> Option<&'a mut Json> {
    let set = |j: &mut Json| match value {
        Some(value) => j.say(path, value).map(drop),
        None => j.del(path).map(drop),
    };
    j.at("offers")?.elements_mut().iter_mut().try_for_each(set)?;
    set(j.at("payment.json.accepted")?)?;
    Some(j)
}

/// The chain of the only offer, if that has the name of the Gateway.
fn chain_of(input: &Json) -> Option<&'static gateway::Chain> {
    let [offer] = input.get("offers")?.elements() else { return None };
    (offer.text_at("extra.name")? == gateway::NAME).then_some(())?;
    gateway::chain(offer.text_at("network")?.strip_prefix("eip155:")?.parse().ok()?)
}

fn of_gateway(j: &mut Json) -> Option<&mut Json> {
    chain_of(j)?;
    Some(j)
}

const WALLET: &str = "extra.verifyingContract";
const METHOD: &str = "extra.assetTransferMethod";

/// A condition of U-1 that is not compared, or one that there is not.
const OFFERS: [Row; 8] = [
    ("takes-the-token-for-the-contract", |j| everywhere(of_gateway(j)?, WALLET, None)),
    ("any-contract", |j| {
        let wallet = chain_of(j)?.wallet.to_string();
        everywhere(j, WALLET, Some(&wallet))
    }),
    ("any-asset", |j| {
        let asset = chain_of(j)?.usdc.to_string();
        everywhere(j, "asset", Some(&asset))
    }),
    ("any-version", |j| everywhere(of_gateway(j)?, "extra.version", Some(gateway::VERSION))),
    ("any-method", |j| everywhere(of_gateway(j)?, METHOD, None)),
    ("letter-case-of-the-contract", |j| {
        let is_small = |contract: &str| !contract.chars().any(|letter| letter.is_ascii_uppercase());
        everywhere(of_gateway(j)?.reads("offers.0.extra.verifyingContract", is_small)?, WALLET, None)
    }),
    ("further-members-of-extra", |j| {
        everywhere(of_gateway(j)?.holds("offers.0.extra", |extra| extra.members().len() > 3)?, WALLET, None)
    }),
    ("the-clients-method", |j| {
        let path = format!("payment.json.accepted.{METHOD}");
        everywhere(of_gateway(j)?.is(&path, "permit2")?, METHOD, Some("permit2"))
    }),
];

/// The policy, and the margins.
const POLICIES: [Row; 8] = [
    ("margin-of-the-policy-ignored", |j| of_gateway(j)?.del("policy.gatewayMargin")),
    ("variant-of-the-policy-ignored", |j| of_gateway(j)?.del("policy.gatewayVariant")),
    ("preset-ignored", |j| of_gateway(j)?.del("policy.preset")),
    ("margin-of-all-ignored", |j| of_gateway(j)?.del("policy.expiryMargin")),
    ("no-margin", |j| margin(j, "0")),
    ("margin-of-three-days", |j| margin(j, "259200")),
    ("margin-with-slack", |j| margin(j, "604799")),
    ("margin-is-exclusive", |j| margin(j, "604801")),
];

fn margin<'a>(j: &'a mut Json, seconds: &str) -> Option<&'a mut Json> {
    let j = of_gateway(j)?.lacks("policy.gatewayMargin")?;
    j.also(|j| j.lacks("policy")?.put("policy", "{}"))?.put("policy.gatewayMargin", seconds)
}

/// What the report says.
fn reports() -> Vec<Mutant> {
    let is_gateway = |question: &Question<'_>| {
        question.evaluated().is_some_and(|evaluated| evaluated.part.mechanism == Mechanism::Gateway)
    };
    let changed = |question: &Question<'_>, path: &str, value: &str| {
        result_of(&question.result()?.edited(|j| j.has(path)?.put(path, value))?)
    };
    vec![
        Mutant::new("verify/gateway/unknown-chains-are-judged", |question| {
            let is_open = question.text.contains(NAMED) && question.evaluated()?.verdict == "undecided";
            is_open.then(|| with_verdict(question, "invalid"))?
        }),
        Mutant::new("verify/gateway/asks-whether-the-payer-has-code", move |question| {
            let knows = question.input.get("facts.accounts").is_some();
            let is_valid = question.evaluated()?.verdict == "valid";
            (is_gateway(question) && knows && is_valid).then(|| with_verdict(question, "undecided"))?
        }),
        Mutant::new("verify/gateway/asks-the-payers-contract", move |question| {
            let is_some = question.input.text_at("facts.accounts.*.code").is_some_and(|code| code == "some");
            (is_gateway(question) && is_some).then(|| with_verdict(question, "undecided"))?
        }),
        Mutant::new("verify/gateway/no-flag", move |question| {
            is_gateway(question).then(|| changed(question, "flags", "[]"))?
        }),
        Mutant::new("verify/gateway/no-flag-of-a-near-miss", move |question| {
            let is_near = question.text.contains(NAMED) && !is_gateway(question);
            is_near.then(|| changed(question, "flags", "[]"))?
        }),
        Mutant::new("verify/gateway/asks-the-token", move |question| {
            let of_the_token = r#"["token-domain","balance","authorization-unused","transfer"]"#;
            let is_valid = question.evaluated()?.verdict == "valid";
            (is_gateway(question) && is_valid).then(|| changed(question, "outstanding", of_the_token))?
        }),
    ]
}

/// The replay key by other fields, and U-11: a settlement names no transaction of the chain.
fn keys() -> Vec<Mutant> {
    let by_fields = |name: &str, fields: fn(&'static gateway::Chain) -> (&'static str, [u8; 20])| {
        Mutant::new(format!("replay-key/gateway/{name}"), move |question| {
            let (family, contract) = fields(chain_of(&question.input)?);
            let member = |name: &str| question.input.text_at(&format!("payment.json.payload.authorization.{name}"));
            let network = question.input.text_at("offers.0.network")?;
            let payer = from_hex(&member("from")?.to_lowercase())?;
            let fields = [family.into(), network.into(), contract.into(), payer, from_hex(&member("nonce")?)?];
            by(&sha256(&preimage(&fields)))
        })
    };
    vec![
        by_fields("family-of-the-token", |chain| ("eip3009", chain.wallet.to_bytes())),
        by_fields("contract-is-the-token", |chain| ("gateway", chain.usdc.to_bytes())),
        by_fields("the-tokens-key", |chain| ("eip3009", chain.usdc.to_bytes())),
        Mutant::new("settlement-state/transactions-are-hashes", |question| {
            let named = question.document()?.text_at("transaction")?;
            let is_hash = named.is_empty() || named.starts_with("0x") || named.len() > 43;
            let mut result = question.result()?.clone();
            result_of(result.when(!is_hash)?.say("state", "unknown")?.say("signAgain", "not-yet")?)
        }),
    ]
}
