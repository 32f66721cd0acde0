//! A payment and its offer, of decisions.

use k256::ecdsa::SigningKey;
use serde_json::{Value, json};

use super::model::{Limits, NAME, RECEIVE, TABLE, TRANSFER, WALLETS, address, digest, domain, negated, wrapped};
use crate::source::Source;

/// How many bytes are read.
pub(super) const DECISIONS: usize = 27;
/// A decision from here on is another choice than the right one.
pub(super) const CHANGED: u8 = 192;

const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const ZERO: &str = "0x0000000000000000000000000000000000000000";
const NOW: u64 = 1_740_672_100;
const WEEK: u64 = 604_800;

/// A payment for one offer.
pub(super) struct Made {
    pub(super) version: u64,
    pub(super) offer: Value,
    pub(super) payload: Value,
    pub(super) now: u64,
    pub(super) limits: Limits,
}

/// The right choice, which stands first, or by a decision from [`CHANGED`] on one of all.
fn choice<T: Clone>(source: &mut Source<'_>, of: &[T]) -> T {
    let decision = source.byte();
    let at = usize::from(decision.saturating_sub(CHANGED)) % of.len();
    of[at].clone()
}

impl Made {
    pub(super) fn of(source: &mut Source<'_>) -> Self {
        let row = usize::from(source.byte()) % TABLE.len();
        let version = choice(source, &[2, 1]);
        let key = choice(source, &[1, 2]);
        let limits = limits(source);
        let mut offer = offer(row, version, source);
        let payer = payer(&signer(key));
        offer["payTo"] = choice(source, &[json!(MERCHANT), json!(payer), json!(ZERO), json!("merchant")]);
        let authorization = authorization(&payer, &offer, &limits, source);
        let separator = separator(row, &offer, source);
        let kind = choice(source, &[TRANSFER, RECEIVE]);
        let signature = signed(&signer(key), &digest(separator, &authorization, kind));
        let signature = spelled(signature, source);
        let payload = json!({"signature": format!("0x{}", alloy_primitives::hex::encode(signature)), "authorization": authorization});
        if version == 1 {
            offer["maxAmountRequired"] = offer["amount"].clone();
            offer["resource"] = "https://api.example.com/premium-data".into();
            offer["description"] = "".into();
            offer["mimeType"] = "".into();
        }
        Self { version, offer, payload, now: NOW, limits }
    }

    /// The payment's JSON, which answers the offer.
    pub(super) fn payment(&self) -> String {
        let Self { version, offer, payload, .. } = self;
        let payment = match version {
            1 => json!({"x402Version": 1, "scheme": offer["scheme"], "network": offer["network"], "payload": payload}),
            _ => json!({"x402Version": 2, "accepted": offer, "payload": payload}),
        };
        payment.to_string()
    }
}

fn limits(source: &mut Source<'_>) -> Limits {
    Limits {
        has_variant: choice(source, &[true, false]),
        gateway_margin: choice(source, &[WEEK, 0, 6, WEEK + 1, 2 * WEEK]),
        expiry_margin: choice(source, &[6, 0, WEEK, WEEK + 1, 2 * WEEK]),
        horizon: choice(source, &[None, Some(WEEK), Some(WEEK - 1), Some(WEEK + 100), Some(60), Some(u64::MAX)]),
    }
}

fn offer(row: usize, version: u64, source: &mut Source<'_>) -> Value {
    let (id, usdc) = TABLE[row];
    let (wallet, other) = (WALLETS[row % 2], WALLETS[(row + 1) % 2]);
    let networks = match version {
        1 => ["base-sepolia", "peaq"].map(Value::from).to_vec(),
        _ => vec![
            json!(format!("eip155:{id}")),
            json!(format!("eip155:{}", TABLE[(row + 1) % TABLE.len()].0)),
            json!("eip155:100"),
            json!(format!("eip155:0{id}")),
            json!("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
        ],
    };
    let spellings = |text: &str| {
        let digits = &text[2..];
        vec![
            json!(text),
            json!(text.to_lowercase()),
            json!(format!("0x{}", digits.to_uppercase())),
            json!(format!("0X{digits}")),
            json!(digits),
            json!(format!("{text}00")),
            json!(&text[..40]),
            json!(format!("{text} ")),
        ]
    };
    let contracts =
        [spellings(wallet), [json!(other), json!(usdc), json!(ZERO), json!(7), json!([wallet])].into()].concat();
    let assets =
        [spellings(usdc), [json!(TABLE[(row + 1) % TABLE.len()].1), json!(wallet), json!(ZERO)].into()].concat();
    let mut offer = json!({"amount": "10000", "maxTimeoutSeconds": 604_900});
    offer["scheme"] = choice(source, &[json!("exact"), json!("upto"), json!("Exact")]);
    offer["network"] = choice(source, &networks);
    offer["asset"] = choice(source, &assets);
    let names =
        [json!(NAME), json!(NAME.to_lowercase()), json!("USDC"), json!(format!("{NAME} ")), json!([NAME]), json!("")];
    let versions = [json!("1"), json!("2"), json!(1), json!(""), json!("1.0"), json!(true)];
    let methods = ["eip3009", "permit2", "EIP3009", "erc7710", ""].map(Value::from);
    for (member, values, is_there) in [
        ("name", &names[..], true),
        ("version", &versions, true),
        ("verifyingContract", &contracts, true),
        ("assetTransferMethod", &methods, false),
    ] {
        // Whether the member is there, absent or null.
        let presence = choice(source, if is_there { &[0, 1, 2] } else { &[1, 2, 0] });
        let value = choice(source, values);
        match presence {
            0 => offer["extra"][member] = value,
            1 => {}
            _ => offer["extra"][member] = Value::Null,
        }
    }
    offer
}

fn authorization(payer: &str, offer: &Value, limits: &Limits, source: &mut Source<'_>) -> Value {
    let pay_to = offer["payTo"].as_str().filter(|_| address(&offer["payTo"]).is_some()).unwrap_or(MERCHANT);
    let margin = limits.gateway_margin.max(limits.expiry_margin);
    let ends = [NOW + WEEK, NOW + margin, NOW + margin - 1, NOW + WEEK + 100, NOW + WEEK - 1, NOW + 1, NOW, NOW - 1];
    let ends = [&ends[..], &[limits.horizon.map_or(u64::MAX, |horizon| NOW.saturating_add(horizon))]].concat();
    let from = choice(source, &[payer, MERCHANT, ZERO]);
    let to = choice(source, &[pay_to, payer, ZERO]);
    let value = choice(source, &["10000", "9999", "10001", "0"]);
    let after = choice(source, &[NOW - 600, NOW, NOW + 1, NOW - 1, 0, NOW + WEEK]);
    let before = choice(source, &ends);
    json!({
        "from": from, "to": to, "value": value, "validAfter": after.to_string(), "validBefore": before.to_string(),
        "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
    })
}

/// The domain in which the payer signs.
fn separator(row: usize, offer: &Value, source: &mut Source<'_>) -> [u8; 32] {
    let (id, usdc) = TABLE[row];
    let id: u64 = id.parse().unwrap();
    let [wallet, other, usdc] =
        [WALLETS[row % 2], WALLETS[(row + 1) % 2], usdc].map(|text| address(&text.into()).unwrap());
    let gateway = [NAME, "1"];
    let text = |name: &str| offer["extra"][name].as_str().unwrap_or_default().to_owned();
    let offered = [text("name"), text("version")];
    let domains = [
        domain(gateway, id, wallet),
        domain(gateway, id, other),
        domain([&offered[0], &offered[1]], id, address(&offer["asset"]).unwrap_or(usdc)),
        domain(["USD Coin", "2"], id, usdc),
        domain([NAME, "2"], id, wallet),
        domain(gateway, 6, wallet),
    ];
    choice(source, &domains)
}

fn signer(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

fn payer(key: &SigningKey) -> String {
    let point = key.verifying_key().to_sec1_point(false);
    let hash = alloy_primitives::keccak256(&point.as_bytes()[1..]);
    format!("0x{}", alloy_primitives::hex::encode(&hash[12..]))
}

fn signed(key: &SigningKey, digest: &[u8; 32]) -> [u8; 65] {
    let (signature, id) = key.sign_prehash_recoverable(digest);
    let mut bytes = [27 + id.to_byte(); 65];
    bytes[..64].copy_from_slice(&signature.to_bytes());
    bytes
}

/// The signature, or another that is made of it without the key.
fn spelled(signature: [u8; 65], source: &mut Source<'_>) -> Vec<u8> {
    let v = signature[64];
    let with_v = |v: u8| [&signature[..64], &[v]].concat();
    let part = |at: usize, value: [u8; 32]| {
        let mut bytes = signature;
        bytes[at..at + 32].copy_from_slice(&value);
        bytes.to_vec()
    };
    let s: [u8; 32] = signature[32..64].try_into().unwrap();
    let mut twin = part(32, negated(s));
    twin[64] = v ^ 27 ^ 28;
    let mut compact = signature[..64].to_vec();
    compact[32] |= (v - 27) << 7;
    let forms = [
        signature.to_vec(),
        with_v(v - 27),
        with_v(v ^ 27 ^ 28),
        with_v(v + 2),
        with_v(v + 8),
        twin,
        compact,
        [&signature[..], &[0]].concat(),
        wrapped(&signature),
        part(0, [0; 32]),
        part(32, [0; 32]),
        part(0, [0xff; 32]),
        part(32, [0xff; 32]),
        Vec::new(),
        signature[..63].to_vec(),
        part(0, s),
    ];
    choice(source, &forms)
}
