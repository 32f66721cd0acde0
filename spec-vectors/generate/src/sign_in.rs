//! Signs sign-ins without any checks, right or wrong: the message is written from the rulings and without code of the libraries.

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::Value;
use x402_schemes::{evm::eip191, solana::sha256};

use crate::{
    base58::base58,
    sign::{Key, sign_digest},
};

/// The signature over the message of a sign-in's members.
pub(crate) fn signature(members: &Value, key: Key) -> String {
    let message = message(members);
    if is_solana(members) {
        let name = if key == Key::Payer { "payer" } else { "third" };
        let key = SigningKey::from_bytes(&sha256(format!("x402 svm outcomes {name}").as_bytes()));
        return base58(&key.sign(message.as_bytes()).to_bytes());
    }
    format!("0x{}", sign_digest(key, &eip191::digest(message.as_bytes())))
}

fn is_solana(members: &Value) -> bool {
    members["chainId"].as_str().is_some_and(|chain| chain.starts_with("solana:"))
}

fn message(members: &Value) -> String {
    let text = |name: &str| members[name].as_str().unwrap_or_default();
    let solana = is_solana(members);
    let kind = if solana { "Solana" } else { "Ethereum" };
    let stated = |name: &str| members[name].as_str().filter(|text| !(solana && text.is_empty()));
    let mut lines = vec![
        format!("{} wants you to sign in with your {kind} account:", text("domain")),
        text("address").to_owned(),
        String::new(),
    ];
    match stated("statement") {
        Some(statement) => lines.extend([statement.to_owned(), String::new()]),
        None if !solana => lines.push(String::new()),
        None => {}
    }
    let chain = text("chainId").split_once(':').map_or("", |(_, reference)| reference);
    for (name, value) in [
        ("URI", Some(text("uri"))),
        ("Version", Some("1")),
        ("Chain ID", Some(chain)),
        ("Nonce", Some(text("nonce"))),
        ("Issued At", Some(text("issuedAt"))),
        ("Expiration Time", members["expirationTime"].as_str()),
        ("Not Before", members["notBefore"].as_str()),
        ("Request ID", stated("requestId")),
    ] {
        lines.extend(value.map(|value| format!("{name}: {value}")));
    }
    let resources = members["resources"].as_array().filter(|all| !(solana && all.is_empty()));
    if let Some(resources) = resources {
        lines.push("Resources:".into());
        lines.extend(resources.iter().map(|uri| format!("- {}", uri.as_str().unwrap_or_default())));
    }
    lines.join("\n")
}
