//! What U-1, U-3, U-4, U-5 and U-8 say of a payment, from its JSON alone. Nothing here calls what is tested: the table, the
//! hashes and the grammar of addresses are written again, and libsecp256k1 recovers.

use alloy_primitives::{U256, hex, keccak256};
use secp256k1::{
    Message,
    ecdsa::{RecoverableSignature, RecoveryId},
};
use serde_json::Value;

/// The name of the Gateway.
pub(super) const NAME: &str = "GatewayWalletBatched";
/// The wallets of the mainnets and of the testnets.
pub(super) const WALLETS: [&str; 2] =
    ["0x77777777Dcc4d5A8B6E418Fd04D8997ef11000eE", "0x0077777d7EBA4688BDeF3E311b846F25870A19B9"];

/// The id of each chain and its USDC, a mainnet and its testnet by turns.
pub(super) const TABLE: [(&str, &str); 24] = [
    ("1", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
    ("11155111", "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238"),
    ("10", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85"),
    ("11155420", "0x5fd84259d66Cd46123540766Be93DFE6D43130D7"),
    ("130", "0x078D782b760474a361dDA0AF3839290b0EF57AD6"),
    ("1301", "0x31d0220469e10c4E71834a79b1f276d740d3768F"),
    ("137", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359"),
    ("80002", "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582"),
    ("146", "0x29219dd400f2Bf60E5a23d13Be72B486D4038894"),
    ("14601", "0x0BA304580ee7c9a980CF72e55f5Ed2E9fd30Bc51"),
    ("480", "0x79A02482A880bCE3F13e09Da970dC34db4CD24d1"),
    ("4801", "0x66145f38cBAC35Ca6F1Dfb4914dF98F1614aeA88"),
    ("999", "0xb88339CB7199b77E23DB6E890353E22632Ba630f"),
    ("998", "0x2B3370eE501B4a559b57D449569354196457D8Ab"),
    ("1329", "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392"),
    ("1328", "0x4fCF1784B31630811181f670Aea7A7bEF803eaED"),
    ("5042", "0x3600000000000000000000000000000000000000"),
    ("5042002", "0x3600000000000000000000000000000000000000"),
    ("8453", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
    ("84532", "0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
    ("42161", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831"),
    ("421614", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d"),
    ("43114", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E"),
    ("43113", "0x5425890298aed601595a70AB815c96711a31Bc65"),
];

/// The order of the curve, and half of it.
const ORDER: [u8; 32] = hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
const HALF: [u8; 32] = hex!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
/// The end of a wrapper by ERC-6492.
const MAGIC: [u8; 32] = hex!("6492649264926492649264926492649264926492649264926492649264926492");

type Address = [u8; 20];

/// What a payment is by the rulings.
#[derive(Debug)]
pub(super) enum Expected {
    /// For the Gateway. The first check that fails, if any.
    Gateway(Option<&'static str>),
    /// A near miss on a chain that the table does not have: undecided.
    UnknownChain,
    /// Anything else. If it is valid, then in the domain of the token that the offer names.
    Other,
}

/// The numbers of a policy that count.
pub(super) struct Limits {
    pub(super) has_variant: bool,
    pub(super) gateway_margin: u64,
    pub(super) expiry_margin: u64,
    pub(super) horizon: Option<u64>,
}

/// The contract and the id of the chain in which a payment of the variant is signed (U-1).
fn recognised(version: u64, offer: &Value) -> Option<(Address, u64)> {
    let (extra, network) = (&offer["extra"], offer["network"].as_str()?);
    let at = TABLE.iter().position(|(id, _)| network.strip_prefix("eip155:") == Some(id))?;
    let (wallet, (id, usdc)) = (WALLETS[at % 2], TABLE[at]);
    let is_plain = extra["assetTransferMethod"].is_null() || extra["assetTransferMethod"] == "eip3009";
    let is_one = version == 2
        && offer["scheme"] == "exact"
        && is_named(offer)
        && extra["version"] == "1"
        && address(&extra["verifyingContract"]) == address(&wallet.into())
        && address(&offer["asset"]) == address(&usdc.into())
        && is_plain;
    is_one.then_some((address(&wallet.into())?, id.parse().ok()?))
}

pub(super) fn is_named(offer: &Value) -> bool {
    offer["extra"]["name"] == NAME
}

/// Whether the operator may have added the chain (U-8).
fn is_on_unknown_chain(offer: &Value) -> bool {
    let extra = &offer["extra"];
    let network = offer["network"].as_str().map(|name| if name == "peaq" { "eip155:3338" } else { name });
    let id = network.and_then(|network| network.strip_prefix("eip155:"));
    let is_chain = |id: &str| id.parse::<u64>().is_ok_and(|number| number.to_string() == id);
    let is_plain = extra["assetTransferMethod"].is_null() || extra["assetTransferMethod"] == "eip3009";
    let contract = address(&extra["verifyingContract"]);
    id.is_some_and(|id| is_chain(id) && TABLE.iter().all(|(known, _)| *known != id))
        && offer["scheme"] == "exact"
        && is_named(offer)
        && is_plain
        && WALLETS.iter().any(|wallet| contract == address(&(*wallet).into()))
}

pub(super) fn expected(version: u64, offer: &Value, payload: &Value, now: u64, limits: &Limits) -> Expected {
    match recognised(version, offer).filter(|_| limits.has_variant) {
        Some((wallet, chain)) => Expected::Gateway(first_failure(offer, payload, now, limits, wallet, chain)),
        None if is_on_unknown_chain(offer) => Expected::UnknownChain,
        None => Expected::Other,
    }
}

/// The first check that fails, in the order of U-3.
fn first_failure(
    offer: &Value,
    payload: &Value,
    now: u64,
    limits: &Limits,
    wallet: Address,
    chain: u64,
) -> Option<&'static str> {
    let authorization = &payload["authorization"];
    let number = |name: &str| authorization[name].as_str().unwrap().parse::<u128>().unwrap();
    let (from, to) = (address(&authorization["from"]).unwrap(), address(&authorization["to"]).unwrap());
    let (after, before, now) = (number("validAfter"), number("validBefore"), u128::from(now));
    let margin = u128::from(limits.gateway_margin.max(limits.expiry_margin));
    let pay_to = address(&offer["payTo"]).filter(|address| *address != [0; 20]);
    let amount = offer["amount"].as_str().unwrap().parse::<u128>().unwrap();
    let checks = [
        ("pay-to-address", pay_to.is_some()),
        ("payer-address", from != [0; 20]),
        ("recipient", pay_to == Some(to)),
        ("gateway-self", from != to),
        ("amount", number("value") == amount),
        ("valid-before", now < before),
        ("expiry-margin", now + margin <= before),
        ("valid-after", after <= now),
        ("window", after + 2 <= before),
        ("horizon", limits.horizon.is_none_or(|horizon| before <= now + u128::from(horizon))),
    ];
    let failed = checks.into_iter().find(|(_, holds)| !holds).map(|(check, _)| check);
    let domain = domain([NAME, "1"], chain, wallet);
    failed.or_else(|| signature_failure(&signature(payload), &digest(domain, authorization, TRANSFER), from))
}

pub(super) fn signature(payload: &Value) -> Vec<u8> {
    hex::decode(payload["signature"].as_str().unwrap()).unwrap()
}

/// What is wrong with a signature for the Gateway (U-5).
fn signature_failure(bytes: &[u8], digest: &[u8; 32], payer: Address) -> Option<&'static str> {
    let Ok([r_s @ .., v @ (0 | 1 | 27 | 28)]) = <&[u8; 65]>::try_from(bytes) else { return Some("signature-form") };
    let [r, s] = [&r_s[..32], &r_s[32..]];
    if [r, s].into_iter().any(|scalar| scalar >= &ORDER[..] || scalar == [0; 32]) {
        return Some("signature-range");
    }
    if s > &HALF[..] {
        return Some("signature-low-s");
    }
    (recovered(r_s, v % 27, digest) != Some(payer)).then_some("signer")
}

/// The payer of a valid payment in the token's domain, with the offer's names.
pub(super) fn signer_for_token(offer: &Value, payload: &Value) -> Option<Address> {
    let (extra, network) = (&offer["extra"], offer["network"].as_str()?);
    let id = match network {
        "base-sepolia" => "84532",
        "peaq" => "3338",
        _ => network.strip_prefix("eip155:")?,
    };
    let names = [extra["name"].as_str()?, extra["version"].as_str()?];
    let domain = domain(names, id.parse().ok()?, address(&offer["asset"])?);
    let bytes = signature(payload);
    let [r_s @ .., v] = <&[u8; 65]>::try_from(&*bytes).ok()?;
    recovered(r_s, v % 27, &digest(domain, &payload["authorization"], TRANSFER))
}

fn recovered(r_s: &[u8], parity: u8, digest: &[u8; 32]) -> Option<Address> {
    let parity = RecoveryId::from_u8_masked(parity);
    let signature = RecoverableSignature::from_compact(r_s, parity).ok()?;
    let key = signature.recover_ecdsa(Message::from_digest(*digest)).ok()?;
    keccak256(&key.serialize_uncompressed()[1..])[12..].try_into().ok()
}

/// `0x` and 40 digits in any case.
pub(super) fn address(text: &Value) -> Option<Address> {
    let digits = text.as_str()?.strip_prefix("0x")?;
    if digits.starts_with("0x") { None } else { hex::decode(digits).ok()?.try_into().ok() }
}

/// The beginning of the types of EIP-3009's messages.
pub(super) const TRANSFER: &str = "TransferWithAuthorization";
pub(super) const RECEIVE: &str = "ReceiveWithAuthorization";

/// The domain separator of EIP-712.
pub(super) fn domain([name, version]: [&str; 2], chain: u64, contract: Address) -> [u8; 32] {
    let kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let [kind, name, version] = [kind, name, version].map(|text| keccak256(text).0);
    keccak256([kind, name, version, U256::from(chain).to_be_bytes(), padded(contract)].concat()).0
}

/// What a payer signs.
pub(super) fn digest(domain: [u8; 32], authorization: &Value, kind: &str) -> [u8; 32] {
    let members = "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    let text = |name: &str| authorization[name].as_str().unwrap();
    let number = |name: &str| text(name).parse::<U256>().unwrap().to_be_bytes::<32>();
    let party = |name: &str| padded(address(&authorization[name]).unwrap());
    let nonce: [u8; 32] = hex::decode(text("nonce")).unwrap().try_into().unwrap();
    let words = [
        keccak256([kind, members].concat()).0,
        party("from"),
        party("to"),
        number("value"),
        number("validAfter"),
        number("validBefore"),
        nonce,
    ];
    keccak256([&[0x19, 0x01], &domain[..], &keccak256(words.concat())[..]].concat()).0
}

fn padded(address: Address) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&address);
    word
}

/// A wrapper by ERC-6492 in its common spelling, around a factory that nobody deployed.
pub(super) fn wrapped(inner: &[u8]) -> Vec<u8> {
    let word = |number: usize| U256::from(number).to_be_bytes::<32>();
    let mut bytes = [word(0xfac), word(96), word(128), word(0), word(inner.len())].concat();
    bytes.extend(inner);
    bytes.resize(bytes.len().next_multiple_of(32), 0);
    bytes.extend(MAGIC);
    bytes
}

/// The other of the two signatures of a message: s becomes the order less s.
pub(super) fn negated(s: [u8; 32]) -> [u8; 32] {
    (U256::from_be_bytes(ORDER) - U256::from_be_bytes(s)).to_be_bytes()
}
