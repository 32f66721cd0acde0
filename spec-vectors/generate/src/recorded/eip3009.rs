//! Recorded calls of `transferWithAuthorization`, as payments. The expectation follows from the token's
//! answers, by the rulings E-2, E-3, E-6, E-8 and E-11.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use x402_vectors::vector::{ChainCall, Level};

use super::{Asked, Follows, Recording, Token, called, code};
use crate::{draft::Draft, sheet::Sheet};

/// `data/fiat-token.json`. Only `witness/evm` reads the steps that make the states.
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

/// Members that are absent are as in [`Recorded`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    number: u16,
    title: String,
    #[serde(default)]
    authorization: Map<String, Value>,
    signature: Option<String>,
    /// The digest about which the payer's contract was asked, if the payer has code.
    digest: Option<String>,
    answer: Answer,
}

/// The answer of each of the two overloads: `OK`, `OK (payee +0)`, or a message.
#[derive(Deserialize)]
struct Answer {
    /// The answer with v, r and s. `None` if the signature has no such parts.
    vrs: Option<String>,
    bytes: String,
}

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet { usual: Level::Must, levels: &[(Level::Policy, "0018")], faults: &[] };

pub(crate) fn drafts() -> Vec<Draft> {
    let recorded: Recorded = serde_json::from_str(include_str!("../../data/fiat-token.json")).expect("data of ours");
    LEVELS.write(recorded.calls.iter().map(|call| recorded.draft(call)).collect())
}

impl Recorded {
    fn draft(&self, call: &Call) -> Draft {
        let mut terms = self.authorization.clone();
        terms.extend(call.authorization.clone());
        let terms = Value::Object(terms);
        let signature = call.signature.as_ref().unwrap_or(&self.signature);
        let follows = self.follows(call, &terms, signature);
        let (rulings, requirements) = cited(follows, call);
        let recording = Recording {
            id: format!("chain-eip3009-{:04}", call.number),
            title: call.title.clone(),
            input: self.input(call, &terms, signature),
            payer: terms["from"].clone(),
            chain: self.chain(call, &terms),
            rulings,
        };
        recording.draft(follows).requirements(requirements)
    }

    fn input(&self, call: &Call, terms: &Value, signature: &str) -> Value {
        let asked = Asked {
            scheme: "exact",
            chain_id: self.chain_id,
            amount: &terms["value"],
            asset: &self.token.address.as_str().into(),
            pay_to: &terms["to"],
            extra: json!({"name": self.token.name, "version": self.token.version}),
        };
        let payload = json!({"signature": signature, "authorization": terms});
        let facts = code(call.digest.as_ref(), &terms["from"], signature, call.answer.bytes == "OK");
        asked.question(&payload, self.now, &facts)
    }

    fn follows(&self, call: &Call, terms: &Value, signature: &str) -> Follows<'static> {
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
        let answered = |form: &str, answer: &str| {
            let outcome = match answer {
                "OK" => Ok(terms["value"].as_str().expect("data of ours")),
                "OK (payee +0)" => Ok("0"),
                message => Err(message),
            };
            called(form, self.now, outcome)
        };
        let vrs = call.answer.vrs.iter().map(|vrs| answered("vrs", vrs));
        vrs.chain([answered("bytes", &call.answer.bytes)]).collect()
    }
}

/// Rulings, and statements of the documents.
fn cited(follows: Follows<'_>, call: &Call) -> (&'static [&'static str], &'static [&'static str]) {
    match follows {
        Follows::Valid if call.digest.is_some() => (&["E-8"], &["EVM-1-phase3-01"]),
        Follows::Valid => (&["E-2", "E-6"], &["EVM-1-phase3-01"]),
        Follows::Flagged("boundary-after") => (&["E-2"], &[]),
        Follows::Flagged("y-parity") => (&["E-6"], &[]),
        Follows::Flagged(_) => (&["E-3"], &[]),
        Follows::Outstanding("balance") => (&["E-11"], &["V2-6.1.2-02"]),
        Follows::Outstanding(_) => (&["E-11"], &["V2-6.1.2-06"]),
        Follows::Invalid("valid-before" | "valid-after" | "window") => (&["E-2"], &["V2-6.1.2-04", "EVM-1-phase2-04"]),
        Follows::Invalid("payer-address" | "pay-to-address") => (&["E-3"], &[]),
        Follows::Invalid("contract-signature") => (&["E-8"], &["V2-6.1.2-01"]),
        Follows::Invalid(_) => (&["E-6"], &["V2-6.1.2-01", "EVM-1-phase2-01"]),
    }
}
