//! Makes sign-ins without any checks, right or wrong.

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json, value::RawValue};
use x402_operations::Answer;
use x402_schemes::{Hex, evm::eip191, solana::sha256};

use crate::{
    base58::base58,
    sign::{Key, SIGNER, sign_digest},
    solana::case::PAYER,
};

pub(super) const NONCE: &str = "a1b2c3d4e5f67890a1b2c3d4e5f67890";

/// A sign-in by its members.
#[derive(Clone)]
pub(super) struct SignIn {
    members: Value,
    /// The account as the message prints it.
    pub(super) printed: String,
    key: Key,
}

impl SignIn {
    /// By the key of [`crate::sign`].
    pub(super) fn ethereum() -> Self {
        let address = SIGNER;
        Self { members: members(address, "eip155:8453", "eip191"), printed: address.into(), key: Key::Payer }
    }

    /// By the payer's key on Solana.
    pub(super) fn solana() -> Self {
        let address = PAYER;
        let chain = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
        Self { members: members(address, chain, "ed25519"), printed: address.into(), key: Key::Payer }
    }

    /// The other account's key signs.
    pub(super) fn by_stranger(mut self) -> Self {
        self.key = Key::Stranger;
        self
    }

    pub(super) fn is_solana(&self) -> bool {
        self.text("chainId").starts_with("solana:")
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.members[name].as_str().unwrap_or_default()
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.members[name] = value.into();
        self
    }

    pub(super) fn without(&mut self, name: &str) -> &mut Self {
        self.members.as_object_mut().expect("an object").remove(name);
        self
    }

    pub(super) fn members(&self) -> Value {
        self.members.clone()
    }

    /// Signs the message of the members.
    pub(super) fn signed(mut self) -> Self {
        let message = self.message();
        let signature = self.signature_over(&message);
        self.set("signature", signature);
        self
    }

    /// The signature over any text.
    pub(super) fn signature_over(&self, message: &str) -> String {
        if self.is_solana() {
            let name = if self.key == Key::Payer { "payer" } else { "third" };
            let key = SigningKey::from_bytes(&sha256(format!("x402 svm outcomes {name}").as_bytes()));
            return base58(&key.sign(message.as_bytes()).to_bytes());
        }
        format!("0x{}", sign_digest(self.key, &eip191::digest(message.as_bytes())))
    }

    /// The message, written from the rulings and without code of the libraries.
    pub(super) fn message(&self) -> String {
        let (kind, solana) = if self.is_solana() { ("Solana", true) } else { ("Ethereum", false) };
        let given = |name: &str| self.members[name].as_str().filter(|text| !(solana && text.is_empty()));
        let domain = self.text("domain");
        let mut lines = vec![
            format!("{domain} wants you to sign in with your {kind} account:"),
            self.printed.clone(),
            String::new(),
        ];
        match given("statement") {
            Some(statement) => lines.extend([statement.to_owned(), String::new()]),
            None if !solana => lines.push(String::new()),
            None => {}
        }
        let chain = self.text("chainId").split_once(':').map_or("", |(_, reference)| reference);
        for (name, value) in [
            ("URI", Some(self.text("uri"))),
            ("Version", Some("1")),
            ("Chain ID", Some(chain)),
            ("Nonce", Some(self.text("nonce"))),
            ("Issued At", Some(self.text("issuedAt"))),
            ("Expiration Time", self.members["expirationTime"].as_str()),
            ("Not Before", self.members["notBefore"].as_str()),
            ("Request ID", given("requestId")),
        ] {
            lines.extend(value.map(|value| format!("{name}: {value}")));
        }
        let resources = self.members["resources"].as_array().filter(|all| !(solana && all.is_empty()));
        if let Some(resources) = resources {
            lines.push("Resources:".into());
            lines.extend(resources.iter().map(|uri| format!("- {}", uri.as_str().unwrap_or_default())));
        }
        lines.join("\n")
    }
}

/// The members of the document's example, except for the account.
fn members(address: &str, chain: &str, kind: &str) -> Value {
    json!({
        "domain": "api.example.com",
        "address": address,
        "uri": "https://api.example.com/premium-data",
        "version": "1",
        "chainId": chain,
        "type": kind,
        "nonce": NONCE,
        "issuedAt": "2024-01-15T10:30:00.000Z",
        "expirationTime": "2024-01-15T10:35:00.000Z",
        "statement": "Sign in to access premium data",
        "resources": ["https://api.example.com/premium-data"],
    })
}

/// The bytes of a hexadecimal signature.
pub(super) fn bytes(signature: &str) -> Vec<u8> {
    let digits = signature.strip_prefix("0x").expect("a signature of ours").as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).expect("a digit");
    digits.chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    Hex(bytes).to_string()
}

/// The twin of a signature: n − s, and the other v.
pub(super) fn high_s(signature: &str) -> String {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae,
        0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ];
    let mut bytes = bytes(signature);
    let mut borrow = 0i16;
    for at in (0..32).rev() {
        let difference = i16::from(ORDER[at]) - i16::from(bytes[32 + at]) - borrow;
        borrow = i16::from(difference < 0);
        bytes[32 + at] = u8::try_from(difference.rem_euclid(256)).expect("a byte");
    }
    bytes[64] = 55 - bytes[64];
    hex(&bytes)
}

/// The answer of the operation. The witnesses also compute its members besides the verdict.
pub(super) fn answer(input: &Value) -> Value {
    let question: Box<RawValue> = serde_json::from_str(&input.to_string()).expect("JSON of ours");
    match x402_operations::run("sign-in-with-x", &question) {
        Answer::Result(result) => serde_json::from_str(result.get()).expect("JSON of ours"),
        Answer::Skipped(why) | Answer::Error(why) => panic!("{why}: {input}"),
    }
}
