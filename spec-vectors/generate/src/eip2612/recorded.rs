//! Calls of `settleWithPermit` of both proxies, and of the token's own `permit`, that were recorded, as payments. What is
//! expected follows from what the contracts answered, by P-5, E-8 and E-11.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use x402_conformance::vector::{ChainCall, Class};

use crate::{
    draft::{Draft, expect, permit_digest_of, raw},
    permit::{EXACT_PROXY, UPTO_PROXY},
    sign::{PermitSlip, TokenPermit, sign_permit, sign_token_permit},
};

/// `data/eip2612.json`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    chain_id: u64,
    now: u64,
    token: Token,
    /// By scheme: the spender is the proxy itself.
    authorizations: Map<String, Value>,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Token {
    address: String,
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Call {
    number: u16,
    title: String,
    /// `settleWithPermit`, or `permit` of the token alone.
    call: String,
    scheme: String,
    /// Of the payment; signed by the payer where nothing is said.
    signature: Option<String>,
    /// As it was signed; `info` of the extension.
    permit: Map<String, Value>,
    /// What `info` says otherwise than was signed.
    #[serde(default)]
    says: Map<String, Value>,
    /// What Permit2 was allowed, if that matters.
    allowance: Option<String>,
    /// What is taken, and who calls, where that matters.
    amount: Option<String>,
    caller: Option<String>,
    /// What the payer's contract says of the permit, if the payer has code.
    contract: Option<bool>,
    /// `OK` and what happened, or the error.
    answer: String,
    /// What follows from it.
    follows: Follows,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Follows {
    Valid,
    /// Taken, with this flag.
    Flagged(String),
    /// Valid as far as can be said without the chain, which has this question open.
    Outstanding(String),
    /// Refused by this check.
    Invalid(String),
}

pub(crate) fn drafts() -> Vec<Draft> {
    let recorded: Recorded = serde_json::from_str(include_str!("../../data/eip2612.json")).expect("data of ours");
    recorded.calls.iter().map(|call| recorded.draft(call)).collect()
}

impl Recorded {
    fn draft(&self, call: &Call) -> Draft {
        let input = self.input(call);
        let payment = &input["payment"]["json"];
        let payer = &payment["payload"]["permit2Authorization"]["from"];
        let mut valid = json!({"verdict": "valid", "payer": payer, "offer": 0});
        let draft = |class, result: &Value| {
            let id = format!("chain-eip2612-{:04}", call.number);
            let title = format!(
                "{} of {}: {}",
                call.call,
                if call.call == "permit" { "the token" } else { &call.scheme },
                call.title
            );
            let draft = Draft::new(id, "verify", title, raw(&input), expect(class, result));
            draft.recorded(vec![self.chain(call)]).no_witness("the libraries refuse to recover from these bytes")
        };
        let (class, ruling) = match &call.follows {
            Follows::Valid => (Class::Valid, "P-5"),
            Follows::Flagged(_) => (Class::Acceptable, "P-5"),
            Follows::Outstanding(kind) => {
                valid["outstanding"] = json!([kind]);
                (Class::Valid, "E-11")
            }
            Follows::Invalid(check) => {
                let draft = draft(Class::Invalid, &json!({"verdict": "invalid"})).decided_by(check);
                return draft.rulings(&["P-5"]);
            }
        };
        let drafted = draft(class, &valid).rulings(&[ruling]);
        if let Follows::Flagged(flag) = &call.follows { drafted.flags(&[flag]) } else { drafted }
    }

    /// The offer asks what was permitted, so that nothing but the call itself decides; and the contracts know no margin.
    fn input(&self, call: &Call) -> Value {
        let is_upto = call.scheme == "upto";
        let mut authorization = self.authorizations[&call.scheme].clone();
        authorization["spender"] = if is_upto { UPTO_PROXY } else { EXACT_PROXY }.into();
        if call.call == "permit" {
            authorization["permitted"]["amount"] = call.permit["amount"].clone();
        }
        let signature = call.signature.clone().unwrap_or_else(|| {
            format!("0x{}", sign_permit(&authorization.to_string(), self.chain_id, PermitSlip::None))
        });
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
        let offer = json!({
            "scheme": call.scheme,
            "network": format!("eip155:{}", self.chain_id),
            "amount": authorization["permitted"]["amount"],
            "asset": address,
            "payTo": authorization["witness"]["to"],
            "maxTimeoutSeconds": 300,
            "extra": extra,
        });
        let owner = authorization["from"].clone();
        let mut input = json!({
            "payment": {"json": {
                "x402Version": 2,
                "accepted": offer,
                "payload": {"signature": signature, "permit2Authorization": authorization},
                "extensions": {"eip2612GasSponsoring": {"info": info}},
            }},
            "offers": [offer],
            "now": self.now,
            "policy": {"expiryMargin": 0},
            "facts": {"accounts": {"*": {"code": "none"}}},
        });
        if let Some(says) = call.contract {
            let text = input.to_string();
            let asked = |digest: String, signature: &Value, valid: bool| json!({"account": owner, "digest": digest, "signature": signature, "valid": valid});
            // The record is of the permit alone: the payment's own signature shall not decide.
            let own = asked(crate::draft::digest_of(&text), &json!(signature), true);
            let permit = asked(permit_digest_of(&text), &info["signature"], says);
            input["facts"] = json!({"accounts": {"*": {"code": "some"}}, "contractSignatures": [own, permit]});
            if !says {
                // The key has signed, so that the token's own answer decides, which is what was recorded.
                let permit =
                    json!({"token": address, "digest": permit_digest_of(&text), "signature": info["signature"]});
                input["facts"]["tokenPermits"] = json!([permit]);
                input["facts"]["tokenPermits"][0]["taken"] = call.answer.starts_with("OK").into();
            }
        }
        // A recording of the permit alone, or of one that the proxy refuses, has no allowance: nothing else could pay.
        let nothing = matches!(&call.follows, Follows::Invalid(check) if check.starts_with("permit-")).then_some("0");
        if let Some(amount) = call.allowance.as_deref().or(nothing) {
            input["facts"]["allowances"] = json!([{"token": address, "owner": owner, "amount": amount}]);
        }
        if let (Some(amount), Some(caller)) = (&call.amount, &call.caller) {
            input["phase"] = json!({"settle": {"amount": amount}});
            input["facilitators"] = json!([caller]);
        }
        input
    }

    /// What the recording does not have, signed again: signatures are deterministic.
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

    fn chain(&self, call: &Call) -> ChainCall {
        let taken = call.amount.as_deref().unwrap_or("10000");
        let (moved, reverted) = match call.answer.as_str() {
            // The token's own permit moves nothing.
            "OK" if call.call == "permit" => (Some("0"), None),
            answer if answer.starts_with("OK") => (Some(taken), None),
            answer => (None, Some(answer)),
        };
        ChainCall {
            state: "as recorded".into(),
            call: call.call.clone(),
            at: self.now,
            moved: moved.map(Into::into),
            reverted: reverted.map(Into::into),
        }
    }
}
