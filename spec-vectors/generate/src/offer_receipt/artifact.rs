//! Builds signed offers and receipts, with well-known keys.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::Signer as _;
use serde_json::{Value, json};
use x402_extensions::offer_receipt::{OfferPayload, ReceiptPayload, TypedArtifact};
use x402_schemes::evm::{eip712::SigningInput, keccak256};
use x402_types::{DecodeOptions, Uint256, Wire};
use x402_vectors::vector::Class;

use crate::{
    base58::base58,
    draft::{Draft, expect, parsed, raw_text},
    sign::{Key, sign_digest},
};

/// The time of every judgement, and the time at which the receipts were issued.
pub(super) const NOW: u64 = 1_740_672_100;

/// The address of the second well-known key.
pub(super) const STRANGER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/// An offer whose recipient is the address of the first key.
pub(super) const OFFER: &str = r#"{"version":1,"resourceUrl":"https://api.example.com/premium-data","scheme":"exact","network":"eip155:84532","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","amount":"10000","validUntil":1740672160}"#;
pub(super) const RECEIPT: &str = r#"{"version":1,"network":"eip155:84532","resourceUrl":"https://api.example.com/premium-data","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","issuedAt":1740672100,"transaction":""}"#;
pub(super) const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

/// The payload in the canonical form of RFC 8785, as in a JWS.
pub(super) fn canonical(payload: &str) -> String {
    parsed(payload).canonical().expect("numbers of ours")
}

/// The artifact in question: offer or receipt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Offer,
    Receipt,
}

/// A key of a JWS: the private key of RFC 8037 A.1, that of RFC 7515 A.3, and the first account's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum JwsKey {
    Ed25519,
    P256,
    Secp256k1,
}

pub(super) const JWS_KEYS: [JwsKey; 3] = [JwsKey::Ed25519, JwsKey::P256, JwsKey::Secp256k1];

impl JwsKey {
    fn private(self) -> [u8; 32] {
        let text = match self {
            Self::Ed25519 => "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            Self::P256 => "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
            Self::Secp256k1 => "rAl0vsOaF-NrpKa00jj_lEusuHjL7V78rnhNe_T0_4A",
        };
        BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url").try_into().expect("32 bytes")
    }

    pub(super) const fn alg(self) -> &'static str {
        match self {
            Self::Ed25519 => "EdDSA",
            Self::P256 => "ES256",
            Self::Secp256k1 => "ES256K",
        }
    }

    /// The public key: the members of a JWK.
    pub(crate) fn jwk(self) -> Value {
        let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let point =
            |sec1: &[u8], crv: &str| json!({"kty": "EC", "crv": crv, "x": part(&sec1[1..33]), "y": part(&sec1[33..])});
        match self {
            Self::Ed25519 => json!({"kty": "OKP", "crv": "Ed25519", "x": part(&self.compressed())}),
            Self::P256 => {
                let key = p256::ecdsa::SigningKey::from_slice(&self.private()).expect("a key of ours");
                point(key.verifying_key().to_sec1_point(false).as_bytes(), "P-256")
            }
            Self::Secp256k1 => {
                let key = k256::ecdsa::SigningKey::from_slice(&self.private()).expect("a key of ours");
                point(key.verifying_key().to_sec1_point(false).as_bytes(), "secp256k1")
            }
        }
    }

    /// The public key in the form of did:key: for ECDSA 2 or 3, and x.
    pub(super) fn compressed(self) -> Vec<u8> {
        let private = self.private();
        match self {
            Self::Ed25519 => ed25519_dalek::SigningKey::from_bytes(&private).verifying_key().to_bytes().into(),
            Self::P256 => {
                let key = p256::ecdsa::SigningKey::from_slice(&private).expect("a key of ours");
                key.verifying_key().to_sec1_point(true).as_bytes().into()
            }
            Self::Secp256k1 => {
                let key = k256::ecdsa::SigningKey::from_slice(&private).expect("a key of ours");
                key.verifying_key().to_sec1_point(true).as_bytes().into()
            }
        }
    }

    /// `z…` of did:key.
    pub(super) fn identifier(self) -> String {
        let code: &[u8] = match self {
            Self::Ed25519 => &[0xed, 0x01],
            Self::P256 => &[0x80, 0x24],
            Self::Secp256k1 => &[0xe7, 0x01],
        };
        format!("z{}", base58(&[code, &self.compressed()].concat()))
    }

    pub(super) fn did_key(self) -> String {
        let identifier = self.identifier();
        format!("did:key:{identifier}#{identifier}")
    }

    /// 64 bytes; those of ECDSA are deterministic (RFC 6979).
    pub(crate) fn sign(self, text: &str) -> Vec<u8> {
        let private = self.private();
        match self {
            Self::Ed25519 => ed25519_dalek::SigningKey::from_bytes(&private).sign(text.as_bytes()).to_bytes().into(),
            Self::P256 => {
                use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
                let key = SigningKey::from_slice(&private).expect("a key of ours");
                let signature: Signature = key.sign(text.as_bytes());
                signature.to_bytes().to_vec()
            }
            Self::Secp256k1 => {
                use k256::ecdsa::{Signature, SigningKey, signature::Signer as _};
                let key = SigningKey::from_slice(&private).expect("a key of ours");
                let signature: Signature = key.sign(text.as_bytes());
                signature.to_bytes().to_vec()
            }
        }
    }
}

pub(super) fn part(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A JWS over these texts.
pub(super) fn compact(header: &str, payload: &str, key: JwsKey) -> String {
    let input = format!("{}.{}", part(header), part(payload));
    let signature = part(key.sign(&input));
    format!("{input}.{signature}")
}

pub(super) fn header(alg: &str, kid: &str) -> String {
    json!({"alg": alg, "kid": kid}).to_string()
}

/// The digest of an offer or a receipt (JSON text).
pub(super) fn digest(what: What, payload: &str) -> [u8; 32] {
    let options = DecodeOptions::STRICT;
    match what {
        What::Offer => OfferPayload::decode(payload, &options).expect("an offer of ours").value.digest(),
        What::Receipt => ReceiptPayload::decode(payload, &options).expect("a receipt of ours").value.digest(),
    }
}

/// The same in another domain.
pub(super) fn digest_in(what: What, payload: &str, name: &str, chain_id: u64) -> [u8; 32] {
    let options = DecodeOptions::STRICT;
    let struct_hash = match what {
        What::Offer => OfferPayload::decode(payload, &options).expect("an offer of ours").value.struct_hash(),
        What::Receipt => ReceiptPayload::decode(payload, &options).expect("a receipt of ours").value.struct_hash(),
    };
    let chain = Uint256::from(chain_id).to_be_bytes();
    let domain = keccak256(b"EIP712Domain(string name,string version,uint256 chainId)");
    let words = [domain, keccak256(name.as_bytes()), keccak256(b"1"), chain];
    SigningInput { domain_separator: &keccak256(words.as_flattened()), struct_hash: &struct_hash }.digest()
}

/// `0x` and 65 bytes.
pub(super) fn sign(what: What, payload: &str, key: Key) -> String {
    format!("0x{}", sign_digest(key, &digest(what, payload)))
}

/// An envelope by EIP-712, signed by the first key.
pub(super) fn eip712(what: What, payload: &str) -> String {
    eip712_with(payload, &sign(what, payload, Key::Payer))
}

pub(super) fn eip712_with(payload: &str, signature: &str) -> String {
    format!(r#"{{"format":"eip712","payload":{payload},"signature":"{signature}"}}"#)
}

pub(super) fn jws_with(compact: &str) -> String {
    format!(r#"{{"format":"jws","signature":"{compact}"}}"#)
}

/// An envelope with a JWS over the canonical payload; its `kid` is a did:web.
pub(super) fn jws(payload: &str, key: JwsKey) -> String {
    jws_with(&compact(&header(key.alg(), KID), &canonical(payload), key))
}

pub(super) const KID: &str = "did:web:api.example.com#key-1";

/// A demand of V2 with one entry, the terms of [`OFFER`], and this signed offer.
pub(super) fn payment_required(envelope: &str) -> String {
    format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/premium-data"}},"accepts":[{ENTRY}],"extensions":{{"offer-receipt":{{"info":{{"offers":[{envelope}]}}}}}}}}"#
    )
}

pub(super) const ENTRY: &str = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","maxTimeoutSeconds":60}"#;

/// A settlement of V2 with this receipt.
pub(super) fn settlement(envelope: &str) -> String {
    format!(
        r#"{{"success":true,"transaction":"{TRANSACTION}","network":"eip155:84532","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","extensions":{{"offer-receipt":{{"info":{{"receipt":{envelope}}}}}}}}}"#
    )
}

pub(super) fn carrier(what: What, envelope: &str) -> String {
    match what {
        What::Offer => payment_required(envelope),
        What::Receipt => settlement(envelope),
    }
}

/// A question that is being built.
#[derive(Clone)]
pub(super) struct Question {
    what: What,
    carrier: String,
    now: u64,
    more: String,
}

impl Question {
    pub(super) fn new(what: What, carrier: &str) -> Self {
        Self { what, carrier: carrier.into(), now: NOW, more: String::new() }
    }

    /// A question about this envelope in the usual demand or settlement.
    pub(super) fn of(what: What, envelope: &str) -> Self {
        Self::new(what, &carrier(what, envelope))
    }

    /// A further member of the input, with its value as JSON text.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.more += &format!(r#","{name}":{value}"#);
        self
    }

    pub(super) fn signer(self, address: &str) -> Self {
        self.with("signer", &format!("\"{address}\""))
    }

    pub(super) fn jwk(self, key: JwsKey) -> Self {
        let jwk = key.jwk().to_string();
        self.with("jwk", &jwk)
    }

    pub(super) fn resolving(self) -> Self {
        self.with("resolveKid", "true")
    }

    pub(super) fn at(mut self, now: u64) -> Self {
        self.now = now;
        self
    }

    fn draft(self, number: &str, title: &str, class: Class, result: &Value) -> Draft {
        let what = if self.what == What::Offer { "offer" } else { "receipt" };
        let text = serde_json::to_string(&self.carrier).expect("a string");
        let input = format!(r#"{{"what":"{what}","text":{text},"now":{}{}}}"#, self.now, self.more);
        Draft::new(format!("offer-receipt-{number}"), "offer-receipt", title, raw_text(&input), expect(class, result))
    }

    /// Valid without a flag. `expected` has the members that are compared besides the verdict.
    pub(super) fn valid(self, number: &str, title: &str, expected: &Value) -> Draft {
        self.draft(number, title, Class::Valid, &verdict("valid", &[], expected))
    }

    /// Accepted with these flags; others may refuse it.
    pub(super) fn acceptable(self, number: &str, title: &str, flags: &[&str], expected: &Value) -> Draft {
        let result = json!([verdict("valid", flags, expected), {"verdict": "invalid"}]);
        self.draft(number, title, Class::Acceptable, &result).flags(flags)
    }

    /// Refused because of a flag; others may accept it.
    pub(super) fn refused(self, number: &str, title: &str, flag: &str, expected: &Value) -> Draft {
        let result = json!([verdict("valid", &[], expected), {"verdict": "invalid", "flags": [flag]}]);
        let draft = self.draft(number, title, Class::Acceptable, &result).flags(&[flag]);
        draft.decided_by("artifact-policy").reason("invalid_offer_receipt_signature")
    }

    pub(super) fn invalid(self, number: &str, title: &str, check: &str) -> Draft {
        let draft = self.draft(number, title, Class::Invalid, &json!({"verdict": "invalid"}));
        draft.decided_by(check).reason(reason(check))
    }

    pub(super) fn undecided(self, number: &str, title: &str, check: &str, need: &str) -> Draft {
        let draft = self.draft(number, title, Class::Undecided, &json!({"verdict": "undecided", "needs": [need]}));
        draft.decided_by(check).reason(reason(check))
    }
}

fn verdict(verdict: &str, flags: &[&str], expected: &Value) -> Value {
    let mut result = json!({"verdict": verdict, "flags": flags});
    for (name, value) in expected.as_object().into_iter().flatten() {
        result[name] = value.clone();
    }
    result
}

/// The code of each check, from the rulings.
fn reason(check: &str) -> &'static str {
    match check {
        "artifact" => "invalid_offer_receipt_absent",
        "artifact-envelope" | "artifact-payload" | "artifact-recipient" => "invalid_offer_receipt_shape",
        "artifact-version" => "invalid_offer_receipt_version",
        "artifact-network" => "invalid_offer_receipt_network",
        "jws-header" => "invalid_offer_receipt_header",
        "jws-algorithm" => "invalid_offer_receipt_alg",
        "artifact-key" => "invalid_offer_receipt_key",
        "jws-key-id" => "invalid_offer_receipt_kid",
        "artifact-signature-form" | "artifact-signature" => "invalid_offer_receipt_signature",
        "artifact-signer" => "invalid_offer_receipt_signer",
        "artifact-terms" => "invalid_offer_receipt_terms",
        "artifact-issued" => "invalid_offer_receipt_issued_at",
        other => unreachable!("{other} is no check that fails"),
    }
}
