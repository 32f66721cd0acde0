//! Signs what a row leaves to be signed.

use k256::ecdsa::SigningKey;
use serde_json::{Value, json};
use x402_schemes::{
    Hex,
    evm::{
        batch_settlement::{
            Amount128, Channel, ChannelConfig, ClaimEntry, ERC3009_COLLECTOR, Refund, claim_batch_hash, voucher_hash,
        },
        eip712::{SigningInput, TokenDomain},
        eip3009::{Authorization, Nonce, RECEIVE_TYPEHASH},
        gas_sponsoring::eip2612,
        keccak256, permit2,
    },
};
use x402_types::{DecodeOptions, RawJson, Uint256, Wire, read::Reader, v2::PaymentRequirements};

use crate::{
    approval::approving,
    draft::{digest, parsed},
    sign::{Key, subtract_from_order},
};

/// The first three accounts of the mnemonic `test test test test test test test test test test test junk`.
const KEYS: [&str; 3] = [
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
];

/// The channel of the worked example, for a config that cannot be read.
const WORKED: &str = "0x96c688f173ab105a178d94ded619e32146547e8d67efb44d6ffddfd89b3e2ca2";

/// Puts ids and signatures into the question.
pub(super) fn complete(input: &mut Value) {
    let of_payment = config_channel(&input["payment"]["json"]["payload"]["channelConfig"], &input["offers"][0]);
    let row = input["payment"]["json"]["payload"]["claims"][0]["voucher"]["channel"].clone();
    let channel = of_payment.or_else(|| config_channel(&row, &input["offers"][0]));
    let id = channel.map_or_else(|| WORKED.to_owned(), |channel| channel.id().to_string());
    for pointer in ["/facts/channels", "/records/charged"] {
        if let Some(Value::Object(members)) = input.pointer_mut(pointer)
            && let Some(value) = members.remove("@")
        {
            members.insert(id.clone(), value);
        }
    }
    let offer = input["offers"][0].clone();
    sign_for_sponsor(&mut input["payment"]["json"], &offer);
    let payload = &mut input["payment"]["json"]["payload"];
    if let (true, Some(channel)) = (payload["channelConfig"].is_object(), &channel) {
        sign_paid(payload, channel, &offer);
    }
    let rows: Vec<Value> = payload["claims"].as_array().cloned().unwrap_or_default();
    let mut entries = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(of_row) = config_channel(&row["voucher"]["channel"], &offer) else { continue };
        let (Some(max), Some(total)) = (amount(&row["voucher"]["maxClaimableAmount"]), amount(&row["totalClaimed"]))
        else {
            continue;
        };
        let digest = of_row.digest(&voucher_hash(of_row.id(), max));
        sign(&mut payload["claims"][index]["signature"], &digest);
        entries.push(ClaimEntry { channel: of_row.id(), max_claimable: max, total_claimed: total });
    }
    if let (Some(channel), false) = (&channel, entries.is_empty()) {
        let digest = channel.digest(&claim_batch_hash(entries));
        if !payload["claimAuthorizerSignature"].is_null() {
            sign(&mut payload["claimAuthorizerSignature"], &digest);
        }
    }
    sign_refund(payload, channel.as_ref());
    if input["facts"]["contractSignatures"].is_array() {
        let digests = digest(parsed(&input.to_string()).as_json());
        answer_of_contracts(input, &digests);
    }
}

/// Puts digests and signatures into what contracts are known to answer: `@` and a pointer, for a digest into the answer of the
/// operation `digest`, and for a signature into the question. `@N` is signed as in a payload.
fn answer_of_contracts(input: &mut Value, digests: &Value) {
    let question = input.clone();
    let known = input.pointer_mut("/facts/contractSignatures").and_then(Value::as_array_mut);
    for fact in known.into_iter().flatten() {
        for (name, from) in [("digest", digests), ("signature", &question)] {
            let pointer = fact[name].as_str().and_then(|text| text.strip_prefix('@')).map(str::to_owned);
            if let Some(pointer) = pointer.filter(|pointer| pointer.starts_with('/')) {
                fact[name] = from.pointer(&pointer).unwrap_or_else(|| panic!("{pointer} is not there")).clone();
            }
        }
        let digest: Nonce = fact["digest"].as_str().and_then(|text| text.parse().ok()).expect("a digest");
        sign(&mut fact["signature"], &digest.to_bytes());
    }
}

fn sign_refund(payload: &mut Value, channel: Option<&Channel>) {
    if payload.is_object() && !payload["refundAuthorizerSignature"].is_null() {
        let nonce: Option<Uint256> = payload["refundNonce"].as_str().and_then(|text| text.parse().ok());
        if let (Some(channel), Some(nonce), Some(amount)) = (channel, nonce, amount(&payload["amount"])) {
            let message = Refund { channel: channel.id(), nonce, amount };
            sign(&mut payload["refundAuthorizerSignature"], &channel.digest(&message.struct_hash()));
        }
    }
}

/// Signs the voucher of a corrective demand, over the channel of the client and the first offer.
pub(super) fn complete_correction(question: &mut Value) {
    let (offer, mut config) = (question["demand"]["accepts"][0].clone(), question["config"].clone());
    for (member, value) in [
        ("receiver", &offer["payTo"]),
        ("receiverAuthorizer", &offer["extra"]["receiverAuthorizer"]),
        ("token", &offer["asset"]),
        ("withdrawDelay", &offer["extra"]["withdrawDelay"]),
    ] {
        config[member] = value.clone();
    }
    let Some(channel) = config_channel(&config, &offer) else { return };
    if let Some(Value::Object(channels)) = question.pointer_mut("/facts/channels")
        && let Some(state) = channels.remove("@")
    {
        channels.insert(channel.id().to_string(), state);
    }
    if let Some(named) = question.pointer_mut("/demand/accepts/0/extra/channelState/channelId")
        && *named == "@"
    {
        *named = json!(channel.id().to_string());
    }
    let Some(voucher) = question.pointer_mut("/demand/accepts/0/extra/voucherState") else { return };
    let sum = amount(&voucher["signedMaxClaimable"]).unwrap_or_default();
    let digest = channel.digest(&voucher_hash(channel.id(), sum));
    if let Some(signature) = voucher.get_mut("signature") {
        sign(signature, &digest);
    }
    answer_of_contracts(question, &json!({"voucher": {"digest": Hex(&digest).to_string()}}));
}

/// Signs a permit, and builds a transaction from `@KEY CHAIN TOKEN SPENDER AMOUNT`.
fn sign_for_sponsor(payment: &mut Value, offer: &Value) {
    if let Some(info) = payment.pointer_mut("/extensions/eip2612GasSponsoring/info") {
        let digest = token_permit_digest(info, offer).unwrap_or_default();
        sign(&mut info["signature"], &digest);
    }
    let Some(raw) = payment.pointer_mut("/extensions/erc20ApprovalGasSponsoring/info/signedTransaction") else {
        return;
    };
    let Some(wanted) = raw.as_str().and_then(|text| text.strip_prefix('@')) else { return };
    let [key, chain, token, spender, amount] = wanted.split(' ').collect::<Vec<_>>()[..] else { panic!("{wanted}") };
    let key = if key == "0" { Key::Payer } else { Key::Stranger };
    let number = |text: &str| text.parse().expect("a number of ours");
    *raw = json!(format!("0x{}", approving(key, number(chain), token, spender, number(amount))));
}

fn token_permit_digest(info: &Value, offer: &Value) -> Option<[u8; 32]> {
    let address = |name: &str| info[name].as_str()?.parse().ok();
    let number = |name: &str| -> Option<Uint256> { info[name].as_str()?.parse().ok() };
    let (value, deadline) = (number("amount")?.into(), number("deadline")?.into());
    let (owner, spender, nonce) = (address("from")?, address("spender")?, number("nonce")?);
    let permit = eip2612::Permit { owner, spender, value, nonce, deadline };
    let offer = PaymentRequirements::decode(offer.to_string(), &DecodeOptions::LENIENT).ok()?;
    Some(permit.digest(&TokenDomain::of(&offer.value).ok()?.separator()))
}

fn sign_paid(payload: &mut Value, channel: &Channel, offer: &Value) {
    let id = || json!(channel.id().to_string());
    if payload["voucher"]["channelId"] == "@" {
        payload["voucher"]["channelId"] = id();
    }
    let max = amount(&payload["voucher"]["maxClaimableAmount"]).unwrap_or_default();
    if payload["voucher"].is_object() {
        sign(&mut payload["voucher"]["signature"], &channel.digest(&voucher_hash(channel.id(), max)));
    }
    let payer = payload["channelConfig"]["payer"].as_str().and_then(|text| text.parse().ok());
    let deposited = amount(&payload["deposit"]["amount"]).unwrap_or_default();
    let Some(Value::Object(authorizations)) = payload.pointer_mut("/deposit/authorization") else { return };
    let time = |value: &Value| value.as_str().and_then(|text| text.parse().ok()).unwrap_or_default();
    if let (Some(Value::Object(_)), Some(payer)) = (authorizations.get("erc3009Authorization"), payer) {
        let signed = &mut authorizations["erc3009Authorization"];
        let salt: Option<Nonce> = signed["salt"].as_str().and_then(|text| text.parse().ok());
        let salt = salt.unwrap_or(Nonce::new([0; 32]));
        let message = Authorization {
            from: payer,
            to: ERC3009_COLLECTOR,
            value: deposited.into(),
            valid_after: time(&signed["validAfter"]),
            valid_before: time(&signed["validBefore"]),
            nonce: Nonce::new(keccak256([channel.id().to_bytes(), salt.to_bytes()].as_flattened())),
        };
        let offer = PaymentRequirements::decode(offer.to_string(), &DecodeOptions::LENIENT);
        let domain = offer.ok().and_then(|offer| Some(TokenDomain::of(&offer.value).ok()?.separator()));
        let struct_hash = message.struct_hash_as(RECEIVE_TYPEHASH);
        let separator = domain.unwrap_or_default();
        sign(
            &mut signed["signature"],
            &SigningInput { domain_separator: &separator, struct_hash: &struct_hash }.digest(),
        );
    }
    if let Some(Value::Object(_)) = authorizations.get("permit2Authorization") {
        let signed = &mut authorizations["permit2Authorization"];
        if signed["witness"]["channelId"] == "@" {
            signed["witness"]["channelId"] = id();
        }
        let digest = permit_digest(signed, offer).unwrap_or_default();
        sign(&mut signed["signature"], &digest);
    }
}

/// The digest of a permit, by the payload's own reader.
fn permit_digest(permit: &Value, offer: &Value) -> Option<[u8; 32]> {
    use x402_schemes::evm::batch_settlement::{DepositAuthorization, DepositPayment};
    let mut permit = permit.clone();
    permit["signature"] = json!("0x");
    let zero = "0x0000000000000000000000000000000000000000";
    let word = format!("0x{}", "0".repeat(64));
    let payload = json!({
        "type": "deposit",
        "channelConfig": {"payer": zero, "payerAuthorizer": zero, "receiver": zero, "receiverAuthorizer": zero, "token": zero,
            "withdrawDelay": 900, "salt": word},
        "voucher": {"channelId": word, "maxClaimableAmount": "1", "signature": "0x"},
        "deposit": {"amount": "1", "authorization": {"permit2Authorization": permit}}
    });
    let raw = RawJson::parse(&payload.to_string()).ok()?;
    let payment = DepositPayment::read(raw.as_json(), &mut Reader::new(&DecodeOptions::LENIENT)).ok()?;
    let DepositAuthorization::Permit2(permit) = payment.deposit.authorization else { return None };
    Some(permit.digest(&permit2::domain_separator(chain_id(offer)?)))
}

fn chain_id(offer: &Value) -> Option<u64> {
    offer["network"].as_str()?.strip_prefix("eip155:")?.parse().ok()
}

fn config_channel(config: &Value, offer: &Value) -> Option<Channel> {
    let raw = RawJson::parse(&config.to_string()).ok()?;
    let config = ChannelConfig::read(raw.as_json(), &mut Reader::new(&DecodeOptions::LENIENT)).ok()?;
    Some(config.on_chain(chain_id(offer)?))
}

fn amount(value: &Value) -> Option<Amount128> {
    value.as_str()?.parse().ok()
}

/// Replaces `@N` and what stands behind it.
fn sign(signature: &mut Value, digest: &[u8; 32]) {
    let Some(wanted) = signature.as_str().and_then(|text| text.strip_prefix('@')) else { return };
    let (index, mistake) = wanted.split_once(' ').unwrap_or((wanted, ""));
    let key = index.parse::<usize>().ok().and_then(|index| KEYS.get(index)).expect("a known key");
    let key: Vec<u8> =
        (0..key.len() / 2).map(|at| u8::from_str_radix(&key[2 * at..2 * at + 2], 16).expect("hex")).collect();
    let (made, recovery) = SigningKey::from_slice(&key).expect("a key of ours").sign_prehash_recoverable(digest);
    let text = Hex(made.to_bytes().as_slice()).to_string();
    let (r, s) = text["0x".len()..].split_at(64);
    let odd = recovery.to_byte();
    let hex = match mistake {
        "" => format!("{r}{s}{:02x}", 27 + odd),
        "v0" => format!("{r}{s}{odd:02x}"),
        "v35" => format!("{r}{s}{:02x}", 35 + odd),
        "high-s" => format!("{r}{}{:02x}", subtract_from_order(s), 28 - odd),
        "compact" => {
            let top = u8::from_str_radix(&s[..2], 16).expect("hex") | (odd << 7);
            format!("{r}{top:02x}{}", &s[2..])
        }
        "long" => format!("{r}{s}{:02x}00", 27 + odd),
        "zero-r" => format!("{}{s}{:02x}", "0".repeat(64), 27 + odd),
        "other" => format!("{r}{s}{:02x}", 28 - odd),
        "wrapped" => wrapped(&format!("{r}{s}{:02x}", 27 + odd)),
        _ => panic!("{mistake} is no slip"),
    };
    *signature = json!(format!("0x{hex}"));
}

/// An ERC-6492 wrapper around 65 bytes, of the factory with the address `0x11…11`.
fn wrapped(inner: &str) -> String {
    let word = |number: u32| format!("{number:064x}");
    let factory = format!("{}{}", "0".repeat(24), "11".repeat(20));
    let padded = format!("{inner}{}", "0".repeat(62));
    format!("{factory}{}{}{}{}{padded}{}", word(96), word(128), word(0), word(65), "6492".repeat(16))
}
