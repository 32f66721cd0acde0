//! Calls of `settle` of both proxies that were recorded, as payments. What is expected follows from what the contracts
//! answered, by the rulings E-7, E-8, E-11 and P-1 … P-4.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use x402_conformance::vector::{ChainCall, Class};

use crate::{
    draft::{Draft, expect, raw},
    permit::{EXACT_PROXY, UPTO_PROXY, ZERO},
};

/// `data/permit2.json`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    chain_id: u64,
    now: u64,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    number: u16,
    title: String,
    scheme: String,
    /// What is taken, and who calls, where that matters.
    amount: Option<String>,
    caller: Option<String>,
    /// The spender is the proxy itself: no call names it.
    authorization: Map<String, Value>,
    signature: String,
    /// What the payer's contract was asked about, if the payer has code.
    digest: Option<String>,
    /// `OK` and what happened, or the error.
    answer: String,
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
    let recorded: Recorded = serde_json::from_str(include_str!("../data/permit2.json")).expect("data of ours");
    recorded.calls.iter().map(|call| recorded.draft(call)).collect()
}

impl Recorded {
    fn draft(&self, call: &Call) -> Draft {
        let valid = json!({"verdict": "valid", "payer": checksummed(&call.authorization["from"]), "offer": 0});
        let draft = |class, result: &Value| {
            let id = format!("chain-permit2-{:04}", call.number);
            let title = format!("{}: {}", call.scheme, call.title);
            let draft = Draft::new(id, "verify", title, raw(&self.input(call)), expect(class, result));
            draft.recorded(vec![self.chain(call)]).no_witness("the libraries refuse to recover from these bytes")
        };
        match call.follows() {
            Follows::Valid if call.digest.is_some() => draft(Class::Valid, &valid).rulings(&["E-8"]),
            Follows::Valid => draft(Class::Valid, &valid).rulings(&["E-7", "P-2", "P-4"]),
            Follows::Flagged(flag) => {
                let ruling = if ["high-s", "compact"].contains(&flag) { "E-7" } else { "E-3" };
                draft(Class::Acceptable, &valid).flags(&[flag]).rulings(&[ruling])
            }
            Follows::Outstanding(kind) => {
                let mut result = valid;
                result["outstanding"] = json!([kind]);
                draft(Class::Valid, &result).rulings(&["E-11"])
            }
            Follows::Invalid(check) => {
                let ruling = match check {
                    "contract-signature" => "E-8",
                    "charge" | "facilitator" => "P-4",
                    "signer" | "signature-form" => "E-7",
                    _ => "P-2",
                };
                draft(Class::Invalid, &json!({"verdict": "invalid"})).decided_by(check).rulings(&[ruling])
            }
        }
    }

    /// The offer asks what was signed, so that nothing but the call itself decides; and the contracts know no margin.
    fn input(&self, call: &Call) -> Value {
        let Call { authorization: terms, signature, .. } = call;
        let (permitted, witness) = (&terms["permitted"], &terms["witness"]);
        let extra = if call.is_upto() { json!({}) } else { json!({"assetTransferMethod": "permit2"}) };
        let offer = json!({
            "scheme": call.scheme,
            "network": format!("eip155:{}", self.chain_id),
            "amount": permitted["amount"],
            "asset": permitted["token"],
            "payTo": witness["to"],
            "maxTimeoutSeconds": 300,
            "extra": extra,
        });
        let mut authorization = terms.clone();
        authorization.insert("spender".into(), if call.is_upto() { UPTO_PROXY } else { EXACT_PROXY }.into());
        let payload = json!({"signature": signature, "permit2Authorization": authorization});
        let facts = match &call.digest {
            None => json!({"accounts": {"*": {"code": "none"}}}),
            Some(digest) => json!({
                "accounts": {"*": {"code": "some"}},
                "contractSignatures": [{
                    "account": terms["from"],
                    "digest": digest,
                    "signature": signature,
                    "valid": call.answer.starts_with("OK"),
                }],
            }),
        };
        let mut input = json!({
            "payment": {"json": {"x402Version": 2, "accepted": offer, "payload": payload}},
            "offers": [offer],
            "now": self.now,
            "policy": {"expiryMargin": 0},
            "facts": facts,
        });
        if let (Some(amount), Some(caller)) = (&call.amount, &call.caller) {
            input["phase"] = json!({"settle": {"amount": amount}});
            input["facilitators"] = json!([caller]);
        }
        input
    }

    fn chain(&self, call: &Call) -> ChainCall {
        let taken = call.amount.as_deref().or_else(|| call.authorization["permitted"]["amount"].as_str());
        let (moved, reverted) = match call.answer.as_str() {
            answer if answer.ends_with("(payee +0)") => (Some("0"), None),
            answer if answer.starts_with("OK") => (taken, None),
            answer => (None, Some(answer)),
        };
        ChainCall {
            state: "as recorded".into(),
            call: "settle".into(),
            at: self.now,
            moved: moved.map(Into::into),
            reverted: reverted.map(Into::into),
        }
    }
}

impl Call {
    fn is_upto(&self) -> bool {
        self.scheme == "upto"
    }

    fn follows(&self) -> Follows {
        let terms = &self.authorization;
        let (permitted, witness) = (&terms["permitted"], &terms["witness"]);
        let title = |words: &str| self.title.contains(words);
        match self.answer.split('(').next().unwrap_or_default().trim() {
            // A call to no contract succeeds.
            "OK Settled" => Follows::Outstanding("contract-code"),
            answer if answer.starts_with("OK") && witness["to"] == terms["from"] => Follows::Flagged("self-payment"),
            answer if answer.starts_with("OK") && self.digest.is_some() => Follows::Valid,
            answer if answer.starts_with("OK") && title("high s") => Follows::Flagged("high-s"),
            answer if answer.starts_with("OK") && self.signature.len() == 130 => Follows::Flagged("compact"),
            answer if answer.starts_with("OK") => Follows::Valid,
            "InvalidSignature" | "InvalidSignatureLength" => Follows::Invalid("signature-form"),
            "InvalidSigner" => Follows::Invalid("signer"),
            "SignatureExpired" => Follows::Invalid("valid-before"),
            "PaymentTooEarly" => Follows::Invalid("valid-after"),
            "InvalidDestination" => Follows::Invalid("pay-to-address"),
            "InvalidOwner" => Follows::Invalid("payer-address"),
            "InvalidAmount" if permitted["amount"] == "0" => Follows::Invalid("amount"),
            // Nothing is to be taken, so there is no call (P-4).
            "InvalidAmount" => Follows::Valid,
            "AmountExceedsPermitted" => Follows::Invalid("charge"),
            "UnauthorizedFacilitator" => Follows::Invalid("facilitator"),
            "InvalidNonce" => Follows::Outstanding("permit-unused"),
            "InvalidContractSignature" | "revert" | "boom" => Follows::Invalid("contract-signature"),
            "TRANSFER_FROM_FAILED" if witness["to"] == permitted["token"] => Follows::Flagged("pay-to-asset"),
            "TRANSFER_FROM_FAILED" if title("allowance") => Follows::Outstanding("allowance"),
            "TRANSFER_FROM_FAILED" if title("than the payer has") => Follows::Outstanding("balance"),
            "TRANSFER_FROM_FAILED" => Follows::Outstanding("settlement"),
            other => panic!("{}: no ruling is known to be about {other:?}", self.title),
        }
    }
}

/// In answers addresses carry their checksum; one of the recorded payers has none.
fn checksummed(address: &Value) -> String {
    let address = address.as_str().unwrap_or(ZERO);
    address.parse::<x402_schemes::evm::Address>().map(|address| address.to_string()).expect("an address")
}
