//! What a payer on an EVM chain signs, as typed data (EIP-712).

use alloy_dyn_abi::TypedData;
use alloy_primitives::U256;
use serde_json::{Map, Value, json};

use crate::{networks::chain_id, source::Mechanism};

/// A message and its domain.
pub(crate) struct Message {
    /// Exactly the members of the domain that are there.
    pub(crate) domain: Value,
    /// The name of the message's type.
    pub(crate) name: String,
    types: Value,
    message: Value,
}

/// A field and its type.
type Fields = &'static [(&'static str, &'static str)];

/// The fields of `TransferWithAuthorization` (EIP-3009), which `ReceiveWithAuthorization` has, too.
const AUTHORIZATION: Fields = &[
    ("from", "address"),
    ("to", "address"),
    ("value", "uint256"),
    ("validAfter", "uint256"),
    ("validBefore", "uint256"),
    ("nonce", "bytes32"),
];

/// `PermitWitnessTransferFrom` of Permit2, for the proxies of `exact` and `upto`.
const PERMIT_TRANSFER: Fields = &[
    ("permitted", "TokenPermissions"),
    ("spender", "address"),
    ("nonce", "uint256"),
    ("deadline", "uint256"),
    ("witness", "Witness"),
];
const TOKEN_PERMISSIONS: Fields = &[("token", "address"), ("amount", "uint256")];
const WITNESS_OF_EXACT: Fields = &[("to", "address"), ("validAfter", "uint256")];
const WITNESS_OF_UPTO: Fields = &[("to", "address"), ("facilitator", "address"), ("validAfter", "uint256")];

/// `Permit` of EIP-2612.
const PERMIT: Fields = &[
    ("owner", "address"),
    ("spender", "address"),
    ("value", "uint256"),
    ("nonce", "uint256"),
    ("deadline", "uint256"),
];

const PERMIT2: &str = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

/// The members of a payload that other mechanisms have.
const OF_OTHERS: [&str; 3] = ["channelConfig", "transaction", "voucher"];

/// The mechanism of a payment under an offer, if it is one of these.
pub(crate) fn mechanism(payment: &Value, offer: &Value) -> Option<Mechanism> {
    if payment["x402Version"] != 1 && payment["x402Version"] != 2 {
        return None;
    }
    let payload = &payment["payload"];
    let has = |name: &str| !payload[name].is_null();
    // Of members of two methods it is unknown which one was signed.
    if OF_OTHERS.iter().any(|name| has(name)) || has("authorization") == has("permit2Authorization") {
        return None;
    }
    if payment["x402Version"] == 1
        && payment["network"] != offer["network"]
        && chain_id(payment["network"].as_str()?).is_none()
    {
        return None;
    }
    // What the offer leaves open, the client may have named.
    let named = |terms: &Value| terms["extra"].get("assetTransferMethod").filter(|method| !method.is_null()).cloned();
    let method = named(offer).or_else(|| named(&payment["accepted"]));
    match (offer["scheme"].as_str()?, method.as_ref().map(Value::as_str)) {
        ("exact", None) if has("permit2Authorization") => Some(Mechanism::Permit2),
        ("exact", None | Some(Some("eip3009"))) if has("authorization") => Some(Mechanism::Eip3009),
        ("exact", Some(Some("permit2"))) if has("permit2Authorization") => Some(Mechanism::Permit2),
        ("upto", None | Some(Some("permit2"))) if has("permit2Authorization") => Some(Mechanism::Upto),
        _ => None,
    }
}

impl Message {
    /// The message of a payment under an offer. `None` if a member that is signed cannot be read.
    pub(crate) fn of(mechanism: Mechanism, payment: &Value, offer: &Value) -> Option<Self> {
        let payload = &payment["payload"];
        let signature = payload["signature"].as_str()?.strip_prefix("0x")?;
        if signature.len() % 2 != 0 || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        match mechanism {
            Mechanism::Eip3009 => Some(Self {
                domain: token(offer)?,
                name: "TransferWithAuthorization".into(),
                types: json!({"TransferWithAuthorization": typed(AUTHORIZATION)}),
                message: read(AUTHORIZATION, &payload["authorization"])?,
            }),
            // A witness of `upto` is none of `exact`.
            Mechanism::Permit2 if !payload["permit2Authorization"]["witness"]["facilitator"].is_null() => None,
            Mechanism::Permit2 => transfer(WITNESS_OF_EXACT, payload, offer),
            Mechanism::Upto => transfer(WITNESS_OF_UPTO, payload, offer),
            Mechanism::Permit => permit(&payment["extensions"]["eip2612GasSponsoring"]["info"], offer),
        }
    }

    /// The typed data.
    pub(crate) fn typed(&self) -> Result<TypedData, String> {
        let mut types = self.types.clone();
        // Of another type of message with the same fields.
        if let Some(fields) = types.as_object().and_then(|types| types.values().next()).cloned()
            && types.get(&self.name).is_none()
        {
            types[&self.name] = fields;
        }
        let typed = json!({"types": types, "primaryType": self.name, "domain": self.domain, "message": self.message});
        serde_json::from_value(typed).map_err(|error| format!("alloy cannot read the message: {error}"))
    }
}

/// The domain of the offer's token.
fn token(offer: &Value) -> Option<Value> {
    let asset = offer["asset"].as_str().filter(|asset| is_hex(asset, 20) && !is_gateway(offer))?;
    let (name, version) = (offer["extra"]["name"].as_str()?, offer["extra"]["version"].as_str()?);
    Some(json!({
        "name": name, "version": version, "chainId": chain_id(offer["network"].as_str()?)?.to_string(), "verifyingContract": asset,
    }))
}

/// The transfer by Permit2.
fn transfer(witness: Fields, payload: &Value, offer: &Value) -> Option<Message> {
    let signed = &payload["permit2Authorization"];
    text("address", &signed["from"])?;
    let mut message = read(&[("spender", "address"), ("deadline", "uint256")], signed)?;
    message["nonce"] = nonce(&signed["nonce"])?.into();
    message["permitted"] = read(TOKEN_PERMISSIONS, &signed["permitted"])?;
    message["witness"] = read(witness, &signed["witness"])?;
    Some(Message {
        domain: json!({
            "name": "Permit2", "chainId": chain_id(offer["network"].as_str()?)?.to_string(), "verifyingContract": PERMIT2,
        }),
        name: "PermitWitnessTransferFrom".into(),
        types: json!({
            "PermitWitnessTransferFrom": typed(PERMIT_TRANSFER), "TokenPermissions": typed(TOKEN_PERMISSIONS), "Witness": typed(witness),
        }),
        message,
    })
}

/// The permit for a sponsor, whose members have other names in the extension.
fn permit(info: &Value, offer: &Value) -> Option<Message> {
    for (name, kind) in [("from", "address"), ("asset", "address"), ("amount", "uint256"), ("signature", "bytes")] {
        text(kind, &info[name])?;
    }
    let is_version = |version: &&str| {
        version.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    info["version"].as_str().filter(is_version)?;
    let mut named = info.clone();
    named["owner"] = info["from"].clone();
    named["value"] = info["amount"].clone();
    Some(Message {
        domain: token(offer)?,
        name: "Permit".into(),
        types: json!({"Permit": typed(PERMIT)}),
        message: read(PERMIT, &named)?,
    })
}

/// Whether an offer is for the Gateway, whose wallets are in no document of the protocol.
fn is_gateway(offer: &Value) -> bool {
    offer["extra"]["name"] == "GatewayWalletBatched"
}

fn typed(fields: Fields) -> Value {
    fields.iter().map(|(name, kind)| json!({"name": name, "type": kind})).collect()
}

/// The members with these fields, as alloy reads them.
fn read(fields: Fields, value: &Value) -> Option<Value> {
    let members = fields.iter().map(|(name, kind)| Some(((*name).to_owned(), text(kind, &value[*name])?.into())));
    members.collect::<Option<Map<String, Value>>>().map(Value::Object)
}

/// The text of a member, if it can be one of this type. Everything is read whose meaning is clear, because a hash decides nothing.
fn text(kind: &str, value: &Value) -> Option<String> {
    let number = value.as_u64().filter(|_| kind == "uint256").map(|number| number.to_string());
    let text = number.or_else(|| value.as_str().map(str::to_owned))?;
    match kind {
        "address" => is_hex(&text, 20).then_some(text),
        // Some readers take a nonce of EIP-3009 without 0x (E-4).
        "bytes32" => {
            Some(if text.starts_with("0x") { text } else { format!("0x{text}") }).filter(|text| is_hex(text, 32))
        }
        "bytes" => {
            text.strip_prefix("0x").filter(|digits| digits.len() % 2 == 0 && is_digits(digits)).map(str::to_owned)
        }
        _ => plain(&text),
    }
}

/// The nonce of Permit2, which some clients write as 32 bytes in hexadecimal (P-1).
fn nonce(value: &Value) -> Option<String> {
    let hexadecimal = value.as_str().filter(|text| is_hex(text, 32));
    hexadecimal.map(str::to_owned).or_else(|| text("uint256", value))
}

fn is_hex(text: &str, bytes: usize) -> bool {
    text.strip_prefix("0x").is_some_and(|digits| digits.len() == 2 * bytes && is_digits(digits))
}

fn is_digits(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Digits below 2^256, without the zeros in front.
fn plain(text: &str) -> Option<String> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: U256 = is_plain.then(|| text.parse().ok())??;
    Some(number.to_string())
}
