//! Calls of `transferWithAuthorization` that were recorded, as payments. What is expected follows from what the token
//! answered, by the rulings E-2, E-3, E-6, E-8 and E-11.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use x402_conformance::vector::{ChainCall, Class};

use crate::draft::{Draft, expect, raw};

/// `data/fiat-token.json`. How the states come about is read by `witness/evm` alone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    chain_id: u64,
    now: u64,
    token: Token,
    authorization: Map<String, Value>,
    signature: String,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Token {
    address: String,
    name: String,
    version: String,
}

/// What is not said is as in [`Recorded`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    number: u16,
    title: String,
    #[serde(default)]
    authorization: Map<String, Value>,
    signature: Option<String>,
    /// What the payer's contract was asked about, if the payer has code.
    digest: Option<String>,
    answer: Answer,
}

/// What each of the two overloads answered: `OK`, `OK (payee +0)`, or a message.
#[derive(Deserialize)]
struct Answer {
    /// Nothing, if the signature cannot be taken apart.
    vrs: Option<String>,
    bytes: String,
}

/// What follows from the answer.
enum Follows {
    Valid,
    /// Taken, with this flag.
    Flagged(&'static str),
    /// Valid as far as can be said without the chain, which has this question open.
    Outstanding(&'static str),
    /// Refused by this check.
    Invalid(&'static str),
}

pub(crate) fn drafts() -> Vec<Draft> {
    let recorded: Recorded = serde_json::from_str(include_str!("../data/fiat-token.json")).expect("data of ours");
    recorded.calls.iter().map(|call| recorded.draft(call)).collect()
}

impl Recorded {
    fn draft(&self, call: &Call) -> Draft {
        let mut terms = self.authorization.clone();
        terms.extend(call.authorization.clone());
        let terms = Value::Object(terms);
        let signature = call.signature.as_ref().unwrap_or(&self.signature);
        let input = self.input(call, &terms, signature);
        let valid = json!({"verdict": "valid", "payer": terms["from"], "offer": 0});
        let draft = |class, result: &Value| {
            let id = format!("chain-eip3009-{:04}", call.number);
            Draft::new(id, "verify", &call.title, raw(&input), expect(class, result)).recorded(self.chain(call, &terms))
        };
        match self.follows(call, &terms, signature) {
            Follows::Valid if call.digest.is_some() => {
                draft(Class::Valid, &valid).rulings(&["E-8"]).requirements(&["EVM-1-phase3-01"])
            }
            Follows::Valid => draft(Class::Valid, &valid).rulings(&["E-2", "E-6"]).requirements(&["EVM-1-phase3-01"]),
            Follows::Flagged(flag) => {
                let ruling = match flag {
                    "boundary-after" => "E-2",
                    "y-parity" => "E-6",
                    _ => "E-3",
                };
                draft(Class::Acceptable, &valid).flags(&[flag]).rulings(&[ruling])
            }
            Follows::Outstanding(kind) => {
                let mut result = valid;
                result["outstanding"] = json!([kind]);
                let requirement: &[&str] = if kind == "balance" { &["V2-6.1.2-02"] } else { &["V2-6.1.2-06"] };
                draft(Class::Valid, &result).rulings(&["E-11"]).requirements(requirement)
            }
            Follows::Invalid(check) => {
                let (ruling, requirements): (_, &[&str]) = match check {
                    "valid-before" | "valid-after" | "window" => ("E-2", &["V2-6.1.2-04", "EVM-1-phase2-04"]),
                    "payer-address" | "pay-to-address" => ("E-3", &[]),
                    "contract-signature" => ("E-8", &["V2-6.1.2-01"]),
                    _ => ("E-6", &["V2-6.1.2-01", "EVM-1-phase2-01"]),
                };
                let draft = draft(Class::Invalid, &json!({"verdict": "invalid"}));
                draft.decided_by(check).rulings(&[ruling]).requirements(requirements)
            }
        }
    }

    /// The offer asks what was signed, so that nothing but the call itself decides; and the token knows no margin.
    fn input(&self, call: &Call, terms: &Value, signature: &str) -> Value {
        let offer = json!({
            "scheme": "exact",
            "network": format!("eip155:{}", self.chain_id),
            "amount": terms["value"],
            "asset": self.token.address,
            "payTo": terms["to"],
            "maxTimeoutSeconds": 300,
            "extra": {"name": self.token.name, "version": self.token.version},
        });
        let payload = json!({"signature": signature, "authorization": terms});
        let facts = match &call.digest {
            None => json!({"accounts": {"*": {"code": "none"}}}),
            Some(digest) => json!({
                "accounts": {"*": {"code": "some"}},
                "contractSignatures": [{
                    "account": terms["from"],
                    "digest": digest,
                    "signature": signature,
                    "valid": call.answer.bytes == "OK",
                }],
            }),
        };
        json!({
            "payment": {"json": {"x402Version": 2, "accepted": offer, "payload": payload}},
            "offers": [offer],
            "now": self.now,
            "policy": {"expiryMargin": 0},
            "facts": facts,
        })
    }

    fn follows(&self, call: &Call, terms: &Value, signature: &str) -> Follows {
        let at = |name: &str, time: u64| terms[name] == Value::String(time.to_string());
        let is_zero = |name: &str| terms[name] == "0x0000000000000000000000000000000000000000";
        match call.answer.bytes.as_str() {
            "OK" => Follows::Valid,
            "OK (payee +0)" => Follows::Flagged("self-payment"),
            "FiatTokenV2: authorization is not yet valid" => match at("validAfter", self.now) {
                true if at("validBefore", self.now + 1) => Follows::Invalid("window"),
                true => Follows::Flagged("boundary-after"),
                false => Follows::Invalid("valid-after"),
            },
            "FiatTokenV2: authorization is expired" => Follows::Invalid("valid-before"),
            _ if is_zero("from") => Follows::Invalid("payer-address"),
            "ERC20: transfer to the zero address" => Follows::Invalid("pay-to-address"),
            "ECRecover: invalid signature length" => Follows::Invalid("signature-form"),
            "ECRecover: invalid signature 'v' value" if signature.ends_with("00") || signature.ends_with("01") => {
                Follows::Flagged("y-parity")
            }
            "ECRecover: invalid signature 'v' value" => Follows::Invalid("signature-form"),
            "ECRecover: invalid signature 's' value" => Follows::Invalid("signature-low-s"),
            "ECRecover: invalid signature" => Follows::Invalid("signature-range"),
            "FiatTokenV2: invalid signature" if call.digest.is_some() => Follows::Invalid("contract-signature"),
            "FiatTokenV2: invalid signature" => Follows::Invalid("signer"),
            "ERC20: transfer amount exceeds balance" => Follows::Outstanding("balance"),
            "FiatTokenV2: authorization is used or canceled" => Follows::Outstanding("authorization-unused"),
            "Blacklistable: account is blacklisted" if terms["to"] == self.token.address.as_str() => {
                Follows::Flagged("pay-to-asset")
            }
            "Blacklistable: account is blacklisted" | "Pausable: paused" => Follows::Outstanding("transfer"),
            other => panic!("{}: no ruling is known to be about {other:?}", call.title),
        }
    }

    fn chain(&self, call: &Call, terms: &Value) -> Vec<ChainCall> {
        let answer = |form: &str, answer: &str| {
            let (moved, reverted) = match answer {
                "OK" => (terms["value"].as_str(), None),
                "OK (payee +0)" => (Some("0"), None),
                message => (None, Some(message)),
            };
            ChainCall {
                state: "as recorded".into(),
                call: form.into(),
                at: self.now,
                moved: moved.map(Into::into),
                reverted: reverted.map(Into::into),
            }
        };
        let vrs = call.answer.vrs.iter().map(|vrs| answer("vrs", vrs));
        vrs.chain([answer("bytes", &call.answer.bytes)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 191 recorded calls each is a vector, or stands in the list of those that are not judged.
    #[test]
    fn none_of_the_recorded_calls_is_lost() {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct File {
            not_judged: NotJudged,
        }
        #[derive(Deserialize)]
        struct NotJudged {
            reason: String,
            calls: std::collections::BTreeMap<String, std::collections::BTreeSet<String>>,
        }
        let file: File = serde_json::from_str(include_str!("../data/eip2612.json")).expect("data of ours");
        let not_judged: usize = file.not_judged.calls.values().map(std::collections::BTreeSet::len).sum();
        assert!(!file.not_judged.reason.is_empty());
        let sponsored = crate::eip2612::recorded::drafts().len();
        assert_eq!(drafts().len() + crate::chain_permit2::drafts().len() + sponsored + not_judged, 191);
    }
}
