//! Recorded calls of the settling contracts, each as a payment. The expectation follows from the contract's
//! answer.

pub(crate) mod eip2612;
pub(crate) mod eip3009;
pub(crate) mod permit2;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use x402_vectors::vector::{ChainCall, Class};

use crate::draft::{Draft, expect, raw};

/// The expectation that follows from an answer.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Follows<'a> {
    Valid,
    /// Accepted, with this flag.
    Flagged(&'a str),
    /// Valid without the chain, for which this question stays open.
    Outstanding(&'a str),
    /// Refused by this check.
    Invalid(&'a str),
}

#[derive(Deserialize)]
struct Token {
    address: String,
    name: String,
    version: String,
}

/// A recorded call, in the form of the vector.
struct Recording<'a> {
    id: String,
    title: String,
    /// The input of the operation `verify`.
    input: Value,
    payer: Value,
    chain: Vec<ChainCall>,
    rulings: &'a [&'a str],
}

impl Recording<'_> {
    fn draft(self, follows: Follows<'_>) -> Draft {
        let mut result = json!({"verdict": "valid", "payer": self.payer, "offer": 0});
        let class = match follows {
            Follows::Valid => Class::Valid,
            Follows::Flagged(_) => Class::Acceptable,
            Follows::Outstanding(kind) => {
                result["outstanding"] = json!([kind]);
                Class::Valid
            }
            Follows::Invalid(_) => {
                result = json!({"verdict": "invalid"});
                Class::Invalid
            }
        };
        let draft = Draft::new(self.id, "verify", self.title, raw(&self.input), expect(class, &result));
        let draft = draft.recorded(self.chain).rulings(self.rulings);
        match follows {
            Follows::Flagged(flag) => draft.flags(&[flag]),
            Follows::Invalid(check) => draft.decided_by(check),
            Follows::Valid | Follows::Outstanding(_) => draft,
        }
    }
}

/// The terms of an offer. It asks for the signed terms, so that only the call itself decides.
struct Asked<'a> {
    scheme: &'a str,
    chain_id: u64,
    amount: &'a Value,
    asset: &'a Value,
    pay_to: &'a Value,
    extra: Value,
}

impl Asked<'_> {
    /// The question about a payment that accepts the offer. The contracts know no margin.
    fn question(&self, payload: &Value, now: u64, facts: &Value) -> Value {
        let Self { scheme, chain_id, amount, asset, pay_to, extra } = self;
        let offer = json!({
            "scheme": scheme,
            "network": format!("eip155:{chain_id}"),
            "amount": amount,
            "asset": asset,
            "payTo": pay_to,
            "maxTimeoutSeconds": 300,
            "extra": extra,
        });
        json!({
            "payment": {"json": {"x402Version": 2, "accepted": offer, "payload": payload}},
            "offers": [offer],
            "now": now,
            "policy": {"expiryMargin": 0},
            "facts": facts,
        })
    }
}

/// Fills in what a call does not repeat of the first call of its scheme, at any depth.
fn complete(members: &mut Map<String, Value>, first: &Map<String, Value>) {
    let mut whole = first.clone();
    for (name, value) in std::mem::take(members) {
        match (whole.get_mut(&name), value) {
            (Some(Value::Object(first)), Value::Object(mut inner)) => {
                complete(&mut inner, first);
                *first = inner;
            }
            (_, value) => drop(whole.insert(name, value)),
        }
    }
    *members = whole;
}

/// A question about the settlement of this amount, if the recording names the settler and the amount.
fn settled(question: &mut Value, amount: Option<&String>, caller: Option<&String>) {
    if let (Some(amount), Some(caller)) = (amount, caller) {
        question["phase"] = json!({"settle": {"amount": amount}});
        question["facilitators"] = json!([caller]);
    }
}

/// The facts that the payer has code which was asked about this digest, or that it has none.
fn code(digest: Option<&String>, payer: &Value, signature: &str, accepted: bool) -> Value {
    let Some(digest) = digest else { return json!({"accounts": {"*": {"code": "none"}}}) };
    json!({
        "accounts": {"*": {"code": "some"}},
        "contractSignatures": [{"account": payer, "digest": digest, "signature": signature, "valid": accepted}],
    })
}

/// The call, and what it moved or the message with which it reverted.
fn called(call: &str, at: u64, outcome: Result<&str, &str>) -> ChainCall {
    ChainCall {
        state: "as recorded".into(),
        call: call.into(),
        at,
        moved: outcome.ok().map(Into::into),
        reverted: outcome.err().map(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Each of the 191 recorded calls is a vector, or is in the list of calls that are not judged.
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
            calls: BTreeMap<String, BTreeSet<String>>,
        }
        let file: File = serde_json::from_str(include_str!("../data/eip2612.json")).expect("data of ours");
        let not_judged: usize = file.not_judged.calls.values().map(BTreeSet::len).sum();
        assert!(!file.not_judged.reason.is_empty());
        let vectors = eip2612::drafts().len() + eip3009::drafts().len() + permit2::drafts().len();
        assert_eq!(vectors + not_judged, 191);
    }
}
