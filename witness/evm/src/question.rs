//! The question of a vector, as far as all kinds of payments share it.

use std::collections::BTreeMap;

use revm::primitives::{Address, B256, U256, hex, keccak256};
use serde::{Deserialize, de::DeserializeOwned};
use x402_conformance::vector::{Class, Vector};

use crate::payer::{Behaviour, ByCaller, PayerCode};

/// The name of the token if an offer does not state it: that of USDC on Base Sepolia.
const NAME: &str = "USDC";

/// Separators that vectors name, of version 2 on Base Sepolia. The contract's separator is compared with the vector's.
const NAMES: [(&str, &str); 2] = [
    ("USDC", "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"),
    ("USD Coin", "0x2f5ab5eec6c6d261a8ad2b303ae4ef05c8509de2250e072c3a2df0ad7f9f068b"),
];

/// The last bytes of a wrapper.
const MAGIC: [u8; 32] = hex!("6492649264926492649264926492649264926492649264926492649264926492");

/// EIP-155 ids of the networks that V1 vectors name.
const V1_NETWORKS: [(&str, u64); 2] = [("base-sepolia", 84532), ("base", 8453)];

/// The input of `verify`, with a payload of one kind.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Input<P> {
    payment: Source<P>,
    offers: Vec<Offer>,
    pub(crate) now: u64,
    pub(crate) phase: Option<Phase>,
    pub(crate) facilitators: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) records: Records,
    #[serde(default)]
    facts: Facts,
    #[serde(default)]
    policy: Policy,
}

#[derive(Deserialize)]
struct Source<P> {
    json: Payment<P>,
}

#[derive(Deserialize)]
struct Payment<P> {
    accepted: Option<Offer>,
    network: Option<String>,
    payload: P,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Extensions {
    eip2612_gas_sponsoring: Option<Extension>,
    #[serde(rename = "erc20ApprovalGasSponsoring")]
    erc20_approval_gas_sponsoring: Option<Extension>,
}

#[derive(Deserialize)]
struct Extension {
    info: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    Verify,
    Settle { amount: String },
    Submit,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Offer {
    pub(crate) scheme: String,
    network: String,
    asset: String,
    pay_to: String,
    #[serde(alias = "maxAmountRequired")]
    amount: String,
    extra: Option<Domain>,
}

/// The domain in an offer's `extra`, and in the fact about a token.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Domain {
    #[serde(deserialize_with = "name")]
    name: Option<Name>,
    #[serde(deserialize_with = "text")]
    version: Option<String>,
    facilitator_address: Option<String>,
    #[serde(deserialize_with = "text")]
    asset_transfer_method: Option<String>,
}

/// A value that is no text counts as absent.
/// The name of a domain. A lenient reader takes a number for its digits.
#[derive(Clone)]
enum Name {
    Text(String),
    Number(String),
}

fn name<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Name>, D::Error> {
    use serde_json::Value;
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(Name::Text(text)),
        Value::Number(number) => Some(Name::Number(number.to_string())),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    serde_json::Value::deserialize(deserializer).map(|value| value.as_str().map(Into::into))
}

/// What a server has written down of channels, by their ids.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Records {
    charged: BTreeMap<String, Option<String>>,
}

impl Records {
    /// The sum that was charged. `None` if nothing is said of the channel, or that there is no record.
    pub(crate) fn charged(&self, id: B256) -> Option<U256> {
        let sum = self.charged.iter().find(|(key, _)| word(key) == Ok(id)).and_then(|(_, sum)| sum.as_ref());
        sum.and_then(|sum| number(sum).ok())
    }
}

/// The fact about a channel.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelFact {
    pub(crate) balance: String,
    pub(crate) total_claimed: String,
    pub(crate) refund_nonce: Option<String>,
    #[serde(default)]
    pub(crate) withdraw_requested_at: u64,
    pub(crate) withdraw_amount: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Facts {
    channels: BTreeMap<String, ChannelFact>,
    accounts: BTreeMap<String, Account>,
    contract_signatures: Vec<ContractSignature>,
    allowances: Vec<Allowance>,
    token_domains: BTreeMap<String, Domain>,
    domain_separators: BTreeMap<String, String>,
    token_permits: Vec<TokenPermit>,
    data_fees: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Account {
    code: String,
}

#[derive(Deserialize)]
struct ContractSignature {
    account: String,
    caller: Option<String>,
    signature: String,
    valid: bool,
}

/// The fact whether a token accepts a permit for a sponsor.
#[derive(Deserialize)]
struct TokenPermit {
    token: String,
    digest: String,
    signature: String,
    taken: bool,
}

/// The fact how much Permit2 may take.
#[derive(Deserialize)]
struct Allowance {
    token: String,
    owner: String,
    amount: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Policy {
    assume_plain_accounts: bool,
    approval_transactions: Option<bool>,
    canonical_signatures: bool,
    preset: Option<String>,
}

/// Several results, if the vector accepts several.
#[derive(Deserialize)]
#[serde(untagged)]
enum ExpectedResult {
    One { offer: Option<usize> },
    Several(Vec<Answer>),
}

#[derive(Deserialize)]
struct Answer {
    offer: Option<usize>,
}

impl ExpectedResult {
    fn offer(&self) -> Option<usize> {
        match self {
            Self::One { offer } => *offer,
            Self::Several(answers) => answers.iter().find_map(|answer| answer.offer),
        }
    }
}

/// The chain, the token and the price of a call.
pub(crate) struct Terms {
    pub(crate) chain: u64,
    pub(crate) asset: Address,
    /// The name in the token's domain.
    pub(crate) name: String,
    /// The digits of a number in place of the name.
    pub(crate) digits: Option<String>,
    /// Whether name or version come from the token itself.
    pub(crate) is_hearsay: bool,
    /// The version, if the offer states it.
    pub(crate) version: Option<String>,
    /// The price and the recipient. `None` if the offer cannot be read.
    pub(crate) price: Option<(U256, Address)>,
}

/// The facts about the payer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Knowledge {
    NoCode,
    Unknown,
    /// Code of its own, or delegated to (EIP-7702); whether it accepts the signature; and its known answer to one
    /// caller, which is the asker or another.
    Code {
        delegated: bool,
        accepts: Option<bool>,
        by: Option<ByCaller>,
    },
}

impl<P: DeserializeOwned> Input<P> {
    pub(crate) fn of(vector: &Vector) -> Result<Self, String> {
        serde_json::from_str(vector.input.as_str()).map_err(|error| error.to_string())
    }
}

impl<P> Input<P> {
    pub(crate) fn payload(&self) -> &P {
        &self.payment.json.payload
    }

    /// The permit for a sponsor, if the payer added one: the members of the extension's `info` that a server does not
    /// declare.
    pub(crate) fn sponsored(&self) -> Option<&serde_json::Value> {
        // A V1 payment has no extensions.
        self.payment.json.accepted.as_ref()?;
        let info = self.payment.json.extensions.eip2612_gas_sponsoring.as_ref()?.info.as_ref()?;
        info.get("signature").filter(|signature| !signature.is_null()).map(|_| info)
    }

    /// The approval that the payer added for a sponsor: any member that no server declares. `None` if the policy does
    /// not know the extension.
    pub(crate) fn approval(&self) -> Option<&serde_json::Value> {
        self.payment.json.accepted.as_ref()?;
        let Policy { approval_transactions, preset, .. } = &self.policy;
        if !approval_transactions.unwrap_or_else(|| preset.as_deref() != Some("x402-rs")) {
            return None;
        }
        let info = self.payment.json.extensions.erc20_approval_gas_sponsoring.as_ref()?.info.as_ref()?;
        let fields = ["from", "asset", "spender", "amount", "signedTransaction"];
        fields.iter().any(|name| info.get(name).is_some()).then_some(info)
    }

    /// How much of a token Permit2 may take, if a fact says so.
    pub(crate) fn allowance(&self, token: Address, owner: Address) -> Option<U256> {
        let is = |fact: &&Allowance| address(&fact.token) == Ok(token) && address(&fact.owner) == Ok(owner);
        self.facts.allowances.iter().find(is).and_then(|fact| number(&fact.amount).ok())
    }

    /// Whether the token accepts this permit, if a fact says so.
    pub(crate) fn takes(&self, token: Address, digest: &str, signature: &[u8]) -> Option<bool> {
        let is = |fact: &&TokenPermit| {
            address(&fact.token) == Ok(token)
                && fact.digest == digest
                && bytes(&fact.signature).as_deref() == Ok(signature)
        };
        self.facts.token_permits.iter().find(is).map(|fact| fact.taken)
    }

    /// The cost of a signed transaction's data on L1, if a fact says so.
    pub(crate) fn data_fee(&self, signed: &[u8]) -> Result<U256, String> {
        let hash = keccak256(signed).to_string();
        self.facts.data_fees.get(&hash).map_or(Ok(U256::ZERO), |wei| number(wei))
    }

    /// The method that the first offer names.
    pub(crate) fn method(&self) -> Option<&str> {
        self.offers.first()?.extra.as_ref()?.asset_transfer_method.as_deref()
    }

    /// What is known of a channel.
    pub(crate) fn channel(&self, id: B256) -> Option<&ChannelFact> {
        self.facts.channels.iter().find(|(key, _)| word(key) == Ok(id)).map(|(_, fact)| fact)
    }

    /// The policy says so of vouchers and deposits of a channel.
    pub(crate) const fn makes_channel_canonical(&self) -> bool {
        self.policy.canonical_signatures
    }

    /// The policy is one under which the settler brings a key's signature in its canonical form.
    pub(crate) fn makes_canonical(&self) -> bool {
        self.policy.preset.as_deref() == Some("x402-rs")
    }

    /// The policy refuses signatures of 64 bytes, which Permit2 takes.
    pub(crate) fn refuses_compact(&self) -> bool {
        self.policy.preset.as_deref() == Some("ts")
    }

    /// The server's own offer. Where none matches, what the payment says of itself: the offer whose price somebody
    /// would collect who had not compared.
    pub(crate) fn offer(&self, vector: &Vector) -> Result<Offer, String> {
        let result: ExpectedResult =
            serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        let mut offer = self.offers.get(result.offer().unwrap_or_default()).cloned().ok_or("there is no offer")?;
        if vector.expect.check.as_deref() == Some("offer") {
            let payment = &self.payment.json;
            match (&payment.accepted, &payment.network) {
                (Some(accepted), _) => offer = accepted.clone(),
                (None, Some(network)) => offer.network.clone_from(network),
                (None, None) => return Err("the payment names no network".into()),
            }
        }
        Ok(offer)
    }

    pub(crate) fn terms(&self, offer: &Offer) -> Result<Terms, String> {
        let asset = address(&offer.asset)?;
        let domain = offer.extra.clone().unwrap_or_default();
        let (text, digits) = match domain.name {
            Some(Name::Text(text)) => (Some(text), None),
            Some(Name::Number(digits)) => (None, Some(digits)),
            None => (None, None),
        };
        let is_incomplete = text.is_none() || domain.version.is_none();
        let separator = by_address(&self.facts.domain_separators, asset).filter(|_| is_incomplete);
        let fact = match separator {
            None => by_address(&self.facts.token_domains, asset).cloned().unwrap_or_default(),
            Some(separator) => Domain {
                name: Some(Name::Text(
                    NAMES.iter().find(|(_, of)| of == separator).ok_or("no name is known for it")?.0.into(),
                )),
                ..Domain::default()
            },
        };
        let fact_name = fact.name.and_then(|name| match name {
            Name::Text(text) => Some(text),
            Name::Number(_) => None,
        });
        Ok(Terms {
            is_hearsay: is_incomplete && separator.is_none() && fact_name.is_some(),
            chain: chain_id(&offer.network)?,
            asset,
            name: text.or(fact_name).unwrap_or_else(|| NAME.into()),
            digits,
            version: domain.version.or(fact.version),
            price: address(&offer.pay_to).and_then(|pay_to| Ok((number(&offer.amount)?, pay_to))).ok(),
        })
    }

    /// The known code of the payer, and the signature that the asking contract gets: settlers take a wrapper off.
    pub(crate) fn known_payer(
        &self,
        payer: Address,
        asker: Address,
        signature: Vec<u8>,
    ) -> Result<(Knowledge, Vec<u8>), String> {
        let inner = unwrapped(&signature);
        match (self.knowledge(payer, asker, inner.as_ref().unwrap_or(&signature))?, inner) {
            (known @ Knowledge::Code { .. }, Some(inner)) => Ok((known, inner)),
            (known, _) => Ok((known, signature)),
        }
    }

    /// `asker` is who calls the payer's code when the payment is settled.
    pub(crate) fn knowledge(&self, payer: Address, asker: Address, signature: &[u8]) -> Result<Knowledge, String> {
        let accounts = &self.facts.accounts;
        let code = by_address(accounts, payer).or_else(|| accounts.get("*")).map(|account| account.code.as_str());
        Ok(match code {
            Some("none" | "0x") => Knowledge::NoCode,
            None if self.policy.assume_plain_accounts => Knowledge::NoCode,
            None => Knowledge::Unknown,
            Some(code) => {
                let mut anybody = None;
                let mut by: Option<ByCaller> = None;
                for fact in &self.facts.contract_signatures {
                    if address(&fact.account)? != payer || bytes(&fact.signature)? != signature {
                        continue;
                    }
                    match &fact.caller {
                        None => anybody = Some(fact.valid),
                        Some(_) if by.is_some_and(|by| by.is_asked) => {}
                        Some(caller) => {
                            let caller = address(caller)?;
                            by = Some(ByCaller { caller, accepts: fact.valid, is_asked: caller == asker });
                        }
                    }
                }
                let asked = by.filter(|by| by.is_asked).map(|by| by.accepts);
                Knowledge::Code { delegated: code.starts_with("0xef0100"), accepts: asked.or(anybody), by }
            }
        })
    }
}

impl Offer {
    /// The facilitator that has to settle by `upto`.
    pub(crate) fn facilitator(&self) -> Option<&str> {
        self.extra.as_ref()?.facilitator_address.as_deref()
    }
}

impl Knowledge {
    /// Checks that a recorded state has code if the facts of the vector have it.
    pub(crate) fn agrees(self, recorded: Option<PayerCode>) -> Result<(), String> {
        if matches!(self, Self::Code { .. }) == recorded.is_some_and(|code| code != PayerCode::None) {
            return Ok(());
        }
        Err("the vector's facts and the recorded state differ in the payer's code".into())
    }

    /// The possible codes at the payer's address. A wallet that is not deployed may be deployed later (ERC-6492).
    pub(crate) fn payers(self, vector: &Vector) -> Vec<PayerCode> {
        let behaviour = |accepts| if accepts { Behaviour::AcceptsAll } else { Behaviour::RefusesAll };
        let contract = |accepts| PayerCode::Contract(behaviour(accepts));
        let may_be_deployed =
            vector.expect.class == Class::Undecided && vector.flags.iter().any(|flag| flag == "counterfactual");
        match self {
            Self::NoCode if may_be_deployed => vec![PayerCode::None, contract(true)],
            Self::NoCode => vec![PayerCode::None],
            Self::Unknown => vec![PayerCode::None, contract(true), contract(false)],
            Self::Code { delegated, accepts, by } => {
                let answers = accepts.map_or_else(|| vec![true, false], |one| vec![one]);
                let looking = by.map(|by| (by.accepts == by.is_asked, Behaviour::LooksAtCaller(by)));
                let code = |accepts| {
                    // One of the wallets that the facts allow tells its callers apart.
                    let looking = looking.filter(|(answer, _)| *answer == accepts).map(|(_, looking)| looking);
                    let behaviour = looking.unwrap_or(behaviour(accepts));
                    if delegated { PayerCode::Delegation(behaviour) } else { PayerCode::Contract(behaviour) }
                };
                answers.into_iter().map(code).collect()
            }
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

/// The bytes that settlers bring to an account with code: the content of an ERC-6492 wrapper, unwrapped once.
pub(crate) fn unwrapped(signature: &[u8]) -> Option<Vec<u8>> {
    let body = signature.strip_suffix(&MAGIC)?;
    let number = |at: usize| usize::try_from(U256::from_be_slice(body.get(at..at + 32)?)).ok();
    let start = number(64)?;
    body.get(start + 32..start + 32 + number(start)?).map(<[u8]>::to_vec)
}

pub(crate) fn address(text: &str) -> Result<Address, String> {
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("{text} is no address"))?;
    hex::decode(digits).ok().and_then(|bytes| Address::try_from(&bytes[..]).ok()).ok_or(format!("{text} is no address"))
}

pub(crate) fn number(text: &str) -> Result<U256, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| U256::from_str_radix(text, 10).ok()).flatten().ok_or(format!("{text} is no uint256"))
}

pub(crate) fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.strip_prefix("0x").ok_or_else(|| format!("{text} does not begin with 0x"))?;
    hex::decode(digits).map_err(|error| error.to_string())
}

/// Reads a word, also without `0x`. A settler that accepts that makes the same call.
pub(crate) fn word(text: &str) -> Result<B256, String> {
    let bytes = hex::decode(text).map_err(|error| error.to_string())?;
    B256::try_from(&bytes[..]).map_err(|_| format!("{text} has {} bytes", bytes.len()))
}

/// A key's signature of 65 bytes in the form that every contract accepts: s low, v 27 or 28. `None` if it has this form
/// already, or is no key's signature.
pub(crate) fn canonical(signature: &[u8]) -> Option<Vec<u8>> {
    let order = U256::from_be_bytes(hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
    let [r_s @ .., v] = signature else { return None };
    let (r, s) = r_s.split_at_checked(32).filter(|(_, s)| s.len() == 32)?;
    let s = U256::from_be_slice(s);
    let is_high = s > order / U256::from(2) && s < order;
    let odd = match v {
        0 | 1 => *v == 1,
        27 | 28 if is_high => *v == 28,
        35.. => v % 2 == 0,
        _ => return None,
    };
    let (s, odd) = if is_high { (order - s, !odd) } else { (s, odd) };
    Some([r, &s.to_be_bytes::<32>(), &[if odd { 28 } else { 27 }]].concat())
}
