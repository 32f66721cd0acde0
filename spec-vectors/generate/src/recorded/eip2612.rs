//! Recorded calls of `settleWithPermit` of both proxies, and of the token's own `permit`, as payments. The
//! expectation follows from the contracts' answers, by P-5, E-8 and E-11.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use x402_vectors::vector::{ChainCall, Level};

use super::{Asked, Follows, Recording, Token, called, complete, settled};
use crate::{
    draft::{Draft, permit_digest_of},
    permit::{EXACT_PROXY, UPTO_PROXY},
    sheet::Sheet,
    sign::{TokenPermit, sign_permit, sign_token_permit},
};

/// `data/eip2612.json`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded<'a> {
    chain_id: u64,
    now: u64,
    token: Token,
    /// The authorizations by scheme. The spender is the proxy itself.
    authorizations: Map<String, Value>,
    #[serde(borrow)]
    calls: Vec<Call<'a>>,
}

#[derive(Deserialize)]
struct Call<'a> {
    number: u16,
    title: String,
    /// `settleWithPermit`, or `permit` of the token alone.
    call: String,
    scheme: String,
    /// The signature of the payment. If there is none, the payer signs.
    signature: Option<String>,
    /// The signed permit, as `info` of the extension, where it differs from that of the scheme's first call.
    #[serde(default)]
    permit: Map<String, Value>,
    /// The members of `info` that differ from the signed ones.
    #[serde(default)]
    says: Map<String, Value>,
    /// The allowance of Permit2, if that matters.
    allowance: Option<String>,
    /// The amount that is taken and the caller, if these matter.
    amount: Option<String>,
    caller: Option<String>,
    /// The answer of the payer's contract about the permit, if the payer has code.
    contract: Option<bool>,
    /// `OK` and the effect, or the error.
    answer: String,
    /// The expectation that follows.
    #[serde(borrow)]
    follows: Follows<'a>,
}

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet { usual: Level::Must, levels: &[(Level::Policy, "0007 0033 0035")], faults: &[] };

pub(crate) fn drafts() -> Vec<Draft> {
    let text = include_str!("../../data/eip2612.json");
    let mut recorded: Recorded<'_> = serde_json::from_str(text).expect("data of ours");
    let mut first = BTreeMap::new();
    for call in &mut recorded.calls {
        let first = first.entry(call.scheme.clone()).or_insert_with(|| call.permit.clone());
        complete(&mut call.permit, first);
    }
    LEVELS.write(recorded.calls.iter().map(|call| recorded.draft(call)).collect())
}

impl Recorded<'_> {
    fn draft(&self, call: &Call<'_>) -> Draft {
        let input = self.input(call);
        let recording = Recording {
            id: format!("chain-eip2612-{:04}", call.number),
            title: format!(
                "{} of {}: {}",
                call.call,
                if call.call == "permit" { "the token" } else { &call.scheme },
                call.title
            ),
            payer: input["payment"]["json"]["payload"]["permit2Authorization"]["from"].clone(),
            input,
            chain: vec![self.chain(call)],
            rulings: if matches!(call.follows, Follows::Outstanding(_)) { &["E-11"] } else { &["P-5"] },
        };
        recording.draft(call.follows).no_witness("the libraries refuse to recover from these bytes")
    }

    fn input(&self, call: &Call<'_>) -> Value {
        let is_upto = call.scheme == "upto";
        let mut authorization = self.authorizations[&call.scheme].clone();
        authorization["spender"] = if is_upto { UPTO_PROXY } else { EXACT_PROXY }.into();
        if call.call == "permit" {
            authorization["permitted"]["amount"] = call.permit["amount"].clone();
        }
        let signature = call
            .signature
            .clone()
            .unwrap_or_else(|| format!("0x{}", sign_permit(&authorization.to_string(), self.chain_id)));
        let mut info = call.permit.clone();
        if !info.contains_key("signature") {
            info.insert("signature".into(), self.sign(&call.permit).into());
        }
        info.insert("version".into(), "1".into());
        info.extend(call.says.clone());
        let Token { address, name, version } = &self.token;
        let mut extra = json!({"name": name, "version": version});
        if !is_upto {
            extra["assetTransferMethod"] = "permit2".into();
        }
        let asked = Asked {
            scheme: &call.scheme,
            chain_id: self.chain_id,
            amount: &authorization["permitted"]["amount"],
            asset: &address.as_str().into(),
            pay_to: &authorization["witness"]["to"],
            extra,
        };
        let owner = authorization["from"].clone();
        let payload = json!({"signature": signature, "permit2Authorization": authorization});
        let mut input = asked.question(&payload, self.now, &json!({"accounts": {"*": {"code": "none"}}}));
        input["payment"]["json"]["extensions"] = json!({"eip2612GasSponsoring": {"info": info}});
        if let Some(accepts) = call.contract {
            let text = input.to_string();
            let asked = |digest: String, signature: &Value, valid: bool| json!({"account": owner, "digest": digest, "signature": signature, "valid": valid});
            // The record is about the permit alone, so the payment's own signature must not decide.
            let payment_signature = asked(crate::draft::digest_of(&text), &json!(signature), true);
            let permit = asked(permit_digest_of(&text), &info["signature"], accepts);
            input["facts"] =
                json!({"accounts": {"*": {"code": "some"}}, "contractSignatures": [payment_signature, permit]});
            if !accepts {
                // The key has signed, so the token's own answer decides, which was recorded.
                let permit =
                    json!({"token": address, "digest": permit_digest_of(&text), "signature": info["signature"]});
                input["facts"]["tokenPermits"] = json!([permit]);
                input["facts"]["tokenPermits"][0]["taken"] = call.answer.starts_with("OK").into();
            }
        }
        // A recording of the permit alone, or of one that the proxy refuses, has no allowance, because nothing else
        // could pay.
        let nothing = matches!(call.follows, Follows::Invalid(check) if check.starts_with("permit-")).then_some("0");
        if let Some(amount) = call.allowance.as_deref().or(nothing) {
            input["facts"]["allowances"] = json!([{"token": address, "owner": owner, "amount": amount}]);
        }
        settled(&mut input, call.amount.as_ref(), call.caller.as_ref());
        input
    }

    /// Adds the signatures that the recording does not contain. Signatures are deterministic.
    fn sign(&self, permit: &Map<String, Value>) -> String {
        let text = |name: &str| permit[name].as_str().expect("data of ours");
        let signature = sign_token_permit(&TokenPermit {
            owner: text("from"),
            spender: text("spender"),
            value: text("amount"),
            nonce: text("nonce"),
            deadline: text("deadline"),
            name: &self.token.name,
            version: &self.token.version,
            chain_id: self.chain_id,
            contract: &self.token.address,
        });
        format!("0x{signature}")
    }

    fn chain(&self, call: &Call<'_>) -> ChainCall {
        let taken = call.amount.as_deref().unwrap_or("10000");
        let outcome = match call.answer.as_str() {
            // The token's own permit moves nothing.
            "OK" if call.call == "permit" => Ok("0"),
            answer if answer.starts_with("OK") => Ok(taken),
            answer => Err(answer),
        };
        called(&call.call, self.now, outcome)
    }
}
