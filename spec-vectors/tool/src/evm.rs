//! Messages on EVM chains (EIP-712), their hashes by alloy, and signatures with published keys.

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, Signature, U256, hex};
use k256::ecdsa::SigningKey;
use serde_json::{Value, json};

use crate::{
    networks::chain_id,
    source::{Key, Mechanism, Signing},
    vector::Intermediate,
};

/// The accounts of the mnemonic `test test test test test test test test test test test junk`, from the first on.
const KEYS: [&str; 2] = [
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
];

/// What a payer signs.
struct Message {
    domain: Value,
    name: String,
    message: Value,
}

/// The fields of `TransferWithAuthorization` (EIP-3009), which `ReceiveWithAuthorization` has, too.
const EIP3009: [(&str, &str); 6] = [
    ("from", "address"),
    ("to", "address"),
    ("value", "uint256"),
    ("validAfter", "uint256"),
    ("validBefore", "uint256"),
    ("nonce", "bytes32"),
];

/// The members of payloads of other methods.
const OF_OTHERS: [&str; 4] = ["channelConfig", "permit2Authorization", "transaction", "voucher"];

/// The message of a payment under an offer. `None` if a member that is signed cannot be read.
fn eip3009(payment: &Value, offer: &Value) -> Option<Message> {
    let method = &offer["extra"]["assetTransferMethod"];
    if !method.is_null() && method != "eip3009" {
        return None;
    }
    // Of members of two methods nobody knows which one was signed.
    if OF_OTHERS.iter().any(|name| !payment["payload"][name].is_null()) {
        return None;
    }
    let authorization = &payment["payload"]["authorization"];
    for (name, kind) in EIP3009 {
        let text = authorization[name].as_str()?;
        let is_right = match kind {
            "address" => is_hex(text, 20),
            "bytes32" => is_hex(&prefixed(text), 32),
            _ => is_number(text),
        };
        if !is_right {
            return None;
        }
    }
    let signature = payment["payload"]["signature"].as_str()?.strip_prefix("0x")?;
    if signature.len() % 2 != 0 || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let domain = json!({
        "name": offer["extra"]["name"].as_str()?, "version": offer["extra"]["version"].as_str()?,
        "chainId": chain_id(offer["network"].as_str()?)?.to_string(),
        "verifyingContract": offer["asset"].as_str().filter(|asset| is_hex(asset, 20))?,
    });
    let mut message = authorization.clone();
    message["nonce"] = prefixed(authorization["nonce"].as_str()?).into();
    Some(Message { domain, name: "TransferWithAuthorization".into(), message })
}

/// A nonce as it is hashed: some readers take one without 0x (E-4).
fn prefixed(nonce: &str) -> String {
    if nonce.starts_with("0x") { nonce.to_owned() } else { format!("0x{nonce}") }
}

fn is_hex(text: &str, bytes: usize) -> bool {
    text.strip_prefix("0x")
        .is_some_and(|digits| digits.len() == 2 * bytes && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Digits without a zero in front, below 2^256.
fn is_number(text: &str) -> bool {
    let is_plain =
        text == "0" || (!text.starts_with('0') && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
    is_plain && text.parse::<U256>().is_ok()
}

impl Message {
    /// The typed data, with exactly the fields of the domain that are there.
    fn typed(&self) -> Result<TypedData, String> {
        let fields = EIP3009.map(|(name, kind)| json!({"name": name, "type": kind}));
        let types = json!({ self.name.as_str(): fields });
        let typed = json!({"types": types, "primaryType": self.name, "domain": self.domain, "message": self.message});
        serde_json::from_value(typed).map_err(|error| format!("alloy cannot read the message: {error}"))
    }
}

/// The hashes of the payment in a question to `verify`, and the account that signed. Empty if there is nothing to hash.
#[must_use]
pub fn intermediate(payment: &Value, offer: &Value) -> Intermediate {
    let Some(message) = eip3009(payment, offer) else { return Intermediate::default() };
    let Ok(typed) = message.typed() else { return Intermediate::default() };
    let (Ok(struct_hash), Ok(digest)) = (typed.hash_struct(), typed.eip712_signing_hash()) else {
        return Intermediate::default();
    };
    let signature = payment["payload"]["signature"].as_str().unwrap_or_default();
    Intermediate {
        domain_separator: Some(typed.domain.separator().to_string()),
        struct_hash: Some(struct_hash.to_string()),
        digest: Some(digest.to_string()),
        signer: recover(signature, &digest).map(|address| address.to_checksum(None)),
        ..Intermediate::default()
    }
}

/// The account of a signature of 65 bytes, or of 64 (EIP-2098), in any form that a key can have made.
fn recover(signature: &str, digest: &B256) -> Option<Address> {
    let bytes = hex::decode(signature).ok()?;
    let signature = match bytes.len() {
        65 if matches!(bytes[64], 0 | 1 | 27 | 28) => Signature::from_raw(&bytes).ok()?,
        64 => Signature::from_erc2098(&bytes),
        _ => return None,
    };
    signature.recover_address_from_prehash(digest).ok()
}

/// The signature of a payment under an offer: 65 bytes in hexadecimal, by RFC 6979.
///
/// # Errors
/// There is nothing to sign.
pub fn sign(payment: &Value, offer: &Value, how: &Signing) -> Result<String, String> {
    let Mechanism::Eip3009 = how.mechanism;
    let mut payment = payment.clone();
    // What is written in the place of the signature does not matter.
    payment["payload"]["signature"] = "0x".into();
    if let Some(Value::Object(instead)) = &how.r#as {
        for (name, value) in instead {
            payment["payload"]["authorization"][name] = value.clone();
        }
    }
    let mut message = eip3009(&payment, offer).ok_or(
        "/sign: nothing can be signed, because a member of the authorization or of the offer's domain cannot be read; write what is signed instead into /sign/as, or take \"keep\"",
    )?;
    if let Some(domain) = &how.domain {
        message.domain = domain.clone();
    }
    if let Some(name) = &how.r#type {
        message.name.clone_from(name);
    }
    let digest = message.typed()?.eip712_signing_hash().map_err(|error| format!("/sign: {error}"))?;
    signed(how.key, &digest)
}

fn signed(key: Key, digest: &B256) -> Result<String, String> {
    let secret = match key {
        Key::Payer => KEYS[0],
        Key::Stranger => KEYS[1],
    };
    let secret = hex::decode(secret).map_err(|error| error.to_string())?;
    let key = SigningKey::from_slice(&secret).map_err(|error| error.to_string())?;
    let (signature, recovery) = key.sign_prehash_recoverable(digest.as_slice());
    Ok(format!("0x{}{:02x}", hex::encode(signature.to_bytes()), 27 + recovery.to_byte()))
}
