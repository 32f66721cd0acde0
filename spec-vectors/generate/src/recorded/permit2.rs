//! Recorded calls of `settle` of both proxies, as payments. The expectation follows from the contracts'
//! answers, by the rulings E-7, E-8, E-11 and P-1 … P-4.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use x402_vectors::vector::{ChainCall, Level};

use super::{Asked, Follows, Recording, called, code, complete, settled};
use crate::{
    draft::Draft,
    permit::{EXACT_PROXY, UPTO_PROXY, ZERO},
    sheet::Sheet,
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
    /// The amount that is taken and the caller, if these matter.
    amount: Option<String>,
    caller: Option<String>,
    /// The authorization, where it differs from that of the scheme's first call. The spender is the proxy itself, which no
    /// call names.
    #[serde(default)]
    authorization: Map<String, Value>,
    signature: String,
    /// The digest about which the payer's contract was asked, if the payer has code.
    digest: Option<String>,
    /// `OK` and the effect, or the error.
    answer: String,
}

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet { usual: Level::Must, levels: &[(Level::Policy, "0012 0073")], faults: &[] };

pub(crate) fn drafts() -> Vec<Draft> {
    let mut recorded: Recorded = serde_json::from_str(include_str!("../../data/permit2.json")).expect("data of ours");
    let mut first = BTreeMap::new();
    for call in &mut recorded.calls {
        let first = first.entry(call.scheme.clone()).or_insert_with(|| call.authorization.clone());
        complete(&mut call.authorization, first);
    }
    LEVELS.write(recorded.calls.iter().map(|call| recorded.draft(call)).collect())
}

impl Recorded {
    fn draft(&self, call: &Call) -> Draft {
        let follows = call.follows();
        let recording = Recording {
            id: format!("chain-permit2-{:04}", call.number),
            title: format!("{}: {}", call.scheme, call.title),
            input: self.input(call),
            payer: checksummed(&call.authorization["from"]).into(),
            chain: vec![self.chain(call)],
            rulings: rulings(follows, call),
        };
        recording.draft(follows).no_witness("the libraries refuse to recover from these bytes")
    }

    fn input(&self, call: &Call) -> Value {
        let Call { authorization: terms, signature, .. } = call;
        let (permitted, witness) = (&terms["permitted"], &terms["witness"]);
        let asked = Asked {
            scheme: &call.scheme,
            chain_id: self.chain_id,
            amount: &permitted["amount"],
            asset: &permitted["token"],
            pay_to: &witness["to"],
            extra: if call.is_upto() { json!({}) } else { json!({"assetTransferMethod": "permit2"}) },
        };
        let mut authorization = terms.clone();
        authorization.insert("spender".into(), if call.is_upto() { UPTO_PROXY } else { EXACT_PROXY }.into());
        let payload = json!({"signature": signature, "permit2Authorization": authorization});
        let facts = code(call.digest.as_ref(), &terms["from"], signature, call.answer.starts_with("OK"));
        let mut input = asked.question(&payload, self.now, &facts);
        settled(&mut input, call.amount.as_ref(), call.caller.as_ref());
        input
    }

    fn chain(&self, call: &Call) -> ChainCall {
        let taken = call.amount.as_deref().or_else(|| call.authorization["permitted"]["amount"].as_str());
        let outcome = match call.answer.as_str() {
            answer if answer.ends_with("(payee +0)") => Ok("0"),
            answer if answer.starts_with("OK") => Ok(taken.expect("data of ours")),
            answer => Err(answer),
        };
        called("settle", self.now, outcome)
    }
}

fn rulings(follows: Follows<'_>, call: &Call) -> &'static [&'static str] {
    match follows {
        Follows::Valid if call.digest.is_some() => &["E-8"],
        Follows::Valid => &["E-7", "P-2", "P-4"],
        Follows::Flagged("high-s" | "compact") => &["E-7"],
        Follows::Flagged(_) => &["E-3"],
        Follows::Outstanding(_) => &["E-11"],
        Follows::Invalid("contract-signature") => &["E-8"],
        Follows::Invalid("charge") if !call.is_upto() => &["B-7"],
        Follows::Invalid("charge" | "facilitator") => &["P-4"],
        Follows::Invalid("signer" | "signature-form") => &["E-7"],
        Follows::Invalid(_) => &["P-2"],
    }
}

impl Call {
    fn is_upto(&self) -> bool {
        self.scheme == "upto"
    }

    fn follows(&self) -> Follows<'static> {
        let terms = &self.authorization;
        let (permitted, witness) = (&terms["permitted"], &terms["witness"]);
        let title = |words: &str| self.title.contains(words);
        match self.answer.split('(').next().unwrap_or_default().trim() {
            // A call to an address without code succeeds.
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
            // Nothing has to be taken, so there is no call (P-4).
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

/// Addresses in answers have their checksum, and one of the recorded payers has none.
fn checksummed(address: &Value) -> String {
    let address = address.as_str().unwrap_or(ZERO);
    address.parse::<x402_schemes::evm::Address>().map(|address| address.to_string()).expect("an address")
}
