//! From a vector to what would be called, and where.

use std::collections::BTreeMap;

use revm::primitives::{Address, B256, U256, hex};
use serde::Deserialize;
use x402_conformance::vector::Vector;

use crate::token::Authorization;

/// The token's name where an offer does not say it: what USDC is called on Base Sepolia.
const NAME: &str = "USDC";

/// EIP-155 ids of the networks that V1 vectors name.
const V1_NETWORKS: [(&str, u64); 2] = [("base-sepolia", 84532), ("base", 8453)];

/// A call in the making.
pub(crate) struct Question {
    pub(crate) chain: u64,
    pub(crate) asset: Address,
    /// The domain's name.
    pub(crate) name: String,
    /// The domain's version, if the offer says it.
    pub(crate) version: Option<String>,
    pub(crate) now: u64,
    pub(crate) terms: Authorization,
    pub(crate) signature: Vec<u8>,
    /// What is to be paid to whom; nothing if the offer cannot be read.
    pub(crate) price: Option<(U256, Address)>,
    pub(crate) payer: Knowledge,
}

/// What the facts say of the payer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Knowledge {
    NoCode,
    Unknown,
    /// And whether its code accepts the signature.
    Code(Option<bool>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    payment: Source,
    offers: Vec<Offer>,
    now: u64,
    #[serde(default)]
    facts: Facts,
    #[serde(default)]
    policy: Policy,
}

#[derive(Deserialize)]
struct Source {
    json: Payment,
}

#[derive(Deserialize)]
struct Payment {
    accepted: Option<Offer>,
    network: Option<String>,
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    authorization: Message,
    signature: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    from: String,
    to: String,
    value: String,
    valid_after: String,
    valid_before: String,
    nonce: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    network: String,
    asset: String,
    pay_to: String,
    #[serde(alias = "maxAmountRequired")]
    amount: String,
    extra: Option<Domain>,
}

#[derive(Clone, Default, Deserialize)]
struct Domain {
    name: Option<String>,
    version: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Facts {
    accounts: BTreeMap<String, Account>,
    contract_signatures: Vec<ContractSignature>,
    token_domains: BTreeMap<String, Domain>,
}

#[derive(Deserialize)]
struct Account {
    code: String,
}

#[derive(Deserialize)]
struct ContractSignature {
    account: String,
    signature: String,
    valid: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Policy {
    assume_plain_accounts: bool,
}

#[derive(Deserialize)]
struct ExpectedResult {
    offer: Option<usize>,
}

impl Question {
    /// An error is why nothing can be called.
    pub(crate) fn of(vector: &Vector) -> Result<Self, String> {
        let input: Input = serde_json::from_str(vector.input.as_str()).map_err(|error| error.to_string())?;
        let Payload { authorization, signature } = &input.payment.json.payload;
        let terms = Authorization {
            from: address(&authorization.from)?,
            to: address(&authorization.to)?,
            value: number(&authorization.value)?,
            valid_after: number(&authorization.valid_after)?,
            valid_before: number(&authorization.valid_before)?,
            nonce: nonce(&authorization.nonce)?,
        };
        let signature = bytes(signature)?;
        let offer = offer(vector, &input)?;
        let asset = address(&offer.asset)?;
        let domain = offer.extra.clone().unwrap_or_default();
        let told = by_address(&input.facts.token_domains, asset).cloned().unwrap_or_default();
        Ok(Self {
            chain: chain_id(&offer.network)?,
            asset,
            name: domain.name.or(told.name).unwrap_or_else(|| NAME.into()),
            version: domain.version.or(told.version),
            now: input.now,
            price: address(&offer.pay_to).and_then(|pay_to| Ok((number(&offer.amount)?, pay_to))).ok(),
            payer: knowledge(&input, terms.from, &signature),
            terms,
            signature,
        })
    }
}

/// The server's own offer. Where none matches, what the payment says of itself: the offer whose price somebody would
/// collect who had not compared.
fn offer(vector: &Vector, input: &Input) -> Result<Offer, String> {
    let result: ExpectedResult =
        serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
    let index = result.offer.unwrap_or_default();
    let mut offer = input.offers.get(index).cloned().ok_or("there is no offer")?;
    if vector.expect.check.as_deref() == Some("offer") {
        let payment = &input.payment.json;
        match (&payment.accepted, &payment.network) {
            (Some(accepted), _) => offer = accepted.clone(),
            (None, Some(network)) => offer.network.clone_from(network),
            (None, None) => return Err("the payment names no network".into()),
        }
    }
    Ok(offer)
}

fn knowledge(input: &Input, payer: Address, signature: &[u8]) -> Knowledge {
    let accounts = &input.facts.accounts;
    let code = by_address(accounts, payer).or_else(|| accounts.get("*")).map(|account| account.code.as_str());
    match code {
        Some("none" | "0x") => Knowledge::NoCode,
        None if input.policy.assume_plain_accounts => Knowledge::NoCode,
        None => Knowledge::Unknown,
        Some(_) => {
            let answer =
                input.facts.contract_signatures.iter().find(|fact| {
                    address(&fact.account) == Ok(payer) && bytes(&fact.signature).as_deref() == Ok(signature)
                });
            Knowledge::Code(answer.map(|fact| fact.valid))
        }
    }
}

fn by_address<T>(map: &BTreeMap<String, T>, wanted: Address) -> Option<&T> {
    map.iter().find(|(key, _)| address(key) == Ok(wanted)).map(|(_, value)| value)
}

fn chain_id(network: &str) -> Result<u64, String> {
    let named = V1_NETWORKS.iter().find(|(name, _)| *name == network).map(|(_, id)| *id);
    let reference = || network.strip_prefix("eip155:")?.parse().ok();
    named.or_else(reference).ok_or_else(|| format!("{network} is no chain that has an id here"))
}

fn address(text: &str) -> Result<Address, String> {
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("{text} is no address"))?;
    hex::decode(digits).ok().and_then(|bytes| Address::try_from(&bytes[..]).ok()).ok_or(format!("{text} is no address"))
}

fn number(text: &str) -> Result<U256, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| U256::from_str_radix(text, 10).ok()).flatten().ok_or(format!("{text} is no uint256"))
}

fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("{text} does not begin with 0x"))?;
    hex::decode(digits).map_err(|error| error.to_string())
}

/// Without `0x` too: a settler that takes it makes the same call.
fn nonce(text: &str) -> Result<B256, String> {
    let bytes = hex::decode(text).map_err(|error| error.to_string())?;
    B256::try_from(&bytes[..]).map_err(|_| format!("the nonce has {} bytes", bytes.len()))
}
