//! The hashes of messages on EVM chains, by alloy, and signatures with published keys.

use alloy_primitives::{Address, B256, Signature, hex};
use k256::ecdsa::SigningKey;
use serde_json::Value;

use crate::{
    approval,
    messages::{Message, mechanism},
    source::{Key, Mechanism, Signing},
    vector::{Intermediate, Signed},
};

/// The accounts of the mnemonic `test test test test test test test test test test test junk`, from the first on.
const KEYS: [&str; 2] = [
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
];

/// The hashes of the payment in a question to `verify`, and the accounts that signed. Empty if there is nothing to hash.
#[must_use]
pub fn intermediate(payment: &Value, offer: &Value) -> Intermediate {
    let Some(mechanism) = mechanism(payment, offer) else { return Intermediate::default() };
    let signature = payment["payload"]["signature"].as_str().unwrap_or_default();
    let Some(signed) = hashed(mechanism, payment, offer, signature) else { return Intermediate::default() };
    // A permit for a sponsor replaces an approval of Permit2, so other mechanisms have none.
    let is_permit2 = matches!(mechanism, Mechanism::Permit2 | Mechanism::Upto);
    let permit = payment["extensions"]["eip2612GasSponsoring"]["info"]["signature"]
        .as_str()
        // V1 has no extensions.
        .filter(|_| is_permit2 && payment["x402Version"] == 2);
    Intermediate {
        domain_separator: Some(signed.domain_separator),
        struct_hash: Some(signed.struct_hash),
        digest: Some(signed.digest),
        signer: signed.signer,
        approval: is_permit2.then(|| approval::of(payment)).flatten(),
        permit: permit.and_then(|signature| hashed(Mechanism::Permit, payment, offer, signature)),
        ..Intermediate::default()
    }
}

fn hashed(mechanism: Mechanism, payment: &Value, offer: &Value, signature: &str) -> Option<Signed> {
    let typed = Message::of(mechanism, payment, offer)?.typed().ok()?;
    let digest = typed.eip712_signing_hash().ok()?;
    Some(Signed {
        domain_separator: typed.domain.separator().to_string(),
        struct_hash: typed.hash_struct().ok()?.to_string(),
        digest: digest.to_string(),
        signer: recover(signature, &digest).map(|address| address.to_checksum(None)),
    })
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

/// The place of the signature of a mechanism below the payment.
#[must_use]
pub const fn signature_parent(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Eip3009 | Mechanism::Permit2 | Mechanism::Upto => "/payload",
        Mechanism::Permit => "/extensions/eip2612GasSponsoring/info",
    }
}

/// The place of the signed members of a mechanism below the payment.
const fn signed_members(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Eip3009 => "/payload/authorization",
        Mechanism::Permit2 | Mechanism::Upto => "/payload/permit2Authorization",
        Mechanism::Permit => "/extensions/eip2612GasSponsoring/info",
    }
}

/// The signature of a payment under an offer: 65 bytes in hexadecimal, by RFC 6979.
///
/// # Errors
/// There is nothing to sign.
pub fn sign(payment: &Value, offer: &Value, how: &Signing) -> Result<String, String> {
    let mut payment = payment.clone();
    // What is written in the place of the signature does not matter.
    if let Some(parent) = payment.pointer_mut(signature_parent(how.mechanism)) {
        parent["signature"] = "0x".into();
    }
    if let (Some(signed), Some(instead)) = (payment.pointer_mut(signed_members(how.mechanism)), &how.r#as) {
        merge(signed, instead);
    }
    let mut message = Message::of(how.mechanism, &payment, offer).ok_or(
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

/// Puts members over those of an object, member by member.
fn merge(value: &mut Value, over: &Value) {
    match (value, over) {
        (Value::Object(members), Value::Object(over)) => {
            for (name, over) in over {
                merge(members.entry(name.clone()).or_insert(Value::Null), over);
            }
        }
        (value, over) => *value = over.clone(),
    }
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
