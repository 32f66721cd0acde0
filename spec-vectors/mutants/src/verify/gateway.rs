//! Mutants about the Gateway: what makes an offer one of the variant, how long is left, and the keys.

use x402_conformance::adapter::Reply;
use x402_schemes::{evm::gateway, solana::sha256};

use super::outcome::says_verdict;
use crate::{
    json::Json,
    judged::Mechanism,
    mutant::Mutant,
    question::{Question, from_hex, result_of, to_hex},
};

const OP: &[&str] = &["verify"];
const NAMED: &str = "\"GatewayWalletBatched\"";

pub(super) fn mutants() -> Vec<Mutant> {
    [offers(), policies(), reports(), keys(), settlements()].into_iter().flatten().collect()
}

/// Sets a member in the offers and in what was accepted, or removes it.
fn set_everywhere(input: &mut Json, path: &str, value: Option<&Json>) -> Option<()> {
    let set = |object: &mut Json| match value {
        Some(value) => object.set(path, value.clone()),
        None => object.remove(path).map(|_| ()),
    };
    for offer in input.get_mut("offers")?.elements_mut() {
        set(offer)?;
    }
    set(input.get_mut("payment.json.accepted")?)
}

/// The chain of the only offer, if that has the name of the Gateway.
fn chain_of(input: &Json) -> Option<&'static gateway::Chain> {
    let [offer] = input.get("offers")?.elements() else { return None };
    (offer.text_at("extra.name")? == gateway::NAME).then_some(())?;
    gateway::chain(offer.text_at("network")?.strip_prefix("eip155:")?.parse().ok()?)
}

/// A condition of U-1 that is not compared, or one that there is not.
fn offers() -> Vec<Mutant> {
    let with = |name: &str, value: fn(&'static gateway::Chain) -> (&'static str, Option<Json>)| {
        Mutant::edits(format!("verify/gateway/{name}"), OP, move |input| {
            let (path, value) = value(chain_of(input)?);
            set_everywhere(input, path, value.as_ref())
        })
    };
    let wallet = "extra.verifyingContract";
    vec![
        with("takes-the-token-for-the-contract", |_| ("extra.verifyingContract", None)),
        with("any-contract", |chain| ("extra.verifyingContract", Some(Json::text(&chain.wallet.to_string())))),
        with("any-asset", |chain| ("asset", Some(Json::text(&chain.usdc.to_string())))),
        with("any-version", |_| ("extra.version", Some(Json::text(gateway::VERSION)))),
        with("any-method", |_| ("extra.assetTransferMethod", None)),
        Mutant::edits("verify/gateway/letter-case-of-the-contract", OP, move |input| {
            let contract = input.text_at(&format!("offers.0.{wallet}"))?;
            let changed = contract.chars().any(|letter| letter.is_ascii_uppercase());
            (chain_of(input).is_some() && !changed).then_some(())?;
            set_everywhere(input, wallet, None)
        }),
        Mutant::edits("verify/gateway/further-members-of-extra", OP, move |input| {
            chain_of(input)?;
            let members = input.get("offers.0.extra")?.members().len();
            (members > 3).then(|| set_everywhere(input, wallet, None))?
        }),
        Mutant::edits("verify/gateway/the-clients-method", OP, move |input| {
            chain_of(input)?;
            (input.text_at("payment.json.accepted.extra.assetTransferMethod")? == "permit2").then_some(())?;
            set_everywhere(input, "extra.assetTransferMethod", Some(&Json::text("permit2")))
        }),
        Mutant::own("verify/gateway/unknown-chains-are-judged", OP, |question| {
            let is_open = question.text.contains(NAMED) && question.judged()?.verdict == "undecided";
            is_open.then(|| says_verdict(question, "invalid"))?
        }),
    ]
}

/// The policy, and the margins.
fn policies() -> Vec<Mutant> {
    let without = |name: &str, member: &'static str| {
        Mutant::edits(format!("verify/gateway/{name}"), OP, move |input| {
            chain_of(input)?;
            input.remove(&format!("policy.{member}")).map(|_| ())
        })
    };
    let margin = |name: &str, seconds: u64| {
        Mutant::edits(format!("verify/gateway/{name}"), OP, move |input| {
            chain_of(input)?;
            (input.get("policy.gatewayMargin").is_none()).then_some(())?;
            if input.get("policy").is_none() {
                input.set("policy", Json::Object(Vec::new()))?;
            }
            input.set("policy.gatewayMargin", Json::number(seconds))
        })
    };
    vec![
        without("margin-of-the-policy-ignored", "gatewayMargin"),
        without("variant-of-the-policy-ignored", "gatewayVariant"),
        without("preset-ignored", "preset"),
        without("margin-of-all-ignored", "expiryMargin"),
        margin("no-margin", 0),
        margin("margin-of-three-days", 259_200),
        margin("margin-with-slack", 604_799),
        margin("margin-is-exclusive", 604_801),
    ]
}

/// What the report says.
fn reports() -> Vec<Mutant> {
    let is_gateway =
        |question: &Question<'_>| question.judged().is_some_and(|judged| judged.part.mechanism == Mechanism::Gateway);
    let changed = |question: &Question<'_>, path: &str, value: &str| -> Option<Reply> {
        let mut result = question.result()?.clone();
        let value = Json::parse(value)?;
        (result.get(path)?.to_string() != value.to_string()).then_some(())?;
        result.set(path, value)?;
        result_of(&result)
    };
    vec![
        Mutant::own("verify/gateway/asks-whether-the-payer-has-code", OP, move |question| {
            let knows = question.input.get("facts.accounts").is_some();
            let is_valid = question.judged()?.verdict == "valid";
            (is_gateway(question) && knows && is_valid).then(|| says_verdict(question, "undecided"))?
        }),
        Mutant::own("verify/gateway/asks-the-payers-contract", OP, move |question| {
            let is_some = question.input.text_at("facts.accounts.*.code").is_some_and(|code| code == "some");
            (is_gateway(question) && is_some).then(|| says_verdict(question, "undecided"))?
        }),
        Mutant::own("verify/gateway/no-flag", OP, move |question| {
            is_gateway(question).then(|| changed(question, "flags", "[]"))?
        }),
        Mutant::own("verify/gateway/no-flag-of-a-near-miss", OP, move |question| {
            let is_near = question.text.contains(NAMED) && !is_gateway(question);
            is_near.then(|| changed(question, "flags", "[]"))?
        }),
        Mutant::own("verify/gateway/asks-the-token", OP, move |question| {
            let of_the_token = r#"["token-domain","balance","authorization-unused","transfer"]"#;
            let is_valid = question.judged()?.verdict == "valid";
            (is_gateway(question) && is_valid).then(|| changed(question, "outstanding", of_the_token))?
        }),
    ]
}

/// The replay key by other fields.
fn keys() -> Vec<Mutant> {
    let by = |name: &str, fields: fn(&'static gateway::Chain) -> (&'static str, [u8; 20])| {
        Mutant::own(format!("replay-key/gateway/{name}"), &["replay-key"], move |question| {
            let chain = chain_of(&question.input)?;
            let (family, contract) = fields(chain);
            let member = |name: &str| question.input.text_at(&format!("payment.json.payload.authorization.{name}"));
            let network = question.input.text_at("offers.0.network")?;
            let payer = from_hex(&member("from")?.to_lowercase())?;
            let nonce = from_hex(&member("nonce")?)?;
            let mut preimage = Vec::new();
            for field in [family.as_bytes(), network.as_bytes(), &contract, &payer, &nonce] {
                preimage.extend(u32::try_from(field.len()).ok()?.to_be_bytes());
                preimage.extend(field);
            }
            let mut result = Json::Object(Vec::new());
            result.set("replayKey", Json::text(&format!("x402:1:{}", &to_hex(&sha256(&preimage))[2..])))?;
            result_of(&result)
        })
    };
    vec![
        by("family-of-the-token", |chain| ("eip3009", chain.wallet.to_bytes())),
        by("contract-is-the-token", |chain| ("gateway", chain.usdc.to_bytes())),
        by("the-tokens-key", |chain| ("eip3009", chain.usdc.to_bytes())),
    ]
}

/// U-11: a settlement names no transaction of the chain.
fn settlements() -> Vec<Mutant> {
    vec![Mutant::own("settlement-state/transactions-are-hashes", &["settlement-state"], |question| {
        let is_hash = |text: &str| text.is_empty() || text.starts_with("0x") || text.len() > 43;
        let named = question.document()?.text_at("transaction")?;
        if is_hash(&named) {
            return None;
        }
        let mut result = question.result()?.clone();
        result.set("state", Json::text("unknown"))?;
        result.set("signAgain", Json::text("not-yet"))?;
        result_of(&result)
    })]
}
