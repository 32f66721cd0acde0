//! Builds messages, signed with the published keys of the RFCs.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use crate::{
    draft::{Draft, expect, raw},
    fault::Fault,
    offer_receipt::JwsKey,
    ours,
};

const OP: &str = "http-message-signature";
const OPEN: &str = "the library refuses what it has no key, no algorithm or no value for, and calls nothing undecided";
/// The time of every judgement.
pub(super) const NOW: u64 = 1_740_672_100;
const LABEL: &str = "sig1";
/// The components that a paying agent's signature covers.
pub(super) const PAYING: &str = r#"("@authority" "payment-signature")"#;
/// The id of the key of RFC 8037 A.1.
pub(super) const ED25519: &str = "ed25519";
/// The id of the key of RFC 7515 A.3.
pub(super) const P256: &str = "p256";

/// A question about a message, with both keys.
#[derive(Clone)]
pub(super) struct Question(pub(super) Value);

impl Question {
    /// A question about a paying agent's request for the weather.
    pub(super) fn request() -> Self {
        Self(json!({
            "label": LABEL,
            "request": {
                "method": "GET",
                "targetUri": "https://api.example.com/weather?city=Ulm",
                "headers": [["Host", "api.example.com"], ["Payment-Signature", "e30="]],
            },
            "now": NOW,
            "keys": {ED25519: JwsKey::Ed25519.jwk(), P256: JwsKey::P256.jwk()},
        }))
    }

    /// A question about the answer to that request.
    pub(super) fn answer() -> Self {
        let mut question = Self::request();
        question.0["answer"] = json!({"status": 200, "headers": [["Payment-Response", "e30="]]});
        question
    }

    pub(super) fn set(mut self, pointer: &str, value: Value) -> Self {
        match self.0.pointer_mut(pointer) {
            Some(found) => *found = value,
            None => self.0[pointer.trim_start_matches('/')] = value,
        }
        self
    }

    pub(super) fn without(mut self, member: &str) -> Self {
        self.0.as_object_mut().and_then(|members| members.remove(member)).expect("a member of ours");
        self
    }

    /// Signs with the key of the id in the parameters: `(…);created=…`.
    pub(super) fn signed(self, key: &str, covered: &str) -> Self {
        self.signed_with(key, &format!("{covered};created={NOW};keyid=\"{key}\""))
    }

    /// The same with other parameters.
    pub(super) fn signed_with(self, key: &str, input: &str) -> Self {
        self.signed_as(LABEL, key, input)
    }

    /// The same with another label, which the question names.
    pub(super) fn signed_as(mut self, label: &str, key: &str, input: &str) -> Self {
        self.0["label"] = label.into();
        self.add("Signature-Input", &format!("{label}={input}"));
        let mut unsigned = self.clone();
        unsigned.add("Signature", &format!("{label}=:AAAA:"));
        // A message that cannot be signed is refused before the signature counts.
        let base = unsigned.base().unwrap_or_default();
        let key = if key == P256 { JwsKey::P256 } else { JwsKey::Ed25519 };
        self.add("Signature", &format!("{label}=:{}:", BASE64_STANDARD.encode(key.sign(&base))));
        self
    }

    fn add(&mut self, name: &str, value: &str) {
        let side = if self.0.get("answer").is_some() { "/answer/headers" } else { "/request/headers" };
        let headers = self.0.pointer_mut(side).and_then(Value::as_array_mut).expect("headers of ours");
        headers.push(json!([name, value]));
    }

    /// The bytes under the signature with the label, if there are any. The witness makes them independently.
    fn base(&self) -> Option<String> {
        ours::answer(OP, &self.0.to_string())?["base"].as_str().map(str::to_owned)
    }

    fn draft(&self, number: &str, title: &str, class: Class, mut result: Value) -> Draft {
        if class == Class::Valid
            && result.get("base").is_none()
            && let Some(base) = self.base()
        {
            result["base"] = base.into();
        }
        Draft::new(format!("http-message-signatures-{number}"), OP, title, raw(&self.0), expect(class, &result))
    }

    /// The library of RFC 9421 confirms the signed bytes.
    pub(super) fn valid(&self, number: &str, title: &str, key_id: &str, flags: &[&str]) -> Draft {
        let result = json!({"verdict": "valid", "keyId": key_id, "flags": flags});
        self.draft(number, title, Class::Valid, result).flags(flags).rulings(&["H-2"])
    }

    pub(super) fn invalid(&self, number: &str, title: &str, reason: &str, ruling: &str) -> Draft {
        let draft = self.draft(number, title, Class::Invalid, json!({"verdict": "invalid"}));
        let draft = draft.reason(&format!("invalid_message_signature_{reason}")).rulings(&[ruling]);
        if matches!(reason, "created" | "expired" | "tag" | "alg") {
            draft.fault(Fault::SignatureParameter)
        } else {
            draft
        }
    }

    pub(super) fn undecided(&self, number: &str, title: &str, need: &str, ruling: &str) -> Draft {
        self.needing(number, title, &[need], ruling)
    }

    /// Undecided, because of several questions.
    pub(super) fn needing(&self, number: &str, title: &str, needs: &[&str], ruling: &str) -> Draft {
        let result = json!({"verdict": "undecided", "needs": needs});
        self.draft(number, title, Class::Undecided, result).rulings(&[ruling]).no_witness(OPEN)
    }
}
